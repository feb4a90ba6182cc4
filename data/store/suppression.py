"""Small groups are not shown: the last step of every aggregate that leaves the store.

A row that counts fewer than :data:`MIN_GROUP` customers is hidden for everybody. For readers without row level the rest
must not give it away: within every total a table shows (the whole, and each value of each dimension) what is hidden
must itself count at least :data:`MIN_GROUP` and be more than one row, else the smallest shown row goes too; and counts
are rounded to five. The same holds of each column of ``parts``, how many of a shown row have something: four of high
value among two hundred are a small group as four alone are, and the parts beside them must not give them away either.

Scores and the shares that a question declares (``means``, ``counts``) are computed from rounded counts for them
(:mod:`data.store.rounding`). Of the other questions what is rounded is what is written: values and intervals are
computed from the count itself, which stands beside it in :data:`EXACT` and is never shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from data.store.rounding import LEAST, LOT, WORTH, round_scores, rounded

MIN_GROUP = 10
EXACT = "exact"
"""Beside a rounded ``n``: the count to compute with. It leaves on no page, in no file and by no command."""
SUPPRESSED = "suppressed"


def suppress(
    frame: pd.DataFrame,
    dims: Sequence[str],
    hide: Sequence[str],
    *,
    row_level: bool,
    means: Sequence[str] = (),
    counts: Sequence[str] = (),
    parts: Sequence[str] = (),
    apart: bool = False,
    few: bool = False,
    key: bytes = b"",
) -> pd.DataFrame:
    """``frame`` with its small groups hidden: ``n`` and ``hide`` null, ``note`` ``suppressed``. ``means`` and
    ``counts`` are computed from rounded counts where single rows may not be seen, drawn by ``key``; small ``parts`` are
    null for whoever may not. ``few`` hides every row: the selection sets a few customers apart
    (:mod:`data.store.narrow`).

    Without ``hide`` every column but ``dims`` is hidden. Counts among the hidden columns become float64, so that a
    hidden one is NaN.
    """
    if "n" not in frame.columns:
        raise ValueError("an aggregate counts customers in a column n")
    shown = frame.reset_index(drop=True)
    sizes = pd.to_numeric(shown["n"], errors="coerce").fillna(0).to_numpy(float)
    if (means or counts) and not row_level:
        if not key:
            raise ValueError("what is rounded for a reader is drawn by a key")
        shown = round_scores(shown, means, counts, key)
    shown = shown.drop(columns=[LEAST, WORTH, LOT], errors="ignore") if means or counts else shown
    hidden_columns = (
        [c for c in shown.columns if c in {"n", *hide}] if hide else [c for c in shown.columns if c not in dims]
    )
    small = np.ones(len(shown), bool) if few else sizes < MIN_GROUP
    if not row_level and not apart:
        small = protect(shown, [name for name in dims if name in shown.columns], sizes, small)
    for column in hidden_columns:
        kind = shown[column].dtype
        if pd.api.types.is_integer_dtype(kind) or column == "n":
            shown[column] = pd.to_numeric(shown[column], errors="coerce").astype("float64")
        elif pd.api.types.is_bool_dtype(kind):
            shown[column] = shown[column].astype(object)
    if not row_level:
        shown = shown.copy()  # pandas warns of a column that is added where many were changed one by one
        exact, shown["n"] = shown["n"], rounded(shown["n"])
        shown[EXACT] = shown["n"] if means or counts else exact
        for column in parts:
            shown.loc[small_parts(shown, dims, column, small, apart=apart), column] = np.nan
    if small.any():
        for column in (*hidden_columns, *({EXACT} & set(shown.columns))):
            shown.loc[small, column] = None
    shown = shown.copy()
    shown["note"] = np.where(small, SUPPRESSED, "")
    return shown


def small_parts(
    frame: pd.DataFrame, dims: Sequence[str], column: str, small: np.ndarray, *, apart: bool = False
) -> np.ndarray:
    """The rows whose part ``column`` is not to be told: below :data:`MIN_GROUP` but not 0, and those that would tell
    these.

    ``small`` are the rows that are hidden as a whole: their parts are secret too. Of rows that stand ``apart`` none
    tells another.
    """
    sizes = pd.to_numeric(frame[column], errors="coerce").fillna(0).to_numpy(float)
    some = sizes > 0
    secret = (small | (sizes < MIN_GROUP))[some]
    hidden = np.zeros(len(frame), bool)
    if apart:
        hidden[some] = secret
    else:
        hidden[some] = protect(frame[some], [name for name in dims if name in frame.columns], sizes[some], secret)
    return hidden & ~small


def exact_n(frame: pd.DataFrame) -> pd.Series:
    """The counts to compute with: :data:`EXACT` where ``n`` is rounded for its reader, else ``n``."""
    return frame[EXACT] if EXACT in frame.columns else frame["n"]


def protect(frame: pd.DataFrame, dims: Sequence[str], counts: np.ndarray, small: np.ndarray) -> np.ndarray:
    """``small`` and the rows that must be hidden with them, so that no shown total minus the shown rows tells them.
    What is hidden for another's sake is never alone in a total: told there by the rest, it would tell the other.

    Which of several equal rows is hidden depends on what they count and not on the order they come in: an answer in
    another order would show what the first one hid.
    """
    if not small.any():
        return small.copy()
    order = np.arange(len(frame))
    for name in reversed(dims):
        order = order[np.argsort(np.array([str(one) for one in frame[name].to_numpy()[order]]), kind="stable")]
    hidden = np.empty(len(frame), bool)
    hidden[order] = _protect(frame.iloc[order], dims, counts[order], small[order])
    return hidden


def _protect(frame: pd.DataFrame, dims: Sequence[str], counts: np.ndarray, small: np.ndarray) -> np.ndarray:
    hidden = small.copy()
    codes = [pd.factorize(frame[name], use_na_sentinel=False)[0] for name in dims]
    margins = [_groups(kept, len(frame)) for size in range(max(1, len(dims))) for kept in combinations(codes, size)]
    changed = True
    while changed:
        changed = False
        for group_of in margins:
            secret, lines = np.bincount(group_of, weights=counts * hidden), np.bincount(group_of, weights=hidden)
            for group in np.flatnonzero((secret > 0) & ((secret < MIN_GROUP) | (lines == 1))):
                candidates = np.flatnonzero((group_of == group) & ~hidden)
                if len(candidates):
                    hidden[candidates[np.argmin(counts[candidates])]] = True
                    changed = True
    return hidden


def _groups(codes: Sequence[np.ndarray], rows: int) -> np.ndarray:
    """The number of each row's group: those that agree in every one of ``codes``."""
    found = np.zeros(rows, int)
    for one in codes:
        found = np.unique(found * (int(one.max()) + 1) + one, return_inverse=True)[1]
    return found
