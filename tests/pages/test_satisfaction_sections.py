"""Every section of the satisfaction page, on the small programme: it opens in both languages, says a finding, draws its charts."""

from __future__ import annotations

import pytest

from data.language import LANGUAGES, Translator
from pages.kit.survey.sections import SECTIONS
from tests.pages.conftest import Opened, words

MOST = 4
"""Charts of one section."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("demo")
def test_every_section_opens_with_a_finding_and_at_most_four_charts(open_page: Opened, lang: str) -> None:
    session = open_page("satisfaction", lang=lang)
    drawn = {}
    for section in SECTIONS:
        session.query_params["view"] = section
        session.run()
        told = words(session)
        assert not session.exception, section
        assert "ho-problem" not in told, section
        assert told.count('class="ho-message"') == 1, section
        drawn[section] = len(session.get("plotly_chart"))
    assert all(1 <= count <= MOST for section, count in drawn.items() if section not in ("drivers", "left")), drawn


@pytest.mark.usefixtures("demo")
def test_a_section_whose_columns_are_missing_says_which(open_page: Opened) -> None:
    """The small programme asks for no parts of the service."""
    session = open_page("satisfaction", lang="en", view="drivers")
    assert not session.exception
    assert "too few have Communication, Continuity of service" in words(session)
    assert len(session.get("plotly_chart")) == 0


@pytest.mark.usefixtures("demo")
def test_a_reader_without_row_level_sees_every_section(open_page: Opened) -> None:
    session = open_page("satisfaction", role="executive", lang="en")
    t = Translator("en")
    for section in SECTIONS:
        session.query_params["view"] = section
        session.run()
        assert not session.exception, section
        assert "ho-problem" not in words(session), (section, t(f"survey.view.{section}"))
