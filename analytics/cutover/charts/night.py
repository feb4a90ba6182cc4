"""The night in words and marks: the runbook as planned and as it went, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import parts_of, rows, text
from analytics.marks import MINUTES, Bars, Column, Exhibit, Series, grid, values
from analytics.marks.words import clauses
from analytics.safeguards.charts import support
from data.language import start

if TYPE_CHECKING:
    from analytics.cutover.numbers import Cutover
    from analytics.safeguards.numbers import Support
    from data.language import Translator

HEADS = "cutover.column"
STATES = {"done": "good", "late": "watch", "overdue": "bad", "running": "watch", "planned": "none", "odd": "none"}


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


def way_back(own: pd.DataFrame) -> pd.Series:
    """When each step of the way back that was taken began."""
    begun = (own["kind"] == "roll_back") & (own["state"] != "planned")
    return own.loc[begun, ["started_at", "ended_at"]].min(axis=1).dropna()


def way_back_said(own: pd.DataFrame, t: Translator) -> str:
    """That the way back was begun, and when; '' where it was not."""
    begun = way_back(own)
    return t("cutover.runbook.back", at=t.moment(begun.min())) if len(begun) else ""


def turned_back(found: Cutover) -> bool:
    """Whether the way back was begun on the day that is written as that of the cut-over, or after it: nobody knows that
    the wave was moved. One that was begun before is that of an earlier attempt."""
    begun = way_back(found.steps[found.steps["wave"] == found.wave])
    return found.on is not None and len(begun) > 0 and begun.max().date() >= found.on


def table_runbook(found: Cutover, t: Translator) -> Exhibit:
    """Step by step: owner, planned and actual start and end, minutes late, what was written in the log."""
    own = steps_of(found)
    wave = str(own["wave"].iloc[0]) if len(own) else found.wave
    subtitle = t("cutover.runbook.subtitle", wave=t.wave(wave))
    if own.empty:
        return Exhibit.answer(t("cutover.runbook.empty", wave=t.wave(found.wave)), subtitle)
    late, points = own[own["state"].isin(["late", "overdue"])], own[own["kind"] == "no_return"]
    if len(late):
        worst = next(iter(rows(late.sort_values("late", ascending=False))))
        title = t(
            "cutover.runbook.late",
            n=len(late),
            step=worst.title if isinstance(worst.title, str) else worst.step,
            minutes=t.number(worst.late),
        )
    elif not (own["kind"] == "roll_back").any():
        title = t("cutover.runbook.no_way_back", n=len(own))
    elif len(points) and not pd.isna(points["planned_start"].iloc[0]):
        title = t("cutover.runbook.point", n=len(own), at=t.moment(points["planned_start"].iloc[0]))
    else:
        title = t("cutover.runbook.title", n=len(own))
    odd = own["state"] == "odd"
    told = own.assign(
        words=own["kind"],
        state=own["state"].map(STATES),
        late=own["late"].where(own["late"] > 0),
        note=[
            t.sentences(t("cutover.runbook.odd") if one else "", text(note))
            for one, note in zip(odd, own["note"], strict=True)
        ],
    )
    title = start(clauses(t, way_back_said(own, t), title))
    columns = (
        Column("state", "state"),
        Column("step", "head"),
        Column("title", "prose", "content"),
        Column("words", "text", "kind", codes="cutover.kind"),
        Column("owner"),
        Column("planned_start", "moment", "start"),
        Column("planned_end", "moment", "end"),
        Column("started_at", "moment", "started"),
        Column("ended_at", "moment", "ended"),
        Column("late", "number", unit=MINUTES),
        Column("note", "prose"),
    )
    return Exhibit(title, subtitle, t("cutover.runbook.note"), grid(told, columns, HEADS, t, 24))


def compute_nights(steps: pd.DataFrame) -> pd.DataFrame:
    """One row a wave whose night has begun, in their order: wave, open (steps without an end; the way back counts where
    it was begun), end (minutes by which the night ended after its plan; nothing while a step is open, or without a
    plan), worst (minutes of its latest step that has ended), back (the way back was begun)."""
    own = steps[(steps["kind"] != "roll_back") | (steps["state"] != "planned")]
    lines = []
    for wave, part in parts_of(own, "wave"):
        ended = part["state"].isin(["done", "late"])
        if not (ended | part["state"].isin(["running", "overdue"])).any():
            continue
        lasted = (part["ended_at"].max() - part["planned_end"].max()).total_seconds() / 60 if ended.all() else None
        end = None if lasted is None or pd.isna(lasted) else max(lasted, 0.0)
        lines.append(
            {
                "wave": wave,
                "open": int((~ended).sum()),
                "end": end,
                "worst": part.loc[ended, "late"].max(),
                "on": part["planned_end"].max(),
                "back": len(way_back(part)) > 0,
            }
        )
    found = pd.DataFrame(lines, columns=["wave", "open", "end", "worst", "on", "back"])
    return found.astype({"end": "float64", "worst": "float64"}).sort_values("on", kind="stable", ignore_index=True)


def chart_nights(found: Cutover, t: Translator) -> Exhibit:
    """By wave: by how many minutes its night ended after its plan."""
    subtitle, nights = t("cutover.nights.subtitle"), compute_nights(found.steps)
    if nights[["end", "worst"]].isna().all(axis=None) and not nights["open"].any():
        return Exhibit.nothing(t("cutover.nights.empty"), subtitle)
    back = nights["back"].astype(bool)
    told = nights[nights["end"].notna() & ~back]  # a night that was turned back did not end as planned, however early
    late = rows(told[told["end"] > 0].sort_values("end", ascending=False))
    said = (
        [t("cutover.nights.back", waves=t.listing([t.wave(wave) for wave in nights.loc[back, "wave"]]))]
        if back.any()
        else []
    )
    said += [t("cutover.nights.open", wave=t.wave(row.wave), n=row.open) for row in rows(nights[nights["open"] > 0])]
    if late:
        said.append(t("cutover.nights.late", wave=t.wave(late[0].wave), minutes=t.number(late[0].end)))
    elif len(told):
        said.append(t("cutover.nights.kept", n=len(told)))
    mark = Bars(
        tuple(start(t.wave(wave)) for wave in nights["wave"]),
        (
            Series(t("cutover.nights.end"), values(nights["end"])),
            Series(t("cutover.nights.worst"), values(nights["worst"]), look="outlined"),
        ),
        MINUTES,
        of=t("cutover.column.wave"),
    )
    return Exhibit(start(clauses(t, *said)), subtitle, t("cutover.nights.note"), mark)


def table_support(found: Support, t: Translator) -> Exhibit | None:
    """Who answers the telephone after each night: people planned and ready, and what came; nothing where nobody has
    written it down."""
    return None if found.waves.empty else support.table_waves(support.Desk(found, found.focus), t)
