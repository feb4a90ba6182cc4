"""The register: heat map, what moved, the course of the levels, and the risks of a cell with where each was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.charts import risk as charts
from analytics.charts.palette import LIGHT
from analytics.charts.statement import Statement
from analytics.frames import rows
from analytics.metrics import METRICS
from analytics.metrics.risk import Register
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import show_chart, two
from pages.kit.charts import show_figure
from pages.kit.controls import choose
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.risk.frame import ALL, Found
from pages.kit.state import POINT, write_param
from pages.kit.status import shape
from pages.kit.table import Cell, Column, show_table
from pages.kit.take import show_csv, show_slide

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ABOVE = "above"
TALL = 600
SHOWN = 12
EXPORTED = (
    "risk",
    "name",
    "category",
    "wave",
    "owner",
    "status",
    "snapshot_on",
    "version",
    "li",
    "ii",
    "l",
    "i",
    "lt",
    "it",
    "level_inherent",
    "level",
    "level_target",
    "accepted",
    "above",
    "move",
    "level_before",
    "chance",
    "loss",
    "worth",
)
"""Columns of the register that leave with it."""
SHAPES = {"worse": "bad", "better": "good", "new": "new", "moved": "watch", "same": "noise", "": "none"}


def show_register(view: View, found: Found) -> None:
    two((lambda: _heat(view, found), lambda: _beside(view, found)))
    _cell(view, found)


def _beside(view: View, found: Found) -> None:
    t, register = view.t, found.register
    _movers(view, found)
    show_chart(
        view,
        "trend",
        charts.describe_trend(register, t),
        lambda palette: charts.figure_trend(register, palette, t, 180),
        *found.about,
        keys=key_line([(t(f"risk.level.{level}"), view.palette.risk[level - 1]) for level in (4, 3, 2, 1)]),
        frame=register.trend,
    )


def key_line(parts: list[tuple[str, str]]) -> Markup:
    """A one-line key of fills."""
    boxes = (
        Markup(
            '<span style="display:inline-block;width:11px;height:11px;margin:0 5px 0 0;vertical-align:-1px;'
            'background:{};outline:1px solid var(--ho-line)"></span>{}'
        ).format(fill, words)
        for words, fill in parts
    )
    return Markup(" &nbsp; ").join(boxes)


def _heat(view: View, found: Found) -> None:
    t, register = view.t, found.register
    words = charts.describe_heat(register, t, found.arrow)

    def draw(palette: Any) -> Any:
        return charts.figure_heat(register, palette, t, TALL, arrow=found.arrow, category=found.category)

    with card(words.title, words.subtitle, key="card-heat"), caught(t):
        figure = keep(view, "figure heat", lambda: draw(view.palette), *found.about, shown=True)
        with st.container(key="wide-heat"):
            show_figure(figure, "chart-heat", words.alt, on_select=_choose_cell)
        _export(view, register, words, lambda: draw(LIGHT))


def _choose_cell() -> None:
    points = st.session_state["chart-heat"]["selection"]["points"]
    ids = next((point["customdata"] for point in points if point.get("customdata")), None)
    if ids and len(ids) == 2:
        write_param(POINT, [f"cell:{int(ids[0])}:{int(ids[1])}"])
    elif ids:
        write_param(POINT, [f"risk:{ids[0]}"])


def _export(view: View, register: Register, words: Statement, draw: Callable[[], Any]) -> None:
    t, name = view.t, f"risk-{register.assessed}"

    kept = {column: t(f"risk.export.{column}") for column in EXPORTED if column in register.risks}
    assessed = register.assessed or register.day
    with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small", key="foot-heat"):
        st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(words.note), width="stretch")
        show_csv(view, "heat", register.risks, kept, file=name)
        show_slide(
            view, "heat", words, lambda: METRICS["risks_above_appetite"].passport, draw, lambda: assessed, file=name,
            rows=len(register.risks),
        )  # fmt: skip


def _movers(view: View, found: Found) -> None:
    """Risks sorted by distance from appetite, then by movement and money, with what is done about each."""
    t, register = view.t, found.register
    order = {"worse": 0, "new": 1, "moved": 2, "better": 3}
    frame = register.risks.assign(rank=register.risks["move"].map(order).fillna(4))
    frame = frame.sort_values(["above", "rank", "worth", "risk"], ascending=[False, True, False, True])
    changed = frame[frame["above"].astype(bool) | (frame["rank"] < 4)]
    shown = (changed if len(changed) >= 4 else frame).head(6)
    lines: list[tuple[Cell, ...]] = []
    for row in rows(shown):
        state = "bad" if row.above else SHAPES[row.move]
        was = charts.level_words(row.level_before, t)
        now = charts.level_words(row.level, t)
        step = f"{was} → {now}" if row.move in ("worse", "better") and was != now else now
        lines.append(
            (
                shape(state, t(f"risk.move.{row.move or 'unknown'}")),
                Markup('<b>{}</b> {}<br><span class="ho-muted">{}</span>').format(
                    row.risk, _text(row.name), _doing(view, found, row)
                ),
                Markup("{}<br><span class='ho-muted'>{}</span>").format(step, t(f"risk.move.{row.move or 'unknown'}")),
                t.money(row.worth, register.currency) if row.worth else "–",
            )
        )
    with card(t("risk.movers.title"), t("risk.movers.subtitle"), note=_money_note(view, found), key="card-movers"):
        show_table(
            [
                Column(t("risk.head.state"), "state", hidden_header=True),
                Column(t("risk.head.risk"), "prose"),
                Column(t("risk.head.level")),
                Column(t("risk.head.exposure"), "number"),
            ],
            lines,
            t("risk.movers.title"),
        )


def _doing(view: View, found: Found, row: Any) -> str:
    t, own = view.t, found.treatments.of(row.risk)
    owner = _text(row.owner) or t("risk.no_owner")
    still = own[own["state"] != "done"].sort_values(["state", "due_on"])
    if len(still):
        first = still.iloc[0]
        due = t("risk.due", date=t.date(first["due_on"])) if pd.notna(first["due_on"]) else ""
        return " · ".join(part for part in (_text(first["name"]), owner, due) if part)
    return " · ".join((owner, t("risk.treatment.done") if len(own) else t("risk.treatment.none")))


def _money_note(view: View, found: Found) -> str:
    t, exposure = view.t, found.exposure
    if exposure.empty:
        return t("risk.empty.money")
    return charts.describe_losses(exposure, t).title


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _cell(view: View, found: Found) -> None:
    """The risks of a cell, or all, with where each was read."""
    t, register = view.t, found.register
    matrix = register.matrix
    placed = register.risks.dropna(subset=["l", "i"])
    counts = placed.groupby(["l", "i"]).size()
    cells = {f"cell:{int(up)}:{int(across)}": int(n) for (up, across), n in counts.items()}
    risks = {f"risk:{risk}": 1 for risk in register.risks["risk"]}

    def words(code: str) -> str:
        kind, _, rest = code.partition(":")
        if kind == "cell":
            up, across = map(int, rest.split(":"))
            return t(
                "risk.cell",
                likelihood=charts.place_words("likelihood", up, matrix.rows, t),
                impact=charts.place_words("impact", across, matrix.columns, t),
                n=cells[code],
            )
        if code == ABOVE:
            return t("risk.cell.above", n=len(register.above))
        return t("risk.cell.all", n=len(register.risks)) if code == ALL else rest

    with card(t("risk.cell.title"), t("risk.cell.subtitle"), key="card-cell", stretch=False):
        above = [ABOVE] if len(register.above) else []
        options = [*above, ALL, *sorted(cells, reverse=True), *risks]
        chosen = choose(t("risk.cell.choose"), options, POINT, words, default=options[0], width=330)
        part = register.above if chosen == ABOVE else register.risks
        if chosen in cells:
            up, across = map(int, chosen.split(":")[1:])
            part = register.cell(up, across)
        elif chosen in risks:
            part = register.risks[register.risks["risk"] == chosen.partition(":")[2]]
        part = part.sort_values(["beyond", "worth", "risk"], ascending=[False, False, True])
        show_risks(view, found, part.head(SHOWN))
        if len(part) > SHOWN:
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(t("risk.cell.more", n=len(part) - SHOWN)))


def show_risks(view: View, found: Found, part: pd.DataFrame) -> None:
    """Risks as rows: as written and as placed, and the place in a file for readers of row level."""
    t, register = view.t, found.register
    places = sources(view, "risks", list(part["row_id"]))
    lines = []
    for row in rows(part):
        lines.append(
            (
                str(row.risk),
                _text(row.name),
                _text(row.owner) or "–",
                charts.level_words(row.level_inherent, t),
                charts.level_words(row.level, t),
                charts.level_words(row.level_target, t),
                f"{_text(row.likelihood) or '–'} × {_text(row.impact) or '–'}",
                t.money(row.worth, register.currency) if row.worth else "–",
                t.date(row.snapshot_on),
                places.get(int(row.row_id), "–"),
            )
        )
    heads = ("risk", "name", "owner", "inherent", "current", "target", "said", "exposure", "assessed", "place")
    kinds = ("head", "prose", "text", "text", "text", "text", "text", "number", "text", "text")
    show_table(
        [Column(t(f"risk.head.{head}"), kind) for head, kind in zip(heads, kinds, strict=True)],
        lines,
        t("risk.cell.title"),
    )


def sources(view: View, dataset: str, row_ids: list[int]) -> dict[int, str]:
    """Row → ``file · sheet · row``; empty for readers without row level."""
    if not (view.rights.row_level and row_ids):
        return {}

    def read() -> dict[int, str]:
        places = view.store.lineage(dataset, row_ids, view.rights)
        places = places[places["live"].astype(bool)].sort_values("seq").drop_duplicates("row_id", keep="last")
        return {
            int(row.row_id): " · ".join(
                str(part)
                for part in (row.file_name, row.sheet, row.row)
                if not (part is None or pd.isna(part)) and str(part)
            )
            or view.t("records.batches.screen")
            for row in rows(places)
        }

    return keep(view, "risk sources", read, dataset, tuple(row_ids), shown=True)
