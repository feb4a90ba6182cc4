"""Themes of complaints, silent customers and rare causes, drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.charts.annotations import describe_annotations
from analytics.complaints.charts.rates import Look, load_look, short
from analytics.complaints.numbers.rates import LEVEL
from analytics.complaints.numbers.texts import Rare, load_rare, load_silent, load_themes
from analytics.frames import rows
from analytics.marks import DAYS, Column, Dots, Exhibit, Line, Lines, Series, Unit, Upright, grid, values
from analytics.stats.compare import holm_p
from data.language import Translator, start

if TYPE_CHECKING:
    from analytics.marks.kinds import Tone
    from analytics.scope import Scope
    from data.store import Store

OFTEN = 5
"""Complaints a week from which a cause is counted by week and no longer by the days between."""


@dataclass(frozen=True)
class Themes:
    """Found themes, or nothing for a reader who may not see texts; ``cut``: whether a cut-over parts before and
    after."""

    frame: pd.DataFrame | None
    cut: bool


def load_words(store: Store, scope: Scope) -> Themes:
    """What customers wrote about, without the words that all of them use."""
    cut = load_look(store, scope).found.rated
    if not scope.rights.row_level:
        return Themes(None, cut)
    common = [*Translator("en")("themes.common.en").split("|"), *Translator("zh")("themes.common.zh").split("、")]
    return Themes(load_themes(store, scope, frozenset(common)), cut)


@dataclass(frozen=True)
class Spaced:
    """The complaints of a cause by the days between them; nothing for readers without rows."""

    look: Look
    rare: Rare | None


def load_spaced(store: Store, scope: Scope, item: str, cause: str) -> Spaced:
    look = load_look(store, scope, item, cause)
    return Spaced(look, load_rare(store, scope, look.found, cause) if scope.rights.row_level else None)


@dataclass(frozen=True)
class Silent:
    """Customers who were reached by a cause and did not complain; nothing where there is no roster."""

    look: Look
    frame: pd.DataFrame | None
    changes: list[Any]


def load_quiet(store: Store, scope: Scope, item: str, cause: str) -> Silent:
    look = load_look(store, scope, item, cause)
    if not cause or not look.found.rated:
        return Silent(look, None, [])
    return Silent(look, *load_silent(store, scope, cause))


def _named(row: Any, t: Translator) -> str:
    """A found wording, behind the name of the declared theme that has its words."""
    if not row.declared:
        return str(row.theme)
    return t("complaints.themes.named", name=t(f"theme.{row.declared}"), theme=row.theme)


def chart_themes(found: Themes, t: Translator) -> Exhibit:
    """The theme that came up most after the cut-over; where none is known, in the last 12 weeks. Before and after of
    each."""
    frame, kind = found.frame, "" if found.cut else ".recent"
    subtitle = t(f"complaints.themes.subtitle{kind}")
    if frame is None:
        return Exhibit.nothing(t("complaints.themes.rights"), t("complaints.themes.subtitle"))
    if frame.empty:
        return Exhibit.nothing(t("complaints.themes.empty"), subtitle)
    rose = frame[frame["changed"] > 0]
    if len(rose):
        row = rose.iloc[0]
        title = t(
            f"complaints.themes.rose{kind}",
            theme=_named(rows(rose)[0], t),
            before=t.percent(row["share_before"], 0),
            after=t.percent(row["share_after"], 0),
        )
    else:
        title = t(f"complaints.themes.level{kind}")
    note = t(
        "complaints.themes.note",
        before=int(frame["texts_before"].iloc[0]),
        after=int(frame["texts_after"].iloc[0]),
        level=t.percent(LEVEL, 2),
    )
    tones: tuple[Tone, ...] = tuple("bad" if one > 0 else "good" if one < 0 else "prior" for one in frame["changed"])
    mark = Dots(
        tuple(_named(row, t) for row in rows(frame)),
        (
            Series(t(f"complaints.themes.before{kind}"), values(frame["share_before"]), "prior", "outlined", tones),
            Series(t(f"complaints.themes.after{kind}"), values(frame["share_after"]), "prior", "solid", tones),
        ),
        Unit("share", 1),
        tuple(f"{t.percent(row.share_before, 0)} → {t.percent(row.share_after, 0)}" for row in rows(frame)),
        bounds=(0.0, (float(frame[["share_before", "share_after"]].max().max()) or 1.0) * 1.05),
        of=t("complaints.themes.of"),
    )
    return Exhibit(title, subtitle, note, mark)


def chart_rare(found: Spaced, t: Translator) -> Exhibit | None:
    """Whether complaints of a rare cause come closer together than before the first start; not for readers without
    rows."""
    rare, cause = found.rare, found.look.cause
    if rare is None:
        return None
    subtitle = t("complaints.rare.subtitle.t", cause=short(cause, t) if cause else t("complaints.rare.all"))
    if rare.a_week >= OFTEN:
        return Exhibit.nothing(t("complaints.rare.often", rate=t.number(rare.a_week, 1)), subtitle)
    if len(rare.gaps) < 2:
        return Exhibit.nothing(t("complaints.rare.empty"), subtitle)
    chart, days = rare.times, tuple(rare.gaps["day"])
    note = t(
        "complaints.rare.note" if rare.freeze is not None else "complaints.rare.note.whole",
        n=0 if chart is None else chart.points,
        rate=t.number(rare.a_week, 1),
    )
    marks = describe_annotations(found.look.events, t, rare.gaps["day"].min(), rare.gaps["day"].max())
    lines = [Line(t("complaints.rare.gap"), days, values(rare.gaps["days"]), weight="thin")]
    if rare.onset is not None and rare.seen is not None:
        within = rare.gaps["day"].between(rare.onset, rare.seen)
        marked = values(rare.gaps["days"].where(within))
        lines.append(Line(t("complaints.rare.marked"), days, marked, "bad", kind="dots"))
    limits = (
        []
        if chart is None
        else [
            Line(t(f"chart.limit.{side}"), days, (value,) * len(days), "faint", "thin", "dot")
            for side, value in (("lower", chart.low), ("upper", chart.high))
        ]
    )
    mark = Lines(
        (*limits, *lines),
        t("mark.day"),
        DAYS,
        () if rare.freeze is None else (Upright(rare.freeze, ""),),
        events=found.look.events,
    )
    return Exhibit(_rare_title(rare, t), subtitle, " · ".join(part for part in (note, marks) if part), mark)


def _rare_title(rare: Rare, t: Translator) -> str:
    if rare.freeze is None and rare.times is not None:
        return t("complaints.rare.whole", n=len(rare.gaps) + 1)
    if rare.change is None or rare.times is None:
        return t("complaints.rare.plain", n=len(rare.gaps) + 1)
    given = {"before": t.number(rare.a_week, 1), "since": t.number(rare.since, 1)}
    if rare.onset is None or rare.seen is None:
        return t("complaints.rare.steady", **given)
    given |= {"onset": t.date(rare.onset, year=True), "seen": t.date(rare.seen, year=True)}
    return t(f"complaints.rare.{'more' if rare.change.rose else 'fewer'}", **given)


def table_silent(found: Silent, t: Translator) -> Exhibit | None:
    """Customers of the places that the cause reached who did not complain: what they answered before and after."""
    cause = found.look.cause
    if not cause:
        return None
    if found.frame is None:
        return Exhibit.nothing(t("complaints.silent.what", cause=cause), needs=("customers", "waves", "surveys"))
    lines, worse = [], ""
    tested = [change for change in found.changes if change is not None]
    chances = dict(zip(map(id, tested), holm_p([change.p for change in tested]), strict=True))
    for row, change in zip(rows(found.frame), found.changes, strict=True):
        if pd.isna(row.n):
            continue
        said = t("complaints.silent.few")
        if change is not None and change.low is not None and change.high is not None:
            said = f"{t.number(change.difference, 2, sign=True)} · {t.interval(change.low, change.high, 2, sign=True)}"
            if change.high < 0 and chances[id(change)] < LEVEL:
                silent = int(row.exposed - row.complained)
                worse = t(
                    "complaints.silent.worse",
                    wave=start(t.wave(str(row.wave))),
                    value=t.number(-change.difference, 1),
                    n=silent,
                )
        answers = row.n_before + row.n_after
        lines.append(
            (t.wave(str(row.wave)), row.exposed, row.complained, answers, row.mean_before, row.mean_after, said)
        )
    subtitle = t("complaints.silent.subtitle", cause=cause)
    if not lines:
        return Exhibit.nothing(t("complaints.silent.empty"), subtitle)
    mean = Unit("score", 2)
    columns = (
        Column("wave", "head"),
        Column("exposed", "number"),
        Column("complained", "number"),
        Column("answers", "number"),
        Column("before", "number", unit=mean),
        Column("after", "number", unit=mean),
        Column("change"),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns])
    shown = grid(frame, columns, "complaints.silent", t)
    return Exhibit(worse or t("complaints.silent.title"), subtitle, t("complaints.silent.note"), shown)
