"""The thread of one customer: every dated thing that the ledgers hold of them, on one axis of weeks since their
cut-over.

Beside it what of their wave happened in the same weeks, and what does not fit: dates that contradict each other, and
what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.behind import load_branch_names
from analytics.frames import rows, text
from analytics.move.numbers.places import place_params
from analytics.periods import as_of_day
from analytics.reach import done_by, load_known_day, load_loaded
from analytics.rights.numbers.proof import PLACE, happened
from analytics.schedule.numbers.plan import load_programme
from analytics.waves import load_wave_dates
from analytics.written import customer_written
from data.problems import Refusal
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

MOMENTS: dict[str, dict[str, tuple[str, ...]]] = {
    "customers": {"customer_since": ("segment", "value_tier"), "last_active_on": ()},
    "notices": {
        "sent_at": ("kind", "channel"),
        "delivered_at": ("kind",),
        "read_at": ("kind",),
        "answered_at": ("kind", "result"),
        "withdrawn_at": ("kind",),
    },
    "contracts": {"sent_on": ("contract", "type"), "signed_on": ("contract",)},
    "transfers": {"cut_over_on": ("wave", "status"), "returned_on": ("wave",)},
    "invitations": {"sent_at": ("survey", "channel")},
    "surveys": {"answered_at": ("survey", "nps", "csat", "ces")},
    "questions": {"asked_at": ("question", "topic"), "answered_at": ("question",)},
    "complaints": {"opened_at": ("complaint", "category"), "closed_at": ("complaint", "upheld", "compensation")},
    "requests": {"received_at": ("request", "kind"), "answered_at": ("request", "result")},
    "contacts": {"raised_at": ("contact", "kind", "reason"), "contacted_at": ("contact", "rating")},
    "paths": {"done_on": ("path",)},
    "prepaid": {"done_on": ("kind", "amount", "way")},
    "revenue": {"month": ("amount",)},
    "deals": {"opened_on": ("deal", "kind", "amount"), "closed_on": ("deal", "stage")},
    "departures": {"left_on": ("kind", "reason", "went_to"), "came_back_on": ()},
}
"""Every ledger of customers: the dates in it that say what was done, each with the fields that tell more."""
BESIDE = ("waves", "incidents")
"""What is told of the wave and of the programme, not of the customer."""
ACTS = (
    ("notices", "answered_at"),
    ("contracts", "signed_on"),
    ("transfers", "cut_over_on"),
    ("surveys", "answered_at"),
    ("questions", "asked_at"),
    ("complaints", "opened_at"),
    ("contacts", "raised_at"),
    ("revenue", "month"),
)
"""What only a customer can do, or have done to them: not before they were one, and not after they left."""
ORDER = (
    ("notices", "sent_at", "delivered_at"),
    ("notices", "sent_at", "read_at"),
    ("notices", "sent_at", "answered_at"),
    ("contracts", "sent_on", "signed_on"),
    ("complaints", "opened_at", "closed_at"),
    ("requests", "received_at", "answered_at"),
    ("questions", "asked_at", "answered_at"),
    ("contacts", "raised_at", "contacted_at"),
    ("deals", "opened_on", "closed_on"),
    ("departures", "left_on", "came_back_on"),
    ("transfers", "cut_over_on", "returned_on"),
)
"""What comes first, and what can only come after it."""
ROWS: dict[str, Query] = {
    name: Query(
        name=f"life.{name}",
        # The rows of the customer $customer as they stand.
        sql=f"select * from {{{name}}} where customer = $customer order by row_id",  # noqa: S608 – declared names
        grain="rows",
    )
    for name in MOMENTS
}
INCIDENTS = Query(
    name="life.incidents",
    # One row an incident of the wave $wave and branch $branch, or of the whole programme: row_id, incident, name, kind,
    # occurred_at, wave.
    sql="""
        select row_id, incident, name, kind, occurred_at, wave from {incidents}
        where (wave is null or wave = $wave) and (branch is null or branch = $branch) order by occurred_at, incident
    """,
    grain="rows",
)


@dataclass(frozen=True)
class Moment:
    """One thing that happened: its day, the weeks since the cut-over (null without one), ledger and field, the row, and
    where it was read (file_name, sheet, row). ``n`` months with one amount are one moment of their first."""

    day: date
    week: int | None
    ledger: str
    field: str
    row: Any
    where: tuple[object, object, object]
    n: int = 1


@dataclass(frozen=True)
class Misfit:
    """What contradicts or is missing, by its ``code``; ``days``, ``ledgers`` and ``n`` are what its sentence names."""

    code: str
    days: tuple[date, ...] = ()
    ledgers: tuple[str, ...] = ()
    waves: tuple[str, ...] = ()
    n: int = 0


@dataclass(frozen=True)
class Life:
    """``zero`` is the day from which weeks are counted: ``since`` says whether it is the customer's own cut-over
    (moved), that of the wave (wave) or its planned one (planned); null where no day is known. ``asked`` is the number
    as its reader typed it."""

    asked: str
    customer: str
    wave: str
    branch: str
    zero: date | None
    since: str
    moments: tuple[Moment, ...]
    misfits: tuple[Misfit, ...]
    currency: str

    @property
    def own(self) -> tuple[Moment, ...]:
        """The moments of the customer, without those of the wave."""
        return tuple(one for one in self.moments if one.ledger not in BESIDE)


def weeks_since(day: date, zero: date | None) -> int | None:
    return None if zero is None else (day - zero).days // 7


def _day(value: object) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload, arg-type]


def day_in(row: Any, field: str) -> date | None:
    """A date of a row; null where it has none."""
    return _day(getattr(row, field, None))


def in_runs(moments: list[Moment]) -> Iterator[Moment]:
    """Months of one amount after each other as one moment."""
    after = [one.day.year * 12 + one.day.month - at for at, one in enumerate(moments)]
    keyed = zip(moments, after, strict=True)
    for _, run in groupby(keyed, key=lambda pair: (pair[0].row.amount, pair[1])):
        own = [one for one, _ in run]
        first = own[0]
        yield Moment(first.day, first.week, first.ledger, first.field, first.row, first.where, len(own))


def compute_moments(
    ledgers: dict[str, pd.DataFrame], places: dict[str, pd.DataFrame], zero: date | None
) -> list[Moment]:
    """What happened, in its order; ``places`` are where the rows of a ledger were read: row_id, file_name, sheet,
    row."""
    found: list[Moment] = []
    for name, frame in ledgers.items():
        read = {row.row_id: (row.file_name, row.sheet, row.row) for row in rows(places.get(name, pd.DataFrame()))}
        own = [
            Moment(day, weeks_since(day, zero), name, field, row, read.get(row.row_id, (None, None, None)))
            for row in rows(frame)
            for field in MOMENTS.get(name, ("occurred_at",))
            if (day := day_in(row, field)) is not None
        ]
        own.sort(key=lambda one: one.day)
        found += in_runs(own) if name == "revenue" else own
    order = [*BESIDE, *MOMENTS]
    return sorted(found, key=lambda one: (one.day, order.index(one.ledger)))


def compute_misfits(ledgers: dict[str, pd.DataFrame], roster_wave: str, ahead: int) -> list[Misfit]:
    """What contradicts itself among the rows of one customer; ``ahead`` dates lie after the last load of their
    ledger."""

    def of(name: str) -> list[Any]:
        return rows(ledgers[name]) if name in ledgers else []

    found = []
    moved = sorted(
        day for row in of("transfers") if row.status in ("moved", "returned") and (day := day_in(row, "cut_over_on"))
    )
    waves = tuple(dict.fromkeys(text(row.wave) for row in of("transfers") if text(row.wave)))
    if len(waves) > 1:
        found.append(Misfit("two_waves", waves=waves))
    elif waves and roster_wave and waves[0] != roster_wave:
        found.append(Misfit("other_wave", waves=(roster_wave, waves[0])))
    if len(moved) > 1:
        found.append(Misfit("twice", days=tuple(moved)))
    if any(row.status == "moved" and day_in(row, "cut_over_on") is None for row in of("transfers")):
        found.append(Misfit("undated", ledgers=("transfers",)))
    told = [day for row in of("notices") if row.kind == "transfer" and (day := day_in(row, "sent_at"))]
    if moved and "notices" in ledgers and not any(day <= moved[0] for day in told):
        found.append(Misfit("untold", days=(moved[0],)))
    acts = [(day, name) for name, field in ACTS for row in of(name) if (day := day_in(row, field))]
    for row in of("departures"):
        left, back = day_in(row, "left_on"), day_in(row, "came_back_on")
        if left is None:
            continue
        late = [(day, name) for day, name in acts if day > left and (back is None or day < back)]
        if late:
            found.append(Misfit("after_leaving", (left,), tuple(dict.fromkeys(name for _, name in late)), n=len(late)))
    since = next((day for row in of("customers") if (day := day_in(row, "customer_since"))), None)
    early = [
        (day, name)
        for day, name in acts
        if since is not None and day < since.replace(day=1 if name == "revenue" else since.day)
    ]
    if since is not None and early:
        found.append(Misfit("before_since", (since,), tuple(dict.fromkeys(name for _, name in early)), n=len(early)))
    for name, first, then in ORDER:
        for row in of(name):
            begun, done = day_in(row, first), day_in(row, then)
            if begun is not None and done is not None and done < begun:
                found.append(Misfit("order", (done, begun), (name,)))
    if ahead:
        found.append(Misfit("ahead", n=ahead))
    return found


def _dates(frame: pd.DataFrame, columns: list[str]) -> int:
    return int(frame[columns].notna().sum().sum()) if len(frame) else 0


def load_life(store: Store, scope: Scope, asked: str) -> Life:
    """The thread of the customer of that number as of the scope's moment; the look is logged.

    Refusals: ``no_row_level`` for readers without rows; ``customer_unknown`` where no ledger that this reader may see
    has the customer.
    """
    rights = scope.rights
    if not rights.row_level:
        raise Refusal("no_row_level", where="thread")
    whole = scope.but(waves=(), branches=(), segments=(), channels=(), phase=None, start=None, end=None)
    customer = store.pseudonym(asked)
    seen = [name for name in MOMENTS if rights.may_see(name)]

    def ask(query: Query, **params: Any) -> pd.DataFrame:
        return store.read(query, rights, as_of=scope.as_of, params=params)

    raw = {name: ask(ROWS[name], customer=customer) for name in seen}
    if all(frame.empty for frame in raw.values()):
        customer = customer_written(store, scope, asked, where="thread")
        raw = {name: ask(ROWS[name], customer=customer) for name in seen}
    ledgers = {name: done_by(frame, load_known_day(store, whole, name), *happened(name)) for name, frame in raw.items()}
    ahead = sum(_dates(raw[name], happened(name)) - _dates(ledgers[name], happened(name)) for name in seen)
    place = next(iter(rows(ask(PLACE, customer=customer, **place_params(store, whole)))), None)
    wave, branch = (text(getattr(place, name, None)) for name in ("wave", "branch"))
    dates = {str(row.wave): row for row in rows(load_wave_dates(store, whole))}.get(wave)
    zero, since = _day(getattr(place, "moved_on", None)), "moved"
    if zero is None and dates is not None:
        zero, since = _day(dates.cutover_on), "wave" if dates.actual else "planned"
    places = {name: _places(store, scope, name, frame) for name, frame in ledgers.items() if len(frame)}
    moments = compute_moments(ledgers, places, zero)
    if moments:
        moments = sorted([*moments, *_beside(store, whole, moments, wave, branch, zero)], key=lambda one: one.day)
    loaded, hidden = load_loaded(store, whole), [name for name in MOMENTS if name not in seen]
    misfits = compute_misfits(
        {name: frame for name, frame in ledgers.items() if name in loaded},
        next((text(row.wave) for row in rows(ledgers.get("customers", pd.DataFrame()))), ""),
        ahead,
    )
    if "customers" in ledgers and ledgers["customers"].empty:
        misfits.append(Misfit("no_roster"))
    if since == "moved" and zero is None:
        misfits.append(Misfit("no_zero"))
    elif since != "moved":
        misfits.append(Misfit("never_moved" if zero is not None else "no_zero"))
    for code, names in (
        ("hidden", hidden),
        ("never", [name for name in seen if name not in loaded]),
        ("nothing", [name for name in seen if name in loaded and raw[name].empty]),
    ):
        if names:
            misfits.append(Misfit(code, ledgers=tuple(names)))
    found = Life(
        asked,
        customer,
        wave,
        load_branch_names(store, whole).get(branch, branch),
        zero,
        since if zero is not None else "",
        tuple(moments),
        tuple(misfits),
        load_programme(store, whole).currency,
    )
    store.audit("thread", rights, customer=customer, rows=sum(len(frame) for frame in ledgers.values()))
    return found


def _places(store: Store, scope: Scope, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Where the rows of a ledger were last read."""
    lines = store.lineage(name, [int(one) for one in frame["row_id"]], scope.rights)
    return lines[lines["live"].astype(bool)].sort_values("seq").drop_duplicates("row_id", keep="last")


def _beside(store: Store, scope: Scope, own: list[Moment], wave: str, branch: str, zero: date | None) -> list[Moment]:
    """The dates of the wave and the incidents between the first and the last moment of the customer."""
    nowhere = (None, None, None)
    found = [
        Moment(day, weeks_since(day, zero), "waves", field, row, nowhere)
        for row in rows(load_wave_dates(store, scope))
        if str(row.wave) == wave
        for field in ("started_on", *(("cutover_on",) if row.actual else ()))
        if (day := day_in(row, field)) is not None and day <= as_of_day(scope)
    ]
    if scope.rights.may_see("incidents"):
        frame = store.read(
            INCIDENTS, scope.rights, as_of=scope.as_of, params={"wave": wave or None, "branch": branch or None}
        )
        frame = done_by(frame, load_known_day(store, scope, "incidents"), "occurred_at")
        first, last = own[0].day, own[-1].day
        told = compute_moments({"incidents": frame}, {"incidents": _places(store, scope, "incidents", frame)}, zero)
        found += [one for one in told if first <= one.day <= last]
    return found
