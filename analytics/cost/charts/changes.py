"""Changes of the programme: what each promised, and what it brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.cost.charts.costs import money_of
from analytics.marks import Column, Exhibit, Unit, grid

if TYPE_CHECKING:
    from analytics.cost.numbers import Costs
    from data.language import Translator

DAYS = Unit("points")
"""Days more or fewer than before."""


def table_changes(costs: Costs, t: Translator) -> Exhibit:
    """The implemented ones held against their promise; what is still to be decided stands in the note."""
    subtitle, frame, unit = t("cost.changes.subtitle"), costs.changes, money_of(costs)
    if frame.empty:
        return Exhibit.nothing(t("cost.changes.empty"), t("cost.changes.empty.todo"), needs=("changes",))
    done = frame[frame["cost_found"].notna() & frame["cost_expected"].notna()]
    title = t("cost.changes.none_done", n=len(frame))
    if len(done):
        sums = {name: float(done[f"cost_{name}"].sum()) for name in ("expected", "found")}
        title = t("cost.changes.title", n=len(done), **{name: unit.write(value, t) for name, value in sums.items()})
    open_ = frame[frame["status"] == "proposed"]
    note = t("cost.changes.open", n=len(open_), value=unit.write(float(open_["cost_expected"].sum()), t))
    brought = frame[frame["benefit_found"].notna() & frame["benefit_expected"].notna()]
    if len(brought):
        sums = {name: float(brought[f"benefit_{name}"].sum()) for name in ("expected", "found")}
        note += " · " + t("cost.changes.brought", **{name: unit.write(value, t) for name, value in sums.items()})
    columns = (
        Column("change", "head"),
        Column("title", "prose"),
        Column("status", codes="cost.changes.status"),
        *(Column(f"cost_{name}", "number", unit=unit) for name in ("expected", "found")),
        *(Column(f"days_{name}", "number", unit=DAYS) for name in ("expected", "found")),
        *(Column(f"benefit_{name}", "number", unit=unit) for name in ("expected", "found")),
    )
    return Exhibit(title, subtitle, note, grid(frame, columns, "cost.changes.head", t))
