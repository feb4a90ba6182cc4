"""How often the rules that test against chance are wrong: each over whole quiet programmes, through the store, per week
that it looks at."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import process_time

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
from tests.planted.claims import DRAWN, HEADLINE, claims
from tests.planted.quiet import begin, load_standing

UNTIL = date(2026, 11, 22)
AREAS = (satisfaction, complaints, retention, market)
FAMILIES = {
    "answers": ("nps_fall", "csat_fall", "ces_fall"),
    "who answers": ("response_fall",),
    "complaints": ("complaints_high",),
    "departures": ("departures_high", "high_value_loss"),
    "competitors": ("competitor_gains",),
}
"""Rules that look every week, by the family that is corrected at once: Benjamini-Hochberg at ``FALSE_WEEKS`` a week."""
ONCE = ("mode_gap", "response_low", "campaign_unpaid", "campaign_dear")
"""Rules that look at the programme as it is now."""
ALERT, ANY = "alert", "any"
"""Where a page claims beside its headline, and anywhere at all."""
AT_MOST = 0.05
"""Share of quiet weeks, or of quiet programmes, in which a rule may be wrong."""


def watched_weeks(store: Store, rights: Rights) -> set[date]:
    """The Sundays that end a week in which anything can be flagged: those after the first start, where limits are
    frozen."""
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
    """Each rule is wrong in at most one week of twenty, each family in about one of a hundred, which it is built for. A
    page has a headline or an alert that holds and is wrong in at most one programme of twenty; its titles are counted
    where more than one programme is read."""
    asked, begun_at = proving(1, 200), process_time()
    seeds = weeks = 0
    rule_weeks, onsets, programmes, once = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    family_weeks = Counter[str]()
    wrong: dict[str, Counter[str]] = {kind: Counter() for kind in (HEADLINE, ALERT, ANY)}
    worded: dict[str, Counter[str]] = defaultdict(Counter)
    begun = begin(tmp_path / "begun", rights, UNTIL)
    for seed in as_long(range(SEED, SEED + asked)):
        seeds += 1
        store = open_store(str(shutil.copytree(begun, tmp_path / str(seed)) / "quiet.duckdb"))
        load_standing(store, rights, seed, UNTIL)
        found = [
            replace(alert, page=area.__name__.split(".")[1])
            for area in AREAS
            for alert in area.evaluate(store, rights, None)
            if RULES[alert.code].chance
        ]
        looked = watched_weeks(store, rights)
        said = set(claims(store, rights, titles=asked > 1))
        said |= {(alert.page, ALERT, alert.code) for alert in found if alert.active}
        store.close()
        shutil.rmtree(tmp_path / str(seed))
        weeks += len(looked)
        for page, _, key in said:
            worded[page][key] += 1
        wrong[HEADLINE].update({page for page, place, _ in said if place == HEADLINE})
        wrong[ALERT].update({page for page, place, _ in said if place in (HEADLINE, ALERT)})
        wrong[ANY].update({page for page, _, _ in said})
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
            f"{rule_weeks[code]} ({rule_weeks[code] / weeks:.2%}), {onsets[code]} onsets in {programmes[code]}"
            " programmes",
        )
    for family in FAMILIES:
        record_property(
            f"{family}: weeks in which any rule of the family held, of {weeks}",
            f"{family_weeks[family]} ({family_weeks[family] / weeks:.2%})",
        )
    for code in ONCE:
        record_property(f"{code}: of {seeds} quiet programmes", once[code])
    titles = "headlines, alerts that hold and titles" if asked > 1 else "headlines and alerts that hold"
    for page in DRAWN:
        told = ", ".join(f"{key} {n}" for key, n in sorted(worded[page].items()))
        record_property(
            f"{page}: of {seeds} quiet programmes with a claim of the headline; of headline or alert; of {titles}",
            f"{wrong[HEADLINE][page]}; {wrong[ALERT][page]}; {wrong[ANY][page]}" + (f" ({told})" if told else ""),
        )
    record_property("seconds of the processor a quiet programme", f"{(process_time() - begun_at) / seeds:.0f}")
    for code, n in rule_weeks.items():
        assert n <= AT_MOST * weeks, (code, n, weeks)
    for code, n in once.items():
        assert n <= AT_MOST * seeds, (code, n, seeds)
    for page, n in wrong[ALERT].items():
        assert n <= stats.binom.ppf(0.999, seeds, AT_MOST), (page, n, seeds)
    for family, n in family_weeks.items():  # weeks of one programme share a baseline and answers: one look in four
        assert n / 4 <= stats.binom.ppf(0.999, weeks // 4, FALSE_WEEKS), (family, n, weeks)
