"""Where everybody is: each customer of the roster in exactly one state, by wave and branch.

Who left before the cut-over, who refused and who is silent is what :mod:`analytics.rights.numbers.states` says; who was
moved is what the ledger of transfers says. Customers with a transfer who are not in the roster are counted beside it,
so that the states add up to the roster.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.amounts import Fact, Waves, fact
from analytics.behind import load_branch_names
from analytics.judging import load_judge
from analytics.periods import as_of_day, day_number
from analytics.reach import load_known_day, load_loaded
from analytics.rights.numbers.routes import load_needs
from analytics.rights.numbers.states import STATES as CONSENTS
from analytics.rights.numbers.states import need_params
from analytics.snapshot import once
from data.store.query import Query
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

PLACES = (
    "not_begun",
    "unheard",
    "unknown",
    "told",
    "consented",
    "refused",
    "silent",
    "moved",
    "failed",
    "returned",
    "withdrawn",
    "left_before",
    "left_after",
    "unplanned",
)
"""Every state that a customer may be in, in the order in which they are shown. ``unheard``: no notices were loaded, so
whether it has begun is not known; ``unknown``: no transfers were, so whether the customer was moved is not, but for
waves that lie ahead; or the wave was cut over and none of its customers has a transfer."""
STILL = (
    "not_begun",
    "unheard",
    "told",
    "consented",
    "refused",
    "silent",
    "failed",
    "returned",
    "withdrawn",
    "unplanned",
)
"""States of those who are still with the transferring company."""
_STILL = ", ".join(f"'{place}'" for place in STILL)
_NEVER = ", ".join(f"'{place}'" for place in STILL if place not in ("returned", "unplanned"))
"""The same as SQL: all of them, and those of a wave who never were with the receiving one."""
CUT_OVER = ("moved", "returned", "left_after")
"""States of those whose cut-over has come, whatever became of them since. Who left after the cut-over of the wave
without being moved is among the last: ``moved_on`` says it of each."""
MEASURES = ("cut", "used", "prime", "known", "care", "due")

PLACED = f"""
    {CONSENTS},
    results as (
      select customer, wave, max_by(status, coalesce(cut_over_on, planned_on, date '1900-01-01')) as status
        from {{transfers}} group by customer, wave
    ),
    heard as (select distinct wave from {{transfers}} union select distinct wave from everyone
      where moved_on is not null),
    listed as (select customer, primary_account, account_balance, last_active_on, customer_since from {{customers}}),
    every_one as (
      select e.*, j.state as consent, j.uncovered, coalesce(j.disputed, false) as disputed, s.status,
        r.primary_account, r.account_balance, r.last_active_on,
        r.customer is not null or e.ended_on is not null as in_roster,
        case when r.primary_account is null and r.last_active_on is null then null
          else coalesce(r.primary_account, false)
            or coalesce(date_diff('day', date '2000-01-03', r.last_active_on) >= $now - $active_days,
              false) end as used,
        case
          when e.left_before then 'left_before'
          when e.wave is null then 'unplanned'
          when e.left_on is not null or e.ended_on is not null then 'left_after'
          when e.back then 'returned'
          when e.moved_on is not null or e.undated then 'moved'
          when s.status in ('failed', 'withdrawn') or (s.status = 'refused' and coalesce(j.struck, true)) then s.status
          when j.state in ('refused', 'silent') then j.state
          when not $transfers_loaded and not coalesce(date_diff('day', date '2000-01-03', e.wave_on) > $now, false)
            then 'unknown'
          when coalesce(e.wave_actual, false) and coalesce(date_diff('day', date '2000-01-03', e.wave_on) <= $now,
            false)
            and not coalesce(list_contains((select list(wave) from heard), e.wave), false) then 'unknown'
          when j.state = 'consented' then 'consented'
          when e.sent_at is not null then 'told'
          when $notices_loaded then 'not_begun'
          else 'unheard' end as place
      from everyone e left join judged j on j.customer = e.customer left join results s on s.customer = e.customer
        and s.wave = e.wave
        left join listed r on r.customer = e.customer
    ),
    elsewhere as (select distinct t.customer from {{transfers}} t join everyone e on e.customer = t.customer
      where t.wave <> e.wave),
    begun as (select distinct wave from everyone where moved_on is not null),
    roster as (
      select *, coalesce(date_diff('day', date '2000-01-03', wave_on) <= $now, false)
          and (coalesce(wave_actual, false) or moved_on is not null or cutover_on is null) as over
      from every_one where in_roster
    )
"""  # noqa: S608 – the common tables are a constant
"""``over``: the wave has been cut over – by its actual day, or because others of it were moved and its planned day has
passed."""
COUNTS = """
    count(*) as n, count(case when moved_on is not null or undated then 1 end) as cut,
    count(case when used then 1 end) as used, count(case when primary_account then 1 end) as prime,
    count(used) as known, count(case when vulnerable then 1 end) as care, count(case when over then 1 end) as due
"""


def _wide(name: str, by: str) -> Query:
    """For readers of rows: a row a value of ``by`` with n and each state as a column, and its measures:
    ``<state>_<measure>``."""
    columns = ", ".join(
        f"count(case when place = '{place}' then 1 end) as {place}, "
        + ", ".join(
            f"count(case when place = '{place}' and {rule} then 1 end) as {place}_{measure}"
            for measure, rule in RULES.items()
        )
        for place in PLACES
    )
    return Query(
        name=name,
        sql=f"with {PLACED} select {by} as item, count(*) as n, {columns} from roster group by {by}",  # noqa: S608 – constants
        grain="aggregate",
        dims=("item",),
        hide=tuple(name for place in PLACES for name in (place, *(f"{place}_{measure}" for measure in MEASURES))),
    )


RULES = {
    "cut": "(moved_on is not null or undated)",
    "used": "used",
    "prime": "primary_account",
    "known": "used is not null",
    "care": "vulnerable",
    "due": "over",
}


def _long(name: str, by: str) -> Query:
    """For readers without rows: a row a value of ``by`` and state, small ones hidden so that no total tells them."""
    return Query(
        name=name,
        sql=f"with {PLACED} select {by} as item, place, {COUNTS} from roster group by {by}, place",  # noqa: S608 – constants
        grain="aggregate",
        dims=("item", "place"),
        hide=MEASURES,
        parts=MEASURES,
    )


WIDE = {
    "wave": _wide("move.waves", "wave"),
    "branch": _wide("move.branches", "branch"),
    "all": _wide("move.all", "cast(null as varchar)"),
}
LONG = {
    "wave": _long("move.waves.shown", "wave"),
    "branch": _long("move.branches.shown", "branch"),
    "all": _long("move.all.shown", "cast(null as varchar)"),
}
NAMES = (
    "strangers",
    "undated",
    "undated_back",
    "elsewhere",
    "unsure",
    "contradicted",
    "no_branch",
    "consent_withdrawn",
    "asked",
    "disputed",
)
BESIDE = Query(
    name="move.beside",
    # One row: n (customers of roster and ledger), strangers (with a transfer, not in the roster), undated (said to be
    # moved, without the day), undated_back (said to have come back, without the day), elsewhere (of the roster, with a
    # line in another wave than theirs), unsure (still there, of a wave that has no day of its cut-over though others of
    # it were moved), contradicted (left before the cut-over and moved all the same), no_branch (in the roster without a
    # branch), consent_withdrawn (a consent given and taken back, still there), asked (needs a consent, was written to
    # or has answered, still there), disputed (consented by the letters, and refused without a day by the ledger).
    sql=f"""
        with {PLACED}
        select count(*) as n, count(case when not in_roster then 1 end) as strangers,
               count(case when undated then 1 end) as undated,
               count(case when status = 'returned' and back and returned_on is null then 1 end) as undated_back,
               count(case when in_roster and customer in (select customer from elsewhere) then 1 end) as elsewhere,
               count(case when in_roster and place in ({_NEVER}) and wave_on is null
                 and wave in (select wave from begun) then 1 end) as unsure,
               count(case when left_before and moved_on is not null then 1 end) as contradicted,
               count(case when in_roster and branch is null then 1 end) as no_branch,
               count(case when place = 'refused' and coalesce(data_withdrawn, contract_withdrawn) is not null
                 then 1 end) as consent_withdrawn,
               count(case when in_roster and (needs_data or needs_contract) and place in ('consented', 'refused',
                 'silent') then 1 end) as asked,
               count(case when in_roster and disputed then 1 end) as disputed
        from every_one
    """,  # noqa: S608 – constants
    grain="aggregate",
    hide=NAMES,
    parts=NAMES,
)
WORK = Query(
    name="move.work",
    # One row a customer who was not moved although the wave is over, or who is in no plan: those who live off the
    # account first.
    sql=f"""
        with {PLACED}
        select customer, wave, branch, place, primary_account, account_balance, last_active_on, vulnerable, used,
          wave_on
        from roster where place in ({_STILL})
          and (over or wave is null)
        order by coalesce(primary_account, false) desc, coalesce(used, false) desc, coalesce(vulnerable, false) desc,
                 account_balance desc nulls last, wave, customer
    """,  # noqa: S608 – constants
    grain="rows",
)


def unheard_of(waves: tuple[str, ...]) -> Fact:
    """What is said beside a number of customers moved where of these waves nobody recorded who was."""
    return fact("move.unheard_of", n=len(waves), waves=Waves(waves))


@dataclass(frozen=True)
class Places:
    """``waves``, ``branches`` and ``whole``: one row an item (wave, branch, null: none named) and state – item, place,
    n, cut (moved at some time), used (lives off the account), prime (its primary account), known (of whom that is
    known), care (vulnerable), due (their wave is over); null where hidden. ``beside`` is what :data:`BESIDE` counts.
    ``day``: until when letters and transfers are told. ``names`` of the branches that have one."""

    waves: pd.DataFrame
    branches: pd.DataFrame
    whole: pd.DataFrame
    beside: dict[str, int | None]
    day: date
    ledgers: frozenset[str]
    names: dict[str, str]

    @property
    def empty(self) -> bool:
        return self.whole.empty

    @property
    def n(self) -> int:
        """Customers of the roster."""
        return int(exact_n(self.whole).fillna(0).sum())

    def of(self, *places: str, what: str = "n", frame: pd.DataFrame | None = None) -> int:
        """How many are in these states; ``what`` of them."""
        own = self.whole if frame is None else frame
        counts = exact_n(own) if what == "n" else own[what]
        return int(counts[own["place"].isin(places)].fillna(0).sum())

    @property
    def still(self) -> int:
        return self.of(*STILL)

    @property
    def behind(self) -> int:
        """Not moved although their wave is over, or in no plan."""
        return self.of(*STILL, what="due") + self.of("unplanned")

    @property
    def unrecorded(self) -> bool:
        """Whether nobody wrote down who was moved although waves are over: then none of theirs is known to be still
        there."""
        return "transfers" not in self.ledgers and bool(self.of("unknown") or self.of(*STILL, what="due"))

    @property
    def unheard_of(self) -> tuple[str, ...]:
        """Waves that were cut over of which nobody wrote down who was moved, though transfers of others are there."""
        own = self.waves.loc[(self.waves["place"] == "unknown") & self.waves["item"].notna(), "item"]
        return () if self.unrecorded else tuple(str(one) for one in own)

    @property
    def unsure(self) -> int:
        """Of how many it is not known whether they were left behind: others of their wave were moved, and the wave has
        no day."""
        return self.beside["unsure"] or 0

    @property
    def hidden(self) -> bool:
        """Whether some of it is not shown to this reader."""
        return bool(self.whole["n"].isna().any() or self.waves["n"].isna().any())

    @property
    def usage_known(self) -> bool:
        """Whether the roster says of anybody still there how the account is used."""
        return self.of(*STILL, what="known") > 0


def _narrow(frame: pd.DataFrame) -> pd.DataFrame:
    """The wide answer as a row an item and state; states without anybody are left out."""
    lines: list[dict[str, Any]] = []
    for row in frame.to_dict("records"):
        if pd.isna(row["n"]):
            lines.append({"item": row["item"], "place": None, "n": None, **dict.fromkeys(MEASURES)})
            continue
        for place in PLACES:
            if row[place]:
                lines.append(
                    {
                        "item": row["item"],
                        "place": place,
                        "n": row[place],
                        **{name: row[f"{place}_{name}"] for name in MEASURES},
                    }
                )
    return pd.DataFrame(lines, columns=["item", "place", "n", *MEASURES])


@once
def load_places(store: Store, scope: Scope) -> Places:
    """Where every customer of the roster is as of the scope's moment."""
    params = place_params(store, scope)

    def ask(query: Query) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params=params)

    found = {}
    for by in ("wave", "branch", "all"):
        frame = _narrow(ask(WIDE[by])) if scope.rights.row_level else ask(LONG[by])
        order = frame["place"].map({place: at for at, place in enumerate(PLACES)})
        found[by] = (
            frame.assign(_at=order)
            .sort_values(["item", "_at"], na_position="last", ignore_index=True)
            .drop(columns="_at")
        )
    beside = ask(BESIDE)
    row: Any = beside.iloc[0] if len(beside) else {}
    loaded = load_loaded(store, scope)
    return Places(
        found["wave"],
        found["branch"],
        found["all"],
        {name: None if name not in row or pd.isna(row[name]) else int(row[name]) for name in NAMES},
        min(load_known_day(store, scope, "transfers"), load_known_day(store, scope, "notices")),
        frozenset(loaded),
        load_branch_names(store, scope),
    )


def place_params(store: Store, scope: Scope) -> dict[str, Any]:
    """What the statements are given: the waves that need a consent, the day, and how long an account counts as in
    use."""
    loaded = load_loaded(store, scope)
    return (
        scope.params("waves", "branches", "segments")
        | {f"{name}_loaded": name in loaded for name in ("transfers", "notices")}
        | need_params(load_needs(store, scope))
        | {
            "today": day_number(load_known_day(store, scope, "notices")),
            "now": day_number(as_of_day(scope)),
            "active_days": load_judge(store, scope).days("moving.active_days"),
        }
    )


@once
def load_work(store: Store, scope: Scope) -> pd.DataFrame | None:
    """Who was not moved, one by one; nothing for readers without rows, without a roster, or where nobody wrote down who
    was moved."""
    if not scope.rights.row_level or not load_places(store, scope).n or load_places(store, scope).unrecorded:
        return None
    return store.read(WORK, scope.rights, as_of=scope.as_of, params=place_params(store, scope))
