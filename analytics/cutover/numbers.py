"""What the next cut-over rests on, and what it does not cover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.covering import compute_coverage
from analytics.cutover.open_defects import SEVERITIES, UNSORTED, compute_counts, newest
from analytics.frames import rows, text
from analytics.periods import as_of_day, local_moment
from analytics.reach import done_by, load_known_day
from analytics.snapshot import once
from analytics.waves import load_wave_dates
from data.clock import end_of
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

REHEARSALS = Query(
    name="cutover.rehearsals",
    # One row a rehearsal and site; those not held yet come last.
    sql="""
        select rehearsal, kind, wave, site, system, planned_on, held_on, customers, minutes, load_of, load_assumed,
          load_reached, result,
               defects
        from {rehearsals} order by held_on nulls last, planned_on, rehearsal, site
    """,
    grain="open",
)
STEPS = Query(
    name="cutover.steps",
    # One row a step of the runbook.
    sql="""
        select wave, step, title, kind, owner, planned_start, planned_end, started_at, ended_at, note
        from {cutover_steps} where {selected:wave}
        order by {ordered:wave}, planned_start nulls last, try_cast(step as integer) nulls last, step
    """,
    grain="open",
)
DEFECTS = Query(
    name="cutover.defects",
    # One row a day that has come, part (a wave, a system) and severity.
    sql="""
        select snapshot_on, part, severity, known, told from {defects} where snapshot_on <= {today}
        order by snapshot_on, part, severity
    """,
    grain="open",
)
CONFIRMATIONS = Query(
    name="cutover.confirmations",
    # One row a confirmation; one that names no wave is of all of them.
    sql="""
        select confirmation, supplier, behind, wave, site, system, asked_on, due_on, confirmed_on, confirmed_by,
          expires_on
        from {confirmations} order by supplier, confirmation
    """,
    grain="open",
)
PLANNED = Query(
    name="cutover.planned",
    # One row a wave: the customers that it is planned to move.
    sql="select wave, planned_customers as planned from {waves} order by {ordered:wave}",
    grain="open",
)
PLACE = ("site", "system")
"""What a place of the cut-over is named by."""


@dataclass(frozen=True)
class Cutover:
    """What is known of the cut-over of ``wave``, the next to be moved (else the last one), ``on`` its day; ``planned``
    customers.

    ``rehearsals`` with held · ``coverage``: one row a site and system that anybody speaks of, with covered (passed
    before this cut-over), day, why (passed, failed, untested), planned (the day of the next one that is to be held) ·
    ``steps`` with state (done, late, running, overdue, planned, odd: ended before it began), as far as the runbook
    tells and late (minutes) · ``defects``: the newest count by part and severity · ``confirmations`` with state
    (confirmed, expired, short, unnamed, missing, overdue). ``day`` is today.
    """

    wave: str
    on: date | None
    moved: bool
    planned: int | None
    rehearsals: pd.DataFrame
    coverage: pd.DataFrame
    steps: pd.DataFrame
    defects: pd.DataFrame
    history: pd.DataFrame
    confirmations: pd.DataFrame
    day: date

    @property
    def empty(self) -> bool:
        return all(frame.empty for frame in (self.rehearsals, self.steps, self.history, self.confirmations))

    @property
    def sizes(self) -> pd.DataFrame:
        """By rehearsal, and by the night of each earlier wave, which rehearses the next one: customers, held_on, kind;
        oldest first."""
        own = self.rehearsals[self.rehearsals["held"] & self.rehearsals["customers"].notna()]
        own = own[(own["kind"] != "live") | (own["wave"] != self.wave)]
        by = own.groupby("rehearsal", sort=False).agg(
            customers=("customers", "sum"), held_on=("held_on", "max"), kind=("kind", "first"), wave=("wave", "first")
        )
        return by.reset_index().sort_values("held_on", kind="stable", ignore_index=True)

    @property
    def rehearsed(self) -> int | None:
        """The most customers that were ever moved at once before this cut-over; nothing where nobody says."""
        return None if self.sizes.empty else int(self.sizes["customers"].max())

    @property
    def known(self) -> int | None:
        return None if self.defects.empty else int(self.defects["known"].sum())

    @property
    def told(self) -> int | None:
        """Of how many of those that are open the meeting was told; nothing where that is not written for every part
        that is counted.

        More told of one severity than are open does not make up for another; what was told without a severity may be of
        any.
        """
        if self.defects.empty or self._unsaid:
            return None
        by = self.by_severity.fillna({"told": 0})
        beyond = (by["told"] - by["known"]).clip(lower=0)
        loose = int(beyond[beyond.index == UNSORTED].sum())
        return min(int(by[["known", "told"]].min(axis=1).sum()) + loose, int(by["known"].sum()))

    @property
    def _unsaid(self) -> bool:
        """Whether of a part that is counted nobody wrote of how many the meeting was told: neither for it nor for all
        severities together."""
        said = {text(row.part): row.snapshot_on for row in rows(self.defects[self.defects["sum_told"]])}
        blank = rows(self.defects[self.defects["told"].isna()])
        return any(text(row.part) not in said or said[text(row.part)] < row.snapshot_on for row in blank)

    @property
    def by_severity(self) -> pd.DataFrame:
        """The newest count by severity, in their order: known, told (nothing where nobody says); without a rest of
        nothing."""
        by = self.defects.groupby("severity")[["known", "told"]].sum(min_count=1)
        by = by[(by.index != UNSORTED) | by[["known", "told"]].gt(0).any(axis=1)]
        return by.reindex([one for one in (*SEVERITIES, UNSORTED) if one in by.index])

    @property
    def excess(self) -> int:
        """By how many the sums of all severities fall short of the severities counted on the same day."""
        return 0 if self.defects.empty else int(self.defects["excess"].sum())

    @property
    def asked_of(self) -> pd.DataFrame:
        """Confirmations that this cut-over needs: of the wave, or of every wave; a supplier that is only spoken of, for
        another wave or as the one that somebody works for, was not asked (``unasked``)."""
        own = self.confirmations[self.confirmations["wave"].isna() | (self.confirmations["wave"] == self.wave)]
        if not self.wave:
            return own
        works_for: dict[str, Any] = dict.fromkeys(self.confirmations["behind"].dropna())
        works_for |= {
            row.supplier: row.behind for row in rows(self.confirmations[self.confirmations["supplier"].notna()])
        }
        bare = [name for name in works_for if name not in set(own["supplier"])]
        if not bare:
            return own
        more = pd.DataFrame({"supplier": bare, "behind": [works_for[name] for name in bare], "state": "unasked"})
        return pd.concat([own, more.reindex(columns=own.columns).astype(own.dtypes.to_dict())], ignore_index=True)

    @property
    def loads(self) -> pd.DataFrame:
        """By load: assumed (the newest), tested (the highest reached in a test), real (the highest of a night), the day
        of that night, first (the highest that was ever assumed) and state: good where as much was tested as came in a
        night, else as is assumed; watch where that was lowered to what was tested; bad, or unknown."""
        own = self.rehearsals[self.rehearsals["load_of"].notna()]
        found = []
        for name, part in own.groupby("load_of", sort=True):
            assumed, reached = part["load_assumed"].dropna(), part[part["held"] & part["load_reached"].notna()]
            nights = reached[reached["kind"] == "live"].sort_values("load_reached").tail(1)
            tested = reached.loc[reached["kind"] != "live", "load_reached"].max()
            real, day = (None, None) if nights.empty else (nights["load_reached"].iloc[0], nights["held_on"].iloc[0])
            found.append((str(name), assumed.iloc[-1] if len(assumed) else None, tested, real, day, assumed.max()))
        frame = pd.DataFrame(found, columns=["name", "assumed", "tested", "real", "day", "first"])
        kinds = dict.fromkeys(("assumed", "tested", "real", "first"), "float64")
        frame = frame.astype({**kinds, "day": "datetime64[us]"})
        held = frame["real"].fillna(frame["assumed"])
        states = (frame["tested"] >= held).map({True: "good", False: "bad"})
        lowered = frame["real"].isna() & (frame["first"] > frame["assumed"]) & (frame["tested"] < frame["first"])
        states = states.mask(lowered & (states == "good"), "watch")
        return frame.assign(state=states.where(frame["tested"].notna() & held.notna(), "unknown"))


@dataclass(frozen=True)
class Ledgers:
    """What the ledgers of the cut-over say, of every wave: ``confirmations`` as they were written, ``dates`` the waves
    of the scope and ``every`` all of them, ``planned`` customers by wave, ``day`` today."""

    rehearsals: pd.DataFrame
    steps: pd.DataFrame
    history: pd.DataFrame
    confirmations: pd.DataFrame
    dates: pd.DataFrame
    every: pd.DataFrame
    planned: Mapping[str, Any]
    day: date


@once
def load_ledgers(store: Store, scope: Scope) -> Ledgers:
    """The ledgers as of the scope's moment. What a cut-over rests on may be said of another wave or of none: only the
    steps are those of the waves that are chosen."""

    def ask(query: Query, **given: object) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params=given)

    rehearsals = done_by(ask(REHEARSALS), load_known_day(store, scope, "rehearsals"), "held_on")
    rehearsals["held"] = rehearsals["held_on"].notna()
    told = min(local_moment(scope), end_of(load_known_day(store, scope, "cutover_steps")))
    return Ledgers(
        rehearsals,
        compute_steps(ask(STEPS, **scope.params("waves")), told),
        compute_counts(ask(DEFECTS)),
        done_by(ask(CONFIRMATIONS), load_known_day(store, scope, "confirmations"), "confirmed_on"),
        load_wave_dates(store, scope),
        load_wave_dates(store, scope.but(waves=())),
        {str(row.wave): row.planned for row in rows(ask(PLANNED))},
        as_of_day(scope),
    )


@once
def load_cutover(store: Store, scope: Scope) -> Cutover:
    """What the next cut-over of the scope rests on, as of its moment."""
    found = load_ledgers(store, scope)
    spoken = {*found.rehearsals["wave"].dropna(), *found.steps["wave"], *found.history["part"].dropna()}
    row = _focus(found.dates, spoken)
    return compute_cutover(found, "" if row is None else str(row.wave))


def compute_cutover(found: Ledgers, wave: str, *, eve: bool = False) -> Cutover:
    """What the cut-over of a wave rests on. On its ``eve``: of a wave that has been moved what lies after that day, and
    the night itself, is left out."""
    row = next(iter(rows(found.every[found.every["wave"] == wave])), None)
    on = None if row is None or pd.isna(row.cutover_on) else pd.Timestamp(row.cutover_on).date()
    moved = bool(row is not None and row.actual)
    day, rehearsals, history = found.day, found.rehearsals, found.history
    if eve and moved and on is not None:
        day, last = min(day, on), pd.Timestamp(on)
        night = (rehearsals["kind"] == "live") & (rehearsals["wave"] == wave)
        rehearsals = rehearsals[~(pd.to_datetime(rehearsals["held_on"]) > last) & ~night]
        history = history[pd.to_datetime(history["snapshot_on"]) <= last]
    coming = {str(one.wave): one.cutover_on for one in rows(found.every) if not one.actual or one.wave == wave}
    planned = found.planned.get(wave)
    return Cutover(
        wave,
        on,
        moved,
        None if planned is None or pd.isna(planned) else int(planned),
        rehearsals,
        compute_places(rehearsals, wave, day),
        found.steps,
        newest(history, wave, {str(name) for name in found.planned}),
        history,
        compute_confirmations(found.confirmations, day, coming, on),
        day,
    )


def _focus(dates: pd.DataFrame, spoken: set[str]) -> Any:
    """The next wave to be moved, else the last one moved that something is said of, else the last."""
    coming = dates[~dates["actual"].astype(bool)].sort_values("cutover_on")
    if len(coming):
        return next(iter(rows(coming)))
    told = dates[dates["wave"].isin(spoken)]
    chosen = (told if len(told) else dates).sort_values("cutover_on").tail(1)
    return next(iter(rows(chosen)), None)


def compute_places(rehearsals: pd.DataFrame, wave: str, day: date) -> pd.DataFrame:
    """Each site and system that the ledger speaks of, of this wave or of all: whether its last rehearsal for this wave
    passed.

    A rehearsal covers what it names. A place that is only planned, or that was only exercised for another wave, is not
    covered.
    """
    spoken = rehearsals[(rehearsals["site"].notna() | rehearsals["system"].notna()) & (rehearsals["kind"] != "live")]
    return compute_coverage(spoken, PLACE, day, wave)


def compute_steps(steps: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Steps with ``state`` and ``late``: minutes after the planned end, of what is over or should be; nothing without a
    plan."""
    states, lates = [], []
    at = pd.Timestamp(now)
    for row in rows(steps):
        ended = not pd.isna(row.ended_at) and row.ended_at <= at
        begun = not pd.isna(row.started_at) and row.started_at <= at
        due = None if pd.isna(row.planned_end) else pd.Timestamp(row.planned_end)
        after = None if due is None else ((row.ended_at if ended else at) - due).total_seconds() / 60
        late = max(after, 0.0) if after is not None else None
        if row.kind == "roll_back" and not begun:  # the way back is not taken where nothing went wrong
            state, late = "planned", None
        elif ended and not pd.isna(row.started_at) and row.ended_at < row.started_at:
            state, late = "odd", None
        elif ended:
            state = "late" if late else "done"
        elif late:
            state = "overdue"
        else:
            state = "running" if begun else "planned"
        states.append(state)
        lates.append(late if late else 0.0 if late is not None else None)
    return steps.assign(state=states, late=pd.Series(lates, index=steps.index, dtype="float64"))


def compute_confirmations(
    frame: pd.DataFrame, day: date, cutovers: Mapping[str, Any], on: date | None = None
) -> pd.DataFrame:
    """Confirmations with ``state``: confirmed, expired (its last day is over), short (it ends before the cut-over of
    its wave, ``cutovers`` of those to come; of one that names no wave before the day ``on``), unnamed (nobody has put a
    name to it), overdue (asked for until a day that is over), missing."""
    today, states = pd.Timestamp(day), []
    for row in rows(frame):
        if not pd.isna(row.confirmed_on):
            end, needed = row.expires_on, on if pd.isna(row.wave) else cutovers.get(row.wave)
            bounded = not pd.isna(end)
            short = bounded and needed is not None and not pd.isna(needed) and pd.Timestamp(end) < pd.Timestamp(needed)
            held = "confirmed" if text(row.confirmed_by).strip() else "unnamed"
            states.append("expired" if bounded and pd.Timestamp(end) < today else "short" if short else held)
        else:
            states.append("overdue" if not pd.isna(row.due_on) and pd.Timestamp(row.due_on) < today else "missing")
    return frame.assign(state=states)
