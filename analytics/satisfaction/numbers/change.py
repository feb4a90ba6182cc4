"""Before against after the customers' own cut-over: the same customers beside all who answered, with the size of the
effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.metrics.passport import FEW
from analytics.periods import local_moment
from analytics.satisfaction.numbers.items import ITEMS, LEVEL, SHARES
from analytics.satisfaction.numbers.statements import PAIRS, SIDES
from analytics.satisfaction.numbers.trends import AFTER, BEFORE
from analytics.snapshot import once
from analytics.stats.compare import Difference, Sample, adjusted_p, answers_needed, compare_means, compare_nps
from analytics.stats.compare import compare_shares as compare_two
from analytics.stats.effect import cohens_h, compare_paired, hedges_g, mcnemar_p
from analytics.waves import load_wave_dates

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

COLUMNS = [
    "item",
    "wave",
    "kind",
    "n_before",
    "n_after",
    "before",
    "after",
    "change",
    "low",
    "high",
    "p",
    "q",
    "effect",
    "effect_low",
    "effect_high",
    "size",
    "needed",
    "verdict",
]


@dataclass(frozen=True)
class Change:
    """``waves``: the chosen score by wave · ``items``: every item over all waves that moved. Both have a row a
    ``kind``.

    Columns: item, wave, kind ('unpaired': all who answered on either side; 'paired': the same customers on both),
    n_before, n_after (both the number of pairs where paired), before, after, change, low, high, p, q (corrected within
    its frame), effect with its interval and ``size`` (in standard deviations), needed (answers a side that would show a
    change of this size in four of five cases), verdict 'rose'|'fell'|'within'|'few'. ``moved``: waves that were
    compared.
    """

    item: str
    waves: pd.DataFrame
    items: pd.DataFrame
    moved: tuple[str, ...]
    as_of: datetime

    @property
    def empty(self) -> bool:
        return self.waves.empty and self.items.empty


def compare_items(item: str, after: Sample, before: Sample) -> Difference:
    """Two independent samples of an item by the method of its score."""
    if item == "nps":
        return compare_nps(after, before)
    if item in SHARES:
        return compare_two(after.mean, after.n, before.mean, before.n)
    return compare_means(after, before)


def _sample(row: Any) -> Sample | None:
    return None if pd.isna(row.n) else Sample(int(row.n), float(row.mean), float(row.variance))


def compute_sides(sides: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """One row an item, wave and kind, from the frames of :data:`SIDES` and :data:`PAIRS`."""
    known = {(row.item, row.wave or "", row.side): _sample(row) for row in rows(sides.fillna({"wave": ""}))}
    together = {(row.item, row.wave or ""): row for row in rows(pairs.fillna({"wave": ""})) if not pd.isna(row.n)}
    found: list[dict[str, Any]] = []
    for item, wave in dict.fromkeys((item, wave) for item, wave, _ in known):
        before, after = known.get((item, wave, "before")), known.get((item, wave, "after"))
        if before is None or after is None:
            continue
        difference = compare_items(item, after, before)
        effect = cohens_h(after.mean, after.n, before.mean, before.n) if item in SHARES else hedges_g(after, before)
        found.append(
            {
                "item": item,
                "wave": wave,
                "kind": "unpaired",
                "n_before": before.n,
                "n_after": after.n,
                "before": before.mean,
                "after": after.mean,
                "effect": effect and effect.value,
                "effect_low": effect and effect.low,
                "effect_high": effect and effect.high,
                "size": effect.size if effect else "",
                **_tested(difference, min(before.n, after.n), (before.variance + after.variance) / 2),
            }
        )
        pair = together.get((item, wave))
        if pair is None:
            continue
        changes = Sample(int(pair.n), float(pair.mean), float(pair.variance))
        own = compare_paired(changes)
        if own is None:
            continue
        if item in SHARES:
            own = Difference(
                own.difference, own.low, own.high, own.statistic, mcnemar_p(int(pair.up), int(pair.down)), "mcnemar"
            )
        spread = ((before.variance + after.variance) / 2) ** 0.5
        found.append(
            {
                "item": item,
                "wave": wave,
                "kind": "paired",
                "n_before": changes.n,
                "n_after": changes.n,
                "before": float(pair.before),
                "after": float(pair.after),
                "effect": own.difference / spread if spread else None,
                "effect_low": own.low / spread if spread and own.low is not None else None,
                "effect_high": own.high / spread if spread and own.high is not None else None,
                "size": "",
                **_tested(own, changes.n, changes.variance / 2),
            }
        )
    return judged(pd.DataFrame(found).reindex(columns=COLUMNS))


def _tested(difference: Difference, n: int, variance: float) -> dict[str, Any]:
    return {
        "change": difference.difference,
        "low": difference.low,
        "high": difference.high,
        "p": difference.p if n >= FEW else None,
        "needed": answers_needed(difference.difference, variance),
    }


def judged(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with q and verdict: what one chart compares, both kinds of it, is corrected together
    (Benjamini–Hochberg)."""
    frame["p"] = frame["p"].astype("float64")
    frame["q"] = pd.Series(float("nan"), index=frame.index)
    known = frame["p"].notna()
    frame.loc[known, "q"] = list(adjusted_p(list(frame.loc[known, "p"])))
    frame["verdict"] = [
        "few" if pd.isna(q) else "within" if q >= LEVEL else "rose" if change > 0 else "fell"
        for q, change in zip(frame["q"], frame["change"], strict=True)
    ]
    return frame


@once
def load_change(store: Store, scope: Scope, item: str) -> Change:
    """The comparison of the 12 weeks before with the weeks 0 to 11 after, for waves that have moved."""
    dates = load_wave_dates(store, scope)
    moved = tuple(dates.loc[dates["actual"], "wave"])
    scope = scope.but(start=None, end=None, waves=())
    given = scope.params() | {"moved": list(moved), "before_from": -BEFORE, "after_to": AFTER - 1}

    def read(items: tuple[str, ...], by_wave: bool) -> pd.DataFrame:
        asked = given | {"items": list(items), "by_wave": by_wave}
        return compute_sides(
            store.read(SIDES, scope.rights, as_of=scope.as_of, params=asked),
            store.read(PAIRS, scope.rights, as_of=scope.as_of, params=asked),
        )

    order = {wave: at for at, wave in enumerate(moved)}
    waves = read((item,), True)
    waves = waves.sort_values("wave", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    items = read(ITEMS, False)
    items = items.sort_values("item", key=lambda column: column.map(ITEMS.index), kind="stable", ignore_index=True)
    return Change(item, waves, items, moved, local_moment(scope))
