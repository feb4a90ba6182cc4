"""A quiet programme is told from one in trouble: what alerts, headlines and the titles of every page claim where
nothing was planted."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from analytics.alerts import Alert, evaluate_all
from analytics.alerts.rules import RULES
from analytics.catalogue import areas
from data.access import Rights
from data.demo import load_demo
from data.demo.plan import SEED
from data.language import messages
from data.store import open_store
from tests.conftest import as_long, proving
from tests.planted.claims import CLAIM, DRAWN, claims
from tests.planted.quiet import begin, load_standing

SO = {
    "silent_customers": "customers of the next wave have not answered yet",
    "closed_standing": "who was not moved is still a customer of a branch that is deregistered",
    "clock_overdue": "some complaints take longer than the fifteen days of the law",
    "report_due": "a report to an authority is due soon",
    "backup_old": "nobody makes back-ups in a story",
    "retention_ending": "the minutes of the first wave are kept for a year, which ends within the next three months",
    "category_over": "money spent varies around its budget, so every second category comes to a little more",
}
"""Codes that are true of a quiet programme too, each with why."""
UNTIL = date(2026, 11, 22)


def test_every_message_that_claims_is_known() -> None:
    """The list above names messages that there are, of every page that tests something drawn."""
    named = {key.split(".")[0] for key in messages("en") if CLAIM.fullmatch(key)}
    assert named == {
        "satisfaction",
        "complaints",
        "market",
        "effect",
        "retention",
        "rights",
        "care",
        "week",
        "loop",
        "coordination",
        "safeguards",
        "resolution",
    }
    assert set(DRAWN) <= named


def by_chance(alerts: Iterable[Alert]) -> set[tuple[str, str, date, date, bool]]:
    """The alerts of rules that test against chance: which, of what, from when to when, and whether they hold."""
    return {
        (alert.code, alert.subject, alert.onset, alert.latest, alert.active)
        for alert in alerts
        if RULES[alert.code].chance
    }


def test_quiet_programmes_are_not_said_to_be_in_trouble(
    rights: Rights, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """What is counted in the ledgers is never claimed wrongly, and a story in few deliveries tells the rules of chance
    what its weeks tell them: how often these are wrong is counted there. Titles are read where more than one programme
    is."""
    asked, seeds, counted = proving(1, 10), 0, Counter[str]()
    pages: dict[str, Counter[str]] = defaultdict(Counter)
    for seed in as_long(range(SEED, SEED + asked)):
        seeds += 1
        store = open_store(str(tmp_path / str(seed) / "quiet.duckdb"))
        load_demo(store, rights, until=UNTIL, seed=seed, quiet=True)
        found = [alert for alert in evaluate_all(store, rights) if alert.code not in SO]
        pages_read = [area.name for area in areas()] if asked > 1 else DRAWN
        said = {(page, key) for page, _, key in claims(store, rights, titles=asked > 1, pages=pages_read)}
        store.close()
        shutil.rmtree(tmp_path / str(seed))  # a hundred megabytes
        if seed == SEED:
            short = open_store(str(begin(tmp_path / "short", rights, UNTIL) / "quiet.duckdb"))
            load_standing(short, rights, seed, UNTIL)
            assert by_chance(evaluate_all(short, rights)) == by_chance(found)
            short.close()
        counted.update({alert.code for alert in found if not RULES[alert.code].chance})
        for page, key in said:
            pages[page][key] += 1
        for page in {page for page, _ in said}:
            pages[page]["any"] += 1
    record_property(f"alerts in {seeds} quiet programmes, counted", dict(counted) or "nothing")
    for area in areas():
        told = ", ".join(f"{key} {n}" for key, n in sorted(pages[area.name].items()) if key != "any")
        what = "headline and titles" if asked > 1 else "headline"
        record_property(
            f"claims of {area.name} ({what})", f"{pages[area.name]['any']} of {seeds}" + (f": {told}" if told else "")
        )
    assert counted == Counter()
