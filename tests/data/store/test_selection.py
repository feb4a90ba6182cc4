"""What is selected and the day looked from are written out by the store, and by nobody's hand."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import product as combined
from typing import Any

import duckdb
import pytest

from analytics.frames import natural
from analytics.scope import Scope
from data.access import local_rights
from data.datasets import DATASETS
from data.store.relations import Relations
from data.store.selection import NARROWED, selected
from tests.house.source import literals, product

ROWS = [
    (datetime(2026, 3, 2, 23, 59), "W1", "B1", "retail", "web", "before"),
    (datetime(2026, 3, 3, 0, 0), "W2", "B1", "retail", "phone", "after"),
    (datetime(2026, 3, 9, 12, 0), "W2", "B2", "business", "web", None),
    (datetime(2026, 3, 9, 12, 0), None, None, None, None, None),
]
COLUMNS = ("at_time", "wave", "branch", "segment", "channel", "phase")


def kept(sql: str, **narrowed: Any) -> list[int]:
    """The places of the rows that a condition keeps."""
    scope = Scope(local_rights("tester", "administrator"), **narrowed)
    relations = Relations(DATASETS, scope.rights, date(2026, 3, 9))
    with duckdb.connect() as connection:
        connection.execute(
            "create table t (place int, at_time timestamp, wave text, branch text, segment text, channel text, phase"
            " text)"
        )
        connection.executemany(
            "insert into t values (?, ?, ?, ?, ?, ?, ?)", [(place, *row) for place, row in enumerate(ROWS)]
        )
        statement = relations.expand(f"select place from t as m where {sql} order by place")  # noqa: S608
        return [row[0] for row in connection.execute(statement, relations.params(statement, scope.params())).fetchall()]


@pytest.mark.parametrize(
    ("sql", "narrowed", "places"),
    [
        ("{selected}", {}, [0, 1, 2, 3]),
        ("{selected}", {"waves": ("W2",)}, [1, 2]),
        ("{selected}", {"start": date(2026, 3, 3), "end": date(2026, 3, 3)}, [1]),
        ("{selected}", {"waves": ("W1", "W2"), "channels": ("web",)}, [0, 2]),
        ("{selected}", {"phase": "after"}, [1]),
        ("{selected:wave}", {"waves": ("W2",), "channels": ("phone",)}, [1, 2]),
        ("{selected:m.branch,m.segment}", {"branches": ("B1", "B2"), "segments": ("business",)}, [2]),
        ("{selected:wave?}", {"waves": ("W1",)}, [0, 3]),
        ("{selected:m.wave?,m.branch}", {"waves": ("W1",)}, [0, 3]),
        ("cast(at_time as date) < {today}", {}, [0, 1]),
        ("not ({selected:wave} and {selected:phase})", {"waves": ("W2",), "phase": "after"}, [0]),
    ],
)
def test_rows_inside_the_selection_are_kept(sql: str, narrowed: dict[str, Any], places: list[int]) -> None:
    assert kept(sql, **narrowed) == places


def test_the_whole_selection_is_every_column_one_after_the_other() -> None:
    assert tuple(NARROWED) == COLUMNS
    one_by_one = " and ".join(selected(f"{{selected:{column}}}") for column in COLUMNS)
    assert selected("{selected}") == one_by_one
    for wave, phase in combined(("W1", "W2"), ("before", "after")):
        assert kept("{selected}", waves=(wave,), phase=phase) == kept(one_by_one, waves=(wave,), phase=phase)


def test_what_is_no_column_to_select_by_is_refused() -> None:
    with pytest.raises(ValueError, match=r"nothing is selected by 'm\.customer'"):
        selected("select * from t m where {selected:m.customer}")


def test_no_statement_writes_the_selection_by_hand() -> None:
    hand = re.compile(r"\$(waves|branches|segments|channels|phase)\s+is\s+null", re.IGNORECASE)
    written = [
        literal.place
        for path in product()
        if path.endswith(".py") and path != "data/store/selection.py"
        for literal in literals(path)
        if hand.search(literal.text)
    ]
    assert written == []


@pytest.mark.parametrize(
    "names",
    [
        ["首批", "第二批", "第三批", "第十批", "第十一批", "第二十批"],
        ["第1批", "第2批", "第10批", "第21批"],
        ["一期", "二期", "十期", "十二期"],
        ["W1", "W2", "W10"],
        ["Wave 2", "Wave 10", "Wave 21"],
        ["North", "South"],
    ],
)
def test_numbers_in_names_are_counted_by_python_and_by_the_store_alike(names: list[str]) -> None:
    """Figures and Chinese numerals: the second wave comes before the tenth."""
    mixed = sorted(names, key=lambda name: name[::-1])
    assert sorted(mixed, key=natural) == names
    sql = selected("select wave from (select unnest($names) as wave) order by {ordered:wave}")
    with duckdb.connect() as connection:
        assert [row[0] for row in connection.execute(sql, {"names": mixed}).fetchall()] == names


def test_a_place_whose_name_begins_with_a_numeral_is_none() -> None:
    assert sorted(["三亚支行", "北京支行"], key=natural) == ["三亚支行", "北京支行"]
    assert natural("三亚支行") == ((0, "三亚支行"),)
