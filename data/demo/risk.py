"""The risks of the demo programme: assessments, treatments, indicators, incidents; what is planted is in
``truth_risk.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.demo.delivery import Delivery, clean
from data.demo.plan import OPENING, loaded_at
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_risk.json")
WATCHED_FROM = date(2026, 3, 1)
"""The first reading of the indicators."""
STEPS = {"weekly": 7, "monthly": 28}
IN_WORDS = "law"
"""The category whose levels are written as words, as lawyers do; the others as digits."""


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """The register as it begins, and the planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def plain(name: str) -> str:
    """An id as the catalogue has it: ``R-07`` → ``r07``."""
    return name.lower().replace("-", "")


def assessments() -> list[date]:
    return [date.fromisoformat(day) for day in truth()["assessments"]]


def effects(kind: str, *, quiet: bool) -> list[dict[str, Any]]:
    """The planted effects of a kind; none in a quiet programme."""
    return [] if quiet else [effect for effect in truth()["effects"] if effect["kind"] == kind]


def treatment_dates(seed: int, *, quiet: bool) -> dict[str, tuple[date, date, date | None]]:
    """Of each risk's treatment: decided, due, done. Without an effect each is done by its due day."""
    first, found = assessments()[0], {}
    untreated = {
        effect["risk"] for kind in ("lowered_untreated", "emerging_unowned") for effect in effects(kind, quiet=quiet)
    }
    late = {effect["treatment"]: date.fromisoformat(effect["due"]) for effect in effects("overdue", quiet=quiet)}
    for number, risk in enumerate(truth()["treatments"]):
        if risk in untreated:
            continue
        rng = np.random.default_rng((seed, 31, number))
        decided = first + timedelta(days=int(rng.integers(0, 150)))
        due = decided + timedelta(days=int(rng.integers(60, 420)))
        done: date | None = due - timedelta(days=int(rng.integers(0, 21)))
        if f"T-{risk[2:]}a" in late:
            due, done = late[f"T-{risk[2:]}a"], None
        found[risk] = (decided, due, done)
    if "R-07" in found:
        # The rehearsal that is repeated is not done before the end of November, whatever the seed.
        found["R-07"] = (date(2026, 9, 27), date(2026, 12, 8), date(2026, 12, 6))
    return found


def position(risk: dict[str, Any], on: date, done: date | None, *, quiet: bool) -> list[int]:
    """Likelihood and impact on a day: at the target once the treatment is done, or where an effect has put it."""
    place = risk["target"] if done is not None and done < on else risk["start"]
    for kind in ("worsened", "lowered_untreated"):
        for effect in effects(kind, quiet=quiet):
            if effect["risk"] == risk["id"] and on >= date.fromisoformat(effect["on"]):
                place = effect["to"]
    return list(place)


def register_on(seed: int, words: Words, on: date, *, quiet: bool = False) -> pd.DataFrame:
    """The register as assessed on a day."""
    dates, rows = treatment_dates(seed, quiet=quiet), []
    emerging = {
        effect["risk"]: date.fromisoformat(effect["on"])
        for effect in truth()["effects"]
        if effect["kind"] == "emerging_unowned"
    }
    for number, risk in enumerate(truth()["risks"]):
        if risk["id"] in emerging and (quiet or on < emerging[risk["id"]]):
            continue
        rng = np.random.default_rng((seed, 32, number))
        loss = round(risk["loss"] * float(rng.uniform(0.9, 1.1)), -4)
        current = position(risk, on, dates.get(risk["id"], (on, on, None))[2], quiet=quiet)
        said = [
            _said(level, risk["category"], words)
            for place in (risk["inherent"], current, risk["target"])
            for level in place
        ]
        rows.append(
            (
                pd.Timestamp(on),
                risk["id"],
                words(f"risk.name.{plain(risk['id'])}"),
                words(f"risk.category.{risk['category']}"),
                risk["wave"],
                words(f"risk.owner.{risk['owner']}") if risk["owner"] else None,
                "open",
                *said,
                "1",
                loss,
                round(loss * 0.6, -4),
                round(loss * 1.8, -4),
            )
        )
    columns = [
        "snapshot_on",
        "risk",
        "name",
        "category",
        "wave",
        "owner",
        "status",
        "likelihood_inherent",
        "impact_inherent",
        "likelihood",
        "impact",
        "likelihood_target",
        "impact_target",
        "matrix",
        "loss",
        "loss_low",
        "loss_high",
    ]
    return pd.DataFrame(rows, columns=columns)


def _said(level: int, category: str, words: Words) -> str:
    return words(f"risk.level.{level}") if category == IN_WORDS else str(level)


def treatments_on(seed: int, words: Words, on: date, *, quiet: bool = False) -> pd.DataFrame:
    """The list of treatments as known on a day."""
    owners = {risk["id"]: risk["owner"] for risk in truth()["risks"]}
    unapproved = {effect["treatment"] for effect in effects("accepted_unapproved", quiet=quiet)}
    rows = []
    for risk, (decided, due, done) in treatment_dates(seed, quiet=quiet).items():
        if decided > on:
            continue
        name, kind = f"T-{risk[2:]}a", truth()["treatments"][risk]
        over = done is not None and done <= on
        approver = words("risk.approver") if kind == "accept" and name not in unapproved else None
        rows.append(
            (
                name,
                risk,
                words(f"risk.treatment.{plain(risk)}"),
                kind,
                words(f"risk.owner.{owners[risk]}"),
                "done" if over else "under_way",
                pd.Timestamp(decided),
                pd.Timestamp(due),
                pd.Timestamp(done) if done is not None and over else pd.NaT,
                approver,
            )
        )
    columns = ["treatment", "risk", "name", "kind", "owner", "status", "decided_on", "due_on", "done_on", "approved_by"]
    return pd.DataFrame(rows, columns=columns)


def readings(seed: int, words: Words, on: date, before: date, *, quiet: bool = False) -> pd.DataFrame:
    """The readings after ``before`` and by ``on``: around what is usual, and where an effect takes them."""
    last = {effect["indicator"]: date.fromisoformat(effect["last"]) for effect in effects("stale", quiet=quiet)}
    climb = {effect["indicator"]: effect for effect in effects("red", quiet=quiet)}
    rows = []
    for number, one in enumerate(truth()["indicators"]):
        day, step = WATCHED_FROM, timedelta(days=STEPS[one["cadence"]])
        rng = np.random.default_rng((seed, 33, number))
        while day <= min(on, last.get(one["id"], on)):
            # Noise is cut at three spreads, so that a quiet indicator never meets its threshold.
            value = one["usual"] + one["spread"] * float(np.clip(rng.standard_normal(), -3, 3))
            effect = climb.get(one["id"])
            if effect and day > date.fromisoformat(effect["from"]):
                value += (effect["to"] - one["usual"]) * min(1.0, (day - date.fromisoformat(effect["from"])).days / 21)
            if day > before:
                rows.append(
                    (
                        one["id"],
                        pd.Timestamp(day),
                        round(value, 1),
                        words(f"risk.indicator.{plain(one['id'])}"),
                        one["risk"],
                        words(f"risk.unit.{one['unit']}"),
                        one["better"],
                        float(one["amber"]),
                        float(one["red"]),
                        one["cadence"],
                    )
                )
            day += step
    columns = ["indicator", "measured_on", "value", "name", "risk", "unit", "better", "amber", "red", "cadence"]
    return pd.DataFrame(rows, columns=columns)


def incidents_between(words: Words, on: date, before: date) -> pd.DataFrame:
    """The incidents after ``before`` and by ``on``."""
    rows = [
        (
            one["id"],
            one["risk"],
            one["kind"],
            words(f"risk.incident.{plain(one['id'])}"),
            pd.Timestamp(one["on"]) + pd.Timedelta(hours=9),
            one["severity"],
            float(one["loss"]),
            one["wave"],
            *(
                pd.Timestamp(one["on"]) + pd.Timedelta(hours=9 + hours) if hours is not None else pd.NaT
                for hours in one.get("clock_hours", (None, None, None))
            ),
        )
        for one in truth()["incidents"]
        if before < date.fromisoformat(one["on"]) <= on
    ]
    columns = [
        "incident",
        "risk",
        "kind",
        "name",
        "occurred_at",
        "severity",
        "loss",
        "wave",
        "detected_at",
        "due_at",
        "reported_at",
    ]
    return pd.DataFrame(rows, columns=columns)


def matrix_setting(words: Words) -> pd.DataFrame:
    """The programme's matrix: the standard one, with a lower appetite for law."""
    stated = json.dumps({"appetites": {words(f"risk.category.{IN_WORDS}"): 1}}, ensure_ascii=False)
    return pd.DataFrame([("risk.matrix.1", stated, words("risk.matrix_note"))], columns=["setting", "value", "note"])


def ledgers(seed: int, words: Words, on: date, before: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """On the Sunday of an assessment: the register, the treatments, and the readings and incidents since they were last
    sent."""
    days = assessments()
    if on not in days:
        return
    at, number = loaded_at(on), days.index(on)
    if not number:
        yield clean(at, "settings", words.file("settings", on), matrix_setting(words))
    yield clean(at, "risks", words.file("risks", on), register_on(seed, words, on, quiet=quiet))
    # The other lists are sent at every third assessment.
    if number % 3:
        return
    back = days[number - 3] if number else OPENING
    now = treatments_on(seed, words, on, quiet=quiet)
    was = treatments_on(seed, words, back, quiet=quiet) if number else now.iloc[0:0]
    both = now.merge(was, on="treatment", suffixes=("", "_was"))
    changed = int((both["status"] != both["status_was"]).sum())
    if len(now):
        yield clean(at, "treatments", words.file("treatments", on), now, changed, len(both) - changed)
    for dataset, frame in (
        ("indicators", readings(seed, words, on, back, quiet=quiet)),
        ("incidents", incidents_between(words, on, back)),
    ):
        if len(frame):
            yield clean(at, dataset, words.file(dataset, on), frame)
