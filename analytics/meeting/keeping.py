"""``python -m analytics edition``: freeze what is shown now, list the editions, say what changed and what is not
kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, TextIO

from analytics.behind import load_branch_names
from analytics.meeting.anew import load_pieces_anew, load_told_anew
from analytics.meeting.editions import Change, edition_named, load_changed, make_edition
from analytics.scope import Scope
from data import clock
from data.commands.console import ATTENTION, DONE, as_line, write_json
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
    """Make one, list them, check one or compare two (one alone: with now). Refusals: those of :func:`make_edition`,
    ``edition_unknown``."""
    scope = Scope(rights, as_of=as_of)
    t = t.knowing(load_branch_names(store, scope))
    names = list(asked.names)
    if asked.action == "compare":
        if len(names) not in (1, 2):
            raise Refusal("edition_unnamed")
        changes = load_changed(store, rights, names[0], names[1] if len(names) > 1 else "", t)
        return _compare(changes, load_told_anew(store, rights, names, t), asked, t, out)
    if asked.action == "check":
        return _check(store, rights, " ".join(names), asked, t, out)
    if asked.action == "make":
        made = [make_edition(store, scope, " ".join(names), t, note=asked.note)]
    else:
        made = store.editions.all()
    if asked.json:
        write_json({"editions": [asdict(one) for one in made]}, out)
    else:
        out.writelines(as_line(_line(one, t)) for one in made)
        if not made:
            out.write(t("meeting.editions.none") + "\n")
    return DONE if all(one.whole for one in made) else ATTENTION


def _line(one: Edition, t: Translator) -> str:
    proof = t("meeting.editions.whole" if one.whole else "meeting.editions.broken", proof=one.proof[:12])
    said = [one.name, t.moment(clock.local(one.made_at)), one.who, proof, one.note]
    if one.erased:
        said.append(t("meeting.editions.erased_since", n=one.erased))
    return "  ".join(part for part in said if part)


def _compare(changes: list[Change], anew: list[str], asked: argparse.Namespace, t: Translator, out: TextIO) -> int:
    """What changed, and which of what was compared is not kept but reckoned anew: a difference there may be ours."""
    if asked.json:
        write_json({"changes": [{**asdict(one), "kind": one.kind} for one in changes], "anew": anew}, out)
        return DONE
    for one in changes:
        field = t(f"meeting.changed.field.{one.field}")
        line = (
            f"{t(f'meeting.changed.{one.kind}')}  {t(f'meeting.changed.of.{one.what}')}  {one.name}  {field}:"
            f" {one.was or '–'} → {one.now or '–'}"
        )
        out.write(as_line(line))
    if not changes:
        out.write(t("meeting.changed.nothing") + "\n")
    if anew:
        out.write(as_line(t("meeting.anew.told", names=t.listing(anew))))
    return DONE


def _check(store: Store, rights: Rights, name: str, asked: argparse.Namespace, t: Translator, out: TextIO) -> int:
    """Whether an edition is still what it was, and each piece that it does not keep as the product asks for it now."""
    moment = edition_named(store, name) if name else None
    one = next((edition for edition in store.editions.all() if edition.made_at == moment), None)
    if one is None:
        raise Refusal("edition_unnamed")
    anew = load_pieces_anew(store, rights, name, t)
    if asked.json:
        write_json({"edition": name, "whole": one.whole, "anew": anew}, out)
    else:
        out.write(as_line(_line(one, t)))
        out.writelines(as_line(f"  {t('meeting.anew.piece', piece=piece)}") for piece in anew)
        out.write("" if anew else t("meeting.anew.none") + "\n")
    return DONE if one.whole and not anew else ATTENTION
