"""Work in a process apart ends alone: by its limit of memory, by the clock, killed from outside, or broken."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import threading
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from data import apart
from data.apart import Ended, Limits, run_apart
from data.problems import Refusal

SMALL = Limits(megabytes=1024, seconds=2)


def fill() -> int:
    return len([bytes(1024**2) for _ in range(4096)])


def hang() -> None:
    with open(os.devnull, "w") as nothing:
        while True:
            nothing.write("")


def hang_outside_python() -> None:
    ctypes.PyDLL(None).sleep(600)  # holds the interpreter's lock


def abort() -> None:
    ctypes.CDLL(None).abort()


def stop() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)  # itself alone: 0 would be the whole group


def number() -> int:
    return os.getpid()


def today() -> date:
    from data import clock

    return clock.today()


def sleep(path: str) -> None:
    Path(path).write_text(str(os.getpid()))
    threading.Event().wait(600)


def refuse() -> None:
    raise Refusal("sheet_too_large", where="a.xlsx", n=7)


def slip() -> None:
    raise ZeroDivisionError("of mine")


def columns(rows: int) -> dict[str, pa.Array]:
    return {"a": pa.array(np.arange(rows)), "b": pa.array(["x", None, "中"] * (rows // 3))}


def test_results_come_back_as_they_were() -> None:
    found = run_apart(columns, 300_000)
    assert found["a"].equals(pa.array(range(300_000)))
    assert found["b"].equals(pa.array(["x", None, "中"] * 100_000))
    assert run_apart(number) != os.getpid()


def test_what_is_raised_there_is_raised_here() -> None:
    with pytest.raises(Refusal) as refused:
        run_apart(refuse)
    assert (refused.value.code, refused.value.where, refused.value.params) == ("sheet_too_large", "a.xlsx", {"n": 7})
    with pytest.raises(ZeroDivisionError, match="of mine") as slipped:
        run_apart(slip)
    assert "in slip" in slipped.value.__notes__[0]


@pytest.mark.parametrize(
    ("work", "reason"), [(fill, "memory"), (hang, "time"), (hang_outside_python, "time"), (abort, "broke")]
)
def test_what_goes_beyond_its_limits_ends_alone(work: object, reason: str) -> None:
    with pytest.raises(Ended) as ended:
        run_apart(work, limits=SMALL)  # type: ignore[arg-type]
    assert ended.value.reason == reason
    assert run_apart(number) != os.getpid()  # the next is not touched


def test_a_copy_that_is_killed_ends_alone(tmp_path: Path) -> None:
    apart._forget()  # work of a copy that was used before is tried once more
    said = tmp_path / "pid"
    reasons: list[str] = []
    pause = threading.Event()

    def ask() -> None:
        try:
            run_apart(sleep, str(said))
        except Ended as ended:
            reasons.append(ended.reason)

    asking = threading.Thread(target=ask)
    asking.start()
    while not (said.exists() and said.read_text()):
        pause.wait(0.02)
    os.kill(int(said.read_text()), signal.SIGKILL)
    asking.join(20)
    assert reasons == ["broke"]


def test_a_copy_that_is_stopped_is_ended_by_the_clock_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_GRACE", 0.5)
    with pytest.raises(Ended) as ended:
        run_apart(stop, limits=Limits(seconds=1))
    assert ended.value.reason == "time"


def test_a_copy_that_stayed_small_is_used_again_and_a_large_one_is_not() -> None:
    first = run_apart(number)
    assert run_apart(number) == first
    run_apart(columns, 20_000_000)
    assert run_apart(number) != first


def test_a_copy_that_went_while_it_rested_costs_nothing() -> None:
    os.kill(run_apart(number), signal.SIGKILL)
    assert run_apart(columns, 3)["a"].equals(pa.array([0, 1, 2]))


def test_settings_go_with_the_work_but_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for day in ("2026-11-23", "2026-11-24"):
        monkeypatch.setenv("HANDOVER_TODAY", day)
        assert run_apart(today).isoformat() == day


def test_the_process_that_is_copied_is_started_anew_where_it_has_gone() -> None:
    parent = run_apart(os.getppid)
    os.kill(parent, signal.SIGKILL)
    # A copy that rests ends with its parent, but not at once.
    assert any(run_apart(os.getppid) != parent for _ in range(1_000))


def test_a_start_that_takes_long_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that is busy with readers: it was said that the file cannot be read because no process can be
    started."""
    apart._forget()
    monkeypatch.setattr(apart, "_LAST_ANSWER", 0.01)
    assert run_apart(columns, 3)["a"].equals(pa.array([0, 1, 2]))


def test_who_gets_no_copy_takes_the_source_of_copies_from_nobody() -> None:
    run_apart(number)
    source = apart._control
    assert not apart._gone(source)
    with socket.socket() as another:
        apart._forget(another)
    assert apart._control is source
    os.kill(run_apart(os.getppid), signal.SIGKILL)
    assert run_apart(columns, 3)["a"].equals(pa.array([0, 1, 2]))
    assert not apart._gone(apart._control)


def test_a_copy_has_no_key_and_says_nothing(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HANDOVER_KEY", "a secret of the store")
    apart._forget()
    assert run_apart(os.getenv, "HANDOVER_KEY") is None
    assert run_apart(os.write, 2, b"thread panicked") == 15
    assert capfd.readouterr().err == ""


def test_without_copies_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert run_apart(number) == os.getpid()
