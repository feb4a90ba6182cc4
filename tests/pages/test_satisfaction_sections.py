"""Every section of the satisfaction page, on the small programme: it opens in both languages, says a finding, draws its
charts."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.satisfaction.area import AREA
from data.access import local_rights
from data.datasets import DATASETS
from data.ingest import prepare, read_file
from data.ingest.mapping import Mapping
from data.language import LANGUAGES, Translator
from data.settings import settings
from data.store import open_store
from tests.analytics import made
from tests.pages.conftest import Opened, charts_of, words

MAPPINGS = Path(__file__).resolve().parents[1] / "data/ingest/mappings"
MOST = 4
"""Charts of one section."""
SECTIONS = tuple(section.key for section in AREA.sections)
NEEDS = {
    "change": ("customers", "waves"),
    "mode": ("customers",),
    "control": ("waves",),
    "left": ("customers", "departures"),
    "themes": ("customers", "waves"),
    "response": ("customers", "invitations"),
    "plan": ("customers", "invitations"),
}
"""What a section names where nothing but answers was loaded."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("looked")
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
        drawn[section] = len(charts_of(session))
    assert all(1 <= count <= MOST for section, count in drawn.items() if section not in ("drivers", "left")), drawn


@pytest.mark.usefixtures("looked")
def test_a_section_whose_columns_are_missing_says_which(open_page: Opened) -> None:
    """The small programme asks for no parts of the service."""
    session = open_page("satisfaction", lang="en", view="drivers")
    assert not session.exception
    assert "too few have Communication, Continuity of service" in words(session)
    assert len(charts_of(session)) == 0


@pytest.mark.usefixtures("looked")
def test_a_reader_without_row_level_sees_every_section(open_page: Opened) -> None:
    session = open_page("satisfaction", role="executive", lang="en")
    t = Translator("en")
    for section in SECTIONS:
        session.query_params["view"] = section
        session.run()
        assert not session.exception, section
        assert "ho-problem" not in words(session), (section, t(f"satisfaction.view.{section}"))


REAL = "real/survey_zh_workplace_ai/问卷数据.xlsx"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_real_questionnaire_shows_what_its_columns_allow_and_names_what_is_missing(
    open_page: Opened, shared_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """Read by the mapping kept for it: satisfaction, five rated parts, a segment and comments; no customers, no waves.

    Its running numbers begin again in the second half, so they are not the key: a row is known by its content.
    """
    path = tmp_path / "programme.duckdb"
    monkeypatch.setenv("HANDOVER_STORE", str(path))
    settings.cache_clear()
    file = shared_dir / REAL
    kept = Mapping.from_json((MAPPINGS / "survey_workplace_scores.json").read_bytes())
    store = open_store(str(path))
    receipt = store.commit(prepare(read_file(file.name, file.read_bytes()), kept), local_rights("t", "administrator"))
    assert (receipt.counts.read, receipt.counts.new, receipt.counts.rejected) == (1_044, 1_044, 0)
    store.close()
    t, session = Translator(lang), open_page("satisfaction", lang=lang, score="csat")
    told, drawn = {}, {}
    for section in SECTIONS:
        session.query_params["view"] = section
        session.run()
        assert not session.exception, section
        told[section], drawn[section] = words(session), len(charts_of(session))
        assert "ho-problem" not in told[section], section
    # Counted in the spreadsheet itself: 197 satisfied and 607 very satisfied of 1,044; the second segment is the
    # largest.
    assert "n 1,044" in told["drivers"].replace("n=1,044", "n 1,044")
    assert {section for section, count in drawn.items() if count} == {"overview", "drivers"}
    assert drawn["drivers"] == 2
    assert t("satisfaction.mode.missing") in told["mode"]
    for section, names in NEEDS.items():
        listed = t.listing([DATASETS[name].label(lang) for name in names])
        assert t("complaints.needs", datasets=listed) in told[section], section


def answer(number: int, **fields: object) -> dict[str, object]:
    """A complete answer of a customer of their own, given in the last weeks."""
    return {
        "response_id": f"R{number:03d}",
        "answered_at": f"2026-11-{1 + number % 20:02d} 10:00",
        "wave": "W1",
        **fields,
    }


HEADLINES = {
    "one answer": ([answer(0, nps=9)], "Fewer than 10 answers: too few to show a score.", "答卷不足10份，不显示得分。"),
    "no score": (
        [answer(at, comment="fine") for at in range(30)],
        "30 answers, none of them to a scored question: neither NPS nor CSAT nor CES is known.",
        "30份答卷均未回答评分题，NPS、CSAT与CES均未知。",
    ),
    "all alike": ([answer(at, nps=9) for at in range(60)], "NPS is +100", "NPS为+100"),
    "long ago": (
        [answer(at, nps=9) | {"answered_at": f"2026-0{4 + at % 3}-{1 + at % 20:02d} 10:00"} for at in range(240)],
        "No answers in the last 4 weeks: NPS was +100 in the 4 weeks to 21 Jun 2026.",
        "近4周没有答卷：截至2026年6月21日的4周NPS为+100。",
    ),
}


@pytest.mark.parametrize("case", HEADLINES)
def test_the_ends_of_a_survey_are_told_as_they_are(
    open_page: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    """One answer, none with a score, everybody alike, none for months: every section opens, and the headline says what
    is so."""
    given, english, chinese = HEADLINES[case]
    path = tmp_path / "programme.duckdb"
    monkeypatch.setenv("HANDOVER_STORE", str(path))
    settings.cache_clear()
    names = list(dict.fromkeys(name for one in given for name in one))
    lines = [",".join(names), *(",".join(str(one[name]) for name in names) for one in given)]
    store = open_store(str(path))
    made.load(store, "surveys", "\n".join(lines))
    store.close()
    session = open_page("satisfaction", lang="zh")
    assert f'<h1 class="ho-message">{chinese}' in words(session)
    session = open_page("satisfaction", lang="en")
    for section in SECTIONS:
        session.query_params["view"] = section
        session.run()
        told = words(session).replace("\u00a0", " ")
        assert not session.exception, section
        assert ("ho-problem" in told, f'<h1 class="ho-message">{english}' in told) == (False, True), section
