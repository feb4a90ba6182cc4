"""Issues of a file in words, grouped by cause, the worst first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.datasets import DATASETS
from data.ingest.words import issue_params, refusal_params
from data.language import Translator
from data.problems import Issue, Refusal, Severity

ORDER: dict[Severity, int] = {"reject": 0, "cell": 1, "warn": 2, "ignore": 3}
STATES: dict[Severity, str] = {"reject": "bad", "cell": "watch", "warn": "watch", "ignore": "none"}
"""Shape of DESIGN.md for each severity."""


@dataclass(frozen=True)
class Cause:
    """One line of the table of issues: the first place where a cause is met, and how often it is met."""

    severity: Severity
    code: str
    sheet: str
    row: int | None
    column: str
    value: str
    why: str
    todo: str
    count: int

    @property
    def state(self) -> str:
        return STATES[self.severity]


class _Known(dict[str, object]):
    """Parameters of a message; one that the issue does not carry is shown as an ellipsis, never as an error."""

    def __missing__(self, key: str) -> str:
        return "…"


def problem_text(t: Translator, code: str, part: str = "", **params: object) -> str:
    """The sentence of a code (``part`` "todo": what to do about it). An unknown code is named as such."""
    key = f"problem.{code}" + (f".{part}" if part else "")
    if not t.has(key):
        return t("upload.problem.unnamed", code=code) if not part else t("upload.problem.unnamed.todo")
    try:
        return t(key, **params)
    except KeyError:
        return t(key).format_map(_Known(params))


def issue_text(t: Translator, issue: Issue, part: str = "") -> str:
    """What is wrong with a cell or row (``part`` "todo": what to do), in words."""
    return problem_text(t, issue.remedy if part == "todo" else issue.code, part, **issue_params(issue, t))


def refusal_text(t: Translator, refusal: Refusal) -> tuple[str, str]:
    """What was refused and what to do about it."""
    params = refusal_params(refusal, t)
    return problem_text(t, refusal.code, **params), problem_text(t, refusal.code, "todo", **params)


def causes(issues: Iterable[Issue], t: Translator, *datasets: str) -> list[Cause]:
    """Issues grouped by code, sheet and column, in order of gravity and then of number. A rule of one of the
    ``datasets`` points at a field, which is called by its name."""
    fields = {field.name: field for name in datasets if name in DATASETS for field in DATASETS[name].fields}
    groups: dict[tuple[str, str, str, str], list[Issue]] = {}
    for issue in issues:
        groups.setdefault((issue.severity, issue.code, issue.sheet, issue.column), []).append(issue)
    lines = []
    for members in groups.values():
        first = min(members, key=lambda issue: issue.row if issue.row is not None else 0)
        lines.append(
            Cause(
                first.severity,
                first.code,
                first.sheet,
                first.row,
                fields[first.column].label(t.lang) if first.column in fields else first.column,
                first.value,
                issue_text(t, first),
                issue_text(t, first, "todo"),
                sum(issue.count for issue in members),
            )
        )
    return sorted(lines, key=lambda line: (ORDER[line.severity], -line.count, line.sheet, line.row or 0))
