"""What was spent a month, by whole periods of the cost sheet: by this a savings measure is judged, its own category
before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.cost.numbers.costs import Costs, load_costs
from analytics.frames import natural
from analytics.judging import load_judge
from analytics.metrics.passport import Passport
from analytics.metrics.reading import Reading, Value, Verdict
from analytics.periods import Period, as_of_day
from analytics.reach import load_loaded, reached
from analytics.schedule.numbers.plan import load_programme
from analytics.stats.compare import ALPHA, Sample, compare_pooled
from analytics.waves import load_wave_dates
from data.problems import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.scope import Scope
    from data.store import Store

WHOLE = timedelta(weeks=8)
"""What is compared covers so long at least: eight weeks of a weekly sheet, two months of a monthly one."""
BEFORE = 3
"""Times as many periods stand before: two months alone would tell nothing of how much a month differs from another."""
WEEKS_A_MONTH = 365.25 / 12 / 7
SPEND = Passport(
    "spend_month",
    "money",
    "down",
    (0, 1e7),
    None,
    None,
    ("costs",),
    "own definition: actual by whole periods ÷ months; Student (1908), Biometrika 6",
    sampled=False,
)


@dataclass(frozen=True)
class Spent:
    """What a whole period of the sheet came to, as an amount a month; ``end`` is its last day."""

    start: date
    end: date
    amount: float


def compute_spent(costs: Costs, category: str = "") -> tuple[Spent, ...]:
    """The whole periods of which the sheet tells the actual cost, of one category or line, or of all but the reserve;
    the oldest first.

    A period in which others were paid and the category has no line cost nothing of it; one whose own lines are not all
    paid is not known.
    """
    work, closed = costs.work, costs.closed_on
    if closed is None:
        return ()
    name = category.strip().casefold()
    own = work[(work["category"].map(_plain) == name) | (work["line"].map(_plain) == name)] if name else work
    paid = own[own["actual"].notna()]
    if paid.empty:
        return ()
    told = sorted(work.loc[work["actual"].notna() & (work["period"] >= paid["period"].min()), "period"].unique())
    bare = set(own.loc[own["actual"].isna(), "period"])
    sums = paid.groupby("period")["actual"].sum()
    times = 1.0 if costs.monthly else WEEKS_A_MONTH
    return tuple(
        Spent(period.date(), costs.end_of(period), float(sums.get(period, 0.0)) * times)
        for period in map(pd.Timestamp, told)
        if costs.end_of(period) <= closed and period not in bare
    )


def _plain(said: object) -> str:
    return said.strip().casefold() if isinstance(said, str) else ""


def first_whole(spent: Sequence[Spent]) -> tuple[Spent, ...]:
    """As many of the first periods as cover eight weeks; all where they do not."""
    for n, one in enumerate(spent, 1):
        if one.end - spent[0].start >= WHOLE - timedelta(days=1):
            return tuple(spent[:n])
    return tuple(spent)


def compute_value(spent: Sequence[Spent], currency: str) -> Value:
    """The mean amount a month; ``n`` are the periods."""
    if not spent:
        return Value(currency=currency)
    amounts = pd.Series([one.amount for one in spent])
    return Value(float(amounts.mean()), n=len(spent), variance=float(amounts.var(ddof=0)), currency=currency)


def compute_spend(now: Sequence[Spent], before: Sequence[Spent], currency: str, target: float | None = None) -> Reading:
    """The spend of some periods against that of those before: money is counted and has no interval, yet months differ
    by themselves, so that a change is told from that (Student's t of two means with one variance)."""
    last = now[-1].end if now else before[-1].end if before else date.min
    period = Period(now[0].start if now else last, last)
    later, earlier = compute_value(now, currency), compute_value(before, currency)

    def said(verdict: Verdict, change: float | None = None, p: float | None = None) -> Reading:
        return Reading(SPEND, period, later, earlier, verdict, change, p=p, target=target, window=period)

    if later.value is None:
        return said("nothing")
    if earlier.value is None:
        return said("no_previous")
    found = compare_pooled(
        Sample(later.counted, later.value, later.variance or 0.0),
        Sample(earlier.counted, earlier.value, earlier.variance or 0.0),
    )
    verdict: Verdict = "within_noise" if found.p >= ALPHA else "real_worse" if found.difference > 0 else "real_better"
    return said(verdict, found.difference, found.p)


class SpendMetric:
    """The spend a month over the last whole periods that cover eight weeks, or the periods of the scope, against those
    before."""

    passport = SPEND

    def spent(self, store: Store, scope: Scope, category: str = "") -> tuple[tuple[Spent, ...], str]:
        """The whole periods up to the end of the scope, and the currency."""
        currency = load_programme(store, scope).currency
        costs = load_costs(store, scope.but(start=None, end=None), currency)
        end = min(scope.end or as_of_day(scope), as_of_day(scope))
        return tuple(one for one in compute_spent(costs, category) if one.end <= end), currency

    def now(self, store: Store, scope: Scope) -> Reading:
        spent, currency = self.spent(store, scope)
        own = tuple(one for one in spent if one.start >= scope.start) if scope.start else _last(spent)
        before = spent[: spent.index(own[0])] if own else spent
        target = load_judge(store, scope).limits(SPEND).target
        loaded = load_loaded(store, scope)
        found = compute_spend(own, before[-BEFORE * len(own) or None :], currency, target)
        if not own:
            found = Reading(
                SPEND,
                Period(as_of_day(scope), as_of_day(scope)),
                Value(),
                Value(),
                "nothing",
                target=target,
                missing="" if "costs" in loaded else "costs",
            )
        return reached(store, scope, found)

    def since(self, store: Store, scope: Scope, day: date, category: str) -> tuple[Reading, int]:
        """What a category came to in the first whole periods from a day on, against those before, and the weeks that
        are known (8 at most)."""
        spent, currency = self.spent(store, scope, category)
        after = first_whole([one for one in spent if one.start >= day])
        before = [one for one in spent if one.end < day][-BEFORE * len(after) :] if after else []
        weeks = ((after[-1].end - after[0].start).days + 1) // 7 if after else 0
        return compute_spend(after, before, currency), min(weeks, WHOLE.days // 7)

    def compute(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """One row, or one a wave that has lines of its own: ``by…, value, low, high, n, note``."""
        if unknown := [name for name in by if name != "wave"]:
            raise Refusal("metric_dimension", where=", ".join(unknown), allowed="wave")
        waves = sorted(load_wave_dates(store, scope)["wave"], key=natural) if by else [""]
        lines = []
        for wave in waves:
            value = self.now(store, scope.but(waves=(wave,)) if by else scope).now
            if value.known:
                lines.append((*((wave,) if by else ()), value.value, None, None, value.n, ""))
        return pd.DataFrame(lines, columns=[*by, "value", "low", "high", "n", "note"])


def _last(spent: tuple[Spent, ...]) -> tuple[Spent, ...]:
    """The last periods that cover eight weeks."""
    for at in range(len(spent) - 1, -1, -1):
        if spent[-1].end - spent[at].start >= WHOLE - timedelta(days=1):
            return spent[at:]
    return spent
