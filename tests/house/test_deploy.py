"""What is under ``deploy/`` and the lock of packages: they name what is there, and give nothing away."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.audit import locked, may_be_used, parts_list
from tests.house.source import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("handover.service", "handover-backup.service", "handover-backup.timer")


def unit(name: str) -> dict[str, dict[str, list[str]]]:
    """A unit of systemd: its keys may stand several times."""
    found: dict[str, dict[str, list[str]]] = {}
    for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value)
    return found


def started(command: list[str]) -> str:
    """What a command of the deployment runs, as a path of the checkout."""
    assert command[0].startswith("/srv/handover/.venv/bin/")
    name = command[command.index("run") + 1] if "run" in command else command[command.index("-m") + 1]
    return name if name.endswith(".py") else name.replace(".", "/")


def test_the_container_is_nobody_and_is_asked_whether_it_is_ready() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    last = text[text.rindex("\nFROM ") :]
    assert re.findall(r"^USER (\w+)$", last, re.M) == ["handover"]
    assert "--require-hashes -r /requirements.lock" in text
    commands = [re.findall(r'"([^"]+)"', line) for line in re.findall(r"CMD (\[.*\])", last)]
    assert [started(command) for command in commands] == ["pages/kit/probe", "asgi.py"]
    assert (ROOT / "asgi.py").exists()
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    for line in ("read_only: true", "cap_drop: [ALL]", '"no-new-privileges:true"', '"127.0.0.1:8501:8501"'):
        assert line in compose
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {"var", ".git", ".venv", "deploy/*.key"} <= set(ignored)


def test_units_start_what_there_is_as_nobody() -> None:
    from data.commands.parser import parser
    from data.language import Translator

    service, backup = unit("handover.service")["Service"], unit("handover-backup.service")["Service"]
    assert started(shlex.split(service["ExecStart"][0])) == "asgi.py"
    for line in backup["ExecStart"]:
        words = shlex.split(line)
        assert words[1:3] == ["-m", "data"]
        parser(Translator()).parse_args(words[3:])
    assert (service["User"], service["UMask"], service["ProtectSystem"]) == (["handover"], ["0077"], ["strict"])
    assert service["NoNewPrivileges"] == ["yes"]
    assert [line for line in service["Environment"] + backup["Environment"] if "HANDOVER_KEY=" in line] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine to check its units")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(re.sub(r"/srv/handover/\.venv/bin/\w+", "/bin/true", text), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if "handover" in line] == []


def test_the_proxy_passes_as_much_as_the_product_takes() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    config = configparser.ConfigParser()
    config.read_string(
        "[server]\n"
        + (ROOT / ".streamlit/config.toml").read_text(encoding="utf-8").split("[server]")[1].split("\n[")[0]
    )
    assert f"client_max_body_size {config['server']['maxUploadSize']}m" in text
    assert "location ^~ /_stcore/metrics { return 404; }" in text
    assert text.count("{") == text.count("}")
    assert "Upgrade $http_upgrade" in text


def test_every_package_is_locked_with_hashes() -> None:
    parts = {part.name: part for part in locked((ROOT / "requirements.lock").read_text(encoding="utf-8"))}
    assert [part.name for part in parts.values() if not part.hashes] == []
    pins = re.findall(
        r"^([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M
    )
    missing = [name for name, version in pins if name not in parts or parts[name].version != version]
    assert missing == [], "run `make lock`"
    assert {"starlette", "uvicorn", "cffi", "requests"} <= set(parts)  # those that others bring along too


@pytest.mark.parametrize(
    ("licence", "may"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("MIT License OR GNU General Public License v3 (GPLv3)", True),
        ("GPL-3.0-only", False),
        ("GNU Affero General Public License v3", False),
        ("AGPL-3.0-or-later", False),
        ("", False),
        ("Proprietary", False),
        ("SSPL-1.0", False),
        ("LGPL-2.1-or-later", True),
    ],
)
def test_licences_are_told_apart(licence: str, may: bool) -> None:
    assert may_be_used(licence) is may


def test_the_list_of_parts_names_each_by_version_and_hash() -> None:
    text = (
        "one==1.0 \\\n    --hash=sha256:"
        + "a" * 64
        + "\ntwo==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:"
        + "b" * 64
        + "\n"
    )
    parts = locked(text)
    assert [(part.name, part.version, part.marker, len(part.hashes)) for part in parts] == [
        ("one", "1.0", "", 1),
        ("two", "2.0", "sys_platform == 'win32'", 1),
    ]
    made = parts_list([(parts[0], "MIT")])
    assert made["components"][0]["purl"] == "pkg:pypi/one@1.0"
    assert made["components"][0]["hashes"] == [{"alg": "SHA-256", "content": "a" * 64}]
