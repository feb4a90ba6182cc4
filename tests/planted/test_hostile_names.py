"""A programme in which every name is hostile: nothing of a name acts in a chart, a file, a slide or a pack."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pptx import Presentation

from analytics.alerts import evaluate_all
from analytics.catalogue import Area, areas
from analytics.charts.palette import LIGHT
from analytics.marks import Grid
from analytics.marks.browser import figure_of
from analytics.marks.browser.names import spec_of
from analytics.marks.words import alt_of, frame_of, table_of
from analytics.meeting.choosing import USUAL
from analytics.meeting.pack import load_pack
from analytics.meeting.paper import pack_html
from analytics.meeting.sheets import pack_xlsx
from analytics.meeting.slides import pack_pptx
from analytics.reports.slide import exhibit_pptx
from analytics.reports.table import NUMBER, table_csv
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from data.store import Store, open_store
from tests.pages.hostile import SPITE, live_html, live_in_figure, plant

T = Translator("en")


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
    """What the slides of a presentation lead to outside of it."""
    Presentation(io.BytesIO(pptx))
    with zipfile.ZipFile(io.BytesIO(pptx)) as parts:
        return [
            name for name in parts.namelist() if name.endswith(".rels") and b'TargetMode="External"' in parts.read(name)
        ]


def test_headlines_and_alerts_carry_the_names_and_are_not_cut_by_them(hostile: Store, rights: Rights) -> None:
    """A brace in a name is no placeholder of the sentence."""
    said = [one.sentence(T) for one in evaluate_all(hostile, rights)]
    said += [area.headline(hostile, Scope(rights), T) for area in areas()]
    assert sum("drop table" in one for one in said) >= 5
    assert [one for one in said if "%{x}" in one and "{n}" not in one] == []


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
