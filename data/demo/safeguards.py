"""What protects the transfer in the demo programme: data, agreements, measures, continuity; planted:
``truth_safeguards.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.datasets import DATASETS
from data.demo.delivery import Delivery, clean
from data.demo.plan import BY_WAVE, OPENING, WAVES, loaded_at
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_safeguards.json")
EVERY, FIRST = 16, 14
"""The ledgers are sent every sixteenth week, the first time in week 14."""
ASSETS = (
    # asset, sensitivity, persons, wave with which it is provided, days of its assessment before that
    ("DA-01", "personal", 20_000, "W5", 70),
    ("DA-02", "personal", 6_100, "W5", 64),
    ("DA-03", "sensitive", 17_800, "W5", 58),
    ("DA-04", "personal", 5_900, "W6", 88),
    ("DA-05", "sensitive", 4_300, "W6", 61),
    ("DA-06", "internal", 0, "W7", 120),
)
CONTROLS = (
    # control, kind, days after the opening until which it must be in place, tested every (days)
    ("C-01", "technical", 60, 180),
    ("C-02", "technical", 60, 180),
    ("C-03", "organisational", 90, 365),
    ("C-04", "organisational", 120, 180),
    ("C-05", "access", 90, 90),
    ("C-06", "audit", 120, 120),
    ("C-07", "backup", 30, 30),
    ("C-08", "backup", 60, 90),
)
COVERED = {
    # control → sites, systems (numbers and names of the story) that it speaks of; its tests name them all
    "C-01": ((1, 2), ()),
    "C-02": ((1, 2), ()),
    "C-07": ((), ("ledger", "portal")),
    "C-08": ((), ("ledger", "portal")),
}
SYSTEMS = (("payments", 120, 15), ("ledger", 240, 30), ("hotline", 60, 0), ("portal", 180, 60))
"""System, recovery time objective and recovery point objective in minutes."""
PARTIES = (("staff", 84), ("partner", 9), ("customer", 36))


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Rates and planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def effect(name: str, quiet: bool) -> dict[str, Any] | None:
    """A planted effect; ``None`` in a quiet programme."""
    return None if quiet else next(item for item in truth()["effects"] if item["id"] == name)


def stamp(day: date | None, on: date) -> Any:
    """A day as it is known: nothing where it has not come."""
    return pd.NaT if day is None or day > on else pd.Timestamp(day)


def assets(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """The data inventory with its impact assessments."""
    missing = effect("asset_unassessed", quiet)
    lines = []
    for asset, sensitivity, persons, wave, before in ASSETS:
        goes = BY_WAVE[wave].cutover
        assessed = None if missing and missing["asset"] == asset else goes - timedelta(days=before)
        known = stamp(assessed, on)
        lines.append(
            {
                "asset": asset,
                "title": words(f"asset.{asset[-1]}"),
                "system": words(
                    f"system.{('ledger', 'portal', 'payments', 'ledger', 'hotline', 'portal')[int(asset[-1]) - 1]}"
                ),
                "owner": words(f"guard.{int(asset[-1]) % 3 + 1}"),
                "sensitivity": sensitivity,
                "persons": persons,
                "provided_on": pd.Timestamp(goes),
                "assessed_on": known,
                "outcome": None if pd.isna(known) else "measures" if sensitivity == "sensitive" else "accepted",
                "keep_until": pd.NaT if pd.isna(known) else known + pd.DateOffset(years=3, months=1),
            }
        )
    return pd.DataFrame(lines)


def agreements(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """Who has to keep silence: signed by nearly everybody within some weeks of the day it was due."""
    rng = np.random.default_rng((71, 1))
    lines = []
    for kind, count in PARTIES:
        for number in range(count):
            due = OPENING + timedelta(days=60 + int(rng.integers(0, 240)))
            signs = rng.random() < truth()["signed"]
            signed = due - timedelta(days=int(rng.integers(0, 40))) if signs else None
            lines.append(
                {
                    "agreement": f"NDA-{kind[0].upper()}{number:03d}",
                    "party_kind": kind,
                    "party": f"{kind[0].upper()}-{number:03d}",
                    "team": words(f"role.{ROLES[number % 3]}") if kind == "staff" else None,
                    "due_on": pd.Timestamp(due),
                    "signed_on": stamp(signed, on),
                }
            )
    found = pd.DataFrame(lines)
    return found[found["due_on"] <= pd.Timestamp(on + timedelta(days=60))].reset_index(drop=True)


ROLES = ("counter", "adviser", "operations", "hotline")


def covered(words: Words, control: str, bare: dict[str, Any] | None = None) -> dict[str, str | None]:
    """What a measure speaks of, or its tests, which leave out the planted site; blank where it is all of one kind."""
    sites, systems = COVERED.get(control, ((), ()))
    left = bare["site"] if bare and bare["control"] == control else None
    named = {
        "sites": [words(f"site.{one}") for one in sites if one != left],
        "systems": [words(f"system.{one}") for one in systems],
    }
    return {name: "; ".join(found) or None for name, found in named.items()}


def controls(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """The protection plan."""
    return pd.DataFrame(
        [
            {
                "control": control,
                "title": words(f"control.{control[-1]}"),
                "kind": kind,
                "scope": words(f"scope.{int(control[-1]) % 2 + 1}"),
                "owner": words(f"guard.{int(control[-1]) % 3 + 1}"),
                "due_on": pd.Timestamp(OPENING + timedelta(days=due)),
                "done_on": stamp(OPENING + timedelta(days=due - 6), on),
                "cadence_days": cadence,
                **covered(words, control),
            }
            for control, kind, due, cadence in CONTROLS
        ]
    )


def control_tests(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """Every measure is tested as often as it should be; one access review is not."""
    late, bare, lines = effect("review_overdue", quiet), effect("control_uncovered", quiet), []
    last = date(2026, 11, 22)
    for control, kind, due, cadence in CONTROLS:
        rng = np.random.default_rng((72, int(control[-1])))
        tested = OPENING + timedelta(days=due)
        while tested <= min(on, last):
            if late and control == late["control"] and tested > last - timedelta(days=late["days"]):
                break
            restores = control == "C-08"
            findings = int(rng.random() < 0.25) * int(rng.integers(1, 3))
            closed = tested + timedelta(days=int(rng.integers(8, 30))) if findings else None
            lines.append(
                {
                    "control": control,
                    "tested_on": pd.Timestamp(tested),
                    "kind": "restore" if restores else kind if kind in ("access", "audit", "backup") else "test",
                    "result": "passed",
                    "findings": findings,
                    "closed_on": stamp(closed, on),
                    "tester": words(f"guard.{int(control[-1]) % 3 + 1}"),
                    **covered(words, control, bare),
                }
            )
            tested += timedelta(days=cadence - int(rng.integers(0, 4)))
    return pd.DataFrame(
        lines, columns=["control", "tested_on", "kind", "result", "findings", "closed_on", "tester", "sites", "systems"]
    )


def continuity(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """For each wave a fall-back plan, three checks and support; and the defects that block."""
    blocked, short, lines = effect("blockers_open", quiet), effect("support_short", quiet), []
    people = truth()["support"]["staff_planned"]
    for plan in WAVES:
        if plan.cutover - timedelta(days=90) > on:
            continue
        parts = [
            ("plan", 40, "payments"),
            ("check", 10, "payments"),
            ("check", 8, "ledger"),
            ("check", 6, "portal"),
            ("support", 14, "hotline"),
        ]
        for number, (kind, before, system) in enumerate(parts, 1):
            due = plan.cutover - timedelta(days=before)
            _, rto, rpo = next(item for item in SYSTEMS if item[0] == system)
            lines.append(
                {
                    "item": f"{plan.wave}-{number}",
                    "title": words(f"continuity.{number}"),
                    "kind": kind,
                    "system": words(f"system.{system}"),
                    "wave": plan.wave,
                    "owner": words(f"guard.{number % 3 + 1}"),
                    "due_on": pd.Timestamp(due),
                    "done_on": stamp(due - timedelta(days=3), on),
                    "blocks": kind == "check",
                    "rto_minutes": float(rto) if kind == "plan" else None,
                    "rpo_minutes": float(rpo) if kind == "plan" else None,
                    "mtpd_minutes": float(rto * 4) if kind == "plan" else None,
                    "staff_planned": people if kind == "support" else None,
                    "staff_ready": None
                    if kind != "support" or due - timedelta(days=3) > on
                    else short["ready"]
                    if short and short["wave"] == plan.wave
                    else people,
                }
            )
        for number in range(3):
            found = plan.cutover - timedelta(days=26 - number * 4)
            if found > on:
                continue
            stays = blocked is not None and plan.wave == blocked["wave"] and number < blocked["count"]
            lines.append(
                {
                    "item": f"{plan.wave}-D{number + 1}",
                    "title": words(f"defect.{number + 1}"),
                    "kind": "defect",
                    "system": words(f"system.{('payments', 'ledger', 'portal')[number]}"),
                    "wave": plan.wave,
                    "owner": words(f"guard.{number % 3 + 1}"),
                    "due_on": pd.Timestamp(plan.cutover - timedelta(days=7)),
                    "done_on": pd.NaT if stays else stamp(found + timedelta(days=6), on),
                    "blocks": number < 2,
                    "rto_minutes": None,
                    "rpo_minutes": None,
                    "mtpd_minutes": None,
                    "staff_planned": None,
                    "staff_ready": None,
                }
            )
    found_ = pd.DataFrame(lines)
    return found_.astype({"staff_planned": "Int64", "staff_ready": "Int64"}) if len(found_) else found_


def continuity_tests(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """Each system is rehearsed twice before a wave: 30 and 15 days before its cut-over."""
    failed, lines = effect("recovery_failed", quiet), []
    for plan in WAVES:
        rng = np.random.default_rng((73, int(plan.wave[-1])))
        for place, before in enumerate((30, 15)):
            planned = plan.cutover - timedelta(days=before)
            for system, rto, rpo in SYSTEMS:
                took = round(float(rto) * rng.uniform(0.45, 0.92), 0)
                bad = (
                    bool(failed)
                    and failed is not None
                    and place == 1
                    and (plan.wave, system) == (failed["wave"], failed["system"])
                )
                took = float(failed["actual"]) if bad and failed is not None else took
                lost = round(rpo * rng.uniform(0.2, 0.9), 0)
                found = int(rng.integers(0, 4)) if place == 0 else int(bad) * 2
                if planned > on + timedelta(days=60):
                    continue
                done = planned <= on
                lines.append(
                    {
                        "test": f"BT-{plan.wave}-{place + 1}-{system[:3].upper()}",
                        "system": words(f"system.{system}"),
                        "wave": plan.wave,
                        "planned_on": pd.Timestamp(planned),
                        "tested_on": stamp(planned, on),
                        "result": None if not done else "failed" if bad else "passed",
                        "rto_minutes": float(rto),
                        "rto_actual": took if done else None,
                        "rpo_minutes": float(rpo),
                        "rpo_actual": lost if done else None,
                        "defects": found if done else None,
                        "defects_open": None if not done else found if bad else 0,
                    }
                )
    found_ = pd.DataFrame(lines)
    return found_.astype({"defects": "Int64", "defects_open": "Int64"}) if len(found_) else found_


def outages(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """One planned window at each cut-over; some short faults between."""
    lines: list[dict[str, Any]] = []
    for plan in WAVES:
        rng = np.random.default_rng((74, int(plan.wave[-1])))
        for number, (days, planned) in enumerate(((0, True), (int(rng.integers(2, 20)), False))):
            day = plan.cutover + timedelta(days=days)
            begins = datetime.combine(day, time(1 if planned else 10))
            minutes = int(rng.integers(60, 110)) if planned else int(rng.integers(8, 55))
            if day > on:
                continue
            lines.append(
                {
                    "outage": f"OUT-{plan.wave}-{number + 1}",
                    "system": words(f"system.{('ledger', 'portal')[number]}"),
                    "wave": plan.wave,
                    "started_at": pd.Timestamp(begins),
                    "ended_at": pd.Timestamp(begins + timedelta(minutes=minutes)),
                    "customers": int(plan.customers * (1 if planned else rng.uniform(0.05, 0.4))),
                    "planned": planned,
                    "cause": words("outage.window" if planned else "outage.fault"),
                }
            )
    return pd.DataFrame(lines)


def changed(dataset: str, now: pd.DataFrame, was: pd.DataFrame, on: date, name: str) -> Iterator[Delivery]:
    """A register as a whole, if it holds anything; of the other ledgers what is new or different since they were last
    sent."""
    before = {} if was.empty else _by_key(dataset, was)
    found = {} if now.empty else _by_key(dataset, now)
    differs = [before.get(key) != row for key, row in found.items()]
    updated = sum(key in before and different for key, different in zip(found, differs, strict=True))
    whole = DATASETS[dataset].kind == "register"
    sent = now if whole or now.empty else now[differs].reset_index(drop=True)
    if len(sent):
        yield clean(loaded_at(on), dataset, name, sent, updated, differs.count(False) if whole else 0)


def _by_key(dataset: str, frame: pd.DataFrame) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows of a frame by the key of its dataset; what is not there is ``None``."""
    key = DATASETS[dataset].key
    lines = [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
    return {tuple(line[name] for name in key): line for line in lines}
