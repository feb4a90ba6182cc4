"""What the programme knows that helps to understand a file: its waves, which texts of the file are its customers, and
its currency."""

from __future__ import annotations

from data.access import Rights
from data.ingest.around import Programme
from data.ingest.recognition.facts import LOOKED_AT, is_customer_like
from data.ingest.workbook import Sheet, Workbook
from data.problems import Refusal
from data.store import Query, Store

WAVES = Query("programme_waves", "select wave from {waves} order by wave", "open")
ROSTER_WAVES = Query(
    "roster_waves",
    "select wave, count(*) as n from {customers} where wave is not null group by wave order by wave",
    "aggregate",
    dims=("wave",),
)


CURRENCY = Query("programme_currency", "select currency from {programme} where currency is not null limit 1", "open")
USUAL = "CNY"
"""What a programme counts in that does not say it."""


def load_currency(store: Store, rights: Rights) -> str:
    """The currency of the programme, in which every amount is shown that names no other."""
    frame = store.read(CURRENCY, rights)
    return USUAL if frame.empty else str(frame.iloc[0, 0])


def load_programme(store: Store, rights: Rights, book: Workbook) -> Programme:
    """The waves by their own names, those ids of ``book`` that the roster has, and the currency; the roster itself
    stays in the store."""
    names = (*store.read(WAVES, rights)["wave"], *store.read(ROSTER_WAVES, rights)["wave"])
    waves = tuple(dict.fromkeys(str(wave) for wave in names))
    texts = {text for sheet in book.visible for text in _like_customers(sheet)}
    return Programme(waves, store.customers_among(sorted(texts), rights), load_currency(store, rights))


def _like_customers(sheet: Sheet) -> set[str]:
    """Some texts of each column that looks like ids, as recognition looks at them."""
    found: set[str] = set()
    try:
        grid = sheet.grid
    except Refusal:
        return found
    for at in range(grid.width):
        texts = [text for text in grid.encoded(at, 1).dictionary.to_pylist() if text]
        ids = [text for text in texts if is_customer_like([text])]
        if len(ids) >= 2 and len(ids) >= 0.5 * len(texts):
            found.update(ids[:: max(1, len(ids) // (4 * LOOKED_AT))])
    return found
