"""Alerts reach people: a real SMTP server and a real webhook receiver on loopback, one of which fails and recovers;
nothing is told twice."""

from __future__ import annotations

import io
import json
import logging
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.__main__ import main
from analytics.alerts import stopped
from analytics.alerts.answers import Watch, compute_watch, load_watch
from analytics.alerts.channels import Channel, load_channels, read_channels
from analytics.alerts.delivery import FIRST_WAIT, LONGEST_WAIT, TRIES, deliver, due_at, send_due
from analytics.alerts.ticking import Ticker
from analytics.judging import USUAL
from analytics.reach import compute_reach
from analytics.scope import Scope
from data.access import local_rights
from data.problems import Refusal
from data.settings import settings
from data.store import Store
from data.store.deliveries import Delivery, read_deliveries
from tests.analytics.conftest import load as put

pytestmark = pytest.mark.usefixtures("today")
NOW = datetime(2026, 11, 23, 8)
PASSWORD = "hunter2-secret"


@dataclass
class Receiver:
    """What arrived, and whether it is refused for now."""

    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    tried: int = 0
    failing: bool = False


@contextmanager
def webhook() -> Iterator[Receiver]:
    """A receiver of JSON by POST; while it fails it answers 503."""
    found = Receiver()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            found.tried += 1
            if not found.failing:
                found.taken.append(json.loads(content))
            self.send_response(503 if found.failing else 200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Not on the screen of the tests."""

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Answer), found):
        yield found


@contextmanager
def mail_server() -> Iterator[Receiver]:
    """An SMTP server (RFC 5321) that asks for a password; while it fails it refuses each mail for now (451)."""
    found = Receiver()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 localhost ESMTP")
            while line := self.rfile.readline():
                word = line.split()[0].upper().decode()
                if word == "EHLO":
                    self.say("250-localhost", "250 AUTH PLAIN LOGIN")
                elif word == "AUTH":
                    self.say("235 in")
                elif word == "DATA":
                    self.say("354 go on")
                    lines = list(iter(self.rfile.readline, b".\r\n"))
                    found.tried += 1
                    if not found.failing:
                        mail = message_from_bytes(b"".join(lines), policy=policy.default)
                        body = mail.get_body(("plain",))
                        found.taken.append(
                            {
                                "title": mail["subject"],
                                "message": "" if body is None else body.get_content(),
                                "to": mail["to"],
                            }
                        )
                    self.say("451 not now" if found.failing else "250 taken")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 fine")

        def say(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads = True, True

    with serving(Server(("127.0.0.1", 0), Session), found):
        yield found


@contextmanager
def serving(server: Any, found: Receiver) -> Iterator[None]:
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def mail_to(port: int) -> str:
    return (
        f"mailto://handover:{PASSWORD}@127.0.0.1:{port}/?from=handover@example.com&to=board@example.com&mode=insecure"
    )


def leak(number: int, name: str, ended: bool = False) -> dict[str, Any]:
    return {
        "incident": f"IN-{number}",
        "kind": "data",
        "name": name,
        "occurred_at": datetime(2026, 11, 20, 9),
        "detected_at": datetime(2026, 11, 20, 10),
        "ended_at": None if not ended else datetime(2026, 11, 21, 8),
    }


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the leaks of this test are alerts: of a store that has nothing else the others would be about what is
    missing."""
    from analytics.alerts import delivery

    def only(store: Store, scope: Scope) -> Any:
        found = load_watch(store, scope)
        return replace(
            found,
            every=tuple(one for one in found.every if one.code == "leak"),
            apart=tuple(one for one in found.apart if one.alert.code == "leak"),
        )

    monkeypatch.setattr(delivery, "load_watch", only)


@pytest.mark.usefixtures("quick")
def test_each_alert_is_told_once_and_one_that_could_not_be_taken_is_tried_again(store: Store, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    put(store, "programme", [{"programme": "P", "from_entity": "Lakeside", "to_entity": "Meridian"}])
    with mail_server() as mail, webhook() as hook:
        both = (
            Channel("board", mail_to(mail.port), lang="zh"),
            Channel("ops", f"json://ops:{PASSWORD}@127.0.0.1:{hook.port}/alerts", "serious", "en"),
        )
        assert deliver(store, both, now=NOW).sent == 0, "nothing holds"
        put(store, "incidents", [leak(1, "Mail to the wrong list")])
        hook.failing = True
        first = deliver(store, both, now=NOW)
        assert (first.sent, first.waiting) == (1, 1)
        assert [(one["title"], one["to"]) for one in mail.taken] == [
            ("严重 · Lakeside → Meridian", "board@example.com")
        ]
        assert mail.taken[0]["message"].startswith("个人信息泄露：Mail to the wrong list（IN-1）")
        tries = hook.tried
        assert deliver(store, both, now=NOW + timedelta(seconds=30)).waiting == 1
        assert hook.tried == tries, "it is waited for a minute"
        assert send_due(store, both, now=NOW + timedelta(minutes=1)).waiting == 1
        assert hook.tried > tries
        hook.failing = False
        assert send_due(store, both, now=NOW + timedelta(minutes=2)).waiting == 1, "the second wait is two minutes"
        assert send_due(store, both, now=NOW + timedelta(minutes=3)).sent == 1
        assert [one["title"] for one in hook.taken] == ["serious · Lakeside → Meridian"]
        assert hook.taken[0]["message"].startswith("Personal data got out: Mail to the wrong list (IN-1)")
        for later in range(2, 30):
            assert deliver(store, both, now=NOW + timedelta(hours=later)).sent == 0
        put(store, "incidents", [leak(2, "Lost laptop")])
        assert deliver(store, both, now=NOW + timedelta(days=2)).sent == 2
        put(store, "incidents", [leak(1, "Mail to the wrong list", ended=True)])
        assert deliver(store, both, now=NOW + timedelta(days=3)).sent == 2
        assert [one["title"].split(" · ")[0] for one in mail.taken] == ["严重", "严重", "预警解除"]
        assert [one["title"].split(" · ")[0] for one in hook.taken] == ["serious", "serious", "Over"]
        assert "Mail to the wrong list" in hook.taken[-1]["message"]
        assert deliver(store, both, now=NOW + timedelta(days=4)).sent == 0
    log = read_deliveries(store)
    assert [(one.channel, one.event, one.state, one.tries) for one in log][:2] == [
        ("board", "new", "sent", 1),
        ("ops", "new", "sent", 3),
    ]
    assert PASSWORD not in caplog.text
    assert PASSWORD not in repr((both, log))
    with store._cursor() as cursor:
        assert PASSWORD not in str(cursor.execute("select * from deliveries").fetchall())
        assert PASSWORD not in str(cursor.execute("select * from audit").fetchall())


@pytest.mark.usefixtures("quick")
def test_the_first_time_all_that_holds_is_one_message_and_what_ends_unsent_is_not_told(store: Store) -> None:
    put(store, "incidents", [leak(1, "One"), leak(2, "Two")])
    said: list[tuple[str, str]] = []

    def take(channel: Channel, title: str, body: str) -> str:
        said.append((title, body))
        return ""

    channel = (Channel("ops", "json://localhost"),)
    assert deliver(store, channel, now=NOW, using=take).sent == 1
    assert said[0][0].startswith("2 alerts hold, 2 of them serious")
    assert [said[0][1].count(name) for name in ("One", "Two")] == [1, 1]
    put(store, "incidents", [leak(3, "Three")])
    assert deliver(store, channel, now=NOW, using=lambda *_: "refused").waiting == 1
    put(store, "incidents", [leak(3, "Three", ended=True), leak(1, "One", ended=True)])
    assert deliver(store, channel, now=NOW + timedelta(days=1), using=take).sent == 1
    assert "Three" not in said[1][1]
    assert "One" in said[1][1]
    states = [(one.event, one.state) for one in read_deliveries(store)]
    assert states == [("many", "sent"), ("new", "dropped"), ("over", "sent"), ("over", "dropped")]


@pytest.mark.usefixtures("quick")
def test_what_becomes_serious_is_told_once_more_and_says_what_became_worse(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Complaints 12 days old are to be watched, 22 days old they are serious: the first message would say all is as it
    was told."""
    from analytics.alerts import delivery

    age, said = [12], []

    def watched(*_: Any) -> Watch:
        reach = compute_reach("complaints", {"complaints": NOW.date() - timedelta(days=age[0])}, NOW.date(), USUAL)
        given = pd.DataFrame(columns=["alert", "kind", "owner", "answered_on", "until", "reason", "answered_by"])
        every = tuple(stopped.compute_alerts([reach], NOW.date())) if reach.old else ()
        return compute_watch(every, given, pd.DataFrame(columns=["alert", "n", "open"]), NOW.date())

    monkeypatch.setattr(delivery, "load_watch", watched)
    channels = (Channel("ops", "json://a", "all", "en"), Channel("board", "json://b", "serious", "zh"))

    def told(days: int, answer: str = "") -> list[tuple[str, str]]:
        said.clear()
        age[0] = days

        def take(channel: Channel, title: str, body: str) -> str:
            said.append((f"{channel.name}: {title}", body.replace("\u00a0", " ")))
            return answer

        deliver(store, channels, now=NOW + timedelta(days=days), using=take)
        return list(said)

    assert [title for title, _ in told(12)] == ["ops: watch · Handover"]
    assert told(13) == []
    (worse, new) = told(22)
    assert (worse[0], new[0]) == ("ops: Worse: now serious · Handover", "board: 严重 · Handover")
    assert worse[1].split("\n")[:2] == [
        "“Complaints” has not come for 22 days, every 7 are agreed; what happened since 1 Nov 2026 is not known",
        "Told to be watched on 5 Dec 2026: “Complaints” has not come for 12 days, every 7 are agreed; what happened since"
        " 11 Nov 2026 is not known",
    ]
    assert [told(days) for days in (23, 13, 24)] == [[], [], []], "once, also where it goes back and forth"
    assert [title.split(" · ")[0] for title, _ in told(1)] == ["ops: Over", "board: 预警解除"]
    told(12)
    assert [title.split(" · ")[0] for title, _ in told(25, "refused")] == ["ops: Worse: now serious", "board: 严重"]
    assert [title.split(" · ")[0] for title, _ in told(1)] == ["ops: Over"], "what was not taken is not told any more"
    with store._cursor() as cursor:  # a store of before it was kept how grave an alert was told
        cursor.execute("update deliveries set serious = null")
    told(12)
    with store._cursor() as cursor:
        cursor.execute("update deliveries set serious = null")
    assert "ops" not in {title.split(":")[0] for title, _ in told(26)}, "as what it was told is not known"


def test_waits_grow_to_an_hour_and_end() -> None:
    one = Delivery("ops", "new", {"a": ()}, "", "", NOW)
    assert due_at(one) == NOW
    waits = [due_at(replace(one, tried_at=NOW, tries=tries)) - NOW for tries in range(1, TRIES)]
    assert waits[:7] == [FIRST_WAIT * 2**power for power in range(6)] + [LONGEST_WAIT]
    assert set(waits[6:]) == {LONGEST_WAIT}
    assert sum(waits, timedelta()) > timedelta(days=2)


def test_channels_are_read_from_their_file_and_no_address_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "channels"
    file.write_text(
        f"# to whom\n\nboard {mail_to(25)} serious zh\nops json://localhost/hook\nqywx wecombot://botkey\nding"
        " dingtalk://token\nfeishu feishu://token\nslack slack://TokenAAAA/TokenBBBB/TokenCCCC/#alerts\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("HANDOVER_CHANNELS_FILE", str(file))
    settings.cache_clear()
    found = load_channels()
    assert [(one.name, one.least, one.lang) for one in found][:2] == [("board", "serious", "zh"), ("ops", "all", "en")]
    assert len(found) == 6
    assert PASSWORD not in repr(found)
    for line in (f"mail nothing://{PASSWORD}", f"board {mail_to(25)} loud", "alone", f"a {mail_to(1)}\na {mail_to(2)}"):
        file.write_text(line, encoding="utf-8")
        with pytest.raises(Refusal) as refused:
            read_channels(file)
        assert (refused.value.code, PASSWORD in str(refused.value.params)) == ("channel_unreadable", False)
    with pytest.raises(Refusal, match="channels_unreadable"):
        read_channels(tmp_path / "nowhere")


@pytest.mark.usefixtures("quick")
def test_the_command_delivers_tests_and_tells_what_was_sent(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*argv: str, role: str = "administrator") -> tuple[int, Any]:
        out = io.StringIO()
        code = main(["deliver", *argv, "--json"], store=store, out=out, rights=local_rights("x", role))
        return code, json.loads(out.getvalue())

    assert asked()[1]["refused"]["code"] == "channels_none"
    assert asked(role="executive")[1]["refused"]["code"] == "not_allowed"
    put(store, "incidents", [leak(1, "One")])
    with webhook() as hook:
        file = tmp_path / "channels"
        file.write_text(f"ops json://127.0.0.1:{hook.port}/", encoding="utf-8")
        monkeypatch.setenv("HANDOVER_CHANNELS_FILE", str(file))
        monkeypatch.setenv("HANDOVER_ADDRESS", "https://handover.example.com/")
        settings.cache_clear()
        assert asked("--test") == (0, {"channels": [{"channel": "ops", "taken": True}]})
        assert asked() == (0, {"sent": 1, "waiting": 0, "given_up": 0})
        assert asked() == (0, {"sent": 0, "waiting": 0, "given_up": 0})
        assert "https://handover.example.com/safeguards?lang=en" in hook.taken[1]["message"]
        code, answer = asked("--log")
        assert (code, [(one["channel"], one["event"], one["state"]) for one in answer["deliveries"]]) == (
            0,
            [("ops", "new", "sent")],
        )
        assert asked("--brief") == (0, {"sent": 1, "waiting": 0, "given_up": 0})
        assert hook.taken[2]["title"].startswith("Brief of week 48")
        assert "Not all is well" in hook.taken[2]["message"]


@pytest.mark.usefixtures("quick")
def test_the_owner_looks_after_each_load(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "channels"
    file.write_text("ops json://localhost/", encoding="utf-8")
    monkeypatch.setenv("HANDOVER_CHANNELS_FILE", str(file))
    settings.cache_clear()
    taken, arrived = [], threading.Event()

    def take(channel: Channel, title: str, body: str) -> str:
        taken.append(body)
        arrived.set()
        return ""

    monkeypatch.setattr("analytics.alerts.delivery.deliver.__kwdefaults__", {"now": None, "using": take})
    monkeypatch.setattr("analytics.alerts.delivery.send_due.__kwdefaults__", {"now": None, "using": take})
    ticker = Ticker(store, look=0.05)
    ticker.start()
    put(store, "incidents", [leak(1, "One")])
    assert arrived.wait(120)
    ticker.stop()
    assert [body.split("\n")[0] for body in taken] == ["Personal data got out: One (IN-1)"]
