"""Every name of every declared field, laid out for comparing many headers with all of them at once."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from data.datasets import DATASETS, Dataset
from data.ingest.recognition.meanings import LEXICON, Meaning, how_sure, lexicon, meaning
from data.ingest.wording import plain, wordings

if TYPE_CHECKING:
    from scipy import sparse

LEAST_WEIGHT = 0.15
SAYS_LITTLE = {
    "date": 0.12,
    "percent": 0.35,
    "count": 0.3,
    "customer": 0.6,
    "cutover": 0.5,
    "status": 0.5,
    "service": 0.3,
}
UNKNOWN_WORD, UNKNOWN_CHARACTER = 0.8, 0.35
OWN_SUBJECT = 0.25
"""What the subject of a dataset weighs in the names of its own fields: in a list of risks, "name" is the risk's."""


@dataclass(frozen=True)
class Names:
    """The names of one dataset's fields. ``field_at`` is the first name of each field; ``words`` has a row a name and a
    column a concept or word with its weight, ``near`` the same with what may stand for it."""

    fields: tuple[str, ...]
    field_at: np.ndarray
    words: sparse.csr_matrix
    near: sparse.csr_matrix
    weights: np.ndarray
    """Of the concepts, in this dataset."""
    total: np.ndarray
    """Of all words of each name."""
    apart: sparse.csr_matrix
    """Concepts that a header with this name may not have."""
    grams: sparse.csr_matrix
    gram_counts: np.ndarray


@dataclass(frozen=True)
class Index:
    """All datasets, with the vocabulary they share."""

    vocabulary: dict[str, int]
    grams: dict[str, int]
    datasets: dict[str, Names]
    about: dict[str, frozenset[str]]


def subjects() -> dict[str, frozenset[str]]:
    """What each dataset is about, as concepts."""
    told = tomllib.loads(LEXICON.read_text(encoding="utf-8"))["about"]
    return {name: frozenset(line.split()) for name, line in told.items()}


@cache
def index() -> Index:
    """Built once, from the declarations."""
    named: dict[str, list[tuple[str, str]]] = {}
    for dataset in DATASETS.values():
        named[dataset.name] = [(field.name, text) for field in dataset.fields for text in _names(field)]
    vocabulary = {concept: at for at, concept in enumerate(lexicon().concepts)}
    grams: dict[str, int] = {}
    seen: Counter[str] = Counter()
    every = {text for pairs in named.values() for _, text in pairs}
    for text in every:
        words = words_of(meaning(text))
        seen.update(words)
        for word in words:
            vocabulary.setdefault(word, len(vocabulary))
        for gram in grams_of(text):
            grams.setdefault(gram, len(grams))
    base = np.array([_weight(word, seen[word], len(every)) for word in vocabulary])
    about = subjects()
    datasets = {
        name: _names_of(DATASETS[name], pairs, vocabulary, grams, base, about.get(name, frozenset()))
        for name, pairs in named.items()
    }
    return Index(vocabulary, grams, datasets, about)


def _names(field: object) -> list[str]:
    texts = [field.name.replace("_", " "), field.en, field.zh, *field.synonyms]  # type: ignore[attr-defined]
    return list(dict.fromkeys(texts))


def words_of(told: Meaning) -> frozenset[str]:
    """The concepts of a text and its own words that are none, marked."""
    return told.concepts | {f"={word}" for word in told.unknown}


def weight_of_unknown(word: str) -> float:
    return UNKNOWN_WORD if word.isascii() else UNKNOWN_CHARACTER


def _weight(word: str, seen: int, of: int) -> float:
    if word.startswith("="):
        return weight_of_unknown(word[1:])
    if word in SAYS_LITTLE:
        return SAYS_LITTLE[word]
    return max(LEAST_WEIGHT, math.log((1 + of) / (1 + seen)) / math.log(1 + of))


def grams_of(text: str) -> frozenset[str]:
    """Pairs of characters, of English triples."""
    folded = plain(text)
    size = 3 if folded.isascii() else 2
    return frozenset(folded[at : at + size] for at in range(max(1, len(folded) - size + 1)))


def _names_of(
    dataset: Dataset,
    pairs: list[tuple[str, str]],
    vocabulary: dict[str, int],
    grams: dict[str, int],
    base: np.ndarray,
    about: frozenset[str],
) -> Names:
    from scipy import sparse

    weights = base.copy()
    for concept in about:
        weights[vocabulary[concept]] *= OWN_SUBJECT
    known = lexicon()
    words = np.zeros((len(pairs), len(vocabulary)))
    near = np.zeros_like(words)
    apart = np.zeros_like(words)
    rows, columns = [], []
    for at, (_, text) in enumerate(pairs):
        own = words_of(meaning(text))
        for word in own:
            words[at, vocabulary[word]] = near[at, vocabulary[word]] = 1.0
        for concept in own:
            for other in known.apart.get(concept, frozenset()) - own:
                apart[at, vocabulary[other]] = 1.0
        for gram in grams_of(text):
            rows.append(at)
            columns.append(grams[gram])
    for concept, stands_for in known.near.items():
        shares = [share * words[:, vocabulary[word]] for word, share in stands_for.items()]
        near[:, vocabulary[concept]] = np.max([near[:, vocabulary[concept]], *shares], axis=0)
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(pairs), len(grams)))
    fields = tuple(dict.fromkeys(field for field, _ in pairs))
    order = [field for field, _ in pairs]
    return Names(
        fields,
        np.array([order.index(field) for field in fields]),
        sparse.csr_matrix(words * weights),
        sparse.csr_matrix(near),
        weights,
        np.maximum((words * weights).sum(axis=1), 1e-9),
        sparse.csr_matrix(apart),
        matrix,
        np.asarray(matrix.sum(axis=1)).ravel(),
    )


@dataclass(frozen=True)
class Header:
    """Headers as rows over the vocabulary; ``strange`` weighs the words that no name has, ``wide`` what else each may
    mean."""

    words: np.ndarray
    wide: np.ndarray
    strange: np.ndarray
    grams: sparse.csr_matrix
    gram_counts: np.ndarray


@lru_cache(maxsize=64)
def headers(texts: tuple[str, ...]) -> Header:
    """The headers of a table, ready to be compared."""
    from scipy import sparse

    found = index()
    known = lexicon()
    words = np.zeros((len(texts), len(found.vocabulary)))
    wide = np.zeros_like(words)
    strange = np.zeros(len(texts))
    rows, columns, counts = [], [], np.zeros(len(texts))
    for at, text in enumerate(texts):
        for word in words_of(meaning(text)):
            place = found.vocabulary.get(word)
            if place is None:
                strange[at] += weight_of_unknown(word[1:])
                continue
            words[at, place] = wide[at, place] = 1.0
            for other, share in known.near.get(word, {}).items():
                wide[at, found.vocabulary[other]] = max(wide[at, found.vocabulary[other]], share)
        shortest = plain(text) if how_sure(text) else min(wordings(text), key=len, default=plain(text))
        own = grams_of(shortest)
        counts[at] = len(own)
        for gram in own:
            if gram in found.grams:
                rows.append(at)
                columns.append(found.grams[gram])
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(texts), len(found.grams)))
    return Header(words, wide, strange, matrix, counts)


@dataclass(frozen=True)
class Likeness:
    """For each header (row) and field (column), by the name that fits best: the share of the header that the name says,
    the share of the name that the header says, alike characters, and what contradicts."""

    says: np.ndarray
    covers: np.ndarray
    alike: np.ndarray
    apart: np.ndarray


def likeness(heads: Header, names: Names) -> Likeness:
    """How much each header is like each field of a dataset."""
    weighted = heads.words * names.weights
    own = np.maximum(weighted.sum(axis=1) + heads.strange, 1e-9)
    # Sparse on the left: most names have three words of a thousand, and no threads are woken for so little.
    says = (names.near @ weighted.T).T / own[:, None]
    covers = (names.words @ heads.wide.T).T / names.total
    apart = ((names.apart @ heads.words.T).T > 0).astype(float)
    dice = (
        np.asarray((heads.grams @ names.grams.T).todense())
        * 2
        / np.maximum(heads.gram_counts[:, None] + names.gram_counts[None, :], 1)
    )
    both = 2 * says * covers / np.maximum(says + covers, 1e-9) - 0.6 * apart + 0.2 * dice
    bounds = [*names.field_at, both.shape[1]]
    best = np.stack(
        [bounds[f] + both[:, bounds[f] : bounds[f + 1]].argmax(axis=1) for f in range(len(names.fields))], axis=1
    )
    take = np.arange(both.shape[0])[:, None]
    alike = np.maximum.reduceat(dice, names.field_at, axis=1)
    return Likeness(says[take, best], covers[take, best], alike, apart[take, best])


def foreign(heads: Header, names: Names) -> np.ndarray:
    """The share of what each header says that no field of the dataset speaks of: an upheld share among market
    figures."""
    spoken = np.asarray(names.near.sum(axis=0)).ravel() > 0
    weighted = heads.words * names.weights
    own = np.maximum(weighted.sum(axis=1) + heads.strange, 1e-9)
    return (weighted * ~spoken).sum(axis=1) / own
