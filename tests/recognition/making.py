"""Tables made from the declarations: headers in the words of ``paraphrases.txt``, cells by the kind of their field."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from data.datasets import DATASETS, Dataset, Field
from data.ingest.names import known_names
from data.ingest.recognition.evidence import Table
from data.ingest.recognition.facts import Facts, facts_of_texts
from data.ingest.recognition.order import earlier_and_later
from data.ingest.wording import plain

WORDS = Path(__file__).with_name("paraphrases.txt")
LANGS = ("zh", "en")
FIRST_DAY = date(2026, 3, 2)
DAYS_PAST, DAYS_PLANNED, DAYS_LONG = 260, 400, 60
TITLED = {True: (0.4, 0.25), False: (0.6, 0.4)}
"""Share of the tables whose title, and whose file's name, says what they are; less of those that teach."""
GAPS = {True: (0, 0.1, 0.3, 0.5), False: (0, 0, 0, 0.1)}
"""Share of the cells of a day that are empty: what has been done is not done everywhere, what is planned nearly is."""
SAID_AGAIN = 0.3
"""Share of the columns of words in which a few sentences come again, as in lists kept by hand."""
TURNED = 0.3
"""Share of the tables whose columns stand in another order than the declaration."""
"""What has happened lies before the day on which the tests stand, what is planned on both its sides."""


@dataclass(frozen=True)
class Paraphrases:
    """By dataset its titles, by dataset and field the headers, each by language."""

    titles: dict[str, dict[str, str]]
    headers: dict[tuple[str, str], dict[str, tuple[str, ...]]]


@cache
def paraphrases() -> Paraphrases:
    titles: dict[str, dict[str, str]] = {}
    headers: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    dataset = ""
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            dataset, _, title = line[1:].partition("] ")
            titles[dataset] = dict(zip(LANGS, title.split(" / "), strict=True))
        elif ": " in line and not line.startswith("#"):
            field, _, words = line.partition(": ")
            both = words.split(" / ")
            headers[dataset, field] = {
                lang: tuple(dict.fromkeys(word.strip() for word in part.split(" | ")))
                for lang, part in zip(LANGS, both, strict=True)
            }
    return Paraphrases(titles, headers)


def half(text: str) -> int:
    """Which half of the paraphrases a header belongs to: one teaches, the other measures."""
    return zlib.crc32(text.encode()) % 2


def declared_name(dataset: str, text: str) -> bool:
    return plain(text) in known_names(dataset)


@dataclass(frozen=True)
class Made:
    """A table with its right answers: the field of each column, '' where it is none."""

    dataset: str
    lang: str
    table: Table
    right: tuple[str, ...]
    title: str
    file: str
    weighs: float = 1.0
    """What it counts when weights are learned."""


def table_of(
    dataset: Dataset, lang: str, rng: random.Random, which: int, declared: float = 0.25, *, teaches: bool = False
) -> Made:
    """One table of a dataset with headers of one half of the paraphrases (``which``), ``declared`` of them by a name
    that is declared, and some columns that are no field."""
    told = paraphrases()
    names: list[tuple[str, ...]] = []
    right: list[str] = []
    facts: list[Facts] = []
    rows = rng.choice((6, 12, 30, 60))
    days = _days_in_order(dataset, rng, rows)
    fields = [field for field in dataset.fields if (dataset.name, field.name) in told.headers]
    number = rng.choice(("序号", "行次") if lang == "zh" else ("Row", "S/N", "Line"))
    if rng.random() < 0.6 and not declared_name(dataset.name, number):
        names.append((number,))
        right.append("")
        cells = [str(at + 1) for at in range(rows)]
        facts.append(_facts(cells))
    for field in fields:
        if not field.required and rng.random() < 0.35:
            continue
        header = _header(dataset, field, lang, rng, which, declared)
        if header is None or any(header == one[0] for one in names):
            continue
        names.append((header,))
        right.append(field.name)
        facts.append(_facts(cells_of(dataset, field, lang, rng, rows, days.get(field.name))))
    if rng.random() < TURNED:  # lists whose first column is not what they are sorted by
        order = rng.sample(range(len(names)), len(names))
        names, right, facts = ([every[at] for at in order] for every in (names, right, facts))  # type: ignore[assignment]
    for header, cells in _strangers(dataset, lang, rng, which, rows):
        if any(header == one[0] for one in names):
            continue
        at = rng.randrange(len(names) + 1)
        names.insert(at, (header,))
        right.insert(at, "")
        facts.insert(at, _facts(cells))
    known = [name for name in (dataset.label(lang), *dataset.synonyms) if name.isascii() == (lang == "en")]
    own = (told.titles[dataset.name][lang], rng.choice(known or [dataset.label(lang)]))
    title = rng.choice(own) if rng.random() < TITLED[teaches][0] else ""
    file = (
        rng.choice(own) if rng.random() < TITLED[teaches][1] else rng.choice(("Book1", "Sheet1", "新建表格", "export"))
    )
    return Made(dataset.name, lang, Table(tuple(names), tuple(facts)), tuple(right), title, file)


def _header(dataset: Dataset, field: Field, lang: str, rng: random.Random, which: int, declared: float) -> str | None:
    if rng.random() < declared:
        known = [name for name in (field.label(lang), *field.synonyms) if name.isascii() == (lang == "en")]
        return rng.choice(known or [field.label(lang)])
    words = [
        word
        for word in paraphrases().headers[dataset.name, field.name][lang]
        if half(word) == which and not declared_name(dataset.name, word)
    ]
    return rng.choice(words) if words else None


def _strangers(dataset: Dataset, lang: str, rng: random.Random, which: int, rows: int) -> list[tuple[str, list[str]]]:
    """Columns that are no field of the dataset: of other datasets, and what only such a file has."""
    told = paraphrases()
    found = []
    noise = [word for word in told.headers["noise", "-"][lang] if half(word) == which]
    for word in rng.sample(noise, rng.randrange(3)):
        kind = rng.choice(("few", "id", "number", "name", "sentence", "date", "empty"))
        found.append((word, _plain_cells(kind, lang, rng, rows)))
    others = [key for key in told.headers if key[0] not in ("noise", dataset.name) and key[1] not in dataset.by_name]
    for name, field in rng.sample(others, rng.randrange(3)):
        words = [word for word in told.headers[name, field][lang] if half(word) == which]
        same = {word for key, both in told.headers.items() if key[0] == dataset.name for word in both[lang]}
        words = [word for word in words if not declared_name(dataset.name, word) and word not in same]
        if words:
            other = DATASETS[name]
            found.append((rng.choice(words), cells_of(other, other.by_name[field], lang, rng, rows)))
    return found


def _facts(cells: list[str]) -> Facts:
    given = [cell for cell in cells if cell]
    return facts_of_texts(list(dict.fromkeys(given)), [cell or None for cell in cells[:60]], len(cells), len(given))


ONE_PERSON = ("person", "tester", "decided_by", "chair", "signed_by", "confirmed_by", "approved_by")
PEOPLE = {
    "zh": ("王芳", "李强", "陈晓明", "周敏", "吴刚", "郑丽", "孙杰", "何静"),
    "en": ("A. Brown", "J. Smith", "M. Lee", "Sara Cole", "Tom Hill", "P. Novak"),
}
PLACES = {"zh": ("城东支行", "湖滨网点", "新区营业部", "北门支行"), "en": ("North", "Harbour", "Station Road", "Hill")}
TEAMS = {"zh": ("科技部", "合规部", "运营部", "零售部"), "en": ("IT", "Legal", "Operations", "Finance")}
WORDS_OF = {
    "zh": [
        "客户",
        "系统",
        "上线",
        "网点",
        "核对",
        "未完成",
        "通知",
        "数据",
        "接口",
        "短信",
        "余额",
        "排队",
        "培训",
        "资料",
        "费用",
        "流程",
        "更新",
        "失败",
        "提前",
        "名单",
    ],
    "en": [
        "customer",
        "system",
        "late",
        "office",
        "check",
        "letter",
        "data",
        "interface",
        "queue",
        "fee",
        "balance",
        "training",
        "file",
        "process",
        "update",
        "list",
    ],
}
FEW = {
    "zh": (("高", "中", "低"), ("甲类", "乙类"), ("已办", "在办", "未办"), ("系统", "人员", "流程"), ("一般", "重要")),
    "en": (
        ("High", "Medium", "Low"),
        ("Type A", "Type B"),
        ("Done", "WIP", "To do"),
        ("Tech", "People"),
        ("R", "A", "G"),
    ),
}


def _sentence(lang: str, rng: random.Random) -> str:
    words = rng.choices(WORDS_OF[lang], k=rng.randrange(3, 8))
    return "".join(words) if lang == "zh" else " ".join(words)


def _days_in_order(dataset: Dataset, rng: random.Random, rows: int) -> dict[str, list[date]]:
    """For the dated fields that the rules put in order, days a row that keep it: nothing ends before it begins."""
    pairs = earlier_and_later(dataset.name)
    names = [name for name in dataset.by_name if any(name in pair for pair in pairs)]
    past = any(dataset.by_name[name].past for name in names)
    found: dict[str, list[date]] = {name: [] for name in names}
    for _ in range(rows):
        begin = FIRST_DAY + timedelta(days=rng.randrange(DAYS_PAST - DAYS_LONG if past else DAYS_PLANNED))
        told: dict[str, date] = {}
        for name in sorted(names, key=lambda one: _depth(one, pairs)):
            before = [told[one] for one, other in pairs if other == name and one in told]
            told[name] = max(before, default=begin) + timedelta(days=rng.randrange(DAYS_LONG // 3))
        for name, day in told.items():
            found[name].append(day)
    return found


def _depth(name: str, pairs: frozenset[tuple[str, str]]) -> int:
    """How many days come one after the other before this one."""
    return max((1 + _depth(one, pairs) for one, other in pairs if other == name), default=0)


def _forms(lang: str) -> tuple[Callable[[date], str], ...]:
    """How a day is written."""
    worded = (lambda day: f"{day.year}年{day.month}月{day.day}日") if lang == "zh" else (lambda day: f"{day:%d %b %Y}")
    return date.isoformat, worded, lambda day: f"{day:%Y/%m/%d}"


def _day(rng: random.Random, lang: str, *, clock: bool = False, past: bool = False) -> str:
    day = FIRST_DAY + timedelta(days=rng.randrange(DAYS_PAST if past else DAYS_PLANNED))
    text = rng.choice(_forms(lang))(day)
    return f"{day.isoformat()} {rng.randrange(8, 18):02}:{rng.randrange(60):02}" if clock else text


def _plain_cells(kind: str, lang: str, rng: random.Random, rows: int) -> list[str]:
    few = rng.choice(FEW[lang])
    make = {
        "few": lambda at: rng.choice(few),
        "id": lambda at: f"{rng.randrange(10**6):06}",
        "number": lambda at: str(rng.randrange(500)),
        "name": lambda at: rng.choice(PEOPLE[lang]),
        "sentence": lambda at: _sentence(lang, rng),
        "date": lambda at: _day(rng, lang),
        "empty": lambda at: "",
    }[kind]
    return [make(at) for at in range(rows)]


def cells_of(
    dataset: Dataset, field: Field, lang: str, rng: random.Random, rows: int, days: list[date] | None = None
) -> list[str]:
    """Cells as they stand in such columns: some empty, words of people, dates in several forms (those of ``days``, if
    any)."""
    cells = [_cell(make, at) for make in [_maker(dataset, field, lang, rng)] for at in range(rows)]
    if days is not None:
        form = rng.choice(_forms(lang))
        cells = [form(day) for day in days]
    gaps = 0.0 if field.required else rng.choice((0, 0, 0.1, 0.5))
    if field.type in ("date", "timestamp") and not field.required:
        gaps = rng.choice(GAPS[field.past])
    if not field.required and rng.random() < 0.06:
        gaps = 1.0
    return ["" if rng.random() < gaps else cell for cell in cells]


def _cell(make: object, at: int) -> str:
    return str(make(at))  # type: ignore[operator]


def _maker(dataset: Dataset, field: Field, lang: str, rng: random.Random) -> object:
    if field.sensitivity == "pseudonym":
        start, form = rng.randrange(10**5), rng.choice(("{:010}", "C{:06}", "KH{:05}", "M-{:05}"))
        return lambda at: form.format(start + rng.randrange(5000))
    if field.name == "wave":
        form = rng.choice(("第一批 第二批 第三批", "W1 W2 W3 W4", "Wave_1 Wave_2", "一 二 三", "A B C", "1 2 3"))
        return lambda at: rng.choice(form.split()).replace("_", " ")
    if field.name in ("branch", "team", "department") and dataset.name not in ("branches",):
        return lambda at: rng.choice(PLACES[lang] if field.name == "branch" else TEAMS[lang])
    if field.name in ("owner", "custodian", "party", "asked_by", *ONE_PERSON):
        pick = rng.choice((PEOPLE[lang], TEAMS[lang])) if field.name not in ONE_PERSON else PEOPLE[lang]
        return lambda at: rng.choice(pick)
    if field.type in ("date", "timestamp", "month"):
        clock = field.type == "timestamp" and rng.random() < 0.4
        return lambda at: _day(rng, lang, clock=clock, past=field.past)
    if field.type == "choice":
        labels = [
            one.label(lang) if hasattr(one, "label") else (one.zh if lang == "zh" else one.en) for one in field.choices
        ]
        used = labels if rng.random() < 0.55 else list(rng.choice(FEW[lang]))
        return lambda at: rng.choice(used)
    if field.type == "boolean":
        used = list(
            rng.choice((("是", "否"), ("√", "×"), ("有", "无")) if lang == "zh" else (("Yes", "No"), ("Y", "N")))
        )
        return lambda at: rng.choice(used)
    if field.type == "rating":
        high = 10 if field.name == "nps" else rng.choice((5, 5, 7))
        return lambda at: str(rng.randrange(0 if high == 10 else 1, high + 1))
    if field.type == "integer":
        high = rng.choice((9, 300, 5000))
        return lambda at: str(rng.randrange(1, high))
    if field.unit == "share" or "percent" in field.name:
        return rng.choice((lambda at: f"{rng.randrange(101)}%", lambda at: str(rng.choice((0, 0.25, 0.5, 1)))))
    if field.type in ("number", "decimal"):
        return rng.choice((lambda at: f"{rng.random() * 9000:,.2f}", lambda at: str(rng.randrange(50000))))
    if field.name in dataset.key or field.name.endswith("_id"):
        form = rng.choice(("{}", "{:03}", "R-{:03}", "TS2026{:04}"))
        return lambda at: form.format(at + 1)
    if field.sensitivity == "mask" or field.name in (
        "title",
        "name",
        "text",
        "cause",
        "action",
        "effect",
        "note",
        "reason",
        "scope",
    ):
        if rng.random() < SAID_AGAIN:
            said = [_sentence(lang, rng) for _ in range(rng.randrange(3, 8))]
            return lambda at: rng.choice(said)
        return lambda at: _sentence(lang, rng)
    few = rng.choice(FEW[lang])
    if field.name.startswith(("likelihood", "impact")):
        few = rng.choice((few, ("1", "2", "3", "4", "5"), ("1", "2", "3")))
    return lambda at: rng.choice(few)
