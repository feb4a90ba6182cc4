"""How statements are put together: names into braces, and the two hashes every row carries.

Only identifiers and expressions derived from declarations are ever filled in; values travel as parameters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from data.datasets import Dataset

PLACE = re.compile(r"\{(\w+)\}")
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def fill(text: str, **parts: str) -> str:
    """``text`` with each ``{name}`` replaced by the part of that name. An unknown name is an error."""
    return PLACE.sub(lambda match: parts[match[1]], text)


def quoted(name: str) -> str:
    """A declared name as an identifier; declarations hold plain names only."""
    if not IDENTIFIER.fullmatch(name):
        raise ValueError(f"not a plain name: {name!r}")
    return f'"{name}"'


def listed(names: Iterable[str], prefix: str = "") -> str:
    """``"a", "b"`` or, with a prefix, ``s."a", s."b"``."""
    return ", ".join((f"{prefix}." if prefix else "") + quoted(name) for name in names)


def stored_columns(dataset: Dataset) -> tuple[tuple[str, str], ...]:
    """The columns that are kept, as (name, SQL type): all but those of fields dropped at the gate."""
    return tuple(column for field in dataset.fields if field.sensitivity != "drop" for column in field.columns)


def field_names(dataset: Dataset) -> tuple[str, ...]:
    return tuple(name for name, _ in stored_columns(dataset))


def _written(name: str, kind: str) -> tuple[str, ...]:
    """The pieces of a value as text that cannot run into its neighbour: text carries its length."""
    column = quoted(name)
    if kind == "varchar":
        return f"cast(length({column}) as varchar)", "':'", column
    return (f"cast({column} as varchar)",)


def _text(columns: Iterable[tuple[str, str]], filled: Collection[str], *, lead: str = "") -> str:
    """``name=value|name=value`` of the columns (name, SQL type) that have a value in the row, after ``lead``.

    Columns of ``filled`` have one in every row. Where the text begins with one it is put together in one go, which
    costs half as much; the text is the same.
    """
    columns = list(columns)
    if not lead and not (columns and columns[0][0] in filled):
        parts = [f"'{name}=' || {' || '.join(_written(name, kind))}" for name, kind in columns] or ["''"]
        return f"concat_ws('|', {', '.join(parts)})"
    pieces = [f"'{lead}'"] if lead else []
    for name, kind in columns:
        begin = f"'{'|' if pieces else ''}{name}='"
        value = _written(name, kind)
        if name in filled:
            pieces += [begin, *value]
        else:
            pieces.append(f"coalesce({' || '.join((begin, *value))}, '')")
    return f"concat({', '.join(pieces)})"


def content_hash(
    dataset: Dataset,
    *,
    present: Collection[str] | None = None,
    without: Collection[str] = (),
    filled: Collection[str] = (),
) -> str:
    """The 128-bit hash of the fields that have a value, each with its name.

    Empty fields take no part, so that a declaration may gain a field and old rows keep their hash; with ``present``
    only those columns are looked at, the others being empty, and those of ``filled`` have a value in every row. It
    recognises equal rows; it protects nothing.
    """
    columns = (
        (name, kind)
        for name, kind in stored_columns(dataset)
        if name not in without and (present is None or name in present)
    )
    return f"cast(md5({_text(columns, filled)}) as uuid)"


def key_hash(dataset: Dataset, *, present: Collection[str]) -> str:
    """The 128-bit hash of the first key whose fields all have a value; null where none has.

    Columns that are not ``present`` are empty.
    """
    kinds = dict(stored_columns(dataset))
    # The part of a snapshot may be empty (a list for the whole programme); its date and its id may not.
    optional = {name for name in dataset.key[:-1] if name != dataset.when} if dataset.kind == "snapshot" else set()
    cases = []
    for number, key in enumerate((dataset.key, *dataset.other_keys)):
        if any(name not in present and name not in optional for name in key):
            continue
        needed = [name for name in key if name not in optional]
        filled = " and ".join(f"{quoted(name)} is not null" for name in needed)
        text = _text(((name, kinds[name]) for name in key if name in present), needed, lead=str(number))
        cases.append(f"when {filled} then cast(md5({text}) as uuid)")
    return f"case {' '.join(cases)} end" if cases else "cast(null as uuid)"


def part_hash(dataset: Dataset, *, present: Collection[str]) -> str:
    """The set a snapshot row belongs to: all of its key but the last field. Null for the other kinds."""
    if dataset.kind != "snapshot":
        return "cast(null as uuid)"
    kinds = dict(stored_columns(dataset))
    columns = ((name, kinds[name]) for name in dataset.key[:-1] if name in present)
    return f"cast(md5({_text(columns, ())}) as uuid)"
