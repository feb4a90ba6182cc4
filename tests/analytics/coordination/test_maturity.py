"""The level of an area: what is on file, by hand, one step at a time."""

from __future__ import annotations

from datetime import date

from analytics.coordination.charts.maturity import asks, table_maturity
from analytics.coordination.numbers.maturity import FIELDS, compute_maturity
from analytics.reach import Reach
from data.language import Translator

EN, ZH = Translator("en"), Translator("zh")


def test_each_level_rests_on_those_below_and_says_what_the_next_asks_for() -> None:
    until = date(2026, 11, 22)
    reaches = {name: Reach(name, None, old=False) for ledgers in FIELDS.values() for name in ledgers}
    reaches |= {
        name: Reach(name, until, old=False)
        for name in ("surveys", "complaints", "costs", "departures", "transfers", "benefits")
    }
    reaches |= {"contacts": Reach("contacts", until, old=True), "deals": Reach("deals", until, old=False)}
    # Costs have an improvement but no target: a level is not skipped. Surveys have a target, and invitations are
    # missing.
    found = compute_maturity(reaches, {"complaints", "departures", "surveys"}, {"departures", "costs"})
    level = {one.area: one.level for one in found}
    assert level == {
        "satisfaction": 1,
        "complaints": 3,
        "rights": 0,
        "retention": 4,
        "care": 1,
        "market": 0,
        "risk": 0,
        "compliance": 0,
        "safeguards": 0,
        "schedule": 0,
        "cost": 2,
        "cost_benefit": 2,
        "coordination": 0,
        "move": 1,
        "cutover": 0,
        "closing": 0,
    }
    said = {one.area: asks(one, EN) for one in found}
    assert said["care"] == "bring up to date: Contacts and follow-up"
    assert said["satisfaction"] == "load Survey invitations"
    assert said["cost"] == "a target for one of its metrics"
    shown = table_maturity(found, ZH)
    assert shown.title == "16个领域中2个按目标管理；最低为0级，共9个，包括客户权利"
    assert len(shown.body.rows) == len(FIELDS)
