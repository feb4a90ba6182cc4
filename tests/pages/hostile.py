"""A programme in which every name is hostile: the demo, with marks of HTML, Markdown, LaTeX, SQL and formulas before
each text."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from data.datasets import DATASETS
from data.store import open_store
from data.store.engine import cursor_of
from data.store.sql import fill, quoted
from tests.golden.store import built

SPITE = (
    "=1+cmd|' /C x'!A0<a href=\"https://evil.test/\">l</a><i>t</i><img src=x"
    " onerror=alert(1)>[m](https://evil.test/)[j](javascript:alert(1))![p](https://evil.test/p)**b**$\\alpha$:red[r]:material/bolt:`c`\u202e\u2066\r\n\x1b[31mX-Forged:"
    " 1\r\n%{x}{n}'; drop table rows_waves; --"
)
"""What stands before every name: a formula for a spreadsheet first, and a placeholder of our own words last."""
FIXED = frozenset(
    {
        "programme.time_zone",
        "programme.currency",
        "programme.calendar",
        "programme.order_rule",
        "settings.setting",
        "settings.value",
        "tasks.predecessors",
        "prepaid.currency",
        "reconciliation.currency",
        "costs.currency",
        "benefits.currency",
        "obligations.calendar",
        "alert_answers.alert",
        "actions.metric",
        "actions.about",
        "targets.metric",
        "gates.gate",
        "risks.likelihood_inherent",
        "risks.impact_inherent",
        "risks.likelihood",
        "risks.impact",
        "risks.likelihood_target",
        "risks.impact_target",
        "risks.matrix",
        "evidence.sha256",
        "closing.after",
        "obligations.jurisdiction",
        "obligations.data_routes",
        "obligations.contract_routes",
    }
)
"""Texts that the product reads by a rule and shows only through it."""


def plant(folder: Path) -> Path:
    """A copy of the demo in which each text of each ledger begins with :data:`SPITE`; the path of its store."""
    store = open_store(str(shutil.copytree(built(), folder) / "programme.duckdb"))
    with cursor_of(store._root) as cursor:
        for dataset in DATASETS.values():
            for field in dataset.fields:
                if field.type != "text" or field.sensitivity == "pseudonym" or f"{dataset.name}.{field.name}" in FIXED:
                    continue
                for where in ("current", "past"):
                    said = "update {where}_{name} set {field} = $spite || {field} where {field} is not null"
                    named = fill(said, where=where, name=dataset.name, field=quoted(field.name))
                    cursor.execute(named, {"spite": SPITE})
    address = Path(store.address)
    store.close()
    return address


class _Tags(HTMLParser):
    """The tags of a text that a name put there: links that lead away, pictures, what runs."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if (
            tag in ("img", "script", "iframe")
            or "evil" in str(told.get("href"))
            or any(name.startswith("on") for name in told)
        ):
            self.found.append(self.get_starttag_text() or tag)
        if tag == "i" and not told:
            self.found.append("<i>")


def live_html(text: str) -> list[str]:
    """The tags in ``text`` that came out of a name."""
    if "evil.test" not in text and "onerror" not in text:
        return []
    reader = _Tags()
    reader.feed(text)
    return [] if reader.found in ([], ["<i>"]) and "<i>t" not in text else reader.found


LIVE_MARKDOWN = re.compile(r"\]\(|!\[|\*\*|\$\\?[a-z]|:red\[|:material/|`|</?[a-z]|https?://|[\r\n]", re.IGNORECASE)


def live_markdown(text: str) -> list[str]:
    """The marks in ``text`` that a name put there and Markdown would take for its own."""
    if "evil.test" not in text and "onerror" not in text:
        return []
    return LIVE_MARKDOWN.findall(re.sub(r"\\[!-/:-@\[-`{-~]", "", text))


PLOTLY = re.compile(r"<(?!/?b>|br ?/?>|/?extra>)[^<>]*>")


def live_in_figure(value: Any, path: str = "") -> Iterator[str]:
    """Texts of a figure in which Plotly would see a tag that is not ours, by their place."""
    if isinstance(value, str):
        if PLOTLY.search(value):
            yield f"{path}: {value[:90]}"
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in ("customdata", "meta", "ids"):
                yield from live_in_figure(one, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for at, one in enumerate(value):
            yield from live_in_figure(one, f"{path}[{at}]")
