"""Two shares of what was to be done by a day: the lawful score of the duties, and the compliance index over time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.amounts import Amount, Fact, Named, fact
from analytics.compliance.numbers.duties import Duties, load_duties
from analytics.compliance.numbers.evidence import load_evidence
from analytics.compliance.numbers.reviews import Reviews, load_reviews
from analytics.frames import rows
from analytics.metrics.ledger import Count, LedgerMetric, overdue_of
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Value
from analytics.reach import load_loaded
from analytics.readiness.numbers.consistency import RULES, load_contradictions
from analytics.snapshot import once
from analytics.waves import load_wave_dates
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

BREAKS = {rule.name: rule for rule in RULES if rule.duties}
"""Checks between ledgers that a duty of the law is broken where they find something."""
MONTHS = 18
"""The index is shown for so many months."""
OF_WAVES = {
    "transfers": Query(
        name="compliance.waves_moved",
        # One row a wave of which somebody recorded who was moved, refused or withdrew: n (customers).
        sql="""
            select wave, count(distinct customer) as n from {placed:transfers}
            where wave is not null and (cut_over_on is not null or status in ('refused', 'withdrawn')) group by wave
        """,
        grain="aggregate",
        dims=("wave",),
    ),
    "notices": Query(
        name="compliance.waves_told",
        # One row a wave of which somebody recorded who was written to: n (customers).
        sql="""
            select wave, count(distinct customer) as n from {placed:notices}
            where wave is not null and sent_at is not null and kind <> 'other' group by wave
        """,
        grain="aggregate",
        dims=("wave",),
    ),
}
"""Which waves a ledger tells anything of."""


@dataclass(frozen=True)
class Share:
    """What was done in time of what is decided; ``rows`` are the single items that it is made of, the failed ones
    first. ``unheld`` of those in time were ticked off and the ledgers that could say otherwise are not there."""

    in_time: int
    failed: int
    rows: pd.DataFrame
    unheld: int = 0

    @property
    def n(self) -> int:
        return self.in_time + self.failed

    @property
    def value(self) -> float | None:
        """None of none, where all that is known are breaches – what was done in time nobody has recorded –, and where
        the word of who ticked stands alone: what could not be contradicted makes no share better."""
        return self.most if self.n and not self.unheld and not self.rows["kind"].eq("ledgers").all() else None

    @property
    def least(self) -> float:
        """The share if nothing was done that cannot be held against the ledgers."""
        return (self.in_time - self.unheld) / self.n

    @property
    def most(self) -> float:
        """The share if all of it was."""
        return self.in_time / self.n


Blind = dict[tuple[str, str], pd.Timestamp]
"""Of which duty and wave ('': any) a tick cannot be held against the ledgers, and since when."""


def compute_items(
    duties: Duties, reviews: Reviews | None = None, against: pd.DataFrame | None = None, blind: Blind | None = None
) -> pd.DataFrame:
    """Everything that had to be done by a day: ``kind`` (duty, change, finding, report, ledgers), ``id``, ``wave``,
    ``case``, ``due``, ``done``, ``number`` (rows of the ledgers that say otherwise), ``blind`` (since when the ledgers
    that could say otherwise are not there).

    Duties count with the day of the law only: an internal target is none. Of a periodic duty the next day counts. What
    the ledgers contradict (``against``, see :func:`analytics.readiness.numbers.consistency.load_contradictions`) was
    not done, whatever was ticked; where no duty is recorded that it breaks, the breach stands for itself.
    """
    if not duties.recorded:
        return _items(_breaches([], against))
    own = duties.frame[duties.frame["law"].astype(bool) & duties.frame["state"].isin(("met", "late", "overdue", "due"))]
    lines = [
        {
            "kind": "duty",
            "id": row.obligation,
            "wave": row.wave,
            "case": row.case_no,
            "due": row.due_at,
            "done": None if row.direction == "every" else row.done_at,
            "blind": _blind_since(blind or {}, row.obligation, row.wave),
        }
        for row in rows(own)
    ]
    for kind, frame in (
        ()
        if reviews is None
        else (
            ("change", reviews.changes),
            ("finding", reviews.findings),
            ("report", reviews.reports),
        )
    ):
        lines += [
            {
                "kind": kind,
                "id": row.review,
                "wave": row.wave,
                "due": row.due + timedelta(hours=24, seconds=-1),
                "done": None if row.open else row.closed_on,
            }
            for row in rows(frame[frame["due"].notna()])
        ]
    return _items(_breaches(lines, against))


def _breaches(lines: list[dict[str, Any]], against: pd.DataFrame | None) -> list[dict[str, Any]]:
    """``lines`` with the duties that ledgers contradict taken for not done, and a line for each breach that is no
    duty's."""
    for found in [] if against is None else rows(against):
        rule = BREAKS[found.rule]
        number = None if pd.isna(found.n) else float(found.n)
        wave = found.wave if isinstance(found.wave, str) else None
        own = [
            line
            for line in lines
            if line["kind"] == "duty" and line["id"] in rule.duties and (wave is None or line["wave"] == wave)
        ]
        for line in own:
            line |= {"done": None, "number": max(number or 0.0, line.get("number") or 0.0) or None}
            if not pd.isna(found.first_on):
                line["due"] = min(pd.Timestamp(line["due"]), pd.Timestamp(found.first_on))
        if not own:
            due = pd.NaT if pd.isna(found.first_on) else pd.Timestamp(found.first_on)
            lines.append({"kind": "ledgers", "id": rule.name, "wave": wave, "due": due, "number": number})
    return lines


def _blind_since(blind: Blind, duty: str, wave: object) -> pd.Timestamp | None:
    own = [
        day for (name, of), day in blind.items() if name == duty and (not of or not isinstance(wave, str) or of == wave)
    ]
    return min(own, default=None)


def _items(lines: list[dict[str, Any]]) -> pd.DataFrame:
    found = pd.DataFrame(lines, columns=["kind", "id", "wave", "case", "due", "done", "number", "blind"])
    for name in ("due", "done", "blind"):
        found[name] = pd.to_datetime(found[name])
    return found


def compute_share(items: pd.DataFrame, at: datetime) -> Share:
    """In time ÷ (done + open past their day), as it stood at a moment; what is open past its day is a failure."""
    done = items["done"].notna() & (items["done"] <= at)
    in_time = done & (items["done"] <= items["due"])
    # Of a breach that is too small to be told apart the day is not told either.
    failed = ~in_time & (done | (items["due"] < at) | ((items["kind"] == "ledgers") & items["due"].isna()))
    state = ["failed" if bad else "in_time" if good else "open" for bad, good in zip(failed, in_time, strict=True)]
    decided = items.assign(state=pd.Series(state, index=items.index, dtype=object))
    decided = decided[decided["state"] != "open"].sort_values(["state", "due"], ignore_index=True)
    return Share(int(in_time.sum()), int(failed.sum()), decided, int((in_time & (items["blind"] <= at)).sum()))


def compute_index(items: pd.DataFrame, now: datetime, months: int = MONTHS) -> pd.DataFrame:
    """The index at the end of each month and on ``day``: ``on, value, in_time, failed, n, unheld``; months with nothing
    decided, and those in which a tick cannot be held against the ledgers, have none."""
    day = pd.Timestamp(now).normalize()
    ends = [one for one in pd.date_range(end=day, periods=months, freq="ME") if one < day]
    lines = []
    for one in (*(end + timedelta(hours=24, seconds=-1) for end in ends), now):
        share = compute_share(items, one)
        lines.append(
            {
                "on": pd.Timestamp(one).normalize(),
                "value": share.value,
                "in_time": share.in_time,
                "failed": share.failed,
                "n": share.n,
                "unheld": share.unheld,
            }
        )
    found = pd.DataFrame(lines, columns=["on", "value", "in_time", "failed", "n", "unheld"])
    found["value"] = pd.to_numeric(found["value"])
    return found


@once
def load_lawful(store: Store, scope: Scope) -> Share:
    """The lawful score (合法): duties with a day of the law, done in time; its rows are what it is opened down to."""
    duties = load_duties(store, scope)
    return compute_share(compute_items(duties, None, load_breaches(store, scope), load_blind(store, scope)), duties.now)


@once
def load_index(store: Store, scope: Scope) -> Share:
    """The compliance index: the duties, and what reviews, changes and reports asked for."""
    duties, reviews = load_duties(store, scope), load_reviews(store, scope)
    return compute_share(
        compute_items(duties, reviews, load_breaches(store, scope), load_blind(store, scope)), duties.now
    )


def load_breaches(store: Store, scope: Scope) -> pd.DataFrame:
    """What the ledgers say against duties of the law, by check and wave."""
    return load_contradictions(store, scope, *BREAKS)


@once
def load_blind(store: Store, scope: Scope) -> Blind:
    """Duties whose tick nothing can be held against, and since when: a wave was cut over, and of it a ledger that would
    say whether its customers were told or asked before has no row. Of what is asked before anything is provided, the
    list of what is provided."""
    loaded, dates = load_loaded(store, scope), load_wave_dates(store, scope)
    over = {str(row.wave): pd.Timestamp(row.cutover_on) for row in rows(dates[dates["actual"]])}
    told = {
        name: set(store.read(query, scope.rights, as_of=scope.as_of, params={})["wave"])
        for name, query in OF_WAVES.items()
    }
    blind: Blind = {}
    for rule in BREAKS.values():
        by_wave = [name for name in rule.datasets if name in OF_WAVES]
        for duty in rule.duties:
            if by_wave:
                blind |= {
                    (duty, wave): day for wave, day in over.items() if any(wave not in told[name] for name in by_wave)
                }
            elif not all(name in loaded for name in rule.datasets):
                blind[duty, ""] = pd.Timestamp.min
    return blind


def said_unheld(share: Share) -> Fact:
    """How far the share is known where some ticks cannot be held against the ledgers."""
    return fact(
        "metric.lawful.unheld", n=share.unheld, least=Amount(share.least, "share"), most=Amount(share.most, "share")
    )


def _of_share(share: Share) -> Value:
    """A share of what is counted, with the counts; its bounds where it is not known."""
    if share.value is None:
        return Value(why=said_unheld(share)) if share.unheld else Value()
    return Value(share.value, n=share.n, part=float(share.in_time), whole=float(share.n))


def _lawful(store: Store, scope: Scope) -> Value:
    return _of_share(load_lawful(store, scope))


def _index(store: Store, scope: Scope) -> Value:
    return _of_share(load_index(store, scope))


def _duties_overdue(store: Store, scope: Scope) -> Value:
    duties = load_duties(store, scope)
    if not duties.recorded:
        return Value()
    return Value(
        float(len(duties.of("overdue"))),
        n=len(duties.of("overdue", "due")),
        whole=float(len(duties.of("overdue", "due"))),
    )


def _contradicted(store: Store, scope: Scope) -> Value:
    share = load_lawful(store, scope)
    numbers = share.rows["number"].notna() if "number" in share.rows else pd.Series(dtype=bool)
    if not share.n or (not numbers.any() and share.unheld):
        return Value()
    said = (fact("metric.duties_contradicted.unheld", n=share.unheld),) if share.unheld else ()
    return Value(float(numbers.sum()), n=share.n, whole=float(share.n), said=said)


def _next_duty(store: Store, scope: Scope) -> Value:
    duties = load_duties(store, scope)
    due = duties.of("due")
    if due.empty:
        return Value()
    first = due.iloc[0]
    texts = duties.catalogue.loc[duties.catalogue["obligation"] == first["obligation"], ["duty_en", "duty_zh"]]
    duty = Named(str(first["obligation"]), *(texts.iloc[0] if len(texts) else ()))
    said = fact("metric.next_duty_days.which", duty=duty, date=pd.Timestamp(first["due_on"]).date())
    return Value(float(first["days"]), n=len(due), said=(said,))


def _shared(value: Value, scope: Scope) -> Value:
    """With waves chosen theirs and what belongs to none, and said so."""
    return replace(value, said=(*value.said, fact("whole.shared"))) if value.known and scope.waves else value


def _findings_overdue(store: Store, scope: Scope) -> Value:
    reviews = load_reviews(store, scope)
    own = reviews.open_findings
    if reviews.findings.empty:
        return Value()
    return _shared(overdue_of(int((own["late"] > 0).sum()), len(own), int(own["due"].notna().sum())), scope)


def _clocks(store: Store, scope: Scope) -> Value:
    from analytics.compliance.numbers.clocks import load_clocks

    found = load_clocks(store, scope)
    if found.kinds.empty or found.missing:
        return Value()
    started = found.total("overdue") + found.total("running") + found.total("open")
    return Value(float(found.total("overdue")), n=started, whole=float(started))


def _evidence(*states: str) -> Count:
    def count(store: Store, scope: Scope) -> Value:
        held = load_evidence(store, scope, set(load_duties(store, scope).catalogue["obligation"]))
        if held.empty:
            return Value()
        return _shared(Value(float(held["state"].isin(states).sum()), n=len(held), whole=float(len(held))), scope)

    return count


SHARE = (
    "own definition: duties in time ÷ (done + open past the day of the law); one that ledgers contradict was not done"
)
INDEX = "own definition: duties, assessments of changes, findings and reports in time ÷ (done + open past their day)"
OWN = "own definition: counted in the ledger"
ADDS = {
    "duties_contradicted": ("waves", "transfers", "notices", "assets"),
    "compliance_index": ("duties", "reviews"),
    "clocks_overdue": ("incidents", "complaints", "notices", "closing"),
}
"""What each of these is put together from."""
for _passport, _count in (
    (
        Passport(
            "lawful",
            "share",
            "up",
            (0, 1),
            1.0,
            (1.0, 0.95),
            ("waves", "programme", "duties", "obligations", "transfers", "notices", "assets"),
            SHARE,
            digits=1,
            low=0,
            high=1,
            companions=("duties_contradicted", "duties_overdue"),
            owner="compliance",
        ),
        _lawful,
    ),
    (
        Passport(
            "compliance_index",
            "share",
            "up",
            (0, 1),
            0.95,
            (0.95, 0.9),
            ("duties", "reviews", "obligations", "waves"),
            INDEX,
            digits=1,
            low=0,
            high=1,
            owner="compliance",
        ),
        _index,
    ),
    (
        Passport(
            "duties_overdue",
            "count",
            "down",
            (0, 20),
            None,
            (0, 0),
            ("duties", "obligations", "waves"),
            OWN,
            owner="compliance",
        ),
        _duties_overdue,
    ),
    (
        Passport(
            "duties_contradicted",
            "count",
            "down",
            (0, 20),
            None,
            (0, 0),
            ("duties", "transfers", "notices", "assets"),
            OWN,
            owner="compliance",
        ),
        _contradicted,
    ),
    (
        Passport(
            "next_duty_days",
            "days",
            "neither",
            (0, 90),
            None,
            None,
            ("duties", "obligations", "waves"),
            OWN,
            owner="compliance",
        ),
        _next_duty,
    ),
    (
        Passport(
            "clocks_overdue",
            "count",
            "down",
            (0, 20),
            None,
            (0, 0),
            ("requests", "incidents", "complaints", "notices", "closing", "obligations"),
            OWN,
            owner="compliance",
        ),
        _clocks,
    ),
    (
        Passport(
            "findings_overdue",
            "count",
            "down",
            (0, 20),
            None,
            (0, 0),
            ("reviews",),
            OWN,
            owner="compliance",
            whole=("branches", "segments"),
        ),
        _findings_overdue,
    ),
    (
        Passport(
            "evidence_expired",
            "count",
            "down",
            (0, 20),
            None,
            (0, 0),
            ("evidence",),
            OWN,
            companions=("evidence_ending",),
            owner="compliance",
            whole=("branches", "segments"),
        ),
        _evidence("bad"),
    ),
    (
        Passport(
            "evidence_ending",
            "count",
            "down",
            (0, 20),
            None,
            (0, None),
            ("evidence",),
            OWN,
            owner="compliance",
            whole=("branches", "segments"),
        ),
        _evidence("watch", "bad"),
    ),
):
    register(LedgerMetric(_passport, _count, adds=ADDS.get(_passport.id, ())))
