"""Support in words and marks: tickets around the cut-over, open ones by age, the times of the desk, every wave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.marks import COUNT, RATE, SHARE, Bars, Column, Exhibit, Line, Lines, Series, Upright, grid, values
from analytics.marks.words import calm
from analytics.metrics.passport import HIDDEN
from analytics.safeguards.charts.protection import HEADS
from analytics.safeguards.numbers.support import FEW, Support, What, load_support
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from analytics.stats.survival import Survival
    from data.language import Translator
    from data.store import Store


@dataclass(frozen=True)
class Desk:
    """The support of all waves, and the wave that is looked at ('' where none has tickets)."""

    found: Support
    wave: str

    @property
    def row(self) -> pd.Series | None:
        own = self.found.waves[self.found.waves["wave"] == self.wave]
        return own.iloc[0] if len(own) else None


def load_desk(store: Store, scope: Scope, wave: str) -> Desk:
    """Tickets and people of the desk as of the scope's moment."""
    return Desk(load_support(store, scope), wave)


def ticket_waves(store: Store, scope: Scope) -> list[str]:
    """The waves that can be looked at, the one in focus first."""
    found = load_support(store, scope)
    return [found.focus, *(wave for wave in found.named if wave != found.focus)] if found.named else []


def chart_weekly(desk: Desk, t: Translator) -> Exhibit:
    """Tickets by week since the cut-over of a wave, beside the other waves; per 1,000 customers where they are
    known."""
    found, wave, row = desk.found, desk.wave, desk.row
    column = "rate" if found.weekly["rate"].notna().any() else "tickets"
    own, subtitle = found.weekly[found.weekly["wave"] == wave], t(f"safeguards.tickets.subtitle.{column}")
    if own.empty or row is None:
        return Exhibit.nothing(t("safeguards.tickets.empty", wave=t.wave(wave)), subtitle)
    note = t("safeguards.tickets.note", n=int(found.weekly["tickets"].sum()))
    title = t("safeguards.tickets.title", n=int(own["tickets"].sum()), wave=t.wave(wave))
    if not pd.isna(row["ratio"]):
        title = t(
            "safeguards.tickets.busy" if row["busy"] else "safeguards.tickets.alike",
            wave=t.wave(wave),
            rate=t.number(row["rate"], 1),
            others=t.number(row["others"], 1),
        )
        ratio = f"{t.number(row['ratio'], 2)} ({t.interval(row['ratio_low'], row['ratio_high'], 2)})"
        note += " · " + t("safeguards.tickets.ratio", ratio=ratio)
    unit, names = RATE if column == "rate" else COUNT, [name for name in found.named if name != wave]
    mark = Lines(
        tuple(
            _week_line(found.weekly[found.weekly["wave"] == name], name, column, name == wave, t)
            for name in [*names, wave]
        ),
        t("safeguards.tickets.along"),
        unit,
        (Upright(0, t("safeguards.tickets.cutover"), focus=True),),
        step=4.0,
    )
    return Exhibit(title, subtitle, note, mark, key=t("safeguards.tickets.key"))


def _week_line(own: pd.DataFrame, wave: str, column: str, mine: bool, t: Translator) -> Line:
    hovers = tuple(
        f"{t('safeguards.tickets.week', week=t.number(row.step, sign=True))} ·"
        f" {t('safeguards.tickets.hover', n=int(row.tickets))}"
        for row in rows(own)
    )
    end = t.number(float(own[column].iloc[-1]), 1 if column == "rate" else 0) if mine else ""
    return Line(
        t.wave(wave),
        tuple(int(step) for step in own["step"]),
        values(own[column]),
        "actual" if mine else "prior",
        "focus" if mine else "thin",
        label=f"{t.wave(wave)} · {end}" if mine else "",
        hovers=hovers,
    )


def chart_ages(desk: Desk, t: Translator) -> Exhibit:
    """Open tickets by age, and how many of them are past their time."""
    subtitle, known = t("safeguards.ages.subtitle"), desk.found.ages
    if known.empty:
        return Exhibit.nothing(t("safeguards.ages.empty"), subtitle)
    n, overdue = int(known["n"].sum()), int(known["overdue"].sum())
    mark = Bars(
        tuple(t(f"safeguards.age.{int(band)}") for band in known["band"]),
        (
            Series(t("safeguards.age.open"), values(known["n"] - known["overdue"]), "prior"),
            Series(t("safeguards.age.overdue"), values(known["overdue"]), "bad"),
        ),
        COUNT,
        stacked=True,
        ends=tuple(t.number(one) for one in known["n"]),
        ids=tuple(str(int(band)) for band in known["band"]),
        of=t("safeguards.ages.band"),
    )
    note = t("safeguards.ages.note", date=t.date(desk.found.day, year=True))
    title = t("safeguards.ages.title", n=n, overdue=t.number(overdue))
    return Exhibit(title if overdue else calm(t, title, n, int(known["undated"].sum())), subtitle, note, mark)


def chart_response(desk: Desk, t: Translator) -> Exhibit:
    """The time to the first response."""
    return _times(desk, "response", t)


def chart_resolution(desk: Desk, t: Translator) -> Exhibit:
    """The time to the solution."""
    return _times(desk, "resolution", t)


def _times(desk: Desk, what: What, t: Translator) -> Exhibit:
    """The share still waiting by time: the wave with its interval, the other waves together; slow only where the test
    calls it."""
    found, wave, row = desk.found, desk.wave, desk.row
    subtitle, own, rest = t(f"safeguards.{what}.subtitle"), found.times[what].get(wave), found.others(what, wave)
    if own is None or own.curve is None:
        return Exhibit.nothing(t("safeguards.times.empty", wave=t.wave(wave), n=FEW), subtitle)
    n = None if own.median is None else int(own.median)
    others = None if rest.median is None else int(rest.median)
    far = bool(row is not None and row["slow"]) and (n is None or (others is not None and n > others))
    key = "long" if n is None else "alone" if others is None else "slow" if far else "alike"
    title = t(f"safeguards.{what}.{key}", wave=t.wave(wave), n=n, others=t.number(others))
    waiting, others_name = own.curve, t("safeguards.times.others")
    lines = (
        [] if rest.curve is None else [_curve(others_name, rest.curve, tone="prior", dash="dash", label=others_name)]
    )
    mine = _curve(t.wave(wave), waiting, lows=values(waiting.low), highs=values(waiting.high), label=t.wave(wave))
    mark = Lines((*lines, mine), t(f"safeguards.{what}.along"), SHARE)
    return Exhibit(title, subtitle, t("safeguards.times.note", n=own.n, rest=t.number(rest.n)), mark)


def _curve(name: str, curve: Survival, **look: Any) -> Line:
    return Line(name, tuple(curve.times), values(curve.share), kind="steps", **look)


def table_waves(desk: Desk, t: Translator) -> Exhibit:
    """Every wave: people ready against planned, tickets, times and the share in time."""
    frame = desk.found.waves
    short = frame[frame["planned"].notna() & (frame["ready"] < frame["planned"])]
    title = t("safeguards.ready.title" if frame["planned"].notna().any() else "safeguards.ready.unknown")
    if len(short):
        row = short.iloc[-1]
        title = t(
            "safeguards.ready.short", wave=t.wave(row["wave"]), ready=t.number(row["ready"]), n=int(row["planned"])
        )
    names = ("people", "tickets", "still_open", "overdue", "response", "resolution", "in_time", "interval")
    columns = (Column("state", "state"), Column("wave", "head"), *(Column(name, "number") for name in names))
    told = pd.DataFrame([wave_line(row, t) for row in rows(frame)], columns=[column.name for column in columns])
    shown = grid(told, columns, HEADS, t)
    return Exhibit(title, t("safeguards.ready.subtitle"), t("safeguards.ready.note"), shown)


def wave_line(row: Any, t: Translator) -> tuple[str, ...]:
    """The cells of a wave. A dash is a thing nobody recorded; what is still to come, or too little to be told, is said
    in words."""

    def value(name: str) -> float | None:
        found = getattr(row, name)
        return None if pd.isna(found) else float(found)

    asked, response, resolution = bool(value("tickets")), value("response"), value("resolution")
    begun = asked or (value("days") or 0.0) <= 0
    without = t("safeguards.ready.few") if asked else "–" if begun else t("safeguards.ready.not_begun")
    unanswered = t("safeguards.ready.most_open") if (value("tickets") or 0) >= HIDDEN else without
    planned = value("planned")
    return (
        str(getattr(row, "state", "none")),
        start(t.wave(str(getattr(row, "wave", "")))),
        "–" if planned is None else t("safeguards.ready.of", ready=t.number(value("ready")), n=int(planned)),
        *(t.number(value(name)) if asked else without for name in ("tickets", "still_open", "overdue")),
        unanswered if response is None else t("safeguards.ready.hours", n=int(response)),
        unanswered if resolution is None else t("safeguards.ready.days", n=int(resolution)),
        without if value("value") is None else t.percent(value("value"), 0),
        t.interval(value("low"), value("high"), 0, percent=True) or without,
    )
