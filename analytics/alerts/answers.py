"""Alerts with what was answered to them: which are new, known, given to somebody, muted, and what became of those that
are over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analytics.alerts.base import PROGRAMME, Alert, evaluate_all
from analytics.alerts.causes import Cause, compute_causes, family_of, joined
from analytics.alerts.rules import RULES, Rules, compute_rules
from analytics.alerts.stopped import LEDGERS
from analytics.frames import rows
from analytics.judging import USUAL, load_judge
from analytics.periods import as_of_day
from analytics.reach import load_loaded
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

Standing = Literal["open", "known", "assigned", "late", "muted"]
"""``late``: given to somebody until a day that has passed."""
PAST = timedelta(weeks=12)
"""How long an alert is told after it is over."""
ANSWERS = Query(
    name="alerts.answers",
    # One row an alert and kind of answer.
    sql=(
        "select alert, kind, owner, answered_on, until, reason, answered_by from {alert_answers} order by alert,"
        " answered_on, kind"
    ),
    grain="open",
)
ACTIONS = Query(
    name="alerts.actions",
    # Items that hang on an alert: how many, and how many are still to be done.
    sql="""
        select about as alert, count(*) as n, count(*) filter (done_on is null and not coalesce(dropped, false)) as open
        from {actions} where about_kind = 'alert' and about is not null group by about
    """,
    grain="open",
)


@dataclass(frozen=True)
class Answer:
    """What was said of one alert last: by whom it is seen to and until when, why it is muted. ``actions`` hang on it,
    ``todo`` of them open."""

    standing: Standing = "open"
    owner: str = ""
    on: date | None = None
    until: date | None = None
    reason: str = ""
    by: str = ""
    actions: int = 0
    todo: int = 0


@dataclass(frozen=True)
class Held:
    """A cause and the answer to the alert that is told first. Of a family the answer is that of the cause that asks for
    most, and ``bare`` are its causes that nobody has answered."""

    cause: Cause
    answer: Answer
    bare: int = 0

    @property
    def alert(self) -> Alert:
        return self.cause.lead


@dataclass(frozen=True)
class Gone:
    """An answered alert that is raised no more and left no end behind: what is counted in a ledger holds or does not.
    ``alert`` is its id."""

    alert: str
    answer: Answer

    @property
    def rule(self) -> str:
        """Its rule; '' for an id that names none."""
        code, _, rest = self.alert.partition(":")
        parts = [code.removesuffix("_few"), *rest.split(":")[1:]]
        return next((part for part in parts if part in RULES), "")

    @property
    def about(self) -> str:
        """The ids in its id: the wave, the things it names."""
        return ", ".join(part for part in self.alert.split(":")[1:] if part not in RULES and part != PROGRAMME)


@dataclass(frozen=True)
class Watch:
    """``holding`` causes, those of one family as one, serious ones first, of these in the order in which the alerts
    were given (the gravest first); the same ``apart``, each with its own answer, as they are answered and sent;
    ``muted`` ones; those that were ``over`` in the last twelve weeks. Beside ``every`` alert stand its ``answers`` and
    the number of its cause among the ``causes`` (from 1; none of a muted one), as they were found on ``day``.
    ``unwatched`` ledgers of ``ledgers`` were never loaded: what they would tell is not known."""

    every: tuple[Alert, ...]
    answers: tuple[Answer, ...]
    places: tuple[int | None, ...]
    causes: tuple[Cause, ...]
    holding: tuple[Held, ...]
    apart: tuple[Held, ...]
    muted: tuple[Held, ...]
    over: tuple[Held, ...]
    day: date
    unwatched: int = 0
    ledgers: int = 0
    rules: Rules = field(default_factory=lambda: compute_rules(USUAL))
    """The rules that were in force."""
    gone: tuple[Gone, ...] = ()
    """Answered in the last twelve weeks and raised no more; those of rules that are off are not among them."""

    def of(self, *standings: Standing) -> list[Held]:
        return [one for one in self.holding if one.answer.standing in standings]

    def told_with(self, key: str) -> tuple[Alert, ...]:
        """The other alerts that stand in one line with the alert of this id."""
        line = next((one for one in self.holding if any(part.key == key for part in one.cause.parts)), None)
        return () if line is None else tuple(part for part in line.cause.parts if part.key != key)

    @property
    def serious(self) -> int:
        return sum(one.cause.severity == "serious" for one in self.holding)


@once
def load_every(store: Store, scope: Scope) -> tuple[Alert, ...]:
    """Every alert at the scope's moment; of its selection only the moment and the rights count."""
    return tuple(evaluate_all(store, scope.rights, scope.as_of))


def load_rules(store: Store, scope: Scope) -> Rules:
    """The rules in force at the scope's moment."""
    return compute_rules(load_judge(store, scope))


@once
def load_watch(store: Store, scope: Scope) -> Watch:
    """Alerts with their answers."""
    given = store.read(ANSWERS, scope.rights, as_of=scope.as_of, params={})
    hanging = store.read(ACTIONS, scope.rights, as_of=scope.as_of, params={})
    loaded = load_loaded(store, scope).keys() & set(LEDGERS)
    every, day = load_every(store, scope), as_of_day(scope)
    found = compute_watch(every, given, hanging, day)
    rules = load_rules(store, scope)
    return replace(
        found,
        unwatched=len(LEDGERS) - len(loaded),
        ledgers=len(LEDGERS),
        rules=rules,
        gone=compute_gone(every, given, rules, day),
    )


def compute_watch(every: tuple[Alert, ...], given: pd.DataFrame, hanging: pd.DataFrame, day: date) -> Watch:
    """``given`` answers (alert, kind, owner, answered_on, until, reason, answered_by) and ``hanging`` actions (alert,
    n, open) beside the alerts.

    A muted alert is apart before causes are made, so that what it hid is seen when another of its cause goes on.
    """
    said = _by_alert(given)
    actions = {str(row.alert): (int(row.n), int(row.open)) for row in rows(hanging)}
    answers = tuple(answered(one, said.get(one.key, {}), actions.get(one.key, (0, 0)), day) for one in every)
    beside = {id(one): answer for one, answer in zip(every, answers, strict=True)}
    quiet = [one for one in every if one.active and beside[id(one)].standing == "muted"]
    hushed = {id(one) for one in quiet}
    found = compute_causes(one for one in every if id(one) not in hushed)
    causes = [Held(cause, beside[id(cause.lead)]) for cause in found]
    holding = sorted((one for one in causes if one.cause.active), key=lambda one: one.cause.severity != "serious")
    over = [one for one in causes if not one.cause.active and one.cause.latest >= day - PAST]
    muted = tuple(Held(Cause((one,)), beside[id(one)]) for one in quiet)
    place = {id(alert): at for at, cause in enumerate(found, start=1) for alert in cause.parts}
    return Watch(
        every,
        answers,
        tuple(place.get(id(one)) for one in every),
        tuple(found),
        told_together(holding),
        tuple(holding),
        muted,
        tuple(over),
        day,
    )


def told_together(holding: Iterable[Held]) -> tuple[Held, ...]:
    """The causes of each family as one, in the place of the first. It stands as the one of them that asks for most:
    whose day has passed, else what nobody has answered."""
    groups: dict[object, list[Held]] = {}
    for one in holding:
        groups.setdefault(family_of(one.alert) or id(one), []).append(one)
    return tuple(
        (
            own[0]
            if len(own) == 1
            else Held(
                joined(one.cause for one in own),
                min((one.answer for one in own), key=_asks),
                sum(one.answer.standing == "open" for one in own),
            )
        )
        for own in groups.values()
    )


def _asks(answer: Answer) -> int:
    return ("late", "open", "assigned", "known", "muted").index(answer.standing)


def compute_gone(every: Iterable[Alert], given: pd.DataFrame, rules: Rules, day: date) -> tuple[Gone, ...]:
    """Alerts that were answered in the last weeks and are not among ``every`` any more, with the answer given last, the
    latest first."""
    there, found = {alert.key for alert in every}, []
    for key, said in _by_alert(given).items():
        row = max(said.values(), key=lambda one: _day(one.answered_on) or date.min)
        one = Gone(key, _answer("known" if row.kind not in ("assigned", "muted") else row.kind, row, (0, 0)))
        if key not in there and one.rule and rules.on(one.rule) and (one.answer.on or date.min) >= day - PAST:
            found.append(one)
    return tuple(sorted(found, key=lambda one: (one.answer.on or date.min, one.alert), reverse=True))


def answered(alert: Alert, said: Mapping[str, Any], actions: tuple[int, int], day: date) -> Answer:
    """How the alert stands by its answers (kind → row). Where the day it began is known, what was said before is of an
    earlier one, and what was said after it was over of a later one; an alert is muted through the last day of its mute,
    never without a reason."""
    first, last = alert.onset if alert.dated else date.min, day if alert.active else alert.latest
    own = {kind: row for kind, row in said.items() if first <= (_day(row.answered_on) or day) <= last}
    muted = own.get("muted")
    if muted is not None and _day(muted.until) is not None and _day(muted.until) >= day and _text(muted.reason):  # type: ignore[operator]
        return _answer("muted", muted, actions)
    assigned = own.get("assigned")
    if assigned is not None:
        until = _day(assigned.until)
        return _answer("late" if alert.active and until is not None and until < day else "assigned", assigned, actions)
    known = own.get("known")
    return Answer(actions=actions[0], todo=actions[1]) if known is None else _answer("known", known, actions)


def _answer(standing: Standing, row: Any, actions: tuple[int, int]) -> Answer:
    return Answer(
        standing,
        _text(row.owner),
        _day(row.answered_on),
        _day(row.until),
        _text(row.reason),
        _text(row.answered_by),
        *actions,
    )


def _by_alert(given: pd.DataFrame) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows(given):
        found.setdefault(str(row.alert), {})[str(row.kind)] = row
    return found


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
