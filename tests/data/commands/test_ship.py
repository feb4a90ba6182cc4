"""``ship``: the copy that a cluster reads is brought up to date, and what keeps the cluster from answering is said in
words."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path

import pytest

from data.__main__ import main
from data.settings import settings
from data.store import Store, open_store
from data.store.purging import purge
from data.store.shipping import manifest_of
from tests.data.store.builders import ADMIN, ask, prepared

ANSWER = {"survey": "s", "response_id": "R1", "answered_at": datetime(2024, 9, 1), "customer": "C1", "nps": 9.0}


def run(store: Store, *argv: str) -> tuple[int, str]:
    out = io.StringIO()
    return main(argv, store=store, out=out, rights=ADMIN), out.getvalue()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the copies; nobody listens at the address."""
    monkeypatch.setenv("HANDOVER_CLUSTER", f"sc://127.0.0.1:1|{tmp_path / 'copies'}")
    monkeypatch.setenv("HANDOVER_CLUSTER_ROWS", "0")
    settings.cache_clear()
    return tmp_path / "copies"


def test_a_copy_is_made_and_brought_up_to_date(store: Store, folder: Path) -> None:
    store.commit(prepared("surveys", [ANSWER]), ADMIN)
    code, said = run(store, "check")
    assert code == 0
    assert f"There is no copy in {folder} that the cluster could read" in said
    code, said = run(store, "ship")
    assert code == 0
    assert "The copy was made" in said
    assert "1 row." in said
    assert "The cluster does not answer at sc://127.0.0.1:1; the store answers all questions itself." in said
    store.commit(prepared("surveys", [{**ANSWER, "nps": 3.0}]), ADMIN)
    assert "is behind in 1 dataset;" in run(store, "check")[1]
    code, told = run(store, "ship", "--json")
    assert code == 0
    assert json.loads(told)["rows"] == {"surveys": 1}
    assert json.loads(told)["issues"] == ["cluster_unreached"]
    assert list(store.read(ask("select nps from {surveys}"), ADMIN)["nps"]) == [3.0], "the store answers all the same"


def test_what_is_past_its_days_is_in_no_copy(store: Store, folder: Path) -> None:
    store.commit(prepared("surveys", [ANSWER]), ADMIN)
    store.commit(prepared("settings", [{"setting": "retention.surveys", "value": "30"}]), ADMIN)
    run(store, "ship")
    (copy,) = folder.iterdir()
    assert len(list(copy.glob("rows_surveys/*.parquet"))) == 1
    assert [one.rows for one in purge(store, ADMIN)] == [1]
    assert manifest_of(copy) is None
    assert list(copy.glob("*/*.parquet")) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_why_no_copy_is_made_is_said(store: Store, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {
        "en": ("No cluster is named.", "This is not the address of a cluster", "The store is encrypted"),
        "zh": ("没有指定集群。", "这不是集群的地址", "数据存储已加密"),
    }[lang]
    code, said = run(store, "ship", "--lang", lang)
    assert (code, words[0] in said) == (2, True)
    monkeypatch.setenv("HANDOVER_CLUSTER", "spark.example.com")
    settings.cache_clear()
    code, said = run(store, "ship", "--lang", lang)
    assert (code, words[1] in said) == (2, True)
    monkeypatch.setenv("HANDOVER_CLUSTER", f"sc://127.0.0.1:1|{tmp_path / 'copies'}")
    settings.cache_clear()
    sealed = open_store(str(tmp_path / "sealed.duckdb"), key="a key of some length")
    code, said = run(sealed, "ship", "--lang", lang)
    assert (code, words[2] in said) == (2, True)
    assert not (tmp_path / "copies").exists()
    sealed.close()
