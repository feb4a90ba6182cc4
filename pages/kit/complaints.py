"""The cards and tiles of the complaints page."""

from __future__ import annotations

from analytics.charts import complaints as charts
from analytics.metrics.complaints import Complaints, load_complaints
from analytics.stats.intervals import Interval
from pages.kit.cache import keep
from pages.kit.guard import View
from pages.kit.plan.frame import HEIGHT, show_chart, two
from pages.kit.tiles import Strip, Tile


def read_complaints(view: View) -> Complaints:
    return keep(view, "complaints", lambda: load_complaints(view.store, view.scope))


def message(view: View, found: Complaints) -> str:
    """The page's finding: the cause that rose after cut-over, else the weekly rate."""
    if len(found.causes) and (found.causes["changed"] > 0).any():
        return charts.describe_causes(found.causes, view.t).title
    return charts.describe_weekly(found, view.t).title


def tiles(view: View, found: Complaints) -> list[Tile]:
    """Weekly rate, resolved in time, upheld, open past their time."""
    t, end, outcome = view.t, found.weekly.iloc[-1], found.outcome
    high = None if end["high"] != end["high"] else float(end["high"])
    kind = "rate" if found.rated else "count"
    state = "none" if found.chart is None else "bad" if end["beyond"] > 0 else "good"
    shown = [
        Tile(
            key="rate",
            title=t(f"complaints.tile.{kind}"),
            value=t.number(end["value"], 1),
            strip=Strip(
                (0, max(2 * (high or end["value"]), 0.1)),
                t(f"complaints.tile.{kind}"),
                now=float(end["value"]),
                aim=high,
            ),
            detail=t("complaints.tile.week", n=int(end["complaints"]), date=t.date(end["week"] + charts.SUNDAY)),
            state=state,
            verdict=t(f"complaints.verdict.{state}"),
        )
    ]
    shown.append(_share(view, "in_time", outcome.kept, outcome.judged))
    shown.append(_share(view, "upheld", outcome.founded, outcome.decided))
    shown.append(
        Tile(
            key="overdue",
            title=t("complaints.tile.overdue"),
            value=t.number(outcome.overdue),
            detail=t("complaints.tile.open", n=outcome.unclosed),
            state="bad" if outcome.overdue else "good",
            verdict=t("complaints.verdict.overdue" if outcome.overdue else "complaints.verdict.none_overdue"),
        )
    )
    return shown


def _share(view: View, key: str, found: tuple[float, Interval] | None, n: int) -> Tile:
    t = view.t
    title = t(f"complaints.tile.{key}")
    if found is None:
        return Tile(key=key, title=title, value="–", verdict=t("complaints.verdict.unknown"))
    value, interval = found
    return Tile(
        key=key,
        title=title,
        value=t.percent(value, 1),
        strip=Strip((0, 1), title, now=value, low=interval.low, high=interval.high, few=n < 30),
        detail=f"{t.interval(interval.low, interval.high, 1, percent=True)} · n {t.number(n)}",
        verdict=t(f"complaints.verdict.{key}"),
    )


def show_cards(view: View, found: Complaints) -> None:
    """The four charts: calendar, since cut-over, causes, places."""
    t = view.t
    two(
        (
            lambda: show_chart(view, "weekly", charts.describe_weekly(found, t), lambda palette: charts.figure_weekly(found, palette, t, HEIGHT), frame=found.weekly),
            lambda: show_chart(view, "causes", charts.describe_causes(found.causes, t), lambda palette: charts.figure_causes(found.causes, palette, t, HEIGHT), frame=found.causes),
        )
    )  # fmt: skip
    two(
        (
            lambda: show_chart(view, "event", charts.describe_event(found, t), lambda palette: charts.figure_event(found, palette, t, HEIGHT), frame=found.event),
            lambda: show_chart(view, "places", charts.describe_places(found, t), lambda palette: charts.figure_places(found, palette, t, HEIGHT), frame=found.places),
        )
    )  # fmt: skip
