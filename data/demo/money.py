"""The money of the demo programme: costs and benefits as sheets that are sent again each month, and change requests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd

from data.demo.delivery import Delivery, clean
from data.demo.plan import CLOSING, SEED, WAVES, loaded_at, waves_of
from data.demo.project import truth
from data.demo.words import Words

FIRST = date(2025, 10, 1)
LAST_COST = date(2027, 4, 1)
BENEFIT_MONTHS = 60
PER_CUSTOMER = {
    # category: (budget per customer, share of it in the months before, of and after the cut-over)
    "migration": (760, (0.45, 0.40, 0.15)),
    "contact": (320, (0.60, 0.30, 0.10)),
    "training": (110, (0.70, 0.30, 0.0)),
}
MONTHLY = {"running": (650_000, date(2026, 3, 1)), "legal": (110_000, FIRST), "office": (120_000, FIRST)}
"""Amount a month and since when; two systems run from the first cut-over on."""
CONTINGENCY = 2_200_000
BENEFITS = {"retained": 740_000, "savings": 340_000, "new": 100_000}
"""Monthly, once every customer is moved; before that in proportion."""
NOISE = 0.04
"""Standard deviation of what a line of a quiet programme comes to, as a share of its plan."""


def noise(seed: int, sheet: int, lines: int) -> np.ndarray:
    """What each line of a sheet of a quiet programme comes to, as a ratio to its plan: around one, as often above as
    below."""
    return np.random.default_rng((seed, 62, sheet)).normal(1.0, NOISE, lines)


def month(day: date, later: int = 0) -> date:
    """The first day of the month some months later."""
    at = day.year * 12 + day.month - 1 + later
    return date(at // 12, at % 12 + 1, 1)


def months(first: date, last: date) -> list[date]:
    return [month(first, at) for at in range((last.year - first.year) * 12 + last.month - first.month + 1)]


@cache
def budget(quiet: bool = False) -> pd.DataFrame:
    """Every line of the budget: period, category, wave, kind, budget."""
    rows: list[tuple[date, str, str | None, str, float]] = []
    for plan in waves_of(quiet):
        zero = month(plan.plans[0][1])
        for category, (unit, shares) in PER_CUSTOMER.items():
            rows += [
                (month(zero, at - 1), category, plan.wave, "one_off", round(unit * plan.customers * share, 2))
                for at, share in enumerate(shares)
                if share
            ]
    for category, (amount, since) in MONTHLY.items():
        kind = "running" if category == "running" else "one_off"
        rows += [(period, category, None, kind, float(amount)) for period in months(since, LAST_COST)]
    rows.append((LAST_COST, "contingency", None, "contingency", float(CONTINGENCY)))
    return pd.DataFrame(rows, columns=["period", "category", "wave", "kind", "budget"]).sort_values(
        ["period", "category", "wave"], ignore_index=True
    )


def cost_sheet(words: Words, on: date, *, seed: int = SEED, quiet: bool = False) -> pd.DataFrame:
    """The cost sheet as sent on a day: actual of the months that were over, forecast of all."""
    frame = budget(quiet).copy()
    planted = truth()["overrun"]
    order = [plan.wave for plan in WAVES]
    dear = frame["wave"].map(lambda wave: isinstance(wave, str) and order.index(wave) >= order.index(planted["from"]))
    known = not quiet and pd.Timestamp(on) >= pd.Timestamp(2026, 8, 1)
    own = (frame["category"] == planted["category"]) & dear
    ratio = own.map({True: planted["ratio"], False: 1.0})
    over = pd.to_datetime(frame["period"]) < pd.Timestamp(month(on))
    spent = frame["budget"] * (noise(seed, 1, len(frame)) if quiet else ratio)
    reserve = frame["kind"] == "contingency"
    ordered = pd.to_datetime(frame["period"]) <= pd.Timestamp(month(on, 2))
    bound = spent.where(over, frame["budget"]) if quiet else spent
    frame["committed"] = bound.where((over | ordered) & ~reserve)
    frame["actual"] = spent.where(over & ~reserve)
    expected = spent if known else spent.where(over, frame["budget"])
    frame["forecast"] = expected.where(~reserve, 0.0)
    frame["low"] = (frame["forecast"] * 0.93).where(~over & ~reserve)
    frame["high"] = (frame["forecast"] * 1.18).where(~over & ~reserve)
    for name in ("committed", "actual", "forecast", "low", "high"):
        frame[name] = frame[name].round(2)
    frame["version"] = "v1"
    frame["category"] = frame["category"].map(lambda code: words.t(f"demo.cost.{code}"))
    frame["period"] = pd.to_datetime(frame["period"])
    return frame


def benefit_sheet(words: Words, on: date, *, seed: int = SEED, quiet: bool = False) -> pd.DataFrame:
    """The benefit sheet as sent on a day."""
    planted, rows = truth()["shortfall"], []
    total = sum(plan.customers for plan in WAVES)
    periods = months(month(WAVES[0].cutover, 1), month(WAVES[0].cutover, BENEFIT_MONTHS))
    ratios = noise(seed, 2, len(periods) * len(BENEFITS)).reshape(len(periods), len(BENEFITS))
    for number, period in enumerate(periods):
        moved = sum(plan.customers for plan in waves_of(quiet) if plan.plans[0][1] < period) / total
        for place, (code, amount) in enumerate(BENEFITS.items()):
            planned = round(amount * moved, 2)
            less = code == planted["benefit"] and period >= date.fromisoformat(planted["from"])
            found = round(planned * planted["ratio"], 2) if less else planned
            over = month(period, 1) <= month(on)
            if quiet:
                found = round(planned * float(ratios[number, place]), 2) if over else planned
            known = over or on >= date(2026, 9, 30)
            rows.append(
                {
                    "period": pd.Timestamp(period),
                    "benefit": words.t(f"demo.benefit.{code}"),
                    "kind": {"retained": "retained_revenue", "savings": "savings", "new": "new_business"}[code],
                    "version": "v1",
                    "planned": planned,
                    "forecast": found if known else planned,
                    "realised": found if over else None,
                    "low": None if over else round(found * 0.8, 2),
                    "high": None if over else round(found * 1.1, 2),
                }
            )
    return pd.DataFrame(rows)


def again(words: Words, dataset: str, on: date, now: pd.DataFrame, was: pd.DataFrame | None) -> Delivery:
    """A sheet sent once more: only lines that changed are updated."""
    updated = 0
    if was is not None:
        updated = int((~((now == was) | (now.isna() & was.isna())).all(axis=1)).sum())
    same = 0 if was is None else len(now) - updated
    return clean(loaded_at(on), dataset, words.file(dataset, on), now, updated, same)


def sheets(words: Words, on: date, before: date, *, seed: int = SEED, quiet: bool = False) -> Iterator[Delivery]:
    """On the second Sunday of a month: the books of the month before are closed."""
    if not 7 < on.day <= 14 or on > CLOSING + timedelta(days=31):
        return
    last = on - timedelta(days=28 if (on - timedelta(days=28)).month != on.month else 35)
    first = month(on) == month(date(2025, 11, 1))
    if month(on) < date(2025, 11, 1):
        return

    def costs(day: date) -> pd.DataFrame:
        return cost_sheet(words, day, seed=seed, quiet=quiet)

    def benefits(day: date) -> pd.DataFrame:
        return benefit_sheet(words, day, seed=seed, quiet=quiet)

    yield again(words, "costs", on, costs(on), None if first else costs(last))
    if month(on) >= date(2026, 2, 1):
        opening = month(on) == date(2026, 2, 1)
        yield again(words, "benefits", on, benefits(on), None if opening else benefits(last))


def changes(words: Words, on: date, before: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """The register of changes when a line is new or decided; in a quiet programme each came to what was expected of
    it."""
    rows = (
        # change, raised, decided, status, wave, cost expected, found, days expected, found, benefit expected, found
        ("CR-01", date(2026, 3, 29), date(2026, 4, 5), "done", "W2", 120_000, 141_000, 7, 7, None, None),
        ("CR-02", date(2026, 7, 19), date(2026, 8, 2), "done", "W3", 480_000, 655_000, 14, 14, 400_000, 250_000),
        ("CR-03", date(2026, 10, 18), date(2026, 11, 1), "approved", "W6", 210_000, None, 7, None, None, None),
        ("CR-04", date(2026, 11, 15), None, "proposed", None, 350_000, None, -10, None, 900_000, None),
    )

    def known(day: date) -> pd.DataFrame:
        told = []
        for change, raised, decided, status, wave, cost, cost_found, days, days_found, gain, gain_found in rows:
            if raised > day:
                continue
            settled = decided is not None and decided <= day
            if quiet and status == "done":
                cost_found, days_found, gain_found = cost, days, gain
            told.append(
                {
                    "change": change,
                    "title": words.t(f"demo.change.{change[-2:]}"),
                    "status": status if settled else "proposed",
                    "raised_on": pd.Timestamp(raised),
                    "decided_on": pd.Timestamp(decided) if settled and decided else pd.NaT,
                    "wave": wave,
                    "cost_expected": float(cost),
                    "cost_found": float(cost_found) if settled and cost_found else None,
                    "days_expected": float(days),
                    "days_found": float(days_found) if settled and days_found else None,
                    "benefit_expected": float(gain) if gain else None,
                    "benefit_found": float(gain_found) if settled and gain_found else None,
                }
            )
        return pd.DataFrame(told)

    now, was = known(on), known(before)
    if len(now) == 0 or now.equals(was):
        return
    shared = len(was)
    updated = (
        int((~((now.iloc[:shared] == was) | (now.iloc[:shared].isna() & was.isna())).all(axis=1)).sum())
        if shared
        else 0
    )
    yield clean(loaded_at(on), "changes", words.file("changes", on), now, updated, shared - updated)
