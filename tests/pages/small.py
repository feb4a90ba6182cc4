"""Small programmes at their ends: not begun, in the first days, just over, over long ago, all open, nothing open, one
row, all equal."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from data.store import Store
from tests.pages.seed import RIGHTS, TODAY, prepare

Rows = dict[str, list[dict[str, Any]]]
DAY = timedelta(days=1)
EACH, MONTH = 20, Decimal(100_000)
"""Customers of a wave, and what is budgeted a month."""


def fill(store: Store, ledgers: Rows, known: datetime) -> None:
    """Load ``ledgers`` as files that were known at a moment."""
    for dataset, rows in ledgers.items():
        if rows:
            store.commit(prepare(dataset, rows), RIGHTS, known_at=known)


def programme(begin: date, on: date, *, done: bool = True, late: int = 0) -> Rows:
    """A programme of two waves that begins on a day and takes 18 weeks, as its files say it ``on`` a day.

    Wave 1 is cut over after 8 weeks and wave 2 after 14, ``late`` days after their plan; what lies before ``on`` is
    done, unless nothing is (``done``). 100,000 are budgeted a month and spent to the yuan; benefits come afterwards.
    """
    cuts = {"W1": begin + 56 * DAY, "W2": begin + 98 * DAY}
    steps = [
        ("T1", "Preparation", begin, begin + 54 * DAY, None),
        ("T2", "Cut-over, first", cuts["W1"], cuts["W1"], "W1"),
        ("T3", "Cut-over, second", cuts["W2"], cuts["W2"], "W2"),
        ("T4", "Archive", cuts["W2"] + DAY, begin + 126 * DAY, None),
    ]
    after = dict(zip(("T2", "T3", "T4"), ("T1FS", "T2FS", "T3FS"), strict=True))
    tasks, baseline = [], []
    for task, name, start, finish, wave in steps:
        real = finish + late * DAY
        over = done and real <= on
        begun = done and start <= on
        share = 1.0 if over else min(1.0, ((on - start).days + 1) / ((finish - start).days + 1)) if begun else 0.0
        tasks.append(
            {
                "snapshot_on": on,
                "task": task,
                "name": name,
                "wave": wave,
                "milestone": wave is not None,
                "planned_start_on": start,
                "planned_finish_on": finish,
                "forecast_finish_on": None if over else max(real, on) if begun else real,
                "actual_start_on": start if begun else None,
                "actual_finish_on": real if over else None,
                "percent_complete": share,
                "predecessors": after.get(task),
            }
        )
        baseline.append(
            {
                "version": "v1",
                "task": task,
                "name": name,
                "wave": wave,
                "start_on": start,
                "finish_on": finish,
                "approved_on": min(begin - 30 * DAY, on),
            }
        )
    moved = {wave: day + late * DAY if done and day + late * DAY <= on else None for wave, day in cuts.items()}
    waves = [
        {
            "wave": wave,
            "planned_start_on": day - 28 * DAY,
            "started_on": day - 28 * DAY if done and day - 28 * DAY <= on else None,
            "planned_cutover_on": day,
            "cutover_on": moved[wave],
            "planned_customers": EACH,
        }
        for wave, day in cuts.items()
    ]
    people = [(f"C{wave}{number:02d}", wave) for wave in cuts for number in range(EACH)]
    months = [date(begin.year + (begin.month - 1 + at) // 12, (begin.month - 1 + at) % 12 + 1, 1) for at in range(36)]
    costs = [
        {
            "period": month,
            "category": "Migration",
            "version": "v1",
            "budget": MONTH,
            "actual": MONTH if done and month <= on else None,
        }
        for month in months[:5]
    ]
    benefits = [
        {
            "period": month,
            "benefit": "Savings",
            "planned": MONTH / 2,
            "realised": MONTH / 2 if done and month < on.replace(day=1) else None,
        }
        for month in months[5:]
    ]
    return {
        "programme": [
            {
                "programme": "Small",
                "from_entity": "Old",
                "to_entity": "New",
                "target_close_on": begin + 133 * DAY,
                "currency": "CNY",
            }
        ],
        "waves": waves,
        "customers": [{"customer": one, "wave": wave, "segment": "Retail"} for one, wave in people],
        "transfers": [
            {
                "customer": one,
                "wave": wave,
                "planned_on": cuts[wave],
                "cut_over_on": moved[wave],
                "status": "moved" if moved[wave] else "planned",
            }
            for one, wave in people
        ],
        "tasks": tasks,
        "baselines": baseline,
        "costs": costs,
        "benefits": benefits,
        "surveys": answers(people, on) if done else [],
    }


def answers(people: list[tuple[str, str]], on: date, weeks: int = 4) -> list[dict[str, Any]]:
    """Every customer answers every week, always the same: 9 of 10, 4 of 5, 6 of 7."""
    return [
        {
            "survey": "s",
            "response_id": f"R{week}{at:02d}",
            "customer": one,
            "complete": True,
            "nps": 9.0,
            "csat": 4.0,
            "csat_points": 5,
            "ces": 6.0,
            "ces_points": 7,
            "answered_at": datetime.combine(on - timedelta(days=7 * week + 2), time(9)),
        }
        for week in range(weeks)
        for at, (one, _) in enumerate(people)
    ]


def single(ledgers: Rows) -> Rows:
    """The first row of each ledger."""
    return {name: rows[:1] for name, rows in ledgers.items()}


def overdue(count: int = 40) -> Rows:
    """Tasks that should all have been over a month ago, none of them begun; nothing has moved and nothing is paid."""
    found = programme(TODAY - 200 * DAY, TODAY - DAY, done=False)
    tasks = [
        {
            "snapshot_on": TODAY - DAY,
            "task": f"T{at}",
            "name": f"Step {at}",
            "planned_start_on": TODAY - 90 * DAY,
            "planned_finish_on": TODAY - 30 * DAY,
            "percent_complete": 0.0,
        }
        for at in range(count)
    ]
    lines = [
        {
            "version": "v1",
            "task": row["task"],
            "start_on": row["planned_start_on"],
            "finish_on": row["planned_finish_on"],
            "approved_on": TODAY - 200 * DAY,
        }
        for row in tasks
    ]
    return found | {"tasks": tasks, "baselines": lines}


def undated() -> Rows:
    """A programme that is over and does not say since when."""
    found = programme(date(2026, 6, 1), TODAY - DAY)
    return found | {
        "tasks": [
            row | {"actual_start_on": None, "actual_finish_on": None, "forecast_finish_on": None}
            for row in found["tasks"]
        ]
    }


def credited() -> Rows:
    """A sheet whose credits exceed its budget."""
    found = programme(date(2026, 9, 1), TODAY - DAY)
    return found | {"costs": [row | {"budget": -MONTH} for row in found["costs"]]}


def unlisted() -> Rows:
    """Answers and nothing else: no waves, no roster, no plan, no money."""
    found = programme(date(2026, 6, 1), TODAY - DAY)
    return {"surveys": found["surveys"]}


def every() -> dict[str, tuple[Rows, date]]:
    """The programmes by what they are, with the day of their files."""
    last = TODAY - DAY
    long_ago = date(2026, 3, 20)
    return {
        "not_begun": (programme(date(2027, 1, 11), last, done=False), last),
        "first_days": (programme(TODAY - 2 * DAY, last), last),
        "just_over": (programme(last - 126 * DAY, last), last),
        "long_over": (programme(long_ago - 130 * DAY, long_ago), long_ago),
        "all_open": (overdue(), last),
        "nothing_open": (undated(), last),
        "one_row": (single(programme(date(2026, 9, 1), last)), last),
        "all_equal": (programme(date(2026, 9, 14), last), last),
        "credits": (credited(), last),
        "answers_only": (unlisted(), last),
    }
