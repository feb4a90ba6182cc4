"""Commands that give something to take along: the closing report, and a work list with its names."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from analytics.behind import load_branch_names
from analytics.reports.beside import load_side, opened, table_beside
from analytics.reports.closing import closing_head, closing_html, closing_parts, closing_workbook
from analytics.reports.names import log_reveal, may_reveal, name_rows, named_csv, read_rows
from analytics.scope import Scope
from data.commands.console import ATTENTION, DONE, write_json
from data.problems import Refusal
from data.store.person import pseudonyms_of

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from data.access import Rights
    from data.language import Translator
    from data.store import Store


def take_closing(
    asked: argparse.Namespace,
    as_of: datetime | None,
    t: Translator,
    store: Store,
    rights: Rights,
    out: TextIO,
    claimed: Rights,
) -> int:
    """The closing report: the page to the output, or a file of the form that its name ends in, for its owner alone;
    ``--beside`` another programme with what ``claimed`` may see there, whose audit log has it too."""
    scope = Scope(rights, as_of=as_of)
    t = t.knowing(load_branch_names(store, scope))
    form, beside = Path(asked.to).suffix or "html", None
    if asked.beside:
        with opened(asked.beside, claimed) as (other, own):
            beside = table_beside((load_side(store, scope, t), load_side(other, Scope(own, as_of=as_of), t)), t)
            other.audit("export", own, what="closing_beside", form=form)
    parts, head = closing_parts(store, scope, t, beside), closing_head(store, scope, t)
    store.audit("export", rights, what="closing_report", form=form, rows=len(parts))
    if asked.json:
        write_json({name: part.title or part.empty for name, part in parts.items()}, out)
        return DONE
    if not asked.to:
        out.write(closing_html(parts, head, t) + "\n")
        return DONE
    book = asked.to.lower().endswith(".xlsx")
    content = closing_workbook(parts, head, t) if book else closing_html(parts, head, t).encode("utf-8")
    write_file(Path(asked.to), content)
    return DONE


def write_file(path: Path, content: bytes) -> None:
    """Write a file for its owner alone. Refusal ``not_written``."""
    try:
        with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
    except OSError as error:
        raise Refusal("not_written", where=str(path), detail=error.strerror or "") from None


def take_names(asked: argparse.Namespace, t: Translator, store: Store, rights: Rights, out: TextIO) -> int:
    """A work list with the numbers and names of the caller's own roster beside it; who asked, and what for, is in the
    audit log before a name is written. Refusals ``not_allowed``, ``purpose_missing``."""
    rights = may_reveal(rights, asked.purpose)
    listed, roster = read_rows(asked.list), read_rows(asked.roster)
    frame, found = name_rows(listed, roster, partial(pseudonyms_of, store))
    log_reveal(store, rights, len(frame), found)
    if asked.json:
        write_json(
            {"rows": len(frame), "found": found, "list": frame.to_numpy().tolist(), "heads": list(frame.columns)}, out
        )
    else:
        out.write(named_csv(frame))
    return DONE if found == len(frame) else ATTENTION
