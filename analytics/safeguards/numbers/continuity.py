"""Business continuity: recovery against its targets, what blocks a cut-over, outages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.covering import RESULTS, Spoken, proven_of, spoken_of
from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import as_of_day
from analytics.reach import done_by, load_known_day, load_loaded
from analytics.snapshot import once
from analytics.waves import load_wave_dates
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.amounts import Fact
    from analytics.scope import Scope
    from data.store import Store

"""Days before a cut-over by which nothing that blocks it may be open."""

TESTS = Query(
    name="safeguards.continuity_tests",
    # One row a test.
    sql="""
        select test, system, wave, planned_on, tested_on, result, rto_minutes, rto_actual, rpo_minutes, rpo_actual,
          defects,
               defects_open, sites, suppliers
        from {continuity_tests} where {selected:wave} order by {ordered:wave}, planned_on, test
    """,
    grain="open",
)
ITEMS = Query(
    name="safeguards.continuity",
    # One row an item.
    sql="""
        select item, title, kind, system, wave, owner, due_on, done_on, blocks, rto_minutes, rpo_minutes, mtpd_minutes
        from {continuity} where {selected:wave} order by {ordered:wave}, due_on, item
    """,
    grain="open",
)
OUTAGES = Query(
    name="safeguards.outages",
    # One row an outage; minutes until it ended (null while it lasts).
    sql="""
        select outage, system, wave, branch, started_at, ended_at, customers, planned, cause,
               date_diff('minute', started_at, ended_at) as minutes
        from {outages} where {selected:wave} order by started_at, outage
    """,
    grain="open",
)


@dataclass(frozen=True)
class Continuity:
    """``tests`` with judged (passed, failed, planned, overdue) and over (minutes above the target of recovery, null
    without both) · ``waves``: wave, cutover_on, actual, days, planned, passed, failed, blockers, open_items, state ·
    ``items`` with late (days) and blocker · ``outages`` with customer_minutes, tolerated and lasted
    (:func:`compute_tolerated`)."""

    tests: pd.DataFrame
    waves: pd.DataFrame
    items: pd.DataFrame
    outages: pd.DataFrame
    day: date
    last: pd.DataFrame
    """The last test of each system in each wave that is looked at, judged beside the tests of every wave
    (:func:`latest_tests`)."""
    listed: bool = True
    """Whether plans, checks and defects were ever loaded: else nothing is known to block, nor that nothing does."""
    announced: int = 0
    """Outages whose beginning lies after the last day that their ledger tells of, as windows of maintenance: none of
    them has happened, and none lasts."""
    announced_on: date | None = None
    """The first of their days."""

    @property
    def empty(self) -> bool:
        return self.tests.empty and self.items.empty and self.outages.empty and not self.announced

    @property
    def focus(self) -> str:
        """The next wave to be moved that has tests or items, else the last one."""
        coming = self.waves[~self.waves["actual"].astype(bool)].sort_values("cutover_on")
        chosen = coming.head(1) if len(coming) else self.waves.tail(1)
        return "" if chosen.empty else str(chosen["wave"].iloc[0])


@once
def load_continuity(store: Store, scope: Scope) -> Continuity:
    """How continuity is prepared and tested, as of the scope's moment."""
    day = as_of_day(scope)

    def ask(query: Query, of: Scope = scope) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params=of.params("waves"))

    def tested(of: Scope) -> pd.DataFrame:
        return compute_tests(
            done_by(ask(TESTS, of), load_known_day(store, scope, "continuity_tests"), "tested_on"), day
        )

    tests, last = tested(scope), latest_tests(tested(scope.but(waves=())))
    last = last[last["wave"].isin(scope.waves)].reset_index(drop=True) if scope.waves else last
    items = done_by(ask(ITEMS), load_known_day(store, scope, "continuity"), "done_on")
    known = load_known_day(store, scope, "outages")
    outages = ask(OUTAGES)
    ahead = pd.to_datetime(outages["started_at"]).dt.date > known
    announced = outages.loc[ahead, "started_at"]
    outages = done_by(outages[~ahead].reset_index(drop=True), known, "ended_at")
    outages["minutes"] = outages["minutes"].where(outages["ended_at"].notna())
    outages = compute_tolerated(outages, items, known)
    late = (pd.Timestamp(day) - pd.to_datetime(items["due_on"])).dt.days
    items["late"] = late.where(items["done_on"].isna() & (late > 0), 0).fillna(0).astype(int)
    items["blocker"] = compute_blockers(items)
    outages["customer_minutes"] = outages["minutes"].astype("float64") * outages["customers"].astype("float64")
    waves = compute_waves(tests, last, items, load_wave_dates(store, scope), day, load_judge(store, scope))
    loaded = load_loaded(store, scope)
    if not {"continuity", "continuity_tests"} <= loaded.keys():
        waves["state"] = waves["state"].replace(
            "good", "none"
        )  # what was tested does not say what is open, nor the other way
    return Continuity(
        tests,
        waves,
        items,
        outages,
        day,
        last,
        "continuity" in loaded,
        len(announced),
        pd.Timestamp(announced.min()).date() if len(announced) else None,
    )


def compute_tolerated(outages: pd.DataFrame, items: pd.DataFrame, known: date) -> pd.DataFrame:
    """Outages with ``tolerated``, the longest outage that the plans of their system allow (of their wave where it has
    one, else the shortest of all; null without), and ``lasted`` (minutes, of one that goes on until the ledger's last
    day began)."""
    plans = items[items["mtpd_minutes"].notna()].astype({"mtpd_minutes": "float64"})
    own = plans.groupby(["system", "wave"])["mtpd_minutes"].min().to_dict()
    least = plans.groupby("system")["mtpd_minutes"].min().to_dict()
    so_far = (pd.Timestamp(known) - pd.to_datetime(outages["started_at"])).dt.total_seconds() / 60
    tolerated = [own.get((row.system, row.wave), least.get(row.system)) for row in rows(outages)]
    return outages.assign(
        tolerated=pd.Series(tolerated, index=outages.index, dtype="float64"),
        lasted=outages["minutes"].astype("float64").fillna(so_far.clip(lower=0)),
    )


def compute_tests(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    """Tests with ``judged`` and ``over``. A test whose recovery took longer than its target has failed, whatever it
    says."""
    judged = []
    for row in rows(frame):
        above = _above(row.rto_actual, row.rto_minutes) or _above(row.rpo_actual, row.rpo_minutes)
        if not pd.isna(row.tested_on):
            judged.append(
                "failed" if above or row.result == "failed" else "passed" if row.result == "passed" else "planned"
            )
        else:
            passed = not pd.isna(row.planned_on) and pd.Timestamp(row.planned_on).date() < day
            judged.append("overdue" if passed else "planned")
    over = frame["rto_actual"].astype("float64") - frame["rto_minutes"].astype("float64")
    return frame.assign(judged=judged, over=over)


def _above(value: object, limit: object) -> bool:
    return not pd.isna(value) and not pd.isna(limit) and float(value) > float(limit)  # type: ignore[arg-type, call-overload]


def compute_blockers(items: pd.DataFrame) -> pd.Series:
    """Which items block now: those that are said to and are open – a defect at once, a plan or check once its day has
    passed."""
    stands = items["done_on"].isna() & items["blocks"].fillna(False).astype(bool)
    return stands & ((items["kind"] == "defect") | (items["late"] > 0))


def latest_tests(tests: pd.DataFrame) -> pd.DataFrame:
    """The last test done of each system in each wave: what counts at the gate; ``bare`` says what it does not hold for,
    a sentence each.

    Where tests of the system, of any wave, name sites or suppliers, a wave has it passed when the last test of each of
    them was: one of two data centres is not the system.
    """
    done = tests[tests["tested_on"].notna()].sort_values("tested_on", kind="stable")
    last = done.groupby(["wave", "system"], dropna=False, as_index=False).tail(1).reset_index(drop=True)
    bare: list[tuple[Fact, ...]] = []
    judged: list[str] = []
    for row in rows(last):
        every = tests[tests["system"] == row.system]
        spoken = spoken_of(every, "sites", "suppliers") if {"sites", "suppliers"} <= set(every.columns) else Spoken()
        if not spoken.sites and not spoken.suppliers:
            bare.append(())
            judged.append(row.judged)
            continue
        own = done[(done["system"] == row.system) & (done["wave"] == row.wave)]
        claims = own[["sites", "suppliers"]].assign(
            systems=own["system"],
            waves=None,
            held_on=own["tested_on"],
            result=own["judged"].where(own["judged"].isin(RESULTS)),
        )
        found = proven_of(
            replace(spoken, systems=str(row.system) if spoken.sites else ""),
            claims,
            own["tested_on"].max().date(),
            "safeguards.why",
        )
        bare.append(found.bare)
        judged.append("failed" if found.bare else row.judged)
    return last.assign(judged=judged, bare=pd.Series(bare, index=last.index, dtype=object))


def compute_waves(
    tests: pd.DataFrame, last: pd.DataFrame, items: pd.DataFrame, dates: pd.DataFrame, day: date, judge: Judge = USUAL
) -> pd.DataFrame:
    """How ready each wave is: systems whose last test passed and failed, tests still planned, blockers and items open.

    bad: a last test failed or is overdue, or a blocker is open ``continuity.block_days`` before the cut-over or later;
    watch: something is open and there is time; good: nothing is; none: nothing is known.
    """
    found = []
    for row in rows(dates.sort_values("cutover_on")):
        own, systems = tests[tests["wave"] == row.wave], last[last["wave"] == row.wave]
        mine = items[(items["wave"] == row.wave) & items["done_on"].isna()]
        days = None if pd.isna(row.cutover_on) else (pd.Timestamp(row.cutover_on).date() - day).days
        failed = int((systems["judged"] == "failed").sum())
        overdue = int((own["judged"] == "overdue").sum())
        blockers = int(mine["blocker"].sum())
        planned = int((own["judged"] == "planned").sum())
        near = days is not None and not judge.beyond("continuity.block_days", days)
        if own.empty and not (items["wave"] == row.wave).any():
            continue
        if failed or overdue or (blockers and near):
            state = "bad"
        elif blockers or planned or len(mine):
            state = "watch"
        else:
            state = "good"
        found.append(
            (
                row.wave,
                row.cutover_on,
                bool(row.actual),
                days,
                planned,
                int((systems["judged"] == "passed").sum()),
                failed,
                overdue,
                blockers,
                len(mine),
                state,
            )
        )
    columns = [
        "wave",
        "cutover_on",
        "actual",
        "days",
        "planned",
        "passed",
        "failed",
        "overdue",
        "blockers",
        "open_items",
        "state",
    ]
    return pd.DataFrame(found, columns=columns)
