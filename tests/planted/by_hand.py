"""What became of the customers of a programme, worked out from its rows with pandas alone: no statement and no formula
of the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from data.store import Store

MONDAY = pd.Timestamp("2000-01-03")
LEDGERS = ("waves", "customers", "transfers", "departures", "notices", "complaints", "surveys", "revenue")
NEVER = 10**6


def week_of(days: Any) -> Any:
    """Weeks since the Monday that the product counts from."""
    return (pd.to_datetime(days) - MONDAY).dt.days // 7


def first_whole(day: pd.Timestamp) -> int:
    """The first calendar week that begins on a day or later."""
    return -(-(day - MONDAY).days // 7)


def nps(scores: pd.Series) -> pd.Series:
    """Promoters 100, detractors −100, others 0."""
    return pd.Series(np.select([scores >= 9, scores <= 6], [100.0, -100.0], 0.0), scores.index)


@dataclass
class Programme:
    """The rows of each ledger, the day looked from, the customers with their own cut-over, and by wave the weeks told
    and moved."""

    rows: dict[str, pd.DataFrame]
    today: pd.Timestamp
    known: pd.Timestamp
    people: pd.DataFrame
    waves: pd.DataFrame

    @classmethod
    def of(cls, store: Store, today: date, known: date) -> Programme:
        with store._cursor() as cursor:
            rows = {name: cursor.table(f"current_{name}").df() for name in LEDGERS}
        now = pd.Timestamp(today)
        waves, moves = rows["waves"].set_index("wave"), rows["transfers"]
        done = moves[moves["status"].isin(["moved", "returned"]) & (moves["cut_over_on"] <= now)]
        people = rows["customers"].set_index("customer")
        assert moves["customer"].isin(people.index).all()
        assert people["row_ended"].isna().all()
        people = people.assign(
            branch=people["branch"].fillna(people["wave"].map(waves["branch"])),
            moved_on=done.groupby("customer")["cut_over_on"].min(),
            returned_on=moves[moves["status"] == "returned"].groupby("customer")["returned_on"].min(),
        )
        overall = people["wave"].map(waves["cutover_on"])
        unlisted = ~people.index.isin(moves["customer"]) & (overall <= now)
        people["cut"] = people["moved_on"].fillna(overall.where(unlisted))
        told = rows["notices"].dropna(subset="sent_at").groupby("customer")["sent_at"].min()
        first = pd.DataFrame({"wave": people["wave"].reindex(told.index), "week": week_of(told.dt.normalize())})
        enough = first.groupby(["wave", "week"]).size()
        enough = enough[enough >= 10].reset_index().groupby("wave")["week"].min()
        moved = {}
        for wave, row in waves.iterrows():
            planned = pd.isna(row["cutover_on"])
            week = first_whole(row["planned_cutover_on"] if planned else row["cutover_on"])
            moved[wave] = max(week, first_whole(now) + 1) if planned else week
        begun = week_of(waves["started_on"].fillna(waves["planned_start_on"]))
        dates = pd.DataFrame({"begun": begun, "first": enough.reindex(waves.index), "moved": pd.Series(moved)})
        dates["told"] = dates[["begun", "first", "moved"]].min(axis=1).astype(int)
        return cls(rows, now, pd.Timestamp(known), people, dates)

    def lives(self) -> pd.DataFrame:
        """One row a customer cut over and not gone before: wave, segment, days followed, and how it ended (left, ended,
        stayed)."""
        gone = (
            self.rows["departures"]
            .groupby("customer")
            .apply(lambda part: part.sort_values("left_on").to_dict("records"), include_groups=False)
        )
        found = []
        for customer, one in self.people[self.people["cut"] <= self.known].iterrows():
            spells, cut, last, outcome = gone.get(customer, []), one["cut"], self.known, "stayed"
            if any(x["left_on"] < cut and not x["came_back_on"] <= cut for x in spells):
                continue
            if one["returned_on"] >= cut:
                last = min(last, one["returned_on"])
            later = [x for x in spells if cut <= x["left_on"] <= self.known]
            if later and later[0]["came_back_on"] <= self.known:
                last = min(last, later[0]["came_back_on"])
            elif later and later[0]["left_on"] <= last:
                last, outcome = later[0]["left_on"], "ended" if later[0]["kind"] == "contract_end" else "left"
            since = (one["customer_since"] - cut).days if one["customer_since"] > cut else -1
            found.append((customer, one["wave"], one["segment"], one["value_tier"], since, (last - cut).days, outcome))
        return pd.DataFrame(found, columns=["customer", "wave", "segment", "value", "entry", "days", "outcome"])

    def there(self, tier: str | None = None) -> pd.DataFrame:
        """By wave, branch and week: customers there on its Monday and those of them who left in it."""
        people, gone = self.people, self.rows["departures"]
        people = people if tier is None else people[people["value_tier"] == tier]
        away = gone[~(gone["came_back_on"] <= self.known)].groupby("customer")["left_on"].min()
        spells = {
            customer: list(zip(part["left_on"], part["came_back_on"], strict=True))
            for customer, part in gone[gone["came_back_on"] <= self.known].groupby("customer")
        }
        left = (people.index.to_series().map(away) - MONDAY).dt.days.fillna(NEVER)
        since = (people["customer_since"] - MONDAY).dt.days.fillna(-NEVER)
        last = ((self.known - MONDAY).days + 1) // 7
        found = []
        for week in range(int(week_of(gone["left_on"]).min()) - 80, last):
            day = MONDAY + pd.Timedelta(weeks=week)
            out = [name for name, own in spells.items() if any(begin < day < end for begin, end in own)]
            here = (left >= 7 * week) & (since <= 7 * week) & ~people.index.isin(out)
            part = people[here].assign(lost=(left[here] < 7 * week + 7).astype(int))
            part = part.groupby(["wave", "branch"])["lost"].agg(n="size", lost="sum").reset_index()
            found.append(part.assign(week=week))
        return pd.concat(found, ignore_index=True)


@dataclass
class Effects:
    """The waves' changes against those not moved yet, from a table (wave, branch, week, size, value); ``waves`` as in
    :class:`Programme`."""

    table: pd.DataFrame
    waves: pd.DataFrame
    base: int = 4
    horizon: int = 12

    def __post_init__(self) -> None:
        self.values = self.table.pivot(index=["wave", "branch"], columns="week", values="value")
        sizes, self.weights = self.table.pivot(index=["wave", "branch"], columns="week", values="size"), {}
        for unit in self.values.index:
            known = sizes.loc[unit].dropna()
            early = known[known.index < self.waves["told"][unit[0]]]
            self.weights[unit] = float(early.iloc[-1] if len(early) else known.iloc[0])
        self.lines = {unit: line.dropna().to_dict() for unit, line in self.values.iterrows()}
        self.told, self.moved = self.waves["told"].to_dict(), self.waves["moved"].to_dict()
        self.last = int(self.values.columns.max())

    def change(self, units: list[Any], week: int, told: int) -> float:
        """The mean over units of a week less their own mean of the weeks before ``told``."""
        total = weight = 0.0
        for unit in units:
            line = self.lines[unit]
            base = [line[at] for at in range(told - self.base, told) if at in line]
            if len(base) >= 2 and week in line:
                total += self.weights[unit] * (line[week] - sum(base) / len(base))
                weight += self.weights[unit]
        return total / weight if weight else np.nan

    def cells(self, weeks: range, without: Any = None) -> pd.DataFrame:
        """wave, k (weeks since cut-over), effect and weight; ``without`` a wave or a unit."""
        units = [unit for unit in self.values.index if without not in (unit, unit[0])]
        found = []
        for wave in dict.fromkeys(unit[0] for unit in units):
            told, moved = self.told[wave], self.moved[wave]
            own = [unit for unit in units if unit[0] == wave]
            if moved > self.last:
                continue
            for k in weeks:
                week = moved + k
                late = [u for u in units if u[0] != wave and self.moved[u[0]] > max(week, told - 1)]
                effect = self.change(own, week, told) - self.change(late, week, told)
                phase = (
                    "after"
                    if k >= 0
                    else "announced"
                    if week >= told
                    else "base"
                    if week >= told - self.base
                    else "before"
                )
                found.append((wave, k, effect, sum(self.weights[u] for u in own), phase))
        return pd.DataFrame(found, columns=["wave", "k", "effect", "weight", "phase"]).dropna()

    @staticmethod
    def mean(cells: pd.DataFrame) -> float:
        return float(np.average(cells["effect"], weights=cells["weight"])) if len(cells) else np.nan

    def overall(self, wave: str | None = None) -> tuple[float, float, float, float]:
        """Effect and bounds of all waves (each left out in turn) or of one (each branch in turn), and the
        customer-weeks."""
        reach = range(self.horizon)

        def of(cells: pd.DataFrame) -> pd.DataFrame:
            return cells if wave is None else cells[cells["wave"] == wave]

        whole = of(self.cells(reach))
        names = list(self.values.index if wave else dict.fromkeys(unit[0] for unit in self.values.index))
        each = np.array([self.mean(of(self.cells(reach, without=name))) for name in names])
        value, n = self.mean(whole), float(whole["weight"].sum())
        if wave and sum(unit[0] == wave for unit in names) == 1:
            return value, np.nan, np.nan, n
        return value, *jackknifed(each, value, few=wave is not None), n

    def series(self, weeks: range) -> dict[tuple[int, str], tuple[float, float, float]]:
        """By week since cut-over and phase the mean effect and its bounds."""
        whole = self.cells(weeks)
        each = [self.cells(weeks, without=name) for name in dict.fromkeys(unit[0] for unit in self.values.index)]
        found = {}
        for key, part in whole.groupby(["k", "phase"]):
            without = [self.mean(one[(one["k"] == key[0]) & (one["phase"] == key[1])]) for one in each]
            found[key] = (self.mean(part), *jackknifed(np.array(without), self.mean(part)))
        return found


def jackknifed(each: np.ndarray, value: float, *, few: bool = False) -> tuple[float, float]:
    """The bounds of a value from those without each cluster."""
    if np.isnan(each).any():
        return np.nan, np.nan
    away = (each - each.mean()) ** 2
    degrees = max(1.0, away.sum() ** 2 / (away**2).sum()) if few else len(each) - 1
    half = stats.t.ppf(0.975, degrees) * np.sqrt((len(each) - 1) / len(each) * away.sum())
    return value - half, value + half


def stays(part: pd.DataFrame) -> pd.DataFrame:
    """By day since cut-over the customers at risk, the losses, and the product-limit share with its 95 % log–log
    bounds."""
    days = np.arange(part["days"].max() + 1)
    risk = np.array([((part["days"] >= day) & (part["entry"] < day)).sum() for day in days], dtype=float)
    gone = np.array([((part["days"] == day) & (part["outcome"] != "stayed")).sum() for day in days], dtype=float)
    share = np.cumprod(1 - gone / risk)
    terms = gone / (risk * (risk - gone))
    with np.errstate(divide="ignore", invalid="ignore"):
        width = stats.norm.ppf(0.975) * np.sqrt(np.cumsum(terms)) / np.abs(np.log(share))
        low, high = share ** np.exp(width), share ** np.exp(-width)
    return pd.DataFrame(
        {"risk": risk, "gone": gone, "share": share, "low": low, "high": high, "term": terms}, index=days
    )


def mean_days(curve: pd.DataFrame, horizon: int) -> tuple[float, float]:
    """The mean days there up to a horizon, day by day, with its standard error."""
    share = curve["share"].to_numpy()
    later = np.array([share[day:horizon].sum() for day in range(horizon + 1)])
    return float(later[0]), float(np.sqrt((later**2 * curve["term"].to_numpy()[: horizon + 1]).sum()))


def incidence(part: pd.DataFrame, kind: str) -> np.ndarray:
    """By day the share to whom one kind of loss has happened (Aalen–Johansen)."""
    curve = stays(part)
    own = np.array([((part["days"] == day) & (part["outcome"] == kind)).sum() for day in curve.index])
    return np.cumsum(np.concatenate([[1.0], curve["share"].to_numpy()[:-1]]) * own / curve["risk"].to_numpy())
