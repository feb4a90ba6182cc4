"""What people reported elsewhere and no other file here writes in every variant: headings of plans, levels of risk, what is
asked before a number is taken for another."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest import prepare, understand
from tests.conftest import proving
from tests.data.ingest.tables import csv_book, prepared, values

MANY = settings(max_examples=proving(8, 150), deadline=None)
DAYS = st.dates(date(2025, 1, 1), date(2026, 10, 1))
HEADINGS = {
    "planned_start_on": ("计划开始日期", "计划开始时间", "Planned Start Date", "Baseline start", "原定开始"),
    "planned_finish_on": ("计划完成日期", "计划完成时间", "Planned End Date", "Baseline finish", "Planned finish"),
    "actual_start_on": ("实际开始日期", "实际开始时间", "Actual Start Date", "Actual start"),
    "actual_finish_on": ("实际完成日期", "实际完成时间", "Actual End Date", "Actual finish"),
    "percent_complete": ("完成进度", "完成百分比", "% Done", "% Complete", "Percent complete"),
}
LEVELS = ("Low", "Medium", "High")


@MANY
@given(
    st.fixed_dictionaries({field: st.sampled_from(names) for field, names in HEADINGS.items()}),
    st.permutations(sorted(HEADINGS)),
    st.lists(st.tuples(DAYS, st.integers(0, 60), st.integers(0, 99)), min_size=2, max_size=5),
)
def test_headings_of_a_plan_in_any_order_and_language(
    names: dict[str, str], order: list[str], rows: list[tuple[date, int, int]]
) -> None:
    right = {
        "planned_start_on": [day for day, _, _ in rows],
        "planned_finish_on": [day + timedelta(days=span) for day, span, _ in rows],
        "actual_start_on": [day + timedelta(days=1) for day, _, _ in rows],
        "actual_finish_on": [day + timedelta(days=span + 2) for day, span, _ in rows],
        "percent_complete": [done / 100 for _, _, done in rows],
    }
    lines = [",".join(["ID", "Task name", *(names[field] for field in order)])]
    for at in range(len(rows)):
        cells = [f"{rows[at][2]}%" if field == "percent_complete" else right[field][at].isoformat() for field in order]
        lines.append(",".join([str(at + 1), f"Step {at}", *cells]))
    done = prepared(csv_book("\n".join(lines)), "tasks", snapshot_on="2026-11-20")
    assert {field: values(done, field) for field in right} == right


@MANY
@given(
    st.lists(st.tuples(*[st.integers(1, 5)] * 4), min_size=2, max_size=6),
    st.sampled_from([("Likelihood", "Impact"), ("Probability rating", "Consequence"), ("可能性", "影响程度")]),
)
def test_a_plain_level_beside_a_residual_one_is_the_inherent(
    levels: list[tuple[int, ...]], heads: tuple[str, str]
) -> None:
    residual = [f"剩余{head}" if head > "\u3400" else f"Residual {head.lower()}" for head in heads]
    rows = [f"R{at},Leak,{','.join(map(str, one))}" for at, one in enumerate(levels)]
    done = prepared(csv_book("\n".join([f"Risk id,Risk,{','.join([*heads, *residual])}", *rows])), "risks", snapshot_on="2026-11-20")  # fmt: skip
    stored = zip(*(values(done, name) for name in ("likelihood_inherent", "impact_inherent", "likelihood", "impact")), strict=True)  # fmt: skip
    assert list(stored) == [tuple(map(str, one)) for one in levels]


@MANY
@given(st.lists(st.integers(2, 12).flatmap(lambda month: st.tuples(st.just(month), st.integers(1, 12))), min_size=2, max_size=6))  # fmt: skip
def test_days_that_may_be_months_are_asked_and_read_as_they_are_said(pairs: list[tuple[int, int]]) -> None:
    rows = "".join(f"C{at},{one:02}/{two:02}/2025\n" for at, (one, two) in enumerate(pairs))
    book = csv_book(f"Complaint number,Received at\n{rows}")
    how = understand(book, dataset="complaints")
    question = next(one for one in how.questions if one.code == "date_order")
    for order in ("dmy", "mdy"):
        done = prepare(book, how, answers={question.id: order, "wave": "none"})
        right = [date(2025, *((two, one) if order == "dmy" else (one, two))) for one, two in pairs]
        assert [day.date() for day in values(done, "opened_at")] == right


@MANY
@given(
    st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=5),
    st.sampled_from([";", ",", "\t", "|"]),
)
def test_a_line_that_names_its_separator_is_no_row(cents: list[int], mark: str) -> None:
    amounts = [f"{value / 100:.2f}".replace(".", "," if mark != "," else ".") for value in cents]
    rows = "".join(f"2026-09-01{mark}K{at}{mark}{text}\n" for at, text in enumerate(amounts))
    book = csv_book(f"sep={mark}\nPeriod{mark}Cost category{mark}Budget\n{rows}2026-09-01{mark}Z{mark}1{',' if mark != ',' else '.'}25\n")  # fmt: skip
    done = prepared(book, "costs")
    assert values(done, "budget") == [*(Decimal(value) / 100 for value in cents), Decimal("1.25")]
