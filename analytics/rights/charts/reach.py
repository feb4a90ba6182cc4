"""Reach, questions and promises in words and marks: which letters are read, what is answered in time, what was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.charts.marks import said_n
from analytics.families import level
from analytics.frames import rows
from analytics.marks import Bars, Cell, Column, Exhibit, Series, Unit, grid, values
from analytics.rights.charts.consent import promises_open
from analytics.stats.compare import compare_shares

if TYPE_CHECKING:
    from analytics.rights.numbers.consent import Rights
    from data.language import Translator

STATES = {
    "kept": "good",
    "late": "watch",
    "broken": "bad",
    "overdue": "bad",
    "due": "none",
    "done": "none",
    "undated": "none",
}
SPANS = ("day1", "day3", "day7", "later")


def _known(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame[frame["n"].notna() & frame[column].notna()]


def _channel(channel: str | None, t: Translator) -> str:
    return t(f"rights.group.channel.{channel}") if channel else t("rights.channel.none")


def chart_reach(found: Rights, t: Translator) -> Exhibit:
    """By channel, delivered and read as shares of those written to: which is read least, where that is a gap that
    matters and not chance; else that they are alike."""
    subtitle, frame = t("rights.reach.subtitle"), _known(found.reach, "delivered")
    if frame.empty:
        return Exhibit.nothing(t("rights.reach.empty" if found.deliveries else "rights.reach.unrecorded"), subtitle)
    n = frame["n"].astype("float64")
    delivered, read = (frame[name].astype("float64") / n for name in ("delivered", "read"))
    mark = Bars(
        tuple(_channel(channel, t) for channel in frame["channel"]),
        (
            Series(t("rights.reach.delivered"), values(delivered), look="outlined"),
            Series(t("rights.reach.read"), values(read)),
        ),
        Unit("share", 1),
        across=True,
        ends=tuple(f"{t.percent(row.read / row.n, 0)} · {said_n(row.n, t)}" for row in rows(frame)),
        of=t("rights.column.channel"),
    )
    return Exhibit(_least_read(found, frame, t), subtitle, t("rights.reach.note", n=t.count(n.sum())), mark)


def _least_read(found: Rights, frame: pd.DataFrame, t: Translator) -> str:
    share = frame["read"].astype("float64") / frame["n"].astype("float64")
    least = frame.assign(share=share).sort_values("share").iloc[0]
    rest = frame[frame["channel"] != least["channel"]]
    bounced = t.percent(float(frame["bounced"].sum(min_count=1)) / float(frame["n"].sum()))
    if len(rest) and int(least["n"]) >= 30:
        others = float(rest["read"].sum()) / float(rest["n"].sum())
        seen = compare_shares(float(share.min()), int(least["n"]), others, int(rest["n"].sum()))
        if seen.p < level("rights") and others - float(share.min()) >= found.judge["fairness.gap"]:
            given = {"share": t.percent(share.min(), 0), "others": t.percent(others, 0), "bounced": bounced}
            return t("rights.reach.title", channel=_channel(least["channel"], t), **given)
    whole = float(frame["read"].sum()) / float(frame["n"].sum())
    return t("rights.reach.alike" if len(rest) else "rights.reach.one", share=t.percent(whole), bounced=bounced)


def chart_questions(found: Rights, t: Translator) -> Exhibit:
    """By topic: answered within one, three and seven days and later, as parts of those asked."""
    subtitle, frame = t("rights.questions.subtitle"), _known(found.questions, "answered")
    if frame.empty:
        return Exhibit.nothing(t("rights.questions.empty"), subtitle)
    judged, kept, overdue = (int(frame[name].sum()) for name in ("judged", "in_time", "overdue"))
    n = t.count(frame["n"].sum())
    title = (
        t("rights.questions.title", share=t.percent(kept / judged), n=overdue)
        if judged
        else t("rights.questions.plain", n=n)
    )
    whole = frame["n"].astype("float64")
    until = [frame[name].map(t.told).astype("float64") for name in SPANS[:-1]]  # as the whole is told to this reader
    parts = [until[0], until[1] - until[0], until[2] - until[1], whole - until[2]]
    mark = Bars(
        tuple(topic if isinstance(topic, str) else t("rights.topic.none") for topic in frame["topic"]),
        (
            Series(t("rights.questions.day1"), values(parts[0])),
            Series(t("rights.questions.day3"), values(parts[1]), "prior"),
            Series(t("rights.questions.day7"), values(parts[2]), "prior", "hatched"),
            Series(t("rights.questions.later"), values(parts[3]), look="outlined"),
        ),
        across=True,
        stacked=True,
        whole=tuple(whole),
        ends=tuple(said_n(count, t) for count in frame["n"]),
        of=t("rights.column.topic"),
    )
    return Exhibit(title, subtitle, t("rights.questions.note", n=n), mark)


def table_promises(found: Rights, t: Translator) -> Exhibit:
    """What customers were promised, by due day, and how each stands."""
    frame, subtitle = found.promises, t("rights.promises.subtitle")
    if frame.empty:
        return Exhibit.nothing(t("rights.promises.empty"), subtitle)
    words = [t(f"rights.promise.{state}") for state in frame["state"]]
    states: list[Any] = [Cell(said, said, STATES[state]) for said, state in zip(words, frame["state"], strict=True)]
    told = frame.assign(standing=words, state=states)
    columns = (
        Column("state", "state"),
        Column("promise", "head"),
        Column("title", "prose"),
        Column("owner"),
        Column("due_on", "date", "due"),
        Column("kept_on", "date", "kept"),
        Column("standing"),
    )
    dated = frame["due_on"].notna().any()
    title = promises_open(found, t) or t("rights.promises.title" if dated else "rights.promises.undated")
    return Exhibit(title, subtitle, body=grid(told, columns, "rights.column", t))
