"""What speaks for and against a column being a field, as numbers whose weights were learned (``weights.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from data.datasets import Dataset, Field
from data.ingest import values
from data.ingest.names import match_header
from data.ingest.periods import read_period
from data.ingest.recognition.answers import meant
from data.ingest.recognition.facts import Facts, is_customer_like
from data.ingest.recognition.index import foreign, headers, index, likeness
from data.ingest.recognition.meanings import concepts_of, meaning
from data.ingest.recognition.order import fits_beside
from data.ingest.spans import may_last, share_lasting
from data.ingest.wording import STATED_SCALE, plain

WEIGHTS = Path(__file__).with_name("weights.toml")
EVIDENCE = (
    "any",
    "exact",
    "says",
    "covers",
    "both",
    "alike",
    "apart",
    "nothing_alike",
    "reads",
    "does_not_read",
    "text_of_dates",
    "text_of_numbers",
    "text_of_ticks",
    "key_unique",
    "key_repeats",
    "customer_like",
    "customer_unlike",
    "known_customers",
    "other_than_customer",
    "waves",
    "no_waves",
    "waves_elsewhere",
    "counter",
    "counter_elsewhere",
    "choices_named",
    "choices_strange",
    "whole_numbers",
    "share_in_range",
    "few_points",
    "long_text",
    "short_text",
    "required",
    "rating_named",
    "empty",
    "later_alike",
    "places",
    "places_elsewhere",
    "people",
    "people_elsewhere",
    "teams",
    "future",
    "ahead_of_past",
    "done_of_plan",
    "foreign",
    "told_again",
    "class_once",
    "ids_of_key",
    "ids_elsewhere",
    "id_named_elsewhere",
    "key_first",
    "first_elsewhere",
    "in_order",
    "out_of_order",
    "gaps_of_done",
    "gaps_of_plan",
    "plan_all_past",
    "only_one",
    "only_one_needed",
    "unheard",
    "unheard_needed",
    "unheard_reads",
    "only_ids",
    "first_ids",
    "thing_named",
    "thing_without_ids",
    "unsaid",
    "teams_elsewhere",
)
"""Names of the evidence, in the order of the numbers."""
WAVE = "wave"
CLOSED = -30.0
AHEAD = frozenset(("planned", "forecast", "baseline", "due"))
"""Concepts of a day that is yet to come, or was when it was written down: no field that tells what has happened."""
QUALIFIED = frozenset(("forecast", "baseline", "inherent", "residual", "target", "actual"))
"""Concepts without which a header means the plain field beside one that has them: 开工 is the plan's, 预计开工 the
forecast's."""
_THING = frozenset(("name", "content"))
ALL_IDS, NO_IDS = 0.8, 0.2
MOST_TICKED, MOST_CLASSED = 6, 12
"""Different words that a column of yes and no, or of choices, has at most."""
ALL_UNIQUE = 0.98
PREDECESSORS = "predecessors"
_LINK = (
    r"[A-Za-z]{0,6}[-_.]?\d[\w.\-]*(?: ?(?:FS|SS|FF"
    r"|SF))?(?: ?[+-] ?\d+(?:\.\d+)? ?(?:[dwmh]|days?|weeks?|天|周|个?工作日)?)?"
)
_LINKS = re.compile(rf"{_LINK}(?: ?[,;，；、/] ?{_LINK})*", re.IGNORECASE)
"""Tasks that go before, by their ids: ``3FS+2 days; A1010``."""
LEAST_REPEATED = 4
"""Cells of a column from which on it says something that they repeat."""
_NUMERIC = ("integer", "number", "decimal")
_WHO, _TEAMS = frozenset(("person", "owner", "custodian")), frozenset(("owner", "dept", "custodian", "person"))
_LEVELS = frozenset(("likelihood", "impact"))
"""Fields of text whose levels may be figures."""
CLASSES = frozenset(("category", "topic", "line"))
"""Parts of keys that class rows and are told in words: a column of their codes beside that of their names is none of
them."""
MOST_POINTS = 10
_DATED = ("date", "timestamp", "month")
READS_WELL, READS_HALF = 0.8, 0.5
"""The one column whose cells read well as a field, where those of no other do even by half, is likely that field."""


@dataclass(frozen=True)
class Table:
    """The columns that may be fields: what each may be called, and what its cells show. ``leads`` says whether the
    column that stands first in the sheet is among them."""

    names: tuple[tuple[str, ...], ...]
    facts: tuple[Facts, ...]
    leads: bool = True


@cache
def weights() -> dict[str, np.ndarray]:
    """The learned weights: of a column (``column``) and of a dataset (``dataset``)."""
    told = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    from data.ingest.recognition.ranking import SIGNS

    return {
        "column": np.array([told["column"][name] for name in EVIDENCE]),
        "dataset": np.array([told["dataset"][name] for name in SIGNS]),
    }


def evidence(table: Table, dataset: Dataset) -> np.ndarray:
    """Columns × fields × evidence. A field that is kept as JSON is no target."""
    found = index().datasets[dataset.name]
    fields = [dataset.by_name[name] for name in found.fields]
    main = [names[0] if names else "" for names in table.names]
    likes = likeness(headers(tuple(main)), found)
    both = likes.says * likes.covers
    made = np.zeros((len(main), len(fields), len(EVIDENCE)))
    at = {name: place for place, name in enumerate(EVIDENCE)}
    made[:, :, at["any"]] = 1.0
    made[:, :, at["says"]] = likes.says
    made[:, :, at["covers"]] = likes.covers
    made[:, :, at["both"]] = both
    made[:, :, at["alike"]] = likes.alike
    made[:, :, at["apart"]] = likes.apart
    made[:, :, at["nothing_alike"]] = (both < 0.02) & (likes.alike < 0.2)
    made[:, :, at["foreign"]] = foreign(headers(tuple(main)), found)[:, None]
    made[:, :, at["later_alike"]] = np.maximum(0.0, both - 0.8)
    for column, names in enumerate(table.names):
        match = match_header(names, dataset) if names else None
        if match is not None and match.field in found.fields:
            made[column, found.fields.index(match.field), at["exact"]] = match.certainty
    own = [concepts_of(field) for field in fields]
    first = next((place for place, facts in enumerate(table.facts) if facts.texts and not facts.counter), -1)
    first = first if table.leads else -1
    ids = [facts.filled > 1 and facts.unique > ALL_UNIQUE and facts.ids >= ALL_IDS for facts in table.facts]
    about = index().about.get(dataset.name, frozenset())
    coded = _codes_beside_names([meaning(name).concepts for name in main])
    spoken = _spoken_of(table.facts)
    for column, facts in enumerate(table.facts):
        told = meaning(main[column]).concepts
        for place, field in enumerate(fields):
            row = made[column, place]
            row[at["required"]] = field.required
            if field.past and field.type in _DATED:
                row[at["future"]] = facts.future
                row[at["ahead_of_past"]] = bool(told & AHEAD - own[place])
            elif field.type in _DATED:
                row[at["done_of_plan"]] = "actual" in told and "actual" not in own[place]
            if field.type in _DATED and facts.texts and facts.rows:
                # What is done is empty where it is not done yet, and never ahead; a plan is full and reaches beyond
                # today.
                empty = 1 - facts.filled / facts.rows
                row[at["gaps_of_done" if field.past else "gaps_of_plan"]] = empty
                row[at["plan_all_past"]] = not field.past and facts.future == 0
            _cells(row, at, facts, field, dataset)
            key = field.type == "text" and (field.name in dataset.key or field.name.endswith("_id"))
            key = key and not (coded[column] and field.name in CLASSES)
            named = key or field.sensitivity == "pseudonym"
            row[at["id_named_elsewhere"]] = "id" in told and not named and "id" not in own[place]
            row[at["key_first"]] = column == first and named
            row[at["first_elsewhere"]] = column == first and not named
            row[at["unheard"]] = not told
            row[at["unheard_needed"]] = not told and field.required
            row[at["unheard_reads"]] = not told and field.type != "text" and row[at["reads"]] >= READS_WELL
            row[at["only_ids"]] = key and (spoken[column] if any(spoken) else ids[column] and sum(ids) == 1)
            if key and any(spoken) and not spoken[column]:
                row[at["id_named_elsewhere"]] = row[at["ids_elsewhere"]] = 1.0
            row[at["first_ids"]] = key and ids[column] and column == first
            thing = bool(told) and told <= about | _THING and bool(facts.texts) and facts.ids < NO_IDS
            row[at["thing_named"]] = thing and field.name in ("name", "title")
            row[at["thing_without_ids"]] = thing and key and any(ids)
            row[at["unsaid"]] = bool(meaning(field.name.replace("_", " ")).concepts & QUALIFIED - told)
            if field.unit in ("share", "currency") and STATED_SCALE.search(main[column]):
                row[:] = 0.0  # P (1-5) is a level and no probability, whatever it is called
                row[at["any"]] = row[at["nothing_alike"]] = row[at["does_not_read"]] = 1.0
            if field.type == "rating":
                rated = {"nps": "recommend", "csat": "satisfaction", "ces": "ease"}.get(field.name)
                row[at["rating_named"]] = bool(rated and rated in told)
    reads = made[:, :, at["reads"]]
    alone = (reads >= READS_WELL) & ((reads >= READS_HALF).sum(axis=0, keepdims=True) == 1)
    made[:, :, at["only_one"]] = alone
    made[:, :, at["only_one_needed"]] = alone * np.array([field.required for field in fields])
    return made


def _codes_beside_names(told: Sequence[frozenset[str]]) -> list[bool]:
    """Whether each header names the codes of what another column has the names of: 科目编码 beside 科目名称."""
    plainly = [one - {"name"} for one in told]
    return [
        "id" in one and any(at != place and other == one - {"id"} != set() for place, other in enumerate(plainly))
        for at, one in enumerate(told)
    ]


def _spoken_of(columns: Sequence[Facts]) -> list[bool]:
    """Whether each column tells the rows apart and another column names rows by it: a parent is told by the *Issue key*
    of a task, so its *Issue id* is not the key."""
    apart = [one.ids >= ALL_IDS and one.filled > 1 and one.unique > ALL_UNIQUE and not one.counter for one in columns]
    told = [frozenset(one.texts) if one.ids >= ALL_IDS > one.numbers else frozenset() for one in columns]
    return [
        apart[at] and any(own and not apart[place] and own <= told[at] for place, own in enumerate(told) if place != at)
        for at in range(len(told))
    ]


def _cells(row: np.ndarray, at: dict[str, int], facts: Facts, field: Field, dataset: Dataset) -> None:
    """What the cells say about a field; nothing where there are none."""
    if not facts.texts:
        row[at["empty"]] = 1.0
        return
    reads = fits(facts, field)
    if reads is not None:
        row[at["reads"]], row[at["does_not_read"]] = reads, 1 - reads
    key = field.type == "text" and (field.name in dataset.key or field.name.endswith("_id"))
    customer, wave = field.sensitivity == "pseudonym", field.name == WAVE
    if field.type == "text" and not customer:
        row[at["text_of_dates"]] = facts.dates if not wave else 0.0
        row[at["text_of_ticks"]] = facts.ticks * (facts.numbers < 0.5)
        if not key and not wave and not concepts_of(field) & _LEVELS:
            row[at["text_of_numbers"]] = facts.numbers * (facts.dates < 0.5)
        if not key and not wave:
            own = concepts_of(field)
            row[at["places"]] = facts.places * ("branch" in own)
            row[at["places_elsewhere"]] = facts.places * ("branch" not in own)
            who = bool(own & _WHO) and "dept" not in meaning(field.name).concepts
            row[at["people"]] = facts.people * who
            row[at["people_elsewhere"]] = facts.people * (not who)
            row[at["teams"]] = facts.teams * bool(own & _TEAMS)
            row[at["teams_elsewhere"]] = facts.teams * (not own & _TEAMS)
        if key and not wave:
            row[at["key_unique"]], row[at["key_repeats"]] = facts.unique, 1 - facts.unique
        narrative = field.sensitivity == "mask" or field.name in (
            "title",
            "name",
            "text",
            "cause",
            "action",
            "effect",
            "note",
        )
        row[at["long_text"]] = narrative * min(1.0, facts.length / 12)
        row[at["short_text"]] = (not narrative and not key) * min(1.0, facts.length / 25)
        if facts.filled >= LEAST_REPEATED and not key and not wave:
            # What is told differs from row to row, what it is classed as comes again.
            row[at["told_again"]], row[at["class_once"]] = (
                narrative * (1 - facts.unique),
                (not narrative) * facts.unique,
            )
        row[at["ids_of_key"]] = key and not wave and facts.ids * facts.unique
        row[at["ids_elsewhere"]] = not key and not wave and facts.ids * facts.unique
        row[at["counter_elsewhere"]] = facts.counter and not key
        row[at["counter"]] = facts.counter and key
    elif field.type in _NUMERIC:
        row[at["counter_elsewhere"]] = facts.counter
        row[at["few_points"]] = field.unit in ("share", "currency") and _points(facts)
        row[at["whole_numbers"]] = (1 - facts.whole_numbers) * (field.type == "integer")
        if field.unit == "share":
            row[at["share_in_range"]] = (
                1.0 if facts.percents > 0.5 or (facts.low >= 0 and facts.high <= 1) else -float(facts.high > 100)
            )
    if customer:
        like = is_customer_like(facts.texts) and not facts.counter
        row[at["customer_like"]], row[at["customer_unlike"]] = like, not like
        row[at["known_customers"]] = facts.known_customers
    else:
        row[at["other_than_customer"]] = facts.known_customers
    if wave:
        row[at["waves"]], row[at["no_waves"]] = facts.waves, 1 - facts.waves
    else:
        row[at["waves_elsewhere"]] = facts.waves
    if field.type == "choice" and reads is not None:
        known = named(facts, field)
        row[at["choices_named"]], row[at["choices_strange"]] = known * (facts.distinct > 1), known == 0
    if field.type == "boolean" and reads:
        row[at["choices_named"]] = _speaks_of(facts, field)


def _points(facts: Facts) -> bool:
    """Whether the cells are points on a scale: whole numbers up to ten that come again."""
    on_scale = facts.numbers == 1 and facts.whole_numbers == 1 and facts.low >= 1 and facts.high <= MOST_POINTS
    return on_scale and facts.filled >= LEAST_REPEATED and facts.unique < 1


def _speaks_of(facts: Facts, field: Field) -> float:
    """The share of the cells that name what the field is about: *Pass*, 属实."""
    own = concepts_of(field)
    return sum(bool(meaning(text).concepts & own) for text in facts.texts) / len(facts.texts)


def place_of_waves(table: Table, dataset: Dataset, taken: Collection[str], among: Iterable[int]) -> int | None:
    """The one column ``among`` some in which every cell names a wave and nothing else, whatever its header: whom a
    campaign is for (对象) is 第一批, 第二批. ``None`` where there is none, or several; what was answered to a question
    is none."""
    if WAVE not in dataset.by_name or WAVE in taken or "answers" in dataset.by_name:
        return None
    own = [at for at in among if table.facts[at].filled > 1 and all(map(_is_wave, table.facts[at].texts or ("",)))]
    return own[0] if len(own) == 1 else None


def _is_wave(text: str) -> bool:
    read = read_period(text)
    return read is not None and read.kind == "wave"


def with_order(
    made: np.ndarray,
    table: Table,
    dataset: Dataset,
    given: Iterable[tuple[int, str, float]],
    beside: Iterable[tuple[str, Facts]] = (),
) -> np.ndarray:
    """The evidence with the order of the days: what each column of days may be beside those that are ``given`` (column,
    field, how certain) and fields that are known ``beside`` the table."""
    fields = index().datasets[dataset.name].fields
    placed = [(column, name, table.facts[column].days, likely) for column, name, likely in given]
    known = [(-1, name, facts.days, 1.0) for name, facts in beside]
    done = made.copy()
    for column, facts in enumerate(table.facts):
        if not facts.days:
            continue
        others = [one[1:] for one in (*placed, *known) if one[0] != column and one[2]]
        for place, name in enumerate(fields):
            if others and dataset.by_name[name].type in _DATED:
                agree, against = fits_beside(dataset.name, name, facts.days, others)
                done[column, place, EVIDENCE.index("in_order")] = agree
                done[column, place, EVIDENCE.index("out_of_order")] = against
    return done


def fits(facts: Facts, field: Field) -> float | None:
    """The share of the cells that read as the field's type; ``None`` where every text does."""
    if field.type in _DATED:
        return max(facts.dates, share_lasting(facts.texts)) if may_last(field) else facts.dates
    if field.type == "rating":
        return facts.ratings
    if field.name == PREDECESSORS:
        return sum(bool(_LINKS.fullmatch(text.strip())) for text in facts.texts) / max(1, len(facts.texts))
    if field.type == "boolean":
        if facts.distinct > MOST_TICKED:
            return facts.ticks * 0.5
        return sum(values.yes_or_no(text) is not None or meant(text, field) is not None for text in facts.texts) / len(
            facts.texts
        )
    if field.type == "choice":
        # Words that no choice knows may still be its words: few of them, not numbers and not dates.
        known = named(facts, field)
        few = facts.distinct <= MOST_CLASSED and facts.dates < 0.3 and facts.numbers < 0.5 and facts.length <= 16
        return max(known, 0.35 if few else 0.0)
    if field.type in _NUMERIC:
        if field.unit in ("seconds", "working_days"):
            read = values.reader(field)
            return sum(read(text) is not None for text in facts.texts) / len(facts.texts)
        return facts.numbers * (1 - 0.8 * (facts.dates > 0.8 and facts.numbers < 1))
    return None


def named(facts: Facts, field: Field) -> float:
    """The share of the cells that are choices of a field, or mean one."""
    codes = values.choice_codes(field)
    short = facts.distinct <= MOST_CLASSED
    known = sum(
        1.0 if plain(text) in codes else 0.8 * (short and meant(text, field) is not None) for text in facts.texts
    )
    return known / len(facts.texts)


def probabilities(
    table: Table, dataset: Dataset, given: np.ndarray | None = None, closed: Sequence[int] = ()
) -> np.ndarray:
    """Columns × (fields + none): how likely each column is each field of the dataset but the ``closed``, or none of
    them."""
    made = evidence(table, dataset) if given is None else given
    scores = np.einsum("cfs,s->cf", made, weights()["column"])
    scores[:, list(closed)] = CLOSED
    return soft(np.concatenate([scores, np.zeros((len(scores), 1))], axis=1))


def soft(scores: np.ndarray) -> np.ndarray:
    """Scores as probabilities, a row each."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
