"""The support section: tickets around the cut-over of a wave, and whether the desk is staffed and fast."""

from __future__ import annotations

import pandas as pd

from analytics.charts.safeguards import support as charts
from analytics.frames import rows
from analytics.metrics.passport import HIDDEN
from analytics.metrics.safeguards.support import LONGEST, Support, What, load_support
from data.language import Translator
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.controls import choose
from pages.kit.editor.show import show_editor
from pages.kit.empty import show_missing
from pages.kit.guard import View
from pages.kit.state import FOCUS
from pages.kit.status import shape
from pages.kit.table import Cell, Column, show_table


def read_support(view: View) -> Support:
    """Tickets and people of the desk; read by its own section only."""
    return keep(view, "support", lambda: load_support(view.store, view.scope))


def choose_wave(view: View, found: Support) -> str:
    """The wave that is looked at; nothing to choose where no wave has tickets."""
    if not found.named:
        return ""
    return choose(view.t("filter.wave"), found.named, FOCUS, view.t.wave, default=found.focus, width=170)


def show_support(view: View, found: Support, wave: str) -> None:
    """The cards of the section."""
    if found.empty:
        show_missing(view, "tickets")
        return
    t = view.t
    two(
        (
            lambda: show_chart(
                view, "tickets", charts.describe_weekly(found, wave, t),
                lambda palette: charts.figure_weekly(found, wave, palette, t, HEIGHT), wave,
                keys=t("safeguards.tickets.key"), frame=found.weekly,
            ),
            lambda: show_chart(
                view, "ages", charts.describe_ages(found, t), lambda palette: charts.figure_ages(found, palette, t, HEIGHT),
                keys=t("safeguards.ages.key"), frame=found.ages,
            ),
        )
    )  # fmt: skip
    two([_times_card(view, found, what, wave) for what in LONGEST], (1, 1))
    _waves(view, found)
    show_editor(view, "continuity")


def _times_card(view: View, found: Support, what: What, wave: str):  # type: ignore[no-untyped-def]
    t = view.t
    return lambda: show_chart(
        view, what, charts.describe_times(found, what, wave, t),
        lambda palette: charts.figure_times(found, what, wave, palette, t, HEIGHT), wave,
        frame=charts.times_of(found, what),
    )  # fmt: skip


def _waves(view: View, found: Support) -> None:
    """Every wave: people ready against planned, tickets, times and the share in time."""
    t = view.t
    short = found.waves[found.waves["planned"].notna() & (found.waves["ready"] < found.waves["planned"])]
    if len(short):
        row = short.iloc[-1]
        title = t(
            "safeguards.ready.short", wave=t.wave(row["wave"]), ready=t.number(row["ready"]), n=int(row["planned"])
        )
    else:
        title = t("safeguards.ready.title" if found.waves["planned"].notna().any() else "safeguards.ready.unknown")
    columns = [
        Column(t("safeguards.column.state"), "state", hidden_header=True),
        Column(t("safeguards.column.wave"), "head"),
        *(
            Column(t(f"safeguards.column.{name}"), "number")
            for name in ("people", "tickets", "still_open", "overdue", "response", "resolution", "in_time", "interval")
        ),
    ]
    with card(title, t("safeguards.ready.subtitle"), note=t("safeguards.ready.note"), key="card-support-waves"):
        show_table(columns, [_line(row, t) for row in rows(found.waves)], t("safeguards.ready.subtitle"))


def _line(row: object, t: Translator) -> tuple[Cell, ...]:
    def value(name: str) -> float | None:
        found = getattr(row, name)
        return None if pd.isna(found) else float(found)

    asked, response, resolution = bool(value("tickets")), value("response"), value("resolution")
    begun = asked or (value("days") or 0.0) <= 0
    # A dash is a thing nobody recorded; what is still to come, or too little to be told, is said in words.
    without = t("safeguards.ready.few") if asked else "–" if begun else t("safeguards.ready.not_begun")
    unanswered = t("safeguards.ready.most_open") if (value("tickets") or 0) >= HIDDEN else without
    state = str(getattr(row, "state", "none"))
    return (
        shape(state, t(f"state.{state}")),
        str(getattr(row, "wave", "")),
        "–"
        if value("planned") is None
        else t("safeguards.ready.of", ready=t.number(value("ready")), n=int(value("planned") or 0)),
        *(t.number(value(name)) if asked else without for name in ("tickets", "still_open", "overdue")),
        unanswered if response is None else t("safeguards.ready.hours", n=int(response)),
        unanswered if resolution is None else t("safeguards.ready.days", n=int(resolution)),
        without if value("value") is None else t.percent(value("value"), 0),
        t.interval(value("low"), value("high"), 0, percent=True) or without,
    )
