"""The brief says what *This week* says, in every form; the days that are due are a calendar that other programs
read."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from analytics.__main__ import main
from analytics.brief.calendar import calendar_ics
from analytics.brief.due import Due, load_due
from analytics.brief.parts import Since, load_brief, title_changes
from analytics.brief.text import written
from analytics.meeting.editions import Change, grid_changes
from analytics.scope import Scope
from analytics.standing import load_standing
from analytics.week import SCORES
from data.access import local_rights
from data.language import Translator
from data.store import Store, open_store
from tests.pages.conftest import Opened, looking_at, words
from tests.pages.seed import RIGHTS, prepare

EN, ZH = Translator("en"), Translator("zh")
HEADING = re.compile(r'<h1 class="ho-message">(.*?)</h1>')
PARTS = ("numbers", "areas", "alerts", "changed", "decisions", "waves", "due", "owed")
EVIL = "Send | *the* <b>list</b>"


@pytest.fixture(scope="module")
def acting(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small programme with a decision that nobody sees to and an action that is late, opened once."""
    store = open_store(str(shutil.copytree(seeded, tmp_path_factory.mktemp("acted") / "store") / "programme.duckdb"))
    store.commit(
        prepare(
            "actions",
            [
                {
                    "action": "D-1",
                    "kind": "decision",
                    "title": "Date of the last branch",
                    "department": "IT",
                    "opened_on": date(2026, 11, 1),
                    "due_on": date(2026, 12, 1),
                },
                {
                    "action": "A-2",
                    "kind": "action",
                    "title": EVIL,
                    "owner": "Chen Yu",
                    "opened_on": date(2026, 11, 1),
                    "due_on": date(2026, 11, 20),
                },
                {
                    "action": "A-3",
                    "kind": "action",
                    "title": "Done",
                    "owner": "Chen Yu",
                    "opened_on": date(2026, 11, 1),
                    "due_on": date(2026, 11, 20),
                    "done_on": date(2026, 11, 18),
                },
            ],
        ),
        RIGHTS,
    )
    yield store
    store.shut()


@pytest.fixture
def acted(acting: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    look = looking_at(acting, monkeypatch)
    next(look)
    yield acting
    next(look, None)


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_page_and_brief_have_the_same_sentence_and_numbers(acted: Store, open_page: Opened, t: Translator) -> None:
    brief = load_brief(acted, Scope(RIGHTS), t)
    assert [part.key for part in brief.parts] == list(PARTS)
    forms = {form: written(brief, form, t) for form in ("text", "markdown", "html")}
    for metric in SCORES:
        value = load_standing(acted, Scope(RIGHTS), metric).reading.written(t)
        assert [value in html.unescape(text).replace("\\", "") for text in forms.values()] == [True] * 3
    for text in forms.values():
        plain = html.unescape(text).replace("\\", "")
        assert brief.sentence in plain
        assert [part.key for part in brief.parts if part.title not in plain or part.head not in plain] == []
    assert "<b>list</b>" not in forms["html"]
    assert r"Send \| \*the\* \<b\>list\</b\>" in forms["markdown"]
    assert EVIL in forms["text"]
    tables = [line for line in forms["markdown"].splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables if "A-2" in line} == {7}
    shown = words(open_page("this_week", lang=t.lang))
    assert html.unescape(HEADING.findall(shown)[0]) == brief.sentence
    for section, keys in (("areas", ("areas",)), ("changed", ("changed",)), ("due", ("due", "decisions", "owed"))):
        page = html.unescape(words(open_page("this_week", lang=t.lang, view=section)))
        assert [key for key in keys if next(one.title for one in brief.parts if one.key == key) not in page] == []


def test_the_command_writes_its_forms_and_asks_the_rights(acted: Store, tmp_path: Path) -> None:
    def asked(*argv: str, role: str = "administrator") -> tuple[int, str]:
        out = io.StringIO()
        return main([*argv], store=acted, out=out, rights=local_rights("local", role)), out.getvalue()

    code, said = asked("brief", "--json")
    answer = json.loads(said)
    assert code == 1, "alerts hold"
    assert [part["part"] for part in answer["parts"]] == list(PARTS)
    decisions = next(part for part in answer["parts"] if part["part"] == "decisions")
    assert decisions["rows"] == [["seen to by nobody", "D-1 Date of the last branch", "–", "1\u00a0Dec\u00a02026"]]
    file = tmp_path / "brief.html"
    assert asked("brief", "--format", "html", "--lang", "zh", "--to", str(file))[1] == f"{file}\n"
    assert file.read_text(encoding="utf-8").startswith('<!doctype html><html lang="zh-CN">')
    assert file.stat().st_mode & 0o077 == 0
    assert json.loads(asked("brief", "--since", "nobody", "--json")[1])["refused"]["code"] == "edition_unknown"
    assert asked("brief", "--to", str(tmp_path))[0] == 2
    owed = next(
        part for part in json.loads(asked("brief", "--json", role="executive")[1])["parts"] if part["part"] == "owed"
    )
    assert {row[2] for row in owed["rows"]} == {"–"}, "who may not see rows is not told who loaded them"
    assert "seed" in {row[2] for row in next(one for one in answer["parts"] if one["part"] == "owed")["rows"]}


def test_the_calendar_is_read_by_others_and_an_event_is_known_again(acted: Store) -> None:
    scope = Scope(RIGHTS)
    found = load_due(acted, scope, EN)
    assert [(one.kind, one.day) for one in found if one.key in ("A-2", "D-1", "W4")] == [
        ("action", date(2026, 11, 20)),
        ("decision", date(2026, 12, 1)),
        ("wave", date(2026, 12, 5)),
    ]
    assert [one.key for one in found if one.key == "A-3"] == []
    assert next(one.owner for one in found if one.key == "D-1") == "", (
        "seen to by nobody, as the table of decisions says beside it"
    )
    content = calendar_ics(found, acted, scope, EN)
    events = Calendar.from_ical(content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [one.day for one in found]
    own = next(event for event in events if str(event["summary"]).startswith("A-2"))
    assert str(own["summary"]) == f"A-2 {EVIL} (action)"
    assert own.decoded("dtend") - own.decoded("dtstart") == timedelta(days=1)
    moved = [Due(one.kind, one.key, one.name, one.day + timedelta(days=1), one.owner) for one in found]
    later = Calendar.from_ical(calendar_ics(moved, acted, scope, ZH)).walk("VEVENT")
    assert [event["uid"] for event in later] == [event["uid"] for event in events]
    assert len({event["uid"] for event in events}) == len(events)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    out = io.StringIO()
    assert main(["calendar"], store=acted, out=out) == 0
    assert len(Calendar.from_ical(out.getvalue()).walk("VEVENT")) == len(events)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "4 changes since 16 Nov 2026; beyond their limits now: CSAT"),
        ("zh", "自2026年11月16日以来有4处变化，新超限：CSAT"),
    ],
)
def test_what_went_beyond_its_limit_is_named_and_comes_first(lang: str, title: str) -> None:
    """A line a thing: its value and its verdict are no two changes; what is only another number comes after what is
    judged otherwise."""
    t = Translator(lang)
    watch, bad, good, unknown = (t(f"meeting.state.{one}") for one in ("watch", "bad", "good", "unknown"))
    found = [
        Change("number", "NPS", "state", unknown, bad),
        Change("number", "CES", "value", "5.1", "4.9"),
        Change("number", "CES", "state", good, watch),
        Change("number", "CSAT", "value", "79%", "70%"),
        Change("number", "CSAT", "state", good, bad),
        Change("wave", "W4", "planned", "5 Dec", "19 Dec"),
    ]
    lines = [[cell.text for cell in row] for row in grid_changes(found, t).rows]
    assert [line[2] for line in lines] == ["CSAT", "CES", "NPS", "W4"]
    assert lines[0][4:] == [f"79% · {good}", f"70% · {bad}"]
    assert title_changes(found, Since(datetime(2026, 11, 16)), t).replace("\u00a0", " ") == title
