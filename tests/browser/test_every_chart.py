"""Every chart of the catalogue as a browser draws it: no word of it is cut off by its edge, on a wide screen and on a
phone, and our own drawing (``draw.js``) has the words, the marks and the lines that plotly.js makes of the same
figure."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import plotly
import plotly.io
import pytest
from playwright.sync_api import Browser, Page

from analytics.catalogue import Area, Chart, Row, Section
from analytics.charts.palette import palette
from analytics.marks import Grid
from analytics.marks.browser import figure_of
from analytics.marks.narrow import is_listed, narrow_of
from analytics.meeting.choosing import areas
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.settings import settings
from data.store import Store, open_store
from tests.browser.server import ROOT
from tests.conftest import proving
from tests.golden.store import TODAY, built

BESIDE, ALONE, PHONE = 452, 1040, 316
"""Pixels of a figure in the narrower card of a row at 1440, in a card alone, and on a phone of 390."""
LANGUAGES = proving(("zh",), ("en", "zh"))
"""Chinese names are the wider ones of a figure's fixed places; the proof draws both."""
DRAW = """
async ([spec, width]) => {
  const [place, beside] = [0, 1].map(() => document.body.appendChild(document.createElement("div"))), own = fits(spec);
  const theirs = (at) => Plotly.newPlot(at, spec.data, { ...spec.layout, width, autosize: false }, { displayModeBar: false });
  const said = (at) => [...at.querySelectorAll(".main-svg text")].map((one) => one.textContent).filter((one) => one.trim()).sort();
  const seen = (at, what) => [...at.querySelectorAll(what)].filter((one) => {
    const box = one.getBBox(); // what is nothing long is drawn by plotly.js alone
    if (one.closest("g.point") && !(box.width > 0.01 && box.height > 0.01)) return false;
    return (box.width > 0 || box.height > 0) && !(what === ".js-line" && one.style.strokeWidth === "0px") && !/^M[^LHVA]*Z?$/.test(one.getAttribute("d"));
  }).length;
  place.style.width = `${width}px`;
  if (own) sketch(place, structuredClone(spec), width, spec.layout.height);
  else await theirs(place);
  const other = [];
  if (own && width !== PHONE) {
    await theirs(beside);
    if (`${said(place)}` !== `${said(beside)}`) other.push(`says ${said(place)}, not ${said(beside)}`);
    for (const what of [".js-line", ".point path, path.point"])
      if (seen(place, what) !== seen(beside, what)) other.push(`has ${seen(place, what)} ${what}, not ${seen(beside, what)}`);
    Plotly.purge(beside);
  }
  const edge = place.getBoundingClientRect();
  const cut = [...place.querySelectorAll(".main-svg text")].filter((one) => one.textContent.trim()).map((one) => {
    const box = one.getBoundingClientRect();
    const over = Math.max(edge.left - box.left, box.right - edge.right, edge.top - box.top, box.bottom - edge.bottom);
    return box.width && over > 1.5 ? `${one.textContent} is cut by ${Math.round(over)}` : "";
  }).filter(Boolean);
  if (!own) Plotly.purge(place);
  place.remove();
  beside.remove();
  return [own, [...cut, ...other]];
}
""".replace("PHONE", str(PHONE))


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A copy of the demo programme on its day."""
    place = tmp_path_factory.mktemp("drawn") / "store"
    shutil.copytree(built(), place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HANDOVER_TODAY", TODAY)
        settings.cache_clear()
        store = open_store(str(place / "programme.duckdb"))
        yield store
        store.close()
    settings.cache_clear()


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    """An empty page with plotly.js and the font of the product."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    font = base64.b64encode((ROOT / "static/inter-latin-wght-normal.woff2").read_bytes()).decode()
    faces = "".join(
        f"@font-face {{ font-family: {name}; src: url(data:font/woff2;base64,{font}); font-weight: 100 900 }}"
        for name in ("Inter", "'Inter Han'")
    )
    page.set_content(f"<style>{faces}</style><body style='margin:40px; font-family: Inter'>a</body>")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.add_script_tag(path=Path(plotly.__file__).parent / "package_data/plotly.min.js")
    page.add_script_tag(path=ROOT / "pages/kit/draw.js")
    yield page
    page.context.close()


@lru_cache(maxsize=1)
def charts() -> dict[str, list[tuple[Section, Chart, int]]]:
    """The charts of each area with the width they have on a wide screen."""

    def of(area: Area) -> Iterator[tuple[Section, Chart, int]]:
        for section in area.sections:
            for row in section.rows:
                for piece in row.pieces if isinstance(row, Row) else (row,):
                    if isinstance(piece, Chart):
                        yield section, piece, BESIDE if isinstance(row, Row) else ALONE

    return {area.name: found for area in areas() if (found := list(of(area)))}


def figures(store: Store, area: str, lang: str, theme: str) -> Iterator[tuple[str, dict[str, Any], tuple[int, ...]]]:
    """Each chart that the programme has, as Plotly's JSON, with the widths it is drawn at."""
    scope, t = Scope(local_rights("looker", "administrator")), Translator(lang)
    for section, chart, wide in charts()[area]:
        chosen = [next(iter(choice.options(store, scope)), "") for choice in section.choices]
        exhibit = chart.exhibit(store, scope, chosen, t)
        body = exhibit.body if exhibit else None
        if exhibit is None or body is None or exhibit.folded or isinstance(body, Grid) or is_listed(body):
            continue
        figure = figure_of(body, palette(theme), t, chart.height)
        widths = (wide,) if narrow_of(body, t) else (wide, PHONE)
        yield f"{area} {section.key} {chart.key}", json.loads(plotly.io.to_json(figure, validate=False)), widths


@pytest.mark.parametrize("area", list(charts()))
def test_no_word_of_a_chart_is_cut_off_and_ours_are_those_of_plotly(programme: Store, sheet: Page, area: str) -> None:
    wrong, own = [], []
    for turn, lang in enumerate(LANGUAGES):
        for name, spec, widths in figures(programme, area, lang, ("light", "dark")[turn % 2]):
            for width in widths:
                plain, found = sheet.evaluate(DRAW, [spec, width])
                own.append(plain)
                wrong += [f"{name} ({lang}, {width}): {one}" for one in found]
    assert wrong == []
    assert sum(own) >= 0.4 * len(own), (
        "most of what a page shows is drawn without plotly.js: of cost, which has bridges and arrows, 4 of 10"
    )
