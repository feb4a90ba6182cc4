"""The tickets of the support desk around the cut-overs of the demo programme; what is planted is in
``truth_safeguards.json``."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd

from data.demo.plan import BRANCHES, WAVES
from data.demo.safeguards import SYSTEMS, effect, truth
from data.demo.words import Words

WEEKS = range(-4, 12)
RAISERS = ("customer", "staff", "monitoring")
PRIORITIES = ("urgent", "high", "normal", "low")
ALLOWED = {"urgent": 1, "high": 3, "normal": 5, "low": 10}
"""Days until a ticket of a priority is due."""
COLUMNS = (
    "ticket",
    "title",
    "system",
    "wave",
    "branch",
    "raised_by",
    "priority",
    "opened_at",
    "responded_at",
    "due_at",
    "resolved_at",
)


def simulate_tickets(seed: int, quiet: bool) -> pd.DataFrame:
    """Every ticket of the story with codes instead of words: more of them after a cut-over, ebbing away; each is
    answered after some hours and resolved after some days. Where the desk is short of people both take longer."""
    rates, short = truth()["support"], effect("support_short", quiet)
    lines: list[dict[str, Any]] = []
    for plan in WAVES:
        rng = np.random.default_rng((76, seed, int(plan.wave[-1])))
        own = [branch.branch for branch in BRANCHES if branch.wave == plan.wave]
        slower = short["ratio"] if short and short["wave"] == plan.wave else 1.0
        for week in WEEKS:
            extra = rates["surge"] * 0.6**week if week >= 0 else 0.0
            for _ in range(rng.poisson(plan.customers / 1_000 * (rates["weekly"] + extra))):
                day = plan.cutover + timedelta(days=7 * week + int(rng.integers(0, 7)))
                opened = datetime.combine(day, time(int(rng.integers(7, 21)), int(rng.integers(0, 60))))
                priority = str(rng.choice(PRIORITIES, p=(0.06, 0.22, 0.56, 0.16)))
                hours = float(rng.lognormal(np.log(rates["response_hours"]), 0.9)) * slower
                days = float(rng.lognormal(np.log(ALLOWED[priority] * rates["resolution_share"]), 0.7)) * slower
                lines.append(
                    {
                        "number": len(lines) + 1,
                        "system": SYSTEMS[int(rng.integers(0, 4))][0],
                        "wave": plan.wave,
                        "branch": str(rng.choice(own)),
                        "raised_by": str(rng.choice(RAISERS, p=(0.5, 0.4, 0.1))),
                        "priority": priority,
                        "opened_at": pd.Timestamp(opened),
                        "responded_at": pd.Timestamp(opened) + pd.Timedelta(minutes=round(hours * 60)),
                        "due_at": pd.Timestamp(opened) + pd.Timedelta(days=ALLOWED[priority]),
                        "resolved_at": pd.Timestamp(opened) + pd.Timedelta(minutes=round(hours * 60 + days * 1440)),
                    }
                )
    return pd.DataFrame(lines)


def tickets(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """The ledger of the desk at the end of a day: what is not answered or resolved yet is empty."""
    now = pd.Timestamp(on) + pd.Timedelta(hours=18)
    found = simulate_tickets(0, quiet)
    found = found[found["opened_at"] < now].reset_index(drop=True)
    for name in ("responded_at", "resolved_at"):
        found[name] = found[name].where(found[name] < now)
    found["ticket"] = [f"T-{number:05d}" for number in found["number"]]
    found["title"] = [words(f"ticket.{system}") for system in found["system"]]
    found["system"] = [words(f"system.{system}") for system in found["system"]]
    return found[list(COLUMNS)]
