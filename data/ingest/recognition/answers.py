"""What a word in a cell means for a field of few choices, where no choice declares it: ``切换失败`` → failed."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from data.datasets import Field
from data.ingest import values
from data.ingest.recognition.meanings import LEXICON, concepts_of, lexicon, meaning, singular
from data.ingest.wording import whole

YES, NO = "yes", "no"
_PIECES = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_TRUE, _FALSE = (
    frozenset(("yes", "finished", "agreed", "passed")),
    frozenset(("no", "waiting", "failed", "refused", "away")),
)
SENT_BACK = "sent_back"
_DELIVERY = frozenset((SENT_BACK, "received"))
"""What became of a letter: for a field of what was returned, the one is a yes and the other a no."""
UNSURE = frozenset(("gold", "silver", "basic"))
"""Words of steps of which each house has its own: never read without asking."""
_LONGEST_PHRASE = 4
_DENIED = re.compile(r"(?:un|non[- ]?|not )([a-z][a-z ]+)|(?:非|未|不)([\u3400-\u9fff]+)")


@cache
def classes() -> dict[str, str]:
    """The declared words of cells, each with its class."""
    told = tomllib.loads(LEXICON.read_text(encoding="utf-8"))["values"]
    found: dict[str, str] = {}
    for name, line in told.items():
        for word in line.split():
            found.setdefault(" ".join(singular(part) for part in word.casefold().split("_")), name)
    return found


@dataclass(frozen=True)
class Read:
    """What a word was read as: ``value`` a code, or yes and no; ``sure`` where nothing else can be meant."""

    value: str | bool
    sure: bool


@lru_cache(maxsize=65536)
def _classes_of(text: str) -> tuple[tuple[str, ...], bool]:
    """The classes of a cell in their order, and whether it says something else too. What it is about (客户, 切换) says
    nothing."""
    found: list[str] = []
    more = False
    folded = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    for piece in _PIECES.findall(folded):
        words, rest = _chinese(piece) if piece[0] >= "\u3400" else ([], "")
        found += words
        more |= bool(rest)
    run = [singular(piece) for piece in _PIECES.findall(folded) if piece[0] < "\u3400"]
    at = 0
    while at < len(run):
        for length in range(min(_LONGEST_PHRASE, len(run) - at), 0, -1):
            phrase = " ".join(run[at : at + length])
            if phrase in classes():
                found.append(classes()[phrase])
                at += length
                break
        else:
            more |= run[at] not in lexicon().words
            at += 1
    return tuple(dict.fromkeys(found)), more


def _chinese(text: str) -> tuple[list[str], str]:
    """The classes in a run of Chinese, the longest words first, and what is left over."""
    found, rest, at = [], "", 0
    while at < len(text):
        for length in range(min(8, len(text) - at), 0, -1):
            piece = text[at : at + length]
            if piece in classes():
                found.append(classes()[piece])
                at += length
                break
            if length > 1 and piece in lexicon().words:
                at += length
                break
        else:
            if text[at] not in "已的了中户":
                rest += text[at]
            at += 1
    return found, rest


@lru_cache(maxsize=512)
def _choice_classes(field: Field) -> dict[str, frozenset[str]]:
    """For each choice the classes its own names have."""
    found: dict[str, frozenset[str]] = {}
    for choice in field.choices:
        own: set[str] = set()
        for name in (choice.code.replace("_", " "), choice.en, choice.zh, *choice.synonyms):
            told, more = _classes_of(name)
            if len(told) == 1 and not more:
                own |= set(told) - {YES, NO}
        found[choice.code] = frozenset(own)
    return found


def meant(text: str, field: Field) -> Read | None:
    """What a word means for a field of choices or of yes and no; ``None`` where nothing is known of it."""
    told, more = _classes_of(whole(text))
    if field.type == "boolean" and (said := _named(text, field)) is not None:
        return Read(said, sure=True)
    if not told:
        return None
    if field.type == "boolean":
        if "partly" in told:
            return None
        if "bounce" in concepts_of(field) and {*told} & _DELIVERY:
            return None if NO in told else Read(SENT_BACK in told, sure=not more)
        true, false = set(told) & _TRUE, set(told) & _FALSE
        if NO in told and true:
            return Read(value=False, sure=not more)  # 不合格: a no before what would be a yes
        return None if bool(true) == bool(false) else Read(bool(true), sure=not more and len(told) == 1)
    found = _choices_of(told, field)
    if len(found) == 1:
        sure = not more and not {*told} & ({YES, NO, "partly"} | UNSURE) and len(told) == 1
        return Read(found[0], sure) if NO not in told else None
    # The last word of a name says what it is: 变更告知书 is a notice.
    last = _choices_of(told[-1:], field)
    return Read(last[0], sure=False) if len(last) == 1 and NO not in told else None


@lru_cache(maxsize=4096)
def _named(text: str, field: Field) -> bool | None:
    """Yes where a cell names what its field is about and nothing else, no where it denies it: Planned, Unplanned,
    非计划."""
    own = meaning(field.name.replace("_", " ")).concepts
    cell = whole(text)
    denied = _DENIED.fullmatch(cell)
    for said, answer in ((denied[1] or denied[2] if denied else "", False), (cell, True)):
        told = meaning(said)
        if said and told.concepts and told.concepts <= own and not told.unknown:
            return answer
    return None


def says_nothing(text: str, field: Field) -> bool:
    """Whether a word says for certain that nothing is known yet: 未签收 is neither delivered nor returned."""
    told, more = _classes_of(whole(text))
    return field.type == "boolean" and "bounce" in concepts_of(field) and {*told} == {NO, "received"} and not more


def _choices_of(told: tuple[str, ...], field: Field) -> list[str]:
    return [code for code, own in _choice_classes(field).items() if own & set(told)]


def is_read(text: str, field: Field) -> bool:
    """Whether a cell reads by itself, without anything said about its words."""
    if values.is_missing(text):
        return True
    if field.type == "boolean":
        return values.yes_or_no(text) is not None
    return values.choice(text, field) is not None
