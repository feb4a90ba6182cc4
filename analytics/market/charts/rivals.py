"""Competitors in words and marks: where customers go, what competitors did, leaving and joining around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.alerts.base import FALSE_WEEKS
from analytics.families import level
from analytics.market.charts.parts import HEADS, SHARE, kind_words, noted, p_words, span, uprights
from analytics.market.numbers.rivals import (
    AROUND,
    RECENT,
    Gain,
    Joining,
    Move,
    Whither,
    load_joining,
    load_moves,
    load_whither,
    names_of,
)
from analytics.marks import COUNT, Column, Dots, Exhibit, Line, Lines, Series, Unit, grid, values
from analytics.marks.control import control_lines
from analytics.metrics.annotations import load_annotations
from analytics.periods import as_of_day, monday_of
from analytics.retention.charts.parts import WEEKLY, counted
from analytics.retention.pace import Pace, load_pace
from analytics.stats.intervals import wilson_interval
from data.language import start

if TYPE_CHECKING:
    from datetime import date

    from analytics.marks.kinds import Tone
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

RATIO = Unit("ratio", 2)
TONES: tuple[Tone, Tone] = ("accent", "prior")
YEAR = pd.Timedelta(weeks=52)


def load_gains(store: Store, scope: Scope) -> Whither | None:
    """Where customers go."""
    return load_whither(store, scope)


def gain_words(found: Whither, t: Translator) -> str:
    """Who takes more than before beyond chance, or that nobody does; '' where nothing is known."""
    if not found.now:
        return ""
    risen = found.risen
    if risen is not None:
        return t(
            "market.whither.rose",
            who=risen.rival,
            share=SHARE.write(risen.share, t),
            before=SHARE.write(risen.earlier, t),
            p=p_words(risen.q, t),
        )
    top = found.now[0]
    return t("market.whither.none", who=top.rival, share=SHARE.write(top.share, t), before=SHARE.write(top.earlier, t))


def _bounds(one: Gain, *, earlier: bool) -> tuple[float | None, float | None]:
    found = wilson_interval(one.earlier_hits, one.earlier_n) if earlier else wilson_interval(one.hits, one.n)
    return (None, None) if found is None else (found.low, found.high)


def chart_whither(found: Whither | None, t: Translator) -> Exhibit:
    """Each competitor's share of departures with a known destination, in the last twelve weeks and before."""
    subtitle = t("market.whither.subtitle", n=RECENT)
    if found is None or not found.now:
        return Exhibit.nothing(
            t("market.whither.few" if found is not None and found.hidden else "market.whither.empty"),
            subtitle,
            needs=("departures",) if found is None else (),
        )
    now = found.now
    series = []
    for earlier, tone in ((True, "prior"), (False, "accent")):
        bounds = [_bounds(one, earlier=earlier) for one in now]
        series.append(
            Series(
                t("market.whither.before" if earlier else "market.whither.now"),
                values([one.earlier if earlier else one.share for one in now]),
                tone,  # type: ignore[arg-type]
                lows=values([low for low, _ in bounds]),
                highs=values([high for _, high in bounds]),
                n=values([t.told(one.earlier_n if earlier else one.n) for one in now]),
            )
        )
    ends = tuple(f"<b>{SHARE.write(one.share, t)}</b> · {t('market.whither.of', n=t.count(one.n))}" for one in now)
    mark = Dots(
        tuple(one.rival for one in now), tuple(series), SHARE, ends, bounds=(0.0, 1.0), of=t("market.column.competitor")
    )
    note = noted("whither", t, t("market.whither.note", n=len(now)), t("market.whither.hidden") if found.hidden else "")
    return Exhibit(gain_words(found, t), subtitle, note, mark)


@dataclass(frozen=True)
class Around:
    """Leaving with what competitors did."""

    whither: Whither | None
    pace: Pace | None
    moves: tuple[Move, ...]
    joining: Joining
    events: pd.DataFrame
    day: date


def load_around(store: Store, scope: Scope) -> Around:
    """All that is shown over the calendar with the moves of competitors."""
    return Around(
        load_whither(store, scope),
        load_pace(store, scope),
        load_moves(store, scope),
        load_joining(store, scope),
        load_annotations(store, scope),
        as_of_day(scope),
    )


def since(gains: tuple[Gain, ...], rival: str) -> int | None:
    """The first week of the run of looks up to the last in which a competitor stood above before, at the level of the
    alert."""
    found = None
    for one in sorted((one for one in gains if one.rival == rival), key=lambda one: -one.step):
        if one.change.difference <= 0 or one.q > FALSE_WEEKS:
            break
        found = one.step
    return found


def chart_gains(found: Around, t: Translator) -> Exhibit:
    """The same shares week by week, of windows of twelve weeks."""
    subtitle = t("market.gains.subtitle", n=RECENT)
    gains = found.whither.gains if found.whither is not None else ()
    if not gains:
        hidden = found.whither is not None and found.whither.hidden
        return Exhibit.nothing(t("market.whither.few" if hidden else "market.whither.empty"), subtitle)
    risen = found.whither.risen if found.whither is not None else None
    lines = []
    for name in names_of(gains):
        own = [one for one in gains if one.rival == name]
        focus = risen is not None and name == risen.rival
        bounds = [_bounds(one, earlier=False) for one in own]
        lines.append(
            Line(
                name,
                tuple(pd.Timestamp(monday_of(one.step) + timedelta(days=6)) for one in own),
                values([one.share for one in own]),
                "accent" if focus else "prior",
                "focus" if focus else "usual",
                label=name,
                lows=values([low for low, _ in bounds]) if focus else (),
                highs=values([high for _, high in bounds]) if focus else (),
                hovers=tuple(t("market.whither.of", n=t.count(one.n)) for one in own),
            )
        )
    first = min(line.x[0] for line in lines)
    title = t("market.gains.flat", n=len(lines))
    if risen is not None:
        onset = since(gains, risen.rival)
        title = gain_words(found.whither, t) if found.whither is not None else ""
        if onset is not None:
            day = monday_of(onset) + timedelta(days=6)
            title = t(
                "market.gains.since", who=risen.rival, date=t.date(day, year=True), share=SHARE.write(risen.share, t)
            )
    mark = Lines(tuple(lines), t("mark.week"), SHARE, uprights(found.moves, first), bounds=(0.0, 1.0))
    return Exhibit(title, subtitle, noted("gains", t, t("market.gains.note")), mark)


def changed_after(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """The moves around which leaving changed beyond chance."""
    return tuple(one for one in moves if one.q is not None and one.q < level("market"))


def moves_words(moves: tuple[Move, ...], t: Translator) -> str:
    """Around which move leaving changed, or around none."""
    tested = [one for one in moves if one.ratio is not None]
    changed = changed_after(moves)
    if not tested:
        return t("market.moves.untested", n=len(moves))
    if not changed:
        return t("market.moves.none", n=len(tested))
    one = max(changed, key=lambda move: abs(move.ratio.ratio - 1) if move.ratio else 0.0)
    ratio = one.ratio
    return t(
        "market.moves.changed",
        who=one.competitor,
        date=t.date(one.day, year=True),
        ratio=RATIO.write(ratio.ratio if ratio else None, t),
        p=p_words(one.q, t),
        n=len(changed),
    )


def chart_leaving(found: Around, t: Translator) -> Exhibit:
    """Departures in windows of four weeks over the last year, with what competitors did."""
    subtitle = t("market.leaving.subtitle")
    if found.pace is None or found.pace.empty:
        return Exhibit.nothing(
            t("retention.pace.empty.all"), subtitle, needs=("departures",) if found.pace is None else ()
        )
    weekly = found.pace.weekly
    weekly = weekly[weekly["week"] >= weekly["week"].max() - YEAR].reset_index(drop=True)

    def hover(row: Any) -> str:
        return t("retention.pace.hover", date=t.date(row.week + pd.Timedelta(days=6), year=True), n=t.count(row.n))

    drawn = control_lines(
        weekly,
        t("retention.pace.name"),
        WEEKLY,
        t,
        chart=found.pace if found.pace.state else None,
        hover=hover,
        cutovers=found.pace.cutovers,
        events=None,
    )
    mark = replace(drawn, uprights=uprights(found.moves, weekly["week"].min()))
    title = moves_words(found.moves, t) if found.moves else t("market.moves.empty")
    return Exhibit(title, subtitle, noted("leaving", t, t("market.moves.note", n=AROUND)), mark)


def chart_joining(found: Around, t: Translator) -> Exhibit:
    """New customers and deals won in periods of four weeks, with what competitors did."""
    subtitle = t("market.joining.subtitle")
    parts = [(name, frame) for name, frame in (("customers", found.joining.customers), ("deals", found.joining.deals))]
    shown = [(name, frame) for name, frame in parts if frame["n"].notna().any()]
    if not shown:
        without = undated_words(found.joining.undated, "market.joining.undated", t)
        return Exhibit.nothing(
            t.sentences(t("market.joining.empty"), *(t("market.sentence", said=start(one)) for one in without)),
            subtitle,
        )
    lines = tuple(
        Line(
            t(f"market.joining.{name}"),
            tuple(frame["day"]),
            values([None if pd.isna(n) else t.told(n) for n in frame["n"]]),
            tone,
            "focus" if tone == "accent" else "usual",
            label=t(f"market.joining.{name}"),
        )
        for (name, frame), tone in zip(shown, TONES, strict=False)
    )
    name, frame = shown[0][0], shown[0][1].dropna(subset="n")
    last = frame.iloc[-1]
    title = t(
        f"market.joining.{name}.title",
        n=t.count(last["n"]),
        mean=t.number(float(frame["n"].mean()), 0),
        date=t.date(last["day"], year=True),
    )
    silent = [t("market.joining.nobody")] if len(found.joining.customers) == 0 else []
    silent += undated_words(found.joining.undated, "market.joining.undated", t)
    mark = Lines(
        lines, t("market.column.weeks"), COUNT, uprights(found.moves, min(frame["day"].min() for _, frame in shown))
    )
    return Exhibit(title, subtitle, noted("joining", t, *silent, t("market.joining.note")), mark)


def undated_words(n: int | None, key: str, t: Translator) -> list[str]:
    """How many deals were won on a day that is not known, in the words of ``key``; nothing where there is none."""
    return [] if n == 0 else [t(key, n=t.count(n) if n else t("retention.few"))]


def load_events(store: Store, scope: Scope) -> tuple[Move, ...]:
    """What competitors did."""
    return load_moves(store, scope)


def table_moves(found: tuple[Move, ...], t: Translator) -> Exhibit:
    """Each move with leaving in the weeks after it against before, the last first."""
    subtitle = t("market.moves.subtitle", n=AROUND)
    if not found:
        return Exhibit.nothing(t("market.moves.empty"), subtitle, needs=("competitors",))
    frame = pd.DataFrame(
        [
            {
                "state": "unknown"
                if one.ratio is None
                else "watch"
                if one.q is not None and one.q < level("market")
                else "none",
                "number": len(found) - at,
                "day": one.day,
                "competitor": one.competitor,
                "kind": kind_words(one.kind, t),
                "name": one.name,
                "before": counted(one.lost_before, t) if one.ratio else None,
                "after": counted(one.lost, t) if one.ratio else None,
                "ratio": one.ratio.ratio if one.ratio else None,
                "interval": span(one.ratio.low, one.ratio.high, RATIO, t) if one.ratio else "",
                "p": p_words(one.q, t) if one.ratio else t(f"market.moves.{one.why}"),
            }
            for at, one in enumerate(reversed(found))
        ],
        dtype=object,
    )
    columns = (
        Column("state", "state", codes="market.moves.state"),
        Column("number", "number"),
        Column("day", "date"),
        Column("competitor", "head"),
        Column("kind"),
        Column("name", "prose"),
        Column("before", "number"),
        Column("after", "number"),
        Column("ratio", "number", unit=RATIO),
        Column("interval", "number"),
        Column("p", "number"),
    )
    return Exhibit(
        moves_words(found, t),
        subtitle,
        noted("moves", t, t("market.moves.note", n=AROUND)),
        grid(frame, columns, HEADS, t, 12),
    )
