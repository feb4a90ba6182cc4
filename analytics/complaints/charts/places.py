"""Where customers complain, as heat maps: rates by branch and wave, or without a roster counts by branch and
category."""

from __future__ import annotations

import pandas as pd

from analytics.complaints.charts.rates import Look, short
from analytics.complaints.numbers.rates import LEVEL, Complaints
from analytics.frames import rows
from analytics.marks import COUNT, RATE, Dots, Exhibit, Heat, Limit, Series, values
from analytics.stats.intervals import rate_interval
from analytics.stats.rates import PER
from data.language import Translator

DOWN, ACROSS = 8, 12
"""The most categories and branches of the map of counts; the ones with most complaints are shown."""


def compare_places(found: Complaints) -> pd.DataFrame:
    """The places with most complaints a customer first: ``branch, wave, value, low, high, complaints, above``.

    ``above`` holds where the interval, widened for the number of places (Bonferroni) and to the level of the page, lies
    above the rate of all.
    """
    known = found.places.dropna(subset=["wave", "branch", "value"]).sort_values("value", ascending=False)
    bounds = [rate_interval(int(row.complaints), row.exposure / PER) for row in rows(known)]
    strict = [rate_interval(int(row.complaints), row.exposure / PER, 1 - LEVEL / len(known)).low for row in rows(known)]
    everywhere = _everywhere(known)
    return known.assign(
        low=[float(one.low or 0) for one in bounds],
        high=[float(one.high or 0) for one in bounds],
        above=[float(least or 0) > everywhere for least in strict],
    ).reset_index(drop=True)


def _everywhere(known: pd.DataFrame) -> float:
    exposure = float(known["exposure"].astype("float64").sum())
    return float(known["complaints"].astype("float64").sum()) / exposure * PER if exposure else 0.0


def chart_places(look: Look, t: Translator) -> Exhibit:
    """Where customers complain most in the last weeks, and whether that is more than chance; without a roster,
    counts."""
    found = look.found
    if not found.rated:
        return _spots(found, t)
    subtitle, places = t("complaints.places.subtitle", period=found.period.phrase(t)), compare_places(found)
    if places.empty:
        return Exhibit.nothing(t("complaints.places.empty"), subtitle)
    most = places.iloc[0]
    title = t("complaints.places.level", low=t.number(places["value"].min(), 1), high=t.number(most["value"], 1))
    if most["above"]:
        given = {"branch": t.branch(most["branch"]), "wave": t.wave(most["wave"]), "value": t.number(most["value"], 1)}
        title = t("complaints.places.most", **given)
    shown = places.head(ACROSS)
    mark = Dots(
        tuple(f"{t.branch(row.branch)} · {t.wave(row.wave)}" for row in rows(shown)),
        (
            Series(
                t("complaints.tile.rate"),
                values(shown["value"]),
                lows=values(shown["low"]),
                highs=values(shown["high"]),
                tones=tuple("bad" if above else "actual" for above in shown["above"]),
            ),
        ),
        RATE,
        tuple(
            f"<b>{'▲ ' if row.above else ''}{t.number(row.value, 1)}</b> · {t.number(int(row.complaints))}"
            for row in rows(shown)
        ),
        Limit(_everywhere(places), t("complaints.places.all")),
        of=t("complaints.places.of"),
    )
    return Exhibit(title, subtitle, t("complaints.places.note", n=int(places["complaints"].sum())), mark)


def _spots(found: Complaints, t: Translator) -> Exhibit:
    """Complaints by branch (across) and category (down), most first; a cell of fewer than the smallest group is
    empty."""
    subtitle = t("complaints.spots.subtitle", period=found.period.phrase(t))
    if found.spots.empty:
        return Exhibit.nothing(t("complaints.spots.empty"), subtitle)
    most = found.spots.sort_values("n").iloc[-1]
    category = short("" if pd.isna(most["down"]) else most["down"], t)
    title = t("complaints.spots.most", branch=t.branch(str(most["across"])), category=category, n=int(most["n"]))
    frame = found.spots.assign(down=found.spots["down"].fillna(""))
    sides = {
        side: list(frame.groupby(side)["n"].sum().sort_values(ascending=False).index[:room])
        for side, room in (("down", DOWN), ("across", ACROSS))
    }
    cells = frame.pivot(index="down", columns="across", values="n").reindex(
        index=sides["down"], columns=sides["across"]
    )
    mark = Heat(
        tuple(short(cause, t) for cause in cells.index),
        tuple(t.branch(str(name)) for name in cells.columns),
        tuple(values(line) for line in cells.astype("float64").to_numpy()),
        COUNT,
        t("complaints.item.category"),
    )
    return Exhibit(title, subtitle, t("complaints.spots.note"), mark)
