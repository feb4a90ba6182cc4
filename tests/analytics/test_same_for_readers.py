"""A reader who may not see rows holds the number of the meeting: what is hidden in a part is not missing from the
whole, nor none."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from analytics.closing.charts.standing import alive_said
from analytics.complaints.area import headline
from analytics.readiness.alerts import compute_alerts
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import Rights
from data.language import Translator
from data.store import Store
from pages.kit.passport import tile_of
from tests.analytics.conftest import load, today

__all__ = ["today"]

NOW = datetime(2026, 11, 22, 12)
ABOUT, EXACT = Translator("en", rounded=True), Translator("en")


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("role", ["analyst", "executive"])
def test_open_complaints_are_as_many_in_the_headline_as_in_the_tile(store: Store, role: str) -> None:
    """Twenty are young, three of middle age, too few to be shown by age, and twelve past their time: 35 are open for
    everybody."""
    ages = [1] * 20 + [12] * 3 + [60] * 12
    load(
        store,
        "complaints",
        [
            {
                "complaint": f"X{at}",
                "customer": f"C{at}",
                "opened_at": NOW - timedelta(days=age),
                "due_at": NOW + timedelta(days=20 - age),
            }
            for at, age in enumerate(ages)
        ],
    )
    load(store, "customers", [{"customer": f"C{at}", "wave": "W1"} for at in range(200)])
    scope = Scope(Rights("someone", cast(Any, role)))
    tile = tile_of(load_standing(store, scope, "complaints_overdue"), EXACT)
    assert (tile.value, tile.unit) == ("12", "of 35")
    assert headline(store, scope, EXACT).endswith("12 of 35 open ones are past their time")


def test_what_stands_in_a_branch_is_not_written_as_none() -> None:
    frame = pd.DataFrame(
        [{"branch": "B1", "alive": ("customers", "complaints"), "customers": 103.0, "complaints": 2.0}]
    )
    found = cast(Any, SimpleNamespace(frame=frame, prepaid=SimpleNamespace(currency="CNY")))
    assert "103 customers and 2 open complaints" in alive_said(found, EXACT)
    assert "≈\u00a0105 customers and fewer than ten open complaints" in alive_said(found, ABOUT)


def test_an_alert_about_customers_has_their_number_rounded_and_others_exact() -> None:
    rows = [("moved_without_notice", 83), ("document_missing", 13)]
    found = pd.DataFrame(
        [{"rule": rule, "wave": "W1", "n": n, "first_on": pd.Timestamp(2026, 11, 1)} for rule, n in rows]
    )
    said = [(one.sentence(ABOUT), one.sentence(EXACT)) for one in compute_alerts(found, date(2026, 11, 23))]
    assert [("≈\u00a085" in about, "83" in exact) for about, exact in said[:1]] == [(True, True)]
    assert ["≈" in about for about, _ in said] == [True, False]
