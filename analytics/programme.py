"""The programme at a glance: its waves and where they stand, how old each input is, what came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analytics.frames import rows
from analytics.periods import as_of_day, earlier, local_moment, moment
from analytics.snapshot import once
from data import clock
from data.datasets import DATASETS
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.move.numbers.counts import Counts
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

State = Literal["planned", "under_way", "late", "moved"]
MOSTLY = 0.5
"""Share of its customers from which on a wave has moved, though nobody recorded its day."""

PROGRAMME = Query(
    name="programme.facts",
    # One row: programme, from_entity, to_entity, decision_on, target_close_on.
    sql="""
        select programme, from_entity, to_entity, decision_on, target_close_on from {programme}
          order by programme limit 1
    """,
    grain="open",
)
WAVES = Query(
    name="programme.waves",
    # One row a wave: wave, name, branch, started_on, cutover_on (actual, else planned), actual (cut-over has happened),
    # planned_cutover_on, planned (customers).
    sql="""
        select d.wave, w.name, d.branch, d.started_on, d.cutover_on, d.actual,
               w.planned_cutover_on, w.planned_customers as planned
        from {wave_dates} d left join {waves} w on w.wave = d.wave
        order by d.cutover_on, {ordered:d.wave}
    """,
    grain="open",
)
FIRST_PLANS = Query(
    name="programme.first_plans",
    # One row a wave: wave, first_on: the cut-over that was planned when a plan was told of it for the first time.
    sql="""
        select wave, min_by(planned_cutover_on, seq) as first_on from {waves_told} where planned_cutover_on is not null
          group by wave
    """,
    grain="open",
)
MOVED = Query(
    name="programme.moved",
    # One row a wave of the roster or the ledger of transfers: wave, n (its customers), moved (those moved by the day
    # looked from).
    sql="""
        select wave, count(*) as n, count(case when moved_on <= {today} then 1 end) as moved
        from {moves} group by wave
    """,
    grain="aggregate",
    dims=("wave",),
    hide=("moved",),
)
INPUTS = Query(
    name="programme.inputs",
    # One row a dataset with a live batch: dataset, known_at (newest), batches, rows (read in all of them).
    sql="""
        select dataset, max(known_at) as known_at, count(*) as batches, cast(sum("read") as bigint) as rows_read
        from {batches} where live and source = 'file' group by dataset order by dataset
    """,
    grain="open",
)
COUNTED = Query(
    name="programme.counted",
    # One row: day, the last day that counts of progress tell of.
    sql="select max(day) as day from {progress}",
    grain="open",
)
ARRIVALS = Query(
    name="programme.arrivals",
    # One row a dataset with a live batch known after $since: dataset, batches, added (new and updated rows), rejected,
    # known_at (newest).
    sql="""
        select dataset, count(*) as batches, cast(sum("new") + sum(updated) as bigint) as added,
               cast(sum(rejected) as bigint) as rejected, max(known_at) as known_at
        from {batches} where live and known_at > $since group by dataset order by max(known_at) desc, dataset
    """,
    grain="open",
)


@dataclass(frozen=True)
class Wave:
    """A wave as it stands. ``moved`` and ``roster`` (its customers) are null where they are unknown or hidden.

    ``state``: planned · under_way (started, not cut over) · late (its cut-over was planned for a day that is past) ·
    moved. ``days`` until the cut-over (negative: since). ``planned_on`` is the planned cut-over, ``cutover_on`` the
    actual one, else the planned.
    """

    wave: str
    name: str
    branch: str
    started_on: date | None
    planned_on: date | None
    cutover_on: date | None
    state: State
    planned: int | None
    roster: int | None
    moved: int | None
    days: int | None
    first_on: date | None = None
    """The cut-over that was planned when a plan was told for the first time; null where none was."""

    @property
    def held_on(self) -> date | None:
        """The cut-over that it is held against: the one that was planned first, as a wave is not on time for having
        been put off."""
        return self.first_on or self.planned_on

    @property
    def slip(self) -> int | None:
        """Days between the cut-over planned first and the actual one (positive: late); null where it has not moved or
        had no plan."""
        if self.state != "moved" or self.held_on is None or self.cutover_on is None:
            return None
        return (self.cutover_on - self.held_on).days

    @property
    def slip_again(self) -> int | None:
        """The same against the plan in force, where that is another one and says another number."""
        if self.slip is None or self.planned_on is None or self.cutover_on is None or self.planned_on == self.held_on:
            return None
        return (self.cutover_on - self.planned_on).days

    @property
    def overdue(self) -> int:
        """Days since its cut-over should have been, by the first plan or the one in force, whichever is longer ago; 0
        where it was, or is still to come."""
        if self.state != "late" or self.days is None:
            return 0
        put_off = (self.cutover_on - self.held_on).days if self.cutover_on and self.held_on else 0
        return max(0, put_off) - self.days

    @property
    def share(self) -> float | None:
        """Customers moved ÷ planned (else of the roster)."""
        whole = self.planned or self.roster
        return None if self.moved is None or not whole else self.moved / whole

    def sentence(self, t: Translator) -> str:
        """Where it stands in words: ``cut-over in 13 days, 5 Dec 2026``."""
        if self.cutover_on is None:
            return t("week.wave.moved_undated" if self.state == "moved" else "week.wave.undated")
        day = t.date(self.cutover_on, year=True)
        if self.state == "moved":
            return t("week.wave.moved", date=day)
        if self.state == "late":
            return t("week.wave.late", n=-(self.days or 0), date=day)
        if self.days == 0:
            return t("week.wave.today", date=day)
        return t(f"week.wave.{self.state}", n=self.days or 0, date=day)


@dataclass(frozen=True)
class Input:
    """How old the newest live file of a dataset is against its agreed rhythm; ``age`` in days, null where there is
    none. ``until``: the last day it tells of, where that lies before the upload and is written in it: the age counts
    from there."""

    dataset: str
    known_at: datetime | None
    age: int | None
    rhythm: int
    batches: int
    until: date | None = None

    @property
    def told(self) -> date | None:
        """The day until which it tells: of the upload, or the last that its counts are of."""
        return self.until or (None if self.known_at is None else clock.day_of(self.known_at))

    @property
    def late(self) -> bool:
        return self.age is not None and self.age > self.rhythm

    def label(self, t: Translator) -> str:
        return DATASETS[self.dataset].label(t.lang)


@dataclass(frozen=True)
class Arrival:
    """What came in of one dataset since a moment."""

    dataset: str
    batches: int
    added: int
    rejected: int
    known_at: datetime

    def sentence(self, t: Translator) -> str:
        label = DATASETS[self.dataset].label(t.lang) if self.dataset in DATASETS else self.dataset
        date = t.date(self.known_at)
        said = (
            t("week.arrival", n=self.added, dataset=label, date=date)
            if self.added
            else t("week.arrival.same", dataset=label, date=date)
        )
        return said + (t("week.arrival.rejected", n=self.rejected) if self.rejected else "")


@dataclass(frozen=True)
class Overview:
    """The programme at a glance; numbers of customers are null where nothing is known of them."""

    programme: str
    from_entity: str
    to_entity: str
    decision_on: date | None
    target_close_on: date | None
    waves: tuple[Wave, ...]
    inputs: tuple[Input, ...]
    as_of: datetime
    counts: Counts | None = None
    """Where the move stands by counts alone, in a programme of which nobody has named a wave."""

    @property
    def planned(self) -> int | None:
        known = [wave.planned or wave.roster or 0 for wave in self.waves]
        return sum(known) if any(known) else None

    @property
    def moved(self) -> int | None:
        known = [wave.moved for wave in self.waves if wave.moved is not None]
        return sum(known) if known else None

    @property
    def waves_moved(self) -> int:
        return sum(wave.state == "moved" for wave in self.waves)

    @property
    def next_wave(self) -> Wave | None:
        """The wave whose cut-over comes next (or is overdue)."""
        coming = [wave for wave in self.waves if wave.state != "moved" and wave.cutover_on]
        return min(coming, key=lambda wave: wave.cutover_on or date.max) if coming else None

    @property
    def oldest(self) -> Input | None:
        """The input that is furthest behind its rhythm; where none is behind, the oldest. Registers without a rhythm do
        not grow old."""
        known = [one for one in self.inputs if one.age is not None]
        behind = [one for one in known if one.late]
        if behind:
            return max(behind, key=lambda one: ((one.age or 0) - one.rhythm, one.age or 0))
        return max(known, key=lambda one: one.age or 0, default=None)

    def parties(self, t: Translator) -> str:
        """``Lakeside → Meridian``, or '' where nobody has said who they are."""
        known = self.from_entity and self.to_entity
        return t("context.programme", from_entity=self.from_entity, to_entity=self.to_entity) if known else ""

    def title(self, t: Translator) -> str:
        """The state in one sentence: waves moved, customers moved, what comes next."""
        if not self.waves:
            return t("week.no_waves")
        parts = [t("week.waves_moved", n=len(self.waves), moved=t.number(self.waves_moved))]
        if self.moved is not None and self.planned:
            parts.append(
                t(
                    "week.customers_moved",
                    moved=t.count(self.moved),
                    planned=t.count(self.planned),
                    share=t.percent(self.moved / self.planned, 0),
                )
            )
        coming = self.next_wave
        if coming is None:
            parts.append(t("week.none_left"))
        elif coming.state == "late":
            parts.append(t("week.next_late", wave=t.wave(coming.wave), n=-(coming.days or 0)))
        else:
            parts.append(
                t("week.next", wave=t.wave(coming.wave), n=coming.days or 0, date=t.date(coming.cutover_on, year=True))
            )
        return t("week.title", parts=t("week.comma").join(parts))

    def freshness(self, t: Translator) -> str:
        """The oldest input in words, for the line above every page; '' where nothing is expected at a rhythm."""
        oldest = self.oldest
        if oldest is None:
            return ""
        return t("week.behind" if oldest.late else "week.oldest", n=oldest.age or 0, dataset=oldest.label(t))


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _count(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


@once
def load_waves(store: Store, scope: Scope) -> tuple[Wave, ...]:
    """The waves of the scope in the order of their cut-over, with customers planned, in the roster and moved."""
    today = as_of_day(scope)
    frame = store.read(WAVES, scope.rights, as_of=scope.as_of)
    counts = store.read(MOVED, scope.rights, as_of=scope.as_of)
    # Without a ledger of transfers nobody is known to have moved, which is not the same as nobody having moved.
    ledger = bool((counts["moved"] > 0).any()) or not bool(frame["actual"].fillna(False).any())
    known = {row.wave: row for row in rows(counts)}
    first = {row.wave: _day(row.first_on) for row in rows(store.read(FIRST_PLANS, scope.rights, as_of=scope.as_of))}
    found = []
    for row in rows(frame):
        if scope.waves and row.wave not in scope.waves:
            continue
        cutover, started = _day(row.cutover_on), _day(row.started_on)
        days = None if cutover is None else (cutover - today).days
        state: State = "planned"
        if bool(row.actual) and days is not None and days <= 0:
            state = "moved"
        elif days is not None and days < 0:
            state = "late"
        elif started is not None and started <= today:
            state = "under_way"
        count = known.get(row.wave)
        moved = None if count is None or not ledger else _count(count.moved)
        whole = _count(row.planned) or (None if count is None else _count(count.n))
        if state != "moved" and moved and whole and moved >= MOSTLY * whole:
            # Its customers have moved and the register has no actual cut-over: the day is not known, and neither is a
            # delay.
            state, cutover, days = "moved", None, None
        found.append(
            Wave(
                wave=row.wave,
                name=_text(row.name),
                branch=_text(row.branch),
                started_on=started,
                planned_on=_day(row.planned_cutover_on),
                cutover_on=cutover,
                state=state,
                planned=_count(row.planned),
                roster=None if count is None else _count(count.n),
                moved=moved,
                days=days,
                first_on=first.get(row.wave),
            )
        )
    return tuple(found)


@once
def load_inputs(store: Store, scope: Scope) -> tuple[Input, ...]:
    """Every dataset with an agreed rhythm that has been loaded at least once, the furthest behind first."""
    frame = store.read(INPUTS, scope.rights, as_of=scope.as_of)
    now = moment(scope)
    found = []
    for row in rows(frame):
        dataset = DATASETS.get(row.dataset)
        if dataset is None or dataset.rhythm_days is None:
            continue
        known_at = pd.Timestamp(row.known_at).to_pydatetime()
        last = clock.day_of(known_at)
        until = _counted(store, scope) if row.dataset == "progress" else None
        until = until if until is not None and until < last else None
        age = max(0, (clock.day_of(now) - (until or last)).days)
        found.append(Input(row.dataset, known_at, age, dataset.rhythm_days, int(row.batches), until))
    return tuple(sorted(found, key=lambda one: (one.rhythm - (one.age or 0), one.dataset)))


def _counts(store: Store, scope: Scope) -> Counts:
    # Here alone: the numbers of the move are made from the waves of this module.
    from analytics.move.numbers.counts import load_counts

    return load_counts(store, scope)


def _counted(store: Store, scope: Scope) -> date | None:
    """The last day that counts tell of: an old count that is loaded today is as old as it was."""
    frame = store.read(COUNTED, scope.rights, as_of=scope.as_of)
    return _day(frame["day"].iloc[0]) if len(frame) else None


@once
def load_overview(store: Store, scope: Scope) -> Overview:
    """The programme as of the scope's moment."""
    facts = store.read(PROGRAMME, scope.rights, as_of=scope.as_of)
    row = rows(facts)[0] if len(facts) else None
    waves = load_waves(store, scope)
    return Overview(
        programme=_text(row.programme) if row else "",
        from_entity=_text(row.from_entity) if row else "",
        to_entity=_text(row.to_entity) if row else "",
        decision_on=_day(row.decision_on) if row else None,
        target_close_on=_day(row.target_close_on) if row else None,
        waves=waves,
        inputs=load_inputs(store, scope),
        as_of=local_moment(scope),
        counts=None if waves else _counts(store, scope),
    )


@once
def load_arrivals(store: Store, scope: Scope, days: int = 7) -> tuple[Arrival, ...]:
    """What became known in the last ``days`` before the as-of, newest first."""
    since = earlier(scope, days)
    frame = store.read(ARRIVALS, scope.rights, as_of=scope.as_of, params={"since": since})
    return tuple(
        Arrival(
            row.dataset,
            int(row.batches),
            int(row.added),
            int(row.rejected),
            pd.Timestamp(row.known_at).to_pydatetime(),
        )
        for row in rows(frame)
    )
