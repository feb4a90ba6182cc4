"""What a session has on its desk: the files that wait, the one that is looked at, and what came of the last."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from data.ingest import read_file
from data.problems import Refusal
from data.store import Receipt
from pages.kit.upload.commit import Job
from pages.kit.upload.draft import Draft

KEY = "upload_desk"


@dataclass(frozen=True)
class Waiting:
    """A dropped file that has not been read yet."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Ended:
    """A file that was kept: its receipt, and the sheets of it that may still be looked at."""

    receipt: Receipt
    name: str
    sheets: tuple[str, ...] = ()
    undone: bool = False


@dataclass
class Desk:
    """The line of files of one session. The contents of a file are let go as soon as its end is known."""

    waiting: list[Waiting] = field(default_factory=list)
    draft: Draft | None = None
    job: Job | None = None
    ended: Ended | None = None
    refused: tuple[str, Refusal] | None = None
    round: int = 0
    """Grows with each drop: a new uploader is drawn and Streamlit lets the files of the old one go."""

    def drop(self, files: list[tuple[str, bytes]]) -> None:
        """Put files in line; nothing is read yet."""
        self.waiting += [Waiting(name, content) for name, content in files]
        self.refused, self.ended = None, None
        self.round += 1

    def take(self) -> None:
        """Read the next file in line, if any. One that cannot be read is said, and the line goes on after it."""
        self.draft, self.job = None, None
        if not self.waiting:
            return
        file = self.waiting.pop(0)
        try:
            self.draft = Draft(read_file(file.name, file.content), len(file.content))
        except Refusal as refusal:
            self.refused = (file.name, refusal)

    def end(self, receipt: Receipt) -> None:
        """The draft was kept: only its receipt stays, and the file as long as it has other sheets."""
        draft = self.draft
        assert draft is not None
        draft.done = (*draft.done, draft.kept_sheet)
        self.ended = Ended(receipt, draft.book.name, draft.other_sheets())
        self.job = None
        if not self.ended.sheets:
            self.draft = None

    def next_sheet(self, sheet: str) -> None:
        """Go on with another sheet of the same file."""
        assert self.draft is not None
        self.draft = Draft(self.draft.book, self.draft.size, sheet=sheet, done=self.draft.done)
        self.ended = None

    def clear(self) -> None:
        """Put the file away and take the next one."""
        self.ended, self.refused = None, None
        self.take()


def read_desk() -> Desk:
    """The desk of this session."""
    if KEY not in st.session_state:
        st.session_state[KEY] = Desk()
    return st.session_state[KEY]
