"""The programme of April 2018 entered from its files, each as known on the day of its folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from data.access import Rights
from data.ingest import prepare, read_file, understand
from data.store import Store

FILES = Path(__file__).parent
EVE = "2018-04-19"
"""The day before the weekend."""


def enter(store: Store, rights: Rights) -> None:
    """Load every file in the order of its days."""
    for folder in sorted(path for path in FILES.iterdir() if path.is_dir() and path.name[:2] == "20"):
        for file in sorted(folder.glob("*.csv"), key=lambda path: (path.stem not in ("programme", "waves"), path.stem)):
            book = read_file(file.name, file.read_bytes())
            prepared = prepare(book, understand(book, dataset=file.stem))
            store.commit(prepared, rights, known_at=datetime.fromisoformat(f"{folder.name} 08:00"))
