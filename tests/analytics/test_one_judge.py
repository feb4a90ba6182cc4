"""What a chart says of a number is what its tile says: a setting of the limit moves both, and no sentence denies what
is drawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from analytics.cost.charts.costs import chart_units, chart_value, cpi_sentence
from analytics.cost.numbers.earned import load_earned, load_spread
from analytics.cost_benefit.charts.case import chart_shortfall
from analytics.cost_benefit.numbers.benefits import load_benefits
from analytics.judging import USUAL, Judge
from analytics.marks import Bars, Gantt, Lines
from analytics.metrics import METRICS
from analytics.rights.alerts import wave_alerts
from analytics.rights.numbers.consent import load_rights
from analytics.safeguards import alerts as safeguards
from analytics.schedule.charts.gantt import chart_gantt
from analytics.schedule.charts.progress import spi_sentence
from analytics.schedule.numbers.plan import load_plan
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import local_rights
from data.language import Translator
from data.store import Store
from pages.kit.passport import tile_of
from tests.analytics.conftest import load, today

__all__ = ["today"]

SCOPE = Scope(local_rights("tester", "administrator"))
EN = Translator("en")
NOW = date(2026, 11, 23)


def setting(store: Store, name: str, value: str) -> None:
    load(store, "settings", [{"setting": name, "value": value}])


@pytest.mark.usefixtures("today")
def test_days_late_have_the_verdict_of_the_finish(store: Store) -> None:
    """Ten days late: bad by the limit of a week, to be watched by one of a month."""
    load(
        store,
        "tasks",
        [
            {
                "snapshot_on": date(2026, 11, 22),
                "task": "T1",
                "name": "Archive",
                "planned_start_on": date(2026, 11, 2),
                "planned_finish_on": date(2026, 12, 1),
                "forecast_finish_on": date(2026, 12, 11),
                "actual_start_on": date(2026, 11, 2),
                "percent_complete": 0.5,
            }
        ],
    )
    load(
        store,
        "baselines",
        [
            {
                "version": "v1",
                "task": "T1",
                "start_on": date(2026, 11, 2),
                "finish_on": date(2026, 12, 1),
                "approved_on": date(2026, 10, 1),
            }
        ],
    )
    assert (late_tone(store), load_standing(store, SCOPE, "finish_slip").state) == ("bad", "bad")
    setting(store, "limit.finish_slip.bad", "30")
    assert (late_tone(store), load_standing(store, SCOPE, "finish_slip").state) == ("watch", "watch")


def late_tone(store: Store) -> str:
    mark = cast(Gantt, chart_gantt(load_plan(store, SCOPE), EN).body)
    return str(mark.rows[0].end_tone)


def progress(spi_t: float, weeks: float) -> Any:
    return SimpleNamespace(spi=1.0, ev=0.5, pv=0.5, schedule=SimpleNamespace(spi_t=spi_t, sv_t=weeks, done=False))


def test_work_beyond_its_limit_never_goes_as_planned() -> None:
    """Three days behind in a plan of a month: SPI(t) 0.90 is below 0.95, though not half a week is missing."""
    assert (
        spi_sentence(progress(0.9, -0.4), EN) == "Work is 0.4 weeks behind by time (SPI(t) 0.90); SPI of 1.00 hides it"
    )
    loose = Judge({"limit.spi_t.watch": "0.8", "limit.spi_t.bad": "0.7"})
    assert spi_sentence(progress(0.9, -0.4), EN, loose) == "Work goes as planned: SPI(t) 0.90, SPI 1.00"


def test_work_that_costs_more_is_not_said_to_cost_what_was_planned() -> None:
    said = {cpi: cpi_sentence(cast(Any, SimpleNamespace(cpi=cpi, spi=1.0)), EN) for cpi in (0.96, 1.0, 1.04)}
    assert said == {
        0.96: "Each unit spent has earned 0.96: CPI 0.96, SPI 1.00",
        1.0: "Work costs what was planned: CPI 1.00, SPI 1.00",
        1.04: "Work costs less than planned: CPI 1.04, SPI 1.00",
    }


@pytest.fixture
def moved(store: Store) -> Store:
    """A wave of 100 customers that cost one per cent more than planned for each, half of a benefit's plan realised but
    one per cent."""
    on = date(2026, 10, 3)
    load(store, "programme", [{"programme": "P", "from_entity": "A", "to_entity": "B", "currency": "CNY"}])
    load(store, "waves", [{"wave": "W1", "planned_cutover_on": on, "cutover_on": on, "planned_customers": 100}])
    load(store, "customers", [{"customer": f"C{at}", "wave": "W1"} for at in range(100)])
    load(
        store,
        "transfers",
        [
            {"customer": f"C{at}", "wave": "W1", "planned_on": on, "cut_over_on": on, "status": "moved"}
            for at in range(100)
        ],
    )
    load(
        store,
        "costs",
        [
            {
                "line": "L1",
                "category": "IT",
                "wave": "W1",
                "period": date(2026, 10, 1),
                "budget": 100_000,
                "actual": 101_000,
            }
        ],
    )
    load(store, "benefits", [{"benefit": "Savings", "period": date(2026, 10, 1), "planned": 1000, "realised": 990}])
    return store


@pytest.mark.usefixtures("today")
def test_a_wave_within_its_limit_is_not_said_to_have_cost_what_was_planned(moved: Store) -> None:
    units = chart_units(load_spread(moved, SCOPE), EN)
    assert (
        units.title
        == "No wave cost more per customer than its limit allows; highest wave\u00a01 with ¥1,010 (plan ¥1,000, +1%)"
    )
    assert cast(Bars, units.body).series[0].tones == ("actual",)
    setting(moved, "limit.unit_cost.watch", "0.1%")
    setting(moved, "limit.unit_cost.bad", "0.5%")
    units = chart_units(load_spread(moved, SCOPE), EN)
    assert units.title == "A customer of wave\u00a01 cost ¥1,010, +1% against the plan of ¥1,000"
    assert (cast(Bars, units.body).series[0].tones, load_standing(moved, SCOPE, "unit_cost").state) == (("bad",), "bad")


@pytest.mark.usefixtures("today")
def test_the_cost_of_what_was_earned_is_red_where_its_index_is(moved: Store) -> None:
    spent = cast(Lines, chart_value(load_earned(moved, SCOPE, "units"), EN).body).series[1]
    assert (spent.tone, load_standing(moved, SCOPE, "cpi").state) == ("prior", "good")
    setting(moved, "limit.cpi.watch", "0.995")
    spent = cast(Lines, chart_value(load_earned(moved, SCOPE, "units"), EN).body).series[1]
    assert (spent.tone, load_standing(moved, SCOPE, "cpi").state) == ("bad", "watch")


@pytest.mark.usefixtures("today")
def test_a_benefit_below_its_plan_is_not_said_to_be_realised_as_planned(moved: Store) -> None:
    def shown() -> tuple[str, Any]:
        found = chart_shortfall(load_benefits(moved, SCOPE, "CNY"), EN)
        return found.title, cast(Bars, found.body).series[0].tones

    assert shown() == ("“Savings” is 1.0% (¥10) below its plan", ("actual",))
    setting(moved, "benefits.short", "0.5%")
    assert shown() == ("“Savings” is 1.0% (¥10) below its plan", ("bad",))


@pytest.mark.usefixtures("today")
def test_how_long_before_its_cut_over_a_wave_is_told_is_a_setting(store: Store) -> None:
    """The notice came five days before: late by the seven days of the default, in time by three; tile and alert move
    together."""
    gone, ahead = NOW - timedelta(days=30), NOW + timedelta(days=2)
    load(
        store,
        "waves",
        [
            {
                "wave": "W1",
                "planned_cutover_on": gone,
                "cutover_on": gone,
                "data_route": "split",
                "contract_route": "split",
            },
            {"wave": "W2", "planned_cutover_on": ahead, "data_route": "split", "contract_route": "split"},
        ],
    )
    people = [(f"C{at}", "W1" if at < 40 else "W2") for at in range(80)]
    load(store, "customers", [{"customer": one, "wave": wave} for one, wave in people])
    load(
        store,
        "transfers",
        [
            {"customer": one, "wave": wave, "planned_on": gone, "cut_over_on": gone, "status": "moved"}
            for one, wave in people
            if wave == "W1"
        ],
    )
    load(
        store,
        "notices",
        [
            {
                "customer": one,
                "kind": "data",
                "version": "v1",
                "sent_at": datetime(2026, 9, 1),
                "delivered_at": datetime.combine(
                    (gone if wave == "W1" else ahead) - timedelta(days=5), datetime.min.time()
                ),
            }
            for one, wave in people
        ],
    )

    def told() -> tuple[float | None, list[Any]]:
        found = load_rights(store, SCOPE)
        short = [one.params["days"] for one in wave_alerts(cast(Any, found)) if one.code == "told_short"]
        return METRICS["told_in_time"].now(store, SCOPE).value, short

    assert told() == (0.0, [7])
    setting(store, "rights.told_days", "3")
    assert told() == (1.0, [])


@pytest.mark.usefixtures("today")
def test_a_value_beyond_its_limit_is_not_written_as_the_limit(moved: Store) -> None:
    """CPI 0.9495 is below 0.95 and says so: 0.949, not 0.95."""
    load(
        moved,
        "costs",
        [
            {
                "line": "L1",
                "category": "IT",
                "wave": "W1",
                "period": date(2026, 10, 1),
                "budget": 100_000,
                "actual": 105_319,
            }
        ],
        datetime(2026, 11, 22, 13),
    )
    tile = tile_of(load_standing(moved, SCOPE, "cpi"), EN)
    assert (tile.value, tile.verdict) == ("0.949", "Below 0.95")


@pytest.mark.usefixtures("today")
def test_a_number_that_no_filter_narrows_says_of_what_it_is(store: Store) -> None:
    load(store, "promises", [{"promise": "P1", "title": "Letter", "due_on": date(2026, 11, 1)}])
    load(store, "waves", [{"wave": "W1", "planned_cutover_on": date(2026, 12, 5)}])
    whole, of_wave = (
        tile_of(load_standing(store, scope, "promises_open"), EN) for scope in (SCOPE, SCOPE.but(waves=("W1",)))
    )
    assert (whole.value, of_wave.value) == ("1", "1")
    assert (EN("tile.whole") in whole.detail, EN("tile.whole") in of_wave.detail) == (False, True)
    assert USUAL.days("rights.told_days") == 7


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.usefixtures("today")
def test_a_headline_says_which_of_its_clauses_no_filter_narrows(store: Store, lang: Any) -> None:
    """A promise is of the whole programme; of findings and proofs those of a chosen wave and those of no wave are
    told."""
    from analytics.catalogue import areas

    t, headlines = Translator(lang), {area.name: area.headline for area in areas()}
    load(store, "waves", [{"wave": wave, "planned_cutover_on": date(2026, 12, 5)} for wave in ("W1", "W2")])
    load(store, "customers", [{"customer": "C1", "wave": "W1"}])
    load(store, "promises", [{"promise": "P1", "title": "Letter", "due_on": date(2026, 11, 1)}])
    finding = {"kind": "finding", "opened_on": date(2026, 9, 1), "due_on": date(2026, 11, 1)}
    load(
        store,
        "reviews",
        [
            finding | {"review": "F1", "title": "Mine", "wave": "W1"},
            finding | {"review": "F2", "title": "Theirs", "wave": "W2"},
            finding | {"review": "F3", "title": "Everybody's"},
        ],
    )
    chosen = SCOPE.but(waves=("W1",))
    for page, key in (("rights", "whole.said"), ("compliance", "whole.with")):
        said, of_wave = headlines[page](store, SCOPE, t), headlines[page](store, chosen, t)
        mark = t(key, said="")
        assert (mark in said, mark in of_wave) == (False, True), (said, of_wave)
    tile = tile_of(load_standing(store, chosen, "findings_overdue"), t)
    assert (tile.value, t("whole.shared") in tile.detail, t("tile.whole") in tile.detail) == ("2", True, False)
    assert tile_of(load_standing(store, SCOPE, "findings_overdue"), t).value == "3"


def test_from_where_spi_hides_the_delay_is_a_setting() -> None:
    behind = cast(
        Any, SimpleNamespace(schedule=SimpleNamespace(spi_t=0.9, sv_t=-2.0, done=False), spi=0.95, ev=0.5, pv=0.6)
    )
    assert "hides it" in spi_sentence(behind, EN)
    assert "hides it" not in spi_sentence(behind, EN, Judge({"schedule.hidden": "10%"}))


@pytest.mark.usefixtures("today")
def test_for_how_long_a_look_out_of_role_is_told_is_a_setting(store: Store) -> None:
    load(store, "documents", [{"document": "D1", "kind": "list", "confidentiality": "confidential"}])
    load(
        store,
        "document_access",
        [
            {"document": "D1", "person": f"p{n}", "accessed_at": datetime(2026, 10, 20, 9), "in_role": False}
            for n in range(12)
        ],
    )

    def told() -> list[Any]:
        return [
            alert.params["days"]
            for alert in safeguards.evaluate(store, SCOPE.rights)
            if alert.code == "looks_out_of_role"
        ]

    assert told() == []
    setting(store, "documents.look_days", "60")
    assert told() == [60]
