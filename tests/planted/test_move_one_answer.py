"""What the move cost is one answer: command, page, slide and file tell the same sentence, interval, caused number and
shares still there."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from analytics.__main__ import main
from analytics.marks import Exhibit
from analytics.marks.words import frame_of, table_of
from analytics.reports.slide import exhibit_pptx
from analytics.retention.charts import effect, staying
from analytics.scope import Scope
from data.access import Rights, local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.reports.test_slide import charts, opened, texts, values
from tests.pages.conftest import Opened, looking_at, open_page, words

__all__ = ["open_page"]

MOVED = ("W1", "W2", "W3", "W4", "W5")
SENTENCE = {
    "en": r"Wave 3 lost (\d+) customers more than would have left anyway .*?\(95% (\d+) to (\d+)\)",
    "zh": r"3[^，。]*在切换后\d+周内多离开(\d+)户（95%区间：(\d+)～(\d+)[；）]",
}


@dataclass(frozen=True)
class Reader:
    """Who asks, in a language, with the way to open a page."""

    store: Store
    rights: Rights
    t: Translator
    opened: Opened

    @property
    def scope(self) -> Scope:
        return Scope(self.rights)

    def page(self, name: str) -> str:
        """The words of a page as they are read."""
        markup = words(self.opened(name, role=self.rights.role, lang=self.t.lang))
        return plain(re.sub(r"<[^>]*>", " ", markup))

    def asked(self, metric: str, *more: str) -> list[float]:
        """Value and bounds of a metric from the command."""
        out = io.StringIO()
        main(["metric", metric, "--json", *more], store=self.store, out=out, rights=self.rights)
        row = json.loads(out.getvalue())["rows"][0]
        return [row[name] for name in ("value", "low", "high")]

    def exported(self, exhibit: Exhibit | None) -> list[list[Any]]:
        """The rows of the file of a card."""
        return frame_of(table_of(exhibit.body, self.t)).to_numpy().tolist()  # type: ignore[arg-type, union-attr]


def plain(text: str) -> str:
    """A text with plain spaces between its words."""
    return re.sub(r"\s+", " ", html.unescape(text))


@pytest.fixture(params=[("administrator", "en"), ("executive", "zh")], ids=lambda one: "-".join(one))
def reader(
    request: pytest.FixtureRequest, demo: Store, open_page: Opened, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Reader]:
    role, lang = request.param
    looking = looking_at(demo, monkeypatch)
    next(looking)
    rights = local_rights("local", role)
    yield Reader(demo, rights, Translator(lang, rounded=not rights.row_level), open_page)
    next(looking, None)


def same_on_a_slide(reader: Reader, exhibit: Exhibit, told: list[float], unit: float, digits: int) -> None:
    """The slide has the title of the card, and in its chart the values of the file, which are so many times its own."""
    slide = opened(exhibit_pptx(exhibit, reader.t))
    assert texts(slide)[0] == exhibit.title
    lines = [line for chart in charts(slide) for line in values(chart).values()]
    drawn = {round(value * unit, digits) for line in lines for value in line if value is not None}
    assert set(told) - drawn == set()


def test_the_customers_that_the_move_cost(reader: Reader) -> None:
    look, page = effect.load_look(reader.store, reader.scope), reader.page("effect")
    own = {wave: reader.asked("caused_departures", "--wave", wave) for wave in MOVED}
    said = [tuple(map(int, found)) for found in re.findall(SENTENCE[reader.t.lang], page)]
    assert set(said) == {tuple(round(one) for one in own["W3"])}
    whole = reader.asked("caused_departures")
    numbers = reader.exported(effect.table_numbers(look, reader.t))
    for row, (value, low, high) in zip(numbers, (whole, *own.values()), strict=True):
        ends = effect.span(low, high, effect.Unit("count"), reader.t)
        assert [row[3], row[4]] == [reader.t.number(value, sign=True), ends or None]
        assert f"{row[3]} {ends or '–'} " in page
    exhibit = effect.chart_waves(look, reader.t)
    told = reader.exported(exhibit)
    assert [row[1] for row in told] == [float(row[1].replace("−", "-")) for row in numbers]
    assert plain(exhibit.title) in page
    same_on_a_slide(reader, exhibit, [row[1] for row in told], 1, 2)


def test_the_customers_who_are_still_there(reader: Reader) -> None:
    look, page = staying.load_look(reader.store, reader.scope, "wave"), reader.page("retention")
    told = reader.exported(staying.table_groups(look, reader.t))
    rows = {curve.group: row for curve, row in zip(look.curves, told, strict=True)}
    for wave in ("W1", "W2", "W3"):
        value, low, high = reader.asked("retention_90d", "--wave", wave)
        assert rows[wave][4:6] == [90, round(value * 100, 1)]
        assert reader.t.interval(low, high, 1, percent=True).endswith(rows[wave][6])
        assert all(part in page for part in (reader.t.percent(value), plain(rows[wave][6])))
    exhibit = staying.chart_curves(look, reader.t)
    assert plain(exhibit.title) in page
    same_on_a_slide(reader, exhibit, [row[2] for row in reader.exported(exhibit)], 100, 1)
