"""The rights page without notices and with some."""

from __future__ import annotations

import pytest

from data.language import LANGUAGES, Translator
from tests.pages.conftest import Looking, Opened, charts_of, words

WAVE = "wave,planned cut-over,route for personal data,route for contracts\nW4,2026-12-05,{},{}\n"
LETTERS = "customer,kind of notice,version,wave,notice channel,sent at,delivered at,read at,answered at,answer\n"


def roster(count: int = 60) -> str:
    return "customer,wave,branch,segment\n" + "".join(f"R{i},W4,B04,Retail\n" for i in range(count))


def letters(count: int = 60, answered: int = 40) -> str:
    """``count`` customers were asked for both consents, ``answered`` of them have said yes to both."""
    said = [",2026-10-09,consented" if i < answered else ",," for i in range(count)]
    return LETTERS + "".join(
        f"R{i},{kind},v1,W4,letter,2026-10-01,2026-10-03,2026-10-05{said[i]}\n"
        for i in range(count)
        for kind in ("data", "contract")
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("looked")
def test_without_notices_the_page_says_what_to_load(open_page: Opened, lang: str) -> None:
    session = open_page("rights", lang=lang)
    assert not session.exception
    assert Translator(lang)("plan.nothing.rights") in words(session)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", ["consent", "reach", "fairness", "promises"])
def test_every_section_opens(open_page: Opened, look_at: Looking, lang: str, view: str) -> None:
    look_at(waves=WAVE.format("provide", "novation"), customers=roster(), notices=letters())
    session = open_page("rights", lang=lang, view=view)
    assert not session.exception
    assert "ho-problem" not in words(session)
    assert len(charts_of(session)) <= 4


def test_silence_is_a_no_where_the_routes_ask_for_consent(open_page: Opened, look_at: Looking) -> None:
    look_at(waves=WAVE.format("provide", "novation"), customers=roster(), notices=letters())
    told = words(open_page("rights", lang="en"))
    t = Translator("en")
    assert t("metric.silent.bad") in told
    assert t("rights.needs.both") in told


def test_silence_is_not_asked_about_where_they_do_not(open_page: Opened, look_at: Looking) -> None:
    look_at(waves=WAVE.format("split", "split"), customers=roster(), notices=letters(answered=0))
    told = words(open_page("rights", lang="en"))
    t = Translator("en")
    assert t("metric.silent.bad") not in told
    assert t("metric.consented.unknown") in told
