"""The early warnings of rights and safeguards in the demo programme: what is planted, and nothing before it."""

from __future__ import annotations

from datetime import datetime

from analytics.alerts import rights as rights_alerts
from analytics.alerts import safeguards
from data.access import Rights
from data.language import LANGUAGES, Translator
from data.store import Store


def test_each_planted_effect_is_warned_of_once(demo: Store, rights: Rights) -> None:
    found = [*rights_alerts.evaluate(demo, rights), *safeguards.evaluate(demo, rights)]
    assert sorted((alert.code, alert.subject) for alert in found) == [
        ("asset_unassessed", "programme"),
        ("backup_old", "programme"),
        ("control_overdue", "programme"),
        ("documents_missing", "W5"),
        ("promise_overdue", "programme"),
        ("recovery_failed", "W6"),
        ("role_untrained", "programme"),
        ("silent_customers", "W6"),
    ]


def test_they_are_sentences_in_both_languages(demo: Store, rights: Rights) -> None:
    for lang in LANGUAGES:
        t = Translator(lang)
        for alert in [*rights_alerts.evaluate(demo, rights), *safeguards.evaluate(demo, rights)]:
            said = alert.sentence(t)
            assert len(said) > 8
            assert "{" not in said
            assert "alert." not in said


def test_in_spring_when_the_ledgers_had_just_come_nothing_of_it_is_said(demo: Store, rights: Rights) -> None:
    then = datetime(2026, 4, 13, 18)
    codes = {
        alert.code for alert in [*rights_alerts.evaluate(demo, rights, then), *safeguards.evaluate(demo, rights, then)]
    }
    assert codes <= {"backup_old", "control_overdue"}
