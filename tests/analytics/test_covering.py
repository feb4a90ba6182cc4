"""What proofs cover, by hand: the last that was held of a place decides, a place that is only spoken of is not covered,
and the union counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

import analytics.metrics  # noqa: F401  (all metrics register in one order, whichever is asked for first)
from analytics.covering import compute_coverage
from analytics.safeguards.charts.protection import proven_words
from analytics.safeguards.numbers.proven import claims_of, compute_proven, names_of
from data.language import Translator

DAY = date(2026, 11, 22)
LISTS = ("sites", "systems", "suppliers", "waves")
EN = Translator("en")


def controls(**said: str) -> pd.DataFrame:
    return pd.DataFrame([{"control": "C-1", **dict.fromkeys(LISTS), **said}])


def given_tests(*lines: dict[str, Any]) -> pd.DataFrame:
    """Tests of C-1, each a day after the one before; passed unless it says otherwise."""
    made = [
        {
            "control": "C-1",
            "tested_on": pd.Timestamp(2026, 10, 1) + timedelta(days=at),
            "result": "passed",
            **dict.fromkeys(LISTS),
            **line,
        }
        for at, line in enumerate(lines)
    ]
    return pd.DataFrame(made, columns=["control", "tested_on", "result", *LISTS])


def proofs(*lines: dict[str, Any]) -> pd.DataFrame:
    columns = ["controls", "sites", "systems", "suppliers", "wave", "made_on", "registered_on", "state"]
    made = [
        dict.fromkeys(columns) | {"controls": "C-1", "made_on": pd.Timestamp(2026, 10, 20), "state": "good"} | line
        for line in lines
    ]
    return pd.DataFrame(made, columns=columns)


def proven(control: pd.DataFrame, tested: pd.DataFrame, held: pd.DataFrame | None = None) -> tuple[int, int, str]:
    row = next(
        compute_proven(control, claims_of(tested, proofs() if held is None else held, DAY), DAY).itertuples(index=False)
    )
    return int(row.covered), int(row.whole), proven_words(row, EN)


BOTH = "Data centre 1; Data centre 2"


@pytest.mark.parametrize(
    ("control", "tested", "held", "right"),
    [
        # One of two sites is one of two, and two tests of one site each are both.
        ({"sites": BOTH}, [{"sites": "Data centre 1"}], [], (1, 2, "1 of 2 – Data centre 2: not tested")),
        ({"sites": BOTH}, [{"sites": "Data centre 1"}, {"sites": "data centre 2"}], [], (2, 2, "2 of 2")),
        # A test that names no site covers none.
        ({"sites": BOTH}, [{}], [], (0, 2, "0 of 2 – Data centre 1: not tested and Data centre 2: not tested")),
        # The last of a place decides; one without a result is not known.
        (
            {"sites": BOTH},
            [{"sites": BOTH}, {"sites": "Data centre 2", "result": "failed"}],
            [],
            (1, 2, "1 of 2 – Data centre 2: failed"),
        ),
        (
            {"sites": BOTH},
            [{"sites": BOTH}, {"sites": "Data centre 2", "result": None}],
            [],
            (1, 2, "1 of 2 – Data centre 2: tested, no result written"),
        ),
        # What is declared is what it must hold for; another place that was tested is no part of it.
        ({"sites": "Data centre 1"}, [{"sites": BOTH}], [], (1, 1, "1 of 1")),
        (
            {},
            [{"sites": BOTH}, {"sites": "Data centre 1", "result": "failed"}],
            [],
            (1, 2, "1 of 2 – Data centre 1: failed"),
        ),
        # A site with a system is a place of its own.
        (
            {"sites": BOTH, "systems": "CRM"},
            [{"sites": "Data centre 1", "systems": "CRM"}, {"sites": "Data centre 2"}],
            [],
            (1, 2, "1 of 2 – Data centre 2, CRM: not tested"),
        ),
        # A proof that names the measure covers what it names; an expired one nothing.
        ({"sites": BOTH}, [{"sites": "Data centre 1"}], [{"sites": "Data centre 2"}], (2, 2, "2 of 2")),
        (
            {"sites": BOTH},
            [{"sites": "Data centre 1"}],
            [{"sites": "Data centre 2", "state": "bad"}],
            (1, 2, "1 of 2 – Data centre 2: its proof has expired"),
        ),
        ({"sites": BOTH}, [{"sites": BOTH}], [{"sites": "Data centre 2", "state": "bad"}], (2, 2, "2 of 2")),
        (
            {"sites": BOTH},
            [{"sites": "Data centre 1"}],
            [{"sites": "Data centre 2", "controls": "C-9"}],
            (1, 2, "1 of 2 – Data centre 2: not tested"),
        ),
        (
            {"sites": BOTH},
            [{"sites": "Data centre 1"}],
            [{"sites": "Data centre 2", "made_on": pd.Timestamp(2027, 1, 1)}],
            (1, 2, "1 of 2 – Data centre 2: tested, no result written"),
        ),
        # Suppliers and waves stand beside the sites; of no wave by name is of all of them.
        (
            {"suppliers": "North; South", "waves": "W5; W6"},
            [{"suppliers": "North"}],
            [{"suppliers": "South", "wave": "W6"}],
            (4, 4, "4 of 4"),
        ),
        ({"waves": "W5; W6"}, [{"waves": "W5"}], [], (1, 2, "1 of 2 – W6: not tested")),
        # Nobody says what there is: then it is not known.
        ({}, [{}], [], (0, 0, "not said what it covers")),
        (
            {"sites": "A; B; C; D; E"},
            [],
            [],
            (0, 5, "0 of 5 – A: not tested, B: not tested and C: not tested and 2 more"),
        ),
    ],
)
def test_the_union_of_what_was_held(
    control: dict[str, str], tested: list[dict[str, Any]], held: list[dict[str, Any]], right: tuple[int, int, str]
) -> None:
    assert proven(controls(**control), given_tests(*tested), proofs(*held)) == right


def test_a_list_is_read_with_the_separators_of_both_languages_and_each_name_once() -> None:
    assert names_of(" Data centre 1；data centre 1、Data centre 2 , North ") == (
        "Data centre 1",
        "Data centre 2",
        "North",
    )
    assert names_of(None) == names_of("  ") == ()


def test_the_gates_and_the_measures_ask_the_same_judge() -> None:
    spoken = pd.DataFrame(
        [("A", True, "2026-10-01", "passed"), ("B", False, None, None), ("A", True, "2026-10-02", "failed")],
        columns=["site", "held", "held_on", "result"],
    ).assign(wave=None, planned_on=pd.NaT, held_on=lambda frame: pd.to_datetime(frame["held_on"]))
    found = compute_coverage(spoken, ("site",), DAY)
    assert found[["site", "covered", "why"]].to_numpy().tolist() == [["A", False, "failed"], ["B", False, "untested"]]
