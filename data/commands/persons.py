"""``person`` and ``erase``: the answer to a person's request, and its end with a certificate."""

from __future__ import annotations

import argparse
import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from data import clock
from data.commands.console import DONE, Console
from data.problems import Refusal
from data.store.person import load_person


def person(arguments: argparse.Namespace, console: Console) -> int:
    """All that is stored of one customer. Refusals ``customer_blank``, ``not_allowed``, ``no_row_level``,
    ``file_not_written``."""
    customer = _asked(arguments)
    rows = load_person(console.opened(), customer, console.rights)
    counts = {name: len(found) for name, found in rows.items()}
    answer = {"rows": counts, "data": rows, "made_at": clock.now(), "by": console.rights.user}
    if arguments.output:
        _write(Path(arguments.output), answer)
    if console.as_json:
        console.answer(answer if not arguments.output else {"rows": counts, "file": arguments.output})
        return DONE
    console.say(console.t("command.person.done", n=sum(counts.values()), datasets=console.t.number(len(counts))))
    for name, n in counts.items():
        console.say(f"  {name}: {console.t.number(n)}")
    if arguments.output:
        console.say(console.t("command.person.file", file=arguments.output))
    return DONE


def erase(arguments: argparse.Namespace, console: Console) -> int:
    """Erase everything about one customer, with a certificate. Refusal ``customer_blank``: an id of blanks is that of
    nobody."""
    customer = _asked(arguments)
    store = console.opened()
    if arguments.certificate:  # what cannot be certified is not erased
        _may_write(Path(arguments.certificate))
    counts = store.erase(customer, console.rights)
    left = sum(map(len, load_person(store, customer, console.rights).values()))
    certificate = {
        "pseudonym": store.pseudonym(customer),
        "erased_at": clock.now(),
        "by": console.rights.user,
        "erased": counts,
        "rows": sum(counts.values()),
        "left": left,
        "audit_head": store.audit_head,
    }
    if arguments.certificate:
        _write(Path(arguments.certificate), certificate)
    if console.as_json:
        console.answer(certificate)
        return DONE
    console.say(console.t("command.erase.done", n=sum(counts.values())))
    for name, n in counts.items():
        console.say(f"  {name}: {console.t.number(n)}")
    console.say(console.t("command.erase.left", n=left, head=store.audit_head))
    if arguments.certificate:
        console.say(console.t("command.erase.certificate", file=arguments.certificate))
    return DONE


def _asked(arguments: argparse.Namespace) -> str:
    if not arguments.customer.strip():
        raise Refusal("customer_blank")
    return str(arguments.customer)


def _may_write(path: Path) -> None:
    """Refusal ``file_not_written`` where there is a file already, or none can be."""
    _write(path, {})
    path.unlink()


def _write(path: Path, answer: dict[str, Any]) -> None:
    """A new file that only its owner reads; one that is there is not written over."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(orjson.dumps(answer, default=_plain, option=orjson.OPT_INDENT_2))
    except OSError:
        raise Refusal("file_not_written", where=str(path)) from None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)
