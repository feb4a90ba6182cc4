"""Exposure in words and marks: the simulated loss against the contingency, what it consists of, and what was rated
against what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.amounts import Named
from analytics.frames import rows
from analytics.marks import Bars, Cell, Column, Exhibit, Series, Spot, Unit, distribution_of, grid, values
from analytics.risk.charts.heat import FIVE, place_words
from analytics.risk.charts.parts import placed
from analytics.risk.charts.register import narrowed
from analytics.risk.numbers.exposure import FEW, HORIZON, Realised
from analytics.risk.numbers.found import Placed, Seen

if TYPE_CHECKING:
    from data.language import Translator

MOST, LISTED = 8, 8


def _nothing(found: Seen, subtitle: str, t: Translator) -> Exhibit:
    """Why there is no money to show: no assessment, no open risk, or none with both a probability and a loss."""
    register = found.register
    if register.assessed is None:
        return Exhibit.nothing(t("risk.empty.register"), subtitle, needs=("risks",))
    if register.risks.empty:
        return Exhibit.answer(t("risk.message.none"), subtitle)
    return Exhibit.nothing(t("risk.empty.money"), subtitle)


def chart_losses(found: Seen, t: Translator) -> Exhibit:
    """P80 of the loss against the contingency."""
    exposure = found.exposure
    subtitle = narrowed(t("risk.losses.subtitle"), found, t)
    if exposure.empty:
        return _nothing(found, subtitle, t)
    portfolio, unit = exposure.portfolio, Unit("money", currency=exposure.currency)
    at = {share: float(portfolio.percentile(share / 100)) for share in (50, 80, 95)}
    p50, p80, p95 = (unit.write(value, t) for value in at.values())
    note = [
        t("risk.losses.note", n=len(exposure.lines), p50=p50, p80=p80, p95=p95),
        t("note.trials", n=portfolio.trials, seed=str(portfolio.seed), rho=t.number(portfolio.correlation, 1)),
    ]
    if exposure.without is not None:
        dearest = exposure.lines["risk"].iloc[0]
        note.append(t("risk.losses.without", risk=dearest, p80=unit.write(exposure.without, t)))
    if exposure.unpriced:
        note.append(t("risk.losses.unpriced", n=len(exposure.unpriced)))
    spots = [Spot(value, f"P{share}") for share, value in at.items()]
    if exposure.contingency is not None:
        spots.append(Spot(exposure.contingency, t("risk.contingency"), "aim"))
    mark = distribution_of(portfolio.totals, t("risk.losses.along"), tuple(spots), unit)
    return Exhibit(losses_title(found, t), subtitle, " · ".join(note), mark)


def losses_title(found: Seen, t: Translator) -> str:
    """How likely it is that the reserve is enough."""
    exposure = found.exposure
    p80 = t.money(exposure.portfolio.percentile(0.8), exposure.currency)
    if exposure.contingency is None or exposure.covered is None:
        return t("risk.losses.alone", p80=p80)
    over = exposure.portfolio.percentile(0.8) > exposure.contingency
    return t(
        "risk.losses.over" if over else "risk.losses.within",
        p80=p80,
        contingency=t.money(exposure.contingency, exposure.currency),
        share=t.percent(exposure.covered, 0),
    )


def chart_lines(found: Seen, t: Translator) -> Exhibit:
    """How much of the expected loss a few risks carry: probability × loss of the dearest."""
    exposure = found.exposure
    subtitle = narrowed(t("risk.lines.subtitle"), found, t)
    if exposure.empty:
        return _nothing(found, subtitle, t)
    top, shown = exposure.lines.head(3), exposure.lines.head(MOST)
    unit = Unit("money", currency=exposure.currency)
    title = t(
        "risk.lines.title",
        n=len(top),
        share=t.percent(float(top["share"].sum()), 0),
        value=unit.write(exposure.expected, t),
    )
    said = shown["chance_said"].astype(bool)
    series = [
        Series(t(f"risk.key.{key}"), values(shown["value"].where(own)), look=look)  # type: ignore[arg-type]
        for key, own, look in (("stated", said, "solid"), ("middle", ~said, "outlined"))
        if own.any()
    ]
    mark = Bars(
        tuple(_called(row, shown, t) for row in rows(shown)),
        tuple(series),
        unit,
        across=True,
        stacked=True,
        ends=tuple(f"<b>{unit.write(row.value, t)}</b> · {t.percent(row.chance, 0)}" for row in rows(shown)),
        ids=tuple(map(str, shown["risk"])),
        of=t("risk.head.risk"),
    )
    rest = len(exposure.lines) - len(shown)
    note = [t("risk.lines.note"), *([t("risk.lines.rest", n=rest)] if rest else [])]
    key = t(f"risk.key.all.{'stated' if said.all() else 'middle'}") if len(series) == 1 else ""
    return Exhibit(title, subtitle, " · ".join(note), mark, key=key)


def _called(row: Any, shown: pd.DataFrame, t: Translator) -> str:
    """A risk by its name; by name and code where another is called alike."""
    alone = isinstance(row.name, str) and (shown["name"] == row.name).sum() == 1
    return str(row.name) if alone else Named(str(row.risk), row.name).write(t)


def chart_realised(found: Realised, t: Translator) -> Exhibit:
    """Whether as many happened as had been rated, by likelihood as it was rated."""
    subtitle = t("risk.realised.subtitle")
    if found.since is None or found.groups.empty:
        return Exhibit.nothing(t("risk.realised.empty", n=HORIZON), subtitle)
    n, groups = len(found.risks), found.groups
    title = t(
        "risk.realised.title",
        n=int(groups["happened"].sum()),
        total=n,
        expected=t.number(float(groups["expected"].sum()), 1),
    )
    judged = (
        t("risk.realised.few", n=n, least=FEW)
        if found.brier is None
        else t("risk.realised.brier", value=t.number(found.brier, 3))
    )
    note = [
        t("risk.realised.since", date=t.date(found.since, year=True)),
        judged,
        t("risk.realised.unforeseen", n=found.unforeseen),
    ]
    mark = Bars(
        tuple(place_words("likelihood", int(row.place), FIVE, t) for row in rows(groups)),
        (
            Series(t("risk.realised.expected"), values(groups["expected"]), look="outlined"),
            Series(t("risk.realised.happened"), values(groups["happened"])),
        ),
        Unit("count", 1),
        across=True,
        ends=tuple(t("risk.realised.end", n=int(row.happened), total=int(row.n)) for row in rows(groups)),
        of=t("risk.scale.likelihood"),
    )
    return Exhibit(title, subtitle, " · ".join(note), mark)


def table_rated(found: Realised, t: Translator) -> Exhibit:
    """The risks behind the comparison: those that happened first."""
    title, subtitle = t("risk.rated.title"), t("risk.rated.subtitle")
    frame = found.risks.sort_values(["happened", "chance", "risk"], ascending=[False, False, True])
    if frame.empty:
        return Exhibit.nothing(t("risk.rated.empty"), subtitle, title)
    frame = frame.assign(happened=frame["happened"].map({True: "yes", False: "no"}))
    columns = (
        Column("risk", "head"),
        Column("name", "prose"),
        Column("chance", "number", unit=Unit("share")),
        Column("happened", codes="risk.realised"),
    )
    return Exhibit(title, subtitle, body=grid(frame, columns, "risk.head", t, LISTED))


def table_incidents(found: Placed, t: Translator) -> Exhibit:
    """What happened, with the risk that each made real."""
    subtitle = t("risk.incidents.subtitle")
    if found.rows.empty:
        return Exhibit.nothing(t("risk.incidents.empty"), subtitle, needs=("incidents",))
    frame = found.rows.assign(date=pd.to_datetime(found.rows["occurred_at"]), event=found.rows["name"])
    unforeseen: Any = Cell(t("risk.incident.unforeseen"))
    frame["risk"] = [risk if isinstance(risk, str) and risk else unforeseen for risk in frame["risk"]]
    columns = (
        Column("date", "date"),
        Column("event", "prose"),
        Column("kind", codes="risk.incident"),
        Column("risk"),
        Column("loss", "number", unit=Unit("money", currency=found.currency)),
    )
    return placed(t("risk.incidents.title", n=len(frame)), subtitle, frame, columns, found.places, t)
