"""Which rule brings the customer ids of this programme to one form, and when it is settled."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import Dataset
from data.problems import Issue
from data.store.customers import IdRule, guess_rule, has_leading_zeros, pseudonyms


def settled_rule(cursor: duckdb.DuckDBPyConnection) -> IdRule | None:
    found = cursor.execute("select value from meta where name = 'customer_id_rule'").fetchall()
    return IdRule.read(found[0][0]) if found else None


def stated_rule(cursor: duckdb.DuckDBPyConnection) -> IdRule | None:
    """The rule the register of the programme states."""
    found = cursor.execute(
        "select row_id, customer_id_rule, customer_id_length from current_programme "
        "where customer_id_rule is not null and row_ended is null"
    ).fetchall()
    if not found:
        return None
    _, padding, length = min(found)  # the oldest; sorting so few lines in the engine costs more than all else
    return IdRule(padding, int(length or 0), fixed=True)


def id_rule(cursor: duckdb.DuckDBPyConnection) -> IdRule:
    """The rule in force: settled, else stated by the programme, else without leading zeros until a roster is loaded."""
    return settled_rule(cursor) or stated_rule(cursor) or IdRule("strip")


def id_rule_for(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, table: pa.Table) -> tuple[IdRule, list[Issue]]:
    """The rule for the rows of ``table``, and what the reader should know of it.

    The first roster settles it: as the programme states, else as its ids suggest.
    """
    customer = next((f.name for f in dataset.fields if f.sensitivity == "pseudonym"), None)
    if customer is None or customer not in table.column_names:
        return IdRule("strip"), []
    settled = settled_rule(cursor)
    stated = stated_rule(cursor)
    if settled:
        if stated and stated.write() != settled.write():
            return settled, [
                Issue("customer_id_rule_settled", "warn", column=customer, params={"padding": settled.padding})
            ]
        return settled, []
    if stated:
        return stated, []
    if dataset.name != "customers":
        return IdRule("strip"), []
    written = [raw for raw in pc.unique(pc.drop_null(table.column(customer).cast(pa.string()))).to_pylist() if raw]
    rule = guess_rule(written)
    if not has_leading_zeros(written):
        return rule, []
    return rule, [
        Issue(
            "customer_id_rule_guessed",
            "warn",
            column=customer,
            params={"padding": rule.padding, "length": rule.length},
        )
    ]


def fix_rule(cursor: duckdb.DuckDBPyConnection, rule: IdRule) -> None:
    """Settle the rule of customer ids; a rule once settled stays."""
    cursor.execute(
        "insert into meta select 'customer_id_rule', $rule where not exists "
        "(select 1 from meta where name = 'customer_id_rule')",
        {"rule": rule.write()},
    )


def customers_among(cursor: duckdb.DuckDBPyConnection, texts: Sequence[str], key: bytes) -> frozenset[str]:
    """Those of ``texts``, as written, that are customers of the roster."""
    if not texts:
        return frozenset()
    hashed, _ = pseudonyms(pa.chunked_array([pa.array(texts, pa.string())]), id_rule(cursor), key)
    cursor.register("asked_ids", hashed)
    known = cursor.execute(
        "select raw from asked_ids where pseudonym in (select customer from current_customers where row_ended is null)"
    ).fetchall()
    cursor.unregister("asked_ids")
    return frozenset(raw for (raw,) in known)
