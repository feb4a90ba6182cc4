"""The programme and each wave against limits of its own: one of them drawn, all of them in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.charts.marks import axis_said
from analytics.marks import Cell, Column, Exhibit, grid
from analytics.metrics.passport import FEW
from analytics.satisfaction.charts.calendar import bounds_of, trend_lines, trend_note, trend_title
from analytics.satisfaction.charts.parts import joined, unit_of
from analytics.satisfaction.numbers.control import EVERYBODY, LOOK, Control, Watch, certain, load_controls, load_watch
from analytics.satisfaction.numbers.look import offered_scores, score_of
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

NEEDS = ("waves",)
ALL = "all"
STATES = {
    "outside": "bad",
    "was": "watch",
    "shift": "watch",
    "within": "good",
    "waiting": "none",
    "provisional": "none",
    "none": "none",
}


def load_look(store: Store, scope: Scope, score: str, wave: str) -> Watch:
    """The subjects under watch for the score of that code."""
    return load_watch(store, scope, score_of(score), EVERYBODY if wave == ALL else wave)


def watched(store: Store, scope: Scope) -> list[str]:
    """The subjects, the one first that was beyond its limits longest, else the programme."""
    found = load_controls(store, scope, score_of(offered_scores(store, scope)[0]))
    codes = [one.wave or ALL for one in found]
    most = max(found, key=lambda one: len(one.outside), default=None)
    if most is not None and most.wave and len(most.outside):
        return [most.wave, *(code for code in codes if code != most.wave)]
    return codes


def subject_words(code: str, t: Translator) -> str:
    return t("satisfaction.all_waves") if code == ALL else t.wave(code)


def chart_control(look: Watch, t: Translator) -> Exhibit:
    """Whether the programme or the wave has left its limits; provisional limits judge nothing."""
    one = look.chosen
    if one is None or one.trend.freeze is None:
        return Exhibit.nothing(t("satisfaction.control.missing"), needs=NEEDS)
    trend, metric = one.trend, one.trend.metric.title(t)
    name = t("satisfaction.control.of_wave", metric=metric, wave=t.wave(one.wave)) if one.wave else metric
    subtitle = t("satisfaction.control.subtitle", metric=name, few=t.number(FEW))
    title = trend_title(trend, name, t, certain=one.wave in certain(look.controls))
    if not title:
        return Exhibit.nothing(t("satisfaction.calendar.empty", metric=name), subtitle)
    if one.verdict == "shift":
        title = t("satisfaction.control.shift", metric=name)
    elif one.state != "full":
        n = 0 if trend.limits is None else trend.limits.points
        title = t.sentences(title, t(f"satisfaction.control.{one.state}", n=n)) if n else title
    last = one.looks[-1] if one.looks else None
    runs = ""
    if last is not None:
        runs = t(
            "satisfaction.control.runs",
            weeks=LOOK,
            longest=last.longest,
            limit=last.longest_limit,
            crossings=last.crossings,
            least=last.least_crossings,
        )
    note = joined(trend_note(trend, look.events, t, wave=bool(one.wave)), runs)
    said = axis_said(subtitle, trend.metric, bounds_of(trend), t)
    return Exhibit(title, said, note, trend_lines(trend, look.events, t, one.wave))


def table_control(look: Watch, t: Translator) -> Exhibit | None:
    """Every subject in numbers: what its limits stand on, how often it left them, what holds now."""
    if all(one.trend.freeze is None for one in look.controls):
        return None
    unit = unit_of(look.controls[0].trend.metric)

    def runs(one: Control) -> tuple[str, str]:
        last = one.looks[-1] if one.looks else None
        if last is None:
            return "–", "–"
        return f"{last.longest} ({last.longest_limit})", f"{last.crossings} ({last.least_crossings})"

    def now(one: Control) -> float | None:
        known = one.trend.rolling["value"].dropna()
        return None if known.empty else float(known.iloc[-1])

    frame = pd.DataFrame(
        {
            "verdict": [
                Cell(t(f"satisfaction.control.verdict.{one.verdict}"), one.verdict, STATES[one.verdict])
                for one in look.controls
            ],
            "wave": [start(t.wave(one.wave)) if one.wave else t("satisfaction.all_waves") for one in look.controls],
            "now": [now(one) for one in look.controls],
            "centre": [None if one.trend.limits is None else one.trend.limits.mean for one in look.controls],
            "outside": [None if STATES[one.verdict] == "none" else float(len(one.outside)) for one in look.controls],
            "frozen": [one.trend.freeze for one in look.controls],
            "base": [0.0 if one.trend.limits is None else float(one.trend.limits.points) for one in look.controls],
            "longest": [runs(one)[0] for one in look.controls],
            "crossings": [runs(one)[1] for one in look.controls],
        }
    )
    columns = (
        Column("verdict", "state"),
        Column("wave", "head"),
        Column("now", "number", unit=unit),
        Column("centre", "number", unit=unit),
        Column("outside", "number"),
        Column("frozen", "date"),
        Column("base", "number"),
        Column("longest", "number"),
        Column("crossings", "number"),
    )
    sure = certain(look.controls)
    beyond = [one for one in look.controls if one.verdict == "outside" and one.wave in sure]
    before = [one for one in look.controls if one.verdict == "was" and one.wave in sure]
    chance = sum(one.verdict in ("outside", "was") for one in look.controls)
    named = t.listing([t.wave(one.wave) if one.wave else t("satisfaction.all_waves") for one in beyond or before])
    key = "outside" if beyond else "was" if before else "chance" if chance else "within"
    title = t(f"satisfaction.control.table.{key}", n=len(beyond or before) or chance, waves=start(named))
    return Exhibit(title, t("satisfaction.control.table.subtitle"), "", grid(frame, columns, "satisfaction.column", t))
