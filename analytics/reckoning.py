"""Simulations, in a process of their own where others wait for this one: Python computes one thing at a time, and a
page that is read must not wait for the trials of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from data.apart import Ended, Limits, ready, run_apart, warm
from data.problems import Refusal

T = TypeVar("T")

LIMITS = Limits(megabytes=4096, seconds=120)
_shared = False


_told: ContextVar[Callable[[float], object] | None] = ContextVar("told", default=None)


@contextmanager
def telling(told: Callable[[float], object]) -> Iterator[None]:
    """Tell of simulations begun in here how much of them is done, where they are not asked to tell somebody else."""
    token = _told.set(told)
    try:
        yield
    finally:
        _told.reset(token)


def share_this_process() -> None:
    """Say that readers wait for this process: from now on simulations are done apart. A command of its own does them
    itself."""
    global _shared
    if not _shared:
        _shared = True
        warm()


def simulate(work: Callable[..., T], *arguments: Any, told: Callable[[float], object] | None = None) -> T:
    """``work(*arguments)``; the numbers are the same wherever it is done, since their seed is among the arguments.

    ``work`` can be named from its module, or is a ``partial`` of such; where ``told`` is given it is its last argument,
    called with the share done, and ends the work by raising. Refusals: ``simulation_memory``, ``simulation_time`` and
    ``simulation_broke``, where the work was ended.
    """
    told = told or _told.get()
    if _shared and ready():  # a process that has only just begun keeps nobody waiting
        try:
            return run_apart(work, *arguments, limits=LIMITS, kind="numbers", told=told)
        except Ended as ended:
            code = f"simulation_{ended.reason}"
            raise Refusal(code, seconds=LIMITS.seconds, megabytes=LIMITS.megabytes) from None
        except OSError:
            pass  # the machine can start no further process: a page that waits is better than none
    return work(*arguments) if told is None else work(*arguments, told)
