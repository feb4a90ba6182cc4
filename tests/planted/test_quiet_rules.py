"""How often the rules that test against chance are wrong: each over whole quiet programmes, through the store, per week that it looks at."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from scipy import stats

from analytics.alerts.base import FALSE_WEEKS, Alert
from analytics.alerts.rules import RULES
from analytics.complaints import alerts as complaints
from analytics.market import alerts as market
from analytics.retention import alerts as retention
from analytics.satisfaction import alerts as satisfaction
from analytics.scope import Scope
from analytics.waves import load_wave_dates
from data.access import Rights
from data.demo.plan import SEED
from data.store import Store, open_store
from tests.conftest import as_long, proving
from tests.planted.claims import claims
from tests.planted.quiet import begin, load_standing

UNTIL = date(2026, 11, 22)
AREAS = (satisfaction, complaints, retention, market)
FAMILIES = {
    "answers": ("nps_fall", "csat_fall", "ces_fall"), "who answers": ("response_fall",), "complaints": ("complaints_high",),
    "departures": ("departures_high", "high_value_loss"), "competitors": ("competitor_gains",),
}  # fmt: skip
"""Rules that look every week, by the family that is corrected at once: Benjamini-Hochberg at ``FALSE_WEEKS`` a week."""
ONCE = ("mode_gap", "response_low", "campaign_unpaid", "campaign_dear")
"""Rules that look at the programme as it is now."""
AT_MOST = 0.05
"""Share of quiet weeks, or of quiet programmes, in which a rule may be wrong."""


def watched_weeks(store: Store, rights: Rights) -> set[date]:
    """The Sundays that end a week in which anything can be flagged: those after the first start, where limits are frozen."""
    first = load_wave_dates(store, Scope(rights))["started_on"].min().date()
    weeks = (UNTIL - first).days // 7 + 1
    return {UNTIL - timedelta(weeks=back) for back in range(weeks)}


def held(alert: Alert) -> set[date]:
    """The Sundays of the weeks that an alert held, the weeks between its looks included."""
    return {alert.latest - timedelta(weeks=back) for back in range((alert.latest - alert.onset).days // 7 + 1)}


def test_every_rule_of_chance_is_counted_here_or_in_a_study_of_its_own() -> None:
    named = {code for family in FAMILIES.values() for code in family} | {*ONCE, "unfair_gap"}
    assert named == {rule.key for rule in RULES.values() if rule.chance}


def test_rules_are_wrong_in_few_weeks(
    rights: Rights, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Each rule is wrong in at most one week of twenty, each family in about one of a hundred, which it is built for."""
    seeds = weeks = 0
    rule_weeks, onsets, programmes, once = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    family_weeks, headlines = Counter[str](), Counter[str]()
    begun = begin(tmp_path / "begun", rights, UNTIL)
    for seed in as_long(range(SEED, SEED + proving(1, 200))):
        seeds += 1
        store = open_store(str(shutil.copytree(begun, tmp_path / str(seed)) / "quiet.duckdb"))
        load_standing(store, rights, seed, UNTIL)
        found = [alert for area in AREAS for alert in area.evaluate(store, rights, None) if RULES[alert.code].chance]
        looked = watched_weeks(store, rights)
        headlines.update(f"{page}: {key}" for page, key in set(claims(store, rights, titles=False)))
        store.close()
        shutil.rmtree(tmp_path / str(seed))
        weeks += len(looked)
        false: dict[str, set[date]] = defaultdict(set)
        for alert in found:
            if alert.code in ONCE:
                once[alert.code] += 1
            else:
                false[alert.code] |= held(alert)
                onsets[alert.code] += 1
        assert all(days <= looked for days in false.values()), (seed, false)
        rule_weeks.update({code: len(days) for code, days in false.items()})
        programmes.update(false.keys())
        for family, codes in FAMILIES.items():
            family_weeks[family] += len(set().union(*(false[code] for code in codes)))
    for code in (code for family in FAMILIES.values() for code in family):
        record_property(
            f"{code}: weeks it held of {weeks} quiet weeks watched in {seeds} programmes",
            f"{rule_weeks[code]} ({rule_weeks[code] / weeks:.2%}), {onsets[code]} onsets in {programmes[code]} programmes",
        )
    for family in FAMILIES:
        record_property(
            f"{family}: weeks in which any rule of the family held, of {weeks}",
            f"{family_weeks[family]} ({family_weeks[family] / weeks:.2%})",
        )
    for code in ONCE:
        record_property(f"{code}: of {seeds} quiet programmes", once[code])
    record_property(f"claims of headlines in {seeds} quiet programmes", dict(headlines) or "nothing")
    for code, n in rule_weeks.items():
        assert n <= AT_MOST * weeks, (code, n, weeks)
    for code, n in once.items():
        assert n <= AT_MOST * seeds, (code, n, seeds)
    for family, n in family_weeks.items():  # weeks of one programme share a baseline and answers: one look in four
        assert n / 4 <= stats.binom.ppf(0.999, weeks // 4, FALSE_WEEKS), (family, n, weeks)
