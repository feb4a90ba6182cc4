"""What is said in public: the tone of reviews by declared words and stars, in windows of four weeks, and whether it
changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import nan
from typing import TYPE_CHECKING

import pandas as pd

from analytics.market.numbers.shares import load_figures
from analytics.market.numbers.statements import SAID, TONES
from analytics.periods import WEEKS, Period, day_number, monday_of
from analytics.reach import load_known_day, load_loaded
from analytics.snapshot import once
from analytics.stats.compare import Difference, compare_shares
from analytics.stats.intervals import Interval, wilson_interval

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

RECENT = 12
"""Weeks of reviews that are held against those before."""


@dataclass(frozen=True)
class Tone:
    """``weekly`` as ``TONES`` has it. Reviews in windows of four weeks: ``windows`` day (last), n, good, bad, mixed,
    share (good of good and bad), low, high. ``all`` are the sums; ``change`` the last twelve weeks against before.
    ``agencies``: the same counts as others reckon them: day, source, share, low, high, n."""

    weekly: pd.DataFrame
    windows: pd.DataFrame
    n: int
    good: int
    bad: int
    mixed: int
    starred: int
    both: int
    agree: int
    recent: tuple[int, int]
    earlier: tuple[int, int]
    change: Difference | None
    agencies: pd.DataFrame
    until: date

    @property
    def interval(self) -> Interval | None:
        return wilson_interval(self.good, self.good + self.bad)

    def weeks(self, period: Period) -> pd.DataFrame:
        """The weeks that begin in a period."""
        return self.weekly[self.weekly["step"].between(-(-day_number(period.start) // 7), day_number(period.end) // 7)]

    @property
    def counted(self) -> pd.Series | None:
        """The last count that others published, of the source that counted most often; of several the one that counted
        last. Two sources may have counted the same reviews: they are not added."""
        if self.agencies.empty:
            return None
        use = self.agencies.groupby("source")["day"].agg(["size", "max"]).sort_values(["size", "max"])
        own = self.agencies[self.agencies["source"] == use.index[-1]]
        return own.sort_values("day").iloc[-1]

    @property
    def silent(self) -> int:
        """Reviews that neither words nor stars give a tone."""
        return self.n - self.good - self.bad - self.mixed


def _windows(weekly: pd.DataFrame, last: int) -> pd.DataFrame:
    place = last - WEEKS * ((last - weekly["step"]) // WEEKS)
    found = weekly.groupby(place)[["n", "good", "bad", "mixed"]].sum().reset_index()
    found["day"] = pd.to_datetime([monday_of(int(step) + 1) for step in found["step"]]) - pd.Timedelta(days=1)
    told = found["good"] + found["bad"]
    bounds = [wilson_interval(int(good), int(n)) for good, n in zip(found["good"], told, strict=True)]
    return found.assign(
        share=(found["good"] / told).where(told > 0),
        low=[nan if one is None else one.low for one in bounds],
        high=[nan if one is None else one.high for one in bounds],
    )


def compute_tone(weekly: pd.DataFrame, agencies: pd.DataFrame, until: date) -> Tone:
    """The tone from ``weekly`` of ``TONES`` up to the last whole week by ``until``."""
    last = (day_number(until) + 1) // 7 - 1
    weekly = weekly[weekly["step"] <= last]
    now = weekly["step"] > last - RECENT
    recent, earlier = (
        (int(part["good"].sum()), int((part["good"] + part["bad"]).sum())) for part in (weekly[now], weekly[~now])
    )
    change = None
    if recent[1] and earlier[1]:
        change = compare_shares(recent[0] / recent[1], recent[1], earlier[0] / earlier[1], earlier[1])
    n, good, bad, mixed, starred, both, agree = (
        int(weekly[name].sum()) for name in ("n", "good", "bad", "mixed", "starred", "both", "agree")
    )
    return Tone(
        weekly,
        _windows(weekly, last),
        n,
        good,
        bad,
        mixed,
        starred,
        both,
        agree,
        recent,
        earlier,
        change,
        agencies,
        until,
    )


def counted_elsewhere(figures: pd.DataFrame) -> pd.DataFrame:
    """Counts of reviews of ours that others publish by period: day, source, share (positive of positive and negative),
    low, high, n."""
    lines = []
    own = figures[figures["own"].astype(bool) & figures["positive"].notna() & figures["negative"].notna()]
    own = own[
        ~(own["positive"] + own["negative"] > own["mentions"])
    ]  # more with a tone than there are: which is wrong is not known
    for period, source, good, bad in zip(own["period"], own["source"], own["positive"], own["negative"], strict=True):
        told = int(good + bad)
        bounds = wilson_interval(int(good), told)
        if bounds is not None:
            lines.append(
                (
                    pd.Timestamp(period),
                    "" if pd.isna(source) else str(source),
                    good / told,
                    bounds.low,
                    bounds.high,
                    told,
                )
            )
    return pd.DataFrame(lines, columns=["day", "source", "share", "low", "high", "n"])


@once
def load_tone(store: Store, scope: Scope) -> Tone | None:
    """The tone of public reviews; ``None`` where neither reviews nor counts of them were loaded."""
    agencies = counted_elsewhere(load_figures(store, scope))
    if "mentions" not in load_loaded(store, scope) and agencies.empty:
        return None
    until = load_known_day(store, scope, "mentions")
    weekly = store.read(TONES, scope.rights, as_of=scope.as_of, params={"day": until})
    return compute_tone(weekly, agencies, until)


def load_said(store: Store, scope: Scope) -> pd.DataFrame | None:
    """The last reviews with their tone; nothing for readers without the right to rows."""
    if not scope.rights.row_level:
        return None
    return store.read(SAID, scope.rights, as_of=scope.as_of)
