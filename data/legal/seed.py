"""The obligations, the holiday calendars and the steps of closing as they are delivered; none is law, all are for
counsel to confirm."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from data.datasets import DATASETS

CATALOGUE = Path(__file__).with_name("obligations.csv")
CALENDARS = Path(__file__).with_name("calendars.json")
CLOCKS = Path(__file__).with_name("clocks.csv")
STEPS = Path(__file__).with_name("closing.csv")


@dataclass(frozen=True)
class Calendar:
    """A calendar of rest days: what the library calls it, and the last year whose days have been announced.

    ``country`` '' has weekends only; days after ``announced_until`` are estimates until the authority has published
    them.
    """

    code: str
    country: str = ""
    subdivision: str = ""
    announced_until: int | None = None
    source: str = ""


@lru_cache(maxsize=1)
def load_calendars() -> dict[str, Calendar]:
    """The calendars by code."""
    found = json.loads(CALENDARS.read_text(encoding="utf-8"))
    return {code: Calendar(code, **line) for code, line in found.items()}


def load_catalogue() -> pd.DataFrame:
    """The obligations as delivered, under the columns of the dataset ``obligations``."""
    frame = pd.read_csv(CATALOGUE, dtype=str, keep_default_na=False, encoding="utf-8")
    fields = DATASETS["obligations"].by_name
    frame = frame.reindex(columns=list(fields)).replace("", None)
    for name in ("term", "target_days"):
        frame[name] = pd.to_numeric(frame[name]).astype("Int64")
    for name in ("verified", "active"):
        frame[name] = frame[name].map({"true": True, "false": False}).astype("boolean")
    return frame


@lru_cache(maxsize=1)
def load_steps() -> pd.DataFrame:
    """The usual steps of closing a branch and of a split, in their order, all texts: ``procedure, step, after`` (codes
    of the steps that come first), ``starts`` (the step whose day starts its clock, of several the last one; '' none),
    ``obligation`` (the source in law, and the rule of its clock), ``waits`` ('yes' of a period that has to run out),
    titles, authorities and proofs in both languages, ``names`` (other wordings, by semicolons)."""
    return pd.read_csv(STEPS, dtype=str, keep_default_na=False, encoding="utf-8")


@lru_cache(maxsize=1)
def load_clocks() -> dict[str, tuple[str, ...]]:
    """What starts by itself, with the obligations that give its term: ``incident_authority``, ``incident_persons``,
    ``complaint``, ``request``, ``withdrawal``."""
    found: dict[str, tuple[str, ...]] = {}
    for row in pd.read_csv(CLOCKS, dtype=str, encoding="utf-8").itertuples(index=False):
        found[str(row.clock)] = (*found.get(str(row.clock), ()), str(row.obligation))
    return found
