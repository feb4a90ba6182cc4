"""Prints the values that the tests of survival expect, from lifelines 0.30.3, which needs pandas below 3: so in an
environment of its own.

python3.11 -m venv /tmp/peer && /tmp/peer/bin/pip install lifelines==0.30.3
PYTHONPATH=. /tmp/peer/bin/python -m tests.analytics.stats.ask_lifelines ../shared
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from tests.analytics.stats.lives import made, telco


def main() -> None:
    from lifelines import AalenJohansenFitter, CoxPHFitter, KaplanMeierFitter
    from lifelines.utils import restricted_mean_survival_time
    from scipy.stats import rankdata

    def say(*what: object) -> None:
        sys.stdout.write(" ".join(map(str, what)) + "\n")

    def regress(name: str, lives: pd.DataFrame, time: str, event: str, entry: str | None = None) -> None:
        fit = CoxPHFitter().fit(lives, time, event, entry_col=entry, fit_options={"precision": 1e-13})
        say(name, fit.params_.tolist(), fit.standard_errors_.tolist(), fit.log_likelihood_)
        if entry is None:  # residuals against the ranks of the times of those who left, as R's cox.zph does
            residual = fit.compute_residuals(lives, "scaled_schoenfeld")
            rank = rankdata(lives.loc[residual.index, time])
            rank -= rank.mean()
            spread = lives[event].sum() * fit.standard_errors_**2 * (rank**2).sum()
            say(name, "ph", ((rank[:, None] * residual.to_numpy()).sum(0) ** 2 / spread).tolist())

    phone = telco(Path(sys.argv[1]))
    regress("contract", phone[["time", "event", "one", "two"]], "time", "event")
    regress("telco", phone, "time", "event")
    lives = made()
    regress("late", lives[["x", "entry", "time", "event"]], "time", "event", "entry")
    late = KaplanMeierFitter().fit(lives["time"], lives["event"], entry=lives["entry"] + 0.5, timeline=[3, 10, 30])
    say(
        "late km",
        late.survival_function_.iloc[:, 0].tolist(),
        late.confidence_interval_survival_function_.to_numpy().tolist(),
    )
    for x, part in lives.groupby("x"):
        curve = KaplanMeierFitter().fit(part["time"], part["event"])
        say("mean to 20, x =", x, restricted_mean_survival_time(curve, 20))
    order = np.argsort(np.argsort(lives["time"].to_numpy(), kind="stable")) + 1
    first = AalenJohansenFitter(calculate_variance=True).fit(order, lives["kind"], event_of_interest=1)
    for at in (50, 100, 200, 350):
        variance = np.ravel(first.variance_.loc[:at].iloc[-1])[0]
        say("incidence", at, first.cumulative_density_.loc[:at].iloc[-1, 0], variance)


if __name__ == "__main__":
    main()
