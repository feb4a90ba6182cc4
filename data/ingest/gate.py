"""What became of each column of a file at the gate: kept, turned into pseudonyms, cleaned of what identifies a person,
or left out.

Read from the mapping that a batch was loaded with and from its issues, so that it can be said of every batch that is in
the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from data.datasets import DATASETS
from data.ingest.mapping import Mapping
from data.problems import Issue, Refusal
from data.store.log import entry

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store

Fate = Literal["kept", "answers", "pseudonym", "scrubbed", "personal", "not_kept"]
"""answers: kept among the other answers · scrubbed: free text, kept without e-mail addresses and long numbers ·
personal: left out because it names people · not_kept: left out for another reason."""
LEFT_OUT: tuple[Fate, ...] = ("personal", "not_kept")


@dataclass(frozen=True)
class Passed:
    """A column: ``field`` is what it became, '' where it was left out; ``cleaned`` are the texts of it something was
    taken out of."""

    header: str
    field: str
    fate: Fate
    cleaned: int = 0


def gate_of(store: Store, batch_id: str, rights: Rights) -> tuple[Passed, ...]:
    """The columns of the file of a batch in their order; none of an edit, or where the reader may not see its dataset.

    Refusal ``unknown_batch``.
    """
    with store._cursor() as cursor:
        batch = entry(cursor, batch_id)
    if not rights.may_see(batch.dataset):
        return ()
    return passed(batch.mapping, store.issues(batch_id, rights))


def passed(mapping: str, issues: Sequence[Issue]) -> tuple[Passed, ...]:
    """The same of a mapping as it is stored; a mapping of an older form tells nothing."""
    try:
        told = Mapping.from_json(mapping) if mapping.startswith("{") else None
    except Refusal:
        told = None
    dataset = DATASETS.get(told.dataset) if told else None
    if told is None or dataset is None:
        return ()
    cleaned = {issue.column: issue.count for issue in issues if issue.code == "text_scrubbed"}
    found = []
    for column in told.columns:
        field = dataset.by_name.get(column.field or "")
        fate: Fate
        if field is not None:
            fate = {"pseudonym": "pseudonym", "mask": "scrubbed"}.get(field.sensitivity, "kept")  # type: ignore[assignment]
        elif column.keep:
            fate = "answers"
        else:
            fate = "personal" if column.why == "personal" else "not_kept"
        found.append(
            Passed(column.header, field.name if field else "", fate, cleaned.get(field.name, 0) if field else 0)
        )
    return tuple(found)


def tallied(columns: Sequence[Passed]) -> dict[str, int]:
    """How many columns had each fate, and under ``cleaned`` how many texts something was taken out of."""
    counts = Counter(column.fate for column in columns)
    return {
        **{fate: counts[fate] for fate in ("kept", "answers", "pseudonym", "scrubbed", *LEFT_OUT) if counts[fate]},
        "cleaned": sum(column.cleaned for column in columns),
    }
