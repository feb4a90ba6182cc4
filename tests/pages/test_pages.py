"""Every page opens for every role, in both languages, on an empty and on a filled store."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager

from data.language import LANGUAGES, Translator
from pages.kit.menu import MENU
from pages.kit.navigation import PAGES
from tests.conftest import proving
from tests.pages.conftest import Opened, charts_of, words

HEADING = re.compile(r'<h1 class="ho-message">(.*?)</h1>')
VALUE = re.compile(r'<span class="ho-value">(.*?)</span>')
ROLES = ("executive", "analyst", "administrator")
CASES = [(page.name, role, lang) for page in PAGES for role in ROLES for lang in LANGUAGES if role in page.roles]
FILLED = [case for case in CASES if proving(0, 1) or case[2] == LANGUAGES[ROLES.index(case[1]) % 2]]
"""Each page for each role in one language; every page in every section and both languages is in the dump of the
screen."""
OWN = ("this_week", "satisfaction")
"""Pages whose words are told here; the others have tests of their own."""


@pytest.mark.parametrize(("page", "role", "lang"), CASES)
def test_an_empty_programme_says_how_to_begin(open_page: Opened, page: str, role: str, lang: str) -> None:
    session = open_page(page, role=role, lang=lang)
    assert not session.exception
    assert "ho-problem" not in words(session)
    if page in OWN:
        t = Translator(lang)
        assert HEADING.findall(words(session)) == [t("empty.title")]
        offered = [button.label for button in session.button]
        assert offered == ([] if role == "executive" else [t("empty.demo.button"), t("empty.upload.button")])


@pytest.mark.parametrize(("page", "role", "lang"), FILLED)
@pytest.mark.usefixtures("looked")
def test_a_filled_programme_opens(open_page: Opened, page: str, role: str, lang: str) -> None:
    session = open_page(page, role=role, lang=lang)
    assert not session.exception
    assert "ho-problem" not in words(session)
    assert len(HEADING.findall(words(session))) == 1


@pytest.mark.parametrize(
    ("lang", "heading"),
    [
        (
            "en",
            (
                "Not all is well – CSAT stands at 64.0%: below 65%, not certain. 3 of 4 waves have moved; 360 of 480"
                " customers (75%); wave\u00a04 is next, in 12 days on 5\u00a0Dec\u00a02026."
            ),
        ),
        (
            "zh",
            (
                "并非一切正常——CSAT为64.0%：低于65%，尚不确定。4个波次中已切换3个；已转移客户360户，"
                "计划480户（75%）；下一个是第4波次，12天后（2026年12月5日）切换。"
            ),
        ),
    ],
)
@pytest.mark.usefixtures("looked")
def test_this_week_tells_how_the_programme_stands(open_page: Opened, lang: str, heading: str) -> None:
    session = open_page("this_week", lang=lang)
    said = HEADING.findall(words(session))[0]
    assert said.startswith(heading), said
    assert VALUE.findall(words(session)) == ["+17", "64.0", "5.4", "43.1"]


@pytest.mark.parametrize(
    ("page", "values"),
    [("satisfaction", ["+17", "64.0", "5.4", "43.1"]), ("this_week", ["+17", "64.0", "5.4", "43.1"])],
)
def test_what_is_above_every_page_may_be_lost(
    open_page: Opened, demo: object, monkeypatch: pytest.MonkeyPatch, page: str, values: list[str]
) -> None:
    """Who the parties are and how old the data cannot be read: it is said so with its number, and the page shows the
    rest."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("pages.kit.head.load_overview", broken)
    session = open_page(page, lang="en")
    shown = words(session)
    assert not session.exception
    assert (VALUE.findall(shown), "secret detail" in shown) == (values, False)
    assert len(HEADING.findall(shown)) == 1
    assert len(set(re.findall(r"incident ([0-9A-F]{8})", shown))) == 1


@pytest.mark.usefixtures("looked")
def test_the_waves_stand_with_plan_and_actual(open_page: Opened) -> None:
    shown = words(open_page("this_week", lang="en"))
    rows = [re.findall(r">([^<>]+)</t[hd]>", row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", shown)]
    assert rows[1:] == [
        ["Wave\u00a01", "B01", "14\u00a0Mar", "14\u00a0Mar", "on time", "120", "120"],
        ["Wave\u00a02", "B02", "9\u00a0May", "10\u00a0May", "1 day late", "120", "120"],
        ["Wave\u00a03", "B03", "4\u00a0Jul", "11\u00a0Jul", "7 days late", "120", "120"],
        ["Wave\u00a04", "B04", "5\u00a0Dec", "–", "under way, 12 days to go", "120", "–"],
    ]
    assert re.findall(r'ho-(good|watch|bad|none)" role="img"', shown) == ["good", "watch", "watch", "none"]


@pytest.mark.usefixtures("looked")
def test_satisfaction_shows_four_tiles_and_four_charts(open_page: Opened) -> None:
    session = open_page("satisfaction", lang="en")
    assert VALUE.findall(words(session)) == ["+17", "64.0", "5.4", "43.1"]
    charts = charts_of(session)
    assert [chart["alt"][:3] for chart in charts] == [chart["alt"][:3] for chart in charts if len(chart["alt"]) > 40]
    assert len(charts) == 4


@pytest.mark.usefixtures("looked")
def test_a_filter_narrows_tiles_and_charts(open_page: Opened) -> None:
    session = open_page("satisfaction", lang="en", wave="W3", score="csat")
    assert VALUE.findall(words(session)) == ["+31", "71.9", "5.6", "38.3"]
    assert session.multiselect(key="wave").value == ["W3"]


@pytest.mark.usefixtures("looked")
def test_the_answers_behind_a_group_name_their_rows(open_page: Opened) -> None:
    shown = words(open_page("satisfaction", lang="en", point="group:wave:W3"))
    assert len(re.findall(r"surveys\.xlsx · Data · row [\d,]+", shown)) == 20
    assert "114 answers, the newest 20 shown" in shown


@pytest.mark.usefixtures("looked")
def test_a_reader_of_totals_sees_no_answers(open_page: Opened) -> None:
    shown = words(open_page("satisfaction", role="executive", lang="en", point="group:wave:W3"))
    assert "surveys.xlsx" not in shown
    assert Translator("en")("satisfaction.answers.no_right") in shown


@pytest.mark.usefixtures("looked")
def test_a_page_that_is_not_open_says_so(open_page: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """The menu leaves the page out; the guard refuses it also when the script is reached."""
    from data.settings import settings
    from tests.sessions import AppTest

    monkeypatch.setenv("HANDOVER_ROLE", "executive")
    settings.cache_clear()
    session = AppTest.from_file(str(Path(__file__).resolve().parents[2] / "pages/records.py"), default_timeout=60)
    session.session_state["_framed"] = True
    session.run()
    assert not session.exception
    assert Translator("en")("problem.page_not_open", page="Records", role="executive") in words(session)
    assert len(charts_of(session)) == len(session.dataframe) == 0


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_address_that_is_no_page_is_told_in_the_language_of_the_reader(
    open_page: Opened, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """Streamlit would say so in English only, over the first page."""
    monkeypatch.setattr(PagesManager, "intended_page_name", property(lambda self: "no_such_page"))
    shown = words(open_page("", lang=lang))
    t = Translator(lang)
    assert t("problem.page_unknown", page="no_such_page") in shown
    assert t("problem.page_unknown.todo") in shown


def test_what_streamlit_says_in_its_menu_has_words_in_both_languages() -> None:
    every = {lang: [Translator(lang)(f"menu.{key}") for key in MENU.values()] for lang in ("en", "zh")}
    assert every["zh"][:7] == ["跟随系统", "浅色", "深色", "打印", "录制屏幕", "停止录制", "关于"]
    assert every["en"][:7] == [*list(MENU)[:7]]


def test_what_breaks_is_told_with_a_number_and_no_traceback(open_page: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    import logging

    from data.store import Store

    def broken(self: Store) -> bool:
        raise ZeroDivisionError("secret detail")

    written: list[str] = []
    monkeypatch.setattr(Store, "is_empty", broken)
    monkeypatch.setattr(logging.getLogger("handover"), "error", lambda text, *args, **kw: written.append(text % args))
    session = open_page("satisfaction", lang="en")
    shown = words(session)
    assert not session.exception
    assert "secret detail" not in shown
    assert "Traceback" not in shown
    numbers = re.findall(r"incident ([0-9A-F]{8})", shown)
    assert [line.split(" in ")[0] for line in written[-1:]] == [f"incident {number}" for number in numbers]
    assert len(numbers) == 1
    assert "secret detail" not in "".join(written)
