"""What one column becomes: its field, how its cells are read, and what only a person can say about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as default
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import Dataset, Field
from data.ingest import dates, scales, values
from data.ingest.cell_words import FEW_WORDS, LONGEST_WORD, are_values, counted, words_of
from data.ingest.convert import USUAL_POINTS, as_read
from data.ingest.layout import BLOCKS, Column, Layout
from data.ingest.mapping import ColumnMapping
from data.ingest.measures import lasting_questions, percent_questions, unit_questions
from data.ingest.moments import period_days
from data.ingest.month_days import OF_DAYS, share_alone
from data.ingest.names import Match
from data.ingest.platforms.meta import dates_stand_for_none, is_personal
from data.ingest.questions import Question
from data.ingest.recognition import answers, personal
from data.ingest.recognition.facts import names_people
from data.ingest.recognition.meanings import meaning
from data.ingest.spans import may_last, share_lasting
from data.ingest.wording import STATED_SCALE, column_letters, plain
from data.ingest.workbook import Grid

_MOST_LOOKED_AT = 5000
_LOOKED_AT_FOR_PEOPLE = 200
_NAME_OF = frozenset(("name", "customer", "account", "person", "firm"))
_OPTION_CODES = {"-2": "empty", "-3": "skipped"}


@dataclass(frozen=True)
class ColumnGuess:
    """One line of the mapping table. ``read_as`` is a code of the catalogue (``read_as.<code>``) with its
    parameters."""

    index: int
    letter: str
    header: str
    samples: tuple[str, ...]
    field: str | None
    certainty: float
    read_as: str
    params: dict[str, Any] = default(default_factory=dict)
    points: int | None = None
    reversed: bool = False
    doubtful: bool = False


def distinct(grid: Grid, column: Column, layout: Layout) -> list[str]:
    """The distinct non-empty texts of a column below the header (the first some thousand)."""
    encoded = grid.encoded(column.index, layout.first_row)
    return [text for text in encoded.dictionary.slice(0, _MOST_LOOKED_AT).to_pylist() if text]


def read_ratings(grid: Grid, column: Column, layout: Layout) -> scales.Rating:
    texts = distinct(grid, column, layout)
    if "coded" in column.hints:
        texts = [text for text in texts if text not in _OPTION_CODES]
    return scales.read_ratings(texts, header=column.header, counts=counted(grid, column, layout))


def fitting(grid: Grid, column: Column, layout: Layout, dataset: Dataset, match: Match | None) -> Match | None:
    """The match, less certain or gone where the cells do not read as the field's type."""
    if match is None:
        return None
    field = dataset.by_name[match.field]
    texts = [text for text in distinct(grid, column, layout)[:200] if not values.is_missing(text)]
    if not texts or column.field is not None:
        return match
    if field.type == "timestamp" and dates_stand_for_none(grid, column.index, layout.first_row):
        return None
    share = _readable(grid, column, layout, field, texts)
    if share >= 0.5:
        return match
    if field.required and match.certainty >= 0.95:
        return Match(match.field, 0.6)
    return None if share < 0.2 or match.certainty < 0.95 else Match(match.field, 0.6)


def _readable(grid: Grid, column: Column, layout: Layout, field: Field, texts: list[str]) -> float:
    if field.type == "rating":
        rating = read_ratings(grid, column, layout)
        readable = len([value for value in rating.values.values() if value is not None]) + len(rating.ambiguous)
        return readable / max(1, readable + len(rating.bad))
    if field.type in ("date", "timestamp", "month"):
        read = max(dates.style_of(texts).readable, len(period_days(texts, dates.ANY_YEAR)) / len(texts))
        read = max(read, share_alone(texts) if field.type in OF_DAYS else 0.0)
        return max(read, share_lasting(texts) if may_last(field) else 0.0)
    if field.type in ("choice", "boolean"):
        # A few words that nobody declared are asked about, not thrown away with their column.
        few = len(texts) <= FEW_WORDS and all(len(text) <= LONGEST_WORD for text in texts) and not are_values(texts)
        few = few and not names_people(column.header, texts)  # who raised it is none of staff, customer, monitoring
        known = sum(answers.is_read(text, field) or answers.meant(text, field) is not None for text in texts) / len(
            texts
        )
        return max(known, 0.5 if few and field.type == "choice" else 0.0)
    if field.unit == "share" and STATED_SCALE.search(column.header):
        return 0.0  # Prob (1-5) is a level
    if field.type in ("integer", "number", "decimal"):
        number = values.reader(field)
        if field.type == "integer" and sum(text.rstrip().endswith(("%", "％")) for text in texts) > 0.5 * len(texts):
            return 0.0  # 34% is no count
        return sum(number(text) is not None for text in values.pointed(texts)) / len(texts)
    return 1.0


def read_column(
    grid: Grid,
    column: Column,
    layout: Layout,
    dataset: Dataset,
    match: Match | None,
    words: Mapping[str, float | str | bool | None] | None = None,
) -> tuple[ColumnMapping, ColumnGuess, list[Question]]:
    """The mapping of a column, its line in the mapping table, and its questions. ``words`` are words of cells whose
    meaning was said for another file."""
    line = ColumnMapping(header=column.header, index=column.index)
    if match is None or column.skip:
        _without_field(line, column, dataset, distinct(grid, column, layout)[:_LOOKED_AT_FOR_PEOPLE])
        return line, describe(grid, column, layout, dataset, line, 1.0), []
    field = dataset.by_name[match.field]
    line.field = field.name
    line.zone = column.zone
    line.codes = "coded" in column.hints
    questions: list[Question] = []
    certainty = match.certainty
    if field.type == "rating":
        questions = _rating(grid, column, layout, dataset, field, line)
    elif field.type in ("date", "timestamp", "month"):
        questions = _date(grid, column, layout, dataset, field, line)
    elif field.type in ("choice", "boolean"):
        line.values = dict(words or {})
        questions = words_of(grid, column, layout, dataset, field, line)
    elif field.type == "decimal":
        factor = (
            values.unit_factor(column.unit)
            or values.unit_factor(column.header)
            or next((found for found in map(values.unit_factor, layout.titles) if found), None)
        )
        line.factor = factor or 1.0
        if factor is None and field.unit == "currency":
            questions = unit_questions(*_asked_of(grid, column, layout, line), column, field)
    elif field.unit == "share":
        questions = percent_questions(*_asked_of(grid, column, layout, line), column, field)
    guess = describe(grid, column, layout, dataset, line, certainty)
    return line, replace(guess, doubtful=guess.doubtful or bool(questions)), questions


def _asked_of(
    grid: Grid, column: Column, layout: Layout, line: ColumnMapping
) -> tuple[list[str], tuple[tuple[int, str, str], ...], str]:
    """What a question about the cells of a column needs: its texts, three samples, and the end of the question's id."""
    return distinct(grid, column, layout), samples_of(grid, column, layout), _key(line, column)


def _without_field(line: ColumnMapping, column: Column, dataset: Dataset, texts: list[str]) -> None:
    line.why = column.skip
    own = is_personal(column.header) or personal.kind_of_column(texts) or names_people(column.header, texts)
    own = own or _names_customers(column.header, dataset)
    if not column.skip and own:
        line.why = "personal"
    if line.why:
        return
    line.keep = "answers" in dataset.by_name
    line.why = "" if line.keep else "no_field"
    line.shape, line.separator, line.group, line.option = column.shape, column.separator, column.group, column.option
    line.choices = list(column.choices)
    line.codes = "coded" in column.hints
    line.joined = "joined" in column.hints


def _names_customers(header: str, dataset: Dataset) -> bool:
    """Whether a column without a field, in a list with a row for each customer, says by what name one goes: *Legal
    name*."""
    told = meaning(header).concepts
    return dataset.key == ("customer",) and "name" in told and told <= _NAME_OF


def _key(line: ColumnMapping, column: Column) -> str:
    return line.field or column_letters(column.index)


def samples_of(grid: Grid, column: Column, layout: Layout) -> tuple[tuple[int, str, str], ...]:
    """Three rows with different answers: (row, this cell, another telling cell of the row)."""
    cells = grid.below(column.index, layout.first_row)
    beside = next(
        (
            other.index
            for other in reversed(layout.columns)
            if other.index != column.index and other.question and not other.skip and other.shape not in BLOCKS
        ),
        None,
    )
    found: list[tuple[int, str, str]] = []
    seen: set[str] = set()
    for at, text in enumerate(cells.slice(0, _MOST_LOOKED_AT).to_pylist()):
        if text is None or text.strip() in seen or text.strip() in _OPTION_CODES:
            continue
        seen.add(text.strip())
        number = layout.first_row + at
        other = grid.columns[beside][number - 1].as_py() if beside is not None else None
        found.append((number, text.strip(), f"{layout.columns[beside].header}: {other}" if other and beside else ""))
        if len(found) == 3:
            break
    return tuple(found)


def _rating(
    grid: Grid, column: Column, layout: Layout, dataset: Dataset, field: Field, line: ColumnMapping
) -> list[Question]:
    assert field.scale is not None
    rating = read_ratings(grid, column, layout)
    params = {"column": column.header, "field_en": field.en, "field_zh": field.zh}
    samples = samples_of(grid, column, layout)
    questions: list[Question] = []
    key = _key(line, column)
    line.low, line.points = rating.low, rating.points
    if rating.words:
        line.reversed = False
        if rating.points != USUAL_POINTS:
            # Only the whole set shows that it has no middle, or six places: a later file may hold some of it.
            line.values = {text: value for text, value in rating.values.items() if value is not None}
        for text in rating.ambiguous:
            questions.append(
                Question(
                    f"wording.{key}",
                    "wording",
                    ("3", "4"),
                    params | {"wording": text},
                    samples,
                    "3",
                    column=column.index,
                )
            )
        if rating.maybe_four:
            questions.append(
                Question(f"middle.{key}", "middle", ("five", "four"), params, samples, "five", column=column.index)
            )
        return questions
    numbers = [value for value in rating.values.values() if value is not None]
    if field.name == "nps":
        return _recommend(column, dataset, line, numbers, params, samples)
    if rating.points is None:
        line.low = 0 if numbers and min(numbers) == 0 and max(numbers) > 5 else field.scale.low
        line.points = field.scale.points
        sure = [value for value in numbers if value not in scales.MISSING_CODES]
        if sure and max(sure) > field.scale.low + field.scale.points - 1:
            fit = [one for one in ("1-5", "1-7", "0-10", "1-10", "0-100") if max(sure) <= int(one.split("-")[1])]
            # Or the usual scale, and a slip of the hand above it: only a person can say which.
            choices = (*(fit or ["0-100"]), f"{field.scale.low}-{field.scale.low + field.scale.points - 1}")
            questions.append(
                Question(f"range.{key}", "range", choices, params, samples, choices[0], column=column.index)
            )
    if rating.reversed is not None:
        line.reversed = rating.reversed
    elif line.codes:
        questions.append(
            Question(
                f"direction.{key}",
                "direction",
                ("high_is_good", "low_is_good"),
                params | {"points": line.points or 5, "good": field.scale.good},
                samples,
                "low_is_good",
                column=column.index,
            )
        )
    return questions


def _recommend(
    column: Column,
    dataset: Dataset,
    line: ColumnMapping,
    numbers: list[float],
    params: dict[str, str],
    samples: tuple[tuple[int, str, str], ...],
) -> list[Question]:
    """Only 0 to 10 is NPS. Another range is *would recommend*; where the file does not say, it is asked: that nobody
    answered 0 does not prove that nobody could."""
    if line.points is not None and (line.low, line.points) != (0, 11):
        line.field = "recommend" if "recommend" in dataset.by_name else None
        line.keep = line.field is None
        return []
    line.low, line.points = 0, 11
    certain = "nps" in column.hints or "nps" in plain(column.header) or "净推荐" in column.header
    stated = scales.header_range(column.header) == (0, 10)
    if certain or stated or 0.0 in numbers:
        return []
    choices = tuple(
        choice for choice in ("0-10", "1-10", "1-5", "1-7") if not numbers or max(numbers) <= int(choice.split("-")[1])
    )
    return [Question("range.nps", "range", choices or ("0-10",), params, samples, "0-10", column=column.index)]


def _date(
    grid: Grid, column: Column, layout: Layout, dataset: Dataset, field: Field, line: ColumnMapping
) -> list[Question]:
    lasting = lasting_questions(*_asked_of(grid, column, layout, line), column, dataset, field)
    if lasting:
        return lasting
    texts = as_read(grid.encoded(column.index, layout.first_row).dictionary)
    slashed = texts.filter(pc.match_substring_regex(texts, dates.SLASHED_START))
    if not len(slashed):
        return []
    # One cell with a part above 12 decides for the whole column, so all of them are looked at.
    style = dates.style_of(slashed.to_pylist())
    line.order = style.order
    if style.mixed:
        return []
    if style.order is None and "mdy" in column.hints:
        line.order = "mdy"
        return []
    if style.order is None and not style.slashed and _is_chinese(column, texts):
        line.order = "mdy"  # 10-9 is read as 10月9日
        return []
    if style.order is None:
        params = {"column": column.header, "field_en": field.en, "field_zh": field.zh}
        return [
            Question(
                f"date_order.{_key(line, column)}",
                "date_order",
                ("dmy", "mdy"),
                params,
                samples_of(grid, column, layout),
                column=column.index,
            )
        ]
    return []


def _is_chinese(column: Column, texts: pa.Array) -> bool:
    if any("\u4e00" <= character <= "\u9fff" for character in column.header):
        return True
    return bool(pc.any(pc.match_substring_regex(texts, r"\p{Han}")).as_py())


def describe(
    grid: Grid, column: Column, layout: Layout, dataset: Dataset, line: ColumnMapping, certainty: float
) -> ColumnGuess:
    """The line of the mapping table for a column as it is mapped."""
    samples = tuple(text for text in distinct(grid, column, layout)[:3]) if column.index < grid.width else ()
    if line.why == "personal":
        samples = tuple(masked(text) for text in samples)
    else:
        samples = personal.masked_all(samples)
    code, params = _read_as(dataset, line)
    return ColumnGuess(
        column.index,
        column_letters(column.index + grid.first_column),
        column.header,
        samples,
        line.field,
        certainty,
        code,
        params,
        line.points if line.field else None,
        line.reversed,
        doubtful=line.field is not None and certainty < 0.8,
    )


def _read_as(dataset: Dataset, line: ColumnMapping) -> tuple[str, dict[str, object]]:
    if line.field is None:
        if not line.keep:
            return f"not_kept_{line.why or 'no_field'}", {}
        return {
            "multi": "answers_multi",
            "rank": "answers_rank",
            "option": "answers_option",
            "place": "answers_rank",
            "chosen": "answers_rank",
        }.get(line.shape, "answers"), {}
    field = dataset.by_name[line.field]
    if line.span is not None:
        return "span", {"anchor": line.span.anchor}
    if field.type == "rating":
        low = line.low if line.low is not None else 1
        points = line.points or 5
        return "rating_reversed" if line.reversed else "rating", {"low": low, "high": low + points - 1}
    if field.type in ("date", "timestamp", "month") and line.order:
        return f"date_{line.order}{'_days' * line.order_by_days}", {}
    if field.sensitivity == "pseudonym":
        return "pseudonym", {}
    if field.unit == "seconds":
        return "seconds", {}
    return field.type, {}


def masked(text: str) -> str:
    """The first character, for finding the cell without showing what it holds."""
    return re.sub(r"\s+", " ", text)[:1] + "•••" if text else ""
