"""The complaints page without complaints and with some."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.metrics import METRICS
from analytics.stats.legal_clock import Rule, compute_due
from data.access import local_rights
from data.datasets import DATASETS
from data.ingest import prepare, read_file, understand
from data.language import LANGUAGES, Translator
from data.settings import settings
from data.store import open_store
from tests.pages.conftest import Opened, charts_of, words

SHOWN = {
    "causes": "complaints.causes.subtitle",
    "time": "resolution.ages.subtitle",
    "outcome": "complaints.outcome.title",
    "text": "complaints.themes.empty",
    "loop": "loop.nothing",
}
"""What each section says with a ledger that has neither texts nor follow-ups."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("looked")
def test_without_complaints_the_page_says_what_to_load(open_page: Opened, lang: str) -> None:
    session = open_page("complaints", lang=lang)
    assert not session.exception
    assert Translator(lang)("plan.nothing.complaints") in words(session)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_with_complaints_it_shows_four_tiles_and_four_charts(open_page: Opened, demo: Path, lang: str) -> None:
    store = open_store(str(demo / "programme.duckdb"))
    lines = "".join(f"K{i},C{i},2026-11-{i % 14 + 2:02},Fees,yes\n" for i in range(60))
    book = read_file("complaints.csv", ("complaint number,customer,received at,root cause,upheld\n" + lines).encode())
    store.commit(prepare(book, understand(book, dataset="complaints")), local_rights("t", "administrator"))
    store.close()
    session = open_page("complaints", lang=lang)
    assert not session.exception
    assert "ho-problem" not in words(session)
    t = Translator(lang)
    told = words(session)
    assert [METRICS[f"complaints_{key}"].passport.title(t) in told for key in ("in_time", "upheld", "overdue")] == [
        True
    ] * 3
    assert t("complaints.weekly.subtitle.rate") in told
    for section, word in SHOWN.items():
        session = open_page("complaints", lang=lang, view=section)
        assert not session.exception
        assert "ho-problem" not in words(session)
        assert t(word) in words(session)


DRAWN = {"rate": 2, "causes": 2, "time": 3, "outcome": 2, "text": 1, "loop": 0}
"""The charts that each section draws of a ledger alone: no roster, no waves, no due days."""
NEEDED = {"rate": ("customers", "waves"), "causes": ("customers", "waves", "surveys"), "loop": ("contacts",)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_ledger_alone_draws_what_it_can_and_offers_templates_for_the_rest(
    open_page: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    path = tmp_path / "programme.duckdb"
    monkeypatch.setenv("HANDOVER_STORE", str(path))
    settings.cache_clear()
    store = open_store(str(path))
    first = date(2026, 3, 2)
    lines = "".join(
        f"K{i},{first + timedelta(days=i // 3)},{first + timedelta(days=i // 3 + i % 9) if i % 8 else ''},"
        f"North,Cards,{'Rare' if i % 40 == 0 else 'Fees'},{'yes' if i % 3 else 'no'},{'yes' if i % 2 else 'no'},"
        f"phone,a fee I do not know\n"
        for i in range(780)
    )
    head = "complaint number,received at,closed at,branch,category,root cause,answered in time,upheld,channel,comment\n"
    book = read_file("complaints.csv", (head + lines).encode())
    kept = prepare(book, understand(book, dataset="complaints"), answers={"wave": "none"})
    assert store.commit(kept, local_rights("t", "administrator")).counts.new == 780
    store.close()
    t = Translator(lang)
    drawn, told = {}, {}
    for section in DRAWN:
        session = open_page("complaints", lang=lang, view=section, cause="Rare")
        assert not session.exception, section
        told[section], drawn[section] = words(session), len(charts_of(session))
        assert "ho-problem" not in told[section], section
    assert drawn == DRAWN
    for section, names in NEEDED.items():
        listed = t.listing([DATASETS[name].label(lang) for name in names])
        assert t("complaints.needs", datasets=listed) in told[section]
    assert (
        t("complaints.weekly.limits.whole", chart="c", n=37, sigma="0.00").split("，")[0].split(" from")[0]
        in told["rate"]
    )
    assert t("complaints.themes.subtitle.recent") in told["text"]
    late = sum(compute_due(first + timedelta(days=i // 3), Rule(15)).day < date(2026, 11, 23) for i in range(0, 780, 8))
    assert t("complaints.now.overdue", n=late, all=98) in told["rate"], "by the law, where the ledger names no day"
