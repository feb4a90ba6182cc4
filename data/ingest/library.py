"""The mappings that are kept: named, edited, taken in from a file, forgotten. Each change is a setting, so it has a
history.

What a file was last read by is remembered with its batch; a change made here holds from then on, until a later file
with the same headers is read in another way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from data.access import Rights
from data.datasets import DATASETS
from data.ingest.convert import constant
from data.ingest.mapping import ColumnMapping, Mapping
from data.problems import Refusal
from data.store import Edit, Query, Receipt, Store
from data.store.log import FORGOTTEN, KEPT_AS

SETTING = Query("library.setting", "select row_id, value, note from {settings} where setting = $setting", "open")


@dataclass(frozen=True)
class Kept:
    """A mapping of the library. ``used_at`` is the last batch read by it; ``edited`` says that it was changed since."""

    fingerprint: str
    mapping: Mapping
    name: str
    uses: int
    used_at: datetime | None
    who: str
    edited: bool
    file_name: str = ""

    @property
    def title(self) -> str:
        """What it is called: its name, else the last file read by it."""
        return self.name or self.file_name or self.fingerprint[:12]


def load_library(store: Store) -> list[Kept]:
    """The mappings in force, newest first; those of datasets that are no longer declared are left out."""
    kept = []
    for line in store.library().to_dict("records"):
        mapping = Mapping.from_json(line["mapping"])
        if mapping.dataset in DATASETS:
            used_at = None if pd.isna(line["used_at"]) else line["used_at"]
            edited = not line["untouched"]
            kept.append(
                Kept(
                    line["fingerprint"],
                    mapping,
                    line["called"],
                    int(line["uses"]),
                    used_at,
                    line["who"],
                    edited,
                    line["file_name"],
                )
            )
    return kept


def keep_mapping(store: Store, rights: Rights, fingerprint: str, mapping: Mapping, name: str, event: str) -> Receipt:
    """Let ``mapping`` hold for files of these headers under ``name``; ``event`` is what the audit log calls it.

    Refusals: those of :func:`checked` and of ``Store.edit``.
    """
    return _write(store, rights, fingerprint, checked(mapping).to_json(), name.strip(), event)


def import_mapping(store: Store, rights: Rights, text: str | bytes, name: str) -> Receipt:
    """Take in a mapping file. Refusals: mapping_without_headers, those of ``Mapping.from_json`` and
    :func:`keep_mapping`."""
    mapping = Mapping.from_json(text)
    if not mapping.fingerprint:
        raise Refusal("mapping_without_headers", where=mapping.dataset)
    return keep_mapping(store, rights, mapping.fingerprint, mapping, name, "mapping_imported")


def forget_mapping(store: Store, rights: Rights, fingerprint: str, name: str) -> Receipt:
    """Use the mapping no more: the next file with these headers is read as if it were the first."""
    return _write(store, rights, fingerprint, FORGOTTEN, name, "mapping_forgotten")


def checked(mapping: Mapping) -> Mapping:
    """``mapping`` if a file can be read by it. Refusals: dataset_unknown, field_unknown, field_twice,
    constant_unreadable."""
    dataset = DATASETS.get(mapping.dataset)
    if dataset is None:
        raise Refusal("dataset_unknown", where=mapping.dataset)
    fields = [line.field for line in mapping.columns if line.field]
    for name in (*fields, *mapping.constants):
        if name not in dataset.by_name:
            raise Refusal("field_unknown", where=name, dataset=dataset.name)
    twice = next((name for name in fields if fields.count(name) > 1), None)
    if twice is not None:
        raise Refusal("field_twice", where=twice)
    for name, text in mapping.constants.items():
        if text is not None and constant(text, dataset.by_name[name]) is None:
            raise Refusal("constant_unreadable", where=name, value=text)
    return mapping


def with_column(mapping: Mapping, at: int, changes: dict[str, Any]) -> Mapping:
    """``mapping`` with the column at place ``at`` of its list changed; a column is either a field or another answer."""
    done = mapping.model_copy(deep=True)
    line = done.columns[at].model_dump() | changes
    if line["field"]:
        line |= {"keep": False, "why": ""}
    elif not line["keep"]:
        line["why"] = line["why"] or "chosen"
    done.columns[at] = ColumnMapping.model_validate(line)
    return done


def with_constants(mapping: Mapping, constants: dict[str, str]) -> Mapping:
    """``mapping`` with these values for every row; an empty text takes a value away."""
    done = mapping.model_copy(deep=True)
    for name, text in constants.items():
        done.constants.pop(name, None)
        done.answers.pop(name, None)
        if text.strip():
            done.constants[name] = text.strip()
    return done


def read_wordings(text: str) -> dict[str, float | str | bool | None]:
    """``wording = value`` a line as values of cells; a line without a value empties the cell. Refusal
    wording_unreadable."""
    found: dict[str, float | str | bool | None] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        wording, sign, value = line.rpartition("=")
        if not sign or not wording.strip():
            raise Refusal("wording_unreadable", where=line)
        given = value.strip()
        try:
            found[wording.strip()] = float(given) if given else None
        except ValueError:
            found[wording.strip()] = given
    return found


def write_wordings(values: dict[str, Any]) -> str:
    """The inverse of :func:`read_wordings`."""
    told = {
        key: "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
        for key, value in values.items()
    }
    return "\n".join(f"{key} = {value}" for key, value in told.items())


def _write(store: Store, rights: Rights, fingerprint: str, value: str, name: str, event: str) -> Receipt:
    setting = KEPT_AS + fingerprint
    found = store.read(SETTING, rights, params={"setting": setting})
    values = {"value": value, "note": name or None}
    if found.empty:
        receipt = store.edit(Edit("settings", values={"setting": setting, **values}), rights)
    else:
        receipt = store.edit(Edit("settings", int(found["row_id"].iloc[0]), values), rights)
    store.audit(event, rights, batch=receipt.batch_id, mapping=fingerprint[:12])
    return receipt
