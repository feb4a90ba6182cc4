"""Incidents of information with the clock in hours."""

from __future__ import annotations

import pandas as pd

from analytics.frames import rows
from data.language import Translator
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.status import shape
from pages.kit.table import Column, show_table


def show_incidents(view: View, frame: pd.DataFrame) -> None:
    """When each was found, until when it had to be reported, and when it was."""
    t = view.t
    title = t("safeguards.incidents.title", n=len(frame))
    for state, key in (("bad", "late"), ("watch", "open"), ("none", "unknown")):
        own = frame[frame["state"] == state]
        if len(own):
            first = rows(own)[0]
            name = first.name if isinstance(first.name, str) else str(first.incident)
            n = len(frame) if state == "none" else len(own)
            title = t(f"safeguards.incidents.{key}", n=n, name=name)
            break
    columns = [
        Column(t("safeguards.column.state"), "state", hidden_header=True),
        *(
            Column(t(f"safeguards.column.{name}"), kind)
            for name, kind in (("item", "head"), ("content", "prose"), ("found", "number"), ("report_by", "number"), ("reported", "number"), ("took", "number"))
        ),
    ]  # fmt: skip
    with card(title, t("safeguards.incidents.subtitle"), key="card-incidents"):
        show_table(
            columns,
            [
                (
                    shape(row.state, t(f"safeguards.incident.{row.state}")), str(row.incident), row.name if isinstance(row.name, str) else "–",
                    _moment(row.occurred_at if pd.isna(row.detected_at) else row.detected_at, t), _moment(row.due_at, t), _moment(row.reported_at, t),
                    "–" if pd.isna(row.minutes) else t("safeguards.hours", hours=t.number(float(row.minutes) / 60, 1)),
                )
                for row in rows(frame)
            ],
            t("safeguards.incidents.subtitle"),
        )  # fmt: skip


def _moment(at: object, t: Translator) -> str:
    return "–" if pd.isna(at) else t.moment(pd.Timestamp(at).to_pydatetime())  # type: ignore[call-overload, arg-type]
