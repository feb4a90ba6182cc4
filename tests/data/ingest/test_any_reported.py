"""What people reported elsewhere and no other file here writes in every variant: headings of plans, levels of risk,
what is asked before a number is taken for another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest import prepare, understand
from data.store.batch import Prepared
from tests.conftest import proving
from tests.data.ingest.tables import csv_book, prepared, values

MANY = settings(max_examples=proving(8, 150), deadline=None)
DAYS = st.dates(date(2025, 1, 1), date(2026, 9, 15))
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
    done = prepared(
        csv_book("\n".join([f"Risk id,Risk,{','.join([*heads, *residual])}", *rows])), "risks", snapshot_on="2026-11-20"
    )
    stored = zip(
        *(values(done, name) for name in ("likelihood_inherent", "impact_inherent", "likelihood", "impact")),
        strict=True,
    )
    assert list(stored) == [tuple(map(str, one)) for one in levels]


@MANY
@given(
    st.lists(
        st.integers(2, 12).flatmap(lambda month: st.tuples(st.just(month), st.integers(1, 12))), min_size=2, max_size=6
    )
)
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
    book = csv_book(
        f"sep={mark}\nPeriod{mark}Cost"
        f" category{mark}Budget\n{rows}2026-09-01{mark}Z{mark}1{',' if mark != ',' else '.'}25\n"
    )
    done = prepared(book, "costs")
    assert values(done, "budget") == [*(Decimal(value) / 100 for value in cents), Decimal("1.25")]


def costs_of(text: str) -> Prepared:
    """The costs of a file; where it is asked whether its amounts run up, they do not."""
    book = csv_book(text)
    how = understand(book, dataset="costs")
    return prepare(book, how, answers={one.id: "increments" for one in how.questions if "increments" in one.choices})


@MANY
@given(
    st.permutations([("BCWS", "budget"), ("BCWP", "earned"), ("ACWP", "actual")]),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.lists(st.tuples(*[st.integers(1, 10**6)] * 3), min_size=2, max_size=5),
)
def test_letters_of_earned_value_in_any_order_and_case(
    heads: list[tuple[str, str]], case: Callable[[str], str], rows: list[tuple[int, ...]]
) -> None:
    lines = [f"2026-09-{at + 1:02},IT,{','.join(map(str, row))}" for at, row in enumerate(rows)]
    done = costs_of("\n".join([f"Period,Cost category,{','.join(case(head) for head, _ in heads)}", *lines]))
    for at, (_, field) in enumerate(heads):
        assert values(done, field) == [Decimal(row[at]) for row in rows]


@MANY
@given(
    st.sampled_from(
        [
            "How easy was it? (0-10)",
            "How likely are you to use the app again (0-10)?",
            "Staff were polite (0-10)",
            "办理是否方便（0-10）",
            "您会再次光临吗（0-10）",
        ]
    ),
    st.lists(st.integers(0, 10), min_size=3, max_size=9),
)
def test_ten_points_alone_are_no_recommendation(question: str, scores: list[int]) -> None:
    rows = "".join(f"2026-11-02 10:0{at},C{at},{score}\n" for at, score in enumerate(scores))
    how = understand(csv_book(f"Timestamp,Customer,{question}\n{rows}"), dataset="surveys")
    assert "nps" not in [one.field for one in how.columns]


@MANY
@given(
    st.lists(st.integers(0, 10), min_size=2, max_size=9),
    st.sampled_from(["1980-01-01 00:00:00", "1970-01-01 00:00:00", "1900-01-01"]),
)
def test_no_answer_stands_on_a_day_that_stands_for_none(scores: list[int], day: str) -> None:
    head = (
        "id. Response ID,submitdate. Date submitted,lastpage. Last page,NPS. How likely are you to recommend us to a"
        " friend?"
    )
    book = csv_book("\n".join([head, *(f"{at},{day},3,{score}" for at, score in enumerate(scores))]))
    how = understand(book)
    assert "answered_at" in [one.id for one in how.questions]
    answers = {one.id: one.guess or "none" for one in how.questions} | {"answered_at": "2026-11-20"}
    done = prepare(book, how, answers=answers)
    assert {moment.date() for moment in values(done, "answered_at")} == {date(2026, 11, 20)}


@MANY
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.lists(st.integers(-11, 12), min_size=2, max_size=5, unique=True),
)
def test_one_moment_written_with_several_offsets_is_one_moment(moment: datetime, offsets: list[int]) -> None:
    """Until the programme has a zone it is asked for; then all of them are the same time of its clock."""
    cells = [f"{moment + timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}{hours:+03}:00" for hours in offsets]
    rows = "".join(f"{at},{cell},0\n" for at, cell in enumerate(cells))
    book = csv_book(f"Response ID,Timestamp,How likely are you to recommend us? (0-10)\n{rows}")
    how = understand(book, dataset="surveys")
    assert "zone" in [one.id for one in how.questions]
    done = prepare(book, how, answers={"wave": "none", "zone": "Asia/Shanghai"})
    assert values(done, "answered_at") == [moment + timedelta(hours=8)] * len(offsets)
