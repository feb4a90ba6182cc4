"""Shares of the market and their concentration, brands in surveys, rates offered: figures of periods as others publish
them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import nan
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.market.numbers.statements import FIGURES
from analytics.periods import as_of_day
from analytics.snapshot import once
from analytics.stats.compare import Difference, compare_shares
from analytics.stats.intervals import wilson_interval
from data.datasets.market import REST

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

WHOLE = (0.985, 1.015)
"""Shares of a period that add up to less are not of all companies: no concentration is reckoned from them; to more,
they contradict each other."""
INDEX = ["period", "value", "total", "lumped"]


def concentration(shares: Sequence[float]) -> float:
    """Herfindahl–Hirschman index: the sum of squared shares in percent, 0 to 10,000. US Merger Guidelines (2023),
    2.1."""
    return sum((100 * share) ** 2 for share in shares)


@dataclass(frozen=True)
class Twice:
    """A company of which two rows of one period and source, in two spellings of its name, tell different values: which
    is right is not known, and neither is taken."""

    period: date
    firm: str


@dataclass(frozen=True)
class Shares:
    """``frame``: period, firm, own, share. ``index``: period, value (concentration of the companies named; null where
    the shares do not add up to a whole), total (sum of the shares), lumped (share of a row that lumps others: then the
    concentration is at least that, and at most what it were with these as one). ``counted``: periods whose shares are
    reckoned from volumes. ``twice``: what is told twice with different values."""

    frame: pd.DataFrame
    index: pd.DataFrame
    counted: int
    twice: tuple[Twice, ...] = ()

    @property
    def empty(self) -> bool:
        return self.frame.empty

    @property
    def last(self) -> pd.DataFrame:
        """The companies of the last period, the largest first."""
        own = self.frame[self.frame["period"] == self.frame["period"].max()]
        return own.sort_values(["share", "firm"], ascending=[False, True], ignore_index=True)

    @property
    def largest(self) -> pd.Series | None:
        """The largest company of the last period; a row that lumps others together is none."""
        named = self.last[~lumps(self.last["firm"])]
        return None if named.empty else named.iloc[0]

    @property
    def ours(self) -> pd.DataFrame:
        """Period and share of the company that is ours; empty where no row says which it is."""
        own = self.frame[self.frame["own"].astype(bool)]
        return own.groupby("period")["share"].sum().reset_index()


def lumps(firms: pd.Series) -> pd.Series:
    """Which rows are of small companies together."""
    return firms.str.lower().str.strip().isin(REST)


def in_one_row(figures: pd.DataFrame) -> pd.DataFrame:
    """One row a period, company and source. Rows of one company in two spellings are put together; a figure of which
    they tell different values is null, and named in ``twice`` (a tuple of such columns)."""
    keys = ["period", "firm", "source"]
    found = figures.assign(twice=pd.Series([()] * len(figures), index=figures.index, dtype=object))
    several = found.duplicated(keys, keep=False)
    lines = []
    for _, own in found[several].groupby(keys, dropna=False, sort=False):
        line, apart = own.iloc[0].to_dict(), []
        for name in own.columns.difference([*keys, "own", "twice"]):
            told = own[name].dropna().unique()
            line[name] = told[0] if len(told) == 1 else None
            apart += [name] if len(told) > 1 else []
        lines.append({**line, "own": bool(own["own"].any()), "twice": tuple(apart)})
    if not lines:
        return found
    once = pd.DataFrame(lines, columns=found.columns).astype(found.dtypes)
    return pd.concat([found[~several], once]).sort_values(keys, ignore_index=True)


def told_twice(figures: pd.DataFrame, *columns: str) -> pd.Series:
    """Which rows of :func:`in_one_row` tell different values of one of the columns."""
    return figures["twice"].map(lambda apart: bool({*apart} & {*columns})).astype(bool)


def twice_of(figures: pd.DataFrame, *columns: str) -> list[Twice]:
    """What is told twice of these columns, oldest first."""
    own = figures[told_twice(figures, *columns)].sort_values("period")
    return [Twice(pd.Timestamp(row.period).date(), str(row.firm)) for row in rows(own)]


def by_use(figures: pd.DataFrame) -> list[str]:
    """The sources, the one of the most periods first, then of the most companies, then by name."""
    own = figures.assign(source=figures["source"].fillna("").astype(str))
    use = own.groupby("source").agg(periods=("period", "nunique"), firms=("firm", "nunique"))
    return [
        str(name)
        for name in use.reset_index().sort_values(["periods", "firms", "source"], ascending=[False, False, True])[
            "source"
        ]
    ]


def of_one_measure(part: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """The rows of a period that may be held beside each other: where two sources tell of the same company they measure
    different things (customers, deposits), and the first of ``order`` is taken; sources of different companies make up
    one list."""
    if not part.duplicated("firm").any():
        return part
    told = part["source"].fillna("").astype(str)
    return part[told == next(name for name in order if told.eq(name).any())].drop_duplicates("firm")


def compute_shares(figures: pd.DataFrame) -> Shares:
    """Shares as given, else volumes over their sum in the period; where sources tell of the same companies, those of
    one (:func:`of_one_measure`).

    A share that is told twice is left out of its period; a volume that is, or that no other company has one beside,
    leaves all shares of its period unknown."""
    known = figures[figures["share"].notna() | figures["volume"].notna() | told_twice(figures, "share", "volume")]
    order = by_use(known)
    parts: list[pd.DataFrame] = []
    counted, twice = 0, []
    for _, part in known.groupby("period"):
        given = of_one_measure(part[part["share"].notna() | told_twice(part, "share")], order)
        twice += twice_of(given, "share")
        if given.empty:
            given = of_one_measure(part, order)
            twice += twice_of(given, "volume")
            # One company alone is no market: its volume is not the whole.
            whole = not told_twice(given, "volume").any() and (given["volume"] > 0).sum() > 1
            total = float(given["volume"].sum()) if whole else nan
            given = given.assign(share=given["volume"] / total if total > 0 else nan)
            counted += int(total > 0)
        parts.append(given[["period", "firm", "own", "share"]])
    if not parts:
        return Shares(
            pd.DataFrame(columns=["period", "firm", "own", "share"]),
            pd.DataFrame(columns=INDEX),
            0,
        )
    frame = pd.concat(parts, ignore_index=True).dropna(subset=["share"])
    frame["own"] = frame["own"].astype(bool)
    lines = []
    for period, part in frame.groupby("period"):
        total = float(part["share"].sum())
        rest = lumps(part["firm"])
        value = concentration(list(part.loc[~rest, "share"])) if WHOLE[0] <= total <= WHOLE[1] else nan
        lines.append((period, value, total, float(part.loc[rest, "share"].sum())))
    return Shares(frame, pd.DataFrame(lines, columns=INDEX), counted, tuple(twice))


@dataclass(frozen=True)
class Known:
    """One company in one survey: ``share`` who know it or would consider it with its interval; ``n`` asked, null where
    only a percentage is told – then there is no interval."""

    period: date
    firm: str
    own: bool
    share: float
    low: float | None
    high: float | None
    n: int | None
    source: str = ""


@dataclass(frozen=True)
class Brand:
    """Awareness (of all asked) and consideration by period and company, oldest first; ``odd`` answers contradict
    themselves – more who know it than were asked – and are left out, as is what is told ``twice``."""

    awareness: tuple[Known, ...]
    consideration: tuple[Known, ...]
    odd: int = 0
    twice: tuple[Twice, ...] = ()

    def ours(self, of: str) -> list[Known]:
        """Ours in the surveys of one source, oldest first: of the one that asked most often, of several the one that
        asked last. What two sources ask is not held beside each other."""
        own: dict[str, list[Known]] = {}
        for one in getattr(self, of):
            if one.own:
                own.setdefault(one.source, []).append(one)
        return max(own.values(), key=lambda asked: (len(asked), asked[-1].period), default=[])

    def change(self, of: str) -> tuple[Known, Known, Difference] | None:
        """Ours in the last survey against the first of the same source, where both tell how many were asked."""
        own = [one for one in self.ours(of) if one.n]
        if len(own) < 2:
            return None
        first, last = own[0], own[-1]
        return first, last, compare_shares(last.share, last.n or 0, first.share, first.n or 0)


def compute_brand(figures: pd.DataFrame) -> Brand:
    """Counts where they are told, else percentages; the interval is Wilson's."""
    odd = 0

    def read(count: str, share: str) -> tuple[Known, ...]:
        nonlocal odd
        found = []
        for row in rows(figures[(figures[count].notna() | figures[share].notna()) & ~lumps(figures["firm"])]):
            hits, told = getattr(row, count), getattr(row, share)
            n = None if pd.isna(row.asked) or row.asked <= 0 else int(row.asked)
            if pd.isna(told) and n is None:
                continue
            value = float(hits) / n if n is not None and not pd.isna(hits) else float(told)
            if not 0 <= value <= 1:
                odd += 1
                continue
            bounds = None if n is None else wilson_interval(round(value * n), n)
            found.append(
                Known(
                    pd.Timestamp(row.period).date(),
                    str(row.firm),
                    bool(row.own),
                    value,
                    bounds.low if bounds else None,
                    bounds.high if bounds else None,
                    n,
                    "" if pd.isna(row.source) else str(row.source),
                )
            )
        return tuple(found)

    apart = twice_of(figures, "asked", "aware", "considering", "awareness", "consideration")
    return Brand(read("aware", "awareness"), read("considering", "consideration"), odd, tuple(apart))


@once
def load_figures(store: Store, scope: Scope) -> pd.DataFrame:
    """The rows of ``FIGURES`` of periods that have begun, each company once (:func:`in_one_row`)."""
    frame = store.read(FIGURES, scope.rights, as_of=scope.as_of, params={})
    return in_one_row(frame[pd.to_datetime(frame["period"]) <= pd.Timestamp(as_of_day(scope))].reset_index(drop=True))


@once
def load_shares(store: Store, scope: Scope) -> Shares:
    """The shares of the market by period."""
    return compute_shares(load_figures(store, scope))


@once
def load_brand(store: Store, scope: Scope) -> Brand:
    """What surveys tell of the brands."""
    return compute_brand(load_figures(store, scope))
