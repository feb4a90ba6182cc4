"""Alerts in words: those that hold with who sees to them, the muted ones, and what became of those that are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.marks import DAYS, Cell, Column, Exhibit, grid
from analytics.marks.words import clauses
from data.language import start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.alerts.answers import Held, Watch
    from data.language import Translator

HEADS = "alerts.column"
SHAPES = {"serious": "bad", "watch": "watch", "info": "none"}
TONES = {"late": "bad", "open": "watch", "assigned": "none", "known": "none", "muted": "none"}
LISTED = 12


def said_now(found: Watch, t: Translator) -> str:
    """How many hold and the worst of them, whose day has passed, how many nobody has answered, how many are muted."""
    muted = t("alerts.muted", n=len(found.muted)) if found.muted else ""
    if not found.holding:
        unwatched = t("alerts.unwatched", n=found.unwatched, all=found.ledgers) if found.unwatched else ""
        return clauses(t, t("alerts.none", date=t.date(found.day, year=True)), muted, unwatched)
    return clauses(
        t,
        t("week.news.alerts", n=len(found.holding), serious=t.number(found.serious)),
        t("alerts.worst", alert=found.holding[0].alert.sentence(t).rstrip(".。")),
        _late(found, t),
        _bare(found, t),
        muted,
    )


def _late(found: Watch, t: Translator) -> str:
    late = found.of("late")
    return t("alerts.late", n=len(late), owner=late[0].answer.owner or t("alerts.nobody")) if late else ""


def _bare(found: Watch, t: Translator) -> str:
    bare = found.of("open")
    return t("alerts.open", n=len(bare), all=len(found.holding)) if bare else t("alerts.answered")


def table_holding(found: Watch, t: Translator) -> Exhibit:
    """What holds, serious ones first, of these what began last, with who sees to it."""
    subtitle = t("alerts.holding.subtitle", date=t.date(found.day, year=True))
    if not found.holding:
        return Exhibit.nothing(t("alerts.none", date=t.date(found.day, year=True)), subtitle)
    frame = pd.DataFrame([_holding(one, t) for one in found.holding])
    columns = (
        Column("severity", "state", codes="alert.severity"), Column("said", "prose", "alert"), Column("page"), Column("since", "date"),
        Column("answer", "prose"), Column("owner"), Column("until", "date"), Column("actions", "prose"),
    )  # fmt: skip
    note = t("alerts.holding.note")
    if found.unwatched:
        note += " · " + t("alerts.unwatched", n=found.unwatched, all=found.ledgers)
    return Exhibit(start(_late(found, t) or _bare(found, t)), subtitle, note, grid(frame, columns, HEADS, t, LISTED))


def _holding(one: Held, t: Translator) -> dict[str, object]:
    alert, answer = one.alert, one.answer
    words = t(f"alert.severity.{one.cause.severity}")
    return {
        "severity": Cell(words, words, SHAPES[one.cause.severity]),
        "said": "\n".join(filter(None, (alert.sentence(t), one.cause.others(t)))),
        "page": t(f"page.{alert.page}"),
        "since": alert.onset if alert.dated else None,
        "answer": Cell(t(f"alerts.answer.{answer.standing}"), t(f"alerts.answer.{answer.standing}"), TONES[answer.standing]),
        "owner": answer.owner,
        "until": answer.until,
        "actions": t("alerts.actions", n=answer.actions, open=answer.todo) if answer.actions else "",
    }  # fmt: skip


def table_muted(found: Watch, t: Translator) -> Exhibit | None:
    """What is muted, until when, by whom and why; not there where nothing is."""
    if not found.muted:
        return None
    frame = pd.DataFrame(
        {
            "said": one.alert.sentence(t),
            "page": t(f"page.{one.alert.page}"),
            "until": one.answer.until,
            "reason": one.answer.reason,
            "by": one.answer.by,
        }
        for one in found.muted
    )
    columns = (
        Column("said", "prose", "alert"), Column("page"), Column("until", "date"), Column("reason", "prose"), Column("by"),
    )  # fmt: skip
    title = start(t("alerts.muted", n=len(found.muted)))
    return Exhibit(title, t("alerts.muted.subtitle"), "", grid(frame, columns, HEADS, t, LISTED))


def table_over(found: Watch, t: Translator) -> Exhibit:
    """What is over: since when, how it was answered and how many days later it was over. Nothing says that the answer was why."""
    subtitle = t("alerts.over.subtitle")
    if not found.over:
        return Exhibit.nothing(t("alerts.over.none"), subtitle)
    answered = [one for one in found.over if one.answer.standing != "open"]
    title = t("alerts.over.title", n=len(found.over), answered=t.number(len(answered)))
    frame = pd.DataFrame([_over(one, t) for one in _latest(found.over)])
    columns = (
        Column("said", "prose", "alert"), Column("page"), Column("since", "date"), Column("ended", "date"), Column("answer", "prose"),
        Column("owner"), Column("after", "number", unit=DAYS),
    )  # fmt: skip
    return Exhibit(title, subtitle, t("alerts.over.note"), grid(frame, columns, HEADS, t, LISTED))


def _latest(over: Sequence[Held]) -> list[Held]:
    return sorted(over, key=lambda one: one.cause.latest, reverse=True)


def _over(one: Held, t: Translator) -> dict[str, object]:
    answer = one.answer
    after = None if answer.on is None else (one.cause.latest - answer.on).days
    return {
        "said": one.alert.sentence(t),
        "page": t(f"page.{one.alert.page}"),
        "since": one.alert.onset,
        "ended": one.cause.latest,
        "answer": t(f"alerts.answer.{answer.standing}"),
        "owner": answer.owner,
        "after": after if after is not None and after >= 0 else None,
    }
