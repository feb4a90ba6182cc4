"""Alerts in words: those that hold with who sees to them, the muted ones, and what became of those that are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import FALSE_WEEKS
from analytics.alerts.rules import RULES, Rule, Rules, limit_held, rule_key
from analytics.judging import THRESHOLDS
from analytics.marks import DAYS, Cell, Column, Exhibit, grid
from analytics.marks.words import clauses
from analytics.metrics import METRICS
from data.language import start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.alerts.answers import Gone, Held, Watch
    from analytics.judging import Judge
    from data.language import Translator

HEADS = "alerts.column"
SHAPES = {"serious": "bad", "watch": "watch", "info": "none"}
TONES = {"late": "bad", "open": "watch", "assigned": "none", "known": "none", "muted": "none"}
LISTED = 12
HOLDING = 40
"""Lines of what holds before the rest is folded: every warning is read on one page."""


def said_now(found: Watch, t: Translator) -> str:
    """How many hold and the worst of them, whose day has passed, how many nobody has answered, how many are muted."""
    muted = t("alerts.muted", n=len(found.muted)) if found.muted else ""
    if not found.holding:
        return clauses(
            t, t("alerts.none", date=t.date(found.day, year=True)), muted, said_off(found, t), said_unwatched(found, t)
        )
    return clauses(
        t,
        held_words(found, t),
        t("alerts.worst", alert=found.holding[0].alert.sentence(t, begin=False)),
        _late(found, t),
        _bare(found, t),
        muted,
        said_off(found, t),
    )


def held_words(found: Watch, t: Translator) -> str:
    """How many alerts hold and how many are serious; of how many causes, where several stand in one line."""
    n, causes = len(found.holding), len(found.apart)
    key = "week.news.alerts.joined" if causes > n else "week.news.alerts"
    return t(key, n=n, serious=t.number(found.serious), causes=t.number(causes))


def news_title(found: Watch, t: Translator) -> str:
    """The finding of the week: how many alerts hold, or none, how many are muted and which ledgers nobody watches;
    either way how many rules are off."""
    if found.holding:
        holding = held_words(found, t)
        return clauses(t, holding, said_off(found, t))
    return clauses(t, t("week.news.quiet"), said_muted(found, t), said_off(found, t), said_unwatched(found, t))


def said_muted(found: Watch, t: Translator) -> str:
    """How many alerts are muted and how many of these are serious; '' where none is."""
    serious = sum(one.cause.severity == "serious" for one in found.muted)
    key = "week.but.muted.serious" if serious else "week.but.muted"
    return t(key, n=len(found.muted), serious=t.number(serious)) if found.muted else ""


def said_off(found: Watch, t: Translator) -> str:
    """How many rules are switched off; '' where all are on."""
    return t("alerts.off", n=len(found.rules.off)) if found.rules.off else ""


def said_unwatched(found: Watch, t: Translator) -> str:
    """How many ledgers were never loaded, so that nothing of them is watched; '' where all were."""
    return t("alerts.unwatched", n=found.unwatched, all=found.ledgers) if found.unwatched else ""


def _late(found: Watch, t: Translator) -> str:
    late = found.of("late")
    return t("alerts.late", n=len(late), owner=late[0].answer.owner or t("alerts.nobody")) if late else ""


def _bare(found: Watch, t: Translator) -> str:
    bare, causes = sum(one.answer.standing == "open" for one in found.apart), len(found.apart)
    if not bare:
        return t("alerts.answered")
    return t("alerts.open.causes" if causes > len(found.holding) else "alerts.open", n=bare, all=causes)


def table_holding(found: Watch, t: Translator) -> Exhibit:
    """What holds, the gravest first, with who sees to it: whom it was given to, else whose rule it is."""
    subtitle = t("alerts.holding.subtitle", date=t.date(found.day, year=True))
    if not found.holding:
        return Exhibit.answer(t("alerts.none", date=t.date(found.day, year=True)), subtitle)
    frame = pd.DataFrame([_holding(one, found, t) for one in found.holding])
    columns = (
        Column("severity", "state", codes="alert.severity"),
        Column("said", "prose", "alert"),
        Column("page"),
        Column("since", "date"),
        Column("answer", "prose"),
        Column("owner"),
        Column("until", "date"),
        Column("actions", "prose"),
    )
    note = " · ".join(filter(None, (t("alerts.holding.note"), said_off(found, t), said_unwatched(found, t))))
    title = clauses(t, held_words(found, t), _late(found, t) or _bare(found, t))
    return Exhibit(title, subtitle, note, grid(frame, columns, HEADS, t, HOLDING))


def _holding(one: Held, found: Watch, t: Translator) -> dict[str, object]:
    alert, answer = one.alert, one.answer
    words, standing = t(f"alert.severity.{one.cause.severity}"), t(f"alerts.answer.{answer.standing}")
    said = "\n".join(filter(None, (alert.sentence(t), one.cause.more(t), *one.cause.beside(t))))
    bare = t("alerts.bare", n=one.bare) if one.bare and answer.standing != "open" else ""
    stands = "\n".join(filter(None, (standing, bare)))
    return {
        "severity": Cell(words, words, SHAPES[one.cause.severity]),
        "said": Cell(said, said, folded=len(one.cause.parts) > 1),
        "page": t(f"page.{alert.page}"),
        "since": alert.onset if alert.dated else None,
        "answer": Cell(stands, stands, TONES[answer.standing]),
        "owner": answer.owner or found.rules.owner(rule_key(alert), t),
        "until": answer.until,
        "actions": t("alerts.actions", n=answer.actions, open=answer.todo) if answer.actions else "",
    }


def table_muted(found: Watch, t: Translator) -> Exhibit | None:
    """What is muted, until when, by whom and why; not there where nothing is."""
    if not found.muted:
        return None
    frame = pd.DataFrame(
        {
            "said": one.alert.sentence(t),
            "page": t(f"page.{one.alert.page}"),
            "until": one.answer.until,
            "reason": one.answer.reason,
            "by": one.answer.by,
        }
        for one in found.muted
    )
    columns = (
        Column("said", "prose", "alert"),
        Column("page"),
        Column("until", "date"),
        Column("reason", "prose"),
        Column("by"),
    )
    title = start(t("alerts.muted", n=len(found.muted)))
    return Exhibit(title, t("alerts.muted.subtitle"), "", grid(frame, columns, HEADS, t, LISTED))


def table_over(found: Watch, t: Translator) -> Exhibit:
    """What is over: since when, how it was answered and how many days later it was over. Nothing says that the answer
    was why."""
    subtitle = t("alerts.over.subtitle")
    if not found.over and not found.gone:
        return Exhibit.answer(t("alerts.over.none"), subtitle)
    answered = sum(one.answer.standing != "open" for one in found.over) + len(found.gone)
    title = t("alerts.over.title", n=len(found.over) + len(found.gone), answered=t.number(answered))
    frame = pd.DataFrame([*(_over(one, t) for one in _latest(found.over)), *(_gone(one, t) for one in found.gone)])
    columns = (
        Column("said", "prose", "alert"),
        Column("page"),
        Column("since", "date"),
        Column("ended", "date"),
        Column("answer", "prose"),
        Column("owner"),
        Column("after", "number", unit=DAYS),
    )
    return Exhibit(title, subtitle, t("alerts.over.note"), grid(frame, columns, HEADS, t, LISTED))


def _gone(one: Gone, t: Translator) -> dict[str, object]:
    """An answered alert that is raised no more. The day it ended is not recorded; since its answer it is."""
    about = (
        t("alerts.gone.about", rule=RULES[one.rule].words(t), about=one.about)
        if one.about
        else RULES[one.rule].words(t)
    )
    return {
        "said": t("alerts.gone", alert=about, date=t.date(one.answer.on, year=True)),
        "page": "",
        "since": None,
        "ended": None,
        "answer": t(f"alerts.answer.{one.answer.standing}"),
        "owner": one.answer.owner,
        "after": None,
    }


def _latest(over: Sequence[Held]) -> list[Held]:
    return sorted(over, key=lambda one: one.cause.latest, reverse=True)


def _over(one: Held, t: Translator) -> dict[str, object]:
    answer = one.answer
    after = None if answer.on is None else (one.cause.latest - answer.on).days
    return {
        "said": one.alert.sentence(t),
        "page": t(f"page.{one.alert.page}"),
        "since": one.alert.onset,
        "ended": one.cause.latest,
        "answer": t(f"alerts.answer.{answer.standing}"),
        "owner": answer.owner,
        "after": after if after is not None and after >= 0 else None,
    }


def table_rules(found: Rules, t: Translator) -> Exhibit:
    """Every rule with what it harms, how grave it is, who owns it and what it is held against; what is off says so."""
    frame = pd.DataFrame([_rule(rule, found, t) for rule in RULES.values()])
    columns = (
        Column("on", "state"),
        Column("rule", "prose"),
        Column("harm"),
        Column("severity"),
        Column("owner"),
        Column("limits", "prose"),
        Column("key"),
    )
    off = len(found.off)
    title = t("rules.title.off" if off else "rules.title.on", n=off or len(RULES), all=len(RULES))
    return Exhibit(title, t("rules.subtitle"), t("rules.note"), grid(frame, columns, HEADS, t, LISTED))


def _rule(rule: Rule, found: Rules, t: Translator) -> dict[str, object]:
    on = found.on(rule.key)
    words = t("rules.on" if on else "rules.off")
    return {
        "on": Cell(words, words, "good" if on else "none"),
        "rule": rule.words(t),
        "harm": t(f"rules.harm.{rule.harm}"),
        "severity": said_severity(found.severity(rule.key), t),
        "owner": found.owner(rule.key, t),
        "limits": said_limits(rule, found, t),
        "key": rule.key,
    }


def said_severity(code: str, t: Translator) -> str:
    """A severity in words; that of a rule without one depends on the case."""
    return t(f"alert.severity.{code}") if code else t("rules.severity.case")


def said_limits(rule: Rule, found: Rules, t: Translator) -> str:
    """What a rule is held against, with the values in force: settings, limits of metrics, chance."""
    said = [said_limit(name, found.judge, t) for name in rule.limits if limit_held(name, found.judge)]
    return clauses(t, *said, t("rules.chance", share=t.percent(FALSE_WEEKS, 0)) if rule.chance else "")


def said_limit(name: str, judge: Judge, t: Translator) -> str:
    """A setting that a rule is held against, with the value in force."""
    if name in THRESHOLDS:
        return f"{name} {limit_held(name, judge)}"
    metric, _, part = name.removeprefix("limit.").rpartition(".")
    passport = METRICS[metric].passport
    value = getattr(judge.as_set(passport), part)
    return f"{name} {'–' if value is None else passport.write_limit(value, t)}"


def limit_words(name: str, t: Translator) -> str:
    """What such a setting does, in words."""
    if name in THRESHOLDS:
        return THRESHOLDS[name].words(t)
    metric, _, part = name.removeprefix("limit.").rpartition(".")
    return t(f"rules.limit.{part}", metric=METRICS[metric].passport.title(t))
