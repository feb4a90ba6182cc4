"""The thread: reached from every page (its link is of the frame around them) with what is selected there, leading back
to each, and of one customer for who may see rows."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from data.language import LANGUAGES, Translator, start
from pages.kit.navigation import PAGES
from tests.pages.conftest import Opened, words
from tests.sessions import AppTest

SELECTED = {"wave": "W3", "branch": "B03", "asof": "2026-11-21T00:00:00"}
CUSTOMER = "C00002"
"""Of the third wave, moved on 11 July 2026."""


def links(session: AppTest) -> dict[str, dict[str, list[str]]]:
    """The links of a page by what they are called, each with what it selects."""
    return {
        link.proto.label: {"page": [link.proto.page], **parse_qs(link.proto.query_string)}
        for link in session.get("page_link")
    }


def ask(session: AppTest) -> None:
    (button,) = (one for one in session.button if one.label == "Show the thread")
    button.click().run()


@pytest.mark.parametrize(("at", "page"), list(enumerate(("rights", "upload", "records"))))
@pytest.mark.usefixtures("looked")
def test_a_page_leads_to_the_thread_with_what_is_selected(open_page: Opened, at: int, page: str) -> None:
    lang = LANGUAGES[at % 2]
    found = links(open_page(page, lang=lang, **SELECTED))[Translator(lang)("thread.link")]
    assert found == {"page": ["effect"], "view": ["thread"], "lang": [lang]} | {
        name: [value] for name, value in SELECTED.items()
    }


@pytest.mark.usefixtures("looked")
def test_the_thread_leads_back_to_every_page_with_the_same_selection(open_page: Opened) -> None:
    t = Translator("zh")
    session = open_page("effect", lang="zh", view="thread", **SELECTED)
    found = links(session)
    for page in PAGES:
        if page.name != "effect":
            assert found[t(f"page.{page.name}")] == {
                "page": ["" if page == PAGES[0] else page.name],
                "lang": ["zh"],
            } | {name: [value] for name, value in SELECTED.items()}
    assert t("thread.pages", who=start(t.wave("W3"))) in words(session)


@pytest.mark.usefixtures("looked")
def test_a_customer_is_asked_for_by_number_which_stays_out_of_the_address(open_page: Opened) -> None:
    session = open_page("effect", lang="en", view="thread")
    assert "C00002" not in words(session)
    session.text_input(key="life_customer").set_value(f" {CUSTOMER} ")
    ask(session)
    told = words(session).replace("\xa0", " ")
    assert not session.exception
    assert f"entries of customer {CUSTOMER} from" in told
    assert "weeks from the customer’s own cut-over on 11 Jul 2026" in told
    assert "transfers.xlsx · Data · row 4" in told
    assert "Never loaded, so nothing is known: " in told
    assert all(CUSTOMER not in value for values in session.query_params.values() for value in values)
    session.text_input(key="life_customer").set_value("C99999")
    ask(session)
    assert Translator("en")("problem.customer_unknown") in words(session)
    assert CUSTOMER not in words(session)


@pytest.mark.usefixtures("looked")
def test_a_role_without_rows_is_told_so_and_has_the_thread_of_the_wave(open_page: Opened) -> None:
    session = open_page("effect", lang="zh", view="thread", role="executive")
    told = words(session)
    assert Translator("zh")("life.refused") in told
    assert not session.text_input
    assert Translator("zh")("thread.link") in links(session)
