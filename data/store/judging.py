"""What would become of each staged row, against the store as it is: the second half of staging."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from data.access import Rights
from data.datasets import Dataset
from data.problems import Issue, Refusal
from data.store.batch import Counts, Prepared, Roster
from data.store.relations import Relations, inside
from data.store.rule import LIVE
from data.store.sql import field_names, fill, listed, quoted
from data.store.staging import (
    ALIVE,
    Laid,
    Staged,
    apply_checks,
    count,
    doubtful_rows,
    drop_erased,
    drop_repeats,
    issues_of,
    number_keyless,
)
from data.store.twins import drop_twins

SAMPLE_ROWS = 20
EXAMPLES = 5
SPELLINGS = 5
"""Ways of writing one id among which the examples are looked for."""
PLACES = 100_000
"""Rejected rows whose place is handed back; a file with more of them is the wrong file."""

CORRECTED = """
    create or replace temp table corrected as
    with live as ({live}),
    said as (
        select r.row_key, r.row_hash, s.seq, b.source, b.removes
        from sightings_{dataset} s join live b on b.seq = s.seq join rows_{dataset} r on r.row_id = s.row_id
        where r.row_key in (select row_key from staged)
    ),
    per_row as (
        select row_key, row_hash,
            min(case when source = 'file' then seq end) as first_file,
            max(case when source = 'screen' then seq end) as last_screen,
            max(case when removes then seq end) as removed_at
        from said group by row_key, row_hash
    ),
    per_key as (
        select row_key, row_hash, first_file,
            max(first_file) over (partition by row_key) as newest_saying,
            max(last_screen) over (partition by row_key) as key_screen,
            max(removed_at) over (partition by row_key) as key_removed
        from per_row
    )
    select row_key, row_hash, first_file is not null as said_by_file,
        coalesce(key_removed = key_screen, false) as removed
    from per_key
    where key_screen is not null and not coalesce(newest_saying > key_screen, false)
"""


def judge(
    cursor: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    prepared: Prepared,
    rights: Rights,
    relations: Relations,
    laid: Laid,
    *,
    day: date,
) -> Staged:
    """Judge each row of ``prepared`` as of ``day``; ``laid`` is what ``stage`` gave back for it.

    Leaves the temporary tables ``staged`` (rows), ``dropped`` (refused or ignored) and ``judged`` (the others:
    ``_pos, row_key, row_hash, outcome new|updated|unchanged, current_id, held``).
    """
    drop_erased(cursor, dataset)
    staged = weigh(cursor, dataset, prepared, rights, relations, laid.written, day=day)
    staged.roster = roster_of(cursor, dataset, laid.customers)
    staged.issues = (*staged.issues, *cleaned_issues(dataset, laid.cleaned))
    return staged


def cleaned_issues(dataset: Dataset, cleaned: dict[str, int]) -> list[Issue]:
    """What was taken out of free text, an issue a column."""
    return [
        Issue("text_scrubbed", "warn", column=name, count=n, params={"field_en": field.en, "field_zh": field.zh})
        for name, n in cleaned.items()
        if (field := dataset.by_name[name])
    ]


def weigh(
    cursor: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    prepared: Prepared,
    rights: Rights,
    relations: Relations,
    written: tuple[str, ...],
    *,
    day: date,
    looked_at: tuple[str, ...] | None = None,
) -> Staged:
    """Judge rows that lie in ``staged`` with their keys; ``looked_at`` are the columns whose links are checked."""
    issues = list(prepared.issues)
    doubtful = doubtful_rows(cursor, dataset, day)
    if doubtful.keyless:
        number_keyless(cursor, dataset)
    if doubtful.checked:
        issues += apply_checks(cursor, dataset, day)
    refuse_outside(cursor, dataset, rights, relations, prepared.source.kind)
    if doubtful.repeated:
        drop_repeats(cursor)
    cursor.execute(
        fill(
            """
            create or replace temp table judged as
            select s._pos, s.row_key, s.row_hash, s.row_part,
                case when c.row_key is null then 'new'
                    when c.row_hash = s.row_hash and c.row_ended is null then 'unchanged'
                    else 'updated' end as outcome,
                c.row_id as current_id, c.row_hash as current_hash, false as held
            from staged s left join current_{dataset} c on c.row_key = s.row_key
            where {alive}
            """,
            dataset=dataset.name,
            alive=ALIVE,
        )
    )
    drop_twins(cursor, dataset)
    held, replaced = hold_corrections(cursor, dataset, prepared.source.kind)
    issues += replaced
    issues += link_issues(cursor, dataset, written if looked_at is None else looked_at)
    issues += wave_issues(cursor, dataset, written)
    tally = dict(
        cursor.execute(
            "select outcome, count(*) from (select outcome from judged union all select outcome from dropped) "
            "group by outcome"
        ).fetchall()
    )
    places = []
    if tally.keys() & {"rejected", "ignored"}:
        issues += dropped_issues(cursor)
    if tally.get("rejected"):
        places = cursor.execute(
            fill(
                "select s._sheet, s._row from dropped d join staged s on s._pos = d._pos "
                "where d.outcome = 'rejected' order by s._pos limit {places}",
                places=str(PLACES),
            )
        ).fetchall()
    counts = Counts(
        read=prepared.read,
        new=tally.get("new", 0),
        updated=tally.get("updated", 0),
        unchanged=tally.get("unchanged", 0),
        rejected=tally.get("rejected", 0) + len(prepared.rejected),
        ignored=tally.get("ignored", 0) + sum(prepared.ignored.values()),
    )
    return Staged(
        dataset=dataset,
        counts=counts,
        issues=tuple(issues),
        rejected=(*prepared.rejected, *((sheet or "", row) for sheet, row in places)),
        corrections=held,
        written=written,
    )


def refuse_outside(
    cursor: duckdb.DuckDBPyConnection, dataset: Dataset, rights: Rights, relations: Relations, source: str
) -> None:
    """Rows of waves and branches that the writer has no right to, by what the file says and by what it would change."""
    if not rights.restricted:
        return
    if not relations.placeable(dataset):
        if not rights.may_write_programme:
            raise Refusal("programme_level", where=dataset.name)
        return
    if rights.waves == frozenset() or rights.branches == frozenset():
        raise Refusal("not_allowed", where=dataset.name)
    # Rows of a set that the file would replace count too: a snapshot takes away what it does not name.
    replaces = dataset.kind == "snapshot" and source == "file"
    met = "c.row_part = s.row_part" if replaces else "c.row_key = s.row_key"
    mine = relations.placed(dataset, "(select *, _pos as row_id from staged)")
    theirs = relations.placed(dataset)
    statement = relations.expand(
        fill(
            """
            insert into dropped
            select s._pos, 'rejected', 'outside_rights', null, null from staged s
            where {alive} and (
                s._pos in (select q.row_id from ({mine}) as q where not {inside_q})
                or exists (
                    select 1 from current_{dataset} c join ({theirs}) as t on t.row_id = c.row_id
                    where {met} and not {inside_t})
            )
            """,
            alive=ALIVE,
            mine=mine,
            theirs=theirs,
            met=met,
            dataset=dataset.name,
            inside_q=inside(rights, "q", programme=rights.may_write_programme),
            inside_t=inside(rights, "t", programme=rights.may_write_programme),
        )
    )
    cursor.execute(statement, relations.params(statement, {}))


def hold_corrections(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, source: str) -> tuple[int, list[Issue]]:
    """Corrections made on screen against a file: how many hold, and those that give way to something new."""
    if source != "file" or not count(
        cursor,
        "select count(*) from batch_log where dataset = $dataset and source = 'screen'",
        {"dataset": dataset.name},
    ):
        return 0, []
    cursor.execute(fill(CORRECTED, live=fill(LIVE, dataset=dataset.name), dataset=dataset.name))
    cursor.execute("""
        update judged set held = true, outcome = case when current_id is null then 'new' else 'unchanged' end
        where exists (
            select 1 from corrected c
            where c.row_key = judged.row_key and c.row_hash = judged.row_hash and c.said_by_file)
        """)
    cursor.execute(
        "update judged set outcome = 'unchanged' where held and row_key in (select row_key from corrected where"
        " removed)"
    )
    held = count(
        cursor,
        "select count(*) from judged where held and (current_hash is not null and row_hash <> current_hash "
        "or row_key in (select row_key from corrected where removed))",
    )
    replaced = issues_of(
        cursor,
        """
        select s._sheet, s._row, '' from judged j join staged s on s._pos = j._pos
        where not j.held and j.row_key in (select row_key from corrected where removed or j.outcome = 'updated')
        order by j._pos
        """,
        "correction_replaced",
        "warn",
        "",
    )
    return held, replaced


def link_issues(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, written: tuple[str, ...]) -> list[Issue]:
    """Waves and branches that their register does not know, once each with the number of rows."""
    links = [
        (name, target)
        for name, target in dataset.links
        if name in written and dataset.by_name[name].sensitivity != "pseudonym"
    ]
    # Mostly all are known: one look at all links together, and only then one at each.
    unknown = (
        fill(
            "{field} not in (select {field} from current_{target} where {field} is not null)", field=quoted(n), target=t
        )
        for n, t in links
    )
    if not links or not count(
        cursor, fill("select count(*) from staged_rows where {unknown}", unknown=" or ".join(unknown))
    ):
        return []
    issues = []
    for name, target in links:
        found = cursor.execute(
            fill(
                """
                select s.{field}, count(*), min_by(s._sheet, s._pos), min_by(s._row, s._pos)
                from staged s join judged j on j._pos = s._pos
                where s.{field} is not null
                  and not exists (select 1 from current_{target} c where c.{field} = s.{field})
                group by s.{field} order by min(s._pos)
                """,
                field=quoted(name),
                target=target,
            )
        ).fetchall()
        code = f"unknown_{name}" if name in ("wave", "branch") else "unknown_reference"
        issues += [
            Issue(code, "warn", sheet or "", row, name, str(value), times, {"field": name, "value": str(value)})
            for value, times, sheet, row in found
        ]
    return issues


def wave_issues(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, written: tuple[str, ...]) -> list[Issue]:
    """Rows that say another wave than the roster has for their customer, a line a pair of waves: the file's holds, and
    it is said."""
    if dataset.name == "customers" or "wave" not in written or "customer" not in written:
        return []
    found = cursor.execute("""
        select s.wave, c.wave, count(*), min_by(s._sheet, s._pos), min_by(s._row, s._pos)
        from staged s join judged j on j._pos = s._pos
        join current_customers c on c.customer = s.customer and c.row_ended is null
        where s.wave is not null and c.wave is not null and s.wave <> c.wave
        group by all order by min(s._pos)
        """).fetchall()
    return [
        Issue("wave_differs", "warn", sheet or "", row, "wave", str(said), times, {"said": said, "roster": roster})
        for said, roster, times, sheet, row in found
    ]


def dropped_issues(cursor: duckdb.DuckDBPyConnection) -> list[Issue]:
    """The reason of every row that is refused or ignored here."""
    issues: list[Issue] = []
    for code, outcome, field in cursor.execute(
        "select code, outcome, coalesce(field, '') from dropped group by all order by code"
    ).fetchall():
        issues += issues_of(
            cursor,
            """
            select s._sheet, s._row, '', d.first_row as first_row from dropped d join staged s on s._pos = d._pos
            where d.code = $code and d.outcome = $outcome order by d._pos
            """,
            code,
            "reject" if outcome == "rejected" else "ignore",
            field,
            {"code": code, "outcome": outcome},
        )
    return issues


def roster_of(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, total: int | None) -> Roster | None:
    """How many of the ``total`` customers of the file the roster knows, with examples as the file writes them."""
    if total is None or dataset.name == "customers":
        return None
    known = count(cursor, "select count(*) from current_customers where customer in (select pseudonym from known_ids)")
    if total == known:
        return Roster(total, known)
    unknown = cursor.execute(
        fill(
            """
            select raw, pseudonym from known_ids k where pseudonym is not null
              and not exists (select 1 from current_customers c where c.customer = k.pseudonym)
            order by raw limit {examples}
            """,
            examples=str(EXAMPLES * SPELLINGS),
        )
    ).fetchall()
    written = {pseudonym: raw for raw, pseudonym in reversed(unknown)}
    return Roster(total, known, tuple(sorted(written.values())[:EXAMPLES]))


def sample_of(cursor: duckdb.DuckDBPyConnection, dataset: Dataset) -> pd.DataFrame:
    """The first rows as they will be stored: ``_sheet, _row, _outcome`` and the fields."""
    return cursor.execute(
        fill(
            "select s._sheet, s._row, j.outcome as _outcome, {fields} from staged s join judged j on j._pos = s._pos "
            "order by s._pos limit {rows}",
            fields=listed(field_names(dataset), "s"),
            rows=str(SAMPLE_ROWS),
        )
    ).df()
