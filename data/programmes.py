"""The programmes of one installation: the short name of each and the address of its store, from the file of the
settings."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from data.problems import Refusal
from data.settings import settings, use_store

NAME = re.compile(r"\w[\w-]{0,39}")
"""What a programme may be called: it stands in links and commands."""
OPTION = "--programme"


def programmes() -> dict[str, str]:
    """Short name → address of the store, in the order of the file; ``{"": address}`` where the settings name one store.

    Refusals: ``programmes_unreadable``, ``programmes_line``, ``programmes_twice``, ``programmes_folder``,
    ``programmes_address``, ``lake_address``.
    """
    here = settings()
    return {"": here.store} if here.programmes is None else dict(_read(here.programmes))


@lru_cache(maxsize=1)
def _read(file: Path) -> tuple[tuple[str, str], ...]:
    """What the file says, once a process."""
    try:
        lines = file.expanduser().read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError):
        raise Refusal("programmes_unreadable", where=str(file)) from None
    found: dict[str, str] = {}
    names: dict[str, str] = {}
    folders: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        name, equals, address = (part.strip() for part in line.partition("="))
        if (not name and not equals) or name.startswith("#"):
            continue
        if not NAME.fullmatch(name) or not address:
            raise Refusal("programmes_line", where=str(file), line=number)
        for key, what in ((name.casefold(), name), (_place(address, str(file), number), address)):
            if key in names:
                raise Refusal("programmes_twice", where=str(file), line=number, what=what, first=names[key])
            names[key] = name
        # Back-ups, keys and logs lie beside a store: in one folder those of one would be cleared away with those of
        # another.
        folder = _folder(address)
        if folder in folders:
            raise Refusal("programmes_folder", where=str(file), line=number, first=folders[folder])
        folders[folder] = name
        found[name] = address
    if not found:
        raise Refusal("programmes_unreadable", where=str(file))
    return tuple(found.items())


def _place(address: str, file: str = "", line: int = 0) -> str:
    """Where an address leads, as a store shows it: two spellings of one place are one."""
    from data.store.lake import is_lake, lake_address

    if is_lake(address):
        return lake_address(address).shown
    if "://" in address or address.endswith(("/", "|")):
        raise Refusal("programmes_address", where=file, line=line)
    return os.path.realpath(Path(address).expanduser())


def _folder(address: str) -> str:
    """Where the files of a programme lie."""
    from data.store.lake import is_lake

    place = Path(address.rpartition("|")[2]) if is_lake(address) else Path(address).expanduser().parent
    return os.path.realpath(place.expanduser())


def name_of(shown: str) -> str:
    """The short name of the programme whose store shows this address; '' where there is but one."""
    return next((name for name, address in programmes().items() if name and _place(address) == shown), "")


def store_here() -> str:
    """The address of the store for whoever names none. Refusal ``programme_not_named`` where there are several."""
    here = settings()
    if here.programmes is not None and "store" not in here.model_fields_set:
        raise Refusal("programme_not_named", where=OPTION, allowed=", ".join(programmes()))
    return here.store


def address_of(name: str) -> str:
    """The address of a programme by its name. Refusal ``programme_unknown``."""
    address = programmes().get(name) if name else None
    if address is None:
        raise Refusal("programme_unknown", where=OPTION, name=name)
    return address


def take_programme(arguments: Sequence[str]) -> list[str]:
    """The arguments of a command without ``--programme NAME``: from now on the store of this process is that of the
    programme."""
    left, named, words = [], None, iter(arguments)
    for word in words:
        option, equals, value = word.partition("=")
        if option != OPTION:
            left.append(word)
            continue
        named = value if equals else next(words, None)
        if named is None:
            return list(arguments)  # the parser says that its value is missing
    if named is not None:
        use_store(address_of(named))
    return left
