"""What is planted, read from ``truth.json``: the one place that decides it and the one the tests read."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

PATH = Path(__file__).with_name("truth.json")
ITEMS = ("communication", "continuity", "service_attitude", "service_quality", "data_protection")
"""The rated items of 1 to 5, the one that goes with the score most first."""

Kind = Literal["nps_shift", "phone_shift", "ces_shift", "response_ratio", "hazard_ratio", "theme_share"]


@dataclass(frozen=True)
class Effect:
    """One planted effect. ``weeks`` are its values in the event weeks 0, 1, 2 …; outside them there is none.

    ``nps_shift`` in NPS points, ``phone_shift`` and ``ces_shift`` in points of the scale, ratios as factors.
    ``theme_share``: the share of the comments of those who would not recommend that are about ``theme``, which nobody
    else writes about. ``visible`` says whether the product must find it (with 99 % power) or must not claim it.
    """

    id: str
    kind: Kind
    visible: bool
    en: str
    zh: str
    wave: str = ""
    segment: str = ""
    theme: str = ""
    weeks: tuple[float, ...] = ()
    points: float = 0.0
    ratio: float = 1.0
    start: date | None = None


@dataclass(frozen=True)
class Base:
    """How customers answer and leave where nothing is planted: probabilities of each score from the lowest up."""

    nps: float
    nps_scores: tuple[float, ...]
    csat: tuple[float, ...]
    ces: tuple[float, ...]
    communication: tuple[float, ...]
    continuity: tuple[float, ...]
    service_attitude: tuple[float, ...]
    service_quality: tuple[float, ...]
    data_protection: tuple[float, ...]
    response_form: float
    response_phone: float
    phone_share: float
    weekly_departures: float

    def scores(self, item: str) -> tuple[float, ...]:
        """The probabilities of an item's scores (``nps`` from 0, the others from 1)."""
        found: tuple[float, ...] = self.nps_scores if item == "nps" else getattr(self, item)
        return found


@dataclass(frozen=True)
class Truth:
    """Everything planted. Without effects it is a quiet programme, for studies of false alarms."""

    base: Base
    effects: tuple[Effect, ...]

    def effect(self, identity: str) -> Effect:
        return next(effect for effect in self.effects if effect.id == identity)

    def of(self, kind: Kind) -> tuple[Effect, ...]:
        return tuple(effect for effect in self.effects if effect.kind == kind)

    def quiet(self) -> Truth:
        """The same programme with nothing planted."""
        return replace(self, effects=())


@lru_cache(maxsize=1)
def load_truth() -> Truth:
    """The planted truth as the file states it."""
    stated = json.loads(PATH.read_text(encoding="utf-8"))
    base: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stated["base"].items()
    }
    effects = []
    for found in stated["effects"]:
        start = found.pop("from", None)
        found["weeks"] = tuple(found.get("weeks", ()))
        effects.append(Effect(start=date.fromisoformat(start) if start else None, **found))
    return Truth(Base(**base), tuple(effects))
