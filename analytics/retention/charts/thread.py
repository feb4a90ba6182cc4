"""The thread of one wave in words and marks: what happened when, and four series on one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from analytics.frames import rows
from analytics.marks import COUNT, Column, Exhibit, Line, Lines, Unit, Upright, grid
from analytics.periods import WEEKS as WINDOW
from analytics.retention.charts.parts import WEEKLY, span
from analytics.retention.thread import WEEKS, Thread
from data.language import start

if TYPE_CHECKING:
    from data.language import Translator

POINTS = Unit("points")
HEADS = "effect.column"
NEEDS = {
    "notices": ("notices",),
    "scores": ("surveys",),
    "complaints": ("complaints",),
    "departures": ("departures",),
}


def turn(frame: pd.DataFrame, told: int, *, worst: str) -> tuple[float | None, int | None, float | None]:
    """The mean before the notice, and the worst whole window after the cut-over with its week; nothing where a side is
    not known."""
    before = frame.loc[frame["step"] < told, "value"]
    after = frame[frame["step"] >= WINDOW - 1]
    if after.empty:
        return (float(before.mean()) if len(before) else None), None, None
    peak = (
        min(rows(after), key=lambda row: row.value) if worst == "low" else max(rows(after), key=lambda row: row.value)
    )
    return (float(before.mean()) if len(before) else None), int(peak.step), float(peak.value)


def draw(
    thread: Thread, frame: pd.DataFrame, name: str, unit: Unit, t: Translator, kind: Literal["line", "dots"] = "line"
) -> Lines:
    """A series over the whole axis, so that all four stand under each other; what is not known is a gap. Counts of
    single weeks are dots."""
    known = {int(row.step): row for row in rows(frame)}
    steps = tuple(range(WEEKS[0], WEEKS[1] + 1))
    line = Line(
        name,
        steps,
        tuple(float(known[step].value) if step in known else None for step in steps),
        "accent",
        "focus",
        kind=kind,
        hovers=tuple(t("tile.n", n=t.count(known[step].n)) if step in known else "" for step in steps),
    )
    uprights = (
        Upright(thread.told, t("effect.thread.notice"), planned=True),
        Upright(0, t("retention.cutover"), focus=True),
    )
    return Lines((line,), t("mark.weeks"), unit, uprights, step=4.0)


def _chart(thread: Thread | None, kind: str, unit: Unit, worst: str, t: Translator) -> Exhibit:
    subtitle = t(f"effect.thread.{kind}.subtitle")
    frame = pd.DataFrame() if thread is None else getattr(thread, kind)
    if thread is None or frame.empty:
        return Exhibit.nothing(t(f"effect.thread.{kind}.empty"), subtitle, needs=NEEDS[kind])
    before, week, value = turn(frame, thread.told, worst=worst)
    if week is None or before is None:
        title = t("effect.thread.untold", what=t(f"effect.thread.{kind}"))
    else:
        title = t(f"effect.thread.{kind}.title", before=unit.write(before, t), value=unit.write(value, t), n=week)
    return Exhibit(title, subtitle, t("effect.thread.note"), draw(thread, frame, t(f"effect.thread.{kind}"), unit, t))


def chart_notices(thread: Thread | None, t: Translator) -> Exhibit:
    """When the customers of the wave were first told."""
    subtitle = t("effect.thread.notices.subtitle")
    if thread is None or thread.notices.empty:
        return Exhibit.nothing(t("effect.thread.notices.empty"), subtitle, needs=NEEDS["notices"])
    found = thread.notices.assign(value=[float(t.told(n) or 0) for n in thread.notices["n"]])
    title = t("effect.thread.notices.title", count=t.count(thread.notices["n"].sum()), n=-thread.told)
    return Exhibit(
        title,
        subtitle,
        t("effect.thread.notices.note"),
        draw(thread, found, t("effect.thread.notices"), COUNT, t, "dots"),
    )


def chart_scores(thread: Thread | None, t: Translator) -> Exhibit:
    """NPS around the cut-over."""
    return _chart(thread, "scores", POINTS, "low", t)


def chart_complaints(thread: Thread | None, t: Translator) -> Exhibit:
    """Complaints around the cut-over."""
    return _chart(thread, "complaints", WEEKLY, "high", t)


def chart_departures(thread: Thread | None, t: Translator) -> Exhibit:
    """Departures around the cut-over."""
    return _chart(thread, "departures", WEEKLY, "high", t)


def week_words(week: int, t: Translator) -> str:
    return t("effect.thread.week", week=t.number(week, sign=True))


def table_steps(thread: Thread | None, t: Translator) -> Exhibit | None:
    """What happened when, with its number and the page that tells more."""
    if thread is None:
        return None
    told = []
    if len(thread.notices):
        told.append((thread.told, "notices", t.count(thread.notices["n"].sum()), "rights"))
    told.append((0, "cutover", t.date(thread.moved_on, year=True), "schedule"))
    for kind, unit, worst, page in (
        ("scores", POINTS, "low", "satisfaction"),
        ("complaints", WEEKLY, "high", "complaints"),
        ("departures", WEEKLY, "high", "retention"),
    ):
        before, week, value = turn(getattr(thread, kind), thread.told, worst=worst)
        if week is not None and value is not None:
            told.append(
                (week, kind, t("effect.thread.turn", before=unit.write(before, t), value=unit.write(value, t)), page)
            )
    frame = pd.DataFrame(
        [
            {
                "when": week_words(week, t),
                "what": t(f"effect.thread.step.{kind}"),
                "number": number,
                "page": t(f"page.{page}"),
            }
            for week, kind, number, page in sorted(told, key=lambda one: one[0])
        ]
    )
    overall, rest = thread.effect.overall, []
    # Where the waves went apart before they were told, nothing is laid to the move.
    if overall is not None and not thread.effect.drifting:
        after = t("effect.thread.after", n=overall.weeks)
        total, low, high = overall.total
        bounds = span(low, high, COUNT, t) or t("effect.no_interval")
        rest.append(
            {
                "when": after,
                "what": t("effect.thread.step.lost"),
                "number": t("effect.thread.with", value=t.number(total, sign=True), interval=bounds),
                "page": t("page.effect"),
            }
        )
        if thread.lifetime is not None:
            money = Unit("money", currency=thread.lifetime.currency)
            each = thread.lifetime.value
            bounds = (
                span(low * each, high * each, money, t)
                if low is not None and high is not None
                else t("effect.no_interval")
            )
            rest.append(
                {
                    "when": after,
                    "what": t("effect.thread.step.worth"),
                    "number": t(
                        "effect.thread.with",
                        value=t.money(total * each, thread.lifetime.currency, sign=True),
                        interval=bounds,
                    ),
                    "page": t("page.effect"),
                }
            )
    frame = pd.concat([frame, pd.DataFrame(rest)], ignore_index=True)
    columns = (Column("when", "head"), Column("what"), Column("number", "number"), Column("page"))
    note = t("effect.thread.steps.drifting" if thread.effect.drifting else "effect.thread.steps.note")
    title = t("effect.thread.title", who=start(t.wave(thread.wave)), date=t.date(thread.moved_on, year=True))
    return Exhibit(title, t("effect.thread.subtitle"), note, grid(frame, columns, HEADS, t))
