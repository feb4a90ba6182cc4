"""What the cells of a column show by themselves, before any field is thought of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from data.clock import today
from data.ingest import dates, values
from data.ingest.layout import Column, Layout
from data.ingest.moments import period_days
from data.ingest.periods import wave_in
from data.ingest.recognition import personal
from data.ingest.recognition.meanings import meaning
from data.ingest.scales import EMPTY_MARKS, SKIPPED_MARKS, read_ratings
from data.ingest.wording import whole
from data.ingest.workbook import Grid

LOOKED_AT = 120
MEASURED = 0.6
"""The share of days or numbers from which on cells say when or how much."""
NAMED = 0.8
"""Share of names from which on a column is one of names."""
_SHORT = 40
_NAMED_BY = frozenset(("complaint", "customer", "account", "contact", "name", "ticket", "question"))
"""What a header speaks of under which names of persons are those of customers."""
_BETWEEN = re.compile(r"[┋;；、,，|]")
_PERCENT = re.compile(r"-?\d+(?:\.\d+)?\s*[%％]")
_PLACE = re.compile(
    r"[\u3400-\u9fff]{0,12}(?:支行|分行|网点|营业[部厅所]|分理处|储蓄所|供电所|供水所|服务[站厅]|门店|分公司|分局|分部|营业站|[东南西北]站)"
    r"|[A-Za-z' ]{2,30} (?:branch|store|office|depot|outlet|shop)",
    re.IGNORECASE,
)
_TEAM = re.compile(
    r"[\u3400-\u9fff]{1,10}(?<!营业)(?:部|处|科|室|组|中心|办|条线|团队|专班|事业部)"
    r"|(?:[A-Za-z& ]{1,20} )?"
    r"(?:IT|HR|PMO|Legal|Finance|Operations|Ops|Compliance|Retail|Marketing|team|dept\.?|department|desk)",
    re.IGNORECASE,
)
_ID = re.compile(r"[A-Za-z]{0,8}[-_/.#]?\d[\w/.-]{0,22}|[A-Z]{2,8}[-_/]\w{1,20}")
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马胡朱郭何罗高林郑梁谢唐许冯宋韩邓彭曹曾田萧潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
    "沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
_PERSON = re.compile(
    rf"[{_SURNAMES}][\u3400-\u9fff]{{1,2}}|[{_SURNAMES}][\u3400-\u9fff]?(?:总|工|经理|主任|师傅|行长|先生|女士|小姐|阿姨|老师)"
    r"|(?:(?:Mr|Mrs|Ms|Dr)\.? )?[A-Z]\.? ?[A-Z][a-z]+(?:-[A-Z][a-z]+)?|[A-Z][a-z]+ [A-Z]\.?"
    r"|[A-Z][a-z]+ [A-Z][a-z]+|@\w{2,30}"
)


@dataclass(frozen=True)
class Facts:
    """Shares are of the distinct texts that say something; ``rows`` are the rows below the header, ``filled`` those
    with a cell, ``distinct`` the different texts. ``low`` and ``high`` bound the numbers, 0 where there are none."""

    rows: int = 0
    filled: int = 0
    distinct: int = 0
    texts: tuple[str, ...] = ()
    dates: float = 0.0
    numbers: float = 0.0
    whole_numbers: float = 0.0
    percents: float = 0.0
    ticks: float = 0.0
    ratings: float = 0.0
    waves: float = 0.0
    length: float = 0.0
    low: float = 0.0
    high: float = 0.0
    counter: bool = False
    """1, 2, 3 … down the rows."""
    person: personal.Kind | None = None
    places: float = 0.0
    """Share of the cells that are named as branches are."""
    teams: float = 0.0
    people: float = 0.0
    future: float = 0.0
    """Share of the days that come after today."""
    known_customers: float = 0.0
    """Share of the cells that are customers of the roster."""
    ids: float = 0.0
    """Share of the cells with the form of an id: letters, marks and figures, no words."""
    days: tuple[int | None, ...] = ()
    """The days of the first cells in their order, by their number; none where it is open which is day and which
    month."""

    @property
    def unique(self) -> float:
        return self.distinct / self.filled if self.filled else 0.0


def facts_of(grid: Grid, column: Column, layout: Layout, roster: frozenset[str] = frozenset()) -> Facts:
    """The facts of a column of the sheet."""
    if column.index >= grid.width or grid.height < layout.first_row:
        return Facts()
    encoded = grid.encoded(column.index, layout.first_row)
    last = grid.rows_of_table(layout.first_row)
    if last < len(encoded):  # what a note says below is no fact of its column
        encoded = encoded.slice(0, last).cast(encoded.type.value_type).dictionary_encode()
    filled = len(encoded) - encoded.null_count
    every = encoded.dictionary.to_pylist()
    first = encoded.slice(0, 60).to_pylist()
    return facts_of_texts(every, first, len(encoded), filled, roster)


def facts_of_texts(
    every: Sequence[str], first: Sequence[str | None], rows: int, filled: int, roster: frozenset[str] = frozenset()
) -> Facts:
    """``every`` are the distinct texts of a column, ``first`` its first cells in their order."""
    telling = [
        text.strip()
        for text in every
        if text and whole(text) not in EMPTY_MARKS | SKIPPED_MARKS and not values.is_missing(text)
    ]
    if not telling:
        return Facts(rows=rows, filled=filled)
    step = max(1, len(telling) // LOOKED_AT)
    texts = telling[::step][:LOOKED_AT]
    n = len(texts)
    numbers = [read[0] for read in map(values.amount, values.pointed(texts)) if read is not None]
    spread = np.quantile(numbers, (0.05, 0.95)) if numbers else (0.0, 0.0)
    rating = read_ratings(texts) if n <= 30 else None
    marked = _share(_DAY_ALONE, texts)
    dated = dates.style_of(texts) if any(any(c.isdigit() for c in text) for text in texts) else None
    rated = 0.0
    if rating is not None:
        on_scale = [v for v in rating.values.values() if v is not None and 0 <= v <= 10]
        rated = (len(on_scale) + len(rating.ambiguous)) / max(1, n - len(rating.no_answer))
    return Facts(
        rows=rows,
        filled=filled,
        distinct=len(telling),
        texts=tuple(texts),
        dates=max(dated.readable, len(period_days(texts, dates.ANY_YEAR)) / n, marked) if dated else 0.0,
        numbers=len(numbers) / n,
        whole_numbers=sum(number == round(number) for number in numbers) / n,
        percents=sum(bool(_PERCENT.fullmatch(text)) for text in texts) / n,
        ticks=sum(values.yes_or_no(text) is not None for text in texts) / n,
        ratings=min(1.0, rated),
        waves=sum(len(text) <= 8 and wave_in(text) is not None for text in texts) / n,
        length=sum(min(len(text), _SHORT) for text in texts) / n,
        low=float(spread[0]),
        high=float(spread[1]),
        counter=_counts(first),
        person=personal.kind_of_column(texts),
        places=_share(_PLACE, texts),
        teams=_share(_TEAM, texts),
        people=_share(_PERSON, texts),
        future=_future(texts, dated) if dated and dated.readable > 0.5 else 0.0,
        known_customers=sum(text in roster for text in texts) / n if roster else 0.0,
        ids=0.0 if dated and dated.readable > 0.5 else _share(_ID, texts),
        days=_days(first, dated) if dated and dated.readable > 0.5 else (),
    )


_DAY_ALONE = re.compile(r"(?:[12]?\d|3[01])\s?(?:st|nd|rd|th|[日号])", re.IGNORECASE)
"""A day of a month that is not told, marked as one: 15日, 3rd. A figure alone may be anything."""


def _share(pattern: re.Pattern[str], texts: Sequence[str]) -> float:
    return sum(len(text) <= _SHORT and bool(pattern.fullmatch(text)) for text in texts) / len(texts)


def names_people(header: str, texts: Sequence[str]) -> bool:
    """Whether a column that says it is of persons, or of those who complain or call, holds their names: ``Learner``
    over
    *Amy Ford*, ``Complainant`` over *M Cole*."""
    told = [text.strip() for text in texts if text.strip()]
    of = meaning(header)
    may = "person" in of.concepts or (bool(of.concepts) and of.concepts <= _NAMED_BY and not of.unknown)
    return bool(told) and may and _share(_PERSON, told) >= NAMED


def _future(texts: Sequence[str], style: dates.DateStyle) -> float:
    """The share of the days that come after today, as far as they read."""
    now = today()
    days = [read[0].date() for read in (dates.parse(text, style.order or "dmy") for text in texts) if read is not None]
    return sum(day > now for day in days) / len(days) if days else 0.0


def _days(first: Sequence[str | None], style: dates.DateStyle) -> tuple[int | None, ...]:
    """The first cells as days."""
    if style.slashed and style.order is None:
        return ()
    read = [dates.parse(text, style.order) if text else None for text in first]
    return tuple(one[0].toordinal() if one else None for one in read)


def _counts(first: Sequence[str | None]) -> bool:
    """Whether the first cells count up from 1 (gaps for headings between are no matter)."""
    given = [text for text in first if text and len(text) < 10 and text.strip().isdecimal()]
    if len(given) < 2 or len(given) < 0.6 * sum(1 for text in first if text):
        return False
    return [int(text) for text in given[:20]] == list(range(1, min(20, len(given)) + 1))


def is_customer_like(texts: Sequence[str]) -> bool:
    """Ids: short, without spaces, most of them with a digit."""
    good = sum(bool(re.fullmatch(r"[A-Za-z]{0,6}[-_]?\d[\w-]{2,19}", text)) for text in texts)
    return bool(texts) and good >= 0.8 * len(texts)


def counted(grid: Grid, column: Column, layout: Layout) -> dict[str, int]:
    """How many rows hold each text."""
    found = pc.value_counts(grid.encoded(column.index, layout.first_row).drop_null().dictionary_decode())
    return dict(zip(found.field(0).to_pylist(), found.field(1).to_pylist(), strict=True))


def several_answers(texts: Sequence[str]) -> bool:
    """Whether cells hold several answers each: 短信┋微信; *App, Letter* beside *App*."""
    parts = [[part.strip() for part in _BETWEEN.split(text)] for text in texts]
    joined = [found for found in parts if len(found) > 1]
    recur = Counter(part for found in parts for part in found)
    return any("┋" in text for text in texts) or (
        len(joined) > 0 and sum(any(recur[part] > 1 for part in found) for found in joined) > 0.5 * len(joined)
    )


def yes_and_no(facts: Facts) -> bool:
    """Whether every cell says yes or no, and both stand there."""
    return facts.ticks == 1.0 and facts.numbers == 0.0 and 2 <= facts.distinct <= 3


def unlike_anything(facts: Facts) -> bool:
    """Whether cells without a field look like something that should not be lost: dates, amounts, shares, a few
    choices."""
    if facts.filled == 0 or facts.counter:
        return False
    few = 2 <= facts.distinct <= 12 and facts.filled >= 3 * facts.distinct
    return facts.dates > MEASURED or facts.numbers > MEASURED or few
