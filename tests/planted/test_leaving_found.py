"""The demo programme leaves with everything and comes back: every metric and every alert says the same, also after an undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.access import Rights
from data.settings import settings
from data.store import Store, open_store
from data.store.arriving import arrive
from data.store.leaving import leave
from data.store.secret import secret_file
from tests.golden.dump import commands


def test_every_metric_says_the_same_after_leaving_and_coming_back(demo: Store, rights: Rights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    folder = leave(demo, tmp_path / "all", rights)
    done = arrive(folder.path, tmp_path / "n" / "b.duckdb", rights, key=None, secret=secret_file(Path(demo.address)))
    assert (done.batches, dict(done.rows)) == (folder.batches, dict(folder.rows))
    answers = []
    for address in (demo.address, str(done.store)):
        monkeypatch.setenv("HANDOVER_STORE", address)
        monkeypatch.setenv("HANDOVER_LANG", "en")
        settings.cache_clear()
        answers.append(commands())
    before, after = answers
    assert len(before["commands/metric.txt"]) > 500
    assert after == before
    again = open_store(str(done.store))
    assert [issue.code for issue in again.check()] == ["check_not_encrypted"]
    again.close()
