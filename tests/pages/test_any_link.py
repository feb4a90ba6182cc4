"""Whatever a link says, its page stands: no traceback, no incident, and what is not known is as if it were not
there."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from analytics.catalogue import areas
from analytics.scope import URL_KEYS
from pages.kit import state
from pages.kit.navigation import PAGES
from tests.conftest import proving
from tests.pages.conftest import Opened, words

LINKS = proving(1, 300)
"""Links a page, each with a dozen parameters of any shape."""
KEYS = sorted(
    {
        *URL_KEYS.values(),
        *state.ASSUMPTIONS,
        *(choice.key for area in areas() for section in area.sections for choice in section.choices),
        *(value for name, value in vars(state).items() if name.isupper() and isinstance(value, str)),
        "piece",
        "moment",
        "period",
    }
)
"""Every name that a link may have, and some that it may not."""
VALUES = (
    "",
    " ",
    "0",
    "-1",
    "1",
    "999999999999999999999",
    "1e999",
    "-1e999",
    "nan",
    "inf",
    "9" * 5000,
    "0.5",
    "½",
    "²",
    "true",
    "null",
    "[]",
    "{x}",
    "{0}",
    "%s",
    "%00",
    "\0",
    "a\0b",
    "\ud7ff",
    "\u202e\u2066",
    "😀" * 500,
    "../../../../etc/passwd",
    "C:\\x",
    "http://evil.test/",
    "javascript:alert(1)",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[m](https://evil.test)",
    "$\\alpha$",
    ":red[r]",
    "'; drop table rows_waves; --",
    "' or '1'='1",
    "W1",
    "W3",
    "w3",
    "W3 ",
    "W1,W2",
    "B01",
    "B03",
    "Retail",
    "form",
    "phone",
    "before",
    "after",
    "2026-11-23",
    "2026-02-30",
    "2026-13-45",
    "0001-01-01",
    "9999-12-31",
    "1969-12-31",
    "2199-12-31T23:59:59+14:00",
    "2026-11-22T10:00:00Z",
    "2026-W48",
    "20261123",
    "1970-01-01",
    "-271821-04-20",
    "2026-07-11",
    "nps",
    "csat",
    "ces",
    "trend",
    "all",
    "en",
    "zh",
    "xx",
    "x" * 20_000,
    "thread",
    "outlook",
    "2000",
    "P1",
    "b000001-00000000",
    "None",
)
INCIDENT = re.compile(r'class="ho-problem".*\b[0-9A-F]{8}\b', re.S)


def link(order: random.Random) -> dict[str, str | list[str]]:
    """Parameters of any shape: of every third the same name several times."""
    found: dict[str, str | list[str]] = {}
    for key in order.sample(KEYS, 12):
        times = order.choice((1, 1, order.randint(2, 40)))
        found[key] = [order.choice(VALUES) for _ in range(times)] if times > 1 else order.choice(VALUES)
    return found


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_a_page_stands_whatever_its_link_says(
    page: str, open_page: Opened, record_property: Callable[[str, Any], None]
) -> None:
    order = random.Random(page)
    faults = []
    for _ in range(LINKS):
        params = link(order)
        session = open_page(page, **{f"{key}_": value for key, value in params.items()})
        shown = words(session)
        if session.exception:
            faults.append((params, [error.message for error in session.exception]))
        elif INCIDENT.search(shown) or "Traceback" in shown or not shown:
            faults.append((params, shown[-500:]))
        elif re.search(r"<script>alert|<img src=x", shown):
            faults.append((params, "what the link said acts on the page"))
    record_property(f"links to {page}", LINKS)
    assert faults == []


def test_the_names_of_links_are_those_that_pages_read() -> None:
    assert {
        "wave",
        "branch",
        "asof",
        "from",
        "to",
        "phase",
        "view",
        "point",
        "edition",
        "lang",
        "trials",
        "a_churn",
    } <= set(KEYS)
    assert len(KEYS) >= 30
