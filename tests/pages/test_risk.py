"""The risk page without a register and with some."""

from __future__ import annotations

import pytest

from data.language import LANGUAGES, Translator
from tests.pages.conftest import Looking, Opened, charts_of, words

HEAD = (
    "assessed on,risk id,risk name,risk category,risk owner,likelihood inherent,impact inherent,likelihood,impact,loss"
    " if it occurs\n"
)
FIRST = "2026-10-01,R1,Data lost,IT,Li,5,5,2,4,100000\n2026-10-01,R2,Staff leave,People,Ma,4,4,4,2,50000\n"
SECOND = "2026-11-01,R1,Data lost,IT,Li,5,5,4,4,100000\n2026-11-01,R2,Staff leave,People,,4,4,2,2,50000\n"
ODD = "2026-11-01,R3,<b>odd</b>,IT,Li,9,9,huge,-4,1\n"
TREATMENTS = (
    "treatment id,risk id,treatment,kind of treatment,status,decided on,due on\nT1,R1,Rehearse,reduce,under"
    " way,2026-10-01,2026-11-10\n"
)
READINGS = (
    "indicator id,measured on,reading,indicator,amber threshold,red"
    " threshold,cadence\nK1,2026-10-01,3,Errors,5,8,weekly\nK2,2026-11-20,9,Calls,5,8,weekly\n"
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("looked")
def test_without_a_register_the_page_says_what_to_load(open_page: Opened, lang: str) -> None:
    session = open_page("risk", lang=lang)
    assert not session.exception
    assert Translator(lang)("plan.nothing.risk") in words(session)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", ["register", "exposure", "treatments", "indicators", "checks"])
def test_every_section_opens(open_page: Opened, look_at: Looking, lang: str, view: str) -> None:
    look_at(risks=HEAD + FIRST + SECOND + ODD, treatments=TREATMENTS, indicators=READINGS)
    session = open_page("risk", lang=lang, view=view)
    assert not session.exception
    assert "ho-problem" not in words(session)
    assert len(charts_of(session)) <= 4
    assert "<b>odd</b>" not in words(session)


@pytest.mark.parametrize("view", ["register", "exposure", "treatments", "indicators", "checks"])
def test_every_section_opens_with_a_bare_register(open_page: Opened, look_at: Looking, view: str) -> None:
    look_at(risks="assessed on,risk id,likelihood,impact\n2026-11-01,R1,,\n")
    session = open_page("risk", lang="en", view=view)
    assert not session.exception
    assert "ho-problem" not in words(session)


def test_the_sentence_names_the_risk_that_rose_and_the_rows_where_it_was_read(
    open_page: Opened, look_at: Looking
) -> None:
    look_at(risks=HEAD + FIRST + SECOND)
    told = words(open_page("risk", lang="en"))
    assert "One risk of 2 is above appetite: Data lost (R1) rose since the last assessment" in told
    assert "risks.csv" in told


def test_play_back_shows_an_earlier_assessment_and_a_cell_its_risks(open_page: Opened, look_at: Looking) -> None:
    look_at(risks=HEAD + FIRST + SECOND)
    told = words(open_page("risk", lang="en", assessed="2026-10-01", point="cell:4:2"))
    assert "One risk of 2 is above appetite" in told, "the headline is that of the last assessment"
    assert "2 risks on the matrix: the first assessment" in told
    assert "Current risk, 1\u00a0Oct\u00a02026" in told
    rows = told[told.index("The risks behind a cell") :]
    assert "Staff leave" in rows
    assert "Data lost" not in rows


def test_the_checks_show_the_row_of_what_is_not_on_the_matrix(open_page: Opened, look_at: Looking) -> None:
    look_at(risks=HEAD + FIRST + SECOND + ODD)
    told = words(open_page("risk", lang="en", view="checks"))
    t = Translator("en")
    assert t("risk.check.outside_matrix") in told
    assert t("risk.mapping.outside") in told
    assert "huge" in told
