"""The closed loop in words and marks: who is reached in time, by branch, whom nobody has reached, and the next
answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.complaints.charts.resolution import chart_series
from analytics.complaints.numbers.loop import OVERDUE, Loop, load_loop, open_params
from analytics.complaints.numbers.rates import LEVEL
from analytics.frames import rows
from analytics.marks import Cell, Column, Dots, Exhibit, Series, Unit, grid, values
from analytics.metrics.annotations import load_annotations
from analytics.stats.compare import compare_shares, holm_p

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

LISTED = 12
"""Open cases that are shown before the rest is folded."""


@dataclass(frozen=True)
class Looped:
    """The closed loop with the events beside it; the open cases only for readers of rows."""

    found: Loop
    events: pd.DataFrame
    open_cases: pd.DataFrame | None


def load_looped(store: Store, scope: Scope) -> Looped:
    """The loop of the scope."""
    found, cases = load_loop(store, scope), None
    if scope.rights.row_level and not found.empty:
        cases = store.read(OVERDUE, scope.rights, as_of=scope.as_of, params=open_params(store, scope))
    return Looped(found, load_annotations(store, scope), cases)


def slow(found: Loop) -> pd.DataFrame:
    """The branches that reach fewer in time than all others together, beyond chance: corrected for their number
    (Holm)."""
    known = found.branches[found.branches["value"].notna() & found.branches["branch"].notna()]
    sides = [
        (row, found.total("judged") - int(row.judged), found.total("in_time") - int(row.in_time)) for row in rows(known)
    ]
    tested = [
        compare_shares(row.value, int(row.judged), min(1.0, max(0.0, kept / n)), n) if n > 0 else None
        for row, n, kept in sides
    ]
    chances = iter(holm_p([one.p for one in tested if one is not None]))
    below = [one is not None and next(chances) < LEVEL and one.difference < 0 for one in tested]
    return known[pd.Series(below, index=known.index, dtype=bool)]


def chart_loop(looped: Looped, t: Translator) -> Exhibit | None:
    """The share reached in time by week."""
    found = looped.found
    return None if found.empty else chart_series(found.series, "loop", found.cutovers, looped.events, t)


def chart_branches(looped: Looped, t: Translator) -> Exhibit | None:
    """The branches with their share in time; the one that reaches the fewest, if its interval lies below the
    programme's share."""
    found = looped.found
    if found.empty:
        return None
    subtitle, late = t("loop.branches.subtitle", period=found.period.phrase(t)), slow(found)
    places = found.branches[found.branches["value"].notna() & found.branches["branch"].notna()]
    if places.empty:
        return Exhibit.nothing(t("loop.branches.empty"), subtitle)
    title = t("loop.branches.level")
    if len(late):
        title = t(
            "loop.branches.slow", branch=t.branch(late["branch"].iloc[0]), value=t.percent(late["value"].iloc[0], 0)
        )
    series = Series(
        t("loop.column.value"),
        values(places["value"]),
        lows=values(places["low"]),
        highs=values(places["high"]),
        n=values(places["judged"]),
        tones=tuple("bad" if one in set(late["branch"]) else "actual" for one in places["branch"]),
    )
    ends = tuple(f"<b>{t.percent(row.value, 0)}</b> · {t('tile.n', n=t.count(row.judged))}" for row in rows(places))
    mark = Dots(
        tuple(t.branch(str(one)) for one in places["branch"]),
        (series,),
        Unit("share", 1),
        ends,
        of=t("loop.column.branch"),
    )
    return Exhibit(title, subtitle, t("loop.branches.note"), mark)


def chart_after(looped: Looped, t: Translator) -> Exhibit | None:
    """Whether the next answer was better by more for those reached in time than for the others: an association, no
    effect."""
    found, subtitle = looped.found, t("loop.after.subtitle")
    if found.empty:
        return None
    if found.after.empty:
        return Exhibit.nothing(t("loop.after.empty"), subtitle)
    gap, title = found.gap, t("loop.after.few")
    if gap is not None and gap.low is not None and gap.high is not None:
        real = gap.low > 0 or gap.high < 0
        title = t(
            f"loop.after.{'apart' if real else 'same'}",
            value=t.number(gap.difference, 1, sign=True),
            sure=t.percent(1 - LEVEL, 1),
            low=t.number(gap.low, 1, sign=True),
            high=t.number(gap.high, 1, sign=True),
        )
    after = found.after
    series = Series(
        t("loop.after.change"),
        values(after["change"]),
        lows=values(after["low"]),
        highs=values(after["high"]),
        n=values(after["n"]),
    )
    ends = tuple(
        f"<b>{t.number(row.change, 1, sign=True)}</b> · {t('tile.n', n=t.count(row.n))}" for row in rows(after)
    )
    mark = Dots(tuple(t(f"loop.handled.{row.handled}") for row in rows(after)), (series,), Unit("points", 1), ends)
    return Exhibit(title, subtitle, t("loop.after.note", n=t.count(after["n"].sum())), mark)


def table_cases(looped: Looped, t: Translator) -> Exhibit:
    """Every reason to follow up: its hours, its cases, the share in time, those without an owner and those overdue."""
    found = looped.found
    if found.empty:
        return Exhibit.nothing(t("loop.nothing"), needs=("contacts",))
    judged = found.total("judged")
    title = t("loop.title", n=judged, value=t.percent(found.total("in_time") / judged if judged else None, 0))
    frame = found.reasons[found.reasons["n"].notna()]
    intervals = [t.interval(row.low, row.high, 1, percent=True) for row in rows(frame)]
    shown = frame.assign(hours=[found.hours[str(one)] for one in frame["reason"]], interval=intervals)
    columns = (
        Column("reason", "head", codes="loop.reason"),
        Column("hours", "number"),
        Column("n", "number"),
        Column("value", "number", unit=Unit("share", 1)),
        Column("interval", "number"),
        Column("unowned", "number"),
        Column("overdue", "number"),
    )
    return Exhibit(
        title, t("loop.subtitle", period=found.period.phrase(t)), t("loop.note"), grid(shown, columns, "loop.column", t)
    )


def table_open(looped: Looped, t: Translator) -> Exhibit | None:
    """The cases that nobody has reached, the longest overdue first; only for readers of rows."""
    frame = looped.open_cases
    if frame is None or frame.empty:
        return None
    customers: list[Any] = [Cell(str(one)[:10], str(one)) for one in frame["customer"]]
    shown = frame.assign(customer=customers, owner=frame["owner"].fillna(t("loop.unowned")), raised=frame["at_time"])
    columns = (
        Column("customer", "head"),
        Column("reason", codes="loop.reason"),
        Column("branch"),
        Column("owner"),
        Column("raised", "date"),
        Column("late", "number"),
    )
    return Exhibit(
        t("loop.open", n=looped.found.total("unreached")),
        t("loop.list"),
        body=grid(shown, columns, "loop.column", t, LISTED),
    )
