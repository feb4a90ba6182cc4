"""Where a number comes from is said with it: loads and their age, why the limits, and who changed them when."""

from __future__ import annotations

import io
import json
from datetime import datetime

import pytest

from analytics.__main__ import main
from analytics.provenance import load_provenance
from analytics.scope import Scope
from analytics.standing import load_standing
from data.language import Translator
from data.store import Store
from pages.kit.passport import passport_list
from tests.analytics.conftest import answers, at, load
from tests.data.store.builders import ADMIN

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def told(store: Store) -> Store:
    """Answers of two loads; a target that was set, moved, and moved again by mistake, which was taken back."""
    load(store, "surveys", answers(40, at(1), score_nps=9), datetime(2026, 11, 15, 12))
    load(store, "surveys", answers(40, at(0), first=40, score_nps=9), datetime(2026, 11, 21, 12))
    load(
        store,
        "settings",
        [{"setting": "target.nps", "value": "35", "note": "board of 1 September"}],
        datetime(2026, 9, 2),
    )
    load(
        store,
        "settings",
        [{"setting": "target.nps", "value": "25"}, {"setting": "limit.nps.bad", "value": "5"}],
        datetime(2026, 10, 5),
    )
    wrong = load(store, "settings", [{"setting": "target.nps", "value": "99"}], datetime(2026, 11, 2))
    store.withdraw(wrong, ADMIN, reason="typed by mistake", known_at=datetime(2026, 11, 3))
    return store


def test_loads_age_and_changes_of_the_limits_are_said(told: Store, scope: Scope) -> None:
    # Told at six in the evening in London, on the 23rd in Shanghai.
    found = load_provenance(told, scope, load_standing(told, scope, "nps").passport)
    assert [(one.dataset, one.batches, one.last and one.last.isoformat(), one.age) for one in found.sources] == [
        ("surveys", 2, "2026-11-21", 2)
    ]
    assert [(one.setting, one.value, one.on.isoformat(), one.who, one.note) for one in found.changes] == [
        ("target.nps", "25", "2026-10-05", ADMIN.user, ""),
        ("limit.nps.bad", "5", "2026-10-05", ADMIN.user, ""),
        ("target.nps", "35", "2026-09-02", ADMIN.user, "board of 1 September"),
    ]


def test_of_an_earlier_moment_only_what_was_known_then(told: Store) -> None:
    standing = load_standing(told, Scope(ADMIN, as_of=datetime(2026, 9, 20)), "nps")
    assert [one.value for one in standing.provenance.changes] == ["35"]
    assert standing.provenance.sources[0].words(Translator("en")) == "Survey answers: never loaded"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            (
                "Survey answers: 2 loads, the last on 21\u00a0Nov\u00a02026 (2 d ago)",
                "board of 1 September",
                "Set for this programme",
            ),
        ),
        ("zh", ("满意度答卷：上传2次，最近为2026年11月21日（2天前）", "board of 1 September", "本项目自行设定")),
    ],
)
def test_a_reader_finds_them_in_the_passport(told: Store, scope: Scope, lang: str, words: tuple[str, ...]) -> None:
    shown = str(passport_list(load_standing(told, scope, "nps"), Translator(lang)))
    assert [one for one in words if one not in shown] == []
    assert shown.index("target.nps = 25") < shown.index("target.nps = 35")
    assert "99" not in shown


def test_the_command_tells_them_too(told: Store) -> None:
    out = io.StringIO()
    assert main(["metric", "nps", "--json"], store=told, out=out) == 0
    row = json.loads(out.getvalue())
    assert row["sources"] == "Survey answers: 2 loads, the last on 21\u00a0Nov\u00a02026 (2 d ago)"
    assert row["changes"].count("target.nps") == 2
