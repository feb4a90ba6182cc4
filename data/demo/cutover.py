"""Rehearsals, runbooks, defects and confirmations of the demo programme; what is planted is in
``truth_cutover.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from data.demo.delivery import Delivery, clean
from data.demo.plan import OPENING, WAVES, WavePlan, loaded_at
from data.demo.safeguards import EVERY, FIRST, changed, stamp
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_cutover.json")
SITES = ("1", "2")
SUPPLIERS = (
    # supplier, the one it works for
    ("1", None),
    ("2", None),
    ("3", None),
    ("4", "1"),
    ("5", "1"),
    ("6", "2"),
    ("7", "3"),
    ("8", "3"),
    ("9", "3"),
)
RUNBOOK = (
    # step, kind, begins (minutes after the start of the night), lasts (minutes)
    ("010", "step", 0, 60),
    ("020", "step", 60, 90),
    ("030", "decision", 150, 15),
    ("040", "step", 165, 120),
    ("050", "no_return", 285, 15),
    ("060", "step", 300, 90),
    ("070", "step", 390, 60),
    ("080", "decision", 450, 30),
    ("900", "roll_back", 165, 120),
)
KNOWN_BEFORE = 60
"""Days before a cut-over from which its runbook, its rehearsals and its confirmations are written down."""
COUNTED = 4
"""Weeks between two counts of the open defects."""
SHARES = (("critical", 0.05), ("high", 0.2), ("medium", 0.45), ("low", 0.3))


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Rates and planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def effect(name: str, quiet: bool) -> dict[str, Any] | None:
    """A planted effect; ``None`` in a quiet programme."""
    return None if quiet else next(item for item in truth()["effects"] if item["id"] == name)


def prepared(on: date) -> list[WavePlan]:
    """The waves whose cut-over is prepared by a day."""
    return [plan for plan in WAVES if plan.cutover - timedelta(days=KNOWN_BEFORE) <= on]


def rehearsals(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """Each wave is rehearsed at both sites with a fifth of its customers and under load; the night itself is written
    down too."""
    bare, beyond, lines = effect("site_uncovered", quiet), effect("load_beyond", quiet), []
    for plan in prepared(on):
        held_on = plan.cutover - timedelta(days=truth()["site"]["before_days"])
        size = round(plan.customers * truth()["site"]["share"])
        for site in SITES:
            missed = bool(bare) and (plan.wave, site) == (bare["wave"], bare["site"]) if bare else False
            held = not missed and held_on <= on
            lines.append(
                _row(
                    f"RH-{plan.wave}-{site}",
                    "rehearsal",
                    plan.wave,
                    words(f"site.{site}"),
                    words("system.ledger"),
                    held_on,
                    held,
                    {
                        "customers": size // 2 if held else None,
                        "minutes": 240.0 if held else None,
                        "result": "passed" if held else None,
                        "defects": 3 if held else None,
                    },
                )
            )
        for load in truth()["loads"]:
            for kind, day in (("load_test", held_on + timedelta(days=3)), ("live", plan.cutover)):
                held = day <= on
                if kind == "live" and not held:
                    continue
                real = (
                    beyond["real"]
                    if beyond and (plan.wave, load["id"]) == (beyond["wave"], beyond["load"])
                    else load["real"]
                )
                lines.append(
                    _row(
                        f"{'LT' if kind == 'load_test' else 'CO'}-{plan.wave}-{load['id']}",
                        kind,
                        plan.wave,
                        None,
                        None,
                        day,
                        held,
                        {
                            "load_of": words(f"load.{load['id']}"),
                            "load_assumed": float(load["assumed"]),
                            "load_reached": float(load["tested"] if kind == "load_test" else real) if held else None,
                            "customers": plan.customers if kind == "live" and load["id"] == "logins" else None,
                            "result": "passed" if held and kind == "load_test" else None,
                        },
                    )
                )
    found = pd.DataFrame(lines)
    return found.astype({"customers": "Int64", "defects": "Int64"}) if len(found) else found


def _row(
    name: str, kind: str, wave: str, site: str | None, system: str | None, day: date, held: bool, more: dict[str, Any]
) -> dict[str, Any]:
    found = {
        "rehearsal": name,
        "kind": kind,
        "wave": wave,
        "site": site,
        "system": system,
        "planned_on": pd.Timestamp(day),
        "held_on": pd.Timestamp(day) if held else pd.NaT,
        "customers": None,
        "minutes": None,
        "load_of": None,
        "load_assumed": None,
        "load_reached": None,
        "result": None,
        "defects": None,
    }
    return found | more


def cutover_steps(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """The night of each wave from 22:00 on, as planned and as it went."""
    late, lines = effect("night_late", quiet), []
    for plan in prepared(on):
        start = datetime.combine(plan.cutover - timedelta(days=1), time(22))
        behind = 0
        for step, kind, begins, lasts in RUNBOOK:
            planned = (start + timedelta(minutes=begins), start + timedelta(minutes=begins + lasts))
            done = plan.cutover <= on and kind != "roll_back"
            began = behind
            if late and (plan.wave, step) == (late["wave"], late["step"]):
                behind = late["minutes"]
            lines.append(
                {
                    "wave": plan.wave,
                    "step": step,
                    "title": words(f"step.{step}"),
                    "kind": kind,
                    "owner": words(f"guard.{int(step[1]) % 3 + 1}"),
                    "planned_start": pd.Timestamp(planned[0]),
                    "planned_end": pd.Timestamp(planned[1]),
                    "started_at": pd.Timestamp(planned[0] + timedelta(minutes=began)) if done else pd.NaT,
                    "ended_at": pd.Timestamp(planned[1] + timedelta(minutes=behind)) if done else pd.NaT,
                    "note": words("step.log") if done and behind > began else None,
                }
            )
    return pd.DataFrame(lines)


def confirmations(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """Every supplier, and everyone who works for one, is asked seven weeks before a cut-over and has three weeks to
    answer."""
    missing, lines = effect("confirmations_missing", quiet), []
    for plan in prepared(on):
        asked = plan.cutover - timedelta(days=49)
        for supplier, behind in SUPPLIERS:
            if asked > on:
                continue
            silent = (
                bool(missing) and plan.wave == missing["wave"] and supplier in missing["suppliers"]
                if missing
                else False
            )
            signed = stamp(None if silent else asked + timedelta(days=6 + int(supplier)), on)
            lines.append(
                {
                    "confirmation": f"SC-{plan.wave}-{supplier}",
                    "supplier": words(f"supplier.{supplier}"),
                    "behind": words(f"supplier.{behind}") if behind else None,
                    "wave": plan.wave,
                    "site": words(f"site.{int(supplier) % 2 + 1}"),
                    "asked_on": pd.Timestamp(asked),
                    "due_on": pd.Timestamp(asked + timedelta(days=21)),
                    "confirmed_on": signed,
                    "confirmed_by": None if pd.isna(signed) else words(f"guard.{int(supplier) % 3 + 1}"),
                    "expires_on": pd.NaT if pd.isna(signed) else pd.Timestamp(plan.cutover + timedelta(days=30)),
                }
            )
    return pd.DataFrame(lines)


def defects(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """What is open of the next wave: many two months before it, few on its day, and in its last four weeks none that is
    critical or high; the meeting is told of all. But once."""
    untold = effect("defects_untold", quiet)
    plan = next((plan for plan in WAVES if plan.cutover > on), None)
    if plan is None or plan not in prepared(on):
        return pd.DataFrame()
    days = (plan.cutover - on).days
    near = days < COUNTED * 7
    hidden = untold if untold and untold["wave"] == plan.wave and near else None
    whole = hidden["known"] if hidden else 2 * days
    closed = {"critical", "high"} if near and not hidden else set()
    known = [0 if severity in closed else round(whole * share) for severity, share in SHARES[:-1]]
    known.append(whole - sum(known))
    told = [round(hidden["told"] * share) for _, share in SHARES[:-1]] if hidden else known[:-1]
    told.append((hidden["told"] if hidden else whole) - sum(told))
    return pd.DataFrame(
        {
            "snapshot_on": pd.Timestamp(on),
            "part": plan.wave,
            "severity": [severity for severity, _ in SHARES],
            "known": known,
            "told": told,
        }
    )


def ledgers(words: Words, week: int, on: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """What has changed every sixteenth week; open defects are counted every fourth."""
    if week % COUNTED == FIRST % COUNTED and on > OPENING:
        counted = defects(words, on, quiet)
        if len(counted):
            yield clean(loaded_at(on), "defects", words.file("defects", on), counted)
    if week % EVERY != FIRST:
        return
    before = on - timedelta(weeks=EVERY)
    for name, made in (("rehearsals", rehearsals), ("cutover_steps", cutover_steps), ("confirmations", confirmations)):
        now = made(words, on, quiet)
        was = made(words, before, quiet) if week > FIRST else now.iloc[:0]
        yield from changed(name, now, was, on, words.file(name, on))
