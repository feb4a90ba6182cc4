"""All that is stored of one customer: for the answer to a person's request, and for the proof that nothing is left of
one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import duckdb

from data.access import Rights
from data.datasets import Dataset
from data.problems import Refusal
from data.store.comments import comments_naming
from data.store.customers import pseudonym
from data.store.identity import id_rule
from data.store.permits import may_erase
from data.store.sql import field_names, fill, listed, quoted

if TYPE_CHECKING:
    from data.store.store import Store


def pseudonyms_of(store: Store, customers: Iterable[str]) -> list[str]:
    """The pseudonyms of many customers, in their order: the rule of their numbers is asked for once."""
    with store._cursor() as cursor:
        rule = id_rule(cursor)
    return [pseudonym(one, rule, store._pseudonym_key) for one in customers]


def load_person(store: Store, customer: str, rights: Rights) -> dict[str, list[dict[str, Any]]]:
    """All that is stored of a customer, by id, for who may erase; comments on editions that name the id too. The look
    is logged; of a customer of whom there is nothing without the pseudonym. Refusals ``not_allowed``,
    ``no_row_level``."""
    may_erase(rights)
    if not rights.row_level:
        raise Refusal("no_row_level", where="person")
    hidden = store.pseudonym(customer)
    with store._cursor() as cursor:
        found = _rows_of(cursor, store.datasets, hidden)
        if said := comments_naming(cursor, (hidden, customer.strip())):
            found["edition_comments"] = [asdict(one) for one in said]
    told = {"customer": hidden} if found else {}
    store.audit("person", rights, rows=sum(map(len, found.values())), **told)
    return found


def _rows_of(
    cursor: duckdb.DuckDBPyConnection, datasets: Mapping[str, Dataset], hidden: str
) -> dict[str, list[dict[str, Any]]]:
    """Every stored row of a customer by dataset, what was said earlier too: the declared fields with a value,
    ``current``, and ``files``, which said it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, dataset in datasets.items():
        customer = next((f.name for f in dataset.fields if f.sensitivity == "pseudonym"), None)
        if customer is None:
            continue
        asked = cursor.execute(
            fill(
                """
                select {columns}, row_id in (select row_id from current_{name}) as "current",
                    (select list(distinct l.file_name order by l.file_name) from sightings_{name} s
                     join batch_log l on l.seq = s.seq and l.event = 'commit' where s.row_id = r.row_id) as files
                from rows_{name} r where {customer} = $customer order by row_id
                """,
                columns=listed(field_names(dataset)),
                name=name,
                customer=quoted(customer),
            ),
            {"customer": hidden},
        )
        heads = [column[0] for column in asked.description]
        rows = [dict(zip(heads, row, strict=True)) for row in asked.fetchall()]
        if rows:
            found[name] = [{head: value for head, value in row.items() if value is not None} for row in rows]
    return found
