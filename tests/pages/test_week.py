"""What the start page and the frame say of inputs, alerts and targets: only what somebody waits for, and no more than is known."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from analytics.alerts import Alert
from analytics.metrics import METRICS
from analytics.programme import Arrival, Input, Overview
from data.datasets import DATASETS
from data.language import Translator
from data.store import Store
from pages.kit.week import arrival_state, last_alert, news
from tests.pages.conftest import Opened, words
from tests.pages.seed import RIGHTS, prepare

EN = Translator("en")


def alert(subject: str, latest: date, *, active: bool = False) -> Alert:
    return Alert("nps_fall", "nps", subject, date(2026, 8, 2), latest, active, 2, 20, 0.001, 0.002, 400, 1, "watch", {})


def overview(*inputs: Input) -> Overview:
    return Overview("", "", "", None, None, (), inputs, datetime(2026, 11, 23))


def test_the_last_alert_stands_where_none_is_open() -> None:
    older, newer = alert("W2", date(2026, 6, 7)), alert("W3", date(2026, 9, 6))
    assert last_alert([older, newer]) is newer
    assert last_alert([older, alert("W4", date(2026, 11, 22), active=True)]) is None
    assert last_alert([]) is None
    assert "No alert is open; last: NPS of wave\u00a03, over since 6\u00a0Sep" in news([], newer, [], EN)
    assert "No alert is open" not in news([older], newer, [], EN)
    assert "No alert is open" not in news([], None, [], EN)


def test_alerts_that_are_not_named_are_counted() -> None:
    holding = [alert(f"W{n}", date(2026, 11, 22), active=True) for n in range(6)]
    shown = news(holding, None, [], EN)
    assert "and 2 more, each on the page it is about" in shown
    assert "more, " not in news(holding[:4], None, [], EN)


def test_a_register_without_a_rhythm_is_not_old() -> None:
    assert [name for name in ("customers", "branches", "programme") if DATASETS[name].rhythm_days] == []
    assert overview().freshness(EN) == ""
    late = Input("surveys", datetime(2026, 11, 9), 14, 7, 1)
    assert overview(Input("revenue", datetime(2026, 11, 1), 22, 31, 1), late).freshness(EN) == (
        "oldest input: Survey answers, 14 days"
    )


@pytest.mark.parametrize(("added", "rejected", "state"), [(5, 0, "new"), (5, 1, "watch"), (0, 0, "none")])
def test_what_came_in_has_its_state(added: int, rejected: int, state: str) -> None:
    arrival = Arrival("waves", 1, added, rejected, datetime(2026, 11, 22))
    assert arrival_state(arrival) == state
    assert ("nothing changed" in arrival.sentence(EN)) == (added == 0)


def test_targets_are_written_without_needless_decimals() -> None:
    written = {name: metric.passport.write_target(metric.passport.target, EN) for name, metric in METRICS.items()}
    of_answers = {"nps": "+30", "csat": "80%", "ces": "5.5", "response_rate": "30%"}
    of_plan = {
        "finish_slip": "0",
        "spi_t": "1",
        "cpi": "1",
        "npv": "¥0",
        "tcpi": "1",
        "bcr": "1",
        "final_cost": "–",
        "unit_cost": "–",
    }
    of_law = {"lawful": "100%", "compliance_index": "95%"}
    of_risk = {"risks_above_appetite": "0", "risk_exposure": "–", "risk_p80": "–", "treatments_overdue": "0"}
    of_risk |= {"indicators_red": "0", "indicators_stale": "0"}
    of_complaints = {
        "complaint_rate": "–",
        "complaints_in_time": "95%",
        "complaints_upheld": "–",
        "loop_in_time": "90%",
    }
    of_law |= {"told_in_time": "100%", "fair_comparisons": "100%", "safe_in_order": "100%"}
    stated = of_answers | of_plan | of_law | of_risk | of_complaints
    assert written == dict.fromkeys(written, "–") | stated
    assert METRICS["csat"].passport.write_target(0.825, EN) == "82.5%"
    assert METRICS["ces"].passport.write_target(5.0, EN) == "5"
    assert METRICS["nps"].passport.write_target(None, EN) == "–"


@pytest.mark.usefixtures("demo")
def test_the_tiles_name_their_targets(open_page: Opened) -> None:
    shown = words(open_page("this_week", lang="en"))
    assert [f'ho-target">{said}<' in shown for said in ("target +30", "target 80", "target 5.5", "target 30")] == [
        True
    ] * 4
    assert "8 waves" not in shown
    assert '<p class="ho-foot">' in shown


def test_the_foot_says_nothing_of_waves_that_nobody_named(open_page: Opened) -> None:
    from data.settings import settings
    from data.store import open_store

    store: Store = open_store(settings().store)
    store.commit(
        prepare("branches", [{"branch": "B01", "name": "Harbour", "region": "East"}]),
        RIGHTS,
        known_at=datetime(2026, 11, 1),
    )
    store.close()
    for lang in ("en", "zh"):
        session = open_page("this_week", lang=lang)
        assert not session.exception
        assert "ho-foot" not in words(session)
        assert "go-upload-waves" in {button.key for button in session.button}, "no waves: here is the way to load them"
        assert "<table" not in words(session)


@pytest.mark.usefixtures("demo")
def test_the_language_switch_keeps_every_filter(open_page: Opened) -> None:
    chosen = {"wave": "W3", "seg": "Retail", "ch": "form", "score": "csat", "by": "segment", "axis": "event"}
    session = open_page("satisfaction", lang="en", from_="2026-01-05", to="2026-11-01", **chosen)
    before = params(session)
    switch = next(one for one in session.get("button_group") if one.key == "lang")
    switch.set_value("zh").run()
    assert not session.exception
    assert params(session) == before | {"lang": ["zh"]}
    assert "满意度" in words(session)


def params(session: AppTest) -> dict[str, list[str]]:
    found = session.query_params
    return {key: list(found[key]) if isinstance(found[key], list) else [found[key]] for key in found}
