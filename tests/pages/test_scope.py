"""What narrows a page is in sight and can be cleared; nothing acts unseen; readers of one scope hold one truth."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analytics.scope import URL_KEYS
from data.language import LANGUAGES, Translator
from pages.kit.navigation import BY_NAME, PAGES
from tests.pages.conftest import Opened, charts_of, put_files, words
from tests.pages.test_risk import HEAD, SECOND
from tests.sessions import AppTest

NBSP = "\u00a0"
ALL = {
    "wave": "W3",
    "branch": "B03",
    "seg": "Retail",
    "ch": "phone",
    "phase": "after",
    "from_": "2026-09-02",
    "to": "2026-11-20",
    "asof": "2026-11-22T12:00:00",
}
"""A value of every parameter of the scope."""
SAID = {
    "wave": f"wave{NBSP}3",
    "branch": "branch B03",
    "seg": "segment Retail",
    "ch": "channel Phone",
    "phase": "after transfer",
    "from": f"dates 2{NBSP}Sep–20{NBSP}Nov{NBSP}2026",
    "asof": f"as it was known on 22{NBSP}Nov{NBSP}2026",
}
HEADING = re.compile(r'<h1 class="ho-message">(.*?)</h1>')
PROGRAMME = [page.name for page in PAGES if page.group != "data"]
TILE = re.compile(r"(≈\u00a0)?[+−]?[\d.]+")
"""A score or share as a tile has it."""
ANY = re.compile(r"(≈\u00a0)?[+−]?\d[\d.,]*")
NUMBER = re.compile(r"(n|all|alle)([ =\u00a0]?)(≈\u00a0)?([\d,]+)")


def chips(session: AppTest, place: str = "filters-") -> dict[str, str]:
    """The buttons that clear a filter: first key of the address → words."""
    return {
        str(button.key).removeprefix(place): button.label
        for button in session.button
        if str(button.key).startswith(place)
    }


@pytest.mark.parametrize("page", PROGRAMME)
@pytest.mark.usefixtures("looked")
def test_a_page_names_each_filter_that_acts_on_it_and_no_other(open_page: Opened, page: str) -> None:
    session = open_page(page, lang="en", **ALL)
    assert not session.exception
    found = chips(session)
    several = found.pop("all", None)
    owned = [key for field, key in URL_KEYS.items() if field in BY_NAME[page].owns and key != "to"]
    assert sorted(found) == sorted(owned)
    assert {key: label.startswith(SAID[key]) for key, label in found.items()} == dict.fromkeys(owned, True), found
    assert (several is not None) == (len(owned) > 1)
    # The address keeps the others for the next page.
    assert {key.rstrip("_"): value for key, value in ALL.items()}.items() <= session.query_params.items()


@pytest.mark.parametrize("page", ["this_week", "readiness", "compliance", "satisfaction"])
@pytest.mark.usefixtures("looked")
def test_what_a_page_does_not_own_changes_no_word_of_it(open_page: Opened, page: str) -> None:
    keys = {key for field, key in URL_KEYS.items() if field not in BY_NAME[page].owns}
    other = {key: value for key, value in ALL.items() if key.rstrip("_") in keys}
    assert words(open_page(page, lang="en", **other)) == words(open_page(page, lang="en"))


@pytest.mark.usefixtures("looked")
def test_each_filter_is_cleared_by_its_button_and_all_by_one(open_page: Opened) -> None:
    session = open_page("satisfaction", lang="en", **ALL, score="csat")
    for key in SAID:
        session.button(key=f"filters-{key}").click().run()
        assert key not in chips(session)
        assert key not in session.query_params
    assert session.query_params == {"lang": "en", "score": "csat"}
    session = open_page("satisfaction", lang="en", **ALL, score="csat")
    session.button(key="filters-all").click().run()
    assert (session.query_params, chips(session)) == ({"lang": "en", "score": "csat"}, {})


@pytest.mark.usefixtures("looked")
def test_the_moment_and_the_phase_are_chosen_at_the_top(open_page: Opened) -> None:
    from datetime import date

    session = open_page("satisfaction", lang="en")
    session.date_input(key="as_of_day").set_value(date(2026, 11, 21)).run()
    session.segmented_control(key="phase").set_value("after").run()
    assert session.query_params["phase"] == "after"
    assert str(session.query_params["asof"]).startswith("2026-11-21")
    assert chips(session)["asof"].startswith(f"as it was known on 21{NBSP}Nov{NBSP}2026 ")
    session.date_input(key="as_of_day").set_value(date(2026, 11, 23)).run()
    assert "asof" not in session.query_params


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_selection_without_rows_names_its_filters(open_page: Opened, demo: Path, lang: str) -> None:
    t = Translator(lang)
    put_files(demo, risks=HEAD + SECOND)
    what = t.listing([t.wave("W99"), t("scope.branch", names="B99")])
    session = open_page("risk", lang=lang, wave="W99", branch="B99", seg="Retail")
    assert HEADING.findall(words(session)) == [t("scope.nothing", what=what)]
    assert t("plan.missing.risk") not in words(session)
    assert "go-upload" not in [button.key for button in session.button]
    session.button(key="unmatched-risk-filters-all").click().run()
    assert t("scope.nothing", what=what) not in words(session)
    assert session.query_params == {"lang": lang, "seg": "Retail"}
    session = open_page("satisfaction", lang=lang, branch="B99")
    named = t("scope.branch", names="B99")
    assert HEADING.findall(words(session)) == [t("scope.nothing", what=named)]
    assert t("empty.chart.later") not in words(session)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("looked")
def test_what_was_never_loaded_is_said_whatever_the_filters(open_page: Opened, lang: str) -> None:
    t = Translator(lang)
    session = open_page("risk", lang=lang, wave="W3")
    assert HEADING.findall(words(session)) == [t("plan.nothing.risk")]
    assert session.button(key="go-upload").label == t("empty.upload.button")


def number(text: str) -> float:
    """The value of a tile."""
    return float(text.removeprefix(f"≈{NBSP}").replace("−", "-"))


def said_of(session: AppTest) -> list[str]:
    """What the page says with numbers: its message, its tiles, the titles and notes of its cards, and what is said of
    its charts."""
    html = words(session)
    found = HEADING.findall(html) + re.findall(r'<span class="ho-value">(.*?)</span>', html)
    found += re.findall(r"<h2>(.*?)</h2>", html) + re.findall(r'<p class="ho-note[^>]*>(.*?)</p>', html)
    found += re.findall(r'<\w+ class="ho-detail"[^>]*>(.*?)</', html)
    return found + [chart["alt"] for chart in charts_of(session)]


@pytest.mark.parametrize("page", ["this_week", "satisfaction"])
@pytest.mark.usefixtures("looked")
def test_an_executive_reads_what_an_analyst_reads_with_counts_and_scores_written_as_rounded(
    open_page: Opened, page: str
) -> None:
    """Counts to five, the four tiles of answers within the five answers of their rounding; the same parts, and most in
    the same words."""
    scope = {} if page == "this_week" else {"wave": "W3", "from_": "2026-09-02"}
    exact = said_of(open_page(page, role="analyst", lang="en", **scope | ({"from_": "2026-08-31"} if scope else {})))
    about = said_of(open_page(page, role="executive", lang="en", **scope))
    assert len(about) == len(exact)
    tiles, theirs = ([text for text in said if TILE.fullmatch(text)] for said in (about, exact))
    assert [text[:2] for text in tiles] == [f"≈{NBSP}"] * 4
    off = [abs(number(mine) - number(real)) for mine, real in zip(tiles, theirs, strict=True)]
    assert all(one <= most for one, most in zip(off, (20, 10, 0.5, 5), strict=True)), (tiles, theirs)
    rounded, alike = 0, 0
    for mine, real in zip(about, exact, strict=True):
        if ANY.sub("#", mine) != ANY.sub("#", real):
            continue
        alike += 1
        for one, other in zip(NUMBER.findall(mine), NUMBER.findall(real), strict=True):
            n, was = (int(found[3].replace(",", "")) for found in (one, other))
            rounded += bool(one[2])
            assert (n % 5, abs(n - was) <= 5, other[2]) == (0, True, "") if one[2] else n == was
    assert rounded > 3
    assert alike > len(exact) / 2


@pytest.mark.usefixtures("looked")
def test_whole_weeks_are_said_where_they_act(open_page: Opened) -> None:
    session = open_page("satisfaction", role="executive", lang="en", from_="2026-09-02")
    assert chips(session)["from"].startswith(f"from 31{NBSP}Aug{NBSP}2026 (whole weeks)")
    session = open_page("satisfaction", role="executive", lang="en", from_="2026-08-31")
    assert "whole weeks" not in chips(session)["from"]
