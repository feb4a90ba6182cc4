"""The heat map: levels of the matrix, the appetite line, where risks stand and where they came from or should go.

Cells are shapes named ``cell``, the appetite line shapes named ``appetite``; risks are traces of the role ``risk``,
places they came from of ``from``; arrows are annotations. The slide redraws these as native shapes.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import Palette
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.risk.numbers.found import Arrow, Seen
from analytics.risk.numbers.matrix import Matrix
from analytics.risk.numbers.register import PLACED, Register
from data.language import Translator

SPOTS = {1: (-0.06,), 2: (0.1, -0.22), 3: (0.2, -0.06, -0.32)}
"""How many are named in a cell: their places from its middle upwards, in cells."""
Spot = tuple[float, float, bool]
"""Across, up, and whether the name stands on the left."""
MARKS = {"worse": "square", "better": "circle", "moved": "triangle-up", "new": "star", "same": "circle", "": "circle"}
FIVE = 5
CELL, COUNT, LEVEL, APPETITE, ARROW, AXIS = "cell", "count", "level", "appetite", "arrow", "axis"
APPETITE_OF = "appetite of a category"
"""Names of shapes and annotations, by which the slide knows them."""


def mark_colour(move: str, above: bool, palette: Palette) -> str:
    if move == "worse":
        return palette.bad if above else palette.watch_text
    return {"better": palette.good, "new": palette.accent, "moved": palette.watch_text}.get(move, palette.actual)


def level_words(level: float | None, t: Translator) -> str:
    return "–" if level is None or pd.isna(level) else t(f"risk.level.{int(level)}")


def place_words(kind: str, place: int, size: int, t: Translator) -> str:
    """``4 likely``; matrices of another size have numbers alone."""
    return t("risk.place", n=place, words=t(f"risk.{kind}.{place}")) if size == FIVE else str(place)


def _tick(kind: str, place: int, size: int, t: Translator) -> str:
    """The name of a level on its axis, in two lines."""
    return f"{place}<br>" + t(f"risk.{kind}.{place}") if size == FIVE else str(place)


def named(register: Register, arrow: Arrow) -> pd.DataFrame:
    """The risks that are drawn by name: those beyond appetite and those that moved, at most three a cell and a dozen in
    all.

    Arrows from inherent or to the target have nearly all of them: only the six dearest are drawn.
    """
    found = register.risks.dropna(subset=["l", "i"])
    wanted = found["move"].isin(["worse", "better", "new", "moved"]) if arrow == "before" else found["worth"] >= 0
    ranked = found[wanted | found["above"].astype(bool)].assign(
        rank=lambda frame: (
            frame["move"].map({"worse": 0, "new": 1, "better": 2, "moved": 2}).fillna(3) if arrow == "before" else 0
        )
    )
    ranked = ranked.sort_values(["above", "rank", "worth", "risk"], ascending=[False, True, False, True])
    ranked = ranked[ranked.groupby(["l", "i"]).cumcount() < len(SPOTS)]
    return ranked.head(12 if arrow == "before" else 6)


def figure_heat(found: Seen, palette: Palette, height: int, t: Translator) -> go.Figure:
    """The matrix with its risks. ``customdata`` is what stands behind a mark: ``cell:4:2`` or ``risk:R-07``."""
    register, arrow, category = found.register, found.arrow, found.category
    figure, matrix = blank(palette, height, 12), register.matrix
    figure.update_layout(meta={"kind": "heat"}, margin={"t": 26, "l": 8, "r": 12, "b": 8})
    shown = named(register, arrow)
    spots = _spots(shown, arrow)
    free = _cells(figure, register, matrix, shown, spots, palette, t)
    _levels(figure, matrix, free, palette, t)
    _appetite(figure, matrix, category, palette, t)
    for own in own_lines(register, category):
        _appetite(figure, matrix, own, palette, t, of=own)
    _arrows(figure, shown, spots, arrow, palette)
    _risks(figure, shown, spots, palette, t)
    _axes(figure, matrix, palette, t)
    return figure


def _cells(
    figure: go.Figure,
    register: Register,
    matrix: Matrix,
    shown: pd.DataFrame,
    spots: dict[str, Spot],
    palette: Palette,
    t: Translator,
) -> dict[tuple[int, int], int]:
    """The cells with the number of risks in each that are not named; returns how many are named in each."""
    named_in = {(int(row.l), int(row.i)): 0 for row in rows(shown)}
    for row in rows(shown):
        named_in[int(row.l), int(row.i)] += 1
    # Where an arrow comes in from the right the count stands on the left.
    crossed = {(int(row.l), int(row.i)) for row in rows(shown) if spots[str(row.risk)][2]}
    xs, ys, ids, hovers = [], [], [], []
    for likelihood in range(1, matrix.rows + 1):
        for impact in range(1, matrix.columns + 1):
            level = matrix.grid[likelihood - 1][impact - 1]
            figure.add_shape(
                type="rect",
                name=CELL,
                x0=impact - 0.5,
                x1=impact + 0.5,
                y0=likelihood - 0.5,
                y1=likelihood + 0.5,
                fillcolor=palette.risk[level - 1],
                line={"color": palette.page, "width": 2},
                layer="below",
            )
            part = register.cell(likelihood, impact)
            others = len(part) - named_in.get((likelihood, impact), 0)
            if others:
                left = (likelihood, impact) in crossed
                figure.add_annotation(
                    x=impact + (-0.42 if left else 0.42),
                    y=likelihood + 0.44,
                    xanchor="left" if left else "right",
                    yanchor="top",
                    showarrow=False,
                    name=COUNT,
                    text=t.number(others),
                    font={"size": 12, "color": palette.text},
                )
            xs.append(impact)
            ys.append(likelihood)
            ids.append([f"cell:{likelihood}:{impact}"])
            listed = ", ".join(part["risk"].head(12))
            hovers.append(f"<b>{t('risk.level.' + str(level))}</b><br>{t('risk.n', n=len(part))}<br>{listed}")
    figure.add_trace(
        go.Scatter(
            x=xs,
            y=ys,
            mode="markers",
            marker={"symbol": "square", "size": 44, "color": palette.text, "opacity": 0.0},
            customdata=ids,
            hovertext=hovers,
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "heat", "name": ""},
            selected={"marker": {"opacity": 0.0}},
            unselected={"marker": {"opacity": 0.0}},
        )
    )
    return named_in


def _levels(
    figure: go.Figure, matrix: Matrix, taken: dict[tuple[int, int], int], palette: Palette, t: Translator
) -> None:
    """Each level is named once, in a cell where it does not meet a risk."""
    for level in range(1, 5):
        places = [
            (row, column)
            for row in range(1, matrix.rows + 1)
            for column in range(1, matrix.columns + 1)
            if matrix.grid[row - 1][column - 1] == level
        ]
        if not places:
            continue
        row, column = min(places, key=lambda place: (taken.get(place, 0), abs(place[0] - place[1]), place))
        figure.add_annotation(
            x=column - 0.45,
            y=row - 0.47,
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
            name=LEVEL,
            text=t(f"risk.level.{level}"),
            font={"size": 11, "color": palette.text},
        )


def otherwise(register: Register, category: str) -> pd.DataFrame:
    """Risks that the line of ``category`` would judge otherwise than they are: their category accepts more or less, or
    they were assessed by another matrix."""
    placed = register.risks.dropna(subset=["l", "i", "level"])
    matrix, accepted = register.matrix, register.matrix.accepted(category)
    beyond = [(matrix.level(int(row.l), int(row.i)) or 0) > accepted for row in rows(placed)]
    return placed[placed["above"].astype(bool) != pd.Series(beyond, index=placed.index, dtype=bool)]


def own_lines(register: Register, category: str) -> list[str]:
    """Categories of such risks, whose line is drawn too."""
    matrix = register.matrix
    own = {*otherwise(register, category)["category"].dropna()} - {category}
    return sorted(one for one in own if matrix.accepted(one) != matrix.accepted(category))


def _appetite(
    figure: go.Figure, matrix: Matrix, category: str, palette: Palette, t: Translator, *, of: str = ""
) -> None:
    """The line between what is accepted and what is not, along the sides of cells; dotted where it is that ``of`` a
    category."""
    name = APPETITE_OF if of else APPETITE
    accepted = matrix.accepted(category)
    beyond = [[level > accepted for level in row] for row in matrix.grid]
    line = {"color": palette.text, "width": 2, "dash": "dot"} if of else {"color": palette.text, "width": 3}
    last: tuple[float, float] | None = None
    first: tuple[float, float] | None = None
    for row in range(matrix.rows):
        for column in range(matrix.columns):
            if column + 1 < matrix.columns and beyond[row][column] != beyond[row][column + 1]:
                x = column + 1.5
                figure.add_shape(type="line", name=name, x0=x, x1=x, y0=row + 0.5, y1=row + 1.5, line=line)
                last = max(last or (x, row + 0.5), (x, row + 0.5))
                first = min(first or (x, row + 1.5), (x, row + 1.5))
            if row + 1 < matrix.rows and beyond[row][column] != beyond[row + 1][column]:
                y = row + 1.5
                figure.add_shape(type="line", name=name, x0=column + 0.5, x1=column + 1.5, y0=y, y1=y, line=line)
                last = max(last or (column + 1.5, y), (column + 1.5, y))
                first = min(first or (column + 0.5, y), (column + 0.5, y))
    if last is not None and first is not None:
        # The name of the own line stands at its other end, above it: below is that of the usual one and its counts.
        figure.add_annotation(
            x=first[0] + 0.05 if of else last[0] - 0.05,
            y=first[1] + 0.03 if of else last[1] - 0.03,
            xanchor="left" if of else "right",
            yanchor="bottom" if of else "top",
            showarrow=False,
            name=name,
            text=f"<b>{t('risk.appetite.of', category=of) if of else t('risk.appetite')}</b>",
            font={"size": 11, "color": palette.text},
        )


def _start(row: Any, arrow: Arrow) -> tuple[float, float] | None:
    """Likelihood and impact at the other end of a risk's arrow; ``None`` where it has none."""
    columns = ("l_before", "i_before") if arrow == "before" else PLACED[arrow]
    up, across = getattr(row, columns[0]), getattr(row, columns[1])
    return None if pd.isna(up) or pd.isna(across) or (up == row.l and across == row.i) else (up, across)


def _spots(shown: pd.DataFrame, arrow: Arrow) -> dict[str, Spot]:
    """Where each named risk stands inside its cell; its name is on the side that its arrow does not cross."""
    found: dict[str, Spot] = {}
    for _, part in shown.groupby(["l", "i"]):
        for row, up in zip(rows(part), SPOTS[len(part)], strict=True):
            start = _start(row, arrow)
            left = start is not None and start[1] > row.i
            found[str(row.risk)] = (float(row.i) + (0.2 if left else -0.34), float(row.l) + up, left)
    return found


def _arrows(figure: go.Figure, shown: pd.DataFrame, spots: dict[str, Spot], arrow: Arrow, palette: Palette) -> None:
    """From where each named risk was, or to where it should go. What did not move has no arrow."""
    from_x, from_y, colours = [], [], []
    for row in rows(shown):
        other = _start(row, arrow)
        if other is None:
            continue
        here = spots[str(row.risk)][:2]
        # The other end is in the upper part of its cell, above the names of those who are there.
        aside = here[0] - row.i if other[1] == row.i else -0.4 if other[1] > row.i else -0.1
        there = (float(other[1]) + aside, float(other[0]) + 0.36)
        start, end = (here, there) if arrow == "target" else (there, here)
        colour = mark_colour(row.move, bool(row.above), palette) if arrow == "before" else palette.muted
        figure.add_annotation(
            x=end[0],
            y=end[1],
            ax=start[0],
            ay=start[1],
            xref="x",
            yref="y",
            axref="x",
            ayref="y",
            showarrow=True,
            name=ARROW,
            arrowhead=2,
            arrowsize=1.1,
            arrowwidth=2 if arrow == "before" else 1.4,
            arrowcolor=colour,
            standoff=8,
            startstandoff=6,
            text="",
        )
        from_x.append(there[0])
        from_y.append(there[1])
        colours.append(colour)
    if from_x:
        figure.add_trace(
            go.Scatter(
                x=from_x,
                y=from_y,
                mode="markers",
                marker={
                    "symbol": "circle",
                    "size": 9,
                    "opacity": 1,
                    "color": palette.page,
                    "line": {"color": colours, "width": 1.5},
                },
                hoverinfo="skip",
                meta={"role": "from", "name": arrow},
            )
        )


def _risks(figure: go.Figure, shown: pd.DataFrame, spots: dict[str, Spot], palette: Palette, t: Translator) -> None:
    if shown.empty:
        return
    told = rows(shown)
    figure.add_trace(
        go.Scatter(
            x=[spots[str(row.risk)][0] for row in told],
            y=[spots[str(row.risk)][1] for row in told],
            mode="markers+text",
            text=[f"<b>{row.risk}</b>" for row in told],
            textposition=["middle left" if spots[str(row.risk)][2] else "middle right" for row in told],
            textfont={"size": 12, "color": palette.text},
            marker={
                "symbol": [MARKS[row.move] for row in told],
                "size": [14 if row.move == "new" else 12 for row in told],
                "opacity": 1,
                "color": [mark_colour(row.move, bool(row.above), palette) for row in told],
                "line": {"color": palette.page, "width": 1.5},
            },
            customdata=[[f"risk:{row.risk}"] for row in told],
            hovertext=[_hover(row, t) for row in told],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "risk", "name": "risks"},
        )
    )


def _hover(row: Any, t: Translator) -> str:
    name = "" if pd.isna(row.name) else f" {row.name}"
    parts = [f"<b>{row.risk}</b>{name}", f"{level_words(row.level, t)}"]
    if not pd.isna(row.level_before):
        parts.append(f"{t('risk.arrow.before')}: {level_words(row.level_before, t)}")
    return "<br>".join(parts)


def _axes(figure: go.Figure, matrix: Matrix, palette: Palette, t: Translator) -> None:
    up, across = range(1, matrix.rows + 1), range(1, matrix.columns + 1)
    quiet = {"showgrid": False, "showline": False, "ticks": "", "tickmode": "array"}
    figure.update_yaxes(
        range=[0.47, matrix.rows + 0.53],
        tickvals=list(up),
        ticktext=[_tick("likelihood", at, matrix.rows, t) for at in up],
        **quiet,
    )
    figure.update_xaxes(
        range=[0.47, matrix.columns + 0.53],
        tickvals=list(across),
        ticktext=[_tick("impact", at, matrix.columns, t) for at in across],
        **quiet,
    )
    for x, anchor, words in ((0, "left", "risk.axis.likelihood"), (1, "right", "risk.axis.impact")):
        figure.add_annotation(
            x=x,
            y=1,
            xref="paper",
            yref="paper",
            xanchor=anchor,
            yanchor="bottom",
            showarrow=False,
            name=AXIS,
            text=t(words),
            font={"size": 12, "color": palette.muted},
        )
