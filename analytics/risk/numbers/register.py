"""The register as it stood at an assessment: positions on the matrix, what moved since the one before, and appetite."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.frames import rows
from analytics.periods import as_of_day
from analytics.risk.numbers.matrix import Matrices, Matrix, in_shares, load_matrices, read_chance
from analytics.risk.numbers.statements import CURRENCY, FIRST_SEEN, KNOWN_WAVES, SETS, STATE
from analytics.snapshot import once
from analytics.stats.estimates import ThreePoint

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

USUAL = (0.7, 1.5)
"""Low and high shares of a loss that states no range."""
STANCES = ("inherent", "current", "target")
SAID = {
    "inherent": ("likelihood_inherent", "impact_inherent"),
    "current": ("likelihood", "impact"),
    "target": ("likelihood_target", "impact_target"),
}
"""The columns of a position as written."""
PLACED = {"inherent": ("li", "ii"), "current": ("l", "i"), "target": ("lt", "it")}
"""The columns of a position on the matrix."""
LEVEL = {"inherent": "level_inherent", "current": "level", "target": "level_target"}


@dataclass(frozen=True)
class Register:
    """The register on ``day``, the assessment of ``assessed``, against that of ``before`` (``None`` for the first).

    ``risks`` one row a risk that is not closed (opportunities are in ``others``): the stored columns, ``li, ii, l, i,
    lt, it`` (levels of likelihood and impact: inherent, current, target; null outside the matrix), ``level``,
    ``level_inherent``, ``level_target`` (1 low … 4 very high), ``version`` of the matrix, ``accepted`` (the appetite of
    its category), ``above`` (whether the level is beyond it), ``l_before, i_before, level_before``, ``move`` (new,
    worse, better, moved, same, or '' where a position is missing), ``chance`` (stated, else the middle of the level's
    probabilities), ``chance_said``, ``worth`` (chance × mean of the range of the loss; 0 without one), ``first_on``.
    ``earlier`` the same columns of the assessment before; ``others`` closed risks and opportunities; ``trend`` one row
    an assessment, category and level: snapshot_on, category, level (0 is off the matrix), n, above.
    """

    risks: pd.DataFrame
    earlier: pd.DataFrame
    others: pd.DataFrame
    trend: pd.DataFrame
    days: tuple[date, ...]
    assessed: date | None
    before: date | None
    day: date
    matrices: Matrices
    waves: frozenset[str]
    currency: str

    @property
    def empty(self) -> bool:
        return self.assessed is None

    @property
    def matrix(self) -> Matrix:
        """The matrix that is drawn: that of most of the risks, else the one in force."""
        on = self.assessed or self.day
        versions = self.risks["version"].mode().tolist()
        return self.matrices.of(str(versions[0]) if versions else None, on)

    @cached_property
    def above(self) -> pd.DataFrame:
        """The risks beyond appetite, the furthest and dearest first."""
        found = self.risks[self.risks["above"].astype(bool)]
        return found.sort_values(["beyond", "worth", "risk"], ascending=[False, False, True])

    def only(self, category: str) -> Register:
        """The register of one category; '' is all."""
        if not category:
            return self

        def part(frame: pd.DataFrame) -> pd.DataFrame:
            return frame[frame["category"].fillna("") == category].reset_index(drop=True)

        return replace(
            self,
            risks=part(self.risks),
            earlier=part(self.earlier),
            others=part(self.others),
            trend=part(self.trend),
        )

    @property
    def categories(self) -> list[str]:
        return sorted(self.risks["category"].dropna().unique())

    def moved(self, *kinds: str) -> pd.DataFrame:
        return self.risks[self.risks["move"].isin(kinds)]

    def cell(self, likelihood: int, impact: int, stance: str = "current") -> pd.DataFrame:
        """The risks of one cell of the matrix."""
        across, up = PLACED[stance]
        return self.risks[(self.risks[across] == likelihood) & (self.risks[up] == impact)]

    @property
    def unplaced(self) -> pd.DataFrame:
        """Risks whose current position is not on the matrix."""
        return self.risks[self.risks["level"].isna()]


@once
def load_register(store: Store, scope: Scope, assessed: date | None = None) -> Register:
    """The register as of the scope's moment; ``assessed`` looks at an earlier assessment (play-back)."""
    today = as_of_day(scope)
    params = scope.params("waves", "branches", "phase")

    def read(query: Any, **more: Any) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params={**params, **more})

    sets = read(SETS)
    matrices = load_matrices(store, scope)
    days = tuple(sorted({pd.Timestamp(day).date() for day in sets["snapshot_on"]}))
    at = bisect_right(days, assessed or today)
    chosen = days[at - 1] if at else None
    before = days[at - 2] if at > 1 else None
    first = store.read(FIRST_SEEN, scope.rights, as_of=scope.as_of)
    now = compute_positions(read(STATE, day=chosen or today), matrices, first)
    was = now.iloc[0:0] if before is None else compute_positions(read(STATE, day=before), matrices, first)
    currencies = store.read(CURRENCY, scope.rights, as_of=scope.as_of)
    known = store.read(KNOWN_WAVES, scope.rights, as_of=scope.as_of)
    drawn = _drawn(now)
    return Register(
        risks=compute_moves(now[drawn], was[_drawn(was)]),
        earlier=was[_drawn(was)].reset_index(drop=True),
        others=now[~drawn].reset_index(drop=True),
        trend=compute_trend(sets, days, matrices),
        days=days,
        assessed=chosen,
        before=before,
        day=today,
        matrices=matrices,
        waves=frozenset(map(str, known["wave"])),
        currency=str(currencies["currency"].iloc[0]) if len(currencies) else "CNY",
    )


def _drawn(frame: pd.DataFrame) -> pd.Series:
    return (frame["status"].fillna("open") != "closed") & (frame["kind"].fillna("threat") == "threat")


def compute_positions(frame: pd.DataFrame, matrices: Matrices, first: pd.DataFrame) -> pd.DataFrame:
    """The rows of a set with their positions, each by the matrix of its own assessment."""
    found = frame.copy().reset_index(drop=True)
    found["snapshot_on"] = pd.to_datetime(found["snapshot_on"])
    judged = [matrices.of(_text(row.matrix), row.snapshot_on.date()) for row in rows(found)]
    found["version"] = [matrix.version for matrix in judged]
    sets = found["snapshot_on"].astype(str) + found["part"].fillna("")
    for stance, (likelihood, impact) in SAID.items():
        shares = sets.map(
            {key: in_shares([_text(text) for text in part]) for key, part in found.groupby(sets)[likelihood]}
        )
        up, across = PLACED[stance]
        found[up] = [
            matrix.read_likelihood(_text(text), shares=bool(share))
            for matrix, text, share in zip(judged, found[likelihood], shares, strict=True)
        ]
        found[across] = [matrix.read_impact(_text(text)) for matrix, text in zip(judged, found[impact], strict=True)]
        found[LEVEL[stance]] = [
            matrix.level(_whole(one), _whole(other))
            for matrix, one, other in zip(judged, found[up], found[across], strict=True)
        ]
        if stance == "current":
            stated = [
                read_chance(_text(text), shares=bool(share))
                for text, share in zip(found[likelihood], shares, strict=True)
            ]
            middle = [matrix.chance(_whole(place)) for matrix, place in zip(judged, found[up], strict=True)]
    numbers = [*PLACED["inherent"], *PLACED["current"], *PLACED["target"], *LEVEL.values()]
    found[numbers] = found[numbers].astype("Float64").astype(float)
    found["accepted"] = [matrix.accepted(_text(row.category)) for matrix, row in zip(judged, rows(found), strict=True)]
    found["above"] = found["level"] > found["accepted"]
    found["beyond"] = found["level"] - found["accepted"]
    probability = pd.to_numeric(found["probability"], errors="coerce")
    said = probability.fillna(pd.Series(stated, index=found.index, dtype=float))
    found["chance_said"] = said.notna()
    found["chance"] = said.fillna(pd.Series(middle, index=found.index, dtype=float))
    for name in ("loss_low", "loss", "loss_high"):
        found[name] = pd.to_numeric(found[name], errors="coerce").astype(float)
    spans = [loss_range(row.loss_low, row.loss, row.loss_high) for row in rows(found)]
    found["mean_loss"] = [None if span is None else span.triangular_mean for span in spans]
    found["worth"] = (found["chance"] * found["mean_loss"].astype(float)).fillna(0.0)
    dates = dict(zip(first["risk"], pd.to_datetime(first["first_on"]), strict=True))
    found["first_on"] = pd.to_datetime(found["risk"].map(dates))
    return found


def loss_range(low: float, loss: float, high: float) -> ThreePoint | None:
    """The range of a loss; a bound that is missing or on the wrong side is replaced by the usual one."""
    if pd.isna(loss):
        return None
    least = loss * USUAL[0] if pd.isna(low) or low > loss else low
    most = loss * USUAL[1] if pd.isna(high) or high < loss else high
    return ThreePoint(float(least), float(loss), float(most))


def compute_moves(now: pd.DataFrame, was: pd.DataFrame) -> pd.DataFrame:
    """The risks with where they stood in the assessment before and which way they went."""
    earlier = was.drop_duplicates("risk").set_index("risk")
    found = now.reset_index(drop=True)
    for column, name in (("l", "l_before"), ("i", "i_before"), ("level", "level_before")):
        found[name] = found["risk"].map(earlier[column]).astype(float) if len(earlier) else np.nan
    found["before_on"] = pd.to_datetime(found["risk"].map(earlier["snapshot_on"])) if len(earlier) else pd.NaT
    known = set(earlier.index)
    found["move"] = [_move(row, bool(known), row.risk in known) for row in rows(found)]
    return found


def _move(row: Any, compared: bool, known: bool) -> str:
    """new · worse · better · moved (to another cell that is neither) · same · '' (a position is missing)."""
    if not compared:
        return ""
    if not known:
        return "new"
    if pd.isna(row.level) or pd.isna(row.level_before):
        return ""
    up, across = row.l - row.l_before, row.i - row.i_before
    if row.level != row.level_before:
        return "worse" if row.level > row.level_before else "better"
    if up == 0 and across == 0:
        return "same"
    if up >= 0 and across >= 0:
        return "worse"
    return "better" if up <= 0 and across <= 0 else "moved"


def compute_trend(sets: pd.DataFrame, days: Sequence[date], matrices: Matrices) -> pd.DataFrame:
    """Risks by level at each assessment: of each part its last set by then."""
    found: list[dict[str, Any]] = []
    frame = sets.assign(snapshot_on=pd.to_datetime(sets["snapshot_on"]))
    keys = frame["snapshot_on"].astype(str) + frame["part"]
    shares = {key: in_shares([_text(text) for text in part]) for key, part in frame.groupby(keys)["likelihood"]}
    levels = []
    for row, key in zip(rows(frame), keys, strict=True):
        matrix = matrices.of(_text(row.matrix), row.snapshot_on.date())
        place = matrix.read_likelihood(_text(row.likelihood), shares=shares[key])
        level = matrix.level(place, matrix.read_impact(_text(row.impact)))
        levels.append((level or 0, level is not None and level > matrix.accepted(_text(row.category))))
    frame["level"] = [level for level, _ in levels]
    frame["over"] = [over for _, over in levels]
    frame["over"] = frame["n"].where(frame["over"], 0)
    frame["category"] = frame["category"].fillna("")
    for day in days:
        past = frame[frame["snapshot_on"] <= pd.Timestamp(day)]
        state = past[past["snapshot_on"] == past.groupby("part")["snapshot_on"].transform("max")]
        counted = state.groupby(["category", "level"])[["n", "over"]].sum().reset_index()
        found += [
            {
                "snapshot_on": pd.Timestamp(day),
                "category": row.category,
                "level": row.level,
                "n": row.n,
                "above": row.over,
            }
            for row in rows(counted)
        ]
    return pd.DataFrame(found, columns=["snapshot_on", "category", "level", "n", "above"])


def compute_mapping(register: Register) -> pd.DataFrame:
    """How cells were read: scale (likelihood, impact), said, place (null: not on the matrix), n."""
    found: list[tuple[str, str, float, int]] = []
    for kind, at in (("likelihood", 0), ("impact", 1)):
        pairs = pd.concat(
            [
                register.risks[[SAID[stance][at], PLACED[stance][at]]].set_axis(["said", "place"], axis=1)
                for stance in STANCES
            ]
        ).dropna(subset=["said"])
        counted = pairs.groupby(["said", "place"], dropna=False).size().reset_index(name="n")
        found += [(kind, row.said, row.place, row.n) for row in rows(counted)]
    frame = pd.DataFrame(found, columns=["scale", "said", "place", "n"])
    return frame.sort_values(["scale", "place", "said"], ascending=[False, True, True], ignore_index=True)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)
