"""Columns of distinct texts as timestamps, in the zone of the programme."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from data.ingest.dates import EARLIEST, EPOCH_1900, LATEST, Order, Years, parse

_FAST_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M",
)


def to_timestamps(
    texts: pa.Array,
    order: Order | None,
    *,
    zone: str = "",
    into: str = "",
    epoch: datetime = EPOCH_1900,
    years: Years | None = None,
) -> pa.Array:
    """Distinct texts as timestamps (µs), null where a text is no date.

    ``zone`` is the zone of times that name none, ``into`` the programme's; without both, times stay as they are.
    """
    result: pa.Array | None = None
    for style in _FAST_FORMATS:
        if len(texts) == 0:
            break
        sample = texts[0].as_py()
        if sample is None or not _fits(sample, style):
            continue
        # Arrow's parser takes one format for the whole column, some forty times faster than one cell at a time.
        result = pc.cast(pc.strptime(texts, style, "s", error_is_null=True), pa.timestamp("us"))
        year = pc.year(result)
        kept = pc.and_(pc.greater_equal(year, EARLIEST), pc.less_equal(year, LATEST))
        # Arrow reads 30 February as 2 March: a day that ends a month must not have become one that begins another.
        late = pc.match_substring_regex(texts, r"^\d{4}[-/]\d{1,2}[-/](29|3[01])")
        kept = pc.and_(kept, pc.invert(pc.and_(late, pc.less_equal(pc.day(result), 3))))
        result = pc.if_else(kept, result, pa.scalar(None, result.type))
        break
    offsets: dict[int, timedelta] = {}
    if result is None or result.null_count:
        slow: list[datetime | None] = [None] * len(texts) if result is None else result.to_pylist()
        for at, value in enumerate(texts.to_pylist()):
            if slow[at] is None and value is not None:
                found = parse(value, order, epoch=epoch, years=years)
                if found:
                    slow[at] = found[0]
                    if found[1] is not None:
                        offsets[at] = found[1]
        result = pa.array(slow, pa.timestamp("us"))
    return _in_zone(result, offsets, zone, into)


def _fits(sample: str, style: str) -> bool:
    try:
        datetime.strptime(sample, style)  # noqa: DTZ007  the zone is a property of the column
    except ValueError:
        return False
    return True


def _in_zone(moments: pa.Array, offsets: dict[int, timedelta], zone: str, into: str) -> pa.Array:
    if zone and into and zone != into:
        try:
            moved = pc.local_timestamp(
                pc.cast(
                    pc.assume_timezone(moments, zone, ambiguous="earliest", nonexistent="latest"),
                    pa.timestamp("us", into),
                )
            )
            moments = pc.cast(moved, pa.timestamp("us"))
        except pa.ArrowInvalid:
            pass  # A zone that nobody knows: times stay as they are written.
    if offsets and into:
        from zoneinfo import ZoneInfo

        values = moments.to_pylist()
        plain = pa.array(values, pa.timestamp("us")).to_pylist() if not zone else values
        for at, offset in offsets.items():
            own = plain[at]
            if own is not None:
                utc = (own - offset).replace(tzinfo=ZoneInfo("UTC"))
                values[at] = utc.astimezone(ZoneInfo(into)).replace(tzinfo=None)
        moments = pa.array(values, pa.timestamp("us"))
    return moments
