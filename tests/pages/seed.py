"""A small programme for tests: four waves, 480 customers, sixty weeks of answers, the third wave hurt by its move.

Built by seeded code through the store's own commit, so that what the pages show is what a real upload would give.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from data.access import Rights
from data.datasets import DATASETS
from data.datasets.arrow import ARROW
from data.store import Prepared, Source, Store

RIGHTS = Rights(user="seed", role="administrator")
FIRST = date(2025, 9, 29)
TODAY = date(2026, 11, 23)
WAVES = (
    ("W1", "B01", date(2026, 3, 14), date(2026, 3, 14)),
    ("W2", "B02", date(2026, 5, 9), date(2026, 5, 10)),
    ("W3", "B03", date(2026, 7, 4), date(2026, 7, 11)),
    ("W4", "B04", date(2026, 12, 5), None),
)
CUSTOMERS = 480
KNOWN = datetime.combine(date(2026, 11, 20), time(18))


def prepare(dataset: str, rows: list[dict[str, Any]], name: str = "") -> Prepared:
    """Rows as the upload would hand them to the store."""
    columns = DATASETS[dataset].columns
    table = pa.table(
        {
            **{field: pa.array([row.get(field) for row in rows], ARROW[sql]) for field, sql in columns},
            "_sheet": pa.array(["Data"] * len(rows), pa.string()),
            "_row": pa.array(range(2, len(rows) + 2), pa.int32()),
        }
    )
    return Prepared(dataset, Source(name or f"{dataset}.xlsx", sha256=f"{dataset}-{len(rows)}"), table)


def seed(store: Store) -> None:
    """Fill an empty store with the small programme."""
    for dataset, rows in ledgers().items():
        store.commit(prepare(dataset, rows), RIGHTS, known_at=KNOWN)


def ledgers() -> dict[str, list[dict[str, Any]]]:
    """The rows of every dataset by its name, in an order in which links can be resolved."""
    rng = np.random.default_rng(20261123)
    customers = [
        {
            "customer": f"C{number:05d}",
            "wave": WAVES[number % 4][0],
            "branch": WAVES[number % 4][1],
            "segment": ("Retail", "Business", "Premium")[number % 3],
        }
        for number in range(CUSTOMERS)
    ]
    transfers = [
        {
            "customer": row["customer"],
            "wave": row["wave"],
            "planned_on": planned,
            "cut_over_on": actual,
            "status": "moved" if actual else "planned",
        }
        for row in customers
        for wave, _, planned, actual in WAVES
        if wave == row["wave"]
    ]
    invitations, answers = [], []
    weeks = (TODAY - FIRST).days // 7
    for week in range(weeks):
        for place in rng.choice(CUSTOMERS, size=90, replace=False):
            row = customers[int(place)]
            sent = datetime.combine(FIRST + timedelta(days=7 * week), time()) + timedelta(hours=9)
            common = {
                "survey": "transfer-2026",
                "customer": row["customer"],
                "channel": ("form", "phone", "branch")[int(place) % 3],
            }
            invitations.append(
                {**common, "invitation_id": f"I{week:02d}{place:04d}", "sent_at": sent, "invited": 1, "delivered": 1}
            )
            if rng.random() < 0.45:
                answers.append({**common, **answer(rng, row["wave"], sent, week, int(place))})
    return {
        "programme": [
            {
                "programme": "Lakeside-Meridian",
                "from_entity": "Lakeside",
                "to_entity": "Meridian",
                "decision_on": date(2025, 9, 15),
                "target_close_on": date(2027, 4, 30),
            }
        ],
        "branches": [{"branch": branch, "name": branch} for _, branch, _, _ in WAVES],
        "waves": [
            {
                "wave": wave,
                "branch": branch,
                "planned_start_on": planned - timedelta(days=28),
                "started_on": actual - timedelta(days=28) if actual else None,
                "planned_cutover_on": planned,
                "cutover_on": actual,
                "planned_customers": CUSTOMERS // 4,
            }
            for wave, branch, planned, actual in WAVES
        ],
        "customers": customers,
        "transfers": transfers,
        "invitations": invitations,
        "surveys": answers,
    }


def answer(rng: np.random.Generator, wave: str, sent: datetime, week: int, place: int) -> dict[str, Any]:
    """One answer sheet: wave 3 answers two points lower in the eight weeks after its cut-over."""
    at = sent + timedelta(days=int(rng.integers(0, 6)), hours=int(rng.integers(0, 9)))
    hurt = 2.0 if wave == "W3" and date(2026, 7, 11) <= at.date() < date(2026, 9, 5) else 0.0
    feeling = rng.normal(8.1 - hurt, 1.9)
    return {
        "response_id": f"R{week:02d}{place:04d}",
        "answered_at": at,
        "complete": True,
        "nps": float(np.clip(round(feeling), 0, 10)),
        "csat": float(np.clip(round(feeling / 2), 1, 5)),
        "csat_points": 5,
        "ces": float(np.clip(round(feeling * 0.7), 1, 7)),
        "ces_points": 7,
        "comment": "Went smoothly" if feeling > 8 else "Three calls, still no answer",
    }
