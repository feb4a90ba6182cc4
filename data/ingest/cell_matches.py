"""Matches by name that the cells put right: words under the name of a key, classes under the name of a text."""

from __future__ import annotations

from collections.abc import Sequence

from data.datasets import Dataset
from data.ingest.layout import Layout
from data.ingest.names import Match, match_header
from data.ingest.proposing import ALL_DATES, IDS, LEAST_CHOICES, LEAST_CUSTOMERS, SHARED_KEYS, matchable, told_by_number
from data.ingest.recognition.evidence import ALL_IDS, NO_IDS, named
from data.ingest.recognition.facts import Facts, facts_of
from data.ingest.recognition.meanings import concepts_of, meaning
from data.ingest.workbook import Grid


def without_ids(grid: Grid, layout: Layout, dataset: Dataset, matches: Sequence[Match | None]) -> list[Match | None]:
    """The matches, but where the key is matched by a word that names the thing (Task) and another column holds its ids
    (Task No, or ID alone, or a first column of ids whatever its header): there the words are what it is called, and the
    ids are the key."""
    own = [name for name in dataset.key if dataset.by_name[name].type == "text" and name not in SHARED_KEYS]
    keyed = (at for at, one in enumerate(matches) if one is not None and own == [one.field])
    at = next((at for at in keyed if not meaning(layout.columns[at].header).concepts & IDS), None)
    if at is None:
        return list(matches)
    by_name = not concepts_of(dataset.by_name[own[0]]) & IDS and not told_by_number(
        layout.columns, [facts_of(grid, column, layout) for column in layout.columns]
    )
    own_concepts = meaning(layout.columns[at].header).concepts
    for place, column in enumerate(layout.columns):
        told = meaning(column.header).concepts
        other = matches[place]
        free = place != at and (other is None or other.field == own[0])
        of_it = bool(told & IDS) and bool(own_concepts) and own_concepts <= told
        if free and matchable(column) and (of_it or (told and told <= IDS) or (not told and place == 0)):
            ids = facts_of(grid, column, layout)
            words = facts_of(grid, layout.columns[at], layout)
            one_each = (
                ids.unique > 0.98 or ids.distinct == words.distinct > 1
            )  # a list that names each thing several times
            formed = of_it or (ids.ids >= ALL_IDS and words.ids <= NO_IDS)
            if by_name and ids.counter:
                continue  # what is known by its name is only counted: the steps of a list
            if one_each and formed and ids.filled > 1 and words.length > ids.length:
                done = list(matches)
                done[at] = match_header(layout.columns[at].callings, dataset, frozenset(own)) or _called(
                    dataset, matches
                )
                done[place] = Match(own[0], 0.95)
                return done
    return list(matches)


def _called(dataset: Dataset, matches: Sequence[Match | None]) -> Match | None:
    """The field of what a row is called, where no column has it."""
    taken = {one.field for one in matches if one is not None}
    name = next((one for one in ("title", "name") if one in dataset.by_name and one not in taken), None)
    return Match(name, 0.95) if name else None


def without_choices(
    grid: Grid, layout: Layout, dataset: Dataset, matches: Sequence[Match | None]
) -> list[Match | None]:
    """The matches, but where a word matches a field of text and the cells are the choices of another that no column
    has:
    *Response* over Reduce, Avoid, Accept is the kind of a treatment and not what it is called."""
    done = list(matches)
    free = [
        one for one in dataset.fields if one.type == "choice" and all(m is None or m.field != one.name for m in matches)
    ]
    for at, (column, match) in enumerate(zip(layout.columns, matches, strict=True)):
        text = match is not None and match.certainty < 1.0 and dataset.by_name[match.field].type == "text"
        if not (text and free and matchable(column)):
            continue
        facts = facts_of(grid, column, layout)
        enough = facts.distinct >= LEAST_CHOICES and facts.filled >= LEAST_CUSTOMERS
        if enough and any(named(facts, one) >= ALL_DATES for one in free):
            done[at] = None
    return done


NEEDED = {"costs": ("category", "line")}
"""The field without which a row says nothing, and the one below it whose words are the same."""
WHO = frozenset(("owner", "dept", "person", "custodian"))
SURE = frozenset(("planned", "forecast", "baseline"))
"""Words of a header that make its day one that is yet to come, or was when the plan was made."""


def with_needed(grid: Grid, layout: Layout, dataset: Dataset, matches: Sequence[Match | None]) -> list[Match | None]:
    """The matches, but where the only words that class the rows are taken for the finer field: 费用项目 alone is the
    category, beside another column of words it is the line. Who spends (归口部门) classes no costs."""
    done = list(matches)
    needed, finer = NEEDED.get(dataset.name, ("", ""))
    fields = [one.field for one in matches if one is not None]
    words = [
        column
        for column, match in zip(layout.columns, matches, strict=True)
        if needed
        and match is None
        and matchable(column)
        and not meaning(column.header).concepts & WHO
        and _of_words(facts_of(grid, column, layout))
    ]
    if needed and needed not in fields and fields.count(finer) == 1 and not words:
        at = next(at for at, one in enumerate(matches) if one is not None and one.field == finer)
        done[at] = Match(needed, 0.95)
    return done


def _of_words(facts: Facts) -> bool:
    return bool(facts.texts) and max(facts.numbers, facts.dates) < ALL_IDS


def without_plain_days(layout: Layout, dataset: Dataset, matches: Sequence[Match | None]) -> list[Match | None]:
    """The matches, but where a plain name of a day (完成时间, *Finish*) is declared for one that is planned and another
    column says so itself (预计结束, *Planned finish*): then the cells must tell whether the plain one is what was
    done."""
    done = list(matches)
    told = [meaning(column.header).concepts for column in layout.columns]
    for at, match in enumerate(matches):
        if match is None or match.certainty == 1.0 or dataset.by_name[match.field].type not in ("date", "timestamp"):
            continue
        meant, said = meaning(match.field.replace("_", " ")).concepts, told[at]
        end = said & {"start", "finish"}
        beside = any(end <= other and other & SURE and place != at for place, other in enumerate(told))
        if end and meant & SURE and not said & (SURE | {"due", "actual"}) and beside:
            done[at] = None
    return done
