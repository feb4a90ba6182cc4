"""Learns the weights of ``data/ingest/recognition/weights.toml``: ``python -m tests.recognition.fit``.

The headers are one half of the paraphrases, never a file of a case. Two conditional logistic models, fitted by maximum
likelihood with a small ridge (McFadden 1974): which field a column is, and which dataset a table.
"""

from __future__ import annotations

import random
import sys

import numpy as np
from scipy.optimize import minimize

from data.datasets import DATASETS, OWN
from data.ingest.recognition import evidence, ranking
from data.ingest.recognition.index import index
from tests.recognition.making import LANGS, Made, paraphrases, table_of

TEACHES = 0
HEAD = """# Learned by `python -m tests.recognition.fit` from headers made from the declarations; not written by hand.
# column: what a sign adds to the log-odds that a column is a field rather than none. dataset: the same for a table.
"""


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


def fitted(groups: list[np.ndarray], right: list[int], ridge: float, start: np.ndarray) -> np.ndarray:
    """Weights of a conditional logit: each group is choices × signs, of which one is right."""
    lengths = np.array([len(group) for group in groups])
    every = np.concatenate(groups)
    bounds = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    chosen = bounds + np.array(right)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = every @ weights
        top = np.maximum.reduceat(scores, bounds)
        grown = np.exp(scores - np.repeat(top, lengths))
        total = np.add.reduceat(grown, bounds)
        share = grown / np.repeat(total, lengths)
        value = float((np.log(total) + top - scores[chosen]).sum())
        slope = share @ every - every[chosen].sum(axis=0)
        return value + ridge * float(weights @ weights), slope + 2 * ridge * weights

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x)


def column_groups(tables: list[Made]) -> tuple[list[np.ndarray], list[int]]:
    groups, right = [], []
    for made in tables:
        dataset = DATASETS[made.dataset]
        fields = index().datasets[dataset.name].fields
        right_ones = [(column, field, 1.0) for column, field in enumerate(made.right) if field]
        signs = evidence.with_order(evidence.evidence(made.table, dataset), made.table, dataset, right_ones)
        none = np.zeros((1, signs.shape[2]))
        for column, field in enumerate(made.right):
            groups.append(np.concatenate([signs[column], none]))
            right.append(fields.index(field) if field else len(fields))
    return groups, right


def dataset_groups(tables: list[Made]) -> tuple[list[np.ndarray], list[int]]:
    names = [name for name in DATASETS if name not in OWN]
    groups, right = [], []
    for made in tables:
        fits = [ranking.assigned(made.table, DATASETS[name]) for name in names]
        groups.append(ranking.with_context(fits, len(made.table.names), made.title, f"{made.file} {made.title}"))
        right.append(names.index(made.dataset))
    return groups, right


def main() -> None:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    groups, right = column_groups(made_tables(each, TEACHES, seed=1))
    column = fitted(groups, right, ridge=0.5, start=np.zeros(len(evidence.EVIDENCE)))
    evidence.weights()["column"] = column
    groups, right = dataset_groups(made_tables(each, TEACHES, seed=2, declared=0.1))
    write(column, fitted(groups, right, ridge=0.5, start=np.zeros(len(ranking.SIGNS))))


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
