"""What a session has on its desk: the files that wait, the one that is looked at, and what came of the last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from data.datasets import DATASETS
from data.ingest import Understanding, Workbook, read_file
from data.ingest.around import Programme
from data.problems import Refusal
from data.store import Receipt
from pages.kit.upload.commit import Job
from pages.kit.upload.draft import LEAVE, Draft

KEY = "upload_desk"


AT_ONCE = 8_000_000
"""Bytes of a file that is looked at while it waits; a larger one is read when its turn comes."""


@dataclass
class Dropped:
    """A dropped file: what it was taken for, and how it ended. Its content is let go when its turn comes."""

    name: str
    content: bytes = field(default=b"", repr=False)
    draft: Draft | None = None
    together: dict[str, Draft] = field(default_factory=dict)
    """The drafts of its sheets by name, where all of them are looked at in one pass."""
    found: Understanding | None = None
    refused: Refusal | None = None
    receipts: list[Receipt] = field(default_factory=list)
    state: str = "waits"
    """waits · open · kept · refused · away"""

    def read(self, programme: Callable[[Workbook], Programme]) -> None:
        """Read the content, once; ``programme`` says what is known of it for a workbook."""
        if self.draft is not None or self.refused is not None:
            return
        try:
            book = read_file(self.name, self.content)
            self.draft = Draft(book, len(self.content), programme=programme(book))
        except Refusal as refusal:
            self.refused = refusal

    def look(self, remembered: Mapping[str, str], programme: Callable[[Workbook], Programme]) -> None:
        """Say what the file is, for the list of what was dropped."""
        if self.state != "waits" or len(self.content) > AT_ONCE:
            return
        self.read(programme)
        if self.draft is None or self.found is not None:
            return
        try:
            self.found = self.draft.guess(remembered)
        except Refusal as refusal:
            self.refused = refusal if refusal.code != "dataset_not_recognised" else None


@dataclass(frozen=True)
class Ended:
    """A file that was kept: its receipt, the sheets of it that may still be looked at, and what else its sheet
    holds."""

    receipt: Receipt
    name: str
    sheets: tuple[str, ...] = ()
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sheet: str = ""
    undone: bool = False
    refused: Draft | None = None
    """The file as it was read, as long as it has rows to hand back."""
    before: tuple[Receipt, ...] = ()
    """Receipts of the other sheets that were kept in the same pass."""

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        return (*self.before, self.receipt)


@dataclass
class Desk:
    """The files of one session in their order. The contents of a file are let go as soon as its end is known and
    nothing of it is left to hand back."""

    files: list[Dropped] = field(default_factory=list)
    now: Dropped | None = None
    job: Job | None = None
    ended: Ended | None = None
    refused: tuple[str, Refusal] | None = None
    round: int = 0
    """Grows with each drop: a new uploader is drawn and Streamlit lets the files of the old one go."""

    @property
    def waiting(self) -> list[Dropped]:
        return [file for file in self.files if file.state == "waits"]

    @property
    def draft(self) -> Draft | None:
        """What is looked at."""
        return self.now.draft if self.now else None

    def drop(self, files: list[tuple[str, bytes]]) -> None:
        """Put files in line; nothing is read yet."""
        self.files = [*self.waiting, *(Dropped(name, content) for name, content in files)]
        self.refused, self.ended = None, None
        self.round += 1

    def take(
        self,
        remembered: Mapping[str, str],
        programme: Callable[[Workbook], Programme],
        told: Callable[[str, int], object] = lambda name, at: None,
    ) -> None:
        """Read the next file in line, if any. One that cannot be read is said, and the line goes on after it. ``told``
        hears the name of each file before it is looked at, and how many were."""
        self._put_away()
        if not self.waiting:
            return
        for at, file in enumerate(self.waiting):
            told(file.name, at)
            file.look(remembered, programme)
        file = self.waiting[0]
        file.read(programme)
        file.content = b""
        if file.draft is not None:  # the files before it may have brought the roster and the waves
            file.draft.programme = programme(file.draft.book)
        if file.refused is not None:
            self.refuse(file.refused, file)
        else:
            self.now, file.state = file, "open"

    def refuse(self, refusal: Refusal, file: Dropped | None = None) -> None:
        """The file is no table: it goes off the desk with the reason."""
        file = file or self.now
        assert file is not None
        file.state, file.refused, file.draft = "refused", refusal, None
        self.refused, self.now = (file.name, refusal), None

    def end(self, receipt: Receipt) -> None:
        """The draft was kept: only its receipt stays, and the file as long as there is more in it."""
        file, draft = self.now, self.draft
        assert file is not None
        assert draft is not None
        file.receipts.append(receipt)
        file.state, file.found = "kept", draft.seen or file.found
        draft.done = (*draft.done, draft.kept_sheet)
        taken = {(one.dataset) for one in file.receipts}
        also = tuple(offer for offer in draft.also() if offer[0] not in taken)
        self.ended = Ended(receipt, draft.book.name, draft.other_sheets(), also, draft.kept_sheet)
        if receipt.rejected and draft.seen is not None:
            self.ended = replace(self.ended, refused=draft)
        self.job = None
        if not (self.ended.sheets or self.ended.also):
            self._put_away()

    def together(self) -> dict[str, Draft]:
        """The sheets that are looked at in one pass; none where one is looked at alone."""
        return self.now.together if self.now else {}

    def all_sheets(self, drafts: dict[str, Draft]) -> None:
        """Look at these sheets of the file in one pass, or, with none, at one alone again."""
        assert self.now is not None
        self.now.together = drafts

    def end_all(self, receipts: Sequence[Receipt], sheets: Sequence[str]) -> None:
        """All sheets of the pass were kept."""
        file, draft = self.now, self.draft
        assert file is not None
        assert draft is not None
        file.receipts += receipts
        file.state, file.together = "kept", {}
        draft.done = (*draft.done, *sheets)
        self.ended = Ended(receipts[-1], draft.book.name, draft.other_sheets(), before=tuple(receipts[:-1]))
        self.job = None
        if not self.ended.sheets:
            self._put_away()

    def next_sheet(self, sheet: str, dataset: str | None = None) -> None:
        """Go on with another sheet of the same file, or with another dataset in the columns of the same sheet."""
        file, draft = self.now, self.draft
        assert file is not None
        assert draft is not None
        settled = dataset is not None
        # What the first dataset has read and the other has no such field for is not asked about again.
        read = draft.seen.columns if dataset and draft.seen else ()
        other = DATASETS[dataset].by_name if dataset else {}
        file.draft = Draft(
            draft.book,
            draft.size,
            sheet=sheet,
            dataset=dataset,
            settled=settled,
            done=draft.done,
            programme=draft.programme,
            said={guess.index: LEAVE for guess in read if guess.field and guess.field not in other},
        )
        file.state = "open"
        self.ended = None

    def clear(self) -> None:
        """Put the file away; the next one, if any, is read in the next run."""
        self.ended, self.refused = None, None
        self._put_away()

    def _put_away(self) -> None:
        self.job = None
        if self.now is not None:
            self.now.draft = None
            self.now.state = "away" if self.now.state == "open" and not self.now.receipts else "kept"
            self.now = None


def read_desk() -> Desk:
    """The desk of this session."""
    if KEY not in st.session_state:
        st.session_state[KEY] = Desk()
    return st.session_state[KEY]
