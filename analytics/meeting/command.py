"""``python -m analytics pack``: the pack as files in a folder, made with the rights of who asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from analytics.meeting.choosing import USUAL, offered
from analytics.meeting.editions import edition_named
from analytics.meeting.pack import Pack, load_pack
from analytics.meeting.paper import pack_html
from analytics.meeting.sheets import pack_xlsx
from analytics.meeting.slides import opened, pack_pptx
from analytics.periods import as_of_day
from analytics.reports.taking import write_file
from analytics.scope import Scope
from data.commands.console import ATTENTION, DONE, as_line, write_json
from data.problems import Refusal
from data.settings import settings

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from data.access import Rights
    from data.language import Translator
    from data.store import Store

FORMS = ("pptx", "html", "xlsx")


def written_as(pack: Pack, form: str, t: Translator, template: Path | None = None) -> bytes:
    """A pack in one of its forms; only slides have a template."""
    if form == "pptx":
        return pack_pptx(pack, t, template)
    return pack_html(pack, t) if form == "html" else pack_xlsx(pack, t)


def file_name(scope: Scope, form: str, t: Translator) -> str:
    """What the file is called: ``pack-2026-11-23-en.pptx``."""
    return f"pack-{as_of_day(scope).isoformat()}-{t.lang}.{form}"


def forms_of(text: str) -> list[str]:
    """The forms asked for, each once. Refusal ``pack_form``."""
    found = list(dict.fromkeys(one.strip().lower() for one in text.split(",") if one.strip()))
    if wrong := [one for one in found if one not in FORMS]:
        raise Refusal("pack_form", where=wrong[0], allowed=", ".join(FORMS))
    return found or list(FORMS)


def take_pack(
    asked: argparse.Namespace, as_of: datetime | None, t: Translator, store: Store, rights: Rights, out: TextIO
) -> int:
    """Write the pack in each form into the folder, for its owner alone, and say what was written and what was left
    out."""
    if asked.list:
        return _list(asked, t, out)
    forms, template = forms_of(asked.format), Path(asked.template) if asked.template else settings().template
    if template is not None and "pptx" in forms:
        opened(template)  # what is wrong with it is said before minutes of work
    scope = Scope(rights, as_of=edition_named(store, asked.edition) if asked.edition else as_of)
    wanted = [one.strip() for one in asked.areas.split(",") if one.strip()]
    pack = load_pack(store, scope, wanted, t)
    folder, files = Path(asked.out), []
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal("not_written", where=str(folder), detail=error.strerror or "") from None
    for form in forms:
        path = folder / file_name(scope, form, t)
        write_file(path, written_as(pack, form, t, template))
        store.audit("export", rights, what="pack", form=form, rows=len(pack.leaves))
        files.append(path)
    if asked.json:
        told = [{"pick": str(leaf.pick), "place": leaf.place, "title": leaf.exhibit.title} for leaf in pack.leaves]
        write_json(
            {
                "files": [str(path) for path in files],
                "pieces": told,
                "omitted": list(pack.omitted),
                "as_of": pack.as_of,
            },
            out,
        )
    else:
        out.writelines(f"{path}\n" for path in files)
        out.writelines(as_line(f"  {words}") for words in pack.omitted)
    return ATTENTION if pack.omitted and asked.areas else DONE


def _list(asked: argparse.Namespace, t: Translator, out: TextIO) -> int:
    """Everything that can be asked for, and whether the usual pack has it."""
    rows = [(name, pick.words(t), name in USUAL) for name, pick in offered().items()]
    if asked.json:
        write_json({"pieces": [{"pick": name, "words": words, "usual": usual} for name, words, usual in rows]}, out)
    else:
        out.writelines(f"{'*' if usual else ' '} {name:<42} {words}\n" for name, words, usual in rows)
    return DONE
