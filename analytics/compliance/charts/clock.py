"""The clock in words and marks: things with a day on one time axis, duties by wave, every duty with its day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import month_axis
from analytics.charts.template import blank
from analytics.compliance.numbers.found import Compliance, load_compliance
from analytics.frames import natural, rows
from analytics.marks import COUNT, Bars, Cell, Column, Exhibit, Picture, Series, grid, values
from analytics.reports.compliance import duty_of, law_of, standing_of

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.compliance.numbers import Duties
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

SHOWN = 10
BACK, AHEAD = 120, 150
"""Days that the axis shows before and after today at most; what lies outside stands at its edge, its day written beside
it."""
HEADS = "compliance.column"
LISTS = {
    "open": ("overdue", "due", "unknown"),
    "done": ("late", "met"),
    "waiting": ("waiting",),
    "aside": ("not_applicable",),
}
SHAPES = {"overdue": "bad", "late": "watch", "met": "good", "unknown": "watch"}
PARTS = ("met", "late", "overdue", "due", "waiting")
WORDS = {"bad": "expired", "missing": "missing", "unknown": "unregistered", "watch": "expiring"}
"""What is said beside a proof that does not hold."""


@dataclass(frozen=True)
class Clock:
    """Law and policy, and which duties are listed."""

    found: Compliance
    which: str


def load_clock(store: Store, scope: Scope, which: str) -> Clock:
    return Clock(load_compliance(store, scope), which)


def name_of(obligation: str, wave: object, case: object, t: Translator) -> str:
    """``P1 · wave 6``: what a duty is called in charts and alerts."""
    more = t.wave(wave) if isinstance(wave, str) and wave else t.branch(case) if isinstance(case, str) else ""
    return f"{obligation} · {more}" if more else obligation


def called(duties: Duties, obligation: str, wave: object, case: object, t: Translator) -> str:
    """What a duty asks for, with its wave or case: a number alone tells a reader nothing."""
    own = duties.catalogue[duties.catalogue["obligation"] == obligation]
    if own.empty:
        return name_of(obligation, wave, case, t)
    more = t.wave(wave) if isinstance(wave, str) and wave else t.branch(case) if isinstance(case, str) else ""
    duty = duty_of(rows(own)[0], t)
    return t("compliance.called", duty=duty, more=more) if more else t("compliance.called.plain", duty=duty)


def days_left(days: int, t: Translator) -> str:
    """``12 days left`` · ``13 days late`` · ``today``."""
    if not days:
        return t("compliance.today")
    return t("compliance.days_left", n=days) if days > 0 else t("compliance.days_late", n=-days)


def overdue_said(duties: Duties, t: Translator) -> str:
    """The duties past their day, the one that is so longest by name; '' where none is. While nobody has recorded any
    duty it is not known whether one was done."""
    late = duties.of("overdue")
    if late.empty:
        return ""
    if not duties.recorded:
        return t("compliance.message.unrecorded", n=len(late))
    first = rows(late)[0]
    name = called(duties, first.obligation, first.wave, first.case_no, t)
    dated = len(duties.of("overdue", "due", "late", "met"))
    return t("compliance.message.overdue", n=len(late), all=dated, name=name, days=t.number(-first.days))


def next_duties(found: Duties, t: Translator, most: int = SHOWN) -> pd.DataFrame:
    """The duties that are overdue and those that come next: ``name, start, end, days, state, firm``."""
    own = found.of("overdue", "due").sort_values("due_at").head(most)
    return pd.DataFrame(
        {
            "name": [name_of(row.obligation, row.wave, row.case_no, t) for row in rows(own)],
            "start": pd.to_datetime(own["event_at"]).to_numpy(),
            "end": pd.to_datetime(own["due_on"]).to_numpy(),
            "days": own["days"].to_numpy(),
            "state": [found.state_of(row) for row in rows(own)],
            "firm": [bool(row.law) and not row.provisional for row in rows(own)],
        }
    )


def chart_next(clock: Clock, t: Translator) -> Exhibit:
    """What is overdue, else what is due next."""
    found, subtitle = clock.found.duties, t("compliance.next.subtitle")
    own = next_duties(found, t)
    if own.empty:
        return Exhibit.answer(t("compliance.next.empty"), subtitle)
    first = rows(own)[0]
    title = overdue_said(found, t) or t(
        "compliance.next.title", name=first.name, date=t.date(first.end, year=True), n=int(first.days)
    )
    key = "compliance.next.note" if found.provisional else "compliance.next.note_firm"
    note = t(key, shown=len(own), all=len(found.of("overdue", "due")), n=found.provisional)
    limit = t("compliance.next.key", limit=found.judge.days("compliance.due_days"))
    return Exhibit(
        title,
        subtitle,
        note,
        picture_days(own, pd.Timestamp(found.day), AHEAD, ("duty", "starts", "due"), t),
        key=limit,
    )


def picture_days(
    frame: pd.DataFrame, today: pd.Timestamp, ahead: int, heads: tuple[str, str, str], t: Translator
) -> Picture:
    """Things on the time axis, with their days as a table; ``heads`` of their name, start and end."""
    told = pd.DataFrame(
        {
            **{
                t(f"{HEADS}.{head}"): list(frame[name])
                for head, name in zip(heads, ("name", "start", "end"), strict=True)
            },
            t(f"{HEADS}.standing"): [days_left(int(days), t) for days in frame["days"]],
        }
    )
    return Picture(partial(figure_days, frame, today, ahead, t), told)


def figure_days(
    frame: pd.DataFrame, today: pd.Timestamp, ahead: int, t: Translator, palette: Palette, height: int
) -> go.Figure:
    """One row a thing: a line from its start to its day, a mark on the day. Square bad, triangle soon, circle later;
    hollow where the day is provisional or an internal target. ``customdata`` the name."""
    figure = blank(palette, height, 112)
    first, last = today - pd.Timedelta(days=BACK), today + pd.Timedelta(days=ahead)
    colours = {"bad": palette.bad, "watch": palette.watch, "none": palette.actual}
    symbols = {"bad": "square", "watch": "triangle-up", "none": "circle"}
    for row in rows(frame):
        end = min(max(row.end, first), last)
        start = first if pd.isna(row.start) else min(max(row.start, first), end)
        figure.add_trace(
            go.Scatter(
                x=[start, end],
                y=[row.name, row.name],
                mode="lines",
                hoverinfo="skip",
                line={"width": 2, "color": palette.alpha(colours[row.state], 0.35)},
                meta={"role": "interval", "name": row.name},
            )
        )
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=row.name,
            showarrow=False,
            align="left",
            text=f"<b>{t.date(row.end, year=row.end.year != today.year)}</b>",
            font={"size": 12, "color": palette.bad if row.state == "bad" else palette.text},
        )
    figure.add_trace(
        go.Scatter(
            x=[min(max(row.end, first), last) for row in rows(frame)],
            y=list(frame["name"]),
            mode="markers",
            cliponaxis=False,
            marker={
                "size": 11,
                "opacity": 1,
                "symbol": [symbols[state] for state in frame["state"]],
                "color": [colours[row.state] if row.firm else palette.page for row in rows(frame)],
                "line": {"width": 1.6, "color": [colours[state] for state in frame["state"]]},
            },
            customdata=[[name] for name in frame["name"]],
            hovertext=[
                f"<b>{row.name}</b><br>{t.date(row.end, year=True)} · {days_left(int(row.days), t)}"
                for row in rows(frame)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "dot", "name": "days"},
        )
    )
    figure.add_vline(x=today, line={"color": palette.accent, "width": 1.5})
    figure.add_annotation(
        x=today,
        y=1,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        text=t("compliance.now"),
        font={"size": 12, "color": palette.accent},
    )
    figure.update_xaxes(**month_axis(first, last + pd.Timedelta(days=ahead // 25), t, 6))
    figure.update_yaxes(autorange="reversed", showgrid=True, type="category")
    return figure


def by_wave(found: Duties) -> pd.DataFrame:
    """``wave`` ('' for the programme) and the number of duties in each state; what does not apply is left out."""
    own = found.frame.assign(wave=found.frame["wave"].fillna(""))
    own = own[own["state"].isin((*PARTS, "unknown"))]
    table = (
        own.groupby(["wave", "state"]).size().unstack(fill_value=0).reindex(columns=[*PARTS, "unknown"], fill_value=0)
    )
    table["n"] = table.sum(axis=1)
    return table.reset_index().sort_values(
        "wave", key=lambda waves: waves.map(natural), kind="stable", ignore_index=True
    )


def _who(wave: object, t: Translator) -> str:
    return t.wave(wave) if isinstance(wave, str) and wave else t("compliance.programme")


def chart_waves(clock: Clock, t: Translator) -> Exhibit:
    """How many of the duties are met by wave, and where the overdue ones lie."""
    found, subtitle = clock.found.duties, t("compliance.waves.subtitle")
    frame = by_wave(found)
    if frame.empty:
        return Exhibit.nothing(t("compliance.waves.empty"), subtitle)
    late, n, met = frame.sort_values("overdue").iloc[-1], int(frame["n"].sum()), int(frame["met"].sum())
    title = t("compliance.waves.title", met=met, n=n)
    if late["overdue"]:
        known = "overdue" if found.recorded else "unrecorded"
        title = t(f"compliance.waves.{known}", n=int(late["overdue"]), who=_who(late["wave"], t))
    mark = Bars(
        tuple(_who(wave, t) for wave in frame["wave"]),
        (
            Series(t("compliance.state.met"), values(frame["met"])),
            Series(t("compliance.state.late"), values(frame["late"]), "watch", "outlined"),
            Series(t("compliance.state.overdue"), values(frame["overdue"]), "bad"),
            Series(t("compliance.state.due"), values(frame["due"]), look="outlined"),
            Series(t("compliance.waves.waiting"), values(frame["waiting"] + frame["unknown"]), "prior", "hatched"),
        ),
        COUNT,
        across=True,
        stacked=True,
        ends=tuple(
            f"<b>{t.number(row.met)}</b>/{t.number(row.n)}" + (f" · −{t.number(row.overdue)}" if row.overdue else "")
            for row in rows(frame)
        ),
        ids=tuple(str(wave) for wave in frame["wave"]),
        of=t("compliance.column.wave"),
    )
    note = t("compliance.waves.note", n=n, aside=len(found.of("not_applicable")))
    return Exhibit(title, subtitle, note, mark)


def table_duties(clock: Clock, t: Translator) -> Exhibit:
    """The duties of a list with their day, state, owner and proof."""
    own = clock.found.duties
    frame = own.of(*LISTS[clock.which])
    title = t("compliance.duties.listed", what=t(f"compliance.list.{clock.which}"), n=len(frame))
    decision = t("compliance.duties.no_decision")
    if own.decision:
        decision = t("compliance.duties.decision", date=t.date(own.decision, year=True))
    if frame.empty:
        made = Exhibit.nothing if clock.which == "done" else Exhibit.answer
        return made(t(f"compliance.list.empty.{clock.which}"), decision)
    columns = (
        Column("state", "state"),
        Column("duty", "head"),
        Column("content", "prose"),
        Column("source", "prose"),
        Column("wave"),
        Column("starts", "date"),
        Column("due", "prose"),
        Column("standing", "prose"),
        Column("owner"),
        Column("evidence", "prose"),
    )
    lines = [
        (
            _shaped(own, row, t),
            str(row.obligation),
            duty_of(row, t),
            law_of(row, t),
            where(row, t),
            row.event_at,
            _due(row, t),
            standing_of(row, t),
            row.owner,
            proof_of(row, t),
        )
        for row in rows(frame)
    ]
    return Exhibit(title, decision, t("compliance.duties.note"), told(lines, columns, t))


def told(lines: list[Any], columns: tuple[Column, ...], t: Translator, shown: int = 40) -> Any:
    """Lines of cells as a grid."""
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    return grid(frame, columns, HEADS, t, shown)


def _shaped(found: Duties, row: Any, t: Translator) -> Cell:
    words = t(f"compliance.state.{row.state}")
    return Cell(words, words, found.state_of(row) if row.state == "due" else SHAPES.get(row.state, "none"))


def where(row: Any, t: Translator) -> str:
    """The wave, or the case, or the programme."""
    if isinstance(row.wave, str) and row.wave:
        return t.wave(row.wave)
    return t.branch(row.case_no) if isinstance(row.case_no, str) else t("compliance.programme")


def proof_of(row: Any, t: Translator) -> str:
    """The proofs, and a word where they do not hold."""
    ids, word = ", ".join(row.proofs or ()), WORDS.get(row.proof)
    return " · ".join(part for part in (ids, t(f"compliance.proof.{word}") if word else "") if part)


def _due(row: Any, t: Translator) -> str:
    if row.state == "not_applicable" or row.due_on is None or pd.isna(row.due_on):
        return ""
    day = t.moment(row.due_at) if row.unit == "hour" and row.law else t.date(row.due_on, year=True)
    kind = "internal" if not row.law else "provisional" if row.provisional else "law"
    return f"{day} · {t(f'compliance.due.{kind}')}"
