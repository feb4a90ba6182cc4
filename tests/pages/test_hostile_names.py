"""A programme in which every name is hostile: nothing of a name acts in a chart, a file, a slide or a pack."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from icalendar import Calendar
from pptx import Presentation

from analytics.__main__ import main as analytics
from analytics.alerts import evaluate_all
from analytics.alerts.answers import load_watch
from analytics.alerts.delivery import Words
from analytics.brief.calendar import calendar_ics
from analytics.brief.due import load_due
from analytics.brief.parts import load_brief
from analytics.brief.text import written
from analytics.catalogue import Area, areas
from analytics.charts.palette import LIGHT
from analytics.marks import Cell, Exhibit, Grid
from analytics.marks.browser import figure_of
from analytics.marks.browser.names import spec_of
from analytics.marks.words import alt_of, frame_of, table_of
from analytics.meeting.choosing import USUAL
from analytics.meeting.pack import load_pack
from analytics.meeting.paper import pack_html
from analytics.meeting.sheets import pack_xlsx
from analytics.meeting.slides import pack_pptx
from analytics.programme import load_overview
from analytics.reports.sheet import fill
from analytics.reports.slide import exhibit_pptx
from analytics.reports.table import NUMBER, table_csv
from analytics.scope import Scope
from data import clock
from data.access import Rights, local_rights
from data.commands.console import Console, tell_refusal
from data.language import Translator
from data.others import file_named
from data.problems import Refusal
from data.store import Store, open_store
from data.store.comments import add_comment
from data.store.editions import Edition, write
from pages.kit.markdown import plain
from pages.kit.upload.outcome import stem
from tests.pages.hostile import SPITE, live_html, live_in_figure, live_markdown, plant

T = Translator("en")
FORGED = "X-Forged"
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NO_MARKS = {"https://", ":material/", ":red["}
"""What is a mark to Streamlit alone, and what programs make a link of whatever is done to it."""
CALENDAR = {
    "BEGIN",
    "END",
    "PRODID",
    "VERSION",
    "CALSCALE",
    "METHOD",
    "X-WR-CALNAME",
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "DESCRIPTION",
    "CATEGORIES",
    "TRANSP",
}
"""The names of all lines of a calendar."""


@pytest.fixture(scope="module")
def rights() -> Rights:
    return local_rights("tester", "administrator")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plant(tmp_path_factory.mktemp("hostile") / "store")


@pytest.fixture(scope="module")
def hostile(planted: Path) -> Iterator[Store]:
    store = open_store(str(planted))
    yield store
    store.close()


@pytest.mark.parametrize("area", areas(), ids=lambda area: area.name)
def test_what_an_area_shows_leaves_as_it_stands(area: Area, hostile: Store, rights: Rights) -> None:
    """Charts, files and slides: no tag, no formula, no link; and the names are there in full, or shortened."""
    scope = Scope(rights)
    area.headline(hostile, scope, T)
    for section, part in area.parts():
        chosen = [choice.settled("", hostile, scope) for choice in section.choices]
        exhibit = part.exhibit(hostile, scope, chosen, T)
        if exhibit is None or exhibit.body is None:
            continue
        if not isinstance(exhibit.body, Grid):
            figure = figure_of(exhibit.body, LIGHT, T, 340)
            assert list(live_in_figure(json.loads(spec_of(figure)))) == [], part.key
            templates = [str(getattr(trace, "hovertemplate", "")) for trace in figure.data]
            assert [one for one in templates if "drop table" in one or "evil" in one] == [], part.key
        alt_of(exhibit, T)
        text = table_csv(frame_of(table_of(exhibit.body, T))).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝＋－＠") and not NUMBER.fullmatch(cell)] == [], (
            part.key
        )
        assert links(exhibit_pptx(exhibit, T)) == [], part.key


def links(pptx: bytes) -> list[str]:
    """What the slides of a presentation and the workbooks of its charts lead to outside of it, and which of these hold
    a formula."""
    Presentation(io.BytesIO(pptx))
    found = []
    with zipfile.ZipFile(io.BytesIO(pptx)) as parts:
        for name in parts.namelist():
            if name.endswith(".rels") and b'TargetMode="External"' in parts.read(name):
                found.append(name)
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(parts.read(name))) as inner:
                    found += [
                        f"{name} {one}"
                        for one in inner.namelist()
                        if re.search(rb"<f[ >]|<hyperlink", inner.read(one)) and "sheet" in one
                    ]
    return found


def test_headlines_and_alerts_carry_the_names_and_are_not_cut_by_them(hostile: Store, rights: Rights) -> None:
    """A brace in a name is no placeholder of the sentence."""
    said = [one.sentence(T) for one in evaluate_all(hostile, rights)]
    said += [area.headline(hostile, Scope(rights), T) for area in areas()]
    assert sum("drop table" in one for one in said) >= 5
    assert [one for one in said if "%{x}" in one and "{n}" not in one] == []


def test_a_name_is_letters_where_streamlit_reads_markdown() -> None:
    """Labels, choices, tooltips: no mark, no second line, no address that becomes a link, and all that can be seen is
    there."""
    assert live_markdown(SPITE) != []
    label = plain(SPITE)
    assert live_markdown(label) == []
    assert STEERS.search(label) is None
    seen = re.sub(r"\\(?=[!-/:-@\[-`{-~])|\u2060", "", label).replace("\\", "")
    assert seen == STEERS.sub("", SPITE.replace("\r\n", " ")).replace("\\", "")
    assert plain("ask www.evil.test or x@evil.test") == "ask www\u2060.evil.test or x@\u2060evil.test"


def test_a_name_of_ten_thousand_letters_has_its_slide_and_its_sheet() -> None:
    name = SPITE * 50
    assert len(name) > 10_000
    table = Grid((name, "n"), ("head", "number"), ((Cell(name, name), Cell("1", 1)),))
    slide = exhibit_pptx(Exhibit(name, name, name, table), T)
    assert links(slide) == []
    book = openpyxl.Workbook()
    fill(book.active, table, 1)
    stream = io.BytesIO()
    book.save(stream)
    sheet = openpyxl.load_workbook(stream)["Sheet"]
    assert (sheet["A2"].data_type, str(sheet["A2"].value)[:20], sheet["B2"].value) == ("s", SPITE[:20], 1)


def own_link(cell: Any) -> bool:
    """Whether a cell leads nowhere, or to a sheet of its own workbook."""
    link = cell.hyperlink
    return link is None or str(link.target or link.location).lstrip("#").startswith("'")


def test_the_pack_in_its_three_forms(hostile: Store, rights: Rights) -> None:
    pack = load_pack(hostile, Scope(rights), USUAL, T)
    page = pack_html(pack, T).decode()
    own, _, rest = page.partition("<body")
    without_scripts = re.sub(r"<script[^>]*>.*?</script>", "", rest, flags=re.S)
    assert "drop table" in without_scripts
    assert live_html(without_scripts) == []
    assert SPITE not in own
    for one in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', rest, flags=re.S):
        assert list(live_in_figure(json.loads(one))) == []
    book = openpyxl.load_workbook(io.BytesIO(pack_xlsx(pack, T)))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert sum("drop table" in cell.value for cell in found) >= 10
    assert [cell.coordinate for cell in found if cell.data_type == "f" or not own_link(cell)] == []
    assert links(pack_pptx(pack, T)) == []


def test_no_line_of_a_mail_a_brief_or_a_calendar_is_that_of_a_name(hostile: Store, rights: Rights) -> None:
    """Subjects are one line; no name adds a line, steers a terminal, turns the writing or is a mark of Markdown."""
    watch, own = load_watch(hostile, Scope(rights)), load_overview(hostile, Scope(rights)).parties(T)
    said = Words(T, own)
    mails = [
        said.many(watch.apart),
        *(said.new(one, watch) for one in watch.apart),
        *(said.over(one.alert.key, watch, ()) for one in watch.apart[:5]),
    ]
    brief, due = load_brief(hostile, Scope(rights), T), load_due(hostile, Scope(rights), T)
    text, markdown, page = (written(brief, form, T) for form in ("text", "markdown", "html"))
    calendar = calendar_ics(due, hostile, Scope(rights), T)
    assert [title for title, _ in mails if "\n" in title or STEERS.search(title) or FORGED not in title] == []
    lines = [line for _, body in mails for line in body.split("\n")] + text.split("\n") + markdown.split("\n")
    assert sum(FORGED in line for line in lines) >= 20
    assert [line for line in lines if line.startswith(FORGED) or STEERS.search(line)] == []
    ours = [line.replace("<br>", " ").removeprefix("**").removesuffix("**") for line in markdown.split("\n")]
    assert [line for line in ours if set(live_markdown(line)) - NO_MARKS] == []
    assert live_html(page) == []
    unfolded = calendar.decode().replace("\r\n ", "").split("\r\n")
    assert {re.split("[:;]", line)[0] for line in unfolded if line} <= CALENDAR
    assert [line for line in unfolded if STEERS.search(line)] == []
    events = Calendar.from_ical(calendar).walk("VEVENT")
    assert sum(FORGED in str(event["summary"]) for event in events) >= 3


def test_an_edition_and_its_comments_are_letters_in_the_pack(hostile: Store, rights: Rights) -> None:
    """The name of an edition, what was said of it and by whom: in the page, the workbook and the slides."""
    moment, who = clock.now(), replace(rights, user=f"{SPITE}who")
    with hostile._writing_batch() as cursor:
        cursor.execute("begin")
        write(cursor, Edition(f"{SPITE}ed", moment, hostile.version(), moment, who.user, SPITE, ""), {})
        cursor.execute("commit")
    with hostile._cursor() as cursor:
        hostile.editions.hear(cursor)
    try:
        add_comment(hostile, f"{SPITE}ed", "coordination.numbers", f"{SPITE} said", who)
        pack = load_pack(hostile, Scope(rights, as_of=moment), ["coordination.numbers"], T)
        page, out = pack_html(pack, T).decode(), io.StringIO()
        assert "drop table" in pack.edition
        assert "said" in pack.leaves[0].foot
        assert live_html(page) == []
        book = openpyxl.load_workbook(io.BytesIO(pack_xlsx(pack, T)))
        found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert [cell.coordinate for cell in found if cell.data_type == "f" or not own_link(cell)] == []
        assert links(pack_pptx(pack, T)) == []
        assert analytics(["edition", "list"], store=hostile, out=out, rights=rights) == 0
        assert [line for line in out.getvalue().split("\n") if STEERS.search(line) or line.startswith(FORGED)] == []
        assert out.getvalue().count("\n") == 1, "one edition, one line"
    finally:
        with hostile._writing_batch() as cursor:
            cursor.execute("begin")
            cursor.execute("delete from editions")
            cursor.execute("commit")
        with hostile._cursor() as cursor:
            hostile.editions.hear(cursor)


def test_a_line_on_a_terminal_is_one_line() -> None:
    """A table, a refusal and a line of a command: no name adds a line to it, turns it or steers what shows it."""
    out = io.StringIO()
    console = Console(out, T, local_rights("t", "administrator"), False, lambda: pytest.fail("no store is asked for"))
    console.table(["name", "n"], [[SPITE, 1], [SPITE * 20, 2]])
    console.say(f"  {SPITE}")
    console.say(T("command.load.done", batch="b1", file=SPITE))
    tell_refusal(Refusal("edition_unknown", where=SPITE, allowed=SPITE), T, out, as_json=False)
    lines = out.getvalue().removesuffix("\n").split("\n")
    assert len(lines) == 6
    assert sum("drop table" in line for line in lines) == 5
    assert [line for line in lines if STEERS.search(line) or line.startswith(FORGED)] == []
    assert lines[3].startswith("  =1+cmd")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\x\\y", "C-x-y"),
        ("invoice\u202excod.exe", "invoicexcod.exe"),
        ("a\r\nX-Forged: 1", "a X-Forged- 1"),
        (" . ", "file"),
        ("\x00\x1b", "file"),
        ("Welle 3 – 第三批", "Welle 3 – 第三批"),
    ],
)
def test_the_name_of_a_file_that_is_handed_out(name: str, file: str) -> None:
    assert file_named(name, ".csv") == f"{file}.csv"
    assert stem(f"{name}.xlsx") == file


def test_the_name_of_a_file_is_of_a_length_that_every_system_takes() -> None:
    for letter in ("x", "移", "😀"):
        handed = Translator("zh")("upload.rejected.file", name=stem(letter * 5_000 + ".xlsx"))
        assert len(handed.encode()) <= 255
    assert set(file_named(SPITE)) & set('\\/:*?"<>|\r\n\x1b\u202e\u2066') == set()
