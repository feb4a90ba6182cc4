"""Simulations are done in a process of their own: the same numbers by the same seed, stopped by the reader, ended
alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from functools import partial
from time import sleep
from typing import Any

import numpy as np
import pytest

from analytics import reckoning
from analytics.reckoning import share_this_process, simulate
from analytics.stats.estimates import ThreePoint, simulate_sum
from analytics.stats.exposure import simulate_losses
from analytics.stats.importance import importance_of_groups
from analytics.stats.network import Activity, Link, make_network
from analytics.stats.simulation import Cancelled, simulate_finish, simulate_throughput
from analytics.stats.worth import INPUTS, Flows, simulate_worth
from data.apart import Limits, ready
from data.problems import Refusal

SPANS = [ThreePoint(2.0, 3.0 + at % 4, 9.0 + at) for at in range(40)]
NETWORK = make_network(Activity(f"T{at}", 3.0 + at % 4, links=(Link(f"T{at // 2}"),) if at else ()) for at in range(40))
FLOWS = Flows(*(np.linspace(low, 90.0, 48) for low in (80, 60, 5, 20, 30)), churn=0.03, delay=1.5, running=12.5)
RANGES = {name: ThreePoint(0.02, 0.05, 0.2) for name in INPUTS} | {"delay": ThreePoint(0.0, 3.0, 14.0)}
DRAWN = np.random.default_rng(5).normal(size=(60, 30, 6))
DRAWN[..., 0] = 1.0
MOMENTS = np.einsum("gni,gnj->gij", DRAWN, DRAWN)

WORKS: dict[str, Callable[[], Any]] = {
    "finish": partial(simulate, partial(simulate_finish, trials=20_000, seed=7), NETWORK, SPANS),
    "moved": partial(simulate, partial(simulate_throughput, seed=7), [0, 4, 9, 2], 40, 400),
    "cost": partial(simulate, simulate_sum, SPANS, 10_000, 7, 0.2),
    "value": partial(simulate, simulate_worth, FLOWS, RANGES, 10_000, 7, 0.2),
    "loss": partial(simulate, partial(simulate_losses, seed=7), [0.1 + at / 80 for at in range(40)], SPANS),
    "drivers": partial(simulate, importance_of_groups, ["a", "b", "c", "d"], MOMENTS),
}


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reckoning, "_shared", False)
    share_this_process()
    while not ready():
        sleep(0.05)


def _plain(found: Any) -> dict[str, Any]:
    whole = asdict(found) if is_dataclass(found) and not isinstance(found, type) else {"": found}
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in whole.items()}


def where(*_: object) -> int:
    return os.getpid()


def endless(told: Callable[[float], object]) -> None:
    while True:
        told(0.5)
        sleep(0.01)


def hang() -> None:
    sleep(600)


def fill() -> int:
    return len([bytes(1024**2) for _ in range(4096)])


def abort() -> None:
    os.abort()


def slip() -> None:
    raise ZeroDivisionError("of mine")


@pytest.mark.parametrize("work", WORKS)
@pytest.mark.usefixtures("shared")
def test_the_same_seed_gives_the_same_numbers_wherever_it_is_done(work: str, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = _plain(WORKS[work]())
    monkeypatch.setattr(reckoning, "_shared", False)
    here = _plain(WORKS[work]())
    if work == "drivers":  # roots of matrices: the last digits are those of a library and its threads
        assert apart.pop("r2") == pytest.approx(here.pop("r2"))
        for one, other in zip(apart.pop("weights"), here.pop("weights"), strict=True):
            assert one.pop("item") == other.pop("item")
            assert one == pytest.approx(other)
    assert apart == here


@pytest.mark.usefixtures("shared")
def test_it_is_done_in_another_process_where_readers_wait_for_this_one() -> None:
    assert simulate(where) != os.getpid()


def test_a_command_of_its_own_does_it_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reckoning, "_shared", False)
    assert simulate(where) == os.getpid()


@pytest.mark.usefixtures("shared")
def test_the_reader_is_told_how_far_it_is_and_can_stop_it() -> None:
    heard: list[float] = []
    simulate(partial(simulate_finish, trials=20_000, seed=7), NETWORK, SPANS, told=heard.append)
    assert heard == pytest.approx([8192 / 20_000, 16_384 / 20_000, 1.0])

    def stop(share: float) -> None:
        heard.append(share)
        raise Cancelled

    with pytest.raises(Cancelled):
        simulate(endless, told=stop)
    assert heard[3:] == [0.5]
    assert simulate(where) != os.getpid()


@pytest.mark.parametrize(("work", "reason"), [(hang, "time"), (fill, "memory"), (abort, "broke")])
@pytest.mark.usefixtures("shared")
def test_what_never_ends_or_breaks_its_process_ends_alone(
    work: Callable[[], object], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reckoning, "LIMITS", Limits(megabytes=512, seconds=2))
    with pytest.raises(Refusal) as refused:
        simulate(work)
    assert refused.value.code == f"simulation_{reason}"
    assert refused.value.params == {"seconds": 2, "megabytes": 512}


@pytest.mark.usefixtures("shared")
def test_a_fault_of_the_work_is_raised_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError, match="of mine"):
        simulate(slip)


@pytest.mark.usefixtures("shared")
def test_without_room_for_a_process_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no process")

    monkeypatch.setattr(reckoning, "run_apart", full)
    assert simulate(where) == os.getpid()
