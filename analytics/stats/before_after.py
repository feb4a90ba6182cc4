"""The change of those who were moved, by itself: what is usually said, kept to be set beside the effect."""

from __future__ import annotations

import numpy as np

from analytics.stats.staggered import BASE, HORIZON, Panel


def before_after(panel: Panel, horizon: int = HORIZON, base: int = BASE) -> float:
    """What is usually said: the change of the moved alone, without what would have happened anyway. For comparison."""
    columns = panel.values.shape[1]
    total = weight = 0.0
    for unit in range(len(panel.waves)):
        moved, told = int(panel.moved[unit]), int(panel.told[unit])
        if moved >= columns or told <= 0:
            continue
        after, before = panel.values[unit, moved : moved + horizon], panel.values[unit, max(0, told - base) : told]
        if np.isfinite(after).any() and np.isfinite(before).any():
            total += panel.weights[unit] * float(np.nanmean(after) - np.nanmean(before))
            weight += panel.weights[unit]
    return total / weight if weight else float("nan")
