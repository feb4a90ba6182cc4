"""The night in words and marks: the runbook as planned and as it went, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.marks import MINUTES, Bars, Column, Exhibit, Series, grid, values
from analytics.safeguards.charts import support
from data.language import start

if TYPE_CHECKING:
    from analytics.cutover.numbers import Cutover
    from analytics.safeguards.numbers import Support
    from data.language import Translator

HEADS = "cutover.column"
STATES = {"done": "good", "late": "watch", "overdue": "bad", "running": "watch", "planned": "none"}


def steps_of(found: Cutover) -> pd.DataFrame:
    """The runbook that is looked at: of the cut-over in focus, else the newest that there is."""
    own = found.steps[found.steps["wave"] == found.wave]
    if len(own) or found.steps.empty:
        return own
    last = found.steps.sort_values("planned_start", na_position="first")["wave"].iloc[-1]
    return found.steps[found.steps["wave"] == last]


def without_way_back(found: Cutover) -> bool:
    """A runbook with a point of no return, or none at all named, and no step that leads back."""
    own = found.steps[found.steps["wave"] == found.wave]
    return len(own) > 0 and not (own["kind"] == "roll_back").any()


def table_runbook(found: Cutover, t: Translator) -> Exhibit:
    """Step by step: owner, planned and actual end, minutes late, what was written in the log."""
    own = steps_of(found)
    wave = str(own["wave"].iloc[0]) if len(own) else found.wave
    subtitle = t("cutover.runbook.subtitle", wave=t.wave(wave))
    if own.empty:
        return Exhibit.answer(t("cutover.runbook.empty", wave=t.wave(found.wave)), subtitle)
    late, points = own[own["state"].isin(["late", "overdue"])], own[own["kind"] == "no_return"]
    if len(late):
        worst = next(iter(rows(late.sort_values("late", ascending=False))))
        title = t("cutover.runbook.late", n=len(late), step=worst.title if isinstance(worst.title, str) else worst.step, minutes=t.number(worst.late))  # fmt: skip
    elif not (own["kind"] == "roll_back").any():
        title = t("cutover.runbook.no_way_back", n=len(own))
    elif len(points) and not pd.isna(points["planned_start"].iloc[0]):
        title = t("cutover.runbook.point", n=len(own), at=t.moment(points["planned_start"].iloc[0]))
    else:
        title = t("cutover.runbook.title", n=len(own))
    told = own.assign(words=own["kind"], state=own["state"].map(STATES), late=own["late"].where(own["late"] > 0))
    columns = (
        Column("state", "state"),
        Column("step", "head"),
        Column("title", "prose", "content"),
        Column("words", "text", "kind", codes="cutover.kind"),
        Column("owner"),
        Column("planned_start", "moment", "start"),
        Column("planned_end", "moment", "end"),
        Column("ended_at", "moment", "ended"),
        Column("late", "number", unit=MINUTES),
        Column("note", "prose"),
    )
    return Exhibit(title, subtitle, t("cutover.runbook.note"), grid(told, columns, HEADS, t, 24))


def chart_nights(found: Cutover, t: Translator) -> Exhibit:
    """By wave: by how many minutes its last step ended after its plan."""
    subtitle = t("cutover.nights.subtitle")
    own = found.steps[found.steps["state"].isin(["done", "late"]) & found.steps["late"].notna()]
    if own.empty:
        return Exhibit.nothing(t("cutover.nights.empty"), subtitle)
    last = own.sort_values("planned_end").groupby("wave").tail(1).sort_values("planned_end")
    worst = next(iter(rows(last.sort_values("late", ascending=False))))
    title = (
        t("cutover.nights.late", wave=t.wave(worst.wave), minutes=t.number(worst.late))
        if worst.late
        else t("cutover.nights.kept", n=len(last))
    )
    steps = own.groupby("wave")["late"].max().reindex(last["wave"])
    mark = Bars(
        tuple(start(t.wave(wave)) for wave in last["wave"]),
        (
            Series(t("cutover.nights.end"), values(last["late"])),
            Series(t("cutover.nights.worst"), values(steps), look="outlined"),
        ),
        MINUTES,
        of=t("cutover.column.wave"),
    )
    return Exhibit(title, subtitle, t("cutover.nights.note"), mark)


def table_support(found: Support, t: Translator) -> Exhibit | None:
    """Who answers the telephone after each night: people planned and ready, and what came; nothing where nobody has written it down."""
    return None if found.waves.empty else support.table_waves(support.Desk(found, found.focus), t)
