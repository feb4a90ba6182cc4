"""Which declared field a header means, and which dataset a set of headers is. Whole names only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from data.datasets import DATASETS, OWN, Dataset
from data.ingest.recognition.meanings import how_sure, meaning
from data.ingest.wording import plain, question_text, wordings

# Questions are sentences, so two ideas are known by their whole sentence too. Each pattern must fit all of it.
_QUESTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "nps",
        re.compile(
            r"(?:(?:on a scale (?:of|from) 0 (?:-|to) 10,? )?how likely (?:is it that you would|are you to"
            r"|would you be to|to) recommend\b[^?]{0,60}\??"
            # The question has an opening (有多大可能, 愿意 …) or a close (可能性, 意愿 …); 推荐 alone is anything.
            r"|(?:您|你)?(?:有多大(?:的)?可能(?:性)?|有多愿意|是否愿意|愿意|多大程度上愿意|会)(?:向|把)?[^?？,，。"
            r"]{0,14}推荐[^?？,，。]{0,20}[?？]?"
            r"|(?:您|你)?(?:向|把)?[^?？,，。]{0,14}推荐[^?？,，。]{0,16}(?:可能性(?:有多大)?|意愿|程度)\s*[?？]?"
            r"|likelihood (?:to|of) recommend(?:ing)?\b[^?]{0,40})",
            re.IGNORECASE,
        ),
    ),
    (
        "csat",
        re.compile(
            r"(?:(?:overall,? )?how satisfied (?:are|were) you(?: overall)?(?: with (?:the |our |this |your )?"
            r"(?:transfer|move|migration|switch|transition|change|process|service|experience|handover)(?: process"
            r"| service| experience| overall)?)?\s*\??"
            r"|(?:overall )?satisfaction(?: with (?:the |our )?(?:transfer|move|migration|service|process))?"
            r"|(?:总体|整体|综合)?(?:您|你)?对?(?:于)?(?:我们|本次|此次|这次|整个|本公司)?(?:的)?(?:客户)?(?:转移|迁移|切换|移交|搬迁|过渡|转接|服务)?(?:的)?(?:过程|服务|工作|体验|情况)?(?:的)?(?:总体|整体|综合|是否)?(?:感到)?满意(?:度|程度)?(?:吗|如何|怎么样|评价)?\s*[?？]?)",
            re.IGNORECASE,
        ),
    ),
    (
        "ces",
        re.compile(
            r"(?:how easy (?:was it|is it|were we|did we make it)(?: (?:to|for you to)[^?]{0,60})?\s*\??"
            r"|(?:办理|转移|切换|整个过程|本次办理|转移过程)(?:是否|有多)?(?:容易|方便|便捷)(?:吗|程度)?\s*[?？]?)",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True)
class Match:
    """A field a header may mean; ``certainty`` 1 is its own name or a declared synonym of the whole header."""

    field: str
    certainty: float


@lru_cache(maxsize=256)
def known_names(dataset: str, without: frozenset[str] = frozenset()) -> dict[str, tuple[str, float]]:
    """Every name of a dataset's fields, but for those ``without``, for comparing, to the field and how sure the name
    makes one."""
    found: dict[str, tuple[str, float]] = {}
    fields = [field for field in DATASETS[dataset].fields if field.name not in without]
    for field in fields:
        for name in (field.name, field.en, field.zh):
            found.setdefault(plain(name), (field.name, 1.0))
    for field in fields:
        for synonym in field.synonyms:
            found.setdefault(plain(synonym) or synonym, (field.name, 0.95))
        for label in (field.en, field.zh):
            short = re.split(r"[(（]", label)[0]
            found.setdefault(plain(short), (field.name, 0.95))
    return found


def match_header(names: Iterable[str], dataset: Dataset, without: frozenset[str] = frozenset()) -> Match | None:
    """The field that one of ``names`` (as they stand in the file) means, by its whole name or its whole question; none
    of those ``without``."""
    known = known_names(dataset.name, without)
    texts = list(names)
    for text in texts:
        for at, wording in enumerate(wordings(text)):
            if wording in known:
                field, certainty = known[wording]
                if at and not how_sure(text) <= meaning(wording).concepts:
                    continue  # Start (plan) is no Start
                if field == "recommend" and _TO_TEN.search(text) and "nps" not in without:
                    field = "nps"  # the one scale on which it is called that
                return Match(field, certainty if at == 0 else min(certainty, 0.95))
    if "nps" in dataset.by_name:
        for text in texts:
            question = _shortened(text)
            for field, pattern in _QUESTIONS:
                if field not in without and pattern.fullmatch(question):
                    return Match(field, 0.85)
    return None


_TO_TEN = re.compile(r"\b0\s*[-–—~～至到]+\s*10(?!\d)")


def _shortened(text: str) -> str:
    """The question for the patterns: first line, without number, bracket and closing marks."""
    question = question_text(text.replace("\n", " ") if len(text) < 60 else text.split("\n", 1)[0])
    question = re.sub(r"(?<!\s)\s++\d{1,2}\s*[-=].*$", "", question)
    return re.sub(r"(?<!\s)\s*+[(\[【][^()\[\]【】]*[)\]】]\s*$", "", question).strip(" *:：")


@dataclass(frozen=True)
class Candidate:
    """How well a dataset fits a set of headers, 0 to 1."""

    dataset: str
    score: float
    matched: int
    missing: tuple[str, ...]


def score_dataset(dataset: Dataset, headers: Iterable[tuple[str, ...]], context: str) -> Candidate:
    """``headers`` are the names of each column; ``context`` is the file's and the sheet's name."""
    columns = [names for names in headers if names]
    found: dict[str, float] = {}
    own = 0
    for names in columns:
        match = match_header(names, dataset)
        if match is None or found.get(match.field, 0) >= match.certainty:
            continue
        found[match.field] = match.certainty
        own += plain(names[0]) == plain(match.field)
    required = [field for field in dataset.fields if field.required]
    missing = tuple(field.name for field in required if field.name not in found)
    if not found:
        return Candidate(dataset.name, 0.0, 0, missing)
    covered = sum(found.values()) / max(len(columns), 1)
    carried = sum(1 for field in dataset.fields if field.name in found) / len(dataset.fields)
    needed = 1 - len(missing) / len(required) if required else 1.0
    named = any(
        plain(name) in plain(context)
        for name in (dataset.name, dataset.en, dataset.zh, *dataset.synonyms)
        if len(plain(name)) > 1
    )
    rated = any(dataset.by_name[name].type == "rating" for name in found)
    score = 0.45 * covered + 0.1 * carried + 0.3 * needed + (0.15 if named else 0) + (0.2 if rated else 0)
    return Candidate(dataset.name, min(score, 1.0), len(found), missing)


def rank_datasets(headers: Iterable[tuple[str, ...]], context: str) -> tuple[Candidate, ...]:
    """The datasets a table may be, best first; those of which nothing was found are left out."""
    columns = list(headers)
    found = [score_dataset(dataset, columns, context) for dataset in DATASETS.values() if dataset.name not in OWN]
    return tuple(sorted((one for one in found if one.matched), key=lambda one: -one.score))
