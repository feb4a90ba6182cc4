"""The events that every series over the calendar carries, read once a state of the store."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.annotations import load_annotations
from pages.kit.cache import keep
from pages.kit.guard import View


def read_annotations(view: View) -> pd.DataFrame:
    """Notices, cut-overs, campaigns, incidents and outages of the scope (see ``load_annotations``)."""
    return keep(view, "annotations", lambda: load_annotations(view.store, view.scope))
