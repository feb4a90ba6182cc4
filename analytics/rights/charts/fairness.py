"""Groups side by side: their share, and what it would be if they fared as the others of their waves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.amounts import within
from analytics.charts.marks import said_n
from analytics.families import level
from analytics.frames import rows
from analytics.marks import Dots, Exhibit, Series, Unit, values
from analytics.metrics.passport import FEW
from analytics.rights.numbers.fairness import load_spread

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

MOST = 12


@dataclass(frozen=True)
class Spread:
    """All comparisons (:func:`load_spread`), and the outcome that is looked at."""

    frame: pd.DataFrame
    outcome: str

    @property
    def own(self) -> pd.DataFrame:
        return self.frame[self.frame["outcome"] == self.outcome]

    @property
    def shown(self) -> pd.DataFrame:
        """The groups that are drawn: the unfair ones first, then the largest gaps; at most :data:`MOST`."""
        placed = self.own.assign(first=~self.own["unfair"].astype(bool))
        return placed.sort_values(["first", "gap"], ascending=[True, False]).head(MOST).drop(columns="first")


def load_outcome(store: Store, scope: Scope, outcome: str) -> Spread:
    """The comparisons of the scope, and one outcome."""
    return Spread(load_spread(store, scope), outcome)


def group_name(item: str, grp: str, t: Translator) -> str:
    """A group in words: ``Vulnerable``, ``Bridge Road``; a branch that nobody has named ``Branch B03``."""
    if item == "branch" and grp in t.branches:
        return t.branch(grp)
    key = f"rights.group.{item}.{grp}"
    return t(key) if t.has(key) else t(f"rights.group.{item}", name=grp)


def worst_gap(frame: pd.DataFrame, t: Translator, *, begin: bool = True) -> str:
    """The widest of the unfair gaps with both shares; '' where there is none. It does not ``begin`` a sentence where it
    stands in one."""
    unfair = frame[frame["unfair"].astype(bool)].sort_values("gap", ascending=False)
    if unfair.empty:
        return ""
    row = unfair.iloc[0]
    shares = {"value": t.percent(row["value"]), "rest": t.percent(row["rest"])}
    said = t(f"rights.spread.unfair.{row['outcome']}", group=group_name(row["item"], row["grp"], t), **shares)
    named = t.has(f"rights.group.{row['item']}.{row['grp']}")  # in words of our own, and no name of the programme
    return within(said) if named and not begin else said


def chart_spread(spread: Spread, t: Translator) -> Exhibit:
    """Whether a group fares worse than the others by a relevant gap; groups are compared, not explained."""
    outcome, own, shown = t(f"rights.outcome.{spread.outcome}"), spread.own, spread.shown
    subtitle = t("rights.spread.subtitle", outcome=outcome, q=t.number(level("rights"), 3))
    if own.empty:
        return Exhibit.nothing(t("rights.spread.empty", outcome=outcome), subtitle)
    judged = bool((own["n"] >= FEW).any())
    title = worst_gap(own, t) or t(f"rights.spread.fair.{spread.outcome}" if judged else "rights.spread.few", n=FEW)
    mark = Dots(
        tuple(group_name(row.item, row.grp, t) for row in rows(shown)),
        (
            Series(t("rights.spread.rest"), values(shown["rest"].clip(lower=0)), "prior", "outlined"),
            Series(
                t("rights.spread.group"),
                values(shown["value"]),
                lows=values(shown["low"]),
                highs=values(shown["high"]),
                n=values([t.told(n) for n in shown["n"]]),
                tones=tuple("bad" if unfair else "actual" for unfair in shown["unfair"]),
            ),
        ),
        Unit("share", 1),
        tuple(f"<b>{t.percent(row.value)}</b> · {said_n(row.n, t)}" for row in rows(shown)),
        bounds=(0.0, max(float(shown["high"].max()), 0.01) * 1.05),
        ids=tuple(f"{row.item}.{row.grp}" for row in rows(shown)),
        of=t("rights.column.group"),
    )
    note, more = t("rights.spread.note", n=len(own)), len(own) - len(shown)
    return Exhibit(title, subtitle, f"{note} · {t('rights.spread.more', n=more)}" if more else note, mark)
