"""What a command works with: who asks, in which language, which files, and where the answer goes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from data.access import Rights
from data.language import Translator
from data.others import one_line
from data.problems import Issue, Refusal

if TYPE_CHECKING:
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
        self.out.write(as_line(line))

    def answer(self, value: object) -> None:
        """One JSON document, keys in the order given, dates ISO."""
        write_json(value, self.out)

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
        return one_line(str(value))


def as_line(line: str) -> str:
    """A line of an answer with its end: what others typed adds none to it. How far it is put in stays."""
    return " " * (len(line) - len(line.lstrip(" "))) + one_line(line) + "\n"


def write_json(value: object, out: TextIO) -> None:
    """One JSON document, keys in the order given, dates ISO."""
    out.write(json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n")


def tell_refusal(
    refusal: Refusal, t: Translator, out: TextIO, *, as_json: bool, questions: Sequence[Mapping[str, Any]] = ()
) -> int:
    """Say why nothing was done, what to do and where; the exit code."""
    from data.ingest.words import refusal_words

    message = t.sentences(*refusal_words(refusal, t))
    if as_json:
        told = {"code": refusal.code, "message": message, "where": refusal.where}
        write_json({"refused": told, "questions": list(questions)}, out)
        return REFUSED

    def say(line: str) -> None:
        out.write(as_line(line))

    say(message + (f" [{refusal.where}]" if refusal.where else ""))
    for question in questions:
        choices = " | ".join(
            f"{choice} ({label})" if label != choice else choice
            for choice, label in zip(question["choices"], question["labels"], strict=True)
        )
        say(f"? {question['text']}")
        say(f"  --answer {question['id']}={choices}")
    return REFUSED


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
