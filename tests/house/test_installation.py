"""What a clone brings with it: pinned requirements, a safe configuration, and no trace of the machine it was made
on."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.source import ROOT, files

REQUIREMENTS = ("requirements.txt", "requirements-lake.txt", "requirements-cluster.txt", "requirements-dev.txt")
TEXT = (".py", ".md", ".txt", ".toml", ".po", ".sh", ".css", ".js", ".sql", ".json", ".csv", ".cfg", ".yml", ".yaml")


def config() -> dict[str, dict[str, object]]:
    return tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_are_pinned_exactly(name: str) -> None:
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    pins = [line for line in lines if line and line not in ("-r requirements.txt", "-r requirements-lake.txt")]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9_.-]+(\[[a-z,]+\])?==\d[\w.]*", pin)] == []
    assert pins == list(dict.fromkeys(pins))


def test_duckdb_is_the_version_whose_extensions_come_as_wheels() -> None:
    """docs/decisions: encryption at rest needs ``duckdb-extension-httpfs``, whose wheels stop at this version."""
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").split()
    assert {"duckdb==1.5.5", "duckdb-extension-httpfs==1.5.5"} <= set(pins)


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("browser", "gatherUsageStats", False),
        ("browser", "serverAddress", "localhost"),
        ("server", "enableStaticServing", True),
        ("server", "showEmailPrompt", False),
        ("server", "address", "127.0.0.1"),
        ("client", "showErrorDetails", "none"),
        ("client", "toolbarMode", "viewer"),
        ("runner", "magicEnabled", False),
    ],
)
def test_the_server_is_quiet_and_closed(section: str, name: str, value: object) -> None:
    """No usage statistics, no look-up of the outer address, only this machine, no traceback on screen, no magic."""
    assert config()[section][name] == value


def test_the_host_is_checked_and_uploads_are_limited() -> None:
    server = config()["server"]
    assert "localhost" in server["allowedHosts"]  # type: ignore[operator]
    assert 1 <= server["maxUploadSize"] <= 200  # type: ignore[operator]


def test_no_font_or_style_comes_from_elsewhere() -> None:
    """Everything the browser needs is served from here."""
    outside = re.compile(r"url\(\s*['\"]?https?:|@import|fonts\.(googleapis|gstatic)|cdn\.|unpkg|jsdelivr")
    shown = [path for path in files() if path.startswith(("pages/", "static/", ".streamlit/", "analytics/charts/"))]
    found = [path for path in shown if path.endswith(TEXT) and outside.search((ROOT / path).read_text("utf-8"))]
    assert found == []


def test_no_registry_and_no_path_of_a_machine() -> None:
    """pip reads its index from the environment; a clone works in any folder."""
    hosts = [
        "pypi" + ".org",
        "python" + "hosted.org",
        "npmjs" + ".org",
        "tuna.tsinghua" + ".edu",
        "mirrors" + ".aliyun",
    ]
    places = [
        "/tmp" + "/wt",
        "/work" + "/",
        "/opt" + "/wheels",
        "/opt" + "/pypi",
        "/root" + "/",
        "/home" + "/",
        "/Users" + "/",
    ]
    index = ["--index" + "-url", "--extra" + "-index", "--find" + "-links", "trusted" + "-host"]
    found = []
    for path in files():
        name = path.rsplit("/", 1)[-1]
        if not (path.endswith(TEXT) or name in ("Makefile", "run", "Dockerfile")):
            continue
        text = (ROOT / path).read_text(encoding="utf-8")
        found += [
            f"{path}: {word}" for word in hosts + places + index if re.search(rf"(?<![\w.~]){re.escape(word)}", text)
        ]
    assert found == []


def test_continuous_integration_runs_what_people_run() -> None:
    script = ROOT / ".ci/run"
    assert script.stat().st_mode & 0o111, "executable"
    lines = script.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines
    assert any(line.startswith("make test") for line in lines)


def test_stores_and_caches_are_not_kept_in_git() -> None:
    kept = [
        path for path in files() if path.startswith(("var/", ".venv/")) or path.endswith((".duckdb", ".pyc", ".wal"))
    ]
    assert kept == []
    assert {"var/", ".venv"} <= set((ROOT / ".gitignore").read_text(encoding="utf-8").split())
