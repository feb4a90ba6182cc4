"""Commands that reach a store through the process that has it open."""

from __future__ import annotations

import signal
import socket
import socketserver
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import IO, cast

import orjson
import pytest

from data.access import Rights, local_rights
from data.store import Store, door, open_store

ROOT = Path(__file__).resolve().parents[3]
CALLER = local_rights("someone", "presenter")


def echo(program: str, argv: list[str], files: dict[str, bytes], store: Store, caller: Rights) -> tuple[int, str, str]:
    assert caller == CALLER
    sizes = {name: len(content) for name, content in files.items()}
    return len(argv), f"{program} {' '.join(argv)} {sizes}", f"version {store.version()}"


def test_a_command_goes_through_the_door(store: Store) -> None:
    opened = door.serve(store, echo)
    try:
        content = bytes(range(256)) * 5000
        answer = door.ask(store.address, ["load", "波次"], {"a.xlsx": content}, rights=CALLER, program="analytics")
        assert answer == (2, "analytics load 波次 {'a.xlsx': 1280000}", "version 0")
        assert door.door_file(store.address).stat().st_mode & 0o777 == 0o600
    finally:
        opened.close()
    assert door.ask(store.address, ["load"], rights=CALLER) is None


def test_a_door_is_closed_without_waiting_for_its_server_to_look(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = socketserver.BaseServer.serve_forever
    monkeypatch.setattr(socketserver.BaseServer, "serve_forever", lambda self: looks(self, poll_interval=600))
    opened = door.serve(store, echo)
    assert door.ask(store.address, ["load"], rights=CALLER) == (1, "data load {}", "version 0")
    closing = Thread(target=opened.close, daemon=True)
    closing.start()
    closing.join(timeout=60)
    assert not closing.is_alive()
    assert not door.door_file(store.address).exists()


def test_many_commands_at_once_get_their_own_answers(store: Store) -> None:
    opened = door.serve(store, echo)
    answers: dict[int, object] = {}

    def ask(number: int) -> None:
        answers[number] = door.ask(store.address, [str(number)], rights=CALLER)

    threads = [Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened.close()
    assert answers == {number: (1, f"data {number} {{}}", "version 0") for number in range(20)}


def test_a_door_whose_owner_is_gone_is_cleared_away(store: Store) -> None:
    opened = door.serve(store, echo)
    told = door.door_file(store.address).read_bytes()
    opened.close()
    door.door_file(store.address).write_bytes(told)
    assert door.ask(store.address, ["load"], rights=CALLER) is None
    assert not door.door_file(store.address).exists()


OWNER = """
import signal, sys
from data.store import door, open_store
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
door.serve(open_store(sys.argv[1], key=""), None)
print("open", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(("told", "left"), [(signal.SIGTERM, []), (signal.SIGKILL, [".door", ".sock"])])
@pytest.mark.parametrize("folder", ["s", "a-folder-with-a-name-too-long-for-a-socket" * 3])
def test_an_owner_that_ends_takes_its_door_along_and_the_next_clears_what_a_killed_one_left(
    tmp_path: Path, told: signal.Signals, left: list[str], folder: str
) -> None:
    path = tmp_path / folder / "programme.duckdb"
    command = [sys.executable, "-c", OWNER, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert cast("IO[bytes]", owner.stdout).readline() == b"open\n"
        place = Path(orjson.loads(door.door_file(path).read_bytes())["socket"])
        owner.send_signal(told)
        owner.wait(20)
    assert [ending for ending in (".door", ".sock") if Path(f"{path}{ending}").exists()] == [
        ending for ending in left if ending == ".door" or place.parent == path.parent
    ]
    assert place.exists() == (told == signal.SIGKILL)
    open_store(str(path), key="").close()
    assert sorted(one.name for one in path.parent.iterdir()) == ["programme.duckdb", "programme.duckdb.key"]
    assert not place.exists()
    assert place.parent.exists() == (place.parent == path.parent)


@pytest.mark.parametrize("sent", [b"nonsense", (9).to_bytes(8, "big") + b"{}", (2**40).to_bytes(8, "big")])
def test_who_does_not_know_the_word_is_not_heard(store: Store, sent: bytes) -> None:
    opened = door.serve(store, echo)
    place = orjson.loads(door.door_file(store.address).read_bytes())["socket"]
    wrong = orjson.dumps({"token": "0" * 64, "program": "data", "argv": [], "files": []})
    for message in (sent, len(wrong).to_bytes(8, "big") + wrong):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(place)
            line.sendall(message)
            line.shutdown(socket.SHUT_WR)
            assert line.recv(10) == b""
    opened.close()
