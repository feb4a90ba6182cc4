"""Complaints drawn: the weekly rate on its control chart, by weeks since cut-over, by cause, by branch and wave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.charts.annotations import describe_annotations
from analytics.complaints.numbers.rates import LEVEL, Complaints, load_complaints
from analytics.frames import largest, rows
from analytics.marks import COUNT, RATE, Bars, Dots, Exhibit, Line, Lines, Series, Unit, Upright, values
from analytics.marks.control import SUNDAY, control_lines
from analytics.metrics.annotations import load_annotations
from analytics.periods import WEEKS
from analytics.stats.control import RateChart
from analytics.stats.rates import PER, compare_rates
from data.language import Translator

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

ITEMS = ("root_cause", "category")
MOST = 8
BEFORE = (-1, -5, -9)
"""The last steps of the three windows of four weeks before a cut-over."""
PER_CAUSE = Unit("rate", 2)
"""Per 1,000 customers a week."""


@dataclass(frozen=True)
class Look:
    """Complaints with the events beside them; ``item`` (causes or categories) and ``cause`` are what the causes are
    looked at with."""

    found: Complaints
    events: pd.DataFrame
    item: str = ITEMS[0]
    cause: str = ""

    @property
    def frame(self) -> pd.DataFrame:
        return self.found.causes if self.item == ITEMS[0] else self.found.categories


def load_look(store: Store, scope: Scope, item: str = ITEMS[0], cause: str = "") -> Look:
    """The complaints of the scope, looked at so."""
    return Look(load_complaints(store, scope), load_annotations(store, scope), item, cause)


def known_causes(store: Store, scope: Scope) -> list[str]:
    """The causes that have a name, the one that changed first, else the most frequent."""
    frame = load_complaints(store, scope).causes
    changed = [str(cause) for cause in frame.loc[frame["changed"] > 0, "cause"]][:1]
    return list(dict.fromkeys([*changed, *(str(cause) for cause in frame["cause"] if cause)]))


def chart_weekly(look: Look, t: Translator) -> Exhibit:
    """How often customers complain, and in how many weeks more often than chance explains."""
    found, events = look.found, look.events
    kind = "rate" if found.rated else "count"
    subtitle, title = t(f"complaints.weekly.subtitle.{kind}"), weekly_title(found, t)
    if not title:
        return Exhibit.nothing(t("complaints.weekly.empty"), subtitle)
    if found.chart is None:
        limits = t("chart.note.no_limits", n=12)
    else:
        limits = describe_limits(found.chart, found.freeze, t, counts=not found.rated)
    note = (
        f"{t('complaints.note', n=t.count(found.n))} · {limits} ·"
        f" {t('chart.note.as_of', date=t.date(found.as_of, year=True))}"
    )
    marks = describe_annotations(events, t, found.weekly["week"].min(), found.weekly["week"].max() + SUNDAY)
    note += f" · {marks}" if marks else ""

    def hover(row: Any) -> str:
        week = t("chart.week_of", date=t.date(row.week, year=True))
        return "" if pd.isna(row.value) else f"{t('complaints.hover', n=int(row.complaints))}<br>{week}"

    mark = control_lines(
        found.weekly,
        t(f"complaints.tile.{kind}"),
        RATE if found.rated else COUNT,
        t,
        chart=found.chart,
        hover=hover,
        cutovers=found.cutovers,
        events=events,
        baseline=None if found.chart is None else found.freeze,
    )
    return Exhibit(title, subtitle, note, mark)


def weekly_title(found: Complaints, t: Translator) -> str:
    """How often customers complain, or in how many weeks more often than chance explains; '' where no week has a value.

    Of many weeks some lie above their limits by chance: where no more do, that is what is said of those that are
    over."""
    if not bool(found.weekly["value"].notna().any()):
        return ""
    kind, digits = ("rate", 1) if found.rated else ("count", 0)
    high = found.weekly[found.weekly["beyond"] > 0]
    end = found.weekly[found.weekly["value"].notna()].iloc[-1]
    if len(high) and end["beyond"] <= 0 and found.chance >= LEVEL:
        now = t.number(end["value"], digits)
        return t(f"complaints.weekly.chance.{kind}", n=len(high), all=len(found.judged), value=now)
    if len(high):
        worst = high.sort_values("value").iloc[-1]
        return t(
            f"complaints.weekly.high.{kind}",
            n=len(high),
            value=t.number(worst["value"], digits),
            date=t.date(worst["week"], year=True),
        )
    judged = found.chart is not None and found.chart.state == "full"
    return t(f"complaints.weekly.{'within' if judged else 'plain'}.{kind}", value=t.number(end["value"], digits))


def describe_limits(chart: RateChart, freeze: pd.Timestamp | None, t: Translator, *, counts: bool = False) -> str:
    """Which chart it is and from how many weeks; a u chart of bare counts is a c chart."""
    state = "whole" if freeze is None else chart.state
    name = chart.name.replace("u", "c") if counts else chart.name
    return t(f"complaints.weekly.limits.{state}", chart=name, n=chart.points, sigma=t.number(chart.sigma_z, 2))


def risen_wave(event: pd.DataFrame) -> tuple[str, float, float]:
    """The wave whose rate rose most from the twelve weeks before its cut-over to its highest four weeks after: wave,
    before, peak.

    Beyond chance: the highest of many windows is high by chance too, so that the exact test of the two rates is
    corrected for every window looked at and held against the level of the page. No wave where none rose so.
    """
    best, most = ("", 0.0, 0.0), 0.0
    windows = event[(event["step"] >= WEEKS - 1) & (event["exposure"] > 0)]
    for wave, after in windows.groupby("wave"):
        own = event[(event["wave"] == wave) & event["step"].isin(BEFORE) & (event["exposure"] > 0)]
        if own.empty:
            continue
        peak = largest(after, "value", size=False)
        tested = compare_rates(
            round(peak.complaints),
            float(peak.exposure),
            round(own["complaints"].sum()),
            float(own["exposure"].sum()),
        )
        if tested.first > tested.second and tested.p * len(windows) < LEVEL and tested.ratio > most:
            best, most = (str(wave), tested.second * PER, tested.first * PER), tested.ratio
    return best


def chart_event(look: Look, t: Translator) -> Exhibit:
    """Four-week rate of each wave by weeks since its cut-over: whose customers complained more after it."""
    found, subtitle = look.found, t("complaints.event.subtitle")
    if not found.rated:
        return Exhibit.nothing(subtitle, needs=("customers", "waves"))
    if found.event.empty:
        return Exhibit.nothing(t("complaints.event.empty"), subtitle)
    wave, before, peak = risen_wave(found.event)
    if wave:
        title = t("complaints.event.rose", wave=t.wave(wave), before=t.number(before, 1), peak=t.number(peak, 1))
    else:
        title = t("complaints.event.level")
    note = t("complaints.event.note", n=found.event["wave"].nunique())
    parts = sorted(found.event.groupby("wave"), key=lambda item: item[0] == wave)
    lines = tuple(
        Line(
            t.wave(str(name)),
            tuple(int(step) for step in part["step"]),
            values(part["value"]),
            "bad" if name == wave else "prior",
            "focus" if name == wave else "thin",
            label=t.wave(str(name)) if name == wave else "",
            hovers=tuple(t("complaints.hover", n=int(row.complaints)) for row in rows(part)),
        )
        for name, part in parts
    )
    mark = Lines(lines, t("mark.weeks"), RATE, (Upright(0, t("complaints.event.cutover"), focus=True),), step=4.0)
    return Exhibit(title, subtitle, note, mark)


def short(cause: str, t: Translator) -> str:
    """A cause as an axis has room for it."""
    text = cause or t("complaints.cause.none")
    return text if len(text) <= 30 else text[:29] + "…"


def risen(frame: pd.DataFrame) -> pd.DataFrame:
    """The causes that rose after cut-over, the highest first. What nobody has named is no cause: it cannot rise."""
    return frame[(frame["changed"] > 0) & (frame["cause"] != "")].sort_values("rate_after", ascending=False)


def said_now(found: Complaints, t: Translator) -> str:
    """What is wrong now, in one sentence with its week: the last week beyond its limit; else that it is within, with
    the cause (or category) that has risen since the cut-overs and the wave that was the last to be moved."""
    known = found.weekly[found.weekly["value"].notna()]
    if known.empty:
        return weekly_title(found, t)
    end = known.iloc[-1]
    kind, digits = ("rate", 1) if found.rated else ("count", 0)
    week = t.date(end["week"] + SUNDAY, year=True)
    value, high = t.number(end["value"], digits), t.number(end["high"], digits)
    if end["beyond"] > 0:
        return t(f"complaints.now.high.{kind}", value=value, date=week, limit=high)
    rose = next((part for part in (risen(found.causes), risen(found.categories)) if len(part)), None)
    judged = found.chart is not None and found.chart.state == "full"
    if rose is None:
        return t(f"complaints.now.{'within' if judged else 'plain'}.{kind}", value=value, date=week)
    moved = found.cutovers[found.cutovers["actual"].astype(bool)].sort_values("cutover_on")
    row = rose.iloc[0]
    return t(
        f"complaints.now.rose.{'within' if judged else 'plain'}",
        date=week,
        cause=row["cause"],
        before=t.number(row["rate_before"], 2),
        after=t.number(row["rate_after"], 2),
        wave=t.wave(moved["wave"].iloc[-1]),
        on=t.date(moved["cutover_on"].iloc[-1], year=True),
    )


def chart_causes(look: Look, t: Translator) -> Exhibit:
    """What is complained about: where there is a roster the rates before and after cut-over that the title compares,
    else counts."""
    frame, name = look.frame, "causes" if look.item == ITEMS[0] else "categories"
    compared = bool((frame["rate_before"].notna() & frame["rate_after"].notna()).any())
    subtitle = t(f"complaints.{name}.subtitle" if compared else f"complaints.{name}.plain")
    if frame.empty:
        return Exhibit.nothing(t("complaints.causes.empty"), subtitle)
    return _compared(frame, look.item, subtitle, t) if compared else _counted(frame, look.item, subtitle, t)


def _compared(frame: pd.DataFrame, item: str, subtitle: str, t: Translator) -> Exhibit:
    """The rates of the 12 weeks each side of the cut-over, the highest after it first; those that rose stand out."""
    shown = frame.sort_values(["rate_after", "rate_before"], ascending=False, kind="stable").head(MOST)
    rose = risen(frame)
    row = (rose if len(rose) else shown).iloc[0]
    title = t(
        f"complaints.causes.{'rose' if len(rose) else 'level'}",
        cause=row["cause"] or t("complaints.cause.none"),
        before=PER_CAUSE.write(row["rate_before"], t),
        after=PER_CAUSE.write(row["rate_after"], t),
    )
    note = t(
        "complaints.causes.note", n=t.count(frame["before"].sum() + frame["after"].sum()), level=t.percent(LEVEL, 2)
    )
    note += f" · {t('complaints.causes.rest', n=len(frame) - len(shown))}" if len(frame) > len(shown) else ""
    mark = Dots(
        tuple(short(cause, t) for cause in shown["cause"]),
        (
            Series(t("complaints.before"), values(shown["rate_before"]), "prior", "outlined"),
            Series(
                t("complaints.after"),
                values(shown["rate_after"]),
                tones=tuple("bad" if one > 0 else "actual" for one in shown["changed"]),
            ),
        ),
        PER_CAUSE,
        ends=tuple(_from_to(row, t) for row in rows(shown)),
        ids=tuple(shown["cause"]),
        of=t(f"complaints.item.{item}"),
    )
    return Exhibit(title, subtitle, note, mark)


def _from_to(row: Any, t: Translator) -> str:
    """Both rates with the complaints that they are made of: ``0.11 → 0.83 · n 12 → 89``; of hidden ones only what is
    shown."""
    counts = "" if pd.isna(row.before) or pd.isna(row.after) else f" · n {t.count(row.before)} → {t.count(row.after)}"
    return f"{PER_CAUSE.write(row.rate_before, t)} → <b>{PER_CAUSE.write(row.rate_after, t)}</b>{counts}"


def _counted(frame: pd.DataFrame, item: str, subtitle: str, t: Translator) -> Exhibit:
    """How often each was named, most first, with the share they add up to."""
    row, shown, total = frame.iloc[0], frame.head(MOST), float(frame["n"].sum())
    title = t(
        "complaints.causes.top", cause=row["cause"] or t("complaints.cause.none"), share=t.percent(row["n"] / total)
    )
    added = frame["n"].cumsum() / total
    mark = Bars(
        tuple(short(cause, t) for cause in shown["cause"]),
        (Series(t("complaints.n"), values(shown["n"]), "prior"),),
        COUNT,
        across=True,
        ends=tuple(f"{t.number(n)} · {t.percent(share)}" for n, share in zip(shown["n"], added, strict=False)),
        ids=tuple(shown["cause"]),
        of=t(f"complaints.item.{item}"),
    )
    return Exhibit(title, subtitle, t("complaints.note", n=t.count(frame["n"].sum())), mark)
