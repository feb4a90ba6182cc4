"""Leaving in words and marks: the pace along the calendar and since cut-over, reasons and where to, outcomes that
exclude each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.charts.annotations import describe_annotations
from analytics.families import level
from analytics.frames import largest, rows
from analytics.marks import COUNT, Bars, Column, Exhibit, Line, Lines, Series, Upright, grid, values
from analytics.marks.control import SUNDAY, control_lines
from analytics.metrics.annotations import load_annotations
from analytics.periods import WEEKS
from analytics.retention.charts.parts import SHARE, WEEKLY, counted, p_words, steps_shown
from analytics.retention.curves import Outcomes, load_excluded, load_outcomes, load_reasons
from analytics.retention.pace import EVENT, Pace, load_pace
from analytics.stats.rates import PER, compare_rates
from data.language import start
from data.store.suppression import MIN_GROUP

if TYPE_CHECKING:
    from analytics.scope import Scope
    from analytics.stats.survival import Incidence
    from data.language import Translator
    from data.store import Store


@dataclass(frozen=True)
class Look:
    """The pace with the events beside it."""

    found: Pace | None
    events: pd.DataFrame


def load_look(store: Store, scope: Scope) -> Look:
    """The pace of all customers of the scope."""
    return Look(load_pace(store, scope), load_annotations(store, scope))


def load_dearest(store: Store, scope: Scope) -> Look:
    """The pace of the customers worth most."""
    return Look(load_pace(store, scope, "high"), load_annotations(store, scope))


def now_words(found: Pace, t: Translator, kind: str = "all") -> str:
    """How fast customers leave in the last four weeks, and whether that is beyond the limit."""
    end = found.weekly.iloc[-1]
    state = "high" if end["beyond"] else "within" if found.judged else "plain"
    return t(
        f"retention.pace.{kind}.{state}",
        value=WEEKLY.write(end["value"], t),
        limit=WEEKLY.write(end["high"], t),
        date=t.date(end["week"] + SUNDAY, year=True),
    )


def chart_pace(look: Look, t: Translator, kind: str = "all") -> Exhibit:
    """Departures in windows of four weeks against the limit learnt before the first wave began."""
    found, subtitle = look.found, t(f"retention.pace.subtitle.{kind}")
    if found is None or found.empty:
        return Exhibit.nothing(t(f"retention.pace.empty.{kind}"), subtitle)
    high = found.weekly[found.weekly["beyond"] > 0]
    title = now_words(found, t, kind)
    if len(high) and not found.weekly["beyond"].iloc[-1]:
        worst = high.sort_values("value").iloc[-1]
        key = "had" if found.chance < level("retention") else "chance"
        title = t.sentences(
            title,
            t(
                f"retention.pace.{key}",
                n=len(high),
                all=found.looks,
                value=WEEKLY.write(worst["value"], t),
                date=t.date(worst["week"] + SUNDAY, year=True),
            ),
        )

    def hover(row: Any) -> str:
        return t("retention.pace.hover", date=t.date(row.week + SUNDAY, year=True), n=t.count(row.n))

    limits = t(f"retention.pace.limits.{found.state or 'none'}", n=WEEKS)
    marks = describe_annotations(look.events, t, found.weekly["week"].min(), found.weekly["week"].max() + SUNDAY)
    note = " · ".join(
        part for part in (limits, t("retention.until", date=t.date(found.until, year=True)), marks) if part
    )
    mark = control_lines(
        found.weekly,
        t("retention.pace.name"),
        WEEKLY,
        t,
        chart=found if found.state else None,
        hover=hover,
        cutovers=found.cutovers,
        events=look.events,
        baseline=found.freeze if found.state else None,
    )
    return Exhibit(title, subtitle, note, mark)


def chart_dearest(look: Look, t: Translator) -> Exhibit:
    """The same of the customers of the highest value tier."""
    return chart_pace(look, t, "high")


@dataclass(frozen=True)
class Rise:
    """A wave whose highest window after its cut-over is above its own weeks before: rates a week per 1,000, and the p
    of that, corrected for the windows that were looked at."""

    wave: str
    before: float
    peak: float
    p: float


def risen(event: pd.DataFrame) -> Rise | None:
    """The wave that rose most beyond chance; the highest of many windows is high by chance too, so each that was looked
    at counts."""
    windows = event[event["step"] >= WEEKS - 1]
    best: Rise | None = None
    for wave, after in windows.groupby("wave"):
        own = event[(event["wave"] == wave) & event["step"].isin(range(-1, EVENT[0] - 1, -WEEKS))]
        if own.empty or own["exposure"].sum() <= 0:
            continue
        peak = largest(after, "value", size=False)
        found = compare_rates(
            round(peak.lost), float(peak.exposure), round(own["lost"].sum()), float(own["exposure"].sum())
        )
        p = min(1.0, found.p * len(windows))
        if found.first > found.second and p < level("retention") and (best is None or found.first * PER > best.peak):
            best = Rise(str(wave), found.second * PER, found.first * PER, p)
    return best


def chart_event(look: Look, t: Translator) -> Exhibit:
    """Every wave by weeks since its own cut-over: who leaves faster after it than before."""
    subtitle = t("retention.event.subtitle")
    if look.found is None or look.found.event.empty:
        return Exhibit.nothing(t("retention.event.empty"), subtitle)
    event = look.found.event
    rise = risen(event)
    wave = "" if rise is None else rise.wave
    title = t("retention.event.level", n=event["wave"].nunique())
    if rise is not None:
        title = t(
            "retention.event.rose",
            who=start(t.wave(wave)),
            before=WEEKLY.write(rise.before, t),
            peak=WEEKLY.write(rise.peak, t),
            p=p_words(rise.p, t),
        )
    lines = tuple(
        Line(
            t.wave(str(name)),
            tuple(int(step) for step in part["step"]),
            values(part["value"]),
            "bad" if name == wave else "prior",
            "focus" if name == wave else "thin",
            label=t.wave(str(name)) if name == wave else "",
            hovers=tuple(t("retention.event.hover", said=counted(row.lost, t).text) for row in rows(part)),
        )
        for name, part in sorted(event.groupby("wave"), key=lambda item: item[0] == wave)
    )
    mark = Lines(lines, t("mark.weeks"), WEEKLY, (Upright(0, t("retention.cutover"), focus=True),), step=4.0)
    return Exhibit(title, subtitle, t("retention.event.note"), mark)


def load_why(store: Store, scope: Scope) -> pd.DataFrame:
    """Why they left."""
    return load_reasons(store, scope)


def load_whither(store: Store, scope: Scope) -> pd.DataFrame:
    """To whom they went."""
    return load_reasons(store, scope, "went_to")


def _items(found: pd.DataFrame, kind: str, t: Translator) -> Exhibit:
    subtitle = t(f"retention.{kind}.subtitle")
    named = found[found["item"] != ""]
    if named.empty:
        return Exhibit.nothing(t(f"retention.{kind}.empty"), subtitle)
    top = rows(named)[0]
    names = tuple(str(row.item) or t("retention.untold") for row in rows(found))
    mark = Bars(
        names,
        (
            Series(
                t("retention.customers"),
                values([t.told(n) for n in found["n"]]),
                tones=tuple("accent" if row.item == top.item else "actual" for row in rows(found)),
            ),
        ),
        COUNT,
        across=True,
        ends=tuple(f"<b>{t.percent(row.share, 0)}</b> · {t.count(row.n)}" for row in rows(found)),
        ids=tuple(str(item) for item in found["item"]),
        of=t(f"retention.column.{kind}"),
    )
    title = t(
        f"retention.{kind}.title", name=str(top.item), share=t.percent(float(top.share), 0), n=t.count(found["n"].sum())
    )
    return Exhibit(
        title, subtitle, t("retention.items.note", n=t.count(found["n"].sum()), least=t.number(MIN_GROUP)), mark
    )


def chart_reasons(found: pd.DataFrame, t: Translator) -> Exhibit:
    """The reasons that were written down, the most frequent first."""
    return _items(found, "reasons", t)


def chart_whither(found: pd.DataFrame, t: Translator) -> Exhibit:
    """Where customers went."""
    return _items(found, "whither", t)


def load_ends(store: Store, scope: Scope) -> Outcomes | None:
    """The outcomes that exclude each other."""
    return load_outcomes(store, scope)


def chart_outcomes(found: Outcomes | None, t: Translator) -> Exhibit:
    """Refused, left, contract ended: the share of each by the days since cut-over (Aalen–Johansen)."""
    subtitle = t("retention.outcomes.subtitle")
    if found is None:
        return Exhibit.nothing(t("retention.outcomes.empty"), subtitle)
    last = max((float(one.times[-1]) for one in found.incidence.values() if len(one.times)), default=0.0)
    lines = [_incidence(name, found.incidence[name], last, t) for name in ("left", "ended") if name in found.incidence]
    ends = {name: float(one.share[-1]) if len(one.share) else 0.0 for name, one in found.incidence.items()}
    told = {"left": t.percent(ends.get("left")), "ended": t.percent(ends.get("ended")), "n": int(last)}
    share = 0.0
    if found.refused is None:
        title = t("retention.outcomes.title.few", few=t.number(MIN_GROUP), **told)
        note = t("retention.outcomes.note.few", n=t.count(found.n), few=t.number(MIN_GROUP))
    else:
        name, share = t("retention.outcome.refused"), found.refused / found.n
        lines.insert(0, Line(name, (0.0, last), values([share] * 2), "watch", dash="dash", label=name))
        title = t("retention.outcomes.title", refused=t.percent(share), **told)
        note = t("retention.outcomes.note", n=t.count(found.n), refused=t.count(found.refused))
    high = max([share, *ends.values(), 0.005])
    return Exhibit(title, subtitle, note, Lines(tuple(lines), t("retention.days"), SHARE, bounds=(0.0, high * 1.15)))


def _incidence(name: str, found: Incidence, last: float, t: Translator) -> Line:
    """One outcome as steps, on the days on which it grew."""
    grew, when = steps_shown(np.diff(found.share, prepend=0.0) > 0, found.times, last, t)
    days, share = [0.0, *when, last], [0.0, *found.share[grew]]
    share.append(share[-1])
    bounds = [[0.0, *part[grew]] for part in (found.low, found.high)]
    for part in bounds:
        part.append(part[-1])
    words = t(f"retention.outcome.{name}")
    return Line(
        words,
        tuple(float(day) for day in days),
        values(share),
        "accent" if name == "left" else "actual",
        "focus" if name == "left" else "usual",
        kind="steps",
        lows=values(bounds[0]),
        highs=values(bounds[1]),
        label=words,
    )


KINDS = ("never", "before", "returned", "back", "two_waves", "twice")


def load_left_out(store: Store, scope: Scope) -> dict[str, int | None]:
    """Who is not counted, or not to the end."""
    return load_excluded(store, scope)


def table_excluded(found: dict[str, int | None], t: Translator) -> Exhibit:
    """Who is not in the curves, or only up to a day, and why."""
    subtitle = t("retention.excluded.subtitle")
    if not found:
        return Exhibit.answer(t("retention.excluded.empty"), subtitle)
    frame = pd.DataFrame(
        [
            {
                "kind": t(f"retention.excluded.{kind}"),
                "n": counted(found[kind], t) if found[kind] is not None else t("retention.few"),
                "how": t(f"retention.excluded.{kind}.how"),
            }
            for kind in KINDS
            if kind in found
        ],
        dtype=object,
    )
    columns = (Column("kind", "head"), Column("n", "number"), Column("how", "prose"))
    told = [
        t("retention.excluded.of", n=t.count(found[kind]), what=t(f"retention.excluded.{kind}"))
        for kind in KINDS
        if found.get(kind)
    ]
    title = t("retention.excluded.title", who=t.listing(told)) if told else t("retention.excluded.few")
    return Exhibit(title, subtitle, body=grid(frame, columns, "retention.column", t))
