"""Those who left: the score after cut-over, and where it could lie if the silent had answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.charts.marks import value_range
from analytics.frames import largest, rows
from analytics.marks import Dots, Exhibit, Series, values
from analytics.satisfaction.charts.parts import SHARE, around, joined, unit_of
from analytics.satisfaction.numbers.look import score_of
from analytics.satisfaction.numbers.survivors import Survivors, load_survivors
from data.language import People

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

NEEDS = ("customers", "departures")
TONES = {"below": "bad", "above": "good"}


def load_look(store: Store, scope: Scope, score: str) -> Survivors:
    """Those who left, for the score of that code."""
    return load_survivors(store, scope, score_of(score))


def survivors_title(found: Survivors, t: Translator) -> str:
    """Which finding holds whatever the silent would have said."""
    passport, frame = found.metric, found.frame
    sure = frame[frame["verdict"].isin(["below", "above"])]
    if len(sure):
        row = largest(sure.assign(away=sure["value"] - sure["before"]), "away")
        return t(
            f"satisfaction.survivors.{'several' if len(sure) > 1 else 'title'}.{row.verdict}",
            n=len(sure),
            metric=passport.title(t),
            wave=t.wave(row.wave),
            best=passport.write(row.best if row.verdict == "below" else row.worst, t),
            before=passport.write(row.before, t),
        )
    row = largest(frame.assign(wide=frame["ceiling"] - frame["floor"]), "wide")
    size = passport.write_size(row.ceiling - row.floor, t)
    return t("satisfaction.survivors.title.open", metric=passport.title(t), wave=t.wave(row.wave), size=size)


def chart_survivors(found: Survivors, t: Translator) -> Exhibit:
    """After cut-over with the bounds as its bar (filled), the 12 weeks before hollow beside it."""
    passport, frame = found.metric, found.frame
    subtitle = t("satisfaction.survivors.subtitle", metric=passport.title(t))
    if found.empty:
        return Exhibit.nothing(t("satisfaction.survivors.missing"), subtitle, needs=NEEDS)
    note = joined(
        t("satisfaction.survivors.n", n=t.count(frame["n"].sum())),
        t("satisfaction.survivors.method"),
        t("satisfaction.survivors.compared"),
        "" if found.departures else t("satisfaction.survivors.no_departures"),
    )
    series = (
        Series(
            t("satisfaction.survivors.after"),
            values(frame["value"]),
            lows=values(frame["worst"]),
            highs=values(frame["best"]),
            n=values(frame["n"]),
            tones=tuple(TONES.get(one, "actual") for one in frame["verdict"]),  # type: ignore[misc]
        ),
        Series(t("satisfaction.survivors.before"), values(frame["before"]), "prior", "outlined"),
    )
    verdicts = [t(f"satisfaction.survivors.{verdict}") for verdict in frame["verdict"]]
    ends = tuple(
        f"{passport.write(value, t)} · {verdict}" for value, verdict in zip(frame["value"], verdicts, strict=True)
    )
    bounds = value_range(passport, frame["worst"], frame["best"], frame["before"])
    mark = Dots(
        tuple(t.wave(one) for one in frame["wave"]), series, unit_of(passport), ends, bounds=bounds, of=t("filter.wave")
    )
    return Exhibit(survivors_title(found, t), subtitle, note, mark)


def chart_silent(found: Survivors, t: Translator) -> Exhibit | None:
    """Where the largest share has left in silence."""
    if found.empty:
        return None
    frame = found.frame.assign(left=found.frame["gone"] / found.frame["moved"])
    row = largest(frame, "share")
    title = t("satisfaction.silent.title", wave=t.wave(row.wave), share=t.percent(row.share, 1), n=People(row.silent))
    if not row.silent:
        title = t("satisfaction.silent.nobody", n=People(frame["moved"].sum()))
    series = (
        Series(t("satisfaction.silent.unheard"), values(frame["share"])),
        Series(t("satisfaction.silent.left"), values(frame["left"]), "prior", "outlined"),
    )
    ends = tuple(
        f"{SHARE.write(row.share, t)} · {t('satisfaction.silent.of', gone=SHARE.write(row.left, t))}"
        for row in rows(frame)
    )
    mark = Dots(
        tuple(t.wave(one) for one in frame["wave"]),
        series,
        SHARE,
        ends,
        bounds=around(frame["share"], frame["left"], zero=True),
        of=t("filter.wave"),
    )
    note = t("satisfaction.silent.note", n=People(frame["moved"].sum()))
    return Exhibit(title, t("satisfaction.silent.subtitle"), note, mark)
