"""Prints the group-time effects that the tests expect, from diff-diff 3.13.0 in an environment of its own.

python3.11 -m venv /tmp/peer && /tmp/peer/bin/pip install diff-diff==3.13.0 -r requirements.txt
PYTHONPATH=. /tmp/peer/bin/python -m tests.analytics.stats.ask_diff_diff
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from tests.analytics.stats.panels import made


def main() -> None:
    from diff_diff import CallawaySantAnna

    panel = made(3, waves=8, weeks=40)
    units, weeks = panel.values.shape
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), weeks),
            "week": np.tile(np.arange(weeks), units),
            "value": panel.values.ravel(),
            "moved": np.repeat(panel.moved, weeks),
        }
    )
    # Its base is one week before the notice: four weeks of anticipation.
    fit = CallawaySantAnna(control_group="not_yet_treated", anticipation=4, base_period="universal").fit(
        frame, "value", "unit", "week", "moved"
    )
    for (moved, week), found in sorted(fit.group_time_effects.items()):
        if moved <= week < moved + 4:
            sys.stdout.write(f"({int(moved)}, {int(week - moved)}): {found['effect']!r},\n")


if __name__ == "__main__":
    main()
