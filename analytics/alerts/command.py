"""``python -m analytics alerts``: the alerts as lines or JSON, and the rules behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from analytics.alerts.answers import load_rules, load_watch
from analytics.alerts.rules import RULES
from analytics.alerts.tables import held_words, said_limits, said_off, said_severity, said_unwatched
from analytics.behind import load_branch_names
from analytics.judging import load_judge
from analytics.marks.words import clauses
from analytics.scope import Scope
from data import clock
from data.commands.console import ATTENTION, DONE, as_line, write_json

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from data.access import Rights
    from data.language import Translator
    from data.store import Store


def tell_alerts(
    asked: argparse.Namespace, as_of: datetime | None, t: Translator, store: Store, rights: Rights, out: TextIO
) -> int:
    """What holds, each with its id; with ``--rules`` what is watched. Exits 1 where something holds and is not
    muted."""

    if asked.rules:
        return _rules(asked, t, store, Scope(rights, as_of=as_of), out)
    t = t.knowing(load_branch_names(store, Scope(rights, as_of=as_of)))
    watch = load_watch(store, Scope(rights, as_of=as_of))
    found, causes = watch.every, watch.causes
    said = [one.sentence(t) for one in load_judge(store, Scope(rights, as_of=as_of)).unreadable]
    batches = store.batches(rights, as_of=as_of)
    empty = not found and not batches["live"].any()
    if asked.json:
        rows = [
            {
                "id": alert.key,
                "code": alert.code,
                "metric": alert.metric,
                "subject": alert.subject,
                "onset": alert.onset.isoformat(),
                "latest": alert.latest.isoformat(),
                "active": alert.active,
                **dict(zip(("value", "limit", "n"), alert.told(t), strict=True)),
                "p": alert.p,
                "q": alert.q,
                "severity": alert.severity,
                "cause": place,
                "page": alert.page,
                "answer": said_of.standing,
                "owner": said_of.owner,
                "until": said_of.until.isoformat() if said_of.until else None,
                "sentence": alert.sentence(t),
            }
            for alert, place, said_of in zip(found, watch.places, watch.answers, strict=True)
        ]
        answer: dict[str, Any] = {
            "as_of": (as_of or clock.now()).isoformat(),
            "causes": len(causes),
            "told": len(watch.holding),
            "off": list(watch.rules.off),
            "unwatched": watch.unwatched,
            "alerts": rows,
            "settings": said,
        }
        if empty:
            answer["missing"] = t("alert.no_data")
        write_json(answer, out)
    else:
        nothing = t("alert.no_data") if empty else t("alerts.none", date=t.date(watch.day, year=True))
        over = sum(not cause.active for cause in causes)
        counts = [
            held_words(watch, t) if watch.holding else "",
            t("alert.over", n=over) if over else "",
            t("alerts.muted", n=len(watch.muted)) if watch.muted else "",
            said_off(watch, t),
        ]
        if not empty and not watch.holding:
            counts = [nothing, *counts, said_unwatched(watch, t)]
        out.write((nothing if empty else clauses(t, *counts)) + "\n")
        for cause in (*(one.cause for one in watch.holding), *(one for one in causes if not one.active)):
            alert, others = cause.lead, cause.others(t)
            out.write(as_line(f"{t(f'alert.severity.{alert.severity}')}  {alert.sentence(t)}  ({alert.state(t)})"))
            out.write(as_line(f"    {others}") if others else "")
        for held in watch.muted:
            out.write(as_line(f"{t('alerts.answer.muted')}  {held.alert.sentence(t)}  ({held.answer.reason})"))
        for sentence in said:
            out.write(as_line(sentence))
    return ATTENTION if watch.holding else DONE


def _rules(asked: argparse.Namespace, t: Translator, store: Store, scope: Scope, out: TextIO) -> int:
    """Every rule of early warning with what is set of it."""

    found = load_rules(store, scope)
    listed = [
        {
            "key": rule.key,
            "rule": rule.words(t),
            "on": found.on(rule.key),
            "harm": rule.harm,
            "severity": found.severity(rule.key) or None,
            "owner": found.owner(rule.key, t),
            "limits": said_limits(rule, found, t),
            "settings": list(rule.settings),
        }
        for rule in RULES.values()
    ]
    said = [one.sentence(t) for one in found.judge.unreadable]
    if asked.json:
        write_json({"rules": listed, "off": list(found.off), "settings": said}, out)
        return DONE
    out.write(
        t("rules.title.off" if found.off else "rules.title.on", n=len(found.off) or len(RULES), all=len(RULES)) + "\n"
    )
    for line in listed:
        state = t("rules.on" if line["on"] else "rules.off")
        about = clauses(t, said_severity(str(line["severity"] or ""), t), str(line["owner"]), str(line["limits"]))
        out.write(as_line(f"{state}  {line['key']}  {line['rule']}  ({about})"))
    for sentence in said:
        out.write(as_line(sentence))
    return DONE
