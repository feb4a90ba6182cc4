"""What stands in a ledger, added up: rows, words and amounts of each field, side by side for the values of one of them.

For whoever has just loaded a file and wants to see that its totals are those of the spreadsheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from analytics.satisfaction.numbers.answers import NPS_POINTS, TOP_BOXES
from data.access import Rights
from data.datasets import DATASETS, Dataset, Field
from data.store import Query, Store

MOST_WORDS, MOST_GROUPS = 24, 12
"""Different words of a field that are listed, and values that stand side by side; a field of more is only counted."""
DATED = ("date", "timestamp", "month")
WEEK = "week"
"""Side by side by the week in which what is told of happened, as its Monday."""
DUE = ("due_at", "due_on")
DONE = (
    "closed_at",
    "resolved_at",
    "answered_at",
    "answered_on",
    "kept_on",
    "done_on",
    "held_on",
    "signed_on",
    "confirmed_on",
    "closed_on",
)
"""When something is due, and the fields of which the first that a ledger has says when it was done."""
BELOW = {"score": 60}
"""Points of a hundred below which the answers are counted: the mark that spreadsheets of trainings count by."""


def groups_of(dataset: str) -> tuple[str, ...]:
    """The fields whose values may stand side by side: words, yes and no, and the day of a snapshot."""
    declared = DATASETS[dataset]
    first: list[str] = []
    if declared.when and declared.kind != "register" and declared.by_name[declared.when].type in ("date", "timestamp"):
        first = [declared.when if declared.kind == "snapshot" else WEEK]
    return (*first, *(field.name for field in declared.fields if _worded(field)))


def _worded(field: Field) -> bool:
    return field.type in ("choice", "boolean") or (field.type == "text" and field.sensitivity == "none")


@cache
def question_of(dataset: str, by: str) -> Query:
    """Lines of field, measure (rows, word, filled, empty, sum, mean, full, below, first, last, late, overdue, nps,
    satisfied), word, value of ``by``, n, amount, day."""
    declared = DATASETS[dataset]
    side = f"cast(date_trunc('week', {declared.when}) as date)" if by == WEEK else by
    group = f"coalesce(cast({side} as varchar), '')" if by else "''"
    parts = [_part("", "rows", "''", "count(*)", group, dataset)]
    for field in declared.fields:
        parts += _of_field(declared, field, group)
    return Query(f"records.sums.{dataset}.{by or 'all'}", " union all ".join(parts), "rows", to_date=False)


def _of_field(dataset: Dataset, field: Field, group: str) -> list[str]:
    name = field.name
    made = [_part(name, "filled", "''", f"count({name})", group, dataset.name)] if field.type != "json" else []
    if _worded(field):
        made.append(
            _part(name, "word", f"coalesce(cast({name} as varchar), '')", "count(*)", group, dataset.name, by_word=True)
        )
    elif field.type in ("decimal", "integer"):
        made.append(
            _part(name, "sum", "''", f"count({name})", group, dataset.name, amount=f"cast(sum({name}) as double)")
        )
    elif field.type == "number":
        made.append(_part(name, "mean", "''", f"count({name})", group, dataset.name, amount=f"avg({name})"))
        if name in BELOW:
            below = f"count(*) filter (where {name} < {BELOW[name]})"
            made.append(_part(name, "below", "''", below, group, dataset.name))
        if field.unit == "share":
            made.append(_part(name, "full", "''", f"count(*) filter (where {name} >= 1)", group, dataset.name))
    elif field.type in DATED:
        made.append(_part(name, "first", "''", f"count({name})", group, dataset.name, day=f"min(cast({name} as date))"))
        made.append(_part(name, "last", "''", f"count({name})", group, dataset.name, day=f"max(cast({name} as date))"))
        made += _in_time(dataset, field, group)
    elif field.type == "rating":
        made.append(_part(name, "mean", "''", f"count({name})", group, dataset.name, amount=f"avg({name})"))
        if name == "nps":
            made.append(_part(name, "nps", "''", f"count({name})", group, dataset.name, amount=f"avg({NPS_POINTS})"))
        elif name == "csat":
            satisfied = f"count(*) filter (where ({TOP_BOXES}) = 1)"
            made.append(_part(name, "satisfied", "''", satisfied, group, dataset.name))
    return made


def _in_time(dataset: Dataset, field: Field, group: str) -> list[str]:
    """What is not done yet, what was done after its due day, and what is past it today and not done."""
    due = next((name for name in DUE if name in dataset.by_name), "")
    done = next((name for name in DONE if name in dataset.by_name), "")
    name, made = field.name, []
    if field.past and not field.required:
        made.append(_part(name, "empty", "''", f"count(*) - count({name})", group, dataset.name))
    if due and name == done:
        late = f"count(*) filter (where cast({name} as date) > cast({due} as date))"
        made.append(_part(name, "late", "''", late, group, dataset.name))
    if done and name == due:
        overdue = f"count(*) filter (where {done} is null and cast({due} as date) < {{today}})"
        made.append(_part(name, "overdue", "''", overdue, group, dataset.name))
    return made


def _part(
    field: str,
    measure: str,
    word: str,
    n: str,
    group: str,
    dataset: str,
    *,
    amount: str = "null::double",
    day: str = "null::date",
    by_word: bool = False,
) -> str:
    return (
        f"select '{field}' as field, '{measure}' as measure, {word} as word, {group} as side, "  # noqa: S608 - declared names only
        f"{n} as n, {amount} as amount, "
        f"{day} as day from {{placed:{dataset}}} group by 4{', 3' if by_word else ''}"
    )


@dataclass(frozen=True)
class LedgerSums:
    """``lines``: field, measure, word, side, n, amount, day – of the sides that are shown, the largest first;
    ``hidden`` are how many values of ``by`` are not."""

    lines: pd.DataFrame
    sides: tuple[str, ...]
    hidden: int


def load_sums(store: Store, rights: Rights, dataset: str, by: str = "") -> LedgerSums:
    """The sums of a ledger; the look is logged. Raises ``Refusal`` for readers without row level."""
    frame = store.read(question_of(dataset, by), rights)
    rows = frame[frame["measure"] == "rows"].sort_values(["n", "side"], ascending=[False, True])
    sides = tuple(rows["side"].head(MOST_GROUPS))
    shown = frame[frame["side"].isin(sides)]
    words = shown[shown["measure"] == "word"].groupby("field")["word"].nunique()
    wide = set(words[words > MOST_WORDS].index)
    filled = shown[shown["measure"] == "filled"].groupby("field")["n"].sum()
    empty = set(filled[filled == 0].index)
    kept = shown[~((shown["measure"] == "word") & shown["field"].isin(wide)) & ~shown["field"].isin(empty)]
    return LedgerSums(kept.reset_index(drop=True), tuple(sorted(sides)), len(rows) - len(sides))
