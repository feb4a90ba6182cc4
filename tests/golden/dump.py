"""``make golden``: everything the demo programme shows, written to text files that `git diff` reads well.

One file a page and language under ``tests/golden/screen/``: every section of the page, then (in English) the page under
a few scopes. Chinese files hold the Chinese words of a figure only, as long as its numbers are those of the English
one. Beside them are the answers of ``python -m analytics``. A page runs as a reader's session runs it; nothing of the
screen is left out but the style sheet, and only what is by its nature another at each building (ids, times of running)
is written as ``…``.
"""

from __future__ import annotations

import difflib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from data.settings import settings
from pages.kit.navigation import PAGES
from pages.kit.state import LANG, VIEW
from tests.golden.lines import plain, screen_lines
from tests.golden.store import TODAY, built
from tests.sessions import AppTest

ROOT = Path(__file__).resolve().parents[2]
SCREEN = Path(__file__).resolve().parent / "screen"
LANGUAGES = ("en", "zh")
OWN_TRACES = {("records", "audit")}
"""What shows who looked at what: the dump itself."""
INCIDENT = re.compile(r'class="ho-problem".*\b[0-9A-F]{8}\b', re.S)
BY_WAVE = ("nps", "csat", "ces", "response_rate")
"""Metrics whose answer is written by wave too."""


@dataclass(frozen=True)
class Case:
    """One way of looking: the parameters of the link, the role, and the pages that are looked at so."""

    name: str
    pages: tuple[str, ...]
    params: dict[str, str] = field(default_factory=dict)
    role: str = "administrator"


SCOPES = (
    Case(
        "wave W3",
        (
            "satisfaction",
            "complaints",
            "rights",
            "schedule",
            "risk",
            "safeguards",
            "retention",
            "effect",
            "move",
            "care",
        ),
        {"wave": "W3"},
    ),
    Case("branch B02", ("satisfaction", "complaints", "rights"), {"branch": "B02"}),
    Case(
        "as of 30 August 2026",
        ("this_week", "move", "satisfaction", "risk", "schedule", "cost"),
        {"asof": "2026-08-30"},
    ),
    Case("after the cut-over", ("satisfaction", "complaints"), {"phase": "after"}),
    Case(
        "nothing selected",
        ("satisfaction", "complaints", "rights", "schedule", "cost"),
        {"wave": "W3", "from": "2027-01-01"},
    ),
    Case("executive", ("this_week", "satisfaction", "rights", "retention", "market", "move", "care"), role="executive"),
)


@contextmanager
def set_up(store: Path) -> Iterator[list[str]]:
    """Settings of a reader of this store; yields where the sections of the page run last are found."""
    sections: list[str] = []
    drawn, made = st.segmented_control, PagesManager.__init__

    def segmented(label: str, options: Any, **kwargs: Any) -> Any:
        if kwargs.get("key") == VIEW:
            sections[:] = options
        return drawn(label, options, **kwargs)

    def manager(self: PagesManager, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        PagesManager.uses_pages_directory = False

    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDOVER_")}
    ours = {"HANDOVER_STORE": str(store / "programme.duckdb"), "HANDOVER_TODAY": TODAY, "HANDOVER_USER": "reader"}
    with (
        mock.patch.dict(os.environ, {**kept, **ours}, clear=True),
        mock.patch.object(st, "segmented_control", segmented),
        mock.patch.object(PagesManager, "__init__", manager),
    ):
        settings.cache_clear()
        try:
            yield sections
        finally:
            st.cache_data.clear()
            st.cache_resource.clear()
            settings.cache_clear()


def open_session(case: Case, lang: str, page: str = "") -> AppTest:
    """A session of a reader of the role of a case, at a page or at the start page, the dearest of all."""
    os.environ["HANDOVER_ROLE"] = case.role
    settings.cache_clear()
    session = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    session.query_params[LANG] = lang
    if page:
        session.switch_page(f"pages/{page}.py")
    return session.run()


def shown(session: AppTest, case: Case, page: str, lang: str, **more: str) -> list[str]:
    """The lines of one page; what is not in the link is not selected."""
    wanted = {LANG: lang, **case.params, **more}
    for key in [key for key in session.query_params if key not in wanted]:
        del session.query_params[key]
    for key, value in wanted.items():
        session.query_params[key] = value
    session.switch_page(f"pages/{page}.py").run()
    if session.exception:
        raise AssertionError(f"{page} ({case.name}, {lang}) broke: {[error.message for error in session.exception]}")
    broken = [element.value for element in session.html if INCIDENT.search(element.value)]
    if broken:
        raise AssertionError(f"{page} ({case.name}, {lang}, {more}) shows an incident: {broken}")
    return steady(screen_lines(session.main))


def steady(lines: list[str]) -> list[str]:
    """The lines without what is another at each building: the random end of a batch's name."""
    return [re.sub(r"(?<![A-Za-z0-9])(b\d{6})-[0-9a-f]{8}(?![0-9a-f])", r"\1-…", line) for line in lines]


def differences(found: Path, stored: Path) -> list[str]:
    """Where two dumps differ: file and line of the stored one, what stood there and what stands there now."""
    names = sorted({path.relative_to(at).as_posix() for at in (found, stored) for path in at.rglob("*.txt")})
    said = []
    for name in names:
        if not (found / name).is_file() or not (stored / name).is_file():
            said.append(f"{name}: {'is no longer written' if (stored / name).is_file() else 'is new'}")
            continue
        old, new = ((at / name).read_text(encoding="utf-8").splitlines() for at in (stored, found))
        for tag, at, until, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag != "equal":
                gone, come = " / ".join(map(str.strip, old[at:until])), " / ".join(map(str.strip, new[start:end]))
                said.append(f"{name}:{at + 1}: was {gone[:300] or 'nothing'}; is {come[:300] or 'nothing'}")
    return said


def dump(store: Path, folder: Path, only: Sequence[str] = ()) -> None:
    """Write the files of the dump of ``store`` into ``folder``: every one, or those of the pages named in ``only``."""
    files: dict[str, list[str]] = {}
    everything = Case("all", tuple(page.name for page in PAGES if not only or page.name in only))
    with set_up(store) as sections:
        english: dict[tuple[str, str], list[str]] = {}
        for lang in LANGUAGES:
            session = open_session(everything, lang)
            for page in everything.pages:
                sections.clear()
                first = shown(session, everything, page, lang)
                file = files.setdefault(f"{lang}/{page}.txt", [])
                for place, section in enumerate(list(sections) or [""]):
                    if (page, section) in OWN_TRACES:
                        continue
                    lines = first if place == 0 else shown(session, everything, page, lang, view=section)
                    if lang == LANGUAGES[0]:
                        english[page, section] = lines
                    else:
                        lines = without_numbers(lines, english.get((page, section), []))
                    file += [f"======== {section or page}", *lines, ""]
        write(files, folder)
        for case in SCOPES:
            pages = [page for page in case.pages if page in everything.pages]
            session = open_session(case, LANGUAGES[0]) if pages else None
            for page in pages:
                lines = shown(session, case, page, LANGUAGES[0])
                files[f"{LANGUAGES[0]}/{page}.txt"] += [f"======== {case.name}", *lines, ""]
        os.environ["HANDOVER_ROLE"] = everything.role
        settings.cache_clear()
        st.cache_resource.clear()
        if not only or "commands" in only:
            files |= commands()
    write(files, folder)


def without_repeats(lines: list[str]) -> list[str]:
    """The lines of a file with each passport told once: a definition that changes is one changed line."""
    found, told, inside, depth = [], set(), False, 0
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if inside and indent <= depth:
            inside = False
        if line.lstrip().startswith("<passport-"):
            name = line.strip()
            inside, depth = name in told, indent
            told.add(name)
            if inside:
                continue
        if not inside:
            found.append(line)
    return found


def write(files: dict[str, list[str]], folder: Path) -> None:
    """Put the lines of files below ``folder``, each under its name."""
    for name, lines in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(without_repeats(lines)).rstrip() + "\n", encoding="utf-8")


def without_numbers(lines: list[str], english: list[str]) -> list[str]:
    """The lines without those of figures that stand in the English page as they are."""
    same = {line for line in english if line.startswith(" ")}
    found, inside, depth = [], False, 0
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if inside and indent <= depth:
            inside = False
        if line.lstrip().startswith("chart: "):
            inside, depth = True, indent
        if not (inside and indent > depth and line in same):
            found.append(line)
    return found


def commands() -> dict[str, list[str]]:
    """The answers of ``python -m analytics`` by the name of their file."""
    from analytics.__main__ import main
    from analytics.metrics import METRICS
    from data.store import open_store

    def asked(*argv: str) -> Any:
        out = io.StringIO()
        main([*argv, "--json"], store=store, out=out)
        return json.loads(out.getvalue())

    store = open_store(settings().store)
    try:
        found = {"commands/metrics.txt": _flat(asked("metrics")["metrics"])}
        lines: list[str] = []
        for name in METRICS:
            for by in ("", "wave") if name in BY_WAVE else ("",):
                answer = asked("metric", name, *(["--by", by] if by else []))
                said = _flat(answer["rows"]) if "rows" in answer else [plain(answer)]
                lines += [f"======== {name}{' by ' + by if by else ''}", *said, ""]
        found["commands/metric.txt"] = lines
        for lang in LANGUAGES:
            os.environ["HANDOVER_LANG"] = lang
            settings.cache_clear()
            found[f"commands/alerts.{lang}.txt"] = _flat(asked("alerts")["alerts"])
        return found
    finally:
        store.close()


def _flat(rows: list[dict[str, Any]]) -> list[str]:
    """One line a value, an empty line between rows."""
    return [line for row in rows for line in (*(f"{name}: {plain(value)}" for name, value in row.items()), "")]


def written(folder: Path, only: Sequence[str] = ()) -> None:
    """The dump of the demo programme, from a copy of its store: pages write who looked at what."""
    with tempfile.TemporaryDirectory() as place:
        with mock.patch.dict(os.environ, {"HANDOVER_TODAY": TODAY}):
            settings.cache_clear()
            store = shutil.copytree(built(), Path(place) / "store")
        dump(Path(store), folder, only)


def main(only: Sequence[str]) -> int:
    """Write the dump anew, or the files of some pages, and say what changed."""
    with tempfile.TemporaryDirectory() as place:
        written(Path(place), only)
        if not only:
            shutil.rmtree(SCREEN, ignore_errors=True)
        shutil.copytree(place, SCREEN, dirs_exist_ok=True)
    subprocess.run(["git", "--no-pager", "diff", "--stat", "--", str(SCREEN)], cwd=ROOT, check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
