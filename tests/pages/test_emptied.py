"""What filters leave out is owed to them: no page says of it that it was never loaded, or that it never happened."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.language import LANGUAGES, Translator
from data.settings import settings
from data.store import open_store
from tests.pages.conftest import Opened, words
from tests.pages.seed import KNOWN, RIGHTS, TODAY, WAVES, prepare
from tests.pages.small import DAY, fill, programme
from tests.pages.test_ends import told

LEDGERS: dict[str, list[dict[str, Any]]] = {
    "actions": [
        {
            "action": f"A{at}",
            "kind": kind,
            "title": f"Thing {at}",
            "department": "IT",
            "asked_by": "Legal",
            "wave": "W1",
            "opened_on": date(2026, 10, at + 1),
            "due_on": date(2026, 11, at + 1),
        }
        for at, kind in enumerate(("action", "decision", "improvement"))
    ],
    "shared": [{"share": "S1", "what": "Customer data", "shared_on": date(2026, 11, 1)}],
    "deals": [
        {"deal": f"D{at}", "wave": "W1", "branch": "B01", "stage": "won", "closed_on": date(2026, 11, 1)}
        for at in range(20)
    ],
    "targets": [
        {
            "target": "T1",
            "title": "Fewer complaints",
            "metric": "complaint_rate",
            "wave": "W1",
            "due_on": date(2026, 12, 31),
            "start": 2.0,
            "aim": 1.0,
        }
    ],
    "confirmations": [
        {
            "confirmation": "K1",
            "supplier": "North Lines",
            "wave": "W4",
            "asked_on": date(2026, 11, 1),
            "due_on": date(2026, 11, 20),
        }
    ],
    "departures": [
        {"customer": f"C{4 * at:05d}", "left_on": date(2026, 2, 1) + timedelta(days=5 * at)} for at in range(40)
    ],
    "complaints": [
        {
            "complaint": f"B{at}",
            "customer": f"C{at:05d}",
            "opened_at": datetime(2026, 3, 1) + timedelta(days=2 * at),
            "category": "Fees",
        }
        for at in range(120)
    ],
}
"""Ledgers of which the selections below leave nothing."""


@pytest.fixture
def more(demo: Path) -> Path:
    """The small programme with these ledgers."""
    store = open_store(str(demo / "programme.duckdb"))
    for dataset, rows in LEDGERS.items():
        store.commit(prepare(dataset, rows), RIGHTS, known_at=KNOWN)
    store.close()
    return demo


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("page", "view", "wave", "never", "few"),
    [
        ("coordination", "work", "W2", "coordination.open.empty", False),
        ("coordination", "results", "W2", "coordination.targets.empty", False),
        ("coordination", "work", "W2", "coordination.departments.empty", False),
        ("move", "anyway", "W4", "move.anyway.nobody", True),
        ("market", "deals", "W4", "market.deals.empty", False),
    ],
)
def test_a_card_without_rows_names_the_filters_and_not_the_ledger(
    open_page: Opened, more: Path, page: str, view: str, wave: str, never: str, few: bool, lang: str
) -> None:
    t = Translator(lang)
    bare = told(words(open_page(page, lang=lang, view=view, wave=wave)))
    assert told(t(never)) not in bare
    kind = "few" if few else "nothing"
    assert told(t(f"scope.{kind}", what=t.wave(wave))) in bare
    assert told(t(f"scope.{kind}.todo")) in bare


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_says_that_nothing_ever_happened_because_a_filter_hides_it(
    open_page: Opened, more: Path, lang: str
) -> None:
    t = Translator(lang)
    effect = told(words(open_page("effect", lang=lang, wave="W4")))
    leaving = t("effect.outcome.leaving")
    assert told(t("effect.why.asked", outcome=leaving)).rstrip(".。") in effect
    assert told(t("effect.why.moved", outcome=leaving)).rstrip(".。") not in effect
    nobody = told(words(open_page("effect", lang=lang, seg="Zzz")))
    assert told(t("scope.nothing", what=t("scope.segment", names="Zzz"))) in nobody
    cutover = told(words(open_page("cutover", lang=lang, wave="W1")))
    moved = t.wave("W1")[:1].upper() + t.wave("W1")[1:]
    assert told(t("cutover.message.one_moved", wave=moved, date=t.date(WAVES[0][3], year=True))) in cutover


@pytest.mark.parametrize("lang", LANGUAGES)
def test_dates_that_no_ledger_reaches_are_said_to_be_that(open_page: Opened, more: Path, lang: str) -> None:
    t = Translator(lang)
    later = told(words(open_page("complaints", lang=lang, from_="2027-01-01")))
    assert told(t("scope.nothing", what=t("scope.from", day=t.date(date(2027, 1, 1), year=True)))) in later
    assert t("verdict.nothing.missing", dataset="").strip(" :：") not in later
    # Within the ledger the headline speaks of the dates, not of now.
    june = told(words(open_page("complaints", lang=lang, from_="2026-06-01", to="2026-06-30")))
    heading = told(words(open_page("complaints", lang=lang)))
    last_week, of_june = (told(t.date(day, year=True)) for day in (date(2026, 11, 15), date(2026, 7, 5)))
    assert (last_week in heading, of_june in june, last_week in june.split(t("tile.nothing"))[0][:600]) == (
        True,
        True,
        False,
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_the_answer_stands_also_while_a_filter_acts(
    open_page: Opened, tmp_path: Path, blank: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """Of wave 1 everything is done: its chart of what is still to be done says so, and blames no filter."""
    t, last = Translator(lang), TODAY - DAY
    shutil.copytree(blank, tmp_path / "done")
    monkeypatch.setenv("HANDOVER_STORE", str(tmp_path / "done" / "programme.duckdb"))
    settings.cache_clear()
    store = open_store(settings().store)
    fill(store, programme(date(2026, 8, 3), last), datetime.combine(last, time(18)))
    store.close()
    bare = told(words(open_page("schedule", lang=lang, wave="W1")))
    assert told(t("schedule.gantt.empty")).rstrip(".。") in bare
    assert (
        told(t("scope.few", what=t.wave("W1")))
        not in bare.split(told(t("schedule.gantt.subtitle", base=t("schedule.base"))))[0]
    )
