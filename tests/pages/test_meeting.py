"""The pack is what the pages show: slides, pages to print, workbook, page and command have the same words and
numbers."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pptx import Presentation

from analytics.__main__ import main
from analytics.catalogue import areas
from analytics.marks import Bars, Cell, Exhibit, Grid
from analytics.marks.narrow import is_listed
from analytics.meeting.choosing import NUMBERS, USUAL, every, offered, singles
from analytics.meeting.pack import Pack, load_pack
from analytics.meeting.paper import pack_html
from analytics.meeting.sheets import HEADS, pack_xlsx
from analytics.meeting.slides import pack_pptx
from analytics.scope import Scope
from analytics.standing import load_standing, unit_of
from data.access import Rights, local_rights
from data.language import Translator
from data.problems import Refusal
from data.settings import settings
from data.store import Store, open_store
from pages.kit.meeting.present import left_for, rows_on
from pages.kit.meeting.show import MADE
from pages.kit.passport import tile_of
from tests.pages.conftest import Opened, words
from tests.pages.seed import RIGHTS, prepare

EN, ZH = Translator("en"), Translator("zh")
EVIL = '=1+1<script>alert("x")</script>'
ALL = [area.name for area in areas()]


@pytest.fixture(scope="module")
def programme(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small programme with a few risks and costs, and a branch whose name would run as a formula or as a script."""
    folder = shutil.copytree(seeded, tmp_path_factory.mktemp("meeting") / "store")
    store = open_store(str(folder / "programme.duckdb"))
    store.commit(prepare("branches", [{"branch": "B02", "name": EVIL}]), RIGHTS)
    store.commit(
        prepare(
            "costs",
            [
                {
                    "category": name,
                    "period": date(2026, month, 1),
                    "kind": kind,
                    "amount": amount * 1000.0,
                    "currency": "CNY",
                }
                for name, amount in (("Migration", 900), ("Training", 300))
                for month in (9, 10, 12)
                for kind in ("budget", "actual" if month < 11 else "forecast")
            ],
        ),
        RIGHTS,
    )
    yield store
    store.close()


@pytest.fixture(scope="module")
def pack(programme: Store) -> Pack:
    return load_pack(programme, Scope(RIGHTS), ALL, EN)


@pytest.fixture(scope="module")
def slides(pack: Pack) -> list[Any]:
    return slides_of(pack_pptx(pack, EN))


def slides_of(content: bytes) -> list[Any]:
    return list(Presentation(io.BytesIO(content)).slides)


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^<>]+>", "", markup))


def test_everything_of_the_catalogue_can_be_asked_for_and_the_usual_pack_is_part_of_it() -> None:
    parts = [f"{area.name}.{section.key}.{part.key}" for area in areas() for section, part in area.parts()]
    assert [str(one) for one in every() if one.part] == parts
    assert set(USUAL) <= set(offered())
    own = [str(one) for one in singles([offered()["risk"]])]
    assert own == ["risk.numbers", *(one for one in parts if one.startswith("risk."))]
    for t in (EN, ZH):
        said = [one.words(t) for one in every()]
        assert len(set(said)) == len(said)
        assert [one for one in said if re.search(r"\b[a-z_]+\.[a-z]", one)] == []
    named = [f"{area.name}.{part.key}".replace("-", "_") for area in areas() for _, part in area.parts()]
    assert [key for key in named for t in (EN, ZH) if not t.has(f"piece.{key}")] == []


def test_slides_pages_and_sheets_have_the_cells_of_the_page(pack: Pack, slides: list[Any]) -> None:
    """For each piece of every area: what its page would show as a table, and take along as a file."""
    page = pack_html(pack, EN).decode("utf-8")
    book = openpyxl.load_workbook(io.BytesIO(pack_xlsx(pack, EN)))
    sections = re.split(r'<section id="piece-\d+">', page)[1:]
    assert (len(slides), len(sections)) == (len(pack.leaves) + 2, len(pack.leaves))
    compared = 0
    for number, leaf in enumerate(pack.leaves):
        slide, sheet, section = (
            slides[number + 1],
            book.worksheets[number + 1],
            plain(sections[number].replace("<br>", "\n")),
        )
        grid, title = leaf.grid, leaf.exhibit.title
        assert slide.shapes.title.text_frame.text == title
        assert sheet["A1"].value == title
        assert title in section
        assert leaf.foot in section
        assert any(leaf.foot in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        own = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADS + 1, max_col=len(grid.heads))]
        assert len(own) == len(grid.rows), leaf.pick
        for row, cells in zip(own, grid.rows, strict=True):
            for value, cell in zip(row, cells, strict=True):
                compared += 1
                assert same(value, cell.value, cell.text), (leaf.pick, value, cell)
        assert all(cell.text in section for row in grid.rows[: grid.shown] for cell in row), leaf.pick
    assert compared > 300


def same(value: Any, wanted: Any, text: str) -> bool:
    """Whether a cell of the sheet holds the value behind the words; where there is none it holds no more than the
    words."""
    if wanted is None or wanted == "":
        return value in (None, text)
    if isinstance(value, datetime):
        return value.date() == (wanted.date() if isinstance(wanted, datetime) else wanted)
    return str(value) == str(wanted) or value == wanted


def test_native_charts_hold_the_values_of_their_tables(pack: Pack, slides: list[Any]) -> None:
    charts = 0
    for number, leaf in enumerate(pack.leaves):
        body = leaf.exhibit.body
        if isinstance(body, Bars) and not body.whole and not body.earlier and not is_listed(body):
            found = [
                value
                for shape in slides[number + 1].shapes
                if shape.has_chart
                for plot in shape.chart.plots
                for series in plot.series
                for value in series.values
            ]
            wanted = [value for series in body.series for value in series.values if value]
            factor = max(map(abs, wanted), default=1.0) / max((abs(one) for one in found if one), default=1.0)
            assert all(
                any(abs(one * factor - value) <= abs(value) * 0.02 for one in found if one) for value in wanted
            ), leaf.pick
            charts += 1
    assert charts >= 2


def test_tiles_are_those_of_page_and_command(programme: Store, pack: Pack) -> None:
    tiles = 0
    for leaf in (one for one in pack.leaves if one.pick.section == NUMBERS):
        for metric, row in zip(leaf.metrics, leaf.grid.rows, strict=True):
            standing = load_standing(programme, Scope(RIGHTS), metric)
            tile = tile_of(standing, EN)
            out = io.StringIO()
            main(["metric", metric, "--json"], store=programme, out=out)
            answer = json.loads(out.getvalue())
            _, name, value, unit, _, change, held, verdict = row
            assert (name.text, value.text, verdict.text) == (answer["title"], answer["written"], answer["verdict"])
            assert value.text.removesuffix("%") == tile.value
            assert unit.text == unit_of(standing.reading, EN) == tile.unit
            assert (change.text if change.text != "–" else "", held.text.removesuffix("%")) == (
                tile.change,
                tile.target or "–",
            )
            shown = re.sub(r"[^\d.]", "", tile.value)
            if standing.passport.unit in ("share", "points", "score") and shown:
                assert f"{abs(value.value):.{standing.passport.digits}f}" == shown
            tiles += 1
    assert tiles == 16


@pytest.mark.parametrize("t", [EN, ZH])
def test_nothing_on_a_slide_runs_over_its_place(programme: Store, t: Translator) -> None:
    """Every shape within the slide; title, subtitle, body and foot one below the other."""
    shown = load_pack(programme, Scope(RIGHTS), ["this_week", "satisfaction", "cost", "move"], t)
    for slide in slides_of(pack_pptx(shown, t)):
        bounds = [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in slide.shapes]
        assert all(
            left >= 0 and top >= 0 and right <= 1280 * 9525 and bottom <= 720 * 9525
            for left, top, right, bottom in bounds
        )
        rule = max(
            shape.top
            for shape in slide.shapes
            if shape.shape_type == 9 and shape.height == 0 and shape.width == 1192 * 9525
        )
        framed = [shape for shape in slide.shapes if shape.has_chart or shape.has_table]
        assert all(shape.top >= 184 * 9525 and shape.top + shape.height <= rule for shape in framed)


def test_names_neither_run_as_formulas_nor_as_scripts(programme: Store) -> None:
    shown = load_pack(programme, Scope(RIGHTS), ["this_week"], EN)
    book = openpyxl.load_workbook(io.BytesIO(pack_xlsx(shown, EN)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {(cell.data_type, cell.quotePrefix) for cell in cells if cell.value == EVIL} == {("s", True)}
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    page = pack_html(shown, EN).decode("utf-8")
    assert "<script>alert" not in page
    assert html.escape(EVIL, quote=False) in page.replace("&#34;", '"')
    whole = pack_html(load_pack(programme, Scope(RIGHTS), ["satisfaction.overview.waves"], EN), EN).decode("utf-8")
    assert "<script>alert" not in whole
    assert re.findall(r'(?:src|href)="(?!#)', whole.partition("<script>")[0]) == []


def test_who_may_not_see_rows_gets_what_their_screen_shows(programme: Store) -> None:
    reader = local_rights("local", "executive")
    shown = load_pack(programme, Scope(reader), ["satisfaction.numbers", "satisfaction.response"], ZH)
    assert shown.batches is None
    values = [row[2].text for row in shown.leaves[0].grid.rows]
    told = Translator("zh", rounded=True)
    assert values == [
        load_standing(programme, Scope(reader), one).reading.written(told) for one in shown.leaves[0].metrics
    ]
    assert values[0].startswith("约")
    own = load_pack(programme, Scope(RIGHTS), ["satisfaction.numbers"], ZH)
    assert {row[0].text for row in own.batches.rows} == set(programme.batches(RIGHTS)["batch_id"])


def test_the_command_writes_the_files_for_their_owner_and_refuses_in_words(programme: Store, tmp_path: Path) -> None:
    def asked(*argv: str) -> tuple[int, str]:
        out = io.StringIO()
        return main(["pack", *argv, "--out", str(tmp_path / "new")], store=programme, out=out), out.getvalue()

    code, said = asked("--areas", "this_week,satisfaction.numbers", "--format", "xlsx,html", "--lang", "zh")
    assert code == 0
    assert [Path(line).name for line in said.splitlines()] == ["pack-2026-11-23-zh.xlsx", "pack-2026-11-23-zh.html"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()} == {0o600}
    assert asked("--areas", "nonsense")[0] == 2
    assert "Nothing in the pack is called nonsense." in asked("--areas", "nonsense")[1]
    assert "A pack has no form pdf." in asked("--format", "pdf")[1]
    assert "risk.register.heat" in asked("--list")[1]
    broken = tmp_path / "logo.pptx"
    broken.write_text("no presentation", encoding="utf-8")
    assert "logo.pptx is no presentation" in asked("--template", str(broken))[1]


def test_a_company_template_gives_its_layout_and_fonts(programme: Store, tmp_path: Path) -> None:
    template = Presentation()
    small = tmp_path / "small.pptx"
    template.save(str(small))
    shown = load_pack(programme, Scope(RIGHTS), ["this_week"], EN)
    with pytest.raises(Refusal, match="template_size") as refused:
        pack_pptx(shown, EN, small)
    assert refused.value.params["size"] == "10.00 × 7.50"
    template.slide_width, template.slide_height = 1280 * 9525, 720 * 9525
    template.slides.add_slide(template.slide_layouts[0]).shapes.title.text_frame.text = "An old slide"
    template.core_properties.author = "The company"
    own = tmp_path / "own.pptx"
    template.save(str(own))
    made = Presentation(io.BytesIO(pack_pptx(shown, EN, own)))
    assert made.core_properties.author == "The company"
    titles = [slide.shapes.title.text_frame.text for slide in made.slides]
    assert titles == [shown.title, shown.leaves[0].exhibit.title, EN("meeting.behind.title", n=len(shown.sources.rows))]
    fonts = {
        found.get("typeface")
        for slide in made.slides
        for found in slide._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}latin")
    }
    assert fonts == {"+mn-lt"}


@pytest.mark.usefixtures("demo")
def test_the_page_chooses_orders_and_makes_with_one_click(open_page: Opened) -> None:
    session = open_page("meeting", lang="en", piece=["this_week", "satisfaction.overview.calendar"])
    assert "The pack has 2 pieces of 2 areas" in words(session)
    session.button(key="pack-down-this_week").click().run()
    assert session.query_params["piece"] == ["satisfaction.overview.calendar", "this_week"]
    session.selectbox(key="pack-add").set_value("satisfaction.numbers").run()
    session.button(key="pack-out-this_week").click().run()
    assert session.query_params["piece"] == ["satisfaction.overview.calendar", "satisfaction.numbers"]
    session.button(key="pack-make").click().run()
    assert not session.exception
    ready = session.session_state[MADE]
    assert set(ready.files) == {"pptx", "html", "xlsx"}
    first = slides_of(ready.files["pptx"])[1]
    assert first.shapes.title.text_frame.text == ready.titles[0][1]
    assert "Made: 2 pieces" in words(session)
    assert len(session.get("download_button")) == 3
    session.button(key="pack-usual").click().run()
    assert "piece" not in session.query_params
    assert "have changed since this pack was made" in words(session)


def test_a_slide_has_as_many_rows_as_stand_on_the_screen() -> None:
    """Nine rows of long alerts ran off a screen of 720 pixels; what has no room is counted below."""
    short = Grid(("What", "Day"), ("prose", "date"), ((Cell("Short"), Cell("5 Dec")),) * 30)
    long = Grid(("What", "Day"), ("prose", "date"), ((Cell("Customers of high value " * 12), Cell("5 Dec")),) * 30)
    folded = Grid(
        ("What", "Day"), ("prose", "date"), ((Cell("First\n9 more" + "\nOther" * 9, folded=True), Cell("5 Dec")),) * 30
    )
    room = left_for(Exhibit("A title", "Below it", "", short), "As of today", "en")
    assert (rows_on(short, room), rows_on(folded, room), rows_on(long, room)) == (11, 7, 5)
    assert rows_on(Grid(short.heads, short.kinds, short.rows[:5]), room) == 5
    for lang, high in (("en", 15 * 1.5), ("zh", 15 * 1.65)):
        bare, said = (left_for(Exhibit("A", below, "", short), "", lang) for below in ("", "B"))
        assert high <= bare - said < high + 2, "as high as the style sheet has it"
    wave = Grid(
        ("State", "Wave", "Branch", "Plan", "Actual", "Standing", "Customers", "Moved"),
        ("state", "head", "text", "date", "date", "prose", "number", "number"),
        tuple(
            tuple(
                Cell(one, one if at else "met", "" if at else "good")
                for at, one in enumerate(
                    (
                        "met",
                        f"Wave {n}",
                        "Harbour Street",
                        "9 May\nfirst 2 May" if n in (2, 6) else "9 May",
                        "9 May",
                        "7 days late against the first plan, on time by the re-plan" if n == 2 else "on time",
                        "1,900",
                        "1,794",
                    )
                )
            )
            for n in range(1, 9)
        ),
    )
    four = left_for(Exhibit("A title of many words " * 11, "Below it", "", wave), "As of today", "en")
    assert rows_on(wave, four) == 8, "the waves that are still to come are not folded away"
    much = left_for(Exhibit("A title of many words " * 12, "Below it", "", short), "Where it comes from " * 20, "en")
    assert much < room - 100
    assert rows_on(long, much) == 3, "three at least"


def test_settings_have_the_template(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_TEMPLATE", "company.pptx")
    settings.cache_clear()
    assert settings().template == Path("company.pptx")


def test_nothing_to_show_is_said(store: Store) -> None:
    with pytest.raises(Refusal, match="pack_empty"):
        load_pack(store, Scope(Rights("a", "administrator")), ["risk"], EN)
