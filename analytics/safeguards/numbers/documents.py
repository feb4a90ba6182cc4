"""Documents of the transfer: complete, archived, kept, restored; who looked at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import as_of_day
from analytics.reach import done_by, load_known_day
from analytics.snapshot import once
from analytics.waves import load_wave_dates
from data.problems import Refusal
from data.store.permits import ERASERS
from data.store.purging import Expired, find_past
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

OPENS, CLOSES = 7, 20
"""Hours between which documents are looked at in the ordinary way, Monday to Friday."""

LEVELS = ("confidential", "internal", "open")

REGISTER = Query(
    name="safeguards.documents",
    # One row a document.
    sql="""
        select document, title, kind, wave, confidentiality, required_by, finished_on, archived_on, keep_until,
          custodian
        from {documents} where {selected:wave} order by {ordered:wave}, document
    """,
    grain="open",
)
LOOKS = Query(
    name="safeguards.access",
    # One row a look at a document: person (masked for those without the right), hour, weekday (1 Monday), odd_hour,
    # odd_role.
    sql="""
        select a.document, d.title, d.wave, d.confidentiality, a.person, a.role, a.accessed_at, a.action, a.purpose,
               date_diff('day', date '2000-01-03', cast(a.accessed_at as date)) % 7 + 1 as weekday,
               extract(hour from a.accessed_at) as at_hour, coalesce(not a.in_role, false) as odd_role
        from {document_access} a left join {documents} d on d.document = a.document
        where {selected:d.wave} order by a.accessed_at desc, a.document
    """,
    grain="rows",
)
SEEN = Query(
    name="safeguards.access_by_role",
    # One row a level of confidentiality and role: n (people), looks, odd_role (looks that the role does not allow).
    sql="""
        select d.confidentiality, a.role, count(distinct a.person) as n, count(*) as looks,
               count(case when not a.in_role then 1 end) as odd_role
        from {document_access} a join {documents} d on d.document = a.document
        where {selected:d.wave} group by d.confidentiality, a.role
    """,
    grain="aggregate",
    dims=("confidentiality", "role"),
    hide=("looks", "odd_role"),
)
ODD = Query(
    name="safeguards.access_out_of_role",
    # One row a level of confidentiality, of the days $first to $last: n (people who looked out of role), looks,
    # first_on.
    sql="""
        select d.confidentiality, count(distinct a.person) as n, count(*) as looks,
          min(cast(a.accessed_at as date)) as first_on
        from {document_access} a join {documents} d on d.document = a.document
        where not a.in_role and cast(a.accessed_at as date) between $first and $last group by d.confidentiality
    """,
    grain="aggregate",
    dims=("confidentiality",),
    hide=("looks", "first_on"),
)
BACKUPS = Query(
    name="safeguards.backups",
    # One row a kind (backup, restore): last_on, last_result, n, passed.
    sql="""
        select kind, max(tested_on) as last_on, max_by(result, tested_on) as last_result, count(*) as n,
               count(case when result = 'passed' then 1 end) as passed
        from {control_tests} where kind in ('backup', 'restore') group by kind order by kind
    """,
    grain="open",
)


@dataclass(frozen=True)
class Documents:
    """``register`` with state (archived, finished, missing, coming) and lag (days from made to archived) · ``waves``:
    wave, cutover_on, actual, needed (by now), there, missing, lag (median), lag90, coming · ``classes``: kind, needed,
    there, missing, coming, the least complete first · ``levels``: see :func:`compute_levels` · ``looks``: odd (outside
    hours or role), or None for readers without rows · ``backups`` · ``ending``: documents whose retention ends within
    ``documents.retention_days`` · ``past``: ledgers with a retention of their own and their rows past it, ``unfit`` a
    setting of it that cannot be read (both for those who may delete, now)."""

    register: pd.DataFrame
    waves: pd.DataFrame
    classes: pd.DataFrame
    levels: pd.DataFrame
    looks: pd.DataFrame | None
    backups: pd.DataFrame
    ending: pd.DataFrame
    day: date
    judge: Judge = USUAL
    past: tuple[Expired, ...] = ()
    unfit: str = ""

    @property
    def empty(self) -> bool:
        return self.register.empty

    @property
    def undated(self) -> int:
        """Documents that are not there and of which nobody says by when they are needed."""
        return int((self.register["state"].eq("coming") & self.register["required_by"].isna()).sum())

    @property
    def missing(self) -> pd.DataFrame:
        return self.register[self.register["state"] == "missing"]


@once
def load_odd_looks(store: Store, scope: Scope) -> pd.DataFrame:
    """Looks out of role in the last ``documents.look_days`` days: confidentiality, n (people), looks, first_on (hidden
    where few looked)."""
    day, days = as_of_day(scope), load_judge(store, scope).days("documents.look_days")
    return store.read(
        ODD, scope.rights, as_of=scope.as_of, params={"first": day - timedelta(days=days - 1), "last": day}
    )


@once
def load_documents(store: Store, scope: Scope, *, looked: bool = True) -> Documents:
    """The documents of the transfer, as of the scope's moment. Looks are read only for readers who may see rows, and
    where they are asked for."""
    day, judge = as_of_day(scope), load_judge(store, scope)
    known = load_known_day(store, scope, "documents")

    def ask(query: Query, **params: object) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params=params)

    waves = scope.params("waves")
    register = compute_register(done_by(ask(REGISTER, **waves), known, "finished_on", "archived_on"), day)
    looks = compute_looks(ask(LOOKS, **waves)) if scope.rights.row_level and looked else None
    keep = (pd.to_datetime(register["keep_until"]) - pd.Timestamp(day)).dt.days
    return Documents(
        register,
        compute_waves(register, load_wave_dates(store, scope)),
        compute_classes(register),
        compute_levels(register, ask(SEEN, **waves)) if looked else pd.DataFrame(),
        looks,
        ask(BACKUPS),
        register.assign(left=keep)[keep <= judge["documents.retention_days"]].sort_values(
            "keep_until", ignore_index=True
        ),
        day,
        judge,
        *load_past(store, scope),
    )


def load_past(store: Store, scope: Scope) -> tuple[tuple[Expired, ...], str]:
    """The ledgers with a retention of their own; and the setting that cannot be read, where one cannot."""
    if scope.as_of is not None or scope.rights.role not in ERASERS or scope.rights.restricted:
        return (), ""
    try:
        return tuple(find_past(store)), ""
    except Refusal as refusal:
        return (), refusal.where


def compute_register(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    """Documents with ``state`` and ``lag``: archived, finished (not archived yet), missing (its day has come) or
    coming."""
    today = pd.Timestamp(day)
    made, filed, due = (pd.to_datetime(frame[name]) for name in ("finished_on", "archived_on", "required_by"))
    state = pd.Series("coming", index=frame.index)
    state[due.notna() & (due < today) & made.isna()] = "missing"
    state[made.notna()] = "finished"
    state[filed.notna()] = "archived"
    return frame.assign(state=state, lag=(filed - made).dt.days)


def compute_waves(register: pd.DataFrame, dates: pd.DataFrame) -> pd.DataFrame:
    """Completeness and archive lag by wave, in the order of the cut-overs."""
    found = []
    for wave, part in register.groupby("wave"):
        there = part["state"].isin(["archived", "finished"])
        missing = part["state"] == "missing"
        lag = part["lag"].dropna()
        found.append(
            (
                wave,
                len(part),
                int(there.sum()),
                int(missing.sum()),
                int((part["state"] == "coming").sum()),
                float(lag.median()) if len(lag) else None,
                float(lag.quantile(0.9)) if len(lag) else None,
            )
        )
    frame = pd.DataFrame(found, columns=["wave", "needed", "there", "missing", "coming", "lag", "lag90"])
    joined = frame.merge(dates[["wave", "cutover_on", "actual"]], how="left", on="wave")
    return joined.sort_values("cutover_on", ignore_index=True)


def compute_classes(register: pd.DataFrame) -> pd.DataFrame:
    """Completeness by kind of document, most missing first, then the least share that is there."""
    lines = []
    for kind, part in register.assign(kind=register["kind"].fillna("")).groupby("kind"):
        there, missing, coming = (
            int(part["state"].isin(states).sum()) for states in (("archived", "finished"), ("missing",), ("coming",))
        )
        lines.append((str(kind), len(part), there, missing, coming, there / len(part)))
    found = pd.DataFrame(lines, columns=["kind", "needed", "there", "missing", "coming", "share"])
    found = found.sort_values(["missing", "share", "kind"], ascending=[False, True, True], ignore_index=True)
    return found.drop(columns="share")


def compute_levels(register: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """By level of confidentiality, the strictest first and '' (not stated) last: level, n (documents), missing,
    custodians (how many), roles (whose looks the role allows, most looks first), looks, odd_role, odd_roles, state.

    bad: somebody looked out of role at what is confidential; watch: elsewhere, or documents without a level.
    """
    lines = []
    for level in (*LEVELS, ""):
        own = register[register["confidentiality"].fillna("") == level]
        looks = seen[(seen["confidentiality"].fillna("") == level) & seen["looks"].notna()].astype(
            {"looks": int, "odd_role": int}
        )
        if own.empty and looks.empty:
            continue
        ranked = looks[looks["role"].notna()].sort_values(["looks", "role"], ascending=[False, True])
        odd = int(looks["odd_role"].sum())
        state = "bad" if odd and level == LEVELS[0] else "watch" if odd or not level else "good"
        lines.append(
            (
                level,
                len(own),
                int((own["state"] == "missing").sum()),
                own["custodian"].nunique(),
                list(ranked.loc[ranked["looks"] > ranked["odd_role"], "role"]),
                int(looks["looks"].sum()),
                odd,
                list(ranked.loc[ranked["odd_role"] > 0, "role"]),
                state,
            )
        )
    columns = ["level", "n", "missing", "custodians", "roles", "looks", "odd_role", "odd_roles", "state"]
    return pd.DataFrame(lines, columns=columns)


def compute_looks(frame: pd.DataFrame) -> pd.DataFrame:
    """Looks with ``odd_hour`` (at night or on a weekend) and ``odd`` (that, or out of role)."""
    odd_hour = (frame["at_hour"] < OPENS) | (frame["at_hour"] >= CLOSES) | (frame["weekday"] > 5)
    return frame.assign(odd_hour=odd_hour, odd=odd_hour | frame["odd_role"].astype(bool))
