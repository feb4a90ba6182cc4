"""A link is the whole view: it says the scope, survives a change of language, and never fails."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from analytics.behind import Point
from analytics.catalogue import areas
from analytics.scope import Scope
from data.access import Rights
from pages.kit import state
from pages.kit.navigation import PAGES
from tests.pages.conftest import Opened, words

RIGHTS = Rights("someone", "analyst")


@pytest.mark.usefixtures("looked")
def test_the_language_switch_keeps_the_scope(open_page: Opened) -> None:
    session = open_page("satisfaction", lang="en", wave=["W1", "W3"], seg="Retail", score="csat")
    session.sidebar.segmented_control(key="lang").set_value("zh").run()
    assert not session.exception
    assert session.query_params == {
        "lang": "zh",
        "wave": ["W1", "W3"],
        "seg": "Retail",
        "score": "csat",
    }
    assert session.multiselect(key="wave").value == ["W1", "W3"]
    assert "CSAT" in words(session)


@pytest.mark.usefixtures("looked")
def test_a_control_writes_the_link(open_page: Opened) -> None:
    session = open_page("satisfaction", lang="en")
    session.multiselect(key="ch").set_value(["phone"]).run()
    session.segmented_control(key="score").set_value("ces").run()
    assert session.query_params == {"lang": "en", "ch": "phone", "score": "ces"}
    session.segmented_control(key="score").set_value("nps").run()
    assert session.query_params == {"lang": "en", "ch": "phone"}


@pytest.mark.usefixtures("looked")
def test_the_menu_keeps_the_scope_and_a_link_replaces_it(open_page: Opened) -> None:
    session = open_page("satisfaction", lang="zh", wave="W3")
    session.query_params.clear()
    session.switch_page("pages/this_week.py").run()
    session.query_params.clear()
    session.switch_page("pages/satisfaction.py").run()
    assert session.query_params == {"lang": "zh", "wave": "W3"}


@pytest.mark.parametrize(
    "params",
    [
        {"wave": "W99"},
        {"asof": "yesterday"},
        {"from_": "2026-13-01", "to": "?"},
        {"score": "drop table", "by": "x", "axis": "event"},
        {"point": "group:wave"},
        {"point": "event:W3:many"},
        {"lang": "fr"},
        {"asof": "2019-01-01"},
    ],
)
@pytest.mark.usefixtures("looked")
def test_a_link_never_fails(open_page: Opened, params: dict[str, str]) -> None:
    session = open_page("satisfaction", **params)
    assert not session.exception
    assert "ho-problem" not in words(session)


names = some.text(some.characters(codec="utf-8", exclude_characters=":"), min_size=1, max_size=12)
days = some.dates(date(1970, 1, 1), date(2199, 12, 31))
points = some.one_of(
    some.just(Point("all")),
    some.builds(Point, some.sampled_from(["window", "week"]), monday=days),
    some.builds(Point, some.just("event"), wave=names, step=some.integers(-99, 99)),
    some.builds(Point, some.just("wave_window"), wave=names, monday=days),
    some.builds(
        Point, some.just("group"), dimension=some.sampled_from(["wave", "branch", "segment", "phase"]), value=names
    ),
)


@given(points)
def test_a_point_comes_back_from_its_link(point: Point) -> None:
    assert Point.parse(str(point)) == point


@given(some.text(max_size=40))
def test_any_text_is_a_point_or_none(text: str) -> None:
    found = Point.parse(text)
    assert found is None or Point.parse(str(found)) == found


@given(
    waves=some.lists(names, unique=True, max_size=3),
    segments=some.lists(names, unique=True, max_size=2),
    start=some.none() | days,
)
def test_a_scope_comes_back_from_its_link(waves: list[str], segments: list[str], start: object) -> None:
    scope = Scope(RIGHTS, start=start, waves=tuple(waves), segments=tuple(segments))  # type: ignore[arg-type]
    link = {key: value if isinstance(value, list) else [value] for key, value in scope.to_url().items()}
    assert Scope.from_url(RIGHTS, link) == scope


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-09-01T10:00:00+08:00", datetime(2026, 9, 1, 2)),
        ("2026-09-01T10:00:00", datetime(2026, 9, 1, 10)),
        ("9999-12-31T23:59:59", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2150-01-01", None),  # what will be known is not known yet
        ("nan", None),
    ],
)
def test_a_link_to_a_moment_that_was(written: str, moment: datetime | None) -> None:
    assert Scope.from_url(RIGHTS, {"asof": [written]}).as_of == moment


def test_days_that_cannot_be_counted_on_from_are_no_days() -> None:
    found = Scope.from_url(RIGHTS, {"from": ["0001-01-01"], "to": ["9999-12-31"]})
    assert (found.start, found.end) == (None, None)


KEYS = {
    *state.SCOPE_KEYS,
    *state.ASSUMPTIONS,
    *(value for name, value in vars(state).items() if name.isupper() and isinstance(value, str) and name[0] != "_"),
    *(choice.key for area in areas() for section in area.sections for choice in section.choices),
}
"""Every parameter a page reads from its address, wherever it is declared."""

HOSTILE = "<img src=x onerror=alert(1)>\u202e'; drop table x; --"


@pytest.mark.parametrize("page", [page.name for page in PAGES])
@pytest.mark.usefixtures("looked")
def test_a_page_opens_whatever_its_address_says(open_page: Opened, page: str) -> None:
    asked = {key: HOSTILE for key in KEYS if key != "lang"}
    session = open_page(
        page, lang="en", **asked | {"asof": "2026-09-01T10:00:00+08:00", "from": "0001-01-01", "to": "9999-12-31"}
    )
    assert not session.exception
    assert "ho-problem" not in words(session)
    assert HOSTILE not in words(session)
