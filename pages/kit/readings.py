"""Metrics as pages read them: once for each state of the store, scope and day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import pandas as pd

from analytics.metrics import METRICS, Reading
from analytics.provenance import load_provenance
from analytics.satisfaction.numbers.history import History, load_history
from analytics.standing import Standing, judged
from pages.kit.anew import hear, hear_tile, heard, heard_tile
from pages.kit.cache import keep
from pages.kit.errors import Standin
from pages.kit.judging import read_judge
from pages.kit.passport import tile_of
from pages.kit.take import show_csv
from pages.kit.tiles import show_tiles

if TYPE_CHECKING:
    from pages.kit.guard import View


def read_now(view: View, metric: str) -> Reading:
    """The reading of a metric's tile: the period of the scope against the one before."""
    return keep(view, "reading", lambda: METRICS[metric].now(view.store, view.scope), metric)


def read_standing(view: View, metric: str) -> Standing | Standin:
    """How a metric stands, with its companions; a stand-in where one of them could not be computed. What an edition
    does not keep of it is said on its tile."""
    before = heard()
    found = _read_standing(view, metric)
    own = heard()
    hear_tile(metric, own)
    hear(own or before)
    return found


def _read_standing(view: View, metric: str) -> Standing | Standin:
    judge, readings = read_judge(view), [read_now(view, one) for one in (metric, *METRICS[metric].passport.companions)]
    lost = next((one for one in (judge, *readings) if isinstance(one, Standin)), None)
    if lost is not None:
        return lost
    own, *beside = (judged(one, judge) for one in readings)
    provenance = keep(
        view, "provenance", lambda: load_provenance(view.store, view.scope, METRICS[metric].passport), metric
    )
    if isinstance(provenance, Standin):
        return provenance
    return replace(own, companions=tuple(beside), provenance=provenance)


def show_metrics(view: View, metrics: Sequence[str], notes: Mapping[str, str] | None = None) -> None:
    """The tiles of a page, by the ids of their metrics, and what they say as a file."""
    show_standings(view, [read_standing(view, metric) for metric in metrics], notes)


def read_history(view: View, standing: Standing | Standin) -> History | None:
    """What a score was in the weeks before; nothing where that could not be computed."""
    if isinstance(standing, Standin):
        return None
    reading = standing.reading
    found = keep(view, "history", lambda: load_history(view.store, view.scope, reading), standing.passport.id)
    return None if isinstance(found, Standin) else found


def show_standings(
    view: View,
    standings: Sequence[Standing | Standin],
    notes: Mapping[str, str] | None = None,
    histories: Sequence[History | None] = (),
) -> None:
    """The tiles of metrics that were read already. ``notes`` are what the page adds to them, by id; ``histories`` go
    with the tiles."""
    told, known = notes or {}, [one for one in standings if isinstance(one, Standing)]
    show_tiles(
        tile_of(one, view.t, _said(one.passport.id, told) if isinstance(one, Standing) else "", history)
        for one, history in zip_longest(standings, histories)
    )
    heard()
    show_csv(view, "numbers", pd.DataFrame([one.row(view.t) for one in known]), label=view.t("export.numbers"))


def _said(metric: str, told: Mapping[str, str]) -> str:
    return " · ".join(words for words in (told.get(metric, ""), heard_tile(metric)) if words)
