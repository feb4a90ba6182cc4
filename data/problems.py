"""Problems as data: raised or collected anywhere below the pages, put into words where they are shown.

The catalogue has two messages for each code: ``problem.<code>`` (what is wrong) and ``problem.<code>.todo`` (what to
do). Parameters are named placeholders of those messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["reject", "cell", "warn", "ignore"]
"""reject: the row is not stored · cell: the row is, without this value · warn: stored, look at it · ignore: not
data."""


@dataclass(frozen=True)
class Issue:
    """One thing wrong in a file, at a place a person can find. ``value`` is masked if the field is personal.

    ``row`` is the row number that Excel shows (1 is the first); ``column`` the header as it stands in the file;
    ``count`` says how many more cells of that column have the same problem with the same value.
    """

    code: str
    severity: Severity
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    count: int = 1
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def remedy(self) -> str:
        """The code whose text says what to do: that of a refused row, where its cell of a required field is at
        fault."""
        return "cell_refused" if self.params.get("refusing") else self.code


class Refusal(Exception):
    """Something asked for is not done, and nothing was changed. Carries a code of the catalogue, never a sentence."""

    def __init__(self, code: str, where: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
        self.params = params

    def __reduce__(self) -> tuple[Any, ...]:
        """As it is, whatever the arguments of its kind: it may come from another process."""
        return _refusal, (type(self), self.args, self.__dict__)


def _refusal(kind: type[Refusal], words: tuple[Any, ...], state: dict[str, Any]) -> Refusal:
    made = kind.__new__(kind, *words)
    made.__dict__.update(state)
    return made
