"""What customers write about: shares of those who commented before and after, and the one theme that changed most by
wave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import largest, rows
from analytics.marks import Dots, Exhibit, Series, Unit, values
from analytics.satisfaction.charts.parts import ARROWS, SHARE, around, joined, verdict_words
from analytics.satisfaction.numbers.themes import Themes

if TYPE_CHECKING:
    from data.language import Translator

RISEN = ("new", "rose")
NEEDS = ("customers", "waves")
GAP = Unit("gap", 1)


def theme_label(theme: str, t: Translator) -> str:
    return t(f"theme.{theme}")


def main_theme(found: Themes) -> str:
    """The theme that is looked at by wave: a new one before one that rose, else the one with the largest change."""
    for verdicts in (("new",), ("rose",), ("fell",)):
        part = found.frame[found.frame["verdict"].isin(verdicts)]
        if len(part):
            return str(largest(part, "change").theme)
    return "" if found.frame.empty else str(largest(found.frame, "change").theme)


def _sides(frame: pd.DataFrame, names: tuple[str, ...], of: str, t: Translator) -> Dots:
    """After (filled) beside before (hollow), with the change at the right."""
    n = values(frame[["n_before", "n_after"]].min(axis=1))
    series = (
        Series(
            t("satisfaction.themes.after"),
            values(frame["after"]),
            lows=values(frame["after_low"]),
            highs=values(frame["after_high"]),
            n=n,
        ),
        Series(
            t("satisfaction.themes.before"),
            values(frame["before"]),
            "prior",
            "outlined",
            lows=values(frame["before_low"]),
            highs=values(frame["before_high"]),
        ),
    )
    ends = tuple(
        f"{ARROWS.get(row.verdict, '')}{t.about(GAP.write(row.change, t))} {verdict_words(row.verdict, t)}"
        for row in rows(frame)
    )
    bounds = around(frame["after_high"], frame["before_high"], frame["after"], frame["before"], zero=True)
    return Dots(names, series, SHARE, ends, bounds=bounds, of=of)


def theme_waves(found: Themes) -> pd.DataFrame:
    """The waves of the theme that is looked at, in their order."""
    own = found.waves[found.waves["theme"] == main_theme(found)]
    return own.sort_values("wave", key=lambda column: column.map(found.moved.index), ignore_index=True)


def themes_title(found: Themes, t: Translator) -> str:
    """Which theme appeared, rose or fell after cut-over beyond noise."""
    frame = found.frame
    for verdicts, key in ((("new",), "new"), (("rose",), "rose"), (("fell",), "fell")):
        own = frame[frame["verdict"].isin(verdicts)]
        if len(own):
            row = largest(own, "change")
            n = len(own) if key == "fell" else int(frame["verdict"].isin(RISEN).sum())
            before, after = (t.about(t.percent(one, 1)) for one in (row.before, row.after))
            return t(f"satisfaction.themes.{key}", n=n, theme=theme_label(row.theme, t), before=before, after=after)
    if (frame["verdict"] == "few").all():
        return t("satisfaction.themes.few")
    row = largest(frame[frame["verdict"] != "few"], "change")
    return t(
        "satisfaction.themes.within",
        n=len(frame),
        theme=theme_label(row.theme, t),
        change=t.about(GAP.write(row.change, t)),
    )


def chart_themes(found: Themes, t: Translator) -> Exhibit:
    """Every theme, the largest rise on top."""
    subtitle, frame = t("satisfaction.themes.subtitle"), found.frame
    if found.empty:
        words = t("satisfaction.themes.unsorted_only", n=found.n) if found.n else t("satisfaction.themes.missing")
        return Exhibit.nothing(words, subtitle, needs=() if found.n else NEEDS)
    unsorted = (
        "" if found.unsorted is None else t("satisfaction.themes.unsorted", share=t.about(t.percent(found.unsorted, 0)))
    )
    note = joined(t("satisfaction.themes.note"), t("satisfaction.themes.share"), unsorted)
    names = tuple(theme_label(theme, t) for theme in frame["theme"])
    return Exhibit(themes_title(found, t), subtitle, note, _sides(frame, names, t("satisfaction.column.theme"), t))


def chart_theme(found: Themes, t: Translator) -> Exhibit | None:
    """In which waves the theme changed."""
    own = theme_waves(found) if len(found.frame) else found.frame
    if own.empty:
        return None
    theme = theme_label(main_theme(found), t)
    changed = own[own["verdict"].isin(["new", "rose", "fell"])]
    if len(changed):
        row = largest(changed, "change")
        before, after = (t.about(t.percent(one, 1)) for one in (row.before, row.after))
        title = t(
            "satisfaction.theme.changed", n=len(changed), theme=theme, wave=t.wave(row.wave), before=before, after=after
        )
    else:
        title = t("satisfaction.theme.within", theme=theme)
    mark = _sides(own, tuple(t.wave(wave) for wave in own["wave"]), t("filter.wave"), t)
    return Exhibit(title, t("satisfaction.theme.subtitle", theme=theme), t("satisfaction.theme.note"), mark)
