"""The head of the complaints page: what was read, its message, its tiles, its controls."""

from __future__ import annotations

from analytics.charts import complaints as charts
from analytics.metrics.complaints import Complaints, load_complaints
from analytics.stats.intervals import Interval
from pages.kit.cache import keep
from pages.kit.controls import controls, pick
from pages.kit.guard import View
from pages.kit.plan.frame import choose_waves
from pages.kit.state import VIEW
from pages.kit.tiles import Strip, Tile

SECTIONS = ("rate", "causes", "time", "outcome", "text", "loop")


def read_complaints(view: View) -> Complaints:
    return keep(view, "complaints", lambda: load_complaints(view.store, view.scope))


def message(view: View, found: Complaints) -> str:
    """The page's finding: how the last week stands, and what has risen since the cut-overs."""
    return charts.describe_now(found, view.t)


def tiles(view: View, found: Complaints) -> list[Tile]:
    """Weekly rate, resolved in time, upheld, open past their time."""
    t, outcome = view.t, found.outcome
    end = found.weekly[found.weekly["value"].notna()].iloc[-1]
    high = None if end["high"] != end["high"] else float(end["high"])
    kind = "rate" if found.rated else "count"
    state = "none" if found.chart is None else "bad" if end["beyond"] > 0 else "good"
    shown = [
        Tile(
            key="rate",
            title=t(f"complaints.tile.{kind}"),
            value=t.number(end["value"], 1 if found.rated else 0),
            strip=Strip(
                (0, max(2 * (high or end["value"]), 0.1)),
                t(f"complaints.tile.{kind}"),
                now=float(end["value"]),
                aim=high,
            ),
            detail=t("complaints.tile.week", n=int(end["complaints"]), date=t.date(end["week"] + charts.SUNDAY)),
            state=state,
            verdict=t("complaints.verdict.low" if end["beyond"] < 0 else f"complaints.verdict.{state}"),
        )
    ]
    shown.append(_share(view, "in_time", outcome.kept, outcome.judged))
    shown.append(_share(view, "upheld", outcome.founded, outcome.decided))
    known = outcome.dated > 0 or outcome.n == 0
    shown.append(
        Tile(key="overdue", title=t("complaints.tile.overdue"), value="–", verdict=t("complaints.verdict.undated"))
        if not known
        else Tile(
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
        detail=f"{t.interval(interval.low, interval.high, 1, percent=True)} · {t('tile.n', n=n)}",
        verdict=t(f"complaints.verdict.{key}"),
    )


def control_row(view: View) -> str:
    """The open section, and the waves of the scope."""
    t = view.t
    with controls():
        chosen = pick(t("plan.section"), SECTIONS, VIEW, lambda code: t(f"complaints.view.{code}"), default=SECTIONS[0])
        choose_waves(view)
    return chosen
