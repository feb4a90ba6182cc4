"""Everything that is declared to be shown, walked: each chart and table speaks, is drawn, and leaves as a file and a
slide."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Hashable, Iterator
from functools import cache
from itertools import combinations
from typing import Any
from unittest import mock

import pandas as pd
import pytest
from pptx import Presentation

from analytics.alerts import evaluate_all
from analytics.behind import load_branch_names
from analytics.catalogue import Area, Chart, Part, Section, Table, areas
from analytics.charts.palette import DARK, LIGHT, Palette
from analytics.marks import Bars, Dots, Exhibit, Grid, Heat, Lines, Picture
from analytics.marks.browser import figure_of
from analytics.marks.narrow import is_listed
from analytics.marks.words import alt_of, frame_of, key_of, table_of
from analytics.readiness.numbers.principles import SCORES
from analytics.reports.slide import exhibit_pptx
from analytics.reports.table import table_csv
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import Rights
from data.language import LANGUAGES, Translator
from data.store import Store
from data.store.query import Query
from tests.conftest import proving

EVERY = [
    pytest.param(area, section, part, id=f"{area.name}-{section.key}-{part.key}")
    for area in areas()
    for section, part in area.parts()
]
IN_ONE = [
    pytest.param(*one.values, lang, id=f"{one.id}-{lang}")
    for place, one in enumerate(EVERY)
    for at, lang in enumerate(LANGUAGES)
    if proving(0, 1) or place % len(LANGUAGES) == at
]
"""Each part in one language, the next in the other; by `make prove` in both. What is drawn differs by its words alone,
and those are read in both languages."""
HAN = range(0x3400, 0xA000)
Shown = tuple[Area, Section, Part]


@cache
def exhibited(store: Store, rights: Rights, section: Section, part: Part, lang: str) -> Exhibit | None:
    scope, t = Scope(rights), Translator(lang)
    chosen = [choice.settled("", store, scope) for choice in section.choices]
    return part.exhibit(store, scope, chosen, t)


@pytest.fixture
def shown(request: pytest.FixtureRequest, demo: Store, rights: Rights) -> Exhibit:
    params = request.node.callspec.params
    found = exhibited(demo, rights, params["section"], params["part"], params["lang"])
    assert isinstance(found, Exhibit), "the demo has no use for it"
    assert found.empty == "", "the demo shows every part"
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("area", "section", "part"), EVERY)
def test_a_part_says_its_finding_and_its_range(
    area: Area, section: Section, part: Part, lang: str, shown: Exhibit
) -> None:
    """Title and subtitle in words, without the id of a missing message; the alternative text adds the values to the
    title."""
    said = [shown.title, shown.subtitle, shown.note, shown.key, alt_of(shown, Translator(lang))]
    assert all(said[:2]), "title and subtitle"
    assert [text for text in said if "{" in text or "nan" in text.split() or f"{area.name}." in text] == []
    assert not shown.title[:1].islower(), "a title begins as a sentence"
    assert not shown.subtitle[:1].islower(), "and so does what stands under it"
    if isinstance(shown.body, Lines):
        named = [swatch.name for swatch in key_of(shown.body, Translator(lang))]
        bare = [
            line
            for line in shown.body.series
            if line.weight != "thin" and not line.label and line.name not in named and line.x
        ]
        over = [
            (a.name, b.name)
            for a, b in combinations(bare, 2)
            if a.tone != b.tone and a.x[0] < b.x[-1] and b.x[0] < a.x[-1]
        ]
        assert over == [], "who looks at several lines over one time reads which is which"
    assert isinstance(part, Table) == isinstance(shown.body, Grid)
    if lang == "zh":
        assert any(ord(letter) in HAN for letter in shown.title)
    if isinstance(shown.body, Bars | Dots):
        written = {
            shown.body.unit.write(value, Translator(lang))
            for one in shown.body.series
            for value in one.values
            if value is not None
        }
        assert any(value in said[4].removeprefix(shown.title) for value in written)
    if isinstance(part, Chart):
        assert said[4].startswith(shown.title.rstrip("。."))
        assert any(letter.isdigit() for letter in said[4].removeprefix(shown.title))


def names_of(demo: Store, rights: Rights, lang: str) -> Translator:
    return Translator(lang).knowing(load_branch_names(demo, Scope(rights)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("area", "section", "part"), EVERY)
def test_waves_and_branches_stand_by_their_names(
    area: Area, section: Section, part: Part, lang: str, demo: Store, rights: Rights, shown: Exhibit
) -> None:
    """In title, range, note and cells, on axes and in the alternative text; the id of a branch stands at most behind
    its name, and inside what somebody called a thing (``W6-D1``)."""
    t = names_of(demo, rights, lang)
    said = [shown.title, shown.subtitle, shown.note, shown.key, alt_of(shown, t)]
    said += [cell.text for row in table_of(shown.body, t).rows for cell in row]
    bare = re.compile(rf"(?<![\w-])(?<!.[(（])(?:W\d+|{'|'.join(t.branches)})(?![\w-])")
    assert len(t.branches) == 12
    assert [text for text in said if bare.search(text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headlines_and_alerts_name_waves_and_branches(lang: str, demo: Store, rights: Rights) -> None:
    t, scope = names_of(demo, rights, lang), Scope(rights)
    said = [area.headline(demo, scope, t) for area in areas()] + [one.sentence(t) for one in evaluate_all(demo, rights)]
    assert [text for text in said if re.search(rf"(?<![\w-])(?:W\d+|{'|'.join(t.branches)})(?![\w-])", text)] == []
    name = t.branches["B06"]
    assert sum(name in text for text in said) == 3, "two headlines and the alert of its duty"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("area", "section", "part"), EVERY)
def test_the_level_of_an_interval_stands_once_in_its_column(
    area: Area, section: Section, part: Part, lang: str, shown: Exhibit
) -> None:
    """In the header, not again in each cell."""
    if not isinstance(shown.body, Grid):
        return
    for place, head in enumerate(shown.body.heads):
        told = [row[place].text for row in shown.body.rows if re.match("95%.", row[place].text)]
        assert told == [], head
        own = [row[place].text for row in shown.body.rows if row[place].text != "–"]
        if own and all(re.fullmatch(r"[+−]?[\d.,]+%?[…～][+−]?[\d.,]+%?", text) for text in own):
            assert "95%" in head, head


def test_headlines_name_all_that_is_red_beside_them(demo: Store, rights: Rights) -> None:
    """Safeguards has four red tiles, Complaints one: each is in the sentence, with its name or number."""
    scope, by = Scope(rights), {area.name: area for area in areas()}
    said = by["safeguards"].headline(demo, scope, Translator("en")).replace("\u00a0", " ")
    assert (
        said == "Payments did not recover in time: wave 6 moves in 12 days, 2 blockers open; 1 measure is late: “Access"
        " rights are reviewed”, by 84 days; 1 measure is proven in part: “Data is encrypted where it lies” for 1 of"
        " 2 – Data centre 2: not tested; 1 role is below what is needed: Hotline, 71% trained; 3 documents are"
        " missing, 3 in wave 5"
    )
    assert {load_standing(demo, scope, name).state for name in by["safeguards"].tiles} == {"bad"}
    late = load_standing(demo, scope, "complaints_overdue")
    assert (late.state, late.reading.now.value) == ("bad", 3)
    assert by["complaints"].headline(demo, scope, Translator("en")).endswith("; 3 of 29 open ones are past their time")
    assert by["complaints"].headline(demo, scope, Translator("zh")).endswith("；未结29件中3件已逾期")
    for name, tiles in {"cost": by["cost"].tiles, "readiness": tuple(SCORES.values())}.items():
        said = by[name].headline(demo, scope, Translator("en")).replace("\u00a0", " ")
        for tile in (load_standing(demo, scope, one) for one in tiles if one != "final_cost"):
            words = f"{tile.passport.title(Translator('en'))} {tile.reading.written(Translator('en'))}".replace(
                "\u00a0", " "
            )
            assert (words in said) == (tile.state == "bad"), said
    said = by["compliance"].headline(demo, scope, Translator("en")).replace("\u00a0", " ")
    assert said.endswith(
        "; past their day: 1 finding (“Signed copies not archived”), 1 change of law or policy (“Draft guidance on"
        " branch closures”) and 1 proof (“Drill report”)"
    )


def test_a_branch_is_written_by_its_name_and_by_its_id_only_where_it_has_none_of_its_own() -> None:
    t = Translator("en").knowing({"B01": "Bridge Road", "B02": "Mill", "B03": "Mill"})
    assert [t.branch(one) for one in ("B01", "B02", "B03", "B04")] == ["Bridge Road", "Mill (B02)", "Mill (B03)", "B04"]
    assert t != Translator("en")


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("area", "section", "part", "lang"), IN_ONE)
def test_a_chart_is_drawn_in_the_colours_of_its_palette(
    area: Area, section: Section, part: Part, lang: str, palette: Palette, shown: Exhibit
) -> None:
    if isinstance(shown.body, Grid | None):
        return
    figure = figure_of(shown.body, palette, Translator(lang), 340)
    other, drawn = DARK if palette is LIGHT else LIGHT, figure.to_json()
    assert {trace.meta["role"] for trace in figure.data if trace.meta} & {"bar", "dot", "line", "dots", "heat"}
    assert [role for role in ("actual", "bad", "text", "muted") if f'"{getattr(other, role)}"' in drawn] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("area", "section", "part"), EVERY)
def test_a_part_leaves_as_a_file_with_headers_in_words_and_rounded_numbers(
    area: Area, section: Section, part: Part, lang: str, shown: Exhibit
) -> None:
    grid = table_of(shown.body, Translator(lang))
    read = pd.read_csv(io.BytesIO(table_csv(frame_of(grid))))
    assert len(read) == len(grid.rows)
    assert grid.rows != ()
    assert len(set(read.columns)) == len(grid.heads)
    typed = shown.body.across if isinstance(shown.body, Heat) and part.key == "waits" else ()  # names of departments
    if lang == "zh" and not isinstance(shown.body, Picture):
        english = [
            head
            for head in read.columns
            if not any(ord(letter) in HAN for letter in head) and head not in ("n", "%", "q", *typed)
        ]
        assert english == []
    numbers = [cell.value for row in grid.rows for cell in row if isinstance(cell.value, float)]
    assert [value for value in numbers if abs(value - round(value, 3)) > 1e-9] == []


@pytest.mark.parametrize(("area", "section", "part", "lang"), IN_ONE)
def test_a_part_leaves_as_a_native_slide(area: Area, section: Section, part: Part, lang: str, shown: Exhibit) -> None:
    """Its title is the finding, its chart or table is native and described; a chart's sheet holds as many values as are
    drawn."""
    slide = Presentation(io.BytesIO(exhibit_pptx(shown, Translator(lang)))).slides[0]
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert texts[0] == shown.title
    assert shown.note in texts if shown.note else shown.subtitle in texts
    bodies = [shape for shape in slide.shapes if shape.has_chart or shape.has_table]
    described = {shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in bodies}
    alt = alt_of(shown, Translator(lang))
    assert described == {alt}
    if not isinstance(shown.body, Grid | None) and is_listed(shown.body):
        assert bodies[0].has_table
        return
    if isinstance(shown.body, Bars | Dots):
        known = [value for one in shown.body.series for value in one.values]
        held = [value for series in bodies[0].chart.plots[0].series for value in series.values]
        if isinstance(shown.body, Dots) and shown.body.apart:  # each series has places of its own
            known, held = ([value for value in part if value is not None] for part in (known, held))
        assert len(held) == len(known)
    if isinstance(shown.body, Lines):
        sheet = {series.name for series in bodies[0].chart.plots[0].series}
        assert {line.name for line in shown.body.series if any(value is not None for value in line.y)} <= sheet


def all_said(found: Exhibit, t: Translator) -> list[str]:
    """In words, cells, headers, hovers and ticks."""
    table = table_of(found.body, t)
    said = [found.title, found.subtitle, found.note, found.key, alt_of(found, t), *table.heads, *table.units]
    said += [cell.text for row in table.rows for cell in row]
    if not isinstance(found.body, Grid):
        said.append(json.dumps(figure_of(found.body, LIGHT, t, 340).to_plotly_json(), default=str, ensure_ascii=False))
    return said


def with_yuan(said: list[str]) -> list[str]:
    return [text for text in said if "¥" in text or "CNY" in text]


@pytest.fixture(scope="module")
def in_yuan(demo: Store, rights: Rights) -> list[Shown]:
    """The parts that show an amount of the programme in its own currency."""
    return [
        (area, section, part)
        for area in areas()
        for section, part in area.parts()
        if (found := exhibited(demo, rights, section, part, "en")) and with_yuan(all_said(found, Translator("en")))
    ]


@pytest.fixture(scope="module")
def in_dollars(demo: Store, in_yuan: list[Shown]) -> Iterator[None]:
    """The demo programme as one in USD: its amounts name no currency, so they are in that of the programme. What is
    remembered of it is made anew from what was read."""
    read, remember = type(demo).read, type(demo).remember

    def told(self: Store, query: Query, *args: Any, **kwargs: Any) -> pd.DataFrame:
        found = read(self, query, *args, **kwargs)
        return found.assign(currency="USD") if "{programme}" in query.sql and "currency" in found else found

    def made(self: Store, key: Hashable, *args: Any, **kwargs: Any) -> Any:
        return remember(self, ("USD", key), *args, **kwargs)

    with mock.patch.multiple(type(demo), read=told, remember=made):
        yield


def test_money_is_in_the_currency_of_the_programme(
    demo: Store, rights: Rights, in_yuan: list[Shown], in_dollars: None
) -> None:
    """On the page and on the slide, wherever the programme shows an amount in its own currency."""
    t, left = Translator("en"), {}
    for _, section, part in in_yuan:
        found = exhibited.__wrapped__(demo, rights, section, part, "en")
        said = all_said(found, t)
        with zipfile.ZipFile(io.BytesIO(exhibit_pptx(found, t))) as slide:
            said += [
                slide.read(name).decode() for name in slide.namelist() if re.search(r"(slide|chart)\d+\.xml$", name)
            ]
        assert "$" in "".join(said), part.key
        left[part.key] = with_yuan(said)
    assert {key: texts for key, texts in left.items() if texts} == {}
    assert {area.name for area, _, _ in in_yuan} == {
        "alerts",
        "care",
        "closing",
        "complaints",
        "coordination",
        "cost",
        "cost_benefit",
        "effect",
        "market",
        "move",
        "retention",
        "risk",
    }


@pytest.mark.parametrize("name", ["cost", "cost_benefit"])
def test_the_headline_is_in_the_currency_of_the_programme(
    name: str, demo: Store, rights: Rights, in_dollars: None
) -> None:
    area = next(one for one in areas() if one.name == name)
    said = area.headline(demo, Scope(rights), Translator("en"))
    assert re.search(r"\$\d", said)
    assert "¥" not in said


def test_keys_are_unique_on_a_page_and_every_page_of_an_area_has_one() -> None:
    for area in areas():
        keys = [part.key for _, part in area.parts()]
        assert sorted(set(keys)) == sorted(keys)
        assert len({section.key for section in area.sections}) == len(area.sections)
