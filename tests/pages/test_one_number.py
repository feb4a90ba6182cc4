"""One number everywhere: tile, command, file and alert have the same value, window, limit and verdict."""

from __future__ import annotations

import io
import json
import re
from datetime import date, datetime
from typing import Any

import pytest

from analytics.__main__ import main
from analytics.alerts import evaluate_all
from analytics.judging import load_judge
from analytics.metrics import METRICS
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import local_rights
from data.language import Translator
from data.settings import settings
from data.store import Store
from pages.kit.passport import tile_of
from tests.analytics.conftest import load, today

__all__ = ["today"]

SCOPES: tuple[tuple[dict[str, Any], list[str]], ...] = (
    ({}, []),
    ({"waves": ("W3",)}, ["--wave", "W3"]),
    ({"as_of": datetime(2026, 11, 22, 23, 59, 59, 999999)}, ["--as-of", "2026-11-22"]),
    ({"start": date(2026, 9, 1), "end": date(2026, 10, 31)}, ["--from", "2026-09-01", "--to", "2026-10-31"]),
)


def asked(store: Store, metric: str, lang: str, more: list[str]) -> dict[str, Any]:
    out = io.StringIO()
    main(["metric", metric, "--json", "--lang", lang, *more], store=store, out=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize(("role", "lang"), [("administrator", "en"), ("executive", "zh")])
def test_tile_command_and_file_say_the_same(
    shown: Store, monkeypatch: pytest.MonkeyPatch, role: str, lang: str
) -> None:
    monkeypatch.setenv("HANDOVER_ROLE", role)
    settings.cache_clear()
    differing, known = [], 0
    for given, argv in SCOPES:
        scope = Scope(local_rights("local", role), **given)  # type: ignore[arg-type]
        scope = scope if scope.rights.row_level else scope.whole_weeks()
        for metric in METRICS:
            standing = load_standing(shown, scope, metric)
            t = Translator(lang, rounded=not scope.rights.row_level)
            tile, row, answer = tile_of(standing, t), standing.row(t), asked(shown, metric, lang, argv)
            told = answer["rows"][0]["value"] if answer["rows"] else None
            window = [row["from"], row["to"]] if row["from"] else None
            known += told is not None
            same = {
                "value": told == row["value"],
                "written": answer["written"].removesuffix("%") == tile.value,
                "window": answer["window"] == window or answer["rows"] == [],
                "limits": [answer[name] for name in ("target", "watch", "bad")]
                == [row[name] for name in ("target", "watch", "bad")],
                "state": answer["state"] == row["state"] == tile.state,
                "verdict": answer["verdict"] == row["verdict"]
                and tile.verdict + tile.reason in (answer["verdict"], *ends(answer["verdict"], tile)),
            }
            differing += [(metric, argv, name) for name, holds in same.items() if not holds]
    assert differing == []
    assert known >= 20


def ends(verdict: str, tile: Any) -> tuple[str, ...]:
    """The words of a tile of a sampled metric begin with the verdict; what follows is said of the change."""
    said = tile.verdict + tile.reason
    return (said,) if said.startswith(verdict) else ()


@pytest.mark.usefixtures("today")
def test_a_setting_moves_alert_and_tile_together(store: Store) -> None:
    """A fall of the limit of silence in the ledger of back-ups: the page's state and the alert come from one number."""
    load(
        store,
        "control_tests",
        [{"control": "C1", "kind": "backup", "tested_on": date(2026, 11, 3), "result": "passed"}],
    )
    rights = local_rights("tester", "administrator")
    codes = {alert.code for alert in evaluate_all(store, rights)}
    judge = load_judge(store, Scope(rights))
    assert ("backup_old" in codes, judge.state("backup.days", 20)) == (True, "watch")
    load(store, "settings", [{"setting": "backup.days", "value": "31"}])
    codes = {alert.code for alert in evaluate_all(store, rights)}
    judge = load_judge(store, Scope(rights))
    assert ("backup_old" in codes, judge.state("backup.days", 20)) == (False, "good")


@pytest.mark.usefixtures("today")
def test_money_has_the_currency_of_the_programme(store: Store) -> None:
    load(store, "programme", [{"programme": "P", "from_entity": "A", "to_entity": "B", "currency": "USD"}])
    load(
        store, "costs", [{"line": "L1", "category": "IT", "period": date(2026, 10, 1), "budget": 1000, "actual": 1200}]
    )
    out = io.StringIO()
    main(["metric", "final_cost"], store=store, out=out)
    tile = tile_of(load_standing(store, Scope(local_rights("local", "administrator")), "final_cost"), Translator("en"))
    assert (tile.value, tile.target) == ("$1,200", "budget $1,000")
    assert re.findall(r"[$¥][\d,]+", out.getvalue()) == ["$1,200", "$1,000"]
