"""The table as a whole: one assignment of columns to fields for each dataset, and the datasets by what they explain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.datasets import DATASETS, OWN, Dataset
from data.ingest.recognition.evidence import Table, evidence, probabilities, soft, weights, with_order
from data.ingest.recognition.facts import Facts
from data.ingest.recognition.index import index
from data.ingest.recognition.meanings import lexicon, meaning
from data.ingest.recognition.order import earlier_and_later
from data.ingest.wording import plain

SIGNS = (
    "explained",
    "required",
    "customer_missing",
    "key",
    "gained",
    "distinct",
    "titled",
    "named",
    "about",
    "file_about",
    "rated",
    "small",
    "exact",
    "dense",
    "odds",
    "lacking",
    "left_over",
)
"""What speaks for a dataset, in the order of its weights."""
ASKED_OF_PEOPLE = frozenset(("satisfaction", "recommend", "ease", "attitude", "quality", "communicate"))
RATED = 0.8
MOST_ODDS = 6.0
CASES = frozenset(("complaints", "incidents", "tickets", "defects", "questions", "requests"))
"""Datasets of single cases, of which other tables hold counts."""
COUNTED, CALLED, MANY = -12.0, 6.0, 20
SINGULAR, _LETTERS = 0.5, re.compile(r"[a-z]+")
_NUMBERED = re.compile(r"\b(?:id|ref|key|nr|no|number)\b\.?|#|编号|单号|号$", re.IGNORECASE)
_NO_COUNT = frozenset(("id", "amount", "cost", "level", "score", "percent", "duration", "date", "name"))
ALWAYS = 0.8
"""How much a concept stands for another from which on a table that speaks of it is about the other."""
CALLED_SO, MOST_TYPES = 0.5, 8
"""The share of the words of a column of types from which on they say what the rows are, and how many there are at
most."""
LACKING = 0.3
"""A field that every row needs is lacking below this."""
LEAST = 0.02
"""Below this a column is not given to a field even where nothing else wants it."""


@dataclass(frozen=True)
class Given:
    """A column and the field it is given to, how certain that is, and the next best field."""

    column: int
    field: str
    certainty: float
    second: str = ""
    second_certainty: float = 0.0
    none: float = 0.0
    """How likely it is that the column is no field at all."""


@dataclass(frozen=True)
class Fit:
    """A dataset with the best assignment of the columns to its fields. ``likely`` has the fields of every column, the
    likeliest first, whether given or not."""

    dataset: str
    given: tuple[Given, ...]
    likely: tuple[tuple[tuple[str, float], ...], ...]
    signs: np.ndarray
    score: float = 0.0


def assigned(
    table: Table,
    dataset: Dataset,
    made: np.ndarray | None = None,
    *,
    closed: Sequence[int] = (),
    beside: Sequence[tuple[str, Facts]] = (),
) -> Fit:
    """The assignment of columns to fields whose probability as a whole is the greatest (each field once).

    ``closed`` are places of fields that other columns have already, ``beside`` such fields with what their cells show.
    Where columns hold days, a first assignment tells the others what comes before what."""
    made = evidence(table, dataset) if made is None else made
    chances = probabilities(table, dataset, made, closed)
    given = _given(chances, index().datasets[dataset.name].fields)
    dated = sum(bool(facts.days) for facts in (*table.facts, *(facts for _, facts in beside)))
    if dated > 1 and earlier_and_later(dataset.name):
        placed = [(one.column, one.field, one.certainty) for one in given]
        made = with_order(made, table, dataset, placed, beside)
        chances = probabilities(table, dataset, made, closed)
        given = _given(chances, index().datasets[dataset.name].fields)
    signs = _signs(table, dataset, given, made)
    chances = _beside_each_other(chances, given, index().datasets[dataset.name].fields)
    given = _given(chances, index().datasets[dataset.name].fields)
    fields, m = index().datasets[dataset.name].fields, chances.shape[1] - 1
    likely = tuple(
        tuple((fields[at], float(row[at])) for at in np.argsort(-row[:m])[:4] if row[at] >= LEAST) for row in chances
    )
    return Fit(dataset.name, tuple(given), likely, signs)


def _beside_each_other(chances: np.ndarray, given: Sequence[Given], fields: Sequence[str]) -> np.ndarray:
    """The chances when each column knows what the others are given: a field that another surely is, is hardly this
    one's."""
    free = np.ones_like(chances)
    for one in given:
        place = fields.index(one.field)
        free[:, place] = 1 - one.certainty
        free[one.column, place] = 1.0
    left = chances * free
    return np.asarray(left / np.maximum(left.sum(axis=1, keepdims=True), 1e-12))


def _given(chances: np.ndarray, fields: Sequence[str]) -> list[Given]:
    """The best assignment by these chances (columns × fields and none)."""
    from scipy.optimize import linear_sum_assignment

    n, m = len(chances), len(fields)
    given: list[Given] = []
    if n and m:
        # Each column may stay without a field at the price that nothing of it is known.
        gain = np.log(np.maximum(chances[:, :m], 1e-12)) - np.log(np.maximum(chances[:, m:], 1e-12))
        gain = np.where(chances[:, :m] < LEAST, -50.0, gain)
        price = np.concatenate([-gain, np.where(np.eye(n, dtype=bool), 2.0, 1e6)], axis=1)
        for column, place in zip(*linear_sum_assignment(price), strict=True):
            if place < m and chances[column, place] >= LEAST:
                order = np.argsort(-chances[column, :m])
                second = next((int(other) for other in order if other != place), None)
                given.append(
                    Given(
                        int(column),
                        fields[place],
                        float(chances[column, place]),
                        fields[second] if second is not None else "",
                        float(chances[column, second]) if second is not None else 0.0,
                        float(chances[column, m]),
                    )
                )
    return given


def _signs(table: Table, dataset: Dataset, given: list[Given], made: np.ndarray) -> np.ndarray:
    """What the assignment says about the dataset; the title is added in :func:`ranked`."""
    from data.ingest.recognition.evidence import EVIDENCE

    # Rows are counted 1, 2, 3 in any list: that says nothing of which it is.
    given = [one for one in given if not table.facts[one.column].counter]
    of = {one.field: one for one in given}
    n = max(1, sum(not facts.counter for facts in table.facts))
    sure = sum(one.certainty for one in given)
    whole = (dataset.when, "part") if dataset.kind == "snapshot" else ()
    required = [
        field
        for field in dataset.fields
        if field.required and field.sensitivity != "pseudonym" and field.name not in whole
    ]
    has = [of[field.name].certainty if field.name in of else 0.0 for field in required]
    customer = [field.name for field in dataset.fields if field.required and field.sensitivity == "pseudonym"]
    keys = [
        of[name].certainty if name in of else 0.0
        for name in dataset.key
        if name in dataset.by_name and name not in whole
    ]
    about = index().about.get(dataset.name, frozenset())
    own = [bool(_stands_for(meaning(names[0]).concepts) & about) for names in table.names if names]
    exact = made[:, :, EVIDENCE.index("exact")].max(axis=1) if made.size else np.zeros(0)
    asks = sum(_asks(names, facts) for names, facts in zip(table.names, table.facts, strict=True))
    rated = asks / n if "answers" in dataset.by_name else 0.0
    return np.array(
        [
            sure / n,
            sum(has) / len(has) if has else 1.0,
            float(any(name not in of for name in customer)),
            sum(keys) / max(1, len(keys)),
            np.log1p(sure),
            0.0,
            0.0,
            0.0,
            (sum(own) / n) ** 0.5,
            0.0,
            rated,
            sure / max(1, len(dataset.fields)),
            float(exact.sum()) / n,
            float(sum(one.certainty for one in given if one.certainty > 0.8)) / n,
            sum(np.clip(np.log((one.certainty + 1e-3) / (one.none + 1e-3)), 0, MOST_ODDS) for one in given) / n,
            float(any(share < LACKING for share in has)),
            0.0,
        ]
    )


def _stands_for(concepts: frozenset[str]) -> frozenset[str]:
    """The concepts and what each of them nearly always stands for: what is in a sprint is a task."""
    near = lexicon().near
    return concepts | {other for one in concepts for other, share in near.get(one, {}).items() if share >= ALWAYS}


def calls_them(table: Table, dataset: str) -> bool:
    """Whether a column of types says of the rows that they are what the dataset is about: *Epic*, *Story* and *Task*
    are tasks, whatever the list is called."""
    about = index().about.get(dataset, frozenset())
    for names, facts in zip(table.names, table.facts, strict=True):
        if names and "type" in meaning(names[0]).concepts and 0 < facts.distinct <= MOST_TYPES:
            own = sum(bool(_stands_for(meaning(text).concepts) & about) for text in facts.texts)
            if own >= CALLED_SO * len(facts.texts):
                return True
    return False


def _asks(names: Sequence[str], facts: Facts) -> bool:
    """Whether a column is a question that people answered on a scale."""
    told = meaning(names[0]).concepts if names else frozenset()
    return facts.ratings >= RATED and facts.distinct > 1 and bool(told & ASKED_OF_PEOPLE) and not facts.counter


def ranked(table: Table, titles: str, file: str) -> list[Fit]:
    """The datasets a table may be, best first, each with a score: how likely it is among all of them."""
    fits = [assigned(table, dataset) for dataset in DATASETS.values() if dataset.name not in OWN]
    return scored(fits, table, titles, file)


def scored(fits: list[Fit], table: Table, titles: str, file: str) -> list[Fit]:
    """``fits`` in their order, with what title, sheet and file name add and how distinct each explanation is."""
    told = with_context(fits, len(table.names), titles, file)
    chances = soft(
        (
            told @ weights()["dataset"]
            + [COUNTED * counts_them(table, fit.dataset) + CALLED * calls_them(table, fit.dataset) for fit in fits]
        )[None, :]
    )[0]
    done = [
        Fit(fit.dataset, fit.given, fit.likely, signs, float(chance))
        for fit, signs, chance in zip(fits, told, chances, strict=True)
    ]
    return sorted((one for one in done if one.given), key=lambda one: -one.score)


def counts_them(table: Table, dataset: str) -> bool:
    """Whether a table counts what a list of such cases has a row of each (complaints opened and closed by firm and
    half-year): numbers of them, and no column whose ids tell the rows apart."""
    about = index().about.get(dataset, frozenset())
    if dataset not in CASES or any(
        facts.unique == 1 and facts.filled > 1 and (_NUMBERED.search(names[0]) or facts.ids >= RATED > facts.numbers)
        for names, facts in zip(table.names, table.facts, strict=True)
        if names
    ):
        return False
    return any(
        bool((told := meaning(names[0]).concepts) & about)
        and not (told & _NO_COUNT or _NUMBERED.search(names[0]))
        and facts.numbers == facts.whole_numbers == 1.0
        and facts.unique < 1 + (facts.high >= MANY)
        and not facts.counter
        for names, facts in zip(table.names, table.facts, strict=True)
        if names and facts.texts
    )


def with_context(fits: list[Fit], columns: int, titles: str, file: str) -> np.ndarray:
    """The signs of all datasets together."""
    told = np.stack([fit.signs for fit in fits])
    best = np.zeros((len(fits), max(1, columns)))
    for at, fit in enumerate(fits):
        for one in fit.given:
            best[at, one.column] = one.certainty
    others = best.sum(axis=0, keepdims=True) - best
    # What this dataset leaves over and another explains.
    told[:, SIGNS.index("left_over")] = (best.max(axis=0, keepdims=True) - best).sum(axis=1) / max(1, columns)
    # A column that few datasets can explain says more than one that all can.
    told[:, SIGNS.index("distinct")] = (best / (1 + others)).sum(axis=1) / max(1, columns) ** 0.5
    for at, fit in enumerate(fits):
        dataset = DATASETS[fit.dataset]
        about = index().about.get(fit.dataset, frozenset())
        names = [plain(name) for name in (dataset.name, dataset.en, dataset.zh, *dataset.synonyms)]
        told[at, SIGNS.index("titled")] = max((_share(name, titles) for name in names), default=0.0)
        told[at, SIGNS.index("named")] = max((_share(name, file) for name in names), default=0.0)
        title = meaning(f"{titles} {file}").concepts
        told[at, SIGNS.index("file_about")] = len(about & title) / max(1, len(about)) if title else 0.0
    return told


def _share(name: str, text: str) -> float:
    """1 where the name of a dataset stands in a text, half where one of them does: *outage list*."""
    if len(name) > 1 and name in plain(text):
        return 1.0
    return SINGULAR * (name.endswith("s") and name[:-1] in _LETTERS.findall(text.casefold()))
