"""What only the risk page can do: the risks behind a cell of the heat map that was clicked, with where each was
read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.frames import rows
from analytics.marks import Cell, Column, Unit, grid
from analytics.risk.charts.heat import level_words, place_words
from analytics.risk.charts.parts import SHOWN, place_of
from analytics.risk.numbers.found import ALL, load_looked_at, load_places
from pages.kit.area import show_grid
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.controls import choose
from pages.kit.guard import View
from pages.kit.state import POINT

ABOVE = "above"


def show_cell(view: View, chosen: Sequence[str]) -> None:
    """The risks of a cell, of one id, those beyond appetite, or all; the choice is that of the heat map."""
    t, (category, assessed, _) = view.t, chosen
    register = keep(
        view, "risk register", lambda: load_looked_at(view.store, view.scope, category, assessed), category, assessed
    )
    matrix, risks = register.matrix, register.risks
    if risks.empty:
        return
    counts = risks.dropna(subset=["l", "i"]).groupby(["l", "i"]).size()
    cells = {f"cell:{int(up)}:{int(across)}": int(n) for (up, across), n in counts.items()}
    named = {f"risk:{risk}": str(risk) for risk in risks["risk"]}

    def words(code: str) -> str:
        kind, _, rest = code.partition(":")
        if kind == "cell":
            up, across = map(int, rest.split(":"))
            up_words, across_words = (
                place_words("likelihood", up, matrix.rows, t),
                place_words("impact", across, matrix.columns, t),
            )
            return t("risk.cell", likelihood=up_words, impact=across_words, n=cells[code])
        if code == ABOVE:
            return t("risk.cell.above", n=len(register.above))
        return t("risk.cell.all", n=len(risks)) if code == ALL else named[code]

    with card(t("risk.cell.title"), t("risk.cell.subtitle"), key="card-cell", stretch=False):
        above = [ABOVE] if len(register.above) else []
        options = [*above, ALL, *sorted(cells, reverse=True), *named]
        one = choose(t("risk.cell.choose"), options, POINT, words, default=options[0], width=330)
        part = register.above if one == ABOVE else risks
        if one in cells:
            part = register.cell(*map(int, one.split(":")[1:]))
        elif one in named:
            part = risks[risks["risk"] == named[one]]
        part = part.sort_values(["beyond", "worth", "risk"], ascending=[False, False, True])
        places = keep(
            view, "risk places", lambda: load_places(view.store, view.scope, "risks", part), one, category, assessed
        )
        levels = (("inherent", "level_inherent"), ("current", "level"), ("target", "level_target"))
        told = part.assign(
            **{name: [level_words(level, t) for level in part[column]] for name, column in levels},
            said=[_written(row) for row in rows(part)],
            exposure=part["worth"].where(part["worth"] > 0),
            assessed=part["snapshot_on"],
            place=[place_of(places, row_id, t) for row_id in part["row_id"]],
        )
        columns = (
            Column("risk", "head"),
            Column("name", "prose"),
            Column("owner"),
            *(Column(name) for name, _ in levels),
            Column("said"),
            Column("exposure", "number", unit=Unit("money", currency=register.currency)),
            Column("assessed", "date"),
            *((Column("place", "prose"),) if places else ()),
        )
        show_grid(view, "cell", grid(told, columns, "risk.head", t, SHOWN), t("risk.cell.title"))


def _written(row: Any) -> Cell:
    """Likelihood and impact as the file has them."""
    return Cell(
        " × ".join(value if isinstance(value, str) and value else "–" for value in (row.likelihood, row.impact))
    )
