"""What a large programme is asked of its kept answers is what the ledgers say themselves, whatever is selected, after
undo and erasure too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.satisfaction.numbers import turns
from analytics.satisfaction.numbers.answers import ANSWERED, CELLS, DIMENSIONS, PERIODS, RESPONSE, ROLLING, SETTLED
from analytics.satisfaction.numbers.scores import CSAT, NPS, RESPONSE_RATE
from analytics.scope import Scope
from data.access import Rights
from data.store import Query, Store
from tests.conftest import proving
from tests.data.store.builders import ADMIN, prepared

ANALYST, EXECUTIVE = Rights("ana", "analyst"), Rights("eve", "executive")
MANAGER = Rights("max", "manager", branches=frozenset({"B1", "B2"}))
FIRST = datetime(2026, 5, 1, 8)
WAVES = {"W1": date(2026, 6, 10), "W2": date(2026, 7, 15)}


def choose(dice: np.random.Generator, *values: Any) -> Any:
    return values[int(dice.integers(len(values)))]


def fill(store: Store, dice: np.random.Generator) -> list[str]:
    """A programme with answers that name another place than the roster, none, nobody, the same minute, or no score; the
    batches of answers."""
    waves = [{"wave": wave, "started_on": day - timedelta(days=14), "cutover_on": day} for wave, day in WAVES.items()]
    store.commit(prepared("waves", waves), ADMIN)
    roster = [
        {
            "customer": f"C{i}",
            "wave": choose(dice, "W1", "W2", None),
            "branch": choose(dice, "B1", "B2", "B3", None),
            "segment": choose(dice, "Retail", "Business"),
        }
        for i in range(60)
    ]
    store.commit(prepared("customers", roster), ADMIN)
    moved = [
        {"customer": f"C{i}", "wave": "W1", "cut_over_on": WAVES["W1"], "status": "moved"} for i in range(0, 60, 7)
    ]
    store.commit(prepared("transfers", moved), ADMIN)
    invited = [
        {
            "survey": choose(dice, "s", "t"),
            "sent_at": at(dice),
            "customer": f"C{i}",
            "channel": choose(dice, "email", "sms"),
        }
        for i in range(60)
    ]
    store.commit(prepared("invitations", invited), ADMIN)
    numbers = count()
    return [
        store.commit(prepared("surveys", [answer(dice, next(numbers)) for _ in range(150)]), ADMIN).batch_id
        for _ in range(3)
    ]


def at(dice: np.random.Generator) -> datetime:
    return FIRST + timedelta(hours=int(dice.integers(24 * 120)))


def answer(dice: np.random.Generator, number: int) -> dict[str, Any]:
    elsewhere = dice.random() < 0.05
    return {
        "survey": choose(dice, "s", "t", "u", None),
        "response_id": f"{number}",
        "answered_at": at(dice),
        "customer": None if dice.random() < 0.2 else f"C{int(dice.integers(70))}",
        "nps": None if dice.random() < 0.2 else float(dice.integers(11)),
        "csat": None if dice.random() < 0.2 else float(dice.integers(1, 6)),
        "csat_points": choose(dice, 5, None),
        "ces": None if dice.random() < 0.2 else float(dice.integers(1, 8)),
        "complete": choose(dice, True, True, True, False, None),
        "channel": choose(dice, "email", "sms", None),
        "segment": "Other" if elsewhere else None,
        "wave": choose(dice, "W1", "W2") if elsewhere else None,
    }


def asked(dice: np.random.Generator) -> Iterator[tuple[Query, Mapping[str, Any]]]:
    """Each question with parameters drawn at random: dimensions, selection, item and periods."""
    for query, dims in (
        (CELLS, DIMENSIONS),
        (ROLLING, SETTLED),
        (PERIODS, SETTLED),
        (RESPONSE, (*DIMENSIONS, "survey")),
        (ANSWERED, ()),
    ):
        now = 9600 + int(dice.integers(60))
        axis = choose(dice, "calendar", "event")
        yield (
            query,
            {
                **{f"by_{name}": bool(dice.random() < 0.3) for name in dims},
                **selection(dice),
                "item": choose(dice, "nps", "csat", "ces"),
                "axis": axis,
                "last": choose(dice, None, 1386),
                **dict(
                    zip(
                        ("before_from", "before_to", "now_from", "now_to"),
                        (-4, -1, 0, 3) if axis == "event" and query is PERIODS else (now, now + 27, now + 28, now + 55),
                        strict=True,
                    )
                ),
            },
        )


def selection(dice: np.random.Generator) -> dict[str, Any]:
    start = choose(dice, None, date(2026, 5, 18))
    return {
        "start": start,
        "end": choose(dice, None, date(2026, 7, 26)),
        "waves": choose(dice, None, ["W1"], ["W1", "W2"]),
        "branches": choose(dice, None, ["B1", "B3"]),
        "segments": choose(dice, None, ["Retail"], ["Other"]),
        "channels": choose(dice, None, None, ["email"]),
        "phase": choose(dice, None, None, "after", "before"),
    }


def differ(store: Store, query: Query, params: Mapping[str, Any], rights: Rights) -> str:
    """'' where both ways say the same, else in what they differ."""
    found, right = (
        store.read(one, rights, params=dict(params)).sort_values(
            list(query.dims), na_position="last", ignore_index=True
        )
        if query.dims
        else store.read(one, rights, params=dict(params))
        for one in (turns.KEPT[query.name], query)
    )
    try:
        pd.testing.assert_frame_equal(found[right.columns], right, check_dtype=False, rtol=1e-9, atol=1e-9)
    except AssertionError as error:
        return f"{query.name} {params} {rights.role}\n{error}"
    return ""


@pytest.mark.parametrize("seed", range(proving(1, 20)))
def test_both_ways_say_the_same_of_random_programmes(seed: int, store: Store) -> None:
    dice = np.random.default_rng(seed)
    batches = fill(store, dice)

    def compared(times: int) -> list[str]:
        one_filter = {"waves": None, "branches": None, "phase": None}
        return [
            told
            for _ in range(times)
            for query, params in asked(dice)
            for rights in (ANALYST, MANAGER, EXECUTIVE)
            if (told := differ(store, query, params | (one_filter if rights is EXECUTIVE else {}), rights))
        ]

    assert compared(5) == []
    store.withdraw(batches[1], ADMIN)
    assert compared(2) == []
    store.erase("C7", ADMIN)
    assert compared(2) == []


@pytest.mark.parametrize("large", [0, 10**9])
def test_a_large_programme_is_read_from_what_is_kept_as_it_stands(
    large: int, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And as of the past from its ledgers."""
    fill(store, np.random.default_rng(1))
    monkeypatch.setattr(turns, "LARGE", large)
    now = Scope(ANALYST)
    assert turns.best(CELLS, store, now) is (turns.KEPT[CELLS.name] if large == 0 else CELLS)
    assert turns.best(CELLS, store, now.but(as_of=datetime(2026, 11, 1))) is CELLS


def test_the_metrics_of_a_large_programme_are_those_of_a_small_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, np.random.default_rng(2))
    scopes = [Scope(ANALYST), Scope(ANALYST, waves=("W1",)), Scope(EXECUTIVE), Scope(MANAGER, channels=("email",))]
    told: list[list[pd.DataFrame]] = []
    for large in (10**9, 0):
        monkeypatch.setattr(turns, "LARGE", large)
        told.append(
            [
                frame
                for scope in scopes
                for frame in (
                    NPS.rolling(store, scope, ("wave",)),
                    NPS.rolling_event(store, scope),
                    CSAT.weekly(store, scope),
                    CSAT.compute(store, scope, ("segment", "channel")),
                    RESPONSE_RATE.compute(store, scope, ("wave",)),
                )
            ]
        )
    assert sum(len(frame) for frame in told[0]) > 100
    for small, large in zip(*told, strict=True):
        pd.testing.assert_frame_equal(small, large, check_dtype=False, rtol=1e-9)
