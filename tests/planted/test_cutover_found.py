"""The product is asked what it sees in the cut-overs of the demo programme: what is planted, and nothing in a quiet
one."""

from __future__ import annotations

from datetime import date

from analytics.alerts.base import PROGRAMME
from analytics.cutover.alerts import evaluate
from analytics.cutover.area import AREA
from analytics.cutover.numbers import compute_confirmations, compute_places, compute_steps, load_cutover
from analytics.scope import Scope
from data.access import Rights
from data.demo.cutover import confirmations, cutover_steps, defects, rehearsals, truth
from data.demo.plan import loaded_at
from data.demo.words import Words
from data.language import Translator
from data.store import Store

EFFECTS = {effect["id"]: effect for effect in truth()["effects"]}
TODAY = date(2026, 11, 22)
EN = Words("en")


def test_what_wave_6_does_not_rest_on_is_found(demo: Store, rights: Rights) -> None:
    found = load_cutover(demo, Scope(rights))
    assert found.wave == EFFECTS["site_uncovered"]["wave"]
    assert list(found.coverage.loc[~found.coverage["covered"], "site"]) == [EN("site.2")]
    assert (found.known, found.told) == (EFFECTS["defects_untold"]["known"], EFFECTS["defects_untold"]["told"])
    silent = found.asked_of[found.asked_of["state"] != "confirmed"]
    assert sorted(silent["supplier"]) == sorted(
        EN(f"supplier.{one}") for one in EFFECTS["confirmations_missing"]["suppliers"]
    )
    late = found.steps[found.steps["state"] == "late"]
    assert set(late["wave"]) == {EFFECTS["night_late"]["wave"]}
    assert set(late["late"]) == {float(EFFECTS["night_late"]["minutes"])}


def test_each_is_an_alert_and_nothing_else_is(demo: Store, rights: Rights) -> None:
    told = {(alert.code, alert.subject) for alert in evaluate(demo, rights)}
    assert told == {
        ("site_uncovered", "W6"),
        ("confirmation_missing", "W6"),
        ("defects_untold", "W6"),
        ("load_beyond", PROGRAMME),
    }


def test_the_headline_names_them(demo: Store, rights: Rights) -> None:
    said = AREA.headline(demo, Scope(rights), Translator("en"))
    assert all(part in said for part in ("Data centre 2", "told of 19", "Lowland Power and Ridge Fibre"))


def test_a_quiet_programme_has_none_of_it() -> None:
    held = rehearsals(EN, TODAY, quiet=True)
    held["held"] = held["held_on"].notna()
    assert compute_places(held, "W6", TODAY)["covered"].all()
    signed = compute_confirmations(confirmations(EN, TODAY, quiet=True), TODAY, {})
    assert set(signed.loc[signed["wave"] == "W6", "state"]) == {"confirmed"}
    steps = compute_steps(cutover_steps(EN, TODAY, quiet=True), loaded_at(TODAY))
    assert set(steps["state"]) == {"done", "planned"}
    counted = defects(EN, TODAY, quiet=True)
    assert list(counted["known"]) == list(counted["told"])
    live = held[held["kind"] == "live"]
    tested = held[held["kind"] == "load_test"].groupby("load_of")["load_reached"].max()
    assert (live["load_reached"] <= live["load_of"].map(tested)).all()
