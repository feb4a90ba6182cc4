"""Training in words and marks: coverage by role, first attempts by topic, scores on line and on site, complaints of
teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.marks import RATE, Bars, Exhibit, Limit, Series, Unit, values
from analytics.safeguards.charts.protection import dots_of_shares

if TYPE_CHECKING:
    from analytics.safeguards.numbers import Training
    from data.language import Translator

MODES = ("online", "onsite")
TEAMS = 10
"""Fewest complaints in all that are compared."""


def chart_coverage(found: Training, t: Translator) -> Exhibit:
    """Share trained by role against what is needed: everybody is counted, so bars without an interval."""
    subtitle, frame = t("safeguards.coverage.subtitle", target=t.percent(found.needed, 0)), found.coverage
    if frame.empty:
        return Exhibit.nothing(t("safeguards.coverage.empty"), subtitle)
    least = frame.iloc[0]
    key = "safeguards.coverage.short" if len(found.short) else "safeguards.coverage.title"
    title = t(key, role=_role(least["role"], t), share=t.percent(least["value"], 0), target=t.percent(found.needed, 0))
    short = frame.index.isin(found.short.index)
    mark = Bars(
        tuple(_role(role, t) for role in frame["role"]),
        (
            Series(
                t("safeguards.coverage.trained"),
                values(frame["value"]),
                tones=tuple("bad" if low else "actual" for low in short),
            ),
        ),
        Unit("share", 1),
        across=True,
        ends=tuple(f"<b>{t.percent(row.value, 0)}</b> · {t.number(row.n)}" for row in rows(frame)),
        limit=Limit(found.needed, t("safeguards.coverage.needed")),
        of=t("safeguards.column.role"),
    )
    return Exhibit(title, subtitle, t("safeguards.coverage.note", n=int(frame["overdue"].sum())), mark)


def short_said(found: Training, t: Translator) -> str:
    """How many roles are trained below what is needed, the lowest by name; '' where none is."""
    if found.short.empty:
        return ""
    least = found.short.iloc[0]
    return t(
        "safeguards.message.training",
        n=len(found.short),
        role=_role(least["role"], t),
        share=t.percent(least["value"], 0),
    )


def _role(role: object, t: Translator) -> str:
    return str(role) if role else t("safeguards.role.none")


def chart_passed(found: Training, t: Translator) -> Exhibit:
    """Share that passed at the first attempt by topic with its interval, and who still has not."""
    subtitle, frame = t("safeguards.passed.subtitle"), found.topics
    if frame.empty:
        return Exhibit.nothing(t("safeguards.passed.empty"), subtitle)
    n, passed = int(frame["n"].sum()), int(frame["passed"].sum())
    title = t("safeguards.passed.title", share=t.percent(passed / n, 0), failing=t.number(found.failing))
    mark = dots_of_shares(frame, [str(topic) for topic in frame["topic"]], t("safeguards.passed.first"), t)
    return Exhibit(title, subtitle, t("safeguards.passed.note", n=n), mark)


def chart_scores(found: Training, t: Translator) -> Exhibit:
    """Share of first attempts by ten points, on line beside on site, and whether they differ."""
    subtitle, frame = t("safeguards.scores.subtitle"), found.scores
    if frame.empty:
        return Exhibit.nothing(t("safeguards.scores.empty"), subtitle)
    title, alike = t("safeguards.scores.one"), False
    if found.modes is not None:
        difference, low, high, _ = found.modes
        alike = low <= 0 <= high
        title = t(
            f"safeguards.scores.{'alike' if alike else 'differ'}",
            difference=t.number(difference, 1, sign=True),
            interval=t.interval(low, high, 1),
        )
    bands, series = list(range(int(frame["band"].min()), 10)), []
    for mode, look in zip(MODES, ("solid", "outlined"), strict=True):
        own = frame[frame["mode"] == mode].set_index("band")["n"]
        if total := float(own.sum()):
            shares = tuple(float(own.get(band, 0)) / total for band in bands)
            series.append(Series(t(f"safeguards.mode.{mode}"), shares, look=look))  # type: ignore[arg-type]
    names = tuple(f"{band * 10}–{100 if band == 9 else band * 10 + 9}" for band in bands)
    mark = Bars(names, tuple(series), Unit("share", 1), of=t("safeguards.scores.band"))
    return Exhibit(title, subtitle, t("safeguards.scores.note", n=int(frame["n"].sum())), mark, folded=alike)


def chart_teams(found: Training, t: Translator) -> Exhibit:
    """Complaints of branches whose staff was trained in time beside those where it was not: together, not because."""
    subtitle, frame = t("safeguards.teams.subtitle"), teams_of(found)
    if frame.empty or int(frame["complaints"].sum()) < TEAMS:
        return Exhibit.nothing(t("safeguards.teams.empty"), subtitle)
    seen, title, alike = found.association, t("safeguards.teams.all"), False
    if seen is not None:
        alike = seen.low <= 1 <= seen.high
        title = t(
            f"safeguards.teams.{'alike' if alike else 'differ'}",
            ratio=t.number(seen.ratio, 2),
            interval=t.interval(seen.low, seen.high, 2),
        )
    looks = tuple("solid" if share >= 1 else "outlined" for share in frame["share"])
    mark = Bars(
        tuple(t.branch(branch) for branch in frame["branch"]),
        (Series(t("safeguards.teams.rate"), values(frame["rate"]), looks=looks),),  # type: ignore[arg-type]
        RATE,
        across=True,
        ends=tuple(f"{t.number(row.rate, 1)} · {t.percent(row.share, 0)}" for row in rows(frame)),
        of=t("safeguards.column.branch"),
    )
    return Exhibit(title, subtitle, t("safeguards.teams.note"), mark, t("safeguards.teams.key"), folded=alike)


def teams_of(found: Training) -> pd.DataFrame:
    """Branches with ready (share trained in time) and rate (complaints per 1,000 customers in twelve weeks)."""
    frame = found.teams[found.teams["n"].notna() & found.teams["complaints"].notna()]
    return frame.assign(
        share=frame["ready"].astype("float64") / frame["seats"].astype("float64"),
        rate=frame["complaints"].astype("float64") / frame["n"].astype("float64") * 1000,
    ).sort_values("rate", ascending=False, ignore_index=True)
