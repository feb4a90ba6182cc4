"""What stands around a table and holds for all its rows: titles, the sheet's name and the file's name, each with its
source.

Nothing of it is taken by itself: it is proposed, with the words it was read from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath

from data.clock import today
from data.datasets import Dataset, Field
from data.ingest import dates
from data.ingest.layout import Layout
from data.ingest.mapping import Mapping
from data.ingest.names import match_header
from data.ingest.periods import WAVE_NAMES, wave_in
from data.ingest.recognition import ranking
from data.ingest.recognition.evidence import Table
from data.ingest.recognition.facts import facts_of_texts
from data.ingest.wording import plain
from data.ingest.workbook import Sheet, Workbook

TITLE, SHEET, FILE = "title", "sheet", "file"
LIKELY = 0.6
"""From here on what a title labels is proposed for a field that does not declare the label."""
_PAIR = re.compile(
    r"([^\s:：()（）,，;；]{2,24}(?: [a-z]{2,12}){0,2})\s*[:：]\s*(.+?)(?=\s{2,}|[;；()（）]|$)", re.IGNORECASE
)
_DAY = r"20\d\d\s*+[-/.年]\s*+\d{1,2}\s*+[-/.月]\s*+\d{1,2}\s*+日?"
_RANGE = re.compile(
    rf"({_DAY})\s*+(?:[-–—~～至到]|to)\s*+((?:20\d\d\s*+[-/.年]\s*+)?(?:\d{{1,2}}\s*+[-/.月]\s*+)?\d{{1,2}}\s*+日?)",
    re.IGNORECASE,
)
_WHOLE = re.compile(rf"{_DAY}|(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")
_WORDED = re.compile(r"\b\d{1,2}\s+[a-z]{3,9}\.?,?\s+20\d\d\b|\b[a-z]{3,9}\.?\s+\d{1,2},?\s+20\d\d\b", re.IGNORECASE)
_WEEK = re.compile(r"第\s*+(\d{1,2})\s*+周|\b(?:week|wk|kw|cw)[\s_.-]*(\d{1,2})\b", re.IGNORECASE)
_SHORT_DAY = re.compile(r"(?:^|[_\-\s])(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=$|[_\-\s.(（])")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_NO_TOPIC = re.compile(r"(?:sheet|table|tabelle|工作表|表)\s*\d*|data|数据|汇总|登记|台账|清单|明细", re.IGNORECASE)


@dataclass(frozen=True)
class Programme:
    """What the programme knows already: its waves by their own names, those texts of a file that are its customers, and
    its currency ('' where nothing is known of it)."""

    waves: tuple[str, ...] = ()
    customers: frozenset[str] = frozenset()
    currency: str = ""


UNKNOWN = Programme()
"""A programme of which nothing is known."""


@dataclass(frozen=True)
class Stated:
    """A value that something around the table states for a field; ``source`` is title, sheet or file, ``said`` its
    words."""

    field: str
    value: str
    source: str
    said: str


def stated(
    book: Workbook, sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping, programme: Programme
) -> dict[str, Stated]:
    """By field what is stated around the table, for the fields that no column holds."""
    open_fields = [field for field in dataset.fields if mapping.column_of(field.name) is None]
    found: dict[str, Stated] = {}
    for one in (*_labelled(layout, dataset, open_fields), *_dated(book, sheet, layout, dataset)):
        if mapping.column_of(one.field) is None:
            found.setdefault(one.field, one)
    if "wave" in dataset.by_name and mapping.column_of("wave") is None and dataset.name != "waves":
        wave = wave_stated(book, sheet, layout, programme)
        # w3.csv is as likely the file of a third week: where customers tell the wave, that alone says nothing.
        placed = mapping.column_of("customer") is not None
        if wave is not None and not (placed and wave.source == FILE and wave_in(wave.said) == _bare(wave.said)):
            found["wave"] = wave
    for field in open_fields:
        if field.required and field.type == "text" and field.name in ("topic", "survey") and field.name not in found:
            topic = _topic(sheet, dataset)
            if topic:
                found[field.name] = Stated(field.name, topic, SHEET, sheet.name)
    return found


def sources(book: Workbook, sheet: Sheet, layout: Layout) -> list[tuple[str, str]]:
    """Sheet, titles and file in the order in which they are believed; a file of one table lends its name to its
    sheet."""
    stem = PurePath(book.name).stem
    own = [] if plain(sheet.name) == plain(stem) else [(SHEET, sheet.name)]
    return [*own, *((TITLE, title) for title in layout.titles), (FILE, stem)]


def wave_stated(book: Workbook, sheet: Sheet, layout: Layout, programme: Programme) -> Stated | None:
    """The wave that sheet, title or file name, by the name that the programme has for it; none where one speaks of
    several."""
    for source, text in sources(book, sheet, layout):
        named = list(dict.fromkeys(_waves_of(text)))
        if len(named) == 1:
            return Stated("wave", known_wave(named[0], programme.waves), source, text)
        if named:
            return None
    return None


def _bare(text: str) -> str | None:
    """The wave of a W and a number, where no word says that it is one."""
    found = re.search(r"(?<![a-z0-9])w[\s_-]*0*(\d{1,2})(?![0-9])", text, re.IGNORECASE)
    return f"W{int(found[1])}" if found else None


def _waves_of(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text)
    return [found.group(0) for pattern in WAVE_NAMES for found in pattern.finditer(folded) if wave_in(found.group(0))]


def known_wave(name: str, waves: Sequence[str]) -> str:
    """The programme's own name of the wave; where it knows none of that number, the written name if it is whole, else
    W1 …"""
    same = [wave for wave in waves if wave == name or (len(wave) <= 8 and wave_in(wave) == wave_in(name))]
    if same:
        return same[0]
    return name if name.startswith("第") and not waves else wave_in(name) or name


def _labelled(layout: Layout, dataset: Dataset, fields: Sequence[Field]) -> list[Stated]:
    """``培训主题：迁移流程培训``: what a title labels as a field is called."""
    found: list[Stated] = []
    for title in layout.titles:
        for label, value in _PAIR.findall(title):
            match = match_header((label,), dataset)
            name = match.field if match else _likely(label, value, dataset)
            field = dataset.by_name.get(name or "")
            if field is None or field not in fields or field.sensitivity != "none":
                continue
            text = _value(value.strip(), field)
            if text:
                found.append(
                    Stated(field.name, text, TITLE, f"{label}：{value}" if "：" in title else f"{label}: {value}")
                )
    return found


def _likely(label: str, value: str, dataset: Dataset) -> str | None:
    table = Table(((label,),), (facts_of_texts([value], [value], 1, 1),))
    given = ranking.assigned(table, dataset).given
    return given[0].field if given and given[0].certainty >= LIKELY else None


def _value(text: str, field: Field) -> str:
    """What is stated as a constant of the field reads; nothing where it does not."""
    if field.type in ("date", "timestamp", "month"):
        days = _days(text)
        return days[-1].isoformat() if days and (days[-1] <= today() or not field.past) else ""
    if field.type == "text":
        return text
    if field.type == "choice":
        return next((c.code for c in field.choices if plain(text) in (plain(c.code), plain(c.en), plain(c.zh))), "")
    return ""


def _dated(book: Workbook, sheet: Sheet, layout: Layout, dataset: Dataset) -> list[Stated]:
    """The day that a list of states or counts speaks of: a day, the last of a range or of a week, never one that is
    still to come."""
    if dataset.when is None or (dataset.kind != "snapshot" and dataset.name != "progress"):
        return []
    here = sources(book, sheet, layout)
    texts = [one for one in here if one[0] == TITLE] + [one for one in here if one[0] != TITLE]
    for read in (_days, lambda text: _weeks(text, _year(texts)), _short_days):
        for source, text in texts:
            days = read(text)
            if days:
                day = min(days[-1], today())
                return [Stated(dataset.when, day.isoformat(), source, text)]
    return []


def _year(texts: Sequence[tuple[str, str]]) -> int:
    years = [int(year) for _, text in texts for year in _YEAR.findall(text)]
    return years[0] if years else today().year


def _days(text: str) -> list[date]:
    """The days that a text names, of a range the last."""
    found: list[date] = []
    for first, last in _RANGE.findall(text):
        begun = dates.parse(first, None)
        end = dates.parse(last, None, years=dates.Years(begun[0].date(), begun[0].date())) if begun else None
        if begun and end is None and (bare := re.fullmatch(r"(\d{1,2})\s*日?", last.strip())):
            end = dates.parse(f"{begun[0]:%Y-%m}-{int(bare[1]):02d}", None)
        found += [end[0].date()] if end else []
    if found:
        return found
    read = (dates.parse(one, None) for one in (*_WHOLE.findall(text), *_WORDED.findall(text)))
    return [one[0].date() for one in read if one]


def _weeks(text: str, year: int) -> list[date]:
    """The Sundays of the calendar weeks that a text numbers."""
    numbers = [int(one or other) for one, other in _WEEK.findall(text)]
    return [date.fromisocalendar(year, n, 1) + timedelta(days=6) for n in numbers if 1 <= n <= 52]


def _short_days(text: str) -> list[date]:
    """``_1120``: a month and a day, the last that is not still to come."""
    found = []
    for month, day in _SHORT_DAY.findall(text):
        for year in (today().year, today().year - 1):
            try:
                one = date(year, int(month), int(day))
            except ValueError:
                continue
            if one <= today():
                found.append(one)
                break
    return found


def _topic(sheet: Sheet, dataset: Dataset) -> str:
    """The sheet's name where it says more than what any list of the kind is called."""
    name = sheet.name.split("!")[0].strip()
    general = {plain(one) for one in (dataset.name, dataset.en, dataset.zh, *dataset.synonyms)}
    return "" if _NO_TOPIC.fullmatch(name) or plain(name) in general or wave_in(name) else name
