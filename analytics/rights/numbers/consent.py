"""Customers' rights: who was told, who must agree and has, what was promised and answered.

Silence is "no" wherever a consent is needed, and nowhere else. Which wave needs which consent follows from its pair of
routes (:mod:`analytics.rights.numbers.routes`), who has given it is judged in :mod:`analytics.rights.numbers.states`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import MONDAY, as_of_day, day_number, local_moment, steps
from analytics.reach import done_by, load_known_day, load_loaded
from analytics.rights.numbers.routes import Needs, load_needs
from analytics.rights.numbers.states import STATES, need_params
from analytics.snapshot import once
from analytics.waves import load_wave_dates
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

PACE_DAYS = 14

FUNNEL = Query(
    name="rights.funnel",
    # One row a wave: n (customers), sent, delivered, read, asked (consented, refused or silent), consented, refused,
    # withdrawn, silent, silent_read (silent, but has read), excluded (taken out by name, without those who consented),
    # refused_in and silent_in (not taken out), unasked (needs a consent and was sent no question), unasked_in, disputed
    # (consented, and refused without a day by the ledger of transfers), open_moved (moved although a needed consent did
    # not stand that day), late (not delivered 7 days before the cut-over, of those whose day has come: due).
    sql=f"""
        with {STATES}
        select wave, count(*) as n, count(sent_at) as sent, count(delivered_at) as delivered, count(read_at) as "read",
               count(case when state in ('consented', 'refused', 'silent') then 1 end) as asked,
               count(case when state = 'consented' then 1 end) as consented,
               count(case when state = 'refused' then 1 end) as refused,
               count(case when coalesce(data_withdrawn, contract_withdrawn) is not null then 1 end) as withdrawn,
               count(case when state = 'silent' then 1 end) as silent,
               count(case when state = 'silent' and read_at is not null then 1 end) as silent_read,
               count(case when excluded and state <> 'consented' then 1 end) as excluded,
               count(case when state = 'refused' and not excluded then 1 end) as refused_in,
               count(case when state = 'silent' and not excluded then 1 end) as silent_in,
               count(case when state = 'unasked' then 1 end) as unasked,
               count(case when state = 'unasked' and not excluded then 1 end) as unasked_in,
               count(case when disputed then 1 end) as disputed,
               count(case when uncovered then 1 end) as open_moved,
               count(case when date_diff('day', date '2000-01-03', cutover_on) - $told_days <= $today
                 then 1 end) as due,
               count(case when date_diff('day', date '2000-01-03', cutover_on) - $told_days <= $today
                 and (delivered_at is null or date_diff('day', date '2000-01-03', cast(delivered_at as date))
                   > date_diff('day', date '2000-01-03', cutover_on) - $told_days) then 1 end) as late
        from judged group by wave
    """,  # noqa: S608 – the common tables are a constant
    grain="aggregate",
    dims=("wave",),
    hide=(
        "sent",
        "delivered",
        "read",
        "asked",
        "consented",
        "refused",
        "withdrawn",
        "silent",
        "silent_read",
        "excluded",
        "refused_in",
        "silent_in",
        "unasked",
        "unasked_in",
        "disputed",
        "open_moved",
        "due",
        "late",
    ),
)

ANSWERED = tuple(name for name in FUNNEL.hide if name not in ("excluded", "due", "late"))
"""What only the ledger of notices tells."""

PACE = Query(
    name="rights.pace",
    # One row a wave and day before or at today ($first_step to $last_step, days since 3 Jan 2000): n (customers who
    # were asked for a consent), undecided (of them, at the end of the day), lacking (of them, who had not consented by
    # then).
    sql=f"""
        with {STATES},
        {steps("$first_step", "$last_step")}
        select j.wave, s.step, count(*) as n,
               count(case when j.decided_at is null or date_diff('day', date '2000-01-03',
                 cast(j.decided_at as date)) > s.step
                 then 1 end) as undecided,
               count(case when not (j.state = 'consented' and date_diff('day', date '2000-01-03',
                 cast(j.decided_at as date)) <= s.step)
                 or j.decided_at is null then 1 end) as lacking
        from judged j cross join steps s
        where j.state in ('consented', 'refused', 'silent') group by j.wave, s.step
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("wave", "step"),
    hide=("undecided", "lacking"),
)

REACH = Query(
    name="rights.reach",
    # One row a channel: n (customers written to), delivered, read, bounced.
    sql="""
        select channel, count(distinct customer) as n,
               count(distinct case when date_diff('day', date '2000-01-03', cast(delivered_at as date)) <= $today
                 then customer end) as delivered,
               count(distinct case when date_diff('day', date '2000-01-03', cast(read_at as date)) <= $today
                 then customer end) as "read",
               count(distinct case when bounced then customer end) as bounced
        from {placed:notices} where sent_at is not null and {selected:wave,branch,segment}
        group by channel
    """,
    grain="aggregate",
    dims=("channel",),
    hide=("delivered", "read", "bounced"),
)

PROMISES = Query(
    name="rights.promises",
    # One row a promise.
    sql=(
        "select promise, title, wave, owner, made_on, due_on, kept_on, broken_on, public from {promises} order by"
        " due_on, promise"
    ),
    grain="open",
)

QUESTIONS = Query(
    name="rights.questions",
    # One row a topic: n, answered, within 1, 3 and 7 days, judged (answered, or open past its time), in_time,
    # unanswered, overdue.
    sql="""
        with timed as (
          select topic, date_diff('day', date '2000-01-03', cast(asked_at as date)) as asked,
                 case when date_diff('day', date '2000-01-03', cast(answered_at as date)) <= $today
                   then date_diff('day', date '2000-01-03', cast(answered_at as date)) end as answered,
                 date_diff('day', date '2000-01-03', cast(due_at as date)) as due
          from {placed:questions} where {selected:wave,branch,segment}
        )
        select topic, count(*) as n, count(answered) as answered, count(case when answered - asked <= 1
          then 1 end) as day1,
               count(case when answered - asked <= 3 then 1 end) as day3, count(case when answered - asked <= 7
                 then 1 end) as day7,
               count(case when due is not null and (answered is not null or due < $today) then 1 end) as judged,
               count(case when answered <= due then 1 end) as in_time,
               count(case when answered is null then 1 end) as unanswered,
               count(case when answered is null and due < $today then 1 end) as overdue
        from timed group by topic
    """,
    grain="aggregate",
    dims=("topic",),
    hide=("answered", "day1", "day3", "day7", "judged", "in_time", "unanswered", "overdue"),
)

CALL_LIST = Query(
    name="rights.call_list",
    # One row a customer of $waves who was asked for a consent and has not decided, who has not been taken out of the
    # wave: the vulnerable first, the latest cut-over last.
    sql=f"""
        with {STATES}
        select customer, wave, branch, segment, vulnerable, channel, sent_at, delivered_at, read_at, cutover_on
        from judged where state = 'silent' and not excluded order by cutover_on, vulnerable desc, wave, customer
    """,  # noqa: S608 – constants
    grain="rows",
)


@dataclass(frozen=True)
class Rights:
    """Everything the page draws.

    ``funnel``: one row a wave – wave, n, sent, delivered, read, asked, consented, refused, withdrawn, silent,
    silent_read, excluded, refused_in, silent_in, unasked, unasked_in, disputed, open_moved, due, late (customers),
    needs (whether a consent is needed), cutover_on, actual, days_left · ``pace``: wave, day, n, undecided, lacking ·
    ``reach``: channel, n, delivered, read, bounced · ``promises`` with state (:func:`compute_promises`) · ``questions``
    by topic.
    """

    funnel: pd.DataFrame
    pace: pd.DataFrame
    reach: pd.DataFrame
    promises: pd.DataFrame
    questions: pd.DataFrame
    needs: dict[str, Needs]
    day: date
    as_of: datetime
    judge: Judge = USUAL
    told: bool = True
    """Whether notices were ever loaded: else nobody is known not to have been written to."""
    moves: bool = True
    """Whether it is known of waves that are over who was moved: else nobody is known to have had the consent."""
    shown: bool = True
    """Whether this reader may see notices."""

    @property
    def empty(self) -> bool:
        """Whether nobody has been written to, promised or answered anything."""
        return self.written.empty and self.reach.empty and self.promises.empty and self.questions.empty

    @property
    def written(self) -> pd.DataFrame:
        """The waves somebody of which was written to."""
        return self.funnel[self.funnel["sent"].fillna(0) > 0]

    @property
    def unrouted(self) -> tuple[str, ...]:
        """Waves that were written to and whose routes are not both stated: whether they need a consent is not known."""
        return tuple(
            str(wave) for wave in self.written["wave"] if str(wave) not in self.needs or not self.needs[str(wave)].known
        )

    @property
    def deliveries(self) -> bool:
        """Whether it is known of the letters when they were delivered (:func:`load_deliveries`)."""
        return self.written.empty or bool(self.written["delivered"].notna().any())

    @property
    def focus(self) -> str:
        """The wave that must decide next: the first one that needs a consent, was written to and has not been moved;
        else the last."""
        asked = self.funnel[self.funnel["needs"] & (self.funnel["sent"].fillna(0) > 0)].sort_values("cutover_on")
        coming = asked[~asked["actual"].astype(bool)]
        chosen = coming if len(coming) else asked.tail(1)
        return "" if chosen.empty else str(chosen["wave"].iloc[0])


DELIVERIES = Query(
    name="rights.deliveries",
    # One row: n (customers with a letter), told (of them, with a day of delivery or of reading), returned (with a
    # letter that came back or did not).
    sql="""
        select count(distinct customer) as n,
               count(distinct case when delivered_at is not null or read_at is not null then customer end) as told,
               count(distinct case when bounced is not null then customer end) as returned
        from {notices} where kind <> 'other' and sent_at is not null
    """,
    grain="aggregate",
    hide=("told", "returned"),
)


def load_deliveries(store: Store, scope: Scope) -> bool:
    """Whether the ledger of notices says of anybody that a letter was delivered or read. Where it says so of nobody,
    deliveries are not recorded, and nobody is known to have been told late: letters that came back say who was not
    reached, not who was."""
    return "notices" in load_loaded(store, scope) and _is_recorded("told", store, scope)


def _is_recorded(what: str, store: Store, scope: Scope) -> bool:
    frame = store.read(DELIVERIES, scope.rights, as_of=scope.as_of, params={})
    return frame.empty or pd.isna(frame[what].iloc[0]) or int(frame[what].iloc[0]) > 0


def load_told_days(store: Store, scope: Scope) -> int:
    """Days before its cut-over by which every customer of a wave is to have the notice."""
    return load_judge(store, scope).days("rights.told_days")


@once
def load_rights(store: Store, scope: Scope, *, gates: bool = False) -> Rights:
    """What customers of the scope were told and have answered, as of its moment; for ``gates`` only who was and who
    has.

    Letters and answers are told up to the day the ledger of notices reaches; what is still owed is owed as of the
    scope's day.
    """
    day = as_of_day(scope)
    known = load_known_day(store, scope, "notices")
    asked_by = load_known_day(store, scope, "questions")
    needs = load_needs(store, scope)
    given = (
        scope.params("waves", "branches", "segments")
        | need_params(needs)
        | {
            "today": day_number(known),
            "told_days": load_told_days(store, scope),
        }
    )

    def ask(query: Query, **params: Any) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params=given | params)

    dates = load_wave_dates(store, scope)[["wave", "cutover_on", "actual"]]
    funnel = ask(FUNNEL).merge(dates, how="left", on="wave").sort_values("wave", ignore_index=True)
    funnel["needs"] = [needs[wave].consent if wave in needs else False for wave in funnel["wave"]]
    funnel["actual"] = funnel["actual"].fillna(False).astype(bool)
    delivered = load_deliveries(store, scope)
    if not delivered:
        funnel[["delivered", "due", "late"]] = float("nan")
    told = "notices" in load_loaded(store, scope)
    if not told:  # who was asked, and what of, is not known
        funnel[list(ANSWERED)] = float("nan")
    if not (moves := "transfers" in load_loaded(store, scope) or not funnel["actual"].any()):
        funnel["open_moved"] = funnel["open_moved"].astype("float64").mask(funnel["actual"])
    funnel["days_left"] = [
        None if pd.isna(cut) else (cut.date() - day).days for cut in pd.to_datetime(funnel["cutover_on"])
    ]
    if gates:
        pace, rest = pd.DataFrame(columns=["wave", "day", "lacking"]), pd.DataFrame()
        return Rights(funnel, pace, rest, rest, rest, needs, day, local_moment(scope), load_judge(store, scope), told)
    reach = ask(REACH)
    if not delivered:
        reach[["delivered", "read"]] = float("nan")
        if not _is_recorded("returned", store, scope):
            reach["bounced"] = float("nan")
    last = day_number(known)
    pace = ask(PACE, first_step=last - 69, last_step=last)
    pace["day"] = pd.to_datetime([MONDAY + timedelta(days=int(step)) for step in pace["step"]])
    promises = compute_promises(
        done_by(ask(PROMISES), load_known_day(store, scope, "promises"), "kept_on", "broken_on"), day
    )
    return Rights(
        funnel,
        pace.sort_values(["wave", "day"], ignore_index=True),
        reach.sort_values("n", ascending=False, ignore_index=True),
        promises,
        ask(QUESTIONS, today=day_number(asked_by)).sort_values("n", ascending=False, ignore_index=True),
        needs,
        day,
        local_moment(scope),
        load_judge(store, scope),
        told,
        moves,
        scope.rights.may_see("notices"),
    )


def compute_promises(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    """Promises with ``state``: kept (in time), late (kept, but after its day), broken, overdue, due (still to be kept);
    without a day done or undated."""
    states = []
    for row in rows(frame):
        due = None if pd.isna(row.due_on) else pd.Timestamp(row.due_on).date()
        kept = None if pd.isna(row.kept_on) else pd.Timestamp(row.kept_on).date()
        if not pd.isna(row.broken_on):
            states.append("broken")
        elif kept is not None:
            states.append("done" if due is None else "late" if kept > due else "kept")
        else:
            states.append("undated" if due is None else "overdue" if due < day else "due")
    return frame.assign(state=states)


@dataclass(frozen=True)
class Pace:
    """How fast a wave decides: customers still undecided, days to the cut-over, answers a day in the last two weeks and
    needed."""

    undecided: int
    days: int
    arriving: float
    needed: float

    @property
    def left(self) -> float:
        """How many will be undecided at the cut-over if answers go on arriving as they do."""
        return max(0.0, self.undecided - self.arriving * self.days)


def compute_pace(found: Rights, wave: str) -> Pace | None:
    """The pace of a wave that has not been moved; None where too few were asked or the cut-over has come."""
    own = found.pace[(found.pace["wave"] == wave) & found.pace["undecided"].notna()]
    row = found.funnel[found.funnel["wave"] == wave]
    if own.empty or row.empty or row["days_left"].isna().iloc[0] or int(row["days_left"].iloc[0]) <= 0:
        return None
    days = int(row["days_left"].iloc[0])
    now, back = own.iloc[-1], own.iloc[max(0, len(own) - 1 - PACE_DAYS)]
    span = max((now["day"] - back["day"]).days, 1)
    arriving = float(back["undecided"] - now["undecided"]) / span
    return Pace(int(now["undecided"]), days, arriving, int(now["undecided"]) / days)
