"""Every section of the satisfaction page, on the small programme: it opens in both languages, says a finding, draws its charts."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.access import local_rights
from data.datasets import DATASETS
from data.ingest import prepare, read_file
from data.ingest.mapping import Mapping
from data.language import LANGUAGES, Translator
from data.settings import settings
from data.store import open_store
from pages.kit.survey.sections import NEEDS, SECTIONS
from tests.pages.conftest import Opened, words

MAPPINGS = Path(__file__).resolve().parents[1] / "data/ingest/mappings"
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


REAL = "real/survey_zh_workplace_ai/问卷数据.xlsx"
MISSING = {
    "change": "survey.change.missing",
    "mode": "survey.mode.missing",
    "left": "survey.survivors.missing",
    "themes": "survey.themes.missing",
    "response": "survey.response.missing",
}
"""What a questionnaire alone cannot show, and the message that says what it takes."""


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
        told[section], drawn[section] = words(session), len(session.get("plotly_chart"))
        assert "ho-problem" not in told[section], section
    # Counted in the spreadsheet itself: 197 satisfied and 607 very satisfied of 1,044; the second segment is the largest.
    assert "n 1,044" in told["drivers"].replace("n=1,044", "n 1,044")
    assert {section for section, count in drawn.items() if count} == {"overview", "drivers", "control"}
    assert drawn["drivers"] == 2
    assert {section for section, key in MISSING.items() if t(key) not in told[section]} == set()
    assert t("survey.weight.missing") in told["mode"]
    for section, names in NEEDS.items():
        listed = t.listing([DATASETS[name].label(lang) for name in names])
        assert t("complaints.needs", datasets=listed) in told[section], section
    datasets = t.listing([DATASETS[name].label(lang) for name in ("customers", "invitations")])
    assert t("survey.planning.missing", datasets=datasets) in told["plan"]
