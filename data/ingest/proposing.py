"""What the columns without a known name may be, by the table as a whole: some certain, others asked, the rest left
out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from data.datasets import Dataset, Field
from data.ingest.layout import BLOCKS, Column, Layout
from data.ingest.names import match_header
from data.ingest.periods import read_period
from data.ingest.platforms.meta import is_personal
from data.ingest.recognition import ranking
from data.ingest.recognition.evidence import WAVE, Table, evidence, fits, place_of_waves
from data.ingest.recognition.facts import (
    MEASURED,
    Facts,
    facts_of,
    names_people,
    several_answers,
    unlike_anything,
    yes_and_no,
)
from data.ingest.recognition.index import foreign, headers, index
from data.ingest.recognition.meanings import concepts_of, meaning
from data.ingest.recognition.order import earlier_and_later
from data.ingest.wording import plain
from data.ingest.workbook import Grid

CERTAIN = 0.965
"""From here on a column is said to be a field; measured on words that taught nothing, 99 of 100 are right."""
ALONE = 0.8
"""The same for a column whose header says something and for which no other field is likely at all: of tables that
taught nothing 124 of 125 such columns were that field, and a third of all questions was about them."""
ASKED = 0.25
FEW_ANSWERS, RATED_CELLS = 3, 0.6
KNOWN_CUSTOMERS, LEAST_CUSTOMERS = 0.6, 3
ALL_DATES = 0.9
LEAST_CHOICES = 3
FEW_CLASSES, OF_EACH = 4, 0.5
_REMARKS = frozenset(("note", "opinion"))
READS = 0.3
FOREIGN = 0.5
"""The share of a header's words that are of other datasets from which on it names none of this one's shares."""
MISSED = 0.5
"""A column whose likeliest field another column has is asked about from here on."""
QUESTION_ASKED, FORM_ASKED = 0.6, 0.8
"""A question of a survey is kept as an answer anyway: it is asked about only where it is likely a field, in a list or
where it was rated, and likelier still in words in the export of a form."""
SHARED_KEYS = ("wave", "part", "version", "branch", "survey", "customer", "revision", "category", "person", "topic")
"""Parts of keys that no row number stands for."""
RATED = {
    "nps": frozenset(("recommend",)),
    "csat": frozenset(("overall",)),
    "ces": frozenset(("ease",)),
    "service_quality": frozenset(("quality",)),
    "service_attitude": frozenset(("attitude",)),
    "communication": frozenset(("communicate",)),
    "continuity": frozenset(("continuity",)),
    "data_protection": frozenset(("privacy",)),
}
"""What a question must speak of to be the rating that all waves are compared by."""
_RATED_PARTS = frozenset().union(*(own for field, own in RATED.items() if field != "csat"))
COMMENT = "comment"
LEAVE = "-"
"""The answer that a column is left out."""


OF_DECIMALS = 3.5
"""Letters that cells have at most, in the mean, which are decimals with one figure behind the point and could be a day
and a month."""
AMOUNTS = ("costs", "revenue", "benefits")
"""Datasets of which each row is amounts."""
_WHEN = frozenset(
    (
        "actual",
        "answer",
        "approved",
        "archive",
        "baseline",
        "close",
        "comeback",
        "cutover",
        "deliver",
        "due",
        "effect",
        "finish",
        "forecast",
        "fulfil",
        "identify",
        "keep_until",
        "leave",
        "made",
        "occur",
        "open",
        "pay",
        "planned",
        "read",
        "recent",
        "recover",
        "report",
        "review",
        "rollback",
        "send",
        "sign",
        "since",
        "snapshot",
        "start",
        "target",
        "withdraw",
    )
)
"""What a header says of the days under it: where it says none of these, they may be any."""
IDS, _OTHERS_IDS = frozenset(("id", "wbs")), frozenset(("customer", "account", "staff_no"))
LONGEST_ID = 24
PREDECESSOR = "predecessor"
_NUMBERS = re.compile(r"\s*\d+(?:\s*[,，、;；/和&]\s*\d+)*\s*")
_PEOPLE = frozenset(("person", "owner", "custodian", "chair"))
_GRADES = (frozenset(("risk", "level")), frozenset(("risk", "score")))
_PLANNED_IN = frozenset(("backlog",))
_REACHED = re.compile(r"电话|手机|邮箱|微信|\b(?:tele)?phone\b|\bmobile\b|\be-?mail\b", re.IGNORECASE)
"""A number under such a header is how somebody is reached, also where customers are known by their numbers
elsewhere."""
_DAY_ONLY = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{1,2}")
_ROW_NUMBER = frozenset(
    map(
        plain,
        (
            "序号",
            "序",
            "行号",
            "行次",
            "No",
            "No.",
            "#",
            "Nr",
            "Row",
            "S/N",
            "Item",
            "Line",
            "编号",
            "ID",
            "单号",
            "流水号",
            "Ref",
            "Ref.",
            "Reference",
            "Number",
        ),
    )
)


@dataclass(frozen=True)
class Proposal:
    """What a column may be: the likeliest fields with how likely each is."""

    column: Column
    likely: tuple[tuple[str, float], ...]
    certain: bool
    taken: bool = True
    """Whether it is taken for the likeliest until it is said otherwise: that is likelier than no field at all."""

    telling: bool = True
    """Whether its cells hold what should not be lost, of the kind that the likeliest field takes."""

    @property
    def field(self) -> str:
        return self.likely[0][0]

    @property
    def certainty(self) -> float:
        return self.likely[0][1]


def matchable(column: Column) -> bool:
    """Whether a column may become a field by what it is called."""
    own = not column.skip and column.field is None and column.shape not in BLOCKS and bool(column.header)
    return own and not is_personal(column.header)


def telling(column: Column) -> bool:
    """Whether a column says what the table is: no bar of a chart drawn in cells (a column a week, ``8/17``)."""
    return matchable(column) and not is_day(column.header)


def is_day(header: str) -> bool:
    """Whether a header names a day or a period and nothing else: ``8/17``, 9月."""
    return read_period(header) is not None or _DAY_ONLY.fullmatch(header.strip()) is not None


def table_of(grid: Grid, layout: Layout, columns: Sequence[Column], roster: frozenset[str] = frozenset()) -> Table:
    """The columns with what their cells show."""
    return Table(
        tuple(column.callings or (column.header,) for column in columns),
        tuple(facts_of(grid, column, layout, roster) for column in columns),
    )


def proposed(
    grid: Grid,
    layout: Layout,
    dataset: Dataset,
    columns: Sequence[Column],
    taken: Collection[str],
    roster: frozenset[str] = frozenset(),
    placed: Sequence[tuple[str, Column]] = (),
) -> dict[int, Proposal]:
    """By position, what each of ``columns`` may be of the fields that are not ``taken``. ``placed`` are those that have
    a column already: their days tell what may come before and after."""
    whose = _of_the_roster(grid, layout, dataset, columns, taken, roster)
    if whose is not None:
        rest = [column for column in columns if column.index != whose.column.index]
        others = proposed(grid, layout, dataset, rest, {*taken, whose.field}, roster, placed)
        return others | {whose.column.index: whose}
    columns = [column for column in columns if matchable(column)]
    if not columns:
        return {}
    table = table_of(grid, layout, columns, roster)
    numbered = _row_number(columns, table, dataset, taken)
    if numbered is not None:
        taken = {*taken, numbered.field}
        rest = [one for one in columns if one is not numbered.column]
        others = proposed(grid, layout, dataset, rest, taken, roster, placed)
        return others | {numbered.column.index: numbered}
    before = (column.index for _, column in placed)
    table = replace(table, leads=min(before, default=columns[0].index) >= columns[0].index)
    made = evidence(table, dataset)
    fields = index().datasets[dataset.name].fields
    closed = [at for at, name in enumerate(fields) if name in taken]
    ordered = {name for pair in earlier_and_later(dataset.name) for name in pair}
    beside = [(name, facts_of(grid, column, layout)) for name, column in placed if name in ordered]
    fit = ranking.assigned(table, dataset, made, closed=closed, beside=beside)
    given = {one.column: one for one in fit.given}
    own_fields = {one.field for one in fit.given if one.certainty >= ASKED}
    elsewhere = foreign(headers(tuple(names[0] for names in table.names)), index().datasets[dataset.name])
    found: dict[int, Proposal] = {}
    for at, column in enumerate(columns):
        likely = list(fit.likely[at])
        one = given.get(at)
        of_customer = bool(likely) and dataset.by_name[likely[0][0]].sensitivity == "pseudonym"
        if table.facts[at].person is not None and likely and (not of_customer or _REACHED.search(column.header)):
            continue  # identity numbers, phones and the like are no field, whatever their header
        if dataset.name == "risks" and meaning(column.header).concepts in _GRADES:
            continue  # 风险等级, Risk score: worked out of likelihood and impact
        if meaning(column.header).concepts == _PLANNED_IN:
            continue  # a sprint, the points of a story, hours that were guessed: no days and no task
        if likely and names_people(column.header, table.facts[at].texts) and not _of_people(dataset, likely[0][0]):
            continue  # nor is who complained what was complained about, or one of the few that a case may come from
        if likely and yes_and_no(table.facts[at]) and _words_of_others(column, dataset.by_name[likely[0][0]]):
            continue  # yes and no are no words of anybody
        if one is not None:
            likely = [(one.field, one.certainty), *(other for other in likely if other[0] != one.field)]
        elif not likely and (open_ := _unheard(column, table.facts[at], dataset, {*taken, *own_fields}, likely)):
            found[column.index] = Proposal(column, open_, certain=False, taken=False)
        if not likely:
            continue
        least = ASKED
        if "answers" in dataset.by_name:
            form = layout.platform not in ("table", "phone_list")
            rates = table.facts[at].ratings >= RATED_CELLS and not table.facts[at].counter
            answered = table.facts[at].filled if rates and table.facts[at].distinct > 1 else table.facts[at].distinct
            if not table.facts[at].texts or (form and (column.group or answered < FEW_ANSWERS)):
                continue  # a part of a question, or one that hardly anybody answered: kept as it is
            if rates and dataset.by_name[likely[0][0]].type == "text":
                continue  # what was thought of a branch is no branch
            if dataset.by_name[likely[0][0]].type == "choice" and several_answers(table.facts[at].texts):
                continue  # several things ticked are none of the few that the field knows
            least = FORM_ASKED if form and not rates else QUESTION_ASKED
        named = match_header(column.callings, dataset)
        again = (
            named is not None and named.field in taken
        )  # a second column of that name: asked, however unlikely the rest
        if not again and (likely[0][1] < least or (one is None and likely[0][1] < MISSED)):
            if open_ := _unheard(column, table.facts[at], dataset, {*taken, *own_fields}, likely):
                found[column.index] = Proposal(column, open_, certain=False, taken=False)
            continue
        rated = dataset.by_name[likely[0][0]].type == "rating"
        if rated and "answers" in dataset.by_name and not _rates(column, table.facts[at], likely[0][0]):
            continue
        twice = (
            rated and "answers" in dataset.by_name and one is not None and _rated_twice(at, columns, table, one.field)
        )
        alone = len(likely) == 1 and not rated and not again and bool(meaning(column.header).concepts)
        sure = ALONE if alone else CERTAIN
        certain = one is not None and one.certainty >= sure and not twice and _reads(table.facts[at], dataset, one)
        certain = certain and not _classed(table.facts[at], dataset.by_name[likely[0][0]])
        if _of_each_row(table.facts[at], dataset, likely[0][0]):
            continue  # when each row was touched last is no day on which the whole list was drawn up
        if "answers" in dataset.by_name and likely[0][0] == COMMENT and not certain:
            # Words of the customers are kept as what they say or beside it, and nothing is lost either way.
            if one is None:
                continue
            certain = True
        if not certain and elsewhere[at] >= FOREIGN and dataset.by_name[likely[0][0]].unit == "share":
            continue  # a share of what the dataset does not speak of: complaints upheld are no market share
        if not certain and not table.facts[at].texts:
            continue  # nothing is lost with an empty column
        same = again_as(column, grid, layout)
        measured = max(table.facts[at].numbers, table.facts[at].dates) > MEASURED
        if same == "same" or (same == "other" and not measured):
            continue  # the same cells again, or a second remark: named among what is left out
        reads = one is not None and _reads(table.facts[at], dataset, one)
        taken_for = one is not None and one.certainty > one.none and reads and not same
        telling_cells = dataset.by_name[likely[0][0]].type != "text" and unlike_anything(table.facts[at])
        found[column.index] = Proposal(column, tuple(likely[:2]), certain, taken_for, telling_cells)
    given_fields = {*taken, *(one.field for one in found.values() if one.taken)}
    found |= _only_dates(columns, table, dataset, given_fields, {index for index, one in found.items() if one.certain})
    settled = {index: one for index, one in found.items() if one.certain or one.taken}
    waves = place_of_waves(
        table,
        dataset,
        {*taken, *(one.field for one in settled.values())},
        [at for at, one in enumerate(columns) if one.index not in settled],
    )
    return found | ({} if waves is None else {columns[waves].index: Proposal(columns[waves], ((WAVE, 1.0),), True)})


def _of_the_roster(
    grid: Grid,
    layout: Layout,
    dataset: Dataset,
    columns: Sequence[Column],
    taken: Collection[str],
    roster: frozenset[str],
) -> Proposal | None:
    """The column whose cells are customers of the roster, whatever its header says and whatever its cells look like."""
    name = next((field.name for field in dataset.fields if field.sensitivity == "pseudonym"), None)
    if name is None or name in taken or not roster:
        return None
    for column in columns:
        if column.skip not in ("", "personal") or column.field is not None or column.shape in BLOCKS:
            continue
        facts = facts_of(grid, column, layout, roster)
        if facts.distinct >= LEAST_CUSTOMERS and facts.known_customers >= KNOWN_CUSTOMERS and not facts.counter:
            return Proposal(replace(column, skip=""), ((name, 1.0),), certain=True)
    return None


def again_as(column: Column, grid: Grid, layout: Layout) -> str:
    """Whether the header of a column stands further left already, in the same group: with the same cells (``same``),
    with others (``other``), or not at all ('')."""
    own = column.names[:1], column.group
    for before in layout.columns:
        if before.index < column.index and column.names and (before.names[:1], before.group) == own:
            first, second = (grid.below(one.index, layout.first_row) for one in (before, column))
            return "same" if first.equals(second) else "other"
    return ""


def _only_dates(
    columns: Sequence[Column], table: Table, dataset: Dataset, taken: Collection[str], known: Collection[int]
) -> dict[int, Proposal]:
    """The one column of dates of a table, where the dataset needs a day and no header names it: asked as that. Numbers
    that are ``known`` to be something else (ids) are no days."""
    needed = [one.name for one in dataset.fields if one.required and one.type in ("date", "timestamp", "month")]
    dated = [
        column
        for column, facts in zip(columns, table.facts, strict=True)
        if facts.dates >= ALL_DATES and column.index not in known
    ]
    if len(needed) != 1 or needed[0] in taken or needed[0] == (dataset.when if dataset.kind == "snapshot" else ""):
        return {}
    if len(dated) != 1:
        return {}
    return {dated[0].index: Proposal(dated[0], ((needed[0], MISSED),), certain=False)}


def _unheard(
    column: Column, facts: Facts, dataset: Dataset, taken: Collection[str], likely: Sequence[tuple[str, float]]
) -> tuple[tuple[str, float], ...]:
    """The fields that are asked about for cells that should not be lost under a header that says nothing: days, and
    amounts beside others in a list of amounts, whatever the header. None where all such fields have a column. Shares
    are no amounts, and 1.2, 4.9 and 3.9 no days as 11.20 and 11.9 are."""
    told = meaning(column.header).concepts
    days = facts.dates >= ALL_DATES and facts.filled >= LEAST_CHOICES and not told & _WHEN
    days = days and (facts.numbers < ALL_DATES or facts.length > OF_DECIMALS)
    amounts = dataset.name in AMOUNTS and facts.numbers >= ALL_DATES and not (facts.counter or told & IDS)
    amounts = amounts and facts.high > 1 and facts.percents < ALL_DATES
    amounts = amounts and any(dataset.by_name[name].type == "decimal" for name in taken if name in dataset.by_name)
    wanted = ("date", "timestamp") if days and not amounts else ("decimal",) if amounts else ()
    free = [one.name for one in dataset.fields if one.type in wanted and one.name not in taken]
    chances = dict(likely)
    return tuple((name, 0.0) for name in sorted(free, key=lambda name: -chances.get(name, 0.0))[:2])


def _of_people(dataset: Dataset, field: str) -> bool:
    """Whether a field holds who did, owns or keeps something."""
    return dataset.by_name[field].type == "text" and bool(concepts_of(dataset.by_name[field]) & _PEOPLE)


def _words_of_others(column: Column, field: Field) -> bool:
    return field.type == "text" and not meaning(column.header).concepts & concepts_of(field)


def _classed(facts: Facts, field: Field) -> bool:
    """Whether a field of remarks meets a few short words that come again: Open, Closed are what a row is, not what is
    said of it."""
    remarks = field.type == "text" and bool(concepts_of(field) & _REMARKS)
    return remarks and 2 <= facts.distinct <= FEW_CLASSES and facts.filled >= 2 * facts.distinct


def _of_each_row(facts: Facts, dataset: Dataset, field: str) -> bool:
    """Whether a column that may be the day of a whole list differs from row to row."""
    own = dataset.kind == "snapshot" and field == dataset.when
    return own and facts.filled >= LEAST_CHOICES and facts.unique > OF_EACH


def _rates(column: Column, facts: Facts, field: str) -> bool:
    """Whether a question rates what the field is about: "how satisfied with the lounge" is no overall satisfaction."""
    told = meaning(column.names[0] if column.names else column.header).concepts
    own = RATED.get(field)
    if field == "csat" and "satisfaction" not in told and told & _RATED_PARTS:
        return False  # the whole of the service, not of the move
    return own is not None and own <= told and (facts.ratings >= 0.5 or not facts.texts)


def _reads(facts: Facts, dataset: Dataset, one: ranking.Given) -> bool:
    """Whether the cells read as the field's type, as far as a type tells."""
    share = fits(facts, dataset.by_name[one.field])
    return share is None or not facts.texts or share >= READS


def _rated_twice(at: int, columns: Sequence[Column], table: Table, field: str) -> bool:
    """Whether another question of the table, known or open, may be the same rating: then only a person can say which
    is."""
    return any(_rates(column, table.facts[other], field) for other, column in enumerate(columns) if other != at)


def _row_number(columns: Sequence[Column], table: Table, dataset: Dataset, taken: Collection[str]) -> Proposal | None:
    """The number of a list's entries, where nothing else is: ids that never repeat under ``编号``, or 1, 2, 3 under
    ``序号``."""
    own = [name for name in dataset.key if dataset.by_name[name].type == "text" and name not in SHARED_KEYS]
    if len(own) != 1 or own[0] in taken or own[0] not in index().datasets[dataset.name].fields:
        return None
    key = concepts_of(dataset.by_name[own[0]])
    if (
        not key & IDS
        and not told_by_number(columns, table.facts)
        and any((one := match_header(column.callings, dataset)) and one.field == own[0] for column in columns)
    ):
        return None  # what is known by its name and not by a number has a column: the steps of a list are only counted
    named = [
        column
        for column, facts in zip(columns, table.facts, strict=True)
        if meaning(column.header).concepts & IDS
        and not meaning(column.header).concepts & _OTHERS_IDS
        and facts.unique > 0.98
        and facts.filled > 1
        and facts.length <= LONGEST_ID
        and not (facts.counter or facts.known_customers or facts.person)
    ]
    if len(named) == 1 and meaning(named[0].header).concepts <= key and not meaning(named[0].header).unknown:
        return Proposal(named[0], ((own[0], 1.0),), certain=True)
    for column, facts in zip(columns, table.facts, strict=True):
        if named and facts.counter:
            continue  # the lines of the list are counted, and its entries have ids of their own
        ids = facts.unique > 0.98 and sum(map(_is_id, facts.texts)) >= 0.9 * len(facts.texts) > 0
        if plain(column.header) in _ROW_NUMBER and (facts.counter or (ids and facts.known_customers == 0)):
            return Proposal(column, ((own[0], 1.0),), certain=True)
    return None


def told_by_number(columns: Sequence[Column], facts: Sequence[Facts]) -> bool:
    """Whether rows are told by their numbers: what one waits for is the number of another, and no name."""
    return any(
        PREDECESSOR in meaning(column.header).concepts
        and bool(found.texts)
        and all(map(_NUMBERS.fullmatch, found.texts))
        for column, found in zip(columns, facts, strict=True)
    )


def _is_id(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z]{1,6}[-_/]?\d[\w/-]*", text.strip()))
