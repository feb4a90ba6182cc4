"""Learns the weights of ``data/ingest/recognition/weights.toml``: ``python -m tests.recognition.fit``.

The headers are one half of the paraphrases, and those of the tables of ``unseen.txt``, ``fresh.txt`` and ``near.txt``
as people keep them; never a file of a case, of ``held_out.txt``, ``kept.txt`` or ``near_kept.txt``. Two conditional
logistic models, fitted by maximum likelihood with a small ridge (McFadden 1974): which field a column is, and which
dataset a table.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import minimize

from data.datasets import DATASETS, OWN
from data.ingest import read_file, table_sheets
from data.ingest.names import match_header
from data.ingest.proposing import matchable
from data.ingest.proposing import table_of as table_of_sheet
from data.ingest.recognition import evidence, ranking
from data.ingest.recognition.index import index
from tests.recognition.making import LANGS, Made, paraphrases, table_of
from tests.recognition.typed import FRESH, NEAR, NONE, PERSONAL, UNSEEN, typed_tables

TEACHES = 0
AS_PEOPLE = 4.0
"""What a column, or a table, as people keep it weighs beside one that was made."""
HEAD = """# Learned by `python -m tests.recognition.fit` from headers made from the declarations and from tables as people keep them; not
# written by hand. column: what a sign adds to the log-odds that a column is a field rather than none. dataset: the same for a table.
"""


@dataclass
class Choices:
    """Groups of choices × signs, which choice of each is right, and what each weighs."""

    groups: list[np.ndarray] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    weighs: list[float] = field(default_factory=list)

    def add(self, group: np.ndarray, right: int, weighs: float) -> None:
        self.groups.append(group)
        self.right.append(right)
        self.weighs.append(weighs)


def made_tables(each: int, which: int, seed: int, declared: float = 0.25) -> list[Made]:
    """``each`` tables of every dataset and language."""
    rng = random.Random(seed)
    return [
        table_of(DATASETS[name], lang, rng, which, declared, teaches=which == TEACHES)
        for name in paraphrases().titles
        if name in DATASETS
        for lang in LANGS
        for _ in range(each)
    ]


def kept_tables() -> list[Made]:
    """Tables as people keep them, without the columns that are personal."""
    found = []
    for one in (table for path in (UNSEEN, FRESH, NEAR) for table in typed_tables(path)):
        sheets = table_sheets(read_file(one.name, one.content))
        if one.truth.dataset == NONE or not sheets:
            continue
        sheet, layout = sheets[0]
        told = [(column, one.truth.columns.get(column.header, NONE)) for column in layout.columns if matchable(column)]
        columns = [column for column, right in told if right != PERSONAL]
        right = tuple("" if right == NONE else right for _, right in told if right != PERSONAL)
        titles = " ".join((*layout.titles, sheet.name))
        found.append(
            Made(
                one.truth.dataset,
                one.lang,
                table_of_sheet(sheet.grid, layout, columns),
                right,
                titles,
                one.name,
                AS_PEOPLE,
            )
        )
    return found


def fitted(choices: Choices, ridge: float, start: np.ndarray) -> np.ndarray:
    """Weights of a conditional logit: each group is choices × signs, of which one is right."""
    lengths = np.array([len(group) for group in choices.groups])
    every = np.concatenate(choices.groups)
    bounds = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    chosen = bounds + np.array(choices.right)
    weighs = np.array(choices.weighs)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = every @ weights
        top = np.maximum.reduceat(scores, bounds)
        grown = np.exp(scores - np.repeat(top, lengths))
        total = np.add.reduceat(grown, bounds)
        share = grown / np.repeat(total, lengths)
        value = float(weighs @ (np.log(total) + top - scores[chosen]))
        slope = (share * np.repeat(weighs, lengths)) @ every - weighs @ every[chosen]
        return value + ridge * float(weights @ weights), slope + 2 * ridge * weights

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x)


def column_choices(tables: list[Made]) -> Choices:
    """A choice a column: the fields of the dataset and none. Of a table as people keep it those columns that no
    declared name tells, with the fields that are still free, as the product meets them."""
    found = Choices()
    for made in tables:
        dataset = DATASETS[made.dataset]
        fields = index().datasets[dataset.name].fields
        asis = made.weighs > 1
        names = [match_header(names, dataset) if asis and names else None for names in made.table.names]
        known = [(match.field, facts) for match, facts in zip(names, made.table.facts, strict=True) if match]
        open_ones = [at for at, match in enumerate(names) if match is None]
        if not open_ones:
            continue
        table = evidence.Table(
            tuple(made.table.names[at] for at in open_ones),
            tuple(made.table.facts[at] for at in open_ones),
            leads=open_ones[0] == 0,
        )
        right = [made.right[at] for at in open_ones]
        placed = [(column, name, 1.0) for column, name in enumerate(right) if name]
        signs = evidence.with_order(evidence.evidence(table, dataset), table, dataset, placed, known)
        none = np.zeros((1, signs.shape[2]))
        taken = {name for name, _ in known} - set(right)
        free = [at for at, name in enumerate(fields) if name not in taken]
        for column, name in enumerate(right):
            if not name or name in fields:
                place = free.index(fields.index(name)) if name else len(free)
                found.add(np.concatenate([signs[column][free], none]), place, made.weighs)
    return found


def dataset_choices(tables: list[Made]) -> Choices:
    """A choice a table: every dataset."""
    names = [name for name in DATASETS if name not in OWN]
    found = Choices()
    for made in tables:
        fits = [ranking.assigned(made.table, DATASETS[name]) for name in names]
        signs = ranking.with_context(fits, len(made.table.names), made.title, f"{made.file} {made.title}")
        found.add(signs, names.index(made.dataset), made.weighs)
    return found


def main() -> None:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    people = kept_tables()
    column = fitted(
        column_choices(made_tables(each, TEACHES, seed=1) + people), ridge=0.5, start=np.zeros(len(evidence.EVIDENCE))
    )
    write(column, np.zeros(len(ranking.SIGNS)))  # datasets are compared with the columns as they are read from now on
    evidence.weights.cache_clear()
    tables = made_tables(each, TEACHES, seed=2, declared=0.1) + people
    write(column, fitted(dataset_choices(tables), ridge=0.5, start=np.zeros(len(ranking.SIGNS))))


def write(column: np.ndarray, dataset: np.ndarray) -> None:
    lines = [
        "[column]",
        *(f"{name} = {weight:.3f}" for name, weight in zip(evidence.EVIDENCE, column, strict=True)),
        "",
    ]
    lines += ["[dataset]", *(f"{name} = {weight:.3f}" for name, weight in zip(ranking.SIGNS, dataset, strict=True))]
    evidence.WEIGHTS.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
