"""``python -m analytics edition``: freeze what is shown now, list the editions, and say what changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, TextIO

from analytics.behind import load_branch_names
from analytics.meeting.editions import Change, load_changed, make_edition
from analytics.scope import Scope
from data import clock
from data.commands.console import ATTENTION, DONE, write_json
from data.problems import Refusal

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from data.access import Rights
    from data.language import Translator
    from data.store import Store
    from data.store.editions import Edition


def take_edition(
    asked: argparse.Namespace, as_of: datetime | None, t: Translator, store: Store, rights: Rights, out: TextIO
) -> int:
    """Make one, list them or compare two (one alone: with now). Refusals: those of :func:`make_edition`,
    ``edition_unknown``."""
    scope = Scope(rights, as_of=as_of)
    t = t.knowing(load_branch_names(store, scope))
    names = list(asked.names)
    if asked.action == "compare":
        if len(names) not in (1, 2):
            raise Refusal("edition_unnamed")
        return _compare(load_changed(store, rights, names[0], names[1] if len(names) > 1 else "", t), asked, t, out)
    if asked.action == "make":
        made = [make_edition(store, scope, " ".join(names), t, note=asked.note)]
    else:
        made = store.editions.all()
    if asked.json:
        write_json({"editions": [asdict(one) for one in made]}, out)
    else:
        out.writelines(_line(one, t) + "\n" for one in made)
        if not made:
            out.write(t("meeting.editions.none") + "\n")
    return DONE if all(one.whole for one in made) else ATTENTION


def _line(one: Edition, t: Translator) -> str:
    proof = t("meeting.editions.whole" if one.whole else "meeting.editions.broken", proof=one.proof[:12])
    said = [one.name, t.moment(clock.local(one.made_at)), one.who, proof, one.note]
    if one.erased:
        said.append(t("meeting.editions.erased_since", n=one.erased))
    return "  ".join(part for part in said if part)


def _compare(changes: list[Change], asked: argparse.Namespace, t: Translator, out: TextIO) -> int:
    if asked.json:
        write_json({"changes": [{**asdict(one), "kind": one.kind} for one in changes]}, out)
        return DONE
    for one in changes:
        field = t(f"meeting.changed.field.{one.field}")
        out.write(
            f"{t(f'meeting.changed.{one.kind}')}  {t(f'meeting.changed.of.{one.what}')}  {one.name}  {field}:"
            f" {one.was or '–'} → {one.now or '–'}\n"
        )
    if not changes:
        out.write(t("meeting.changed.nothing") + "\n")
    return DONE
