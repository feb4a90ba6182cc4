"""A statement of the store in the words of Spark: the same answer where the two engines read the same text differently.

sqlglot knows the grammar of both. What it leaves to be said here: which value ``min_by`` has where the value is null,
what a position in a list is where there is none, how an element beyond a list is read, and of which type a list is that
has no elements.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

KEPT = 1_000
"""Statements that are kept translated: each takes some twentieths of a second."""


@lru_cache(maxsize=KEPT)
def in_sparks_words(statement: str, untyped: frozenset[str] = frozenset()) -> str:
    """The one statement as Spark reads it; its parameters keep their names. ``untyped`` are those given as nothing or
    as an empty list.

    Raises ``sqlglot.errors.SqlglotError`` where Spark has no words for it.
    """
    import sqlglot
    from sqlglot import expressions as exp

    tree = sqlglot.parse_one(statement, read="duckdb")
    for node in list(tree.find_all(exp.ArgMin, exp.ArgMax)):
        # The row with the least y among those that have an x: Spark reads those without one too.
        node.set("expression", _case(exp.not_(exp.Is(this=node.this.copy(), expression=exp.null())), node.expression))
    for held in list(tree.find_all(exp.ArrayContains)):
        for name in held.this.find_all(exp.Placeholder, exp.Parameter):
            if name.name in untyped:
                held.this.replace(exp.cast(name.copy(), "array<text>"))
    for length in list(tree.find_all(exp.Length)):
        if isinstance(length.this, exp.ArrayFilter):
            length.replace(exp.ArraySize(this=length.this.copy()))
    for called in list(tree.find_all(exp.Anonymous)):
        written = _ANONYMOUS.get(str(called.this).lower())
        if written is not None:
            called.replace(written(exp, *called.expressions))
    return tree.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def _case(condition: Any, value: Any) -> Any:
    from sqlglot import expressions as exp

    return exp.Case().when(condition, value.copy())


_ANONYMOUS: dict[str, Any] = {
    "arg_min_null": lambda exp, x, y: exp.Anonymous(this="min_by", expressions=[x.copy(), y.copy()]),
    "arg_max_null": lambda exp, x, y: exp.Anonymous(this="max_by", expressions=[x.copy(), y.copy()]),
    "list_position": lambda exp, xs, x: exp.Nullif(
        this=exp.Anonymous(this="array_position", expressions=[xs.copy(), x.copy()]), expression=exp.Literal.number(0)
    ),
    "list_extract": lambda exp, xs, at: exp.Anonymous(
        this="get", expressions=[xs.copy(), exp.Paren(this=at.copy()) - exp.Literal.number(1)]
    ),
    "hash": lambda exp, *of: exp.Anonymous(this="xxhash64", expressions=[one.copy() for one in of]),
}
"""Functions that sqlglot passes on by their names, and what Spark calls the same."""
