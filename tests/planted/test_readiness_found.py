"""The product is asked which wave of the demo programme is not ready, and why."""

from __future__ import annotations

import pytest

from analytics.readiness.numbers.consistency import load_findings
from analytics.readiness.numbers.gates import Readiness, load_readiness
from analytics.scope import Scope
from data.access import Rights
from data.demo.cutover import truth as truth_cutover
from data.demo.safeguards import truth
from data.store import Store

EFFECTS = {effect["id"]: effect for effect in truth()["effects"]}
CUTOVER = {effect["id"]: effect for effect in truth_cutover()["effects"]}


@pytest.fixture(scope="module")
def found(demo: Store, rights: Rights) -> Readiness:
    return load_readiness(demo, Scope(rights))


def test_the_wave_that_is_not_ready_is_found(found: Readiness) -> None:
    assert found.focus == EFFECTS["recovery_failed"]["wave"]
    assert [wave.wave for wave in found.waves if wave.state == "no_go"] == [found.focus]


def test_its_gates_name_what_was_planted(found: Readiness) -> None:
    wave = found[found.focus]
    assert wave["training"].state == "blocks"
    assert wave["training"].measure.rows[0][0] == "Hotline"
    failing = [what for what, _, _ in wave["continuity"].measure.rows]
    assert failing[0] == "Payments"
    assert len(failing) == 1 + EFFECTS["blockers_open"]["count"]
    assert wave["notices"].state == wave["backup"].state == "met"
    assert wave["consents"].blocking
    assert wave["suppliers"].measure.part == wave["suppliers"].measure.whole - len(
        CUTOVER["confirmations_missing"]["suppliers"]
    )
    assert (
        wave["rehearsal"].measure.part == wave["rehearsal"].measure.whole - 2
    )  # a site, and the calls of the night of wave 5
    assert wave["defects"].measure.rows[0][1] == CUTOVER["defects_untold"]["known"] - CUTOVER["defects_untold"]["told"]
    assert [one.wave for one in found.waves if one["rehearsal"].state == "blocks" and not one["rehearsal"].later] == []


def test_checks_between_ledgers_find_what_was_planted_and_no_more(demo: Store, rights: Rights) -> None:
    """Letters that came back are told as they are: some customers were moved without a notice delivered."""
    wrong = {item.rule.name for item in load_findings(demo, Scope(rights)) if item.n}
    assert wrong == {"moved_without_notice", "moved_without_consent", "document_missing_at_cut_over"}
