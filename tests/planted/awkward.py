"""Small programmes in which everything happens that can become of a customer, and what became of them counted from
their rows in plain Python: customer by customer and day by day, with no statement and no formula of the product."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd

KNOWN = datetime(2026, 11, 22, 12)
DAY = date(2026, 11, 22)
CUTS = {"W1": date(2026, 6, 1), "W2": date(2026, 6, 29), "W3": date(2026, 8, 3)}
"""Of W3 nobody recorded who was moved; W4 has not been moved."""
MONTH = date(2026, 10, 1)
MONDAY = date(2000, 1, 3)
NEVER = date(2100, 1, 1)
OFF = date(2026, 9, 20)
"""A later complete roster leaves some out: they are not known of from then on."""
PEOPLE = 320
CASES = (
    "moved",
    "moved",
    "moved",
    "moved",
    "moved",
    "moved",
    "late",
    "failed",
    "refused",
    "planned",
    "unlisted",
    "twice",
    "two waves",
    "returned",
    "returned and moved",
    "undated",
)
Row = dict[str, Any]


@dataclass
class Made:
    """The rows of a programme by ledger, and by customer."""

    rows: dict[str, list[Row]]

    def of(self, ledger: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows[ledger]:
            found[row["customer"]].append(row)
        return found


def make(seed: int) -> Made:
    dice = np.random.default_rng(seed)

    def one(*of: Any) -> Any:
        return of[int(dice.integers(len(of)))]

    def after(day: date, low: int, high: int) -> date:
        return day + timedelta(days=int(dice.integers(low, high)))

    waves: list[Row] = [
        {
            "wave": wave,
            "branch": f"B{wave[1]}",
            "started_on": cut - timedelta(days=35),
            "cutover_on": cut,
            "planned_cutover_on": cut,
        }
        for wave, cut in CUTS.items()
    ]
    waves.append({"wave": "W4", "branch": "B4", "planned_cutover_on": date(2027, 3, 1)})
    customers: list[Row] = []
    transfers: list[Row] = []
    departures: list[Row] = []
    revenue: list[Row] = []
    for n in range(PEOPLE):
        name, wave = f"C{n:04d}", f"W{1 + n % 4}"
        cut = CUTS.get(wave, date(2027, 3, 1))
        since = one(date(2020, 1, 1), date(2020, 1, 1), date(2020, 1, 1), None, after(cut, 1, 60))
        customers.append(
            {
                "customer": name,
                "wave": wave,
                "segment": one("retail", "sme"),
                "value_tier": one("high", "low", None),
                "customer_since": since,
            }
        )
        case, own = one(*CASES), {"customer": name, "wave": wave}
        if wave in ("W1", "W2"):
            day = cut + timedelta(days=7) if case == "late" else cut
            row: Row = own | {"planned_on": cut, "cut_over_on": day, "status": "moved"}
            if case in ("failed", "refused", "planned"):
                row = own | {"planned_on": cut, "status": case}
            elif case == "undated":
                row = own | {"planned_on": cut, "status": "moved"}
            elif case.startswith("returned"):
                row |= {"status": "returned", "returned_on": after(day, 5, 40)}
            if case != "unlisted":
                transfers.append(row)
            again = {"customer": name, "wave": "W9"}
            if case in ("twice", "returned and moved"):
                transfers.append(again | {"cut_over_on": cut + timedelta(days=70), "status": "moved"})
            elif case == "two waves":
                transfers.append(again | {"planned_on": date(2027, 3, 1), "status": "planned"})
        went = one(
            "",
            "",
            "",
            "early",
            "early and back",
            "same day",
            "after",
            "after",
            "after",
            "after and back",
            "again",
            "ahead",
        )
        kind = one("churn", "churn", "contract_end")
        spells: list[tuple[date, date | None]] = {
            "": [],
            "early": [(after(cut, -60, 0), None)],
            "early and back": [(cut - timedelta(days=40), cut - timedelta(days=int(dice.integers(0, 20))))],
            "same day": [(cut, None)],
            "after": [(after(cut, 0, 90) if n % 3 else cut + timedelta(days=30), None)],  # a third on one day
            "after and back": [(after(cut, 5, 40), after(cut, 41, 70))],
            "again": [(after(cut, 5, 20), after(cut, 21, 40)), (after(cut, 41, 90), None)],
            "ahead": [(after(DAY, 1, 30), None)],
        }[went]
        departures += [
            {"customer": name, "left_on": left, "kind": kind, "came_back_on": back}
            for left, back in spells
            if wave != "W4"
        ]
        departures += [
            {
                "customer": name,
                "left_on": date(2026, 1, 5) + timedelta(days=3 * n % 140),
                "kind": "churn",
                "came_back_on": None,
            }
            for _ in range(n % 4 == 3 and n % 3 == 0)
        ]
        for month in (date(2026, 5, 1), date(2026, 7, 1), MONTH):
            if dice.random() < 0.8:
                revenue.append({"customer": name, "month": month, "amount": Decimal(int(dice.integers(20, 200)))})
    complaints = [
        {
            "complaint": f"X{n}",
            "customer": f"C{int(dice.integers(PEOPLE)):04d}",
            "opened_at": datetime(2026, 2, 2, 9) + timedelta(days=int(dice.integers(290))),
        }
        for n in range(400)
    ]
    surveys = [
        {
            "survey": "s",
            "response_id": f"r{n}",
            "customer": f"C{int(dice.integers(PEOPLE)):04d}",
            "nps": float(dice.integers(11)),
            "answered_at": datetime(2026, 2, 2, 9) + timedelta(days=int(dice.integers(290)), seconds=n),
        }
        for n in range(900)
    ]
    return Made(
        {
            "waves": waves,
            "customers": customers,
            "transfers": transfers,
            "departures": departures,
            "revenue": revenue,
            "complaints": complaints,
            "surveys": surveys,
        }
    )


@dataclass
class Life:
    wave: str
    segment: str
    entry: int
    days: int
    outcome: str
    cut: date


def off(customer: Row) -> bool:
    """Whether the later roster leaves a customer out."""
    return int(customer["customer"][1:]) % 17 == 0


def cut_of(customer: Row, moves: list[Row]) -> date | None:
    """The first move; where nobody recorded one of the wave, the wave's own day."""
    done = [row["cut_over_on"] for row in moves if row["status"] in ("moved", "returned") and row.get("cut_over_on")]
    if done:
        return min(done)
    return CUTS["W3"] if customer["wave"] == "W3" else None


def lives_of(made: Made) -> dict[str, Life]:
    moves, gone, found = made.of("transfers"), made.of("departures"), {}
    for customer in made.rows["customers"]:
        name = customer["customer"]
        cut = cut_of(customer, moves[name])
        spells = [(row["left_on"], row["came_back_on"] or NEVER) for row in gone[name]]
        if cut is None or any(left < cut < back for left, back in spells):
            continue
        last, outcome = OFF if off(customer) else DAY, "stayed"
        last = min([last, *(row["returned_on"] for row in moves[name] if row.get("returned_on"))])
        later = sorted(
            (row["left_on"], row["came_back_on"] or NEVER, row["kind"])
            for row in gone[name]
            if cut <= row["left_on"] <= DAY
        )
        if later:
            left, back, kind = later[0]
            if back <= DAY:
                last = min(last, back)
            elif left <= last:
                last, outcome = left, "ended" if kind == "contract_end" else "left"
        since = customer["customer_since"]
        entry = (since - cut).days if since and since > cut else -1
        found[name] = Life(customer["wave"], customer["segment"], entry, (last - cut).days, outcome, cut)
    return found


def curve_of(lives: list[Life]) -> list[tuple[int, int, int, int]]:
    """Day, at risk, left, ended: up to the first day on which fewer than ten are at risk."""
    rows = []
    for day in range(max(one.days for one in lives) + 1):
        risk = [one for one in lives if one.entry < day <= one.days or (one.entry < 0 and day == 0)]
        if len(risk) < 10:
            break
        ends = [one.outcome for one in risk if one.days == day]
        rows.append((day, len(risk), ends.count("left"), ends.count("ended")))
    return rows


def variance_of(into: np.ndarray, before: np.ndarray, risk: np.ndarray, gone: np.ndarray, own: np.ndarray) -> float:
    """The delta method's variance of a cumulative incidence, term by term."""
    total = 0.0
    for day in range(len(into)):
        n, d, k, later = risk[day], gone[day], own[day], into[-1] - into[day]
        total += (
            later**2 * d / (n * (n - d)) + before[day] ** 2 * k * (n - k) / n**3 - 2 * later * before[day] * k / n**2
        )
    return total


def mean_days(hand: list[tuple[int, int, int, int]], horizon: int) -> tuple[float, float]:
    """Days there up to a horizon, a day at a time, and their standard error."""
    share, shares, terms = 1.0, [], []
    for _, risk, left, ended in hand:
        gone = left + ended
        share *= 1 - gone / risk
        shares.append(share)
        terms.append(gone / (risk * (risk - gone)))
    later = [sum(shares[day:horizon]) for day in range(horizon + 1)]
    return later[0], sqrt(sum(area**2 * term for area, term in zip(later, terms, strict=False)))


def weeks_of(made: Made, wave: str = "") -> dict[int, tuple[int, int]]:
    """By calendar week customers there on its Monday, of all or of one wave, and those of them who left in it for
    good."""
    gone, found = made.of("departures"), {}
    for week in range(week_number(date(2025, 1, 6)), week_number(date(2026, 11, 16)) + 1):
        start = MONDAY + timedelta(weeks=week)
        there = lost = 0
        for customer in made.rows["customers"]:
            if (customer["customer_since"] or date(1, 1, 1)) > start or (off(customer) and start > OFF):
                continue
            spells = [(row["left_on"], row["came_back_on"]) for row in gone[customer["customer"]]]
            good = min((left for left, back in spells if left <= DAY and (back is None or back > DAY)), default=NEVER)
            if good < start or any(back is not None and left < start < back <= DAY for left, back in spells):
                continue
            if wave in ("", customer["wave"]):
                there, lost = there + 1, lost + (good < start + timedelta(days=7))
        found[week] = (there, lost)
    return found


def week_number(day: date) -> int:
    return (day - MONDAY).days // 7


def waves_of(made: Made) -> pd.DataFrame:
    """The weeks in which each wave was told, as far as is known when it began, and moved; W4 not before the week after
    the next Monday."""
    rows = []
    for row in made.rows["waves"]:
        cut = row["planned_cutover_on"]
        moved = -((MONDAY - cut).days // 7)
        rows.append((row["wave"], week_number(row["started_on"]) if "started_on" in row else moved - 4, moved))
    return pd.DataFrame(rows, columns=["wave", "told", "moved"]).set_index("wave")
