"""Refusers and the silent: the path of each, whose it is and until when; and the contracts that a signature is needed
for.

Who refused, is silent or was taken out is what :mod:`analytics.move.numbers.places` says. Each of them stands in
exactly one state: without a path, on its way, past its day, on its way without a day to be held against, or settled; so
the states add up to those who do not move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows, text
from analytics.judging import USUAL, Judge, load_judge
from analytics.move.numbers.places import PLACED, place_params
from analytics.periods import as_of_day, day_number
from analytics.reach import load_known_day, load_loaded
from analytics.rights.numbers.routes import load_asked_known
from analytics.snapshot import once
from analytics.waves import load_wave_dates
from data.store.query import Query
from data.store.suppression import EXACT, exact_n

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analytics.scope import Scope
    from data.store import Store

STUCK = ("refused", "silent", "withdrawn")
"""Who does not move as things stand, by the names of their places; ``withdrawn`` was taken out of the wave by name."""
STANDINGS = ("none", "late", "undated", "open", "settled")
"""Without a path · past its day · not settled and without a day: not known to be late or in time · on its way ·
settled."""
WAYS = ("stay", "offer", "terminate")
MEASURES = (*STUCK, *WAYS, "soon", "unowned", "taken_back")

STANDING = f"""
    {PLACED},
    stuck as (
      select r.customer, r.wave, r.branch, r.place, r.vulnerable, r.data_withdrawn, r.contract_withdrawn, p.path,
        p.owner, p.due_on,
             case when date_diff('day', date '2000-01-03', p.done_on) <= $paths_told then p.done_on end as done_on,
             date_diff('day', date '2000-01-03', p.due_on) as due, date_diff('day', date '2000-01-03', r.wave_on) as cut
      from roster r left join {{paths}} p on p.customer = r.customer where r.place in ('refused', 'silent', 'withdrawn')
    ),
    standing as (
      select *, case when path is null then 'none' when done_on is not null then 'settled' when due is null
        then 'undated' when due < $now then 'late' else 'open' end as standing,
             path is not null and done_on is null and due >= $now and due <= cut as soon,
             path is not null and done_on is null and (owner is null or due is null) as unowned,
             coalesce(data_withdrawn, contract_withdrawn) is not null as taken_back
      from stuck
    )
"""  # noqa: S608 – the common tables are a constant
"""One row a customer who does not move. ``soon``: to be settled by the cut-over that is still to come; ``unowned``: a
path that is not settled and has no owner or no day; ``taken_back``: a consent was withdrawn."""
RULES = {
    **{place: f"s.place = '{place}'" for place in STUCK},
    **{way: f"s.path = '{way}'" for way in WAYS},
    "soon": "s.soon",
    "unowned": "s.unowned",
    "taken_back": "s.taken_back",
}
COUNTED = ", ".join(f"count(case when {rule} then 1 end) as {name}" for name, rule in RULES.items())
PARTS = ", ".join(
    f"count(case when s.standing = '{one}' then 1 end) as \"{one}\", "
    + ", ".join(
        f"count(case when s.standing = '{one}' and {rule} then 1 end) as {one}_{name}" for name, rule in RULES.items()
    )
    for one in STANDINGS
)
WIDE = Query(
    name="rights.paths",
    # For readers of rows: one row a wave – n (customers of the roster) and, for each standing, how many and of them
    # each measure.
    sql=(
        f"with {STANDING} select r.wave, count(*) as n, {PARTS} from roster r left join standing s on s.customer ="  # noqa: S608 – constants
        " r.customer group by r.wave"
    ),
    grain="aggregate",
    dims=("wave",),
    hide=tuple(name for one in STANDINGS for name in (one, *(f"{one}_{measure}" for measure in MEASURES))),
)
LONG = Query(
    name="rights.paths.shown",
    # For readers without rows: one row a wave and standing – n and the measures, small ones hidden so that no total
    # tells them.
    sql=f"with {STANDING} select wave, standing, count(*) as n, {COUNTED} from standing s group by wave, standing",  # noqa: S608 – constants
    grain="aggregate",
    dims=("wave", "standing"),
    hide=MEASURES,
    parts=MEASURES,
)
LACKING = Query(
    name="rights.paths.lacking",
    # For readers without rows: one row a wave – n (who does not move and has no path). Beside the standings one small
    # group hides many that are not small; this is of one standing alone, and of the others of a wave only what that
    # standing does not tell is known.
    sql=f"with {STANDING} select wave, count(*) as n from standing where standing = 'none' group by wave",  # noqa: S608 – constants
    grain="aggregate",
    dims=("wave",),
)
OWNED = Query(
    name="rights.paths.owners",
    # For readers without rows: one row a standing (none, open with what is late) and who has it: the owner, or of those
    # without a path the branch.
    sql=f"""
        with {STANDING}
        select case when standing = 'none' then 'none' else 'open' end as standing, case when standing = 'none'
          then branch else owner end as who,
               count(*) as n
        from standing where standing <> 'settled' group by 1, 2
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("standing", "who"),
)
LIST = Query(
    name="rights.paths.list",
    # One row a customer who does not move and whose path is not settled, with letters, calls and the last answer: who
    # has no path first, then who is past the day, then the nearest day.
    sql=f"""
        with {STANDING},
        sent as (select customer, count(*) as letters, max(sent_at) as last_sent from {{notices}}
          where sent_at is not null group by customer),
        calls as (
          select customer, count(*) as calls, max(contacted_at) as reached from {{contacts}} where customer is not null
            group by customer
        ),
        asked as (select customer, max(greatest(data_at, contract_at)) as answered_at from judged group by customer)
        select s.customer, s.wave, s.branch, s.place, s.standing, s.vulnerable, s.path, s.owner, s.due_on, s.soon,
          s.unowned, s.taken_back,
               coalesce(s.data_withdrawn, s.contract_withdrawn) as withdrawn_at, a.answered_at, coalesce(l.letters,
                 0) as letters, l.last_sent,
               coalesce(c.calls, 0) as calls, c.reached
        from standing s left join sent l on l.customer = s.customer left join calls c on c.customer = s.customer
          left join asked a on a.customer = s.customer
        where s.standing <> 'settled'
        order by case s.standing when 'none' then 0 when 'late' then 1 else 2 end, case when s.cut >= $now
          then s.cut end nulls last,
                 s.due_on nulls first, coalesce(s.vulnerable, false) desc, s.wave, s.customer
    """,  # noqa: S608 – constants
    grain="rows",
)
KNOWN = """
    known as (
      select contract, customer, wave, branch, type, novation, effective_on as from_day,
             case when date_diff('day', date '2000-01-03', sent_on) <= $contracts_told then sent_on end as sent_on,
             case when date_diff('day', date '2000-01-03', signed_on) <= $contracts_told
               then signed_on end as signed_on,
             case when date_diff('day', date '2000-01-03', effective_on) <= $now then effective_on end as effective_on
      from {placed:contracts} where {selected:wave,branch,segment}
    )
"""
"""One row a contract: sent, signed and in force as known by $now; ``from_day``: the day stated, also one that is still
to come."""
EARLY = "novation and effective_on is not null and (signed_on is null or signed_on > effective_on)"
CONTRACTS = Query(
    name="rights.contracts",
    # One row a type: n, needed (a novation), unsaid (whether one is needed is not stated), sent, signed and effective
    # of those needed (by $now), early (in force although a needed novation is not signed, or was signed only later).
    sql=f"""
        with {KNOWN}
        select type, count(*) as n, count(case when novation then 1 end) as needed, count(case when novation is null
          then 1 end) as unsaid,
               count(case when novation then sent_on end) as sent, count(case when novation
                 then signed_on end) as signed,
               count(effective_on) as effective, count(case when {EARLY} then 1 end) as early
        from known group by type
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("type",),
    hide=("needed", "unsaid", "sent", "signed", "effective", "early"),
    parts=("needed", "unsaid", "sent", "signed", "effective", "early"),
)
UNSIGNED = Query(
    name="rights.contracts.unsigned",
    # One row a wave somebody of which has a novation that is not signed: n such contracts.
    sql=f"with {KNOWN} select wave, count(*) as n from known where novation and signed_on is null group by wave",  # noqa: S608 – constants
    grain="aggregate",
    dims=("wave",),
)
CONTRACTS_OPEN = Query(
    name="rights.contracts.open",
    # One row a contract that lacks something, with the owner of its customer's path that is not settled, the worst
    # first – lacks: unsigned (in force, not signed), after (signed only after it came into force), unsent and waiting
    # (a novation that is not signed), unsaid (whether it needs one is not stated).
    sql=f"""
        with {KNOWN},
        lacking as (
          select *, case when {EARLY} and signed_on is null then 'unsigned' when {EARLY} then 'after'
                         when novation and signed_on is null then case when sent_on is null then 'unsent'
                           else 'waiting' end
                         when novation is null then 'unsaid' end as lacks
          from known
        )
        select l.contract, l.customer, l.wave, l.branch, l.type, l.from_day, l.sent_on, l.signed_on, l.lacks, p.owner
        from lacking l
          left join (select customer, max(owner) as owner from {{paths}} where done_on is null
            group by customer) p on p.customer = l.customer
        where l.lacks is not null
        order by case l.lacks when 'unsigned' then 0 when 'after' then 1 when 'unsaid' then 3 else 2 end,
          l.from_day nulls last,
                 l.sent_on nulls first, {{ordered:l.wave}}, l.contract
    """,  # noqa: S608 – constants
    grain="rows",
)


@dataclass(frozen=True)
class Paths:
    """``waves``: one row a wave (null: none) and standing – wave, standing, n and :data:`MEASURES`, null where hidden;
    a standing that nobody is in has no row. ``contracts`` by type. ``dates``: wave → its cut-over and whether that has
    come. ``day``: the day looked from."""

    waves: pd.DataFrame
    contracts: pd.DataFrame
    dates: dict[str, tuple[date | None, bool]]
    loaded: frozenset[str]
    day: date
    judge: Judge = USUAL
    asked: bool = True
    """Whether it is known who refused or is silent: else nobody is known to be all who do not move."""
    unsigned: frozenset[str] = frozenset()
    """The waves of the novations that are not signed; '' of those without one."""

    def of(self, *standings: str, what: str = "n", wave: str | None = None) -> int:
        """How many are in these standings, all where none is named; ``what`` of them."""
        own = self.waves if wave is None else self.waves[self.waves["wave"].map(text) == wave]
        counts = exact_n(own) if what == "n" else own[what]
        return int(counts[own["standing"].isin(standings or STANDINGS)].fillna(0).sum())

    @property
    def n(self) -> int:
        """Who does not move."""
        return self.of()

    @property
    def told(self) -> bool:
        """Whether paths are recorded at all: else nobody is known to lack one."""
        return "paths" in self.loaded

    @property
    def hidden(self) -> bool:
        return not self.known()

    def known(self, *standings: str, wave: str | None = None) -> bool:
        """Whether everybody in these standings (all where none is named) is shown to this reader."""
        hidden = self.waves[self.waves["n"].isna()]
        hidden = hidden if wave is None else hidden[hidden["wave"].map(text) == wave]
        return not (hidden["standing"].isna() | hidden["standing"].isin(standings or STANDINGS)).any()

    def days_left(self, wave: str) -> int | None:
        """Days to the cut-over of a wave that is still to come."""
        cut, over = self.dates.get(wave, (None, False))
        return None if cut is None or over else (cut - self.day).days

    def due(self, waves: Iterable[str], setting: str) -> date | None:
        """The day so many days (of a setting) before the nearest cut-over of these waves; ``None`` where one of them is
        over or has no day, or there is none."""
        ahead = [self.days_left(wave) for wave in waves]
        known = [days for days in ahead if days is not None]
        if not known or len(known) < len(ahead):
            return None
        return self.day + timedelta(days=min(known) - self.judge.days(setting))

    def contracts_due(self, waves: Iterable[str] | None = None) -> date | None:
        """The day from which the novations of these waves, else of all that lack some, are to be signed, as all that a
        cut-over needs."""
        return self.due(self.unsigned if waves is None else waves, "cutover.soon_days")

    @property
    def next(self) -> str:
        """The wave with the nearest cut-over of which somebody has no path; '' where there is none."""
        lacking = [
            text(wave) for wave in self.waves.loc[self.waves["standing"].eq("none") & self.waves["n"].notna(), "wave"]
        ]
        ahead = {wave: days for wave in lacking if (days := self.days_left(wave)) is not None}
        return min(ahead, key=lambda wave: ahead[wave]) if ahead else ""

    def of_contracts(self, name: str) -> int:
        return int(self.contracts[name].fillna(0).sum())


def _narrow(frame: pd.DataFrame) -> pd.DataFrame:
    """The wide answer as a row a wave and standing."""
    lines: list[dict[str, Any]] = []
    for row in frame.to_dict("records"):
        if pd.isna(row["n"]):
            lines.append({"wave": row["wave"], "standing": None, "n": None, **dict.fromkeys(MEASURES)})
            continue
        lines.extend(
            {"wave": row["wave"], "standing": one, "n": row[one], **{name: row[f"{one}_{name}"] for name in MEASURES}}
            for one in STANDINGS
            if row[one]
        )
    return pd.DataFrame(lines, columns=["wave", "standing", "n", *MEASURES])


def compute_shown(waves: pd.DataFrame, lacking: pd.DataFrame) -> pd.DataFrame:
    """``waves`` with how many lack a path where that is shown by itself (:data:`LACKING`) and not beside the other
    standings."""
    names, missing = waves["wave"].map(text), waves["standing"].eq("none") & waves["n"].isna()
    own = lacking.set_index(lacking["wave"].map(text))
    found = waves.copy()
    for column in ("n", EXACT):
        found[column] = found[column].mask(missing, names.map(own[column]))
    return found


def told_params(store: Store, scope: Scope) -> dict[str, Any]:
    """Those of the places, and until which day the ledgers of paths and contracts tell what was done: what is dated
    later is a plan."""
    told = {f"{name}_told": day_number(load_known_day(store, scope, name)) for name in ("paths", "contracts")}
    return place_params(store, scope) | told


@once
def load_paths(store: Store, scope: Scope) -> Paths:
    """Who does not move and what becomes of them, as of the scope's moment."""
    params = told_params(store, scope)

    def ask(query: Query) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params=params)

    waves = _narrow(ask(WIDE)) if scope.rights.row_level else compute_shown(ask(LONG), ask(LACKING))
    contracts = ask(CONTRACTS)
    order = {one: at for at, one in enumerate(STANDINGS)}
    waves = (
        waves.assign(_at=waves["standing"].map(order))
        .sort_values(["wave", "_at"], na_position="last", ignore_index=True)
        .drop(columns="_at")
    )
    dates = {
        text(row.wave): (None if pd.isna(row.cutover_on) else row.cutover_on.date(), bool(row.actual))
        for row in rows(load_wave_dates(store, scope))
    }
    loaded = frozenset(load_loaded(store, scope))
    return Paths(
        waves,
        contracts.sort_values("n", ascending=False, ignore_index=True, na_position="last"),
        dates,
        loaded,
        as_of_day(scope),
        load_judge(store, scope),
        "customers" in loaded and load_asked_known(store, scope),
        frozenset(map(text, ask(UNSIGNED)["wave"])),
    )


@once
def load_list(store: Store, scope: Scope) -> pd.DataFrame | None:
    """Who does not move, one by one, but for the settled; nothing for readers without rows."""
    if not scope.rights.row_level:
        return None
    return store.read(LIST, scope.rights, as_of=scope.as_of, params=told_params(store, scope))


@once
def load_contracts_open(store: Store, scope: Scope) -> pd.DataFrame | None:
    """Which contracts lack what (:data:`CONTRACTS_OPEN`); nothing for readers without rows."""
    if not scope.rights.row_level:
        return None
    return store.read(CONTRACTS_OPEN, scope.rights, as_of=scope.as_of, params=told_params(store, scope))


@once
def load_owners(store: Store, scope: Scope) -> pd.DataFrame:
    """Whose paths are on their way, and in which branches nobody has one: standing (none, open), who (branch, owner;
    null: not stated), n, late, undated and soon (null for readers without rows); the most first."""
    found = load_list(store, scope)
    if found is not None:
        return compute_owners(found)
    shown = store.read(OWNED, scope.rights, as_of=scope.as_of, params=told_params(store, scope))
    return shown.assign(late=None, undated=None, soon=None).sort_values(
        ["standing", "n"], ascending=[True, False], ignore_index=True
    )


def compute_owners(found: pd.DataFrame) -> pd.DataFrame:
    """See :func:`load_owners`: the rows of :data:`LIST` by standing and who has them."""
    columns = ["standing", "who", "n", "late", "undated", "soon"]
    lacking = found["standing"].eq("none")
    own = pd.DataFrame(
        {
            "standing": lacking.map({True: "none", False: "open"}),
            "who": found["branch"].where(lacking, found["owner"]),
            "late": found["standing"].eq("late"),
            "undated": found["standing"].eq("undated"),
            "soon": found["soon"].fillna(False).astype(bool),
        }
    )
    by = own.groupby(["standing", "who"], dropna=False).agg(
        n=("late", "size"), late=("late", "sum"), undated=("undated", "sum"), soon=("soon", "sum")
    )
    return by.reset_index().sort_values(["standing", "n"], ascending=[True, False], ignore_index=True)[columns]
