"""The demo programme leaves with everything and comes back: every metric and every alert says what it said before."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.access import Rights
from data.settings import settings
from data.store import Store, open_store
from data.store.arriving import arrive
from data.store.leaving import leave
from data.store.secret import secret_file
from tests.golden.dump import SCREEN, commands, differences, write


def test_every_metric_says_the_same_after_leaving_and_coming_back(
    demo: Store, rights: Rights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the programme says where it is stands in ``tests/golden/screen/commands``, which is held against it by
    ``test_screen``."""
    folder = leave(demo, tmp_path / "all", rights)
    done = arrive(folder.path, tmp_path / "n" / "b.duckdb", rights, key=None, secret=secret_file(Path(demo.address)))
    assert (done.batches, dict(done.rows)) == (folder.batches, dict(folder.rows))
    monkeypatch.setenv("HANDOVER_STORE", str(done.store))
    monkeypatch.setenv("HANDOVER_LANG", "en")
    settings.cache_clear()
    write(commands(), tmp_path / "said")
    assert len((SCREEN / "commands" / "metric.txt").read_text(encoding="utf-8").splitlines()) > 500
    assert differences(tmp_path / "said" / "commands", SCREEN / "commands") == []
    again = open_store(str(done.store))
    assert [issue.code for issue in again.check()] == ["check_not_encrypted"]
    again.close()
