"""What a command works with: who asks, in which language, which files, and where the answer goes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from data.access import Rights
from data.language import Translator
from data.problems import Issue, Refusal
from data.store import Store

DONE, ATTENTION, REFUSED = 0, 1, 2
"""Exit codes: all was done · rows were refused or a look is needed · nothing was done."""


@dataclass
class Console:
    """One run of one command. ``files`` holds the contents of files that came with the request, by the path named."""

    out: TextIO
    t: Translator
    rights: Rights
    as_json: bool
    opened: Callable[[], Store]
    files: Mapping[str, bytes] = field(default_factory=dict)
    progress: Callable[[str, float], None] | None = None

    def content(self, path: str) -> bytes:
        """The bytes of a file. Raises ``Refusal``: file_missing, file_unreadable."""
        if path in self.files:
            return self.files[path]
        try:
            return Path(path).read_bytes()
        except FileNotFoundError:
            raise Refusal("file_missing", where=path) from None
        except OSError:
            raise Refusal("file_unreadable", where=path) from None

    def say(self, line: str = "") -> None:
        self.out.write(line + "\n")

    def answer(self, value: object) -> None:
        """One JSON document, keys in the order given, dates ISO."""
        self.out.write(json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n")

    def table(self, heads: list[str], rows: list[list[Any]]) -> None:
        """Columns side by side; numbers to the right, wide characters count two."""
        texts = [heads, *[[self._cell(value) for value in row] for row in rows]]
        widths = [max(_width(row[at]) for row in texts) for at in range(len(heads))]
        numeric = [all(isinstance(row[at], int | float) for row in rows) and bool(rows) for at in range(len(heads))]
        for row in texts:
            cells = [
                " " * (width - _width(text)) + text if right else text + " " * (width - _width(text))
                for text, width, right in zip(row, widths, numeric, strict=True)
            ]
            self.say("  ".join(cells).rstrip())

    def _cell(self, value: Any) -> str:
        if value is None or value != value:
            return ""
        if isinstance(value, bool):
            return self.t("command.yes" if value else "command.no")
        if isinstance(value, int):
            return self.t.number(value)
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M}"
        return str(value)


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    item = getattr(value, "item", None)
    if item is not None:
        with suppress(ValueError):
            return item()
    return str(value)


def issue_json(issue: Issue, t: Translator) -> dict[str, Any]:
    from data.ingest.words import issue_words

    text, todo = issue_words(issue, t)
    return {
        "code": issue.code,
        "severity": issue.severity,
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "value": issue.value,
        "count": issue.count,
        "text": text,
        "todo": todo,
    }


def wants_attention(issues: tuple[Issue, ...]) -> bool:
    """Whether a row or a cell was refused."""
    return any(issue.severity in ("reject", "cell") for issue in issues)
