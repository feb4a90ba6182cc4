"""Actions, meetings, hand-overs, targets and lessons of the demo programme; what is planted:
``truth_coordination.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from data.demo.delivery import Delivery
from data.demo.plan import LAST, OPENING, WAVES
from data.demo.safeguards import EVERY, FIRST, changed, stamp
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_coordination.json")
KINDS = ("action", "action", "dependency", "action", "decision", "handover", "issue", "action")
"""The kinds of items in the order in which they come."""
EACH = 3
"""Days between two items."""
SENT = 4
"""Weeks between two lists of actions; the other ledgers come with those of the safeguards."""
LESSON_WAVES = ("W1", "W2", "W3", "W4")


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Departments, targets, improvements and planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def effect(name: str, quiet: bool) -> dict[str, Any] | None:
    """A planted effect; ``None`` in a quiet programme."""
    return None if quiet else next(item for item in truth()["effects"] if item["id"] == name)


def actions(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """Every third day somebody asks somebody for something; and the improvements, of which a quiet programme has
    none."""
    slow, unowned, lines = effect("department_slow", quiet), effect("decisions_unowned", quiet), []
    departments: list[str] = truth()["departments"]
    for number in range((on - OPENING).days // EACH):
        opened = OPENING + timedelta(days=number * EACH)
        kind = KINDS[number % len(KINDS)]
        asked, does = departments[number % 5], departments[(number + 1 + number // 5 % 4) % 5]
        answers, takes = 1 + number * 3 % 5, 5 + number * 5 % 11
        if slow and does == slow["department"] and kind != "decision":
            answers, takes = slow["answers_after"] + number % 4, slow["done_after"] + number % 9
        done = stamp(opened + timedelta(days=takes), on)
        lines.append(
            _line(
                f"AC-{number + 1:03d}",
                kind,
                words(f"ask.{kind}.{number // len(KINDS) % 2 + 1}"),
                words(f"department.{does}"),
                None if kind == "decision" else words(f"department.{asked}"),
                words(f"guard.{number % 3 + 1}"),
                opened,
                answered_on=stamp(opened + timedelta(days=answers), on),
                done_on=done,
                meeting=_meeting(opened) if kind == "decision" else None,
            )
        )
    if unowned:  # what was to be decided lately has nobody to do it, and so is not done
        for line in lines:
            if line["kind"] == "decision" and line["opened_on"] > pd.Timestamp(
                on - timedelta(days=unowned["last_days"])
            ):
                line |= {"owner": None, "done_on": pd.NaT}
    for one in () if quiet else truth()["improvements"]:
        opened, begins = date.fromisoformat(one["opened"]), date.fromisoformat(one["from"])
        if opened > on:
            continue
        lines.append(
            _line(
                f"IM-{one['id']}",
                one.get("kind", "improvement"),
                words(f"improvement.{one['id']}"),
                words("department.service"),
                None,
                words("guard.2"),
                opened,
                answered_on=stamp(opened + timedelta(days=2), on),
                done_on=stamp(begins, on),
                effect_from=stamp(begins, on),
                wave=one["wave"],
                metric=one["metric"],
                about_kind=one["about_kind"],
                about=words(
                    f"cost.{one['about']}" if one["about_kind"] == "cost" else f"improvement.about.{one['about']}"
                ),
            )
        )
    return pd.DataFrame(lines)


def _line(
    action: str,
    kind: str,
    title: str,
    department: str,
    asked_by: str | None,
    owner: str | None,
    opened: date,
    **more: Any,
) -> dict[str, Any]:
    found = {
        "action": action,
        "kind": kind,
        "title": title,
        "department": department,
        "asked_by": asked_by,
        "owner": owner,
        "wave": None,
        "meeting": None,
        "opened_on": pd.Timestamp(opened),
        "due_on": pd.Timestamp(opened + timedelta(days=truth()["due_days"])),
        "answered_on": pd.NaT,
        "done_on": pd.NaT,
        "about_kind": None,
        "about": None,
        "metric": None,
        "effect_from": pd.NaT,
    }
    return found | more


def _meeting(day: date) -> str | None:
    """The steering meeting before a day; they are held every fourth Wednesday."""
    number = ((day - OPENING).days - 3) // 28
    return f"SC-{number:02d}" if number > 0 else None


def meetings(words: Words, on: date) -> pd.DataFrame:
    """The steering meetings so far, each with its minutes two days later."""
    lines = []
    for number in range(1, ((on - OPENING).days - 3) // 28 + 1):
        held = OPENING + timedelta(days=3 + 28 * number)
        lines.append(
            {
                "meeting": f"SC-{number:02d}",
                "name": words("meeting.steering"),
                "held_on": pd.Timestamp(held),
                "chair": words("guard.1"),
                "invited": 9,
                "attended": 7 + number % 3,
                "minutes_on": stamp(held + timedelta(days=2), on),
            }
        )
    return pd.DataFrame(lines)


def shared(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """The report of each month, and the customer data of each wave ten days before its cut-over."""
    bare = effect("share_unreceipted", quiet)
    lines: list[tuple[str, str, str, str, date, str | None, date | None]] = []
    for month in range(1, (on - OPENING).days // 28 + 1):
        day = OPENING + timedelta(days=28 * month)
        lines.append(
            (
                f"SH-R{month:02d}",
                words("share.report"),
                "report",
                words("share.board"),
                day,
                words("share.purpose.report"),
                day + timedelta(days=1),
            )
        )
    for plan in WAVES:
        day = plan.cutover - timedelta(days=10)
        if day <= on:
            missing = bare is not None and plan.wave == bare["wave"]
            lines.append(
                (
                    f"SH-{plan.wave}",
                    words("share.data"),
                    "data",
                    words("share.receiver"),
                    day,
                    None if missing else words("share.purpose.data"),
                    None if missing else day + timedelta(days=1),
                )
            )
    return pd.DataFrame(
        [
            {
                "share": share,
                "what": what,
                "kind": kind,
                "recipient": recipient,
                "shared_on": pd.Timestamp(day),
                "purpose": purpose,
                "receipt_on": stamp(receipt, on),
                "owner": words("guard.3"),
            }
            for share, what, kind, recipient, day, purpose, receipt in lines
        ]
    )


def targets(words: Words, *, quiet: bool = False) -> pd.DataFrame:
    """What the programme set out to reach by its end; in a quiet one as many deals as there will be."""
    return pd.DataFrame(
        [
            {
                "target": one["target"],
                "title": words(f"target.{one['metric']}"),
                "metric": one["metric"],
                "wave": None,
                "start": float(one["start"]),
                "aim": float(one.get("quiet", one["aim"]) if quiet else one["aim"]),
                "due_on": pd.Timestamp(LAST),
                "weight": float(one["weight"]),
                "owner": words("guard.1"),
            }
            for one in truth()["targets"]
        ]
    )


def lessons(words: Words, on: date) -> pd.DataFrame:
    """One lesson a wave, written down four weeks after its cut-over."""
    lines = []
    for plan in WAVES:
        learnt = plan.cutover + timedelta(days=28)
        if plan.wave in LESSON_WAVES and learnt <= on:
            lines.append(
                {
                    "lesson": f"L-{plan.wave[1:]}",
                    "topic": words(f"lesson.topic.{plan.wave}"),
                    "wave": plan.wave,
                    "what": words(f"lesson.what.{plan.wave}"),
                    "evidence": words(f"lesson.evidence.{plan.wave}"),
                    "does": words(f"lesson.does.{plan.wave}"),
                    "learnt_on": pd.Timestamp(learnt),
                    "owner": words("guard.2"),
                }
            )
    return pd.DataFrame(lines)


def alert_answers(words: Words, on: date) -> pd.DataFrame:
    """What was answered to alerts by a day."""
    return pd.DataFrame(
        [
            {
                "alert": one["alert"],
                "kind": one["kind"],
                "owner": words(one["owner"]),
                "answered_on": pd.Timestamp(one["on"]),
                "until": pd.to_datetime(one["until"]),
                "reason": words(f"alert.reason.{one['kind']}"),
                "answered_by": words("guard.1"),
            }
            for one in truth()["alert_answers"]
            if date.fromisoformat(one["on"]) <= on
        ]
    )


def ledgers(words: Words, week: int, on: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """The list of actions every fourth week; meetings, hand-overs and lessons every sixteenth; the targets once;
    answers to alerts as they come."""
    if week % SENT == FIRST % SENT and week >= FIRST:
        before = on - timedelta(weeks=SENT)
        now = actions(words, on, quiet)
        was = actions(words, before, quiet) if week > FIRST else now.iloc[:0]
        yield from changed("actions", now, was, on, words.file("actions", on))
    if not quiet and week > FIRST:
        now, was = alert_answers(words, on), alert_answers(words, on - timedelta(weeks=1))
        if len(now) > len(was):
            yield from changed("alert_answers", now, was, on, words.file("alert_answers", on))
    if week % EVERY != FIRST:
        return
    before = on - timedelta(weeks=EVERY)
    for name, now, was in (
        ("meetings", meetings(words, on), meetings(words, before)),
        ("shared", shared(words, on, quiet), shared(words, before, quiet)),
        ("lessons", lessons(words, on), lessons(words, before)),
    ):
        yield from changed(name, now, was if week > FIRST else now.iloc[:0], on, words.file(name, on))
    if week == FIRST:
        own = targets(words, quiet=quiet)
        yield from changed("targets", own, own.iloc[:0], on, words.file("targets", on))
