"""Published lives through upload and page, against lifelines: Kaplan–Meier with its intervals, log-rank and Cox of each
set.

The sets come with packages of an environment of their own, which is made in a temporary folder (they need an older
pandas than the product; ``HANDOVER_LIFELINES`` names the Python of one that exists) and does the sums of its side:
recidivism of Rossi, Berk & Lenihan (many ties), lung cancer of Loprinzi et al., veterans of Kalbfleisch & Prentice (by
treatment and by four kinds of cells) and the AIDS cohort of Kaslow et al., whose patients come into sight late;
besides, Rossi's with nobody arrested and as one group. Each is written as a file, read by a mapping as a user would
make it, committed, and looked at as the page does; every part of the page is drawn.

Prints one line a set; fails where curves or tests differ by more than 1e-10, or regressions by more than 1e-6.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from analytics.retention.curves import Curves, Regression
    from analytics.scope import Scope
    from data.store import Store

NEEDS = ("lifelines==0.30.3", "scikit-survival==0.28.0")
LAST = date(2026, 9, 30)
"""The day on which everybody's last was; each was cut over as many days or weeks before as they were followed."""
SHOWN = 10
"""Below so many a group is not told of: the regression of the other side ends there too."""
EXACT, CLOSE = 1e-10, 1e-6
THEIRS = """
import json, sys
from pathlib import Path
import numpy as np, pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.datasets import load_lung, load_multicenter_aids_cohort_study, load_rossi
from lifelines.statistics import multivariate_logrank_test
from sksurv.datasets import load_veterans_lung_cancer

folder, shown = Path(sys.argv[1]), int(sys.argv[2])
rossi, lung, aids = load_rossi(), load_lung(), load_multicenter_aids_cohort_study()
x, y = load_veterans_lung_cancer()
veteran = pd.DataFrame({"time": y["Survival_in_days"], "event": y["Status"], "cells": x["Celltype"], "treatment": x["Treatment"]})

def lives(time, event, group, unit, entry=None):
    time = pd.Series(np.asarray(time, float)).round().astype(int)
    made = pd.DataFrame({"who": [f"P{n:04d}" for n in range(len(time))], "time": time, "event": np.asarray(event).astype(int), "group": np.asarray(group).astype(str)})
    made["seen"] = made["time"] if entry is None else made["time"] - pd.Series(np.asarray(entry,
      float)).round().astype(int)
    return made, unit, entry is not None

aid = np.where(rossi["fin"] == 1, "aid", "none")
sets = {
    "Rossi, by aid": lives(rossi["week"], rossi["arrest"], aid, "weeks"),
    "Rossi, nobody arrested": lives(rossi["week"], rossi["arrest"] * 0, aid, "weeks"),
    "Rossi, one group": lives(rossi["week"], rossi["arrest"], ["all"] * len(rossi), "weeks"),
    "Lung, by sex": lives(lung["time"], lung["status"], lung["sex"], "days"),
    "Veterans, by treatment": lives(veteran["time"], veteran["event"], veteran["treatment"], "days"),
    "Veterans, by cells": lives(veteran["time"], veteran["event"], veteran["cells"], "days"),
    "AIDS cohort, in sight late": lives(aids["T"] * 365.25, aids["D"], ["all"] * len(aids), "days", aids["W"] * 365.25),
}
found = {}
for name, (made, unit, late) in sets.items():
    made.to_csv(folder / f"{name}.csv", index=False)
    step = 7 if unit == "weeks" else 1
    entry = (made["time"] - made["seen"] + 0.5) if late else None
    one = {"unit": unit, "late": late, "curves": {}}
    for group, own in made.groupby("group"):
        fit = KaplanMeierFitter().fit(own["time"], own["event"], entry=None if entry is None else entry[own.index])
        table, bounds = fit.event_table, fit.confidence_interval_
        at = table.index[(table["observed"] > 0)]
        one["curves"][group] = [[float(t) * step, float(table.loc[t, "at_risk"]),
          float(fit.survival_function_.loc[t].iloc[0]), float(bounds.loc[t].iloc[0]),
          float(bounds.loc[t].iloc[1])] for t in at]
    if made["group"].nunique() > 1 and made["event"].any():
        one["logrank"] = float(multivariate_logrank_test(made["time"], made["group"], made["event"]).test_statistic)
        weeks = made.assign(time=made["time"] if unit == "weeks" else made["time"] // 7 + 1)
        for group, own in weeks.groupby("group"):
            last = own["time"].nlargest(shown).min()
            over = (weeks["group"] == group) & (weeks["time"] > last)
            weeks.loc[over, ["time", "event"]] = [last, 0]
        for reference in sorted(made["group"].unique()):
            marks = pd.get_dummies(weeks["group"]).drop(columns=reference).astype(float)
            fit = CoxPHFitter().fit(pd.concat([weeks[["time", "event"]], marks], axis=1), "time", "event",
              fit_options={"precision": 1e-13})
            one.setdefault("cox",
              {})[reference] = {g: [float(fit.params_[g]), float(fit.standard_errors_[g])] for g in marks.columns}
    found[name] = one
(folder / "theirs.json").write_text(json.dumps(found))
"""


def loaded(folder: Path, content: bytes, unit: str, *, late: bool, until: date) -> Store:
    """A store of its own with the file as roster, moves and departures, and the wave that the moves name."""
    from data.access import local_rights
    from data.ingest import Mapping, prepare, read_file
    from data.store import open_store

    store, rights, known = (
        open_store(str(folder / "programme.duckdb")),
        local_rights("bench", "administrator"),
        datetime.combine(until, datetime.min.time().replace(hour=12)),
    )
    waves = read_file("waves.csv", b"wave,cutover_on\nW1,2000-01-03\n")
    named = [{"header": one, "field": one} for one in ("wave", "cutover_on")]
    store.commit(prepare(waves, Mapping.model_validate({"dataset": "waves", "columns": named})), rights, known_at=known)
    book, who = read_file("lives.csv", content), {"header": "who", "field": "customer"}

    def back(header: str, field: str) -> dict[str, Any]:
        return {"header": header, "field": field, "span": {"unit": unit, "anchor": f"{LAST}", "direction": "before"}}

    hows: list[dict[str, Any]] = [
        {
            "dataset": "customers",
            "constants": {"wave": "W1"},
            "columns": [
                who,
                {"header": "group", "field": "segment"},
                *([back("seen", "customer_since")] if late else []),
            ],
        },
        {
            "dataset": "transfers",
            "constants": {"wave": "W1", "status": "moved"},
            "columns": [who, back("time", "cut_over_on")],
        },
        {
            "dataset": "departures",
            "constants": {"left_on": f"{LAST}", "kind": "churn"},
            "only": [{"header": "event", "values": ["1"]}],
            "columns": [who],
        },
    ]
    for how in hows:
        receipt = store.commit(prepare(book, Mapping.model_validate(how)), rights, known_at=known)
        assert receipt.counts.rejected == 0
    return store


def drawn(store: Store, scope: Scope) -> str:
    """Every part of the page, made as the page makes it, and its headline."""
    from analytics.catalogue import Part
    from analytics.retention.area import AREA, headline
    from data.language import Translator

    t = Translator("en")
    for section in AREA.sections:
        for piece in section.pieces():
            if isinstance(piece, Part):
                piece.exhibit(store, scope, ("segment",) * len(section.choices), t)
    return headline(store, scope, t)


def curves_apart(found: Curves, theirs: dict[str, Any]) -> tuple[float, int]:
    """The largest difference of shares, bounds and numbers at risk, and at how many times of a departure they were
    compared."""
    worst, places = 0.0, 0
    for group, rows in theirs["curves"].items():
        curve = found.curve(group)
        if curve is None:
            raise AssertionError(f"{group} is not told of")
        own = {time: at for at, time in enumerate(curve.survival.times) if curve.survival.events[at] > 0}
        for time, risk, share, low, high in rows:
            if time not in own:
                assert risk < SHOWN, f"{group} at {time} is missing"
                continue
            at, places = own[time], places + 1
            told = [curve.survival.at_risk[at], curve.survival.share[at]]
            peer = [risk, share]
            if 0 < share < 1:
                told, peer = [*told, curve.survival.low[at], curve.survival.high[at]], [*peer, low, high]
            worst = max(worst, float(np.abs(np.array(told) - np.array(peer)).max()))
    return worst, places


def cox_apart(found: Regression | None, theirs: dict[str, Any]) -> float:
    """The largest difference of the coefficients and standard errors, against the same reference."""
    if found is None or found.model is None:
        raise AssertionError("no regression")
    peer = theirs["cox"][found.references["segment"]]
    return max(
        abs(value - other)
        for term in found.model.terms
        for value, other in zip((term.value, term.error), peer[term.name.removeprefix("segment:")], strict=True)
    )


def compared(folder: Path, name: str, content: bytes, theirs: dict[str, Any]) -> tuple[str, bool]:
    """The line of a set, and whether all of it is equal."""
    from analytics.retention.curves import load_curves, load_regression
    from analytics.scope import Scope
    from data.access import local_rights

    scope = Scope(local_rights("bench", "administrator"))
    store = loaded(folder / "last", content, theirs["unit"], late=theirs["late"], until=LAST)
    found = load_curves(store, scope, "segment")
    if found is None:
        raise AssertionError(f"{name}: no curves")
    worst, places = curves_apart(found, theirs)
    drawn(store, scope)
    store.close()
    said = [f"curves {worst:.0e} at {places} times"]
    equal = worst <= EXACT
    if "logrank" in theirs:
        test = abs((found.test.statistic if found.test else np.nan) / theirs["logrank"] - 1)
        # The regression counts who was there for a whole week: who is lost from sight stays to the end of theirs.
        store = loaded(folder / "week", content, theirs["unit"], late=False, until=LAST + timedelta(days=6))
        cox = cox_apart(load_regression(store, scope), theirs)
        store.close()
        said += [f"log-rank χ² {theirs['logrank']:.4f} {test:.0e}", f"Cox {cox:.0e}"]
        equal = equal and test <= EXACT and cox <= CLOSE
    else:
        equal = equal and found.test is None
        said.append("no test, as there is nothing to compare")
    customers = sum(curve.n for curve in found.curves)
    return (
        (
            f"{name}: {customers} lives, {sum(curve.lost for curve in found.curves)} ended; largest difference of"
            f" {', '.join(said)}"
        ),
        equal,
    )


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        python = os.environ.get("HANDOVER_LIFELINES", "")
        if not python:
            subprocess.run([sys.executable, "-m", "venv", str(folder / "peer")], check=True)
            subprocess.run([str(folder / "peer/bin/pip"), "install", "--quiet", *NEEDS], check=True)
            python = str(folder / "peer/bin/python")
        subprocess.run([python, "-W", "ignore", "-c", THEIRS, str(folder), str(SHOWN)], check=True)
        failed = 0
        for name, theirs in json.loads((folder / "theirs.json").read_text()).items():
            line, equal = compared(folder / name, name, (folder / f"{name}.csv").read_bytes(), theirs)
            sys.stdout.write(line + ("\n" if equal else ": NOT EQUAL\n"))
            failed += not equal
    return failed


if __name__ == "__main__":
    sys.exit(main())
