"""``python -m analytics brief`` and ``python -m analytics calendar``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from analytics.alerts.answers import load_watch
from analytics.behind import load_branch_names
from analytics.brief.calendar import calendar_ics
from analytics.brief.due import load_due
from analytics.brief.parts import load_brief, since_of
from analytics.brief.text import written
from analytics.reports.taking import write_file
from analytics.scope import Scope
from data.commands.console import ATTENTION, DONE, write_json
from data.problems import Refusal

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from data.access import Rights
    from data.language import Translator
    from data.store import Store


def take_brief(
    asked: argparse.Namespace, as_of: datetime | None, t: Translator, store: Store, rights: Rights, out: TextIO
) -> int:
    """The brief on the output or in a file. Exits 1 where an alert holds. Refusals: ``edition_unknown``,
    ``not_written``."""
    scope = Scope(rights, as_of=as_of)
    brief = load_brief(store, scope, t, since_of(store, scope, asked.since))
    store.audit("export", rights, what="brief", form="json" if asked.json else asked.format, rows=len(brief.parts))
    if asked.json:
        write_json(
            {
                "title": brief.title,
                "programme": brief.programme,
                "as_of": brief.as_of,
                "sentence": brief.sentence,
                "settings": list(brief.said),
                "parts": [
                    {
                        "part": part.key,
                        "title": part.head,
                        "finding": part.title,
                        "heads": [] if part.grid is None else list(part.grid.heads),
                        "rows": [] if part.grid is None else [[cell.text for cell in row] for row in part.grid.rows],
                    }
                    for part in brief.parts
                ],
            },
            out,
        )
    else:
        _put(asked.to, written(brief, asked.format, t).encode("utf-8"), out)
    return ATTENTION if load_watch(store, scope).holding else DONE


def take_calendar(
    asked: argparse.Namespace, as_of: datetime | None, t: Translator, store: Store, rights: Rights, out: TextIO
) -> int:
    """The due dates as a calendar, on the output or in a file. Refusal ``not_written``."""
    scope = Scope(rights, as_of=as_of)
    t = t.knowing(load_branch_names(store, scope))
    found = load_due(store, scope, t)
    store.audit("export", rights, what="calendar", form="ics", rows=len(found))
    if asked.json:
        told = [
            {
                "kind": one.kind,
                "key": one.key,
                "name": one.name,
                "day": one.day.isoformat(),
                "owner": one.owner,
                "page": one.page,
            }
            for one in found
        ]
        write_json({"due": told}, out)
    else:
        _put(asked.to, calendar_ics(found, store, scope, t), out)
    return DONE


def _put(path: str, content: bytes, out: TextIO) -> None:
    if not path:
        out.write(content.decode("utf-8"))
        return
    if Path(path).is_dir():
        raise Refusal("not_written", where=path, detail="")
    write_file(Path(path), content)
    out.write(path + "\n")
