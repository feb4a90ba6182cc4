"""Wordings of scales as numbers, with direction and number of points."""

from __future__ import annotations

import pytest

from data.ingest.scales import header_range, read_ratings

FIVE = {
    5: (
        "非常满意 很满意 十分满意 非常同意 完全同意 总是 |Very satisfied|Extremely satisfied|Strongly"
        " agree|Excellent|Always"
    ),
    4: "满意 比较满意 较满意 同意 比较同意 经常 |Somewhat satisfied|Satisfied|Agree|Good|Often",
    3: "一般 说不清 中立 普通 不确定 有时 |Neither satisfied nor dissatisfied|Neutral|Average|Fair|Sometimes",
    2: (
        "不满意 不太满意 比较不满意 较不满意 不同意 不太同意 很少 偶尔 |Somewhat dissatisfied|Slightly"
        " dissatisfied|Dissatisfied|Disagree|Poor|Rarely"
    ),
    1: (
        "非常不满意 很不满意 极不满意 非常不同意 完全不同意 从不 |Very dissatisfied|Extremely dissatisfied|Strongly"
        " disagree|Very poor|Never"
    ),
}


def words() -> list[tuple[str, int]]:
    found = []
    for value, text in FIVE.items():
        chinese, *english = text.split("|")
        found += [(word, value) for word in (*chinese.split(), *english)]
    return found


@pytest.mark.parametrize(("word", "value"), words())
def test_each_wording_has_its_place(word: str, value: int) -> None:
    rating = read_ratings([word])
    assert (rating.values, rating.points, rating.reversed) == ({word: value}, 5, False)


@pytest.mark.parametrize("word", ["不太满意", "不太同意", "比较不满意", "不满意", "Dissatisfied", "not satisfied"])
def test_no_dissatisfied_answer_becomes_a_satisfied_one(word: str) -> None:
    """T1: none of these is found by looking for "满意" or "satisfied" inside it."""
    assert read_ratings([word]).values[word] == 2


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("4", 4),
        ("4.0", 4),
        ("４", 4),
        (" 4 ", 4),
        ("4分", 4),
        ("5星", 5),
        ("★★★★☆", 4),
        ("★★★", 3),
        ("五星", 5),
        ("1.非常满意", 5),
        ("A.非常满意", 5),
        ("5、非常不满意", 1),
        ("满意（4分）", 4),
        ("满意 ", 4),
        ("VERY SATISFIED", 5),
        ("非常 满意", None),
    ],
)
def test_decorated_cells(cell: str, value: float | None) -> None:
    assert read_ratings([cell]).values.get(cell) == value


def test_words_win_over_the_numbers_before_them() -> None:
    """T2: in "1.非常满意" the 1 is a place in the list, not a score."""
    rating = read_ratings(["1.非常满意", "2.满意", "5.非常不满意"])
    assert rating.values == {"1.非常满意": 5, "2.满意": 4, "5.非常不满意": 1}


def test_ends_of_a_numbered_scale() -> None:
    cells = ["0 - Not at all likely", "10 - Extremely likely", "7"]
    assert read_ratings(cells).values == {"0 - Not at all likely": 0, "10 - Extremely likely": 10, "7": 7}


@pytest.mark.parametrize(("cell", "points"), [("8/10", None), ("4/5", 5), ("80%", 101), ("★★★★☆", 5)])
def test_how_many_points_a_cell_states(cell: str, points: int | None) -> None:
    assert read_ratings([cell]).points == points


@pytest.mark.parametrize("word", ["不适用", "不清楚", "未使用", "拒绝回答", "N/A", "Don't know", "Not stated", "(空)"])
def test_words_for_no_answer(word: str) -> None:
    rating = read_ratings([word, "满意"])
    assert (rating.values[word], rating.no_answer, rating.bad) == (None, (word,), ())


@pytest.mark.parametrize("word", ["基本满意", "一般满意"])
def test_a_wording_between_two_places_is_ambiguous(word: str) -> None:
    assert read_ratings([word, "满意"]).ambiguous == (word,)


def test_four_answers_without_a_middle() -> None:
    cells = ["非常满意", "比较满意", "比较不满意", "非常不满意"]
    sure = read_ratings(cells, counts=dict.fromkeys(cells, 10))
    assert (sure.points, sure.values) == (4, dict(zip(cells, (4, 3, 2, 1), strict=True)))
    few = read_ratings(cells, counts=dict.fromkeys(cells, 1))
    assert (few.points, few.maybe_four) == (5, True)


def test_six_answers_in_the_order_of_the_set() -> None:
    cells = ["非常满意", "满意", "比较满意", "一般", "不满意", "非常不满意"]
    rating = read_ratings(cells)
    assert (rating.points, rating.values) == (6, dict(zip(cells, (6, 5, 4, 3, 2, 1), strict=True)))


def test_two_answers() -> None:
    rating = read_ratings(["Satisfied", "Neutral or Dissatisfied"])
    assert (rating.points, rating.values) == (2, {"Satisfied": 2, "Neutral or Dissatisfied": 1})


@pytest.mark.parametrize(
    ("header", "limits"),
    [
        ("满意度(1-5)", (1, 5)),
        ("6、您推荐我们的可能性(0-10)", (0, 10)),
        ("愿意推荐的程度\n1 - 完全不愿意\n10 - 非常愿意", (1, 10)),
        ("打分（１～５分）", (1, 5)),
        ("Rate from 0 to 10", (0, 10)),
        ("2026-09 满意度", None),
        ("1-5月满意度", None),
        ("满意度", None),
    ],
)
def test_a_header_states_its_range(header: str, limits: tuple[int, int] | None) -> None:
    assert header_range(header) == limits


@pytest.mark.parametrize(
    ("header", "turned"),
    [
        (
            "Satisfaction\n1=Very satisfied, 2=Satisfied, 3=Neutral, 4=Dissatisfied, 5=Very dissatisfied, 9=Not stated",
            True,
        ),
        ("Satisfaction\n1=Very dissatisfied, 5=Very satisfied", False),
        ("Satisfaction (1-5)", None),
    ],
)
def test_a_code_book_in_the_header_tells_the_direction(header: str, turned: bool | None) -> None:
    rating = read_ratings(["1", "5"], header=header)
    assert (rating.reversed, rating.points) == (turned, 5)
