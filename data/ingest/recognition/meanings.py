"""What the words of a header mean: a text as a set of concepts of ``lexicon.toml``, in Chinese and English alike."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from data.datasets import Field

LEXICON = Path(__file__).with_name("lexicon.toml")
FILLER = "filler"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ACRONYMS = re.compile(r"\b([A-Z]{2,})s\b")
_WORDS = re.compile(r"[a-z0-9]+(?:'[sd]\b)?\.?|[%#]|[\u3400-\u9fff]+")
_LONGEST_PHRASE = 4
_BRACKET = re.compile(r"[(\[【][^()\[\]【】]+[)\]】]\s*$")
_DONE = frozenset(
    [
        "given",
        "held",
        "led",
        "made",
        "done",
        "run",
        "sent",
        "signed",
        "written",
        "seen",
        "taken",
        "known",
        "drawn",
        "put",
        "kept",
        "paid",
        "told",
    ]
)
_VOWELS = re.compile("[aeiouy]")
LEAST_SHORTENED = 3
"""Letters from which on a word that the lexicon does not know may be a shortened one."""
_SHORTENED_FIRST = re.compile(r"[A-Za-z]{3,9}\.(?=\s)")
_SURE = frozenset(("planned", "actual", "forecast", "baseline"))
_NUMBERED = re.compile(r"^(?:第\s*\d+\s*题|[qQ]?\d{1,3})\s*[、.:)]\s*(?=\S)")


@dataclass(frozen=True)
class Lexicon:
    """``words`` maps a word or phrase to its concepts; ``near`` a concept to those it may stand for, with how much;
    ``apart`` a concept to those that exclude it."""

    concepts: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    near: dict[str, dict[str, float]]
    apart: dict[str, frozenset[str]]
    longest: int


@cache
def lexicon() -> Lexicon:
    """The declared words, read once."""
    told = tomllib.loads(LEXICON.read_text(encoding="utf-8"))
    words: dict[str, list[str]] = {}
    for concept, line in told["concepts"].items():
        for word in line.split():
            text = " ".join(singular(part) for part in word.casefold().split("_"))
            words.setdefault(text, []).append(concept)
    apart: dict[str, set[str]] = {}
    for line in told["apart"].values():
        for concept in (group := line.split()):
            apart.setdefault(concept, set()).update(set(group) - {concept})
    concepts = tuple(told["concepts"])
    unknown = {*apart, *told["near"], *(b for a in told["near"].values() for b in a)} - set(concepts)
    if unknown:
        raise ValueError(f"lexicon.toml: {sorted(unknown)} are no concepts")
    return Lexicon(
        concepts,
        {word: tuple(dict.fromkeys(found)) for word, found in words.items()},
        told["near"],
        {concept: frozenset(others) for concept, others in apart.items()},
        max(len(word) for word in words if not word.isascii()),
    )


@dataclass(frozen=True)
class Meaning:
    """The concepts of a text, and its words that the lexicon does not know."""

    concepts: frozenset[str]
    unknown: frozenset[str]


@lru_cache(maxsize=65536)
def meaning(text: str) -> Meaning:
    """``原定切换日`` → baseline, cutover, date; ``Planned End Date`` → planned, finish, date."""
    found: set[str] = set()
    unknown: set[str] = set()
    body = _NUMBERED.sub("", unicodedata.normalize("NFKC", text).strip())
    shorter = _BRACKET.sub("", body)
    beside = _BRACKET.search(body)
    if beside and shorter.strip():
        # (actual), （元）: what stands in brackets may say more, and what is not known there is a unit.
        found |= meaning(beside[0].strip("()[]（）【】 ")).concepts
    run: list[str] = []
    spaced = " ".join(
        word if word.casefold() in lexicon().words else _CAMEL.sub(" ", _ACRONYMS.sub(r"\1", word))
        for word in (shorter if shorter.strip() else body).split()
    ).casefold()
    for piece in _WORDS.findall(spaced):
        if piece[0] >= "\u3400":
            _english(run, found, unknown)
            run = []
            _chinese(piece, found, unknown)
        else:
            word = singular(piece.rstrip(".").removesuffix("'s"))
            short = piece.endswith(".") or not _VOWELS.search(word)
            run.append(_spelt_out(word) if short else word)
    _english(run, found, unknown)
    return Meaning(frozenset(found - {FILLER}), frozenset(unknown))


def parted(header: str) -> str:
    """An English header as words in lower case, whatever parts them: ``MobilePhone``, mobile_phone, Mobile-Phone."""
    return " ".join(re.findall(r"[a-z]+|\d+", _CAMEL.sub(" ", unicodedata.normalize("NFKC", header)).casefold()))


def how_sure(header: str) -> frozenset[str]:
    """What a bracket at the end, or a shortened word before the others, says of how sure a field is: (plan), （实际）,
    *Sched.*"""
    text = unicodedata.normalize("NFKC", header)
    told = (_BRACKET.search(text), _SHORTENED_FIRST.match(text))
    words = " ".join(found[0].strip("()[]【】 ") for found in told if found)
    return meaning(words).concepts & _SURE if words else frozenset()


@lru_cache(maxsize=2048)
def concepts_of(field: Field) -> frozenset[str]:
    """What the names of a field speak of."""
    names = (field.name.replace("_", " "), field.en, field.zh, *field.synonyms)
    return frozenset(concept for name in names for concept in meaning(name).concepts)


def _chinese(text: str, found: set[str], unknown: set[str]) -> None:
    words = lexicon()
    at = 0
    while at < len(text):
        for length in range(min(words.longest, len(text) - at), 0, -1):
            piece = text[at : at + length]
            if piece in words.words:
                found.update(words.words[piece])
                at += length
                break
        else:
            unknown.add(text[at])
            at += 1


def _english(run: list[str], found: set[str], unknown: set[str]) -> None:
    words = lexicon().words
    if (
        len(run) > 1
        and run[-1] == "by"
        and not {"be", "is", "are"} & set(run)
        and (run[-2].endswith("ed") or run[-2] in _DONE)
    ):
        found.add("person")  # Raised by names who did it; Reply by, To be kept by name a day
        run = run if " ".join(run[-2:]) in words else run[:-1]
    at = 0
    while at < len(run):
        for length in range(min(_LONGEST_PHRASE, len(run) - at), 0, -1):
            piece = " ".join(run[at : at + length])
            if piece in words:
                found.update(words[piece])
                at += length
                break
        else:
            root = run[at].removesuffix("ship")
            if root != run[at] and root in words:
                found.update(words[root])  # Membership no. is the member's
            elif not run[at].isdigit():
                unknown.add(run[at])
            at += 1


@lru_cache(maxsize=4096)
def _spelt_out(word: str) -> str:
    """The word that a shortened one (``Seg.``, ``Mgmt``) stands for, where all that it may stand for mean the same;
    else itself.

    Cut off, it begins as the whole word does; drawn together, its letters stand in that order from the first to the
    last."""
    words = lexicon().words
    if word in words or len(word) < LEAST_SHORTENED or not word.isalpha() or not word.isascii():
        return word
    drawn = re.compile(word[0] + "".join(f".*{letter}" for letter in word[1:]))
    longer = [full for full in words if len(full) > len(word) + 1 and full.isalpha()]
    cut_off = [full for full in longer if full.startswith(word)]
    drawn_together = [] if _VOWELS.search(word) else [full for full in longer if drawn.fullmatch(full)]
    for spelt in ([full for full in drawn_together if full[-1] == word[-1]], cut_off, drawn_together):
        if spelt:
            common = set.intersection(*(set(words[full]) for full in spelt)) - {FILLER}
            return min(spelt, key=len) if common else word
    return word


def singular(word: str) -> str:
    """``dates`` → ``date``; short words and those in -ss stay."""
    if not word.isascii() or len(word) < 4 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
