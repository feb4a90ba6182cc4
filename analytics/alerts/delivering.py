"""``python -m analytics deliver``: tell the channels what is new and what is over, send the brief, try them, or say
what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from analytics.alerts.channels import load_channels, send
from analytics.alerts.delivery import deliver, due_at, send_brief
from data import clock
from data.commands.console import ATTENTION, DONE, as_line, write_json
from data.problems import Refusal
from data.store.deliveries import read_deliveries

if TYPE_CHECKING:
    import argparse

    from data.access import Rights
    from data.language import Translator
    from data.store import Store

SENDERS = frozenset({"administrator", "manager", "presenter"})
"""Roles that may send messages in the name of the programme."""


def add_deliver(commands: Any, parents: list[Any], t: Translator) -> None:
    """``deliver`` and what it does instead."""
    command = commands.add_parser("deliver", parents=parents[:1], help=t("command.deliver"))
    instead = command.add_mutually_exclusive_group()
    instead.add_argument("--brief", action="store_true", help=t("command.deliver.brief"))
    instead.add_argument("--test", action="store_true", help=t("command.deliver.test"))
    instead.add_argument("--log", action="store_true", help=t("command.deliver.log"))


def take_deliver(asked: argparse.Namespace, t: Translator, store: Store, rights: Rights, out: TextIO) -> int:
    """Exits 1 where a message waits for another try or was given up. Refusals: ``not_allowed``, ``channels_none`` and
    those of the file of channels."""
    if rights.role not in SENDERS:
        raise Refusal("not_allowed", where="deliver")
    if asked.log:
        return _log(asked, t, store, out)
    channels = load_channels()
    if not channels:
        raise Refusal("channels_none")
    if asked.test:
        found = {one.name: send(one, t("product.name"), t("delivery.test")) for one in channels}
        if asked.json:
            write_json({"channels": [{"channel": name, "taken": not problem} for name, problem in found.items()]}, out)
        else:
            out.writelines(
                f"{name}: {t('delivery.refused' if problem else 'delivery.taken')}\n" for name, problem in found.items()
            )
        return ATTENTION if any(found.values()) else DONE
    done = (send_brief if asked.brief else deliver)(store, channels)
    if asked.json:
        write_json({"sent": done.sent, "waiting": done.waiting, "given_up": done.given_up}, out)
    else:
        out.write(
            t("delivery.done", n=done.sent, waiting=t.number(done.waiting), given_up=t.number(done.given_up)) + "\n"
        )
    return ATTENTION if done.waiting or done.given_up else DONE


def _log(asked: argparse.Namespace, t: Translator, store: Store, out: TextIO) -> int:
    """Every message, the newest first, with what became of it."""
    found = [one for one in reversed(read_deliveries(store)) if one.event != "joined"]
    if asked.json:
        told = [
            {
                "channel": one.channel,
                "event": one.event,
                "alerts": list(one.covers),
                "title": one.title,
                "state": one.state,
                "tries": one.tries,
                "queued_at": one.queued_at,
                "tried_at": one.tried_at,
                "problem": one.problem,
                "next_at": due_at(one) if one.state == "queued" else None,
            }
            for one in found
        ]
        write_json({"deliveries": told}, out)
    else:
        for one in found:
            at = t.moment(clock.local(one.tried_at or one.queued_at))
            words = (one.body.split("\n")[0] or one.title) if one.body else ", ".join(one.covers)
            tries = t("delivery.tries", n=one.tries) if one.tries > 1 else ""
            parts = (at, one.channel, t(f"delivery.event.{one.event}"), t(f"delivery.state.{one.state}"), tries, words)
            out.write(as_line("  ".join(part for part in parts if part)))
        if not found:
            out.write(t("delivery.none") + "\n")
    return ATTENTION if any(one.state in ("queued", "given_up") for one in found) else DONE
