"""The command: exact answers, exit codes, no traceback."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest

from analytics.__main__ import main
from analytics.alerts.answers import LEDGERS
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import answers, at, load


def ask(store: Store, *argv: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    code = main([*argv, "--json"], store=store, out=out)
    return code, json.loads(out.getvalue())


def test_metric_by_wave_and_week(store: Store) -> None:
    rows = answers(20, at(1), wave="W2", csat=5.0, csat_points=5) + answers(
        20, at(0), first=50, wave="W1", csat=1.0, csat_points=5
    )
    load(store, "surveys", rows + answers(9, at(0), first=90, wave="W2", csat=1.0, csat_points=5))
    code, answer = ask(store, "metric", "csat", "--by", "wave,week", "--as-of", "2026-11-22")
    assert code == 0
    assert (answer["metric"], answer["unit"], answer["by"]) == ("csat", "share", ["wave", "week"])
    short = [{name: row[name] for name in ("wave", "week", "value", "n", "note")} for row in answer["rows"]]
    assert short == [
        {"wave": "W1", "week": "2026-11-16", "value": 0.0, "n": 20, "note": ""},
        {"wave": "W2", "week": "2026-11-09", "value": 1.0, "n": 20, "note": ""},
        {"wave": "W2", "week": "2026-11-16", "value": None, "n": None, "note": "suppressed"},
    ]
    assert answer["rows"][0]["low"] == 0.0
    assert answer["rows"][2]["low"] is None
    code, answer = ask(store, "metric", "csat", "--wave", "W1", "--from", "2026-11-16", "--to", "2026-11-22")
    assert [row["n"] for row in answer["rows"]] == [20]


def test_nps_is_in_points(store: Store) -> None:
    load(store, "surveys", answers(20, at(0), nps=9.0))
    code, answer = ask(store, "metric", "nps")
    assert (code, answer["unit"], answer["rows"][0]["value"]) == (0, "points", 100.0)


def test_metrics_lists_the_passports(store: Store) -> None:
    code, answer = ask(store, "metrics")
    assert code == 0
    ids = [one["id"] for one in answer["metrics"]]
    assert ids[:8] == ["nps", "csat", "ces", "response_rate", "finish_slip", "spi_t", "cpi", "tcpi"]
    shown = {
        "customers_moved",
        "rebaselines",
        "final_cost",
        "unit_cost",
        "npv",
        "bcr",
        "payback",
        "irr",
        "lawful",
        "compliance_index",
        "next_duty_days",
        "findings_overdue",
        "evidence_expired",
        "measures_passed",
        "recovery_passed",
        "training_coverage",
        "documents_there",
        "consented",
        "silent",
        "told_in_time",
        "promises_kept",
        "fair_comparisons",
        "safe_in_order",
        "complaint_rate",
        "complaints_in_time",
        "complaints_upheld",
        "complaints_overdue",
        "risks_above_appetite",
        "risk_p80",
        "treatments_overdue",
        "indicators_red",
        "retention_90d",
        "median_stay",
        "departure_rate",
        "high_value_departures",
        "grr",
        "nrr",
        "clv",
        "caused_departures",
        "market_share",
        "hhi",
        "brand_awareness",
        "rival_share",
        "reviews_positive",
        "campaign_cpa",
        "campaign_roi",
        "win_back",
        "pipeline",
        "deals_won",
    }
    assert shown - set(ids) == set()
    assert answer["metrics"][1]["unit"] == "share"


@pytest.mark.parametrize(
    ("argv", "refused"),
    [
        (["metric", "xyz"], "metric_unknown"),
        (["metric", "nps", "--by", "colour"], "metric_dimension"),
        (["metric", "nps", "--from", "yesterday"], "not_a_moment"),
        (["metric", "nps", "--as-of", "2026-11-22T99:00"], "not_a_moment"),
        (["nothing"], "usage"),
        ([], "usage"),
        (["metric", "nps", "--lang", "fr"], "usage"),
    ],
)
def test_bad_input_is_refused_in_words(store: Store, argv: list[str], refused: str) -> None:
    code, answer = ask(store, *argv)
    assert (code, answer["refused"]["code"]) == (2, refused)
    assert not answer["refused"]["message"].startswith("problem.")
    out = io.StringIO()
    assert main(argv, store=store, out=out) == 2
    assert "Traceback" not in out.getvalue()


def test_no_alerts_in_an_empty_store(store: Store) -> None:
    code, answer = ask(store, "alerts")
    assert (code, answer["alerts"]) == (0, [])


def test_response_rate_says_what_is_missing(store: Store) -> None:
    code, answer = ask(store, "metric", "response_rate")
    assert (code, answer["rows"], answer["missing"]) == (0, [], "invitations")


def test_words_for_people(store: Store) -> None:
    load(store, "surveys", answers(20, at(0), nps=9.0, wave="W1"))
    out = io.StringIO()
    assert main(["metric", "nps", "--by", "wave"], store=store, out=out) == 0
    assert out.getvalue().splitlines()[1].startswith("W1  +100  95%")


@pytest.mark.parametrize(("lang", "said"), [("en", "no data"), ("zh", "尚无数据")])
def test_alerts_of_an_empty_store_say_that_there_are_no_data(store: Store, lang: str, said: str) -> None:
    out = io.StringIO()
    assert main(["alerts", "--lang", lang], store=store, out=out) == 0
    assert said in out.getvalue()
    assert "python -m data load" in out.getvalue()
    assert said in ask(store, "alerts", "--lang", lang)[1]["missing"]
    load(store, "surveys", answers(20, at(0), nps=9.0))
    assert "missing" not in ask(store, "alerts", "--lang", lang)[1]
    out = io.StringIO()
    assert main(["alerts", "--lang", "zh"], store=store, out=out) == 0
    t = Translator("zh")
    unwatched = t("alerts.unwatched", n=len(LEDGERS) - 1, all=len(LEDGERS))
    assert out.getvalue() == f"{t('alerts.none', date=t.date(date(2026, 11, 23), year=True))}；{unwatched}\n"
