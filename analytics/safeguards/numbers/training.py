"""Training: who has to be trained and is, who passed, and what goes along with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import as_of_day, day_number
from analytics.reach import load_known_day
from analytics.snapshot import once
from analytics.stats.compare import Sample, compare_means
from analytics.stats.intervals import wilson_interval
from analytics.stats.rates import RateRatio, compare_scattered_rates
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

FOLLOWED_DAYS = 84

COVERED = Query(
    name="safeguards.training_coverage",
    # One row a role: n (persons and topics that have to be trained, their day has come), trained (passed by $day:
    # attending is not enough), overdue (not passed by their day).
    sql="""
        with once as (
          select person, topic, max(role) as role, min(due_on) as due_on, min(case when passed
            then held_on end) as held_on
          from {training} where coalesce(required, true) and {selected:wave?}
          group by person, topic
        )
        select coalesce(role, '') as role, count(*) as n, count(case when held_on <= $day then 1 end) as trained,
               count(case when due_on < $day and (held_on is null or held_on > due_on) then 1 end) as overdue
        from once where due_on is null or due_on <= $day group by coalesce(role, '')
    """,
    grain="open",
)
PASSED = Query(
    name="safeguards.training_passed",
    # One row a topic and mode, first attempts only: n, passed, total and squares of the score (of those with one:
    # scored).
    sql="""
        select topic, coalesce(mode, '') as mode, count(*) as n, count(case when passed then 1 end) as passed,
               count(score) as scored, sum(score) as total, sum(score * score) as squares
        from {training} where held_on <= $day and passed is not null and coalesce(attempt, 1) = 1
          and {selected:wave?}
        group by topic, coalesce(mode, '')
    """,
    grain="open",
)
RETESTS = Query(
    name="safeguards.training_retests",
    # One row: failing – persons and topics whose last attempt did not pass; stuck – of them, with more than $most
    # re-tests; again – with two attempts or more.
    sql="""
        with ended as (
          select person, topic, max_by(passed, coalesce(attempt, 1)) as passed, max(coalesce(attempt, 1)) as attempts
          from {training} where held_on <= $day and passed is not null group by person, topic
        )
        select count(case when not passed then 1 end) as failing, count(case when attempts > 1 then 1 end) as again,
               count(case when not passed and attempts - 1 > $most then 1 end) as stuck,
               count(*) as n
        from ended
    """,
    grain="open",
)
SCORES = Query(
    name="safeguards.training_scores",
    # One row a mode and band of ten points (0 to 9; 100 counts as 90): n.
    sql="""
        select coalesce(mode, '') as mode, cast(least(floor(score / 10), 9) as integer) as band, count(*) as n
        from {training} where score is not null and held_on <= $day and coalesce(attempt, 1) = 1
          and {selected:wave?}
        group by coalesce(mode, ''), cast(least(floor(score / 10), 9) as integer)
    """,
    grain="open",
)
TEAMS = Query(
    name="safeguards.training_teams",
    # One row a branch whose customers were moved 12 weeks ago or more: n (customers), complaints (of them within 12
    # weeks of their move), seats (persons and topics that had to be trained), ready (trained by the first move).
    sql="""
        with moved as (
          select branch, count(*) as n, min(moved_on) as first_on from {moves}
          where branch is not null and date_diff('day', date '2000-01-03', moved_on) + $followed <= $today
            group by branch
        ),
        heard as (
          select m.branch, count(*) as complaints from {complaints} c join {moves} m on m.customer = c.customer
          where date_diff('day', date '2000-01-03', m.moved_on) + $followed <= $today
            and date_diff('day', m.moved_on, cast(c.opened_at as date)) between 0 and $followed - 1 group by m.branch
        ),
        once as (select person, topic, max(branch) as branch, min(case when passed then held_on end) as held_on
          from {training}
          where coalesce(required, true) and branch is not null group by person, topic),
        taught as (
          select o.branch, count(*) as seats, count(case when o.held_on <= m.first_on then 1 end) as ready
          from once o join moved m on m.branch = o.branch group by o.branch
        )
        select m.branch, m.n, coalesce(h.complaints, 0) as complaints, t.seats, t.ready
        from moved m join taught t on t.branch = m.branch left join heard h on h.branch = m.branch
    """,
    grain="aggregate",
    dims=("branch",),
    hide=("complaints",),
)


@dataclass(frozen=True)
class Training:
    """``coverage``: role, n, trained, overdue, value, low, high, the lowest first · ``passed``: topic, mode, n, passed,
    value, low, high · ``topics``: the same over both modes · ``scores``: mode, band, n · ``modes``: difference of the
    mean score on site − on line, or None · ``teams`` · ``association``: complaints of teams not fully trained against
    those that were, or None where there is no such team, or too few branches to tell how much they scatter ·
    ``failing``: persons and topics whose last attempt did not pass, ``stuck`` of them with more than
    ``training.retests`` re-tests."""

    coverage: pd.DataFrame
    passed: pd.DataFrame
    topics: pd.DataFrame
    scores: pd.DataFrame
    modes: tuple[float, float, float, float] | None
    teams: pd.DataFrame
    association: RateRatio | None
    failing: int
    day: date
    judge: Judge = USUAL
    stuck: int = 0

    @property
    def short(self) -> pd.DataFrame:
        """The roles of which too few are trained."""
        return self.coverage[[self.judge.beyond("training.coverage", value) for value in self.coverage["value"]]]

    @property
    def needed(self) -> float:
        """The share of a role that is to be trained by its day, which is usually two weeks before the cut-over."""
        return self.judge["training.coverage"]

    @property
    def empty(self) -> bool:
        return self.coverage.empty and self.passed.empty

    @property
    def share(self) -> float | None:
        """The share of all that have to be trained by now and are."""
        total = float(self.coverage["n"].sum())
        return float(self.coverage["trained"].sum()) / total if total else None


@once
def load_training(store: Store, scope: Scope) -> Training:
    """Training and assessment, as of the scope's moment."""
    day, known = as_of_day(scope), load_known_day(store, scope, "training")

    def ask(query: Query, **params: object) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params=params)

    waves = scope.params("waves")
    passed = ask(PASSED, day=known, **waves)
    teams = ask(TEAMS, today=day_number(day), followed=FOLLOWED_DAYS)
    judge = load_judge(store, scope)
    retests = ask(RETESTS, day=known, most=judge.days("training.retests"))
    return Training(
        coverage=compute_shares(ask(COVERED, day=known, **waves), "trained"),
        passed=compute_shares(passed, "passed"),
        topics=compute_shares(passed.groupby("topic", as_index=False)[["n", "passed"]].sum(), "passed"),
        scores=ask(SCORES, day=known, **waves),
        modes=compute_modes(passed),
        teams=teams,
        association=compute_association(teams),
        failing=int(retests["failing"].iloc[0]) if len(retests) else 0,
        day=day,
        judge=judge,
        stuck=int(retests["stuck"].iloc[0]) if len(retests) else 0,
    )


def compute_shares(frame: pd.DataFrame, part: str) -> pd.DataFrame:
    """``frame`` with value (part ÷ n) and its Wilson interval low, high; the lowest share first."""
    found = frame.assign(value=frame[part].astype("float64") / frame["n"].astype("float64"))
    intervals = [wilson_interval(float(getattr(row, part)), float(row.n)) for row in rows(frame)]
    found["low"] = [None if interval is None else interval.low for interval in intervals]
    found["high"] = [None if interval is None else interval.high for interval in intervals]
    return found.sort_values(["value", found.columns[0]], ignore_index=True)


def compute_modes(passed: pd.DataFrame) -> tuple[float, float, float, float] | None:
    """Mean score on site − on line: difference, low, high, p (Welch); None with fewer than 10 scores in a mode."""
    samples = {}
    for mode, part in passed.groupby("mode"):
        n, total, squares = (float(part[name].sum()) for name in ("scored", "total", "squares"))
        if n >= 10:
            samples[str(mode)] = Sample(int(n), total / n, max(0.0, squares / n - (total / n) ** 2))
    if "online" not in samples or "onsite" not in samples:
        return None
    seen = compare_means(samples["onsite"], samples["online"])
    if seen.low is None or seen.high is None or not isfinite(seen.difference):
        return None
    return (seen.difference, seen.low, seen.high, seen.p)


def compute_association(teams: pd.DataFrame) -> RateRatio | None:
    """Complaints per customer of teams not fully trained when their customers moved ÷ those that were: an association.

    Branches differ in more than training, so the interval allows for how much they scatter.
    """
    known = teams[teams["complaints"].notna() & teams["n"].notna()]
    full = known["ready"] >= known["seats"]
    left, right = ([(int(row.complaints), float(row.n)) for row in rows(part)] for part in (known[~full], known[full]))
    return compare_scattered_rates(left, right)
