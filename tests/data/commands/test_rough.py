"""Rough handling: settings that cannot be, places that cannot be written, output that goes away, and words for each."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from analytics.__main__ import main as analytics_main
from data import __main__ as commands
from data.access import Rights, local_rights
from data.problems import Refusal
from data.settings import settings
from data.store import door, open_store
from tests.data.commands.test_commands import ANSWERS, ROOT, run

STORE = "HANDOVER_STORE"


def as_process(*argv: str, **more: object) -> subprocess.CompletedProcess[str]:
    """A command as a process of its own, in the language of a machine that knows only ASCII."""
    env = {name: value for name, value in os.environ.items() if name.startswith("HANDOVER_")}
    env |= {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    env |= {"PYTHONDONTWRITEBYTECODE": "1"}  # with no room on the disk it would leave modules cut short behind
    command = [sys.executable, "-m", *argv]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False, **more)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("HANDOVER_LANG", "fr", "setting_invalid"),
        ("HANDOVER_TODAY", "tomorrow", "setting_invalid"),
        ("HANDOVER_ROLE", "boss", "setting_invalid"),
        ("HANDOVER_KEY_FILE", "/no/such/key", "key_file_unreadable"),
        ("HANDOVER_KEY_FILE", "{tmp}", "key_file_unreadable"),
        ("HANDOVER_KEY_FILE", "{tmp}/empty", "key_file_empty"),
        (STORE, "{tmp}/empty/below.duckdb", "store_not_reachable"),
        (STORE, "{tmp}/list.csv", "not_a_store"),
        (STORE, "{tmp}", "store_not_reachable"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(
    name: str, value: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").write_text("")
    (tmp_path / "list.csv").write_text(ANSWERS)
    monkeypatch.setenv(name, value.format(tmp=tmp_path))
    settings.cache_clear()
    status, told = run("batches")
    assert (status, told["refused"]["code"]) == (2, code)
    assert (name in told["refused"]["where"]) or (str(tmp_path) in told["refused"]["where"]) or "/no/such" in str(told)
    out = io.StringIO()
    assert analytics_main(["alerts", "--json"], out=out) == 2
    assert json.loads(out.getvalue()) == told
    assert (tmp_path / "list.csv").read_text() == ANSWERS


def test_an_empty_setting_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STORE, "")
    monkeypatch.setenv("HANDOVER_KEY_FILE", "")
    settings.cache_clear()
    assert (settings().store, settings().secret()) == ("var/programme.duckdb", None)


def test_a_pseudonym_key_that_was_cut_is_never_used(tmp_path: Path) -> None:
    """A key of no length would give every store the same pseudonyms."""
    open_store().close()
    key = Path(settings().store + ".key")
    for cut in ("", key.read_text()[:32], "no digits"):
        key.write_text(cut)
        with pytest.raises(Refusal, match="secret_damaged"):
            open_store()


def test_a_full_disk_is_told_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    import resource

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    file = tmp_path / "a.csv"
    file.write_text(ANSWERS, encoding="utf-8")
    done = as_process("data", "load", "surveys", str(file), "--json", preexec_fn=no_room)
    assert (done.returncode, json.loads(done.stdout)["refused"]["code"], done.stderr) == (2, "disk_full", "")
    assert not Path(settings().store + ".key").exists()
    open_store().close()
    assert run("batches") == (0, [])


def test_output_that_goes_away_ends_a_command_without_a_complaint() -> None:
    shell = f"{sys.executable} -m data datasets --json 2>&1 >{{}}; echo $?"
    ended = {}
    for place in ("/dev/full", "&-"):
        done = subprocess.run(["sh", "-c", shell.format(place)], cwd=ROOT, capture_output=True, text=True, check=False)
        ended[place] = done.stdout.split("\n")
    assert ended["/dev/full"][1].startswith("The answer could not be written")
    assert ended["/dev/full"][2] == "1"
    assert ended["&-"][0] == "0"
    shell = f"( {sys.executable} -m data datasets --json; echo $? >&2 ) | true"
    done = subprocess.run(["sh", "-c", shell], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("", "141\n")


def test_ctrl_c_is_answered_in_a_line() -> None:
    code = (
        "from data.commands.process import run\ndef main(argv):\n    raise KeyboardInterrupt\nraise"
        " SystemExit(run(main, ['--lang', 'zh']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (
        130,
        "",
        "\n已停止。未完成的部分没有入库，请查看批次清单。\n",
    )


def test_a_name_steers_no_terminal_and_stays_as_it_is_in_a_file() -> None:
    name = "\x1b]0;mine\x07\x1b[2Ja\x9bb\u202ec 波"
    code = (
        f"from data.commands.process import run\ndef main(argv):\n    print({name!r})\n    return 0\nraise"
        " SystemExit(run(main, []))"
    )
    ours, theirs = os.openpty()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=theirs, check=True)
    os.close(theirs)
    assert os.read(ours, 4096).decode() == "]0;mine[2Jabc 波\r\n"
    os.close(ours)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == name + "\n"


def test_what_nobody_expected_is_logged_under_a_number_and_not_shown(tmp_path: Path) -> None:
    code = (
        "import data.__main__ as it\nfrom data.commands.process import run\n"
        "def broken(arguments, console):\n    raise ZeroDivisionError('customer Zoe')\n"
        "it.COMMANDS['check'] = broken\nraise SystemExit(run(it.main, ['check']))"
    )
    log = tmp_path / "store" / "programme.duckdb.log"
    log.parent.mkdir()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")
    incidents = re.findall(r"incident ([0-9A-F]{8})", done.stdout)
    assert "Zoe" not in done.stdout
    written = log.read_text()
    assert [incident in written for incident in incidents] == [True]
    assert "ZeroDivisionError" in written
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_chinese_is_written_whatever_the_language_of_the_machine() -> None:
    open_store().close()
    done = as_process("analytics", "metric", "xyz", "--lang=zh")
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.startswith("没有")


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["fly"],
        ["load", "surveys"],
        ["load", "surveys", "x", "--nonsense"],
        ["demo", "--seed", "x"],
        ["undo", "x", "--reason"],
        ["load", "surveys", "x", "--sheet", "a", "--all-sheets"],
    ],
)
def test_what_is_wrong_with_a_command_is_said_in_chinese(argv: list[str]) -> None:
    out = io.StringIO()
    assert commands.main([*argv, "--lang", "zh"] if argv else ["--lang=zh"], out=out) == 2
    assert not re.search(r"argument|invalid|required|expected", out.getvalue())
    assert "。请" in out.getvalue()


def test_an_option_cut_short_is_not_taken_for_another() -> None:
    assert run("undo", "b1", "--reas", "x")[1]["refused"]["code"] == "usage"


def test_moments_say_their_zone_and_the_future_is_not_known(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(ANSWERS, encoding="utf-8")
    told = run("load", "surveys", str(file), "--known-at", "2026-09-07T18:00:00+08:00")[1]
    assert told["known_at"] == "2026-09-07T10:00:00"
    for asked in ("2099-01-01", "2026-11-24", "9999-12-31T23:59-09:00", "0001-01-01T00:00+09:00"):
        out = io.StringIO()
        assert analytics_main(["metric", "csat", "--as-of", asked, "--json"], out=out) == 2
        assert json.loads(out.getvalue())["refused"]["code"] in ("as_of_future", "not_a_moment")


def test_nobody_is_not_erased() -> None:
    open_store().close()
    for nobody in ("", "  ", "\u3000"):
        assert run("erase", nobody)[1]["refused"]["code"] == "customer_blank"
    assert run("batches") == (0, [])


def test_what_a_command_names_is_taken_from_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner of the store stands in another folder: files are sent, folders and back-ups named in full."""
    folder = tmp_path / "elsewhere"
    (folder / "in").mkdir(parents=True)
    (folder / "a.csv").write_text(ANSWERS, encoding="utf-8")
    (folder / "m.json").write_text('{"dataset": "surveys"}', encoding="utf-8")
    asked: list[tuple[list[str], dict[str, bytes]]] = []
    monkeypatch.chdir(folder)
    monkeypatch.setattr(commands, "open_store", _owned)

    def ask(address: str, argv: list[str], files: dict[str, bytes], *, rights: Rights) -> tuple[int, str, str]:
        assert rights == local_rights(settings().user, settings().role)
        asked.append((argv, files))
        return 0, "", ""

    monkeypatch.setattr(door, "ask", ask)
    for argv in (["load", "surveys", "a.csv", "--mapping=m.json"], ["watch", "in", "--once"], ["backup", "backup"]):
        assert commands.main(argv, out=io.StringIO()) == 0
    assert asked[0][1] == {"a.csv": ANSWERS.encode(), "m.json": b'{"dataset": "surveys"}'}
    assert asked[1][0] == ["watch", str(folder / "in"), "--once"]
    assert asked[2][0] == ["backup", str(folder / "backup")]


def _owned(**_: object) -> NoReturn:
    raise Refusal("store_owned")


def test_an_owner_that_stops_in_the_middle_is_not_taken_for_one_that_refused(tmp_path: Path) -> None:
    store = open_store()

    def die(*request: object) -> tuple[int, str, str]:
        raise ConnectionError

    opened = door.serve(store, die)  # type: ignore[arg-type]
    try:
        with pytest.raises(Refusal, match="door_broken"):
            door.ask(store.address, ["batches"], rights=local_rights("someone", "analyst"))
    finally:
        opened.close()
        store.close()


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ('{"dataset": "surveys",\n}', "mapping_not_json", "2:"),
        ("", "mapping_not_json", "1:1"),
        ("[]", "mapping_not_object", ""),
        ("{}", "mapping_field_missing", "dataset"),
        ('{"dataset": 5}', "mapping_value_wrong", "dataset"),
        ('{"dataset": "surveys", "spread": {"kind": "year", "first": "x"}}', "mapping_value_wrong", "spread.first"),
        ('{"dataset": "surveys", "colums": []}', "mapping_field_unknown", "colums"),
        (
            '{"dataset": "surveys", "columns": [{"header": "a", "shape": "x"}]}',
            "mapping_choice_unknown",
            "columns.0.shape",
        ),
        (
            '{"dataset": "surveys", "columns": [{"header": "a", "values": {"x": []}}]}',
            "mapping_value_wrong",
            "columns.0.values.x",
        ),
    ],
)
def test_a_bad_mapping_is_refused_by_path_and_place_in_words_of_our_own(
    text: str, code: str, where: str, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(ANSWERS)
    bad = tmp_path / "字段 映射.json"
    bad.write_text(text)
    said = {}
    for lang in ("en", "zh"):
        argv = ("load", "surveys", str(tmp_path / "list.csv"), "--mapping", str(bad), "--lang", lang)
        status, told = run(*argv)
        assert (status, told["refused"]["code"]) == (2, code)
        assert told["refused"]["where"].startswith(f"{bad}: {where}" if where else str(bad))
        said[lang] = told["refused"]["message"]
        assert not re.search(r"\bInput\b|Extra inputs|required|Invalid|expected value|trailing|EOF|\{", said[lang])
    assert "Records page" in said["en"]
    assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", said["zh"])


@pytest.mark.parametrize(("name", "code"), [("none.json", "file_missing"), (".", "file_unreadable")])
def test_a_mapping_that_is_no_file_is_refused_by_its_path(name: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(ANSWERS)
    path = str(tmp_path / name)
    status, told = run("load", "surveys", str(tmp_path / "list.csv"), "--mapping", path)
    assert (status, told["refused"]["code"], told["refused"]["where"]) == (2, code, path)


def test_an_unknown_role_is_refused_with_the_roles_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_ROLE", "boss")
    settings.cache_clear()
    told = run("batches")[1]["refused"]
    assert told["where"] == "HANDOVER_ROLE"
    assert all(role in told["message"] for role in ("executive", "analyst", "administrator"))
