"""Which problems a refused row has: each of its own, and those told once for many rows that this one shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from data.ingest.columns import masked
from data.ingest.values import is_missing
from data.problems import Issue


class Reasons:
    """The issues of a file, to be asked row by row.

    An issue is told at the first row that has it, with how many more have it: the others are known by their cell. A
    value that is missing is missing where the cell is empty, says that there is none, or cannot be read.
    """

    def __init__(self, issues: Iterable[Issue]) -> None:
        self._by_row: dict[tuple[str, int], list[Issue]] = defaultdict(list)
        self._shared: list[Issue] = []
        self._unreadable: dict[str, list[Issue]] = defaultdict(list)
        for issue in issues:
            if issue.severity not in ("reject", "cell") or issue.row is None:
                continue
            self._by_row[issue.sheet, issue.row].append(issue)
            if issue.count > 1:
                self._shared.append(issue)
            if issue.severity == "cell":
                self._unreadable[issue.column].append(issue)

    def of(self, sheet: str, row: int, cell: Callable[[str], str]) -> list[Issue]:
        """The issues of one row, the refusing ones first; ``cell`` gives its text under a header."""
        found = [*self._by_row.get((sheet, row), ()), *(self._by_row.get(("", row), ()) if sheet else ())]
        found += [
            issue
            for issue in self._shared
            if issue not in found and issue.sheet in ("", sheet) and self._holds(issue, cell(issue.column))
        ]
        if not any(issue.severity == "reject" for issue in found):
            found += [issue for issue in self._shared if issue.severity == "reject" and issue.sheet in ("", sheet)][:1]
        return sorted(found, key=lambda issue: issue.severity != "reject")

    def _holds(self, issue: Issue, text: str) -> bool:
        if issue.value:
            return bool(text) and issue.value in (text[:80], masked(text))
        if not issue.column:
            return False
        return not text or is_missing(text) or any(self._holds(one, text) for one in self._unreadable[issue.column])
