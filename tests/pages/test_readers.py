"""Two people in one meeting hold one number: whoever may not see rows has counts of customers rounded to five, and
written so everywhere."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from data.language import LANGUAGES, Translator
from data.store import open_store
from tests.pages.conftest import Opened, words
from tests.pages.seed import KNOWN, RIGHTS, prepare
from tests.pages.test_ends import told

LEFT = 23
"""Customers of wave 4 who left: 97 of its 120 are still to be moved, who is to be asked and has not answered are 67."""
LEDGERS: dict[str, list[dict[str, Any]]] = {
    "waves": [
        {
            "wave": "W4",
            "branch": "B04",
            "planned_start_on": date(2026, 11, 7),
            "planned_cutover_on": date(2026, 12, 5),
            "planned_customers": 120,
            "data_route": "provide",
            "contract_route": "novation",
        }
    ],
    "departures": [{"customer": f"C{4 * at + 3:05d}", "left_on": date(2026, 10, 1)} for at in range(LEFT)],
    "notices": [
        {
            "customer": f"C{4 * at + 3:05d}",
            "kind": kind,
            "version": "v1",
            "sent_at": datetime(2026, 10, 10),
            "delivered_at": datetime(2026, 10, 12),
            "answered_at": datetime(2026, 10, 20) if at < 53 else None,
            "result": "consented" if at < 53 else None,
        }
        for at in range(LEFT, 120)
        for kind in ("data", "contract")
    ],
}
STILL, SILENT = 97, 67


@pytest.fixture
def asked(demo: Path) -> Path:
    """The small programme with a wave that is asked for its consent."""
    store = open_store(str(demo / "programme.duckdb"))
    for dataset, rows in LEDGERS.items():
        store.commit(prepare(dataset, rows), RIGHTS, known_at=KNOWN)
    store.close()
    return demo


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("page", "exact"), [("move", STILL), ("rights", SILENT), ("alerts", SILENT)])
def test_a_count_of_customers_is_exact_or_written_as_rounded(
    open_page: Opened, asked: Path, page: str, exact: int, lang: str
) -> None:
    about = "约" if lang == "zh" else "≈ "
    mine = told(words(open_page(page, role="analyst", lang=lang)))
    theirs = told(words(open_page(page, role="executive", lang=lang)))
    alone = re.compile(rf"(?<![\d.,]){exact}(?![\d,%]|\.\d)")
    assert alone.search(mine)
    assert alone.findall(theirs) == []
    assert f"{about}{int(exact / 5 + 0.5) * 5}" in theirs


def test_some_are_never_none() -> None:
    from data.language import People

    one, exact = Translator("en", rounded=True), Translator("en")
    assert [one("alert.silent_customers", n=People(n), subject="Wave 1", days=1)[:12] for n in (2, 541)] == [
        "Wave 1: ≈\u00a05 "[:12],
        "Wave 1: ≈\u00a0540"[:12],
    ]
    assert exact("alert.silent_customers", n=People(541), subject="Wave 1", days=1).startswith("Wave 1: 541 customers")
