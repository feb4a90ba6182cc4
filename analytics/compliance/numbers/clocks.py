"""Clocks that start themselves: what happened in a ledger – an incident, a complaint, a request, a consent withdrawn, a
step of closing – sets off the term that the catalogue of obligations names.

Each is reckoned by :func:`analytics.stats.legal_clock.compute_clock`. Where the law has no number the internal target
of the obligation holds, or the day the ledger names, and is said to be internal; without either there is no deadline,
and nothing is in time. What has been answered is known up to the last load of the ledger, and judged on that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.closing.numbers.steps import load_closing
from analytics.compliance.numbers.duties import load_duties
from analytics.compliance.numbers.terms import LONGEST, Term, compute_days, compute_terms
from analytics.deadlines import PAUSED, due_of
from analytics.frames import rows, text
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import MONDAY, local_moment
from analytics.reach import done_by, load_known_day, load_loaded
from analytics.safeguards.numbers.protection import REPORTS
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

KINDS = ("incident_authority", "incident_persons", "request", "withdrawal", "complaint", "closing")

INCIDENTS = Query(
    name="clocks.incidents",
    # One row an incident of information: incident, name, kind, severity, found (when it was found, else when it
    # occurred: assumed), reported_at, persons_told_at, harm_averted.
    sql="""
        select incident, name, kind, severity, coalesce(detected_at, occurred_at) as found,
          detected_at is null as assumed, reported_at, persons_told_at, harm_averted
        from {incidents} where kind in ('security', 'data') order by found
    """,
    grain="open",
)

ANSWERED = "case when result is distinct from 'taken_back' then answered_at end"
TAKEN_BACK = "case when result = 'taken_back' then coalesce(answered_at, received_at) end"
"""When a request was answered, and when the person took it back: then nothing is to be answered any more."""
CASES = {
    "request": (
        f"""
        select 'request' as clock, request as case_no, kind, received_at as began_at, {ANSWERED} as ended_at,
          due_on as own, cast(null as boolean) as said,
               {TAKEN_BACK} as gone_at
        from {{placed:requests}} where kind <> 'withdrawal' and {{selected:wave}}
    """  # noqa: S608 – constants
    ),
    "withdrawal": (
        f"""
        select 'withdrawal' as clock, cast(null as varchar) as case_no, cast(null as varchar) as kind, w.began_at,
               case when max(w.withdrawals) = 1 or max(r.answered_at) >= date_trunc('day', w.began_at)
                 then coalesce(min(case when r.answered_at >= date_trunc('day', w.began_at) then r.answered_at end),
                   max(r.answered_at)) end as ended_at,
               cast(null as date) as own, cast(null as boolean) as said, w.gone_at
        from (select customer, coalesce(max(case when again is null then withdrawn end), max(withdrawn)) as began_at,
          sum(withdrawals) as withdrawals,
                     case when count(again) = count(*) then max(again) end as gone_at
              from (select n.customer, n.kind, max(n.withdrawn_at) as withdrawn,
                count(distinct n.withdrawn_at) as withdrawals,
                           case when max(a.answered_at) > max(n.withdrawn_at) then max(a.answered_at) end as again
                    from {{placed:notices}} n left join (
                        select customer, kind, max(answered_at) as answered_at from {{notices}}
                        where result = 'consented' and withdrawn_at is null group by customer,
                          kind) a on a.customer = n.customer and a.kind = n.kind
                    where n.withdrawn_at is not null and {{selected:n.wave}} group by n.customer, n.kind) as kinds
              group by customer) w
          left join (select customer, {ANSWERED} as answered_at from {{requests}}
            where kind = 'withdrawal') r on r.customer = w.customer
        group by w.customer, w.began_at, w.gone_at
        union all
        select 'withdrawal', request, cast(null as varchar), received_at, {ANSWERED}, due_on, cast(null as boolean),
               coalesce({TAKEN_BACK}, (select max(answered_at) from {{notices}} n
                 where n.customer = q.customer and n.result = 'consented' and n.answered_at > q.received_at))
        from {{placed:requests}} q where kind = 'withdrawal' and {{selected:wave}}
          and not exists (select 1 from {{notices}} n where n.customer = q.customer and n.withdrawn_at is not null)
    """  # noqa: S608 – constants
    ),
    "complaint": (
        f"""
        select 'complaint' as clock, complaint as case_no, cast(null as varchar) as kind, opened_at as began_at,
          closed_at as ended_at,
               cast(due_at as date) + cast({PAUSED} as integer) as own, case when due_at is null
                 then in_time end as said,
               cast(null as timestamp) as gone_at
        from {{placed:complaints}} where {{selected:wave}}
    """  # noqa: S608 – constants
    ),
}
"""The cases of persons, by the clock that they start: when it began and ended, the day that the ledger itself names,
and when its cause was gone – consent given again, a request taken back – after which there is nothing to end or to
answer."""
LEDGER = {"request": "requests", "withdrawal": "requests", "complaint": "complaints"}
TIMED = """
    with cases as ({cases}),
    days as (
      select *, date_diff('day', date '2000-01-03', cast(began_at as date)) as began,
             case when date_diff('day', date '2000-01-03', cast(ended_at as date)) <= $today
                 and (gone_at is null or cast(ended_at as date) <= cast(gone_at as date))
               then date_diff('day', date '2000-01-03', cast(ended_at as date)) end as ended,
             case when date_diff('day', date '2000-01-03', cast(gone_at as date)) <= $today
                 and (ended_at is null or cast(ended_at as date) > cast(gone_at as date))
               then date_diff('day', date '2000-01-03', cast(gone_at as date)) end as gone,
             date_diff('day', date '2000-01-03', own) as own_day
      from cases where date_diff('day', date '2000-01-03', cast(began_at as date)) between $first and $today
    ),
    timed as (
      select *, {due} as due from days
    )
"""
LAWFUL = """case when $lawful then list_extract($ends, began - $first + 1)
                  else coalesce(own_day, list_extract($ends, began - $first + 1)) end"""
"""The day on which a case is due: by the law, and where the law has no number the one that the ledger names, else the
internal target."""


def _timed(clock: str) -> str:
    due = due_of("own_day", "began") if clock == "complaint" else LAWFUL
    return TIMED.replace("{cases}", CASES[clock]).replace("{due}", due)


def _counts(clock: str) -> Query:
    return Query(
        name=f"clocks.{clock}",
        # One row a clock: n (that began), gone (ended in time, as their cause was gone), in_time, late, done (ended,
        # without a day to hold it against), odd (ended before it began), overdue, running, open (without a day),
        # next_due and oldest_due (day numbers of what is running and of what is overdue).
        sql=_timed(clock)  # noqa: S608 – constants
        + """
        select clock, count(*) as n, count(case when gone <= coalesce(due, gone) then 1 end) as gone,
               count(case when ended >= began and ended <= due and said is not false then 1 end) as in_time,
               count(case when gone > due or ended >= began and (ended > due or (due is not null and said is false))
                 then 1 end) as late, count(case when ended >= began and due is null then 1 end) as done,
               count(case when ended < began then 1 end) as odd, count(case when coalesce(ended, gone) is null
                 and due < $today then 1 end) as overdue,
               count(case when coalesce(ended, gone) is null and due >= $today then 1 end) as running, count(case
                 when coalesce(ended, gone) is null and due is null then 1 end) as open,
               min(case when coalesce(ended, gone) is null and due >= $today then due end) as next_due, min(case
                 when coalesce(ended, gone) is null and due < $today then due end) as oldest_due
        from timed group by clock
        """,
        grain="aggregate",
        dims=("clock",),
        hide=("gone", "in_time", "late", "done", "odd", "overdue", "running", "open", "next_due", "oldest_due"),
    )


def _open(clock: str) -> Query:
    return Query(
        name=f"clocks.{clock}_open",
        # One row a case that is not ended: clock, case_no, kind, began_at, own, due (day number). For those who may see
        # rows.
        sql=_timed(clock)  # noqa: S608 – pieces are constants
        + "select clock, case_no, kind, began_at, own, due from timed where coalesce(ended, gone) is null order by due"
        " nulls last, began_at, case_no limit 200",
        grain="rows",
    )


COUNTS = {clock: _counts(clock) for clock in CASES}
OPEN = {clock: _open(clock) for clock in CASES}


@dataclass(frozen=True)
class Clocks:
    """``kinds``: one row a clock that anything has started: ``clock, n, gone, in_time, late, done, odd, overdue,
    running, open, next_due, oldest_due, duty`` (a row of the catalogue), ``law``; counts of fewer than ten persons are
    null. ``cases``: what still runs or is late, the first to run out on top: ``clock, case_no, name, kind, start,
    due_at, law, provisional, state, cause, days, duty, assumed`` (the day it began is not written, and an earlier one
    is taken); those of persons for readers of rows only. ``missing`` are the ledgers without which an end is not
    known."""

    kinds: pd.DataFrame
    cases: pd.DataFrame
    now: datetime
    missing: tuple[str, ...]
    judge: Judge = USUAL

    @property
    def day(self) -> date:
        return self.now.date()

    def total(self, name: str) -> int:
        return int(pd.to_numeric(self.kinds[name]).fillna(0).sum())


KIND_COLUMNS = [
    "clock",
    "n",
    "gone",
    "in_time",
    "late",
    "done",
    "odd",
    "overdue",
    "running",
    "open",
    "next_due",
    "oldest_due",
    "duty",
    "law",
]
CASE_COLUMNS = [
    "clock",
    "case_no",
    "name",
    "kind",
    "start",
    "due_at",
    "law",
    "provisional",
    "state",
    "cause",
    "days",
    "done_at",
    "duty",
    "assumed",
]
RUNNING = ("overdue", "due", "open", "unknown")


@once
def load_clocks(store: Store, scope: Scope) -> Clocks:
    """Every clock that a ledger has started, as of the scope's moment."""
    now, judge = local_moment(scope), load_judge(store, scope)
    duties, loaded = load_duties(store, scope), load_loaded(store, scope)
    terms = compute_terms(duties.catalogue)
    told = {
        (row.obligation, row.case_no): _at(row.done_at) for row in rows(duties.frame) if isinstance(row.case_no, str)
    }
    incidents = done_by(
        store.read(INCIDENTS, scope.rights, as_of=scope.as_of, params={}),
        load_known_day(store, scope, "incidents"),
        "reported_at",
        "persons_told_at",
    )
    cases = [*compute_incident_cases(incidents, terms, told, now)]
    kinds = [_summary(clock, [one for one in cases if one["clock"] == clock]) for clock in KINDS[:2]]
    missing = []
    for clock in CASES:
        term = next(iter(terms.get(clock, ())), None)
        if term is None:
            continue
        known = load_known_day(store, scope, LEDGER[clock])
        params = {
            **scope.params("waves"),
            **compute_days(terms[clock], known, terms[LONGEST] if clock == "complaint" else ()),
        }
        found = rows(store.read(COUNTS[clock], scope.rights, as_of=scope.as_of, params=params))
        if not found:
            continue
        if LEDGER[clock] not in loaded:
            missing.append(LEDGER[clock])
        kinds += [_counted(row, term, known=LEDGER[clock] in loaded) for row in found]
        if scope.rights.row_level and LEDGER[clock] in loaded:
            at = min(now, datetime.combine(known, time(23, 59, 59)))
            own = store.read(OPEN[clock], scope.rights, as_of=scope.as_of, params=params)
            cases += [
                _seen(
                    _placed(
                        _case(clock, row.case_no, None, row.kind, _at(row.began_at), None, term, at, own=_day(row.own)),
                        row,
                        at,
                    ),
                    now,
                )
                for row in rows(own)
            ]
    closing = [*_closing_cases(load_closing(store, scope.but(waves=(), branches=())))] if not scope.waves else []
    kinds.append(_summary("closing", closing))
    frame = pd.DataFrame(
        [one for one in (*cases, *closing) if one["state"] in RUNNING], columns=CASE_COLUMNS, dtype=object
    )
    order = pd.to_datetime(frame["due_at"])
    frame = (
        frame.assign(order=order)
        .sort_values("order", kind="stable", na_position="last", ignore_index=True)
        .drop(columns="order")
    )
    table = pd.DataFrame([one for one in kinds if one], columns=KIND_COLUMNS, dtype=object)
    return Clocks(table, frame, now, tuple(dict.fromkeys(missing)), judge)


def compute_incident_cases(
    incidents: pd.DataFrame,
    terms: dict[str, tuple[Term, ...]],
    told: dict[tuple[Any, Any], datetime | None],
    now: datetime,
) -> Iterator[dict[str, Any]]:
    """The report to the authority and the notice to the persons. An incident of which nobody has said how grave it is
    may be grave; where harm was averted persons need not be told."""
    scopes = {name: (kinds, serious) for name, kinds, serious in REPORTS}
    for row in rows(incidents):
        start = _at(row.found)
        if start is None:
            continue
        assumed = bool(getattr(row, "assumed", False))
        for term in terms.get("incident_authority", ()):
            kinds, serious = scopes.get(term.duty.obligation, (("security", "data"), False))
            if row.kind in kinds and not (serious and row.severity == "low"):
                done = _at(row.reported_at) or told.get((term.duty.obligation, row.incident))
                case = _case("incident_authority", row.incident, row.name, row.kind, start, done, term, now)
                yield case | {"assumed": assumed}
        averted = row.harm_averted is not None and not pd.isna(row.harm_averted) and bool(row.harm_averted)
        if row.kind == "data" and not averted:
            for term in terms.get("incident_persons", ()):
                done = _at(row.persons_told_at) or told.get((term.duty.obligation, row.incident))
                case = _case("incident_persons", row.incident, row.name, row.kind, start, done, term, now)
                yield case | {"assumed": assumed}


def _case(
    clock: str,
    case_no: Any,
    name: Any,
    kind: Any,
    start: datetime | None,
    done: datetime | None,
    term: Term,
    now: datetime,
    *,
    own: date | None = None,
) -> dict[str, Any]:
    assert start is not None
    found = term.clock(start, done, now, own)
    days = None if found.due is None else (found.due.date() - now.date()).days
    return {
        "clock": clock,
        "case_no": text(case_no),
        "name": text(name),
        "kind": text(kind),
        "start": start,
        "due_at": found.due,
        "law": found.law,
        "provisional": found.provisional,
        "state": found.state,
        "cause": found.cause,
        "days": days,
        "done_at": done,
        "duty": term.duty,
    }


def _placed(case: dict[str, Any], row: Any, at: datetime) -> dict[str, Any]:
    """A complaint with the day that every page judges it by, and whether that is the law's or its ledger's."""
    if case["clock"] != "complaint" or pd.isna(row.due):
        return case
    due = datetime.combine(MONDAY + timedelta(days=int(row.due)), time(23, 59, 59))
    law = bool(case["law"]) and (pd.isna(row.own) or due.date() != _day(row.own))
    provisional = case["provisional"] and law
    return case | {
        "due_at": due,
        "law": law,
        "provisional": provisional,
        "state": "overdue" if due < at else "due",
        "cause": "",
    }


def _seen(case: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A case as it stood when its ledger was last loaded, with the days that are left now; where its day has come
    since, whether it was answered is not known."""
    if case["due_at"] is None:
        return case
    passed = case["state"] == "due" and case["due_at"] < now
    days = (case["due_at"].date() - now.date()).days
    return case | {"days": days, **({"state": "unknown", "cause": "since_load"} if passed else {})}


def _closing_cases(closing: Any) -> Iterator[dict[str, Any]]:
    """Steps of closing whose clock another step has started."""
    for row in rows(closing.asked):
        if row.start_on is None or not row.law or row.waits:
            continue
        state = row.state if row.state in ("met", "late", "overdue") else "unknown" if row.state == "unclear" else "due"
        yield {
            "clock": "closing",
            "case_no": row.subject,
            "name": row,
            "kind": row.step,
            "start": datetime.combine(row.start_on, time.min),
            "due_at": row.due_at,
            "law": True,
            "provisional": row.provisional,
            "state": state,
            "cause": "",
            "days": row.days,
            "done_at": row.done_on,
            "duty": row,
        }


def _summary(clock: str, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """The counts of cases that are about no person."""
    if not cases:
        return {}

    def count(*states: str) -> int:
        return sum(one["state"] in states for one in cases)

    def first(state: str) -> date | None:
        return min((one["due_at"].date() for one in cases if one["state"] == state), default=None)

    return {
        "clock": clock,
        "n": len(cases),
        "gone": 0,
        "in_time": count("met"),
        "late": count("late"),
        "done": count("done"),
        "odd": count("unknown"),
        "overdue": count("overdue"),
        "running": count("due"),
        "open": count("open"),
        "next_due": first("due"),
        "oldest_due": first("overdue"),
        "duty": cases[0]["duty"],
        "law": any(one["law"] for one in cases),
    }


def _counted(row: Any, term: Term, *, known: bool) -> dict[str, Any]:
    """The counts of a clock of persons; where the ledger of its ends was never loaded only how many began is known."""

    def day(number: Any) -> date | None:
        return None if pd.isna(number) else MONDAY + timedelta(days=int(number))

    names = ("gone", "in_time", "late", "done", "odd", "overdue", "running", "open")
    return {
        "clock": row.clock,
        "n": _whole(row.n),
        **{name: _whole(getattr(row, name)) if known else None for name in names},
        "next_due": day(row.next_due) if known else None,
        "oldest_due": day(row.oldest_due) if known else None,
        "duty": term.duty,
        "law": term.rule is not None,
    }


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _at(value: Any) -> datetime | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).to_pydatetime()


def _day(value: Any) -> date | None:
    at = _at(value)
    return None if at is None else at.date()
