"""The ledgers that a metric rests on, as the tests of what has stopped reckon them."""

from __future__ import annotations

from analytics.metrics import METRICS
from analytics.reach import IN_BOUTS, counted_in, load_loaded
from analytics.scope import Scope
from data.access import local_rights
from data.datasets import DATASETS
from data.store import Store

SCOPE = Scope(local_rights("tester", "administrator"))


def rests(store: Store, name: str) -> list[str]:
    """The ledgers that a metric is known by: the one it is counted in, then every other loaded one that tells what
    happened."""
    names, loaded = METRICS[name].passport.datasets, load_loaded(store, SCOPE)
    own = counted_in(names)
    others = [
        one
        for one in names
        if one != own
        and one in loaded
        and DATASETS[one].kind == "fact"
        and one not in IN_BOUTS
        and DATASETS[one].rhythm_days
    ]
    return [own, *others]
