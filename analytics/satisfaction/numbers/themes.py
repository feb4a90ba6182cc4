"""What customers write about, before and after their cut-over: shares of those who commented, by declared themes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.metrics.passport import FEW
from analytics.periods import local_moment
from analytics.satisfaction.numbers.items import LEVEL
from analytics.satisfaction.numbers.statements import COMMENTS
from analytics.satisfaction.numbers.trends import AFTER, BEFORE
from analytics.snapshot import once
from analytics.stats.compare import adjusted_p, compare_shares
from analytics.stats.intervals import wilson_interval
from analytics.waves import load_wave_dates
from data.datasets.themes import THEMES

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

NOTHING = "none"
"""The theme of a comment that no theme catches."""


@dataclass(frozen=True)
class Themes:
    """``frame``: theme, wave (''), before, before_low, before_high, after, after_low, after_high, change, low, high, p,
    q, n_before, n_after (customers who commented), verdict 'new' (none before) | 'rose' | 'fell' | 'within' | 'few';
    the largest rise first · ``waves``: the same by wave, corrected over all themes and waves · ``unsorted``: share
    after that no theme catches.
    """

    frame: pd.DataFrame
    waves: pd.DataFrame
    unsorted: float | None
    n: int
    moved: tuple[str, ...]
    as_of: datetime

    @property
    def empty(self) -> bool:
        return self.frame.empty


def compute_themes(frame: pd.DataFrame) -> pd.DataFrame:
    """From the counts of :data:`COMMENTS` to shares, changes and verdicts; corrected over all rows."""
    counts = {(row.theme, row.wave, row.side): row for row in rows(frame.fillna({"wave": ""})) if not pd.isna(row.n)}
    found: list[dict[str, Any]] = []
    for theme, wave in dict.fromkeys((theme, wave) for theme, wave, _ in counts):
        before, after = counts.get((theme, wave, "before")), counts.get((theme, wave, "after"))
        if before is None or after is None or theme == NOTHING:
            continue
        n_before, n_after = int(before.n), int(after.n)
        was, now = float(before.themed) / n_before, float(after.themed) / n_after
        difference = compare_shares(now, n_after, was, n_before)
        own, other = wilson_interval(after.themed, n_after), wilson_interval(before.themed, n_before)
        found.append(
            {
                "theme": theme,
                "wave": wave,
                "before": was,
                "before_low": other and other.low,
                "before_high": other and other.high,
                "after": now,
                "after_low": own and own.low,
                "after_high": own and own.high,
                "change": difference.difference,
                "low": difference.low,
                "high": difference.high,
                "p": difference.p if min(n_before, n_after) >= FEW else None,
                "n_before": n_before,
                "n_after": n_after,
            }
        )
    columns = [
        "theme",
        "wave",
        "before",
        "before_low",
        "before_high",
        "after",
        "after_low",
        "after_high",
        "change",
        "low",
        "high",
        "p",
        "n_before",
        "n_after",
    ]
    shares = pd.DataFrame(found).reindex(columns=columns)
    shares["p"] = shares["p"].astype("float64")
    tested = shares["p"].notna()
    shares["q"] = pd.Series(float("nan"), index=shares.index)
    shares.loc[tested, "q"] = list(adjusted_p(list(shares.loc[tested, "p"])))
    shares["verdict"] = [
        "few" if pd.isna(q) else "within" if q >= LEVEL else "fell" if change < 0 else "new" if before == 0 else "rose"
        for q, change, before in zip(shares["q"], shares["change"], shares["before"], strict=True)
    ]
    return shares.sort_values(["change", "theme"], ascending=[False, True], ignore_index=True)


@once
def load_themes(store: Store, scope: Scope) -> Themes:
    """The 12 weeks before against the weeks 0 to 11 after, for the waves of the scope that have moved."""
    dates = load_wave_dates(store, scope)
    moved = tuple(dates.loc[dates["actual"], "wave"])
    scope = scope.but(start=None, end=None, waves=())
    given = scope.params() | {"moved": list(moved), "before_from": -BEFORE, "after_to": AFTER - 1}
    together = store.read(COMMENTS, scope.rights, as_of=scope.as_of, params=given | {"by_wave": False})
    by_wave = store.read(COMMENTS, scope.rights, as_of=scope.as_of, params=given | {"by_wave": True})
    unsorted, n = None, 0
    rest = together[(together["theme"] == NOTHING) & together["n"].notna()]
    if len(rest):
        n = int(rest["n"].sum())
        unsorted = float(rest["themed"].sum() / rest["n"].sum())
    frame = compute_themes(together)
    if n and not (frame[["before", "after"]] > 0).to_numpy().any():
        frame = frame.iloc[:0]
    return Themes(frame, compute_themes(by_wave), unsorted, n, moved, local_moment(scope))


__all__ = ["NOTHING", "THEMES", "Themes", "compute_themes", "load_themes"]
