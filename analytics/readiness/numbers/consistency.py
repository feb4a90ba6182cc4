"""What two ledgers say that cannot both be true, or must not be: declared checks across datasets.

Each check is one statement that gives the rows that are wrong: ``subject`` (a customer's pseudonym or an id), ``wave``,
``said_on`` (the day in question) and ``detail``. Those about customers are counted for readers without rows, under the
rule of small groups; the others are shown to everybody. A check whose ledgers are empty finds nothing and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.periods import as_of_day, day_number
from analytics.reach import load_loaded
from analytics.rights.numbers.consent import load_told_days
from analytics.rights.numbers.routes import load_needs
from analytics.rights.numbers.states import STATES, need_params
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


@dataclass(frozen=True)
class Rule:
    """A check: its rows, its count for readers without rows (``None`` where it is about no person), its count by wave,
    its ledgers, and the duties that it contradicts: one that is ticked off in a wave where the check finds rows was not
    done."""

    name: str
    listed: Query
    counted: Query | None
    by_wave: Query
    datasets: tuple[str, ...]
    duties: tuple[str, ...] = ()


def declare(name: str, sql: str, *datasets: str, persons: bool, duties: tuple[str, ...] = ()) -> Rule:
    """A check from one statement with the columns subject, wave, said_on, detail; ``persons``: whether subjects are
    customers."""
    by_wave = Query(
        name=f"consistency.{name}.waves",
        # One row a wave (null: of none): n (subjects), first_on (the first day in question).
        sql=f"select wave, count(distinct subject) as n, min(said_on) as first_on from ({sql}) as wrong group by wave",  # noqa: S608 – constants
        grain="aggregate" if persons else "open",
        dims=("wave",) if persons else (),
        hide=("first_on",) if persons else (),
    )
    listed = Query(
        name=f"consistency.{name}",
        sql=f"select * from ({sql}) order by {{ordered:wave}}, subject",  # noqa: S608 – as above
        grain="rows" if persons else "open",
    )
    if not persons:
        return Rule(name, listed, None, by_wave, datasets, duties)
    counted = Query(
        name=f"consistency.{name}.count",
        sql=f"select count(distinct subject) as n from ({sql}) as wrong",  # noqa: S608 – the statements are constants
        grain="aggregate",
    )
    return Rule(name, listed, counted, by_wave, datasets, duties)


RULES = (
    declare(
        "moved_without_notice",
        # Only where the wave has notices at all: a missing ledger is not a missing notice.
        """
        with told as (select customer, min(cast(delivered_at as date)) as told_on from {notices}
          where kind <> 'other' and delivered_at is not null group by customer),
        waves_told as (select distinct wave from {placed:notices} where sent_at is not null and wave is not null),
        no_day as (select distinct customer, wave from {transfers} where status = 'moved' and cut_over_on is null)
        select m.customer as subject, m.wave, m.moved_on as said_on,
               case when t.told_on is null then 'none' else 'later' end as detail
        from {moves} m join waves_told w on w.wave = m.wave left join told t on t.customer = m.customer
        left join no_day u on u.customer = m.customer and u.wave = m.wave
        where ((m.moved_on is not null or u.customer is not null) and t.told_on is null) or t.told_on > m.moved_on
        """,
        "transfers",
        "notices",
        persons=True,
        duties=("P1", "L5"),
    ),
    declare(
        "moved_without_consent",
        f"""
        with {STATES}
        select customer as subject, wave, moved_on as said_on, state as detail from judged
        where uncovered and state <> 'consented'
        """,  # noqa: S608 – constants
        "transfers",
        "notices",
        persons=True,
        duties=("P2", "L3", "L4"),
    ),
    declare(
        "consent_after_move",
        f"""
        with {STATES}
        select customer as subject, wave, moved_on as said_on, 'later' as detail from judged
        where uncovered and state = 'consented'
        """,  # noqa: S608 – constants
        "transfers",
        "notices",
        persons=True,
        duties=("P2", "L3", "L4"),
    ),
    declare(
        "moved_after_leaving",
        """
        select distinct m.customer as subject, m.wave, m.moved_on as said_on, 'left' as detail
        from {moves} m join {departures} d on d.customer = m.customer
        where d.left_on < m.moved_on and (d.came_back_on is null or d.came_back_on > m.moved_on)
        """,
        "transfers",
        "departures",
        persons=True,
    ),
    declare(
        "complaint_closed_without_date",
        """
        select complaint as subject, wave, cast(opened_at as date) as said_on, 'upheld' as detail
        from {complaints} where upheld is not null and closed_at is null
        """,
        "complaints",
        persons=True,
    ),
    declare(
        "recovery_passed_above_target",
        """
        select test as subject, wave, tested_on as said_on, system as detail from {continuity_tests}
        where result = 'passed' and (rto_actual > rto_minutes or rpo_actual > rpo_minutes)
        """,
        "continuity_tests",
        persons=False,
    ),
    declare(
        "cut_over_with_blocker",
        """
        select c.item as subject, c.wave, d.cutover_on as said_on, c.title as detail
        from {continuity} c join {wave_dates} d on d.wave = c.wave
        where c.blocks and d.actual and d.cutover_on <= {today} and (c.done_on is null or c.done_on > d.cutover_on)
        """,
        "continuity",
        "waves",
        persons=False,
    ),
    declare(
        "training_passed_without_score",
        """
        select topic as subject, wave, held_on as said_on, role as detail from {training} where passed and score is null
        """,
        "training",
        persons=False,
    ),
    declare(
        "asset_provided_unassessed",
        """
        select asset as subject, cast(null as varchar) as wave, provided_on as said_on, title as detail from {assets}
        where sensitivity in ('personal', 'sensitive') and provided_on <= {today} and (assessed_on is null
          or assessed_on > provided_on)
        """,
        "assets",
        persons=False,
        duties=("P9",),
    ),
    declare(
        "document_missing_at_cut_over",
        """
        select o.document as subject, o.wave, d.cutover_on as said_on, o.title as detail
        from {documents} o join {wave_dates} d on d.wave = o.wave
        where d.actual and d.cutover_on <= {today} and (o.finished_on is null or o.finished_on > d.cutover_on)
        """,
        "documents",
        "waves",
        persons=False,
    ),
    declare(
        "went_in_spite_without_reason",
        """
        select part as subject, wave, snapshot_on as said_on, decided_by as detail from {gates}
        where in_spite and (decided_by is null or reason is null)
        """,
        "gates",
        persons=False,
    ),
)
"""Every check, in the order in which it is shown."""


@dataclass(frozen=True)
class Finding:
    """What a check found: ``n`` rows (``None``: none or fewer than ten customers, for readers without rows), ``rows``
    for those who may see them, and whether its ledgers hold anything (``known``)."""

    rule: Rule
    n: int | None
    rows: pd.DataFrame
    known: bool


@once
def load_findings(store: Store, scope: Scope) -> tuple[Finding, ...]:
    """Every check, as of the scope's moment; those that found something first."""
    given: dict[str, Any] = scope.params("waves", "branches", "segments") | need_params(load_needs(store, scope))
    given |= {"today": day_number(as_of_day(scope)), "told_days": load_told_days(store, scope)}
    held = load_loaded(store, scope).keys()
    found = []
    for rule in RULES:
        known = all(dataset in held for dataset in rule.datasets)
        if not known:
            found.append(Finding(rule, 0, pd.DataFrame(columns=["subject", "wave", "said_on", "detail"]), known=False))
        elif rule.counted is None or scope.rights.row_level:
            frame = _ask(store, scope, rule.listed, given)
            found.append(Finding(rule, len(frame), frame, known=True))
        else:
            count = _ask(store, scope, rule.counted, given)["n"].iloc[0]
            found.append(Finding(rule, None if pd.isna(count) else int(count), pd.DataFrame(), known=True))
    return tuple(sorted(found, key=lambda item: (not item.known, not item.n)))


def load_contradictions(store: Store, scope: Scope, *names: str) -> pd.DataFrame:
    """What the checks (all, or those of ``names``) find by wave: rule, wave (null: of none), n (null where too few to
    be told), first_on. A check whose ledgers are not there says nothing."""
    given: dict[str, Any] = scope.params("waves", "branches", "segments") | need_params(load_needs(store, scope))
    given |= {"today": day_number(as_of_day(scope)), "told_days": load_told_days(store, scope)}
    held = load_loaded(store, scope).keys()
    parts = [pd.DataFrame(columns=["rule", "wave", "n", "first_on"])]
    for rule in RULES:
        if (names and rule.name not in names) or not all(dataset in held for dataset in rule.datasets):
            continue
        frame = _ask(store, scope, rule.by_wave, given).assign(rule=rule.name)
        if len(frame):
            parts.append(frame[["rule", "wave", "n", "first_on"]])
    found = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    return found[found["wave"].isin(scope.waves)].reset_index(drop=True) if scope.waves else found


def _ask(store: Store, scope: Scope, query: Query, given: dict[str, Any]) -> pd.DataFrame:
    return store.read(query, scope.rights, as_of=scope.as_of, params=given)
