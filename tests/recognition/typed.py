"""Tables written in a text file (``unseen.txt`` and the others), with the field of each column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from pathlib import Path

from tests.recognition.making import LANGS

UNSEEN, HELD_OUT, FRESH, KEPT, NEAR, NEAR_KEPT, LATE, LATE_KEPT, LATER, LATER_KEPT = (
    Path(__file__).with_name(f"{name}.txt")
    for name in (
        "unseen",
        "held_out",
        "fresh",
        "kept",
        "near",
        "near_kept",
        "late",
        "late_kept",
        "later",
        "later_kept",
    )
)
PERSONAL, NONE = "x", "-"


@dataclass(frozen=True)
class Truth:
    """What a sheet holds: the start of its file's name, its sheet, its dataset and the field of each column."""

    file: str
    sheet: str
    dataset: str
    columns: dict[str, str]


@dataclass(frozen=True)
class Typed:
    """A table of one of the text files: its file with its title above its headers, and what is right."""

    name: str
    content: bytes
    truth: Truth
    lang: str


def typed_tables(tables: Path) -> Iterator[Typed]:
    """The tables of a text file such as ``unseen.txt``."""
    for block in tables.read_text(encoding="utf-8").split("\n\n")[1:]:
        head, *lines = block.strip().splitlines()
        dataset, _, named = head[1:].partition("] ")
        file, _, title = named.partition(" | ")
        told = [line.partition(": ") for line in lines]
        heads = [name.rpartition(" = ") for name, _, _ in told]
        cells = [text.split(";") for _, _, text in told]
        out = StringIO()
        writer = csv.writer(out)
        writer.writerows([[title]] if title else [])
        writer.writerow([name for name, _, _ in heads])
        writer.writerows(zip_longest(*cells, fillvalue=""))
        truth = Truth(file, "*", dataset, {name: field for name, _, field in heads})
        lang = LANGS[0] if any(name > "\u3400" for name, _, _ in heads) else LANGS[1]
        yield Typed(f"{Path(file).stem}.csv", out.getvalue().encode(), truth, lang)
