"""Alerts to the people who see to them: one message for each that is new, one when it becomes serious and one when it
is over, tried again until it is taken.

Whoever gets a message may be anybody, so it says what a reader without rows may see. What a channel was told is kept in
the store: each of these is told once, however often it is looked for and however often the dashboard is started.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from analytics.alerts.answers import Answer, Gone, load_watch
from analytics.alerts.channels import Channel, send
from analytics.alerts.rules import rule_key
from analytics.behind import load_branch_names
from analytics.programme import load_overview
from analytics.scope import Scope
from data import clock
from data.access import local_rights
from data.language import Translator
from data.others import one_line
from data.programmes import name_of
from data.settings import settings
from data.store.deliveries import Delivery, add_deliveries, mark_delivery, read_deliveries, told_of

if TYPE_CHECKING:
    from analytics.alerts.answers import Held, Watch
    from data.store import Store

READER = local_rights("delivery", "executive")
"""With whose rights alerts are looked for and told."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
"""After a try that failed the next waits a minute, then twice as long each time, at most an hour."""
TRIES = 60
"""So often a message is tried, over two days; then it is given up and said to be."""
_ONE = Lock()
"""One run at a time in this process, and one process has the store: no alert is told twice."""
Send = Callable[[Channel, str, str], str]


@dataclass(frozen=True)
class Outcome:
    """What a run did: messages that were taken, that wait for another try, and that were given up."""

    sent: int = 0
    waiting: int = 0
    given_up: int = 0


def deliver(store: Store, channels: Sequence[Channel], *, now: datetime | None = None, using: Send = send) -> Outcome:
    """Look for what is new and what is over, keep the messages and send all that are due."""
    with _ONE:
        moment = now or clock.now()
        if channels:
            watch = load_watch(store, Scope(READER))
            done = read_deliveries(store)
            for channel in channels:
                own = list(compute_messages(watch, channel, done, moment, _words(store, channel)))
                add_deliveries(store, list(_without_unsent(store, own, done, channel)))
        return _send_due(store, channels, moment, using)


def _without_unsent(
    store: Store, own: Sequence[Delivery], done: Sequence[Delivery], channel: Channel
) -> Iterator[Delivery]:
    """What is over before it could be told is told neither as new, nor as worse, nor as over."""

    def waiting(event: str) -> dict[str, int]:
        return {
            lead: one.number
            for one in done
            if (one.channel, one.event, one.state) == (channel.name, event, "queued")
            for lead in one.covers
        }

    new, worse = waiting("new"), waiting("worse")
    for one in own:
        if one.event == "over":
            for lead in one.covers.keys() & worse.keys():
                mark_delivery(store, worse[lead], "dropped")
            if set(one.covers) <= new.keys():
                for lead in one.covers:
                    mark_delivery(store, new[lead], "dropped")
                one = replace(one, title="", body="", state="dropped")
        yield one


def send_due(store: Store, channels: Sequence[Channel], *, now: datetime | None = None, using: Send = send) -> Outcome:
    """Send what waits and is due, without looking for alerts."""
    with _ONE:
        return _send_due(store, channels, now or clock.now(), using)


def send_brief(
    store: Store, channels: Sequence[Channel], *, now: datetime | None = None, using: Send = send
) -> Outcome:
    """Send the brief of the week to every channel, in its language: the sentence and the finding of each part, with the
    way to the page."""
    from analytics.brief.parts import load_brief

    with _ONE:
        moment, briefs = now or clock.now(), {}
        for channel in channels:
            if channel.lang not in briefs:
                briefs[channel.lang] = load_brief(store, Scope(READER), Translator(channel.lang, rounded=True))
            brief = briefs[channel.lang]
            lines = [
                brief.sentence,
                *(f"{part.head}: {part.title}" for part in brief.parts),
                _link("this_week", channel.lang, name_of(store.address)),
            ]
            title = " · ".join(one for one in (brief.title, brief.programme) if one)
            add_deliveries(store, [Delivery(channel.name, "brief", {}, one_line(title), _lines(lines), moment)])
        return _send_due(store, channels, moment, using)


def compute_messages(
    watch: Watch, channel: Channel, done: Sequence[Delivery], now: datetime, words: Words
) -> Iterator[Delivery]:
    """What a channel is to be told: alerts that are new to it, one a cause, those told to be watched that are serious
    now, and those that are over. The first time all that holds is one message."""
    told = told_of(done, channel.name)
    known = told.known
    wanted = [one for one in watch.apart if channel.least == "all" or one.cause.severity == "serious"]
    fresh: list[Held] = []
    for one in wanted:
        keys = {part.key for part in one.cause.parts}
        if not keys & known:
            fresh.append(one)
            continue
        leads = [lead for lead, group in told.groups.items() if group & keys]
        if more := keys - known:
            yield Delivery(channel.name, "joined", {leads[0]: tuple(sorted(more))}, "", "", now, state="sent")
        if one.cause.severity == "serious" and not told.serious & set(leads):
            title, body = words.worse(one, leads[0], watch, done)
            yield Delivery(channel.name, "worse", dict.fromkeys(leads, ()), title, body, now)
    if fresh and not told.used and len(fresh) > 1:
        title, body = words.many(fresh)
        yield Delivery(
            channel.name,
            "many",
            {one.alert.key: _parts(one) for one in fresh},
            title,
            body,
            now,
            serious=_serious(fresh),
        )
    else:
        for one in fresh:
            title, body = words.new(one, watch)
            yield Delivery(channel.name, "new", {one.alert.key: _parts(one)}, title, body, now, serious=_serious([one]))
    active = {alert.key for alert in watch.every if alert.active}
    for lead, group in told.groups.items():
        if group & active:
            continue
        rule = Gone(lead, Answer()).rule
        if rule and not watch.rules.on(rule):  # nobody looks any more: that it is over is not known
            yield Delivery(channel.name, "over", {lead: ()}, "", "", now, state="dropped")
            continue
        title, body = words.over(lead, watch, done)
        yield Delivery(channel.name, "over", {lead: ()}, title, body, now)


def _parts(one: Held) -> tuple[str, ...]:
    return tuple(part.key for part in one.cause.parts)


def _serious(held: Sequence[Held]) -> tuple[str, ...]:
    return tuple(one.alert.key for one in held if one.cause.severity == "serious")


@dataclass(frozen=True)
class Words:
    """What is said to a channel."""

    t: Translator
    programme: str
    name: str = ""
    """The short name of the programme, of several."""

    def new(self, one: Held, watch: Watch) -> tuple[str, str]:
        """Severity and programme as title; sentence, since when, others of the cause, owner and the way to its rows."""
        return self._title(self.t(f"alert.severity.{one.cause.severity}")), _lines(self._told(one, watch))

    def worse(self, one: Held, lead: str, watch: Watch, done: Sequence[Delivery]) -> tuple[str, str]:
        """The alert as it is now, and as what it was told before."""
        t, title = self.t, self._title(self.t("delivery.worse"))
        told = next((one for one in reversed(done) if lead in one.covers and one.event in ("new", "many")), None)
        first, *rest = self._told(one, watch)
        if told is None:
            return title, _lines([first, *rest])
        date = t.date(clock.day_of(told.queued_at), year=True)
        was = "" if told.event == "many" else told.body.split("\n")[0].rstrip(".。")
        before = t("delivery.worse.before", date=date, alert=was) if was else t("delivery.worse.watched", date=date)
        return title, _lines([first, before, *rest])

    def _told(self, one: Held, watch: Watch) -> list[str]:
        t, alert = self.t, one.alert
        owner = one.answer.owner or watch.rules.owner(rule_key(alert), t)
        return [
            alert.sentence(t),
            alert.state(t),
            one.cause.others(t),
            t("delivery.owner", owner=owner),
            _link(alert.page or "alerts", t.lang, self.name),
        ]

    def many(self, fresh: Sequence[Held]) -> tuple[str, str]:
        t, serious = self.t, sum(one.cause.severity == "serious" for one in fresh)
        lines = [f"- {one.alert.sentence(t)}" for one in fresh]
        title = t("week.news.alerts", n=len(fresh), serious=t.number(serious))
        return self._title(title), _lines([*lines, _link("alerts", t.lang, self.name)])

    def over(self, lead: str, watch: Watch, done: Sequence[Delivery]) -> tuple[str, str]:
        """What was told of it, and that it is raised no more."""
        t = self.t
        ended = next((alert for alert in watch.every if alert.key == lead), None)
        if ended is not None:
            said = t("delivery.ended", alert=ended.sentence(t), date=t.date(ended.latest, year=True))
        else:
            own = [one for one in done if lead in one.covers and one.event == "new"]
            told = own[-1].body.split("\n")[0].rstrip(".。") if own else _named(lead, t)
            said = t("delivery.gone", alert=told)
        return self._title(t("delivery.over")), _lines([said, _link("alerts", t.lang, self.name)])

    def _title(self, first: str) -> str:
        return one_line(" · ".join(one for one in (first, self.programme or self.t("product.name")) if one))


def _lines(lines: Sequence[str]) -> str:
    """The body of a message, each of its lines one: a name with a line break in it adds none."""
    return "\n".join(filter(None, map(one_line, lines)))


def _named(lead: str, t: Translator) -> str:
    gone = Gone(lead, Answer())
    rule = t(f"rule.{gone.rule}") if gone.rule else lead
    return t("alerts.gone.about", rule=rule, about=gone.about) if gone.about else rule


def _words(store: Store, channel: Channel) -> Words:
    t = Translator(channel.lang, rounded=True, branches=load_branch_names(store, Scope(READER)))
    return Words(t, load_overview(store, Scope(READER)).parties(t), name_of(store.address))


def _link(page: str, lang: str, name: str) -> str:
    """The address of a page, where the settings say under which the dashboard is reached."""
    address = settings().address
    asked = urlencode({"lang": lang, **({"programme": name} if name else {})})
    return f"{address.rstrip('/')}/{page}?{asked}" if address else ""


def due_at(one: Delivery) -> datetime:
    """When a message that waits is tried next."""
    if one.tried_at is None:
        return one.queued_at
    wait = min(FIRST_WAIT * 2 ** min(max(one.tries - 1, 0), 12), LONGEST_WAIT)
    return one.tried_at + wait


def _send_due(store: Store, channels: Sequence[Channel], now: datetime, using: Send) -> Outcome:
    by_name = {channel.name: channel for channel in channels}
    sent = waiting = given_up = 0
    for one in read_deliveries(store):
        channel = by_name.get(one.channel)
        if one.state != "queued" or channel is None:
            continue
        if due_at(one) > now:
            waiting += 1
            continue
        problem = using(channel, one.title, one.body)
        if not problem:
            mark_delivery(store, one.number, "sent", at=now, tried=True)
            sent += 1
        elif one.tries + 1 >= TRIES:
            mark_delivery(store, one.number, "given_up", at=now, tried=True, problem=problem)
            given_up += 1
        else:
            mark_delivery(store, one.number, "queued", at=now, tried=True, problem=problem)
            waiting += 1
    if sent or given_up:
        store.audit("deliver", READER, sent=sent, waiting=waiting, given_up=given_up)
    return Outcome(sent, waiting, given_up)
