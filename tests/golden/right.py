"""What the tiles of the demo programme must say, reckoned from the rows of its ledgers with pandas alone.

Nothing of ``analytics`` is used: a tile that is falsified after its number was computed, or a number that is computed
wrongly, differs from what stands here. A check gives for each tile the words of its parts (``value``, ``state``,
``detail``, ``change``, ``target``, ``unit``) that can be reckoned; how a word is written (``+17``, ``¥40.7m``) is
written anew here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd

from data.access import Rights
from data.store import Store
from data.store.query import Query

RIGHTS = Rights(user="checker", role="administrator")
TODAY = pd.Timestamp(2026, 11, 23)
NOW = (date(2026, 10, 26), date(2026, 11, 22))
"""The last four complete weeks, from Monday to Sunday; those before them are the period to compare with."""
BEFORE = (NOW[0] - timedelta(days=28), NOW[0] - timedelta(days=1))
Z = 1.959963984540054
MOVED = ("moved", "returned")
"""Who was transferred; one who went back afterwards was, too."""
GOOD, WATCH, BAD, NONE = "good", "watch", "bad", "none"


@dataclass(frozen=True)
class Said:
    """The parts of a tile that must stand there; ``detail`` are pieces of its line, the others the whole of theirs."""

    value: str
    state: str = ""
    detail: tuple[str, ...] = ()
    change: str = ""
    target: str = ""
    unit: str = ""
    """What stands behind the value: the number that it is of."""
    reason: str = ""
    """A piece of what follows the verdict."""
    inside: bool = False
    """Whether the value lies between the first and the last amount of the detail: a percentile between two others."""
    band: tuple[float, float] | None = field(default=None)
    """Left end and width of the interval on the strip, in percent."""


class Ledgers:
    """The rows of the ledgers as a reader with every right has them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows = cache(self._read)

    def __call__(self, dataset: str) -> pd.DataFrame:
        return self._rows(dataset).copy()

    def _read(self, dataset: str) -> pd.DataFrame:
        query = Query(f"tests.rows_of_{dataset}", f"select * from {{{dataset}}}", "rows")  # noqa: S608 – a name of ours
        return self._store.read(query, RIGHTS)


def signed(value: float, digits: int = 0) -> str:
    shown = f"{abs(value):.{digits}f}"
    return ("+" if value > 0 else "−" if float(shown) else "") + shown


def money(value: float) -> str:
    return f"{'−' if value < 0 else ''}¥{abs(value) / 1e6:.1f}m" if abs(value) >= 1e6 else f"¥{value:,.0f}"


def amount(words: str) -> float:
    """An amount of money read back."""
    return float(re.sub(r"[^\d.−]", "", words).replace("−", "-")) * (1e6 if words.endswith("m") else 1)


def day(value: object) -> str:
    at = pd.Timestamp(value)  # type: ignore[arg-type]
    return f"{at.day} {at:%b}"


def wilson(part: float, whole: float) -> tuple[float, float]:
    """Wilson, E. B. (1927), JASA 22."""
    share, square = part / whole, Z * Z / whole
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * math.sqrt(share * (1 - share) / whole + square / (4 * whole))
    return middle - half, middle + half


# -- satisfaction, and the same tiles on the page of the week ----------------------------------------------------


def away(gone: pd.DataFrame) -> pd.Series:
    """By customer the day since which they are away: gone, and not back by today."""
    still = gone[gone["came_back_on"].isna() | (gone["came_back_on"] > TODAY)]
    return still.groupby("customer")["left_on"].min()


def min_known(one: pd.Timestamp, other: pd.Timestamp) -> pd.Timestamp:
    """The earlier of two days, of which either may not be known."""
    known = [day for day in (one, other) if pd.notna(day)]
    return min(known) if known else pd.NaT


def _last_answers(surveys: pd.DataFrame, item: str, period: tuple[date, date]) -> pd.Series:
    """One answer a customer: the last of the period."""
    on = surveys["answered_at"].dt.date
    own = surveys[(on >= period[0]) & (on <= period[1]) & surveys[item].notna()]
    own = own.assign(who=own["customer"].fillna(own["response_id"])).sort_values("answered_at")
    return own.drop_duplicates("who", keep="last")[item].astype(float)


def _change(now: pd.Series, before: pd.Series) -> str:
    """How it is said whether two means differ beyond 1.96 of their standard errors."""
    error = math.sqrt(now.var(ddof=0) / len(now) + before.var(ddof=0) / len(before))
    apart = now.mean() - before.mean()
    return "Within noise" if abs(apart) < Z * error else "Better" if apart > 0 else "Worse"


def stand(value: float, watch: float, bad: float) -> str:
    """The state of a value of which more is better, by the declared limits."""
    return GOOD if value >= watch else WATCH if value >= bad else BAD


def satisfaction(of: Ledgers) -> dict[str, Said]:
    surveys = of("surveys")
    surveys = surveys[surveys["complete"].fillna(True).astype(bool)]
    found = {}
    for item, score, digits, sign, limits in (
        ("nps", lambda x: 100.0 * ((x >= 9).astype(float) - (x <= 6)), 0, True, (20, 0)),
        ("csat", lambda x: (x >= 4).astype(float), 1, False, (75, 65)),
        ("ces", lambda x: x, 1, False, (5.0, 4.5)),
    ):
        now, before = (score(_last_answers(surveys, item, period)) for period in (NOW, BEFORE))
        scale = 100.0 if item == "csat" else 1.0
        value, change = now.mean() * scale, (now.mean() - before.mean()) * scale
        shown = round(change, digits)
        arrow = "▲" if shown > 0 else "▼" if shown < 0 else "▬"
        found[item] = Said(
            signed(value) if sign else f"{value:.{digits}f}",
            stand(value, *limits),
            (f"n {len(now):,}",),
            change=f"{arrow} {signed(shown, digits)}",
            reason=_change(now, before),
        )
    asked = of("invitations")
    on = asked["sent_at"].dt.date
    counted = asked["delivered"].fillna(asked["invited"]).fillna(1).astype(float)
    n = int(counted[(on >= NOW[0]) & (on <= NOW[1])].sum())
    linked = set(asked["survey"].dropna()) & set(surveys["survey"].dropna())
    on = surveys["answered_at"].dt.date
    own = surveys[(on >= NOW[0]) & (on <= NOW[1]) & surveys["survey"].isin(linked)]
    week = own["answered_at"].dt.to_period("W-SUN")
    answered = len(
        own.assign(week=week, who=own["customer"].fillna(own["response_id"])).drop_duplicates(["who", "survey", "week"])
    )
    found["response_rate"] = Said(f"{answered / n * 100:.1f}", stand(answered / n, 0.3, 0.2), (f"n {n:,}",))
    return found


# -- complaints, rights ------------------------------------------------------------------------------------------


def complaints(of: Ledgers) -> dict[str, Said]:
    every = of("complaints")
    on = every["opened_at"].dt.date
    due = every["due_at"].dt.normalize() + pd.to_timedelta(every["paused_days"].fillna(0).astype(float), unit="D")
    closed = every["closed_at"].dt.normalize()
    late = closed.isna() & (due < TODAY)
    judged, kept = closed.notna() | late, closed <= due
    decided, upheld = every["upheld"].notna(), every["upheld"].fillna(False).astype(bool)
    own = (on >= NOW[0]) & (on <= NOW[1])
    found = {}
    for name, part, n, state in (
        ("complaints_in_time", int((own & judged & kept).sum()), int((own & judged).sum()), ""),
        ("complaints_upheld", int((own & upheld).sum()), int((own & decided).sum()), NONE),
    ):
        # Counted in the ledger and not drawn: its counts, and no interval.
        found[name] = Said(f"{part / n * 100:.1f}", state or stand(part / n, 0.9, 0.8), (f"{part} of {n}",))
    lost, open_ = int(late.sum()), int(closed.isna().sum())  # whenever they were received
    found["complaints_overdue"] = Said(f"{lost:,}", BAD if lost else GOOD, unit=f"of {open_:,}")
    return found


AGREE = ("provide", "novation", "new", "debt")
"""Routes where each customer must agree (PIPL 23; Civil Code 551, 555); a wave of the demo that has one has one for
data and contracts."""


def rights(of: Ledgers) -> dict[str, Said]:
    promises = of("promises")
    due, kept, broken = promises["due_on"], promises["kept_on"], promises["broken_on"]
    in_time = broken.isna() & kept.notna() & ~(kept > due)
    open_ones = broken.notna() | (kept.isna() & (due < TODAY))
    ended = int((in_time | open_ones).sum())
    found = {
        "promises_kept": Said(
            f"{int(in_time.sum())}", BAD if open_ones.any() else "", (f"{len(promises)}",), unit=f"of {ended}"
        )
    }

    notices, roster, left = of("notices"), of("customers"), of("departures")
    waves = of("waves").set_index("wave")
    cutover = waves["cutover_on"].fillna(waves["planned_cutover_on"])
    transfers = of("transfers")
    moved = transfers[transfers["status"].isin(MOVED)].set_index("customer")["cut_over_on"]
    people = roster[["customer", "wave"]].set_index("customer")
    own = people["wave"].map(cutover)
    done = people["wave"].map(waves["cutover_on"].notna() & (waves["cutover_on"] <= TODAY))
    # Where a wave was moved, a customer's own day counts; who was not moved with it has none.
    people["cut"] = moved.reindex(people.index).where(done.astype(bool), own)
    gone = away(left).reindex(people.index)
    # Who left before the move was not moved, whatever was asked before: neither silent nor agreed.
    people = people[gone.isna() | own.isna() | (gone > people["cut"].fillna(own))]
    letters = notices[notices["kind"] != "other"]
    must_agree = waves.index[waves[["data_route", "contract_route"]].isin(AGREE).any(axis=1)]
    written = people.loc[people.index.isin(letters["customer"]), "wave"].unique()
    asked = people.index[people["wave"].isin(must_agree) & people["wave"].isin(written)]
    answers = letters[letters["customer"].isin(asked)]
    said = answers.sort_values("answered_at").drop_duplicates(["customer", "kind"], keep="last")
    said = said.pivot_table(index="customer", columns="kind", values="result", aggfunc="last")
    withdrawn = set(answers.loc[answers["withdrawn_at"].notna(), "customer"])
    yes = (said.reindex(asked)[["data", "contract"]] == "consented").all(axis=1) & ~asked.isin(list(withdrawn))
    no = (said.reindex(asked)[["data", "contract"]] == "refused").any(axis=1) | asked.isin(list(withdrawn))
    no |= asked.isin(transfers.loc[transfers["status"] == "refused", "customer"]) & ~yes
    silent = int((~yes & ~no).sum())
    for name, part, state in (("consented", int(yes.sum()), NONE), ("silent", silent, BAD if silent else GOOD)):
        found[name] = Said(f"{part / len(asked) * 100:.1f}", state, (f"{part:,}", f"{len(asked):,}"))
    must = people["cut"] - pd.Timedelta(days=7)
    told = letters.groupby("customer")["delivered_at"].min().dt.normalize().reindex(people.index)
    ripe = must <= TODAY
    late = ripe & (told.isna() | (told > must))
    part, n = int(ripe.sum() - late.sum()), int(ripe.sum())
    found["told_in_time"] = Said(f"{part / n * 100:.1f}", BAD if late.any() else GOOD, (f"{part:,}", f"{n:,}"))
    return found


# -- plan and money ----------------------------------------------------------------------------------------------


def schedule(of: Ledgers) -> dict[str, Said]:
    plan, baselines = of("tasks"), of("baselines")
    ends = (
        plan.assign(end=plan["actual_finish_on"].fillna(plan["forecast_finish_on"])).groupby("snapshot_on")["end"].max()
    )
    finish, moved = ends.iloc[-1], (ends.iloc[-1] - ends.iloc[-2]).days
    last = baselines[baselines["version"] == baselines["version"].max()]
    late = (finish - last["finish_on"].max()).days
    again = baselines["version"].nunique() - 1
    transfers, waves = of("transfers"), of("waves")
    done = int(transfers["status"].isin(MOVED).sum())
    return {
        "finish_slip": Said(
            signed(late),
            BAD if late > 7 else WATCH if late > 0 else GOOD,
            (f"finish {day(finish)}", f"planned {day(last['finish_on'].max())}"),
            change=f"{'▲' if moved > 0 else '▼' if moved < 0 else '▬'} {signed(moved)}",
            target="target 0",
        ),
        "rebaselines": Said(f"{again}", GOOD, (str(last["version"].iloc[0]),)),
        "customers_moved": Said(f"{done:,}", unit=f"of {int(waves['planned_customers'].sum()):,}"),
    }


def _costs(of: Ledgers) -> pd.DataFrame:
    costs = of("costs")
    costs = costs[costs["kind"] != "contingency"].copy()
    for name in ("budget", "actual", "forecast"):
        costs[name] = costs[name].astype(float)
    costs["expected"] = costs["actual"].fillna(costs["forecast"]).fillna(costs["budget"]).fillna(0.0)
    return costs


def cost(of: Ledgers) -> dict[str, Said]:
    costs, transfers = _costs(of), of("transfers")
    budget, final = costs["budget"].sum(), costs["expected"].sum()
    over = final / budget - 1
    moved = transfers[transfers["status"].isin(MOVED)].groupby("wave").size()
    planned = of("waves").set_index("wave")["planned_customers"].astype(float)
    own = costs[costs["wave"].isin(moved.index)].groupby("wave")[["budget", "expected"]].sum()
    spent = costs.dropna(subset=["actual"])
    closed = spent["period"].max() + pd.offsets.MonthEnd(0)
    # Who refused or left first is work that was planned and is not earned.
    there = transfers["status"].isin(MOVED) & (transfers["cut_over_on"] <= closed)
    cpi = budget * there.sum() / planned.sum() / spent["actual"].sum()
    a_head = (own["expected"]).sum() / moved.sum()
    plan_a_head = ((own["budget"] / planned.reindex(own.index)) * moved).sum() / moved.sum()
    return {
        # The range is simulated: what is said of it is not reckoned here.
        "final_cost": Said(
            money(final), GOOD if over <= 0.05 else WATCH if over <= 0.1 else BAD, target=f"budget {money(budget)}"
        ),
        "cpi": Said(f"{cpi:.2f}", GOOD if cpi >= 0.95 else WATCH if cpi >= 0.9 else BAD),
        "unit_cost": Said(
            money(a_head),
            GOOD if a_head <= 1.02 * plan_a_head else WATCH if a_head <= 1.1 * plan_a_head else BAD,
            (f"{int(moved.sum()):,}",),
            target=f"plan {money(plan_a_head)}",
        ),
    }


def cost_benefit(of: Ledgers) -> dict[str, Said]:
    costs, benefits = _costs(of), of("benefits")
    for name in ("planned", "forecast", "realised"):
        benefits[name] = benefits[name].astype(float)
    benefits["expected"] = benefits["realised"].fillna(benefits["forecast"]).fillna(benefits["planned"])
    first = min(costs["period"].min(), benefits["period"].min())

    def monthly(frame: pd.DataFrame, column: str) -> np.ndarray:
        at = (frame["period"].dt.year - first.year) * 12 + frame["period"].dt.month - first.month
        return np.bincount(at, weights=frame[column], minlength=80)

    plan = monthly(benefits, "planned") - monthly(costs, "budget")
    rate = 1.06 ** (1 / 12)
    discount = rate ** -np.arange(80)
    planned = money(float((plan * discount).sum()))
    return {"npv": Said("", detail=(f"planned {planned}",))}


# -- control -----------------------------------------------------------------------------------------------------


def risk(of: Ledgers) -> dict[str, Said]:
    treatments = of("treatments")
    own = treatments[(treatments["status"].fillna("") != "dropped") & (treatments["kind"] != "accept")]
    own = own[~(own["decided_on"] > TODAY)]
    open_ = (own["done_on"].isna() & own["status"].fillna("").ne("done")) | (own["done_on"] > TODAY)
    late = int((open_ & (own["due_on"] < TODAY)).sum())
    done = len(own) - int(open_.sum())
    told = of("indicators").dropna(subset=["value"]).sort_values("measured_on")
    carried = ["red", "better"]
    told[carried] = told.groupby("indicator")[carried].ffill()
    last = told.drop_duplicates("indicator", keep="last")
    value, limit = last["value"].astype(float), last["red"].astype(float)
    red = int(((value >= limit) & last["better"].eq("lower") | (value <= limit) & last["better"].eq("higher")).sum())
    return {
        "risk_p80": Said("", inside=True),
        "treatments_overdue": Said(
            f"{late}", BAD if late else GOOD, (f"{done}", f"{len(own)}"), unit=f"of {len(own) - done}"
        ),
        "indicators_red": Said(f"{red}", BAD if red else ""),
    }


def compliance(of: Ledgers) -> dict[str, Said]:
    reviews, evidence = of("reviews"), of("evidence")
    findings = reviews[reviews["kind"] == "finding"]
    undone = findings["action"].notna() & findings["action_done_on"].isna()
    open_ = findings["closed_on"].isna() | (findings["closed_on"] > TODAY) | undone
    first = findings["due_on"].where(
        findings["action_done_on"].notna(), findings[["due_on", "action_due_on"]].min(axis=1)
    )
    late = int((open_ & (first < TODAY)).sum())
    held = evidence.sort_values("revision").drop_duplicates("evidence", keep="last")
    expired = int((held["expires_on"] < TODAY).sum())
    soon = int(((held["expires_on"] >= TODAY) & (held["expires_on"] <= TODAY + pd.Timedelta(days=30))).sum())
    return {
        "findings_overdue": Said(f"{late}", BAD if late else GOOD, unit=f"of {int(open_.sum())}"),
        "evidence_expired": Said(f"{expired}", BAD if expired else WATCH if soon else GOOD, unit=f"of {len(held)}"),
    }


def closing(of: Ledgers) -> dict[str, Said]:
    """Sixteen steps a branch and eight of the split; a branch is to be deregistered 30 days after its decision, on the
    next weekday."""
    steps = of("closing")
    done = steps.pivot_table(index=steps["branch"].fillna("split"), columns="step", values="done_on", aggfunc="min")
    branches = done.drop(index="split")
    due = branches["decision"] + pd.Timedelta(days=30)
    due += pd.to_timedelta((7 - due.dt.day_of_week) % 7 * (due.dt.day_of_week >= 5), unit="D")
    late = int((branches["registration"].isna() & (due < TODAY)).sum())
    asked, split = 16 * len(branches) + 8, done.loc["split"]
    odd = int((branches["registration"] < branches["tax"]).sum())
    odd += int(split["claims45"] <= split["announcement"] + pd.Timedelta(days=45))
    moves, gone, people = of("transfers"), of("departures"), of("customers")
    stayed = set(people["customer"]) - set(moves.loc[moves["status"] == "moved", "customer"])
    stayed -= set(away(gone).index)
    ended = branches.index[branches["registration"].notna()]
    full = sum(bool(stayed & set(people.loc[people["branch"] == branch, "customer"])) for branch in ended)
    held, amount = of("prepaid"), of("prepaid")["amount"].astype(float)
    settled = amount[held["done_on"].notna() & held["way"].notna()].sum() / amount.sum()
    return {
        "closing_overdue": Said(f"{late}", BAD if late else GOOD, unit=f"of {asked}"),
        "closing_contradicted": Said(f"{odd}", BAD if odd else GOOD, unit=f"of {asked}"),
        "closed_standing": Said(f"{full}", BAD if full else GOOD, unit=f"of {len(ended)}"),
        "prepaid_settled": Said(f"{settled * 100:.1f}", NONE),
    }


def safeguards(of: Ledgers) -> dict[str, Said]:
    tests = of("control_tests").dropna(subset=["result"])
    passed = int(tests["result"].eq("passed").sum())
    controls = of("controls")
    again = controls["control"].map(of("control_tests").groupby("control")["tested_on"].max()) + pd.to_timedelta(
        controls["cadence_days"].astype(float), unit="D"
    )
    overdue = int(((controls["done_on"].isna() & (controls["due_on"] < TODAY)) | (again < TODAY)).sum())
    recovery = of("continuity_tests")
    slow = (recovery["rto_actual"] > recovery["rto_minutes"]) | (recovery["rpo_actual"] > recovery["rpo_minutes"])
    recovery["failed"] = slow.fillna(False).astype(bool) | recovery["result"].eq("failed")
    done = (
        recovery.dropna(subset=["tested_on"])
        .sort_values(["planned_on", "test"], kind="stable")
        .sort_values("tested_on", kind="stable")
    )
    latest = done.groupby(["wave", "system"], dropna=False).tail(1)
    waiting = int((recovery["tested_on"].isna() & (recovery["planned_on"] < TODAY)).sum())
    failed = int(latest["failed"].sum()) + waiting
    well = int((~latest["failed"] & latest["result"].eq("passed")).sum())
    training = of("training")
    must = training[training["required"].fillna(True).astype(bool)].copy()
    # Attending is not enough: trained is who passed.
    must["held"] = must["held_on"].where(must["passed"].fillna(False).astype(bool))
    once = must.groupby(["person", "topic"]).agg(due=("due_on", "min"), held=("held", "min"), role=("role", "max"))
    once = once[once["due"].isna() | (once["due"] <= TODAY)]
    trained = int((once["held"] <= TODAY).sum())
    shares = (once["held"] <= TODAY).groupby(once["role"]).mean()
    papers = of("documents")
    missing = int((papers["finished_on"].isna() & (papers["required_by"] < TODAY) & papers["archived_on"].isna()).sum())
    there = int(((papers["finished_on"].notna() | papers["archived_on"].notna()) & papers["wave"].notna()).sum())

    def share(part: int, whole: int, state: str) -> Said:
        return Said(f"{part / whole * 100:.1f}", state, (f"{part:,}", f"{whole:,}"))

    return {
        "measures_overdue": Said(
            f"{overdue}", BAD if overdue else GOOD, (f"{passed} of {len(tests)} tests",), unit=f"of {len(controls)}"
        ),
        "recovery_passed": share(well, well + failed, BAD if failed else GOOD),
        "training_coverage": share(trained, len(once), BAD if (shares < 0.95).any() else GOOD),
        "documents_there": share(there, there + missing, BAD if missing else GOOD),
    }


# -- retention and the effect of the move ------------------------------------------------------------------------


def departures(of: Ledgers) -> dict[str, Said]:
    """Who left in the last four weeks, of those there at the start of each; all, and those of the highest tier."""
    gone, people = of("departures"), of("customers")
    left = away(gone)
    people["left"] = people["customer"].map(left)
    mondays = pd.date_range(NOW[0], NOW[1], freq="W-MON")
    found = {}
    for metric, own in (("departure_rate", people), ("high_value_departures", people[people["value_tier"] == "high"])):
        there = [own[own["left"].isna() | (own["left"] >= monday)] for monday in mondays]
        n = sum(map(len, there))
        lost = sum(
            int((one["left"] < monday + pd.Timedelta(days=7)).sum()) for one, monday in zip(there, mondays, strict=True)
        )
        found[metric] = Said(f"{lost / n * 1000:.2f}", NONE, (f"n {n:,}",))
    return found


def retention(of: Ledgers) -> dict[str, Said]:
    """The product-limit of the customers who were moved, day by day; who left and came back is followed to the day of
    the return."""
    moves = of("transfers")
    moves = (
        moves[moves["status"].isin(MOVED)]
        .groupby("customer")
        .agg(cut=("cut_over_on", "min"), back=("returned_on", "min"))
    )
    moves["left"] = moves.index.map(away(of("departures")))
    again = of("departures").dropna(subset=["came_back_on"]).groupby("customer")["came_back_on"].min()
    moves["back"] = moves["back"].combine(moves.index.to_series().map(again), min_known)
    moves = moves[(moves["cut"] <= pd.Timestamp(NOW[1])) & ~(moves["left"] < moves["cut"])]
    last = moves["back"].fillna(pd.Timestamp(NOW[1])).clip(upper=pd.Timestamp(NOW[1]))
    gone = moves["left"] <= last
    days = (moves["left"].where(gone, last) - moves["cut"]).dt.days
    kept = 1.0
    for on in sorted(days[gone & (days <= 90)].unique()):
        kept *= 1 - int((gone & (days == on)).sum()) / int((days >= on).sum())
    return {"retention_90d": Said(f"{kept * 100:.1f}", NONE, (f"n {len(moves):,}",)), **departures(of)}


def market(of: Ledgers) -> dict[str, Said]:
    """Our volume of the last month, who went to the largest competitor in twelve weeks, what all campaigns that have
    ended brought."""
    figures = of("market")
    last = figures[(figures["period"] == figures["period"].max()) & figures["volume"].notna()]
    share = last.loc[last["own"].astype(bool), "volume"].sum() / last["volume"].sum()
    gone = of("departures")
    end = pd.Timestamp(NOW[1])
    gone = gone[(gone["left_on"] > end - pd.Timedelta(weeks=12)) & (gone["left_on"] <= end)]
    named = gone["went_to"].dropna()
    named = named[named != "Unknown"]
    counts = named.value_counts()
    campaigns = of("campaigns")
    over = campaigns[campaigns["cost"].notna()].astype({"cost": float, "income": float})
    won = int(over["joined"].sum() + over["won_back"].fillna(0).sum())
    return {
        "market_share": Said(f"{share * 100:.1f}", NONE),
        "rival_share": Said(
            f"{counts.iloc[0] / counts.sum() * 100:.1f}", NONE, (f"{counts.iloc[0]:,} of {counts.sum():,}",)
        ),
        "campaign_roi": Said(_percent((over["income"].sum() / over["cost"].sum() - 1) * 100), "", (f"n {won:,}",)),
    }


def _percent(value: float) -> str:
    """In whole percent; what would be written as nothing, although it is something, with one more digit."""
    return f"{value:.1f}" if value and abs(value) < 0.5 else f"{value:.0f}"


# -- the move ----------------------------------------------------------------------------------------------------


def move(of: Ledgers) -> dict[str, Said]:
    """Who is still with the old company: neither gone for good nor moved without coming back; and what a reconciliation
    leaves open."""
    people, transfers, gone = (
        of("customers").set_index("customer"),
        of("transfers").set_index("customer"),
        of("departures"),
    )
    status = transfers["status"].reindex(people.index)
    left = people.index.isin(away(gone).index)
    still = people[~left & (status != "moved").to_numpy()]
    over = of("waves").set_index("wave")["cutover_on"] <= TODAY
    behind = int(still["wave"].map(over).sum())
    sheets = of("reconciliation")
    rest = (sheets["after"] - sheets["before"]).astype(float) - sheets["explained"].fillna(0).astype(float)
    open_ = int((rest.abs() >= 0.01).sum())
    whole = f"of {len(still):,}"
    return {
        "still_to_move": Said(f"{len(still):,}", unit=f"of {len(people):,}"),
        "still_primary": Said(f"{int(still['primary_account'].sum()):,}", unit=whole),
        "left_behind": Said(f"{behind:,}", WATCH if behind else GOOD, unit=whole),
        "differences_open": Said(f"{open_:,}", BAD if open_ else GOOD, unit=f"of {len(sheets):,}"),
    }


# -- coordination ------------------------------------------------------------------------------------------------


def coordination(of: Ledgers) -> dict[str, Said]:
    """What was done by its day, what is past it, how long one department waits for another, decisions of nobody."""
    items = of("actions")
    end = pd.Timestamp(NOW[1])
    done, due = items["done_on"], items["due_on"]
    late = (done.fillna(end) > due).sum()
    in_time = (done.notna() & (done <= due)).sum()
    overdue = (done.isna() & (due < end)).sum()
    asked = items[items["asked_by"].notna() & items["department"].notna()]
    waited = (asked["answered_on"].fillna(asked["done_on"]).fillna(end) - asked["opened_on"]).dt.days
    bare = ((items["kind"] == "decision") & done.isna() & items["owner"].isna()).sum()
    decisions = (items["kind"] == "decision").sum()
    share = in_time / (in_time + late)
    return {
        "actions_on_time": Said(
            f"{share * 100:.1f}",
            BAD if share < 0.75 else WATCH if share < 0.9 else GOOD,
            (f"{in_time} of {in_time + late}",),
        ),
        "actions_overdue": Said(f"{overdue}", WATCH if overdue else GOOD, unit=f"of {len(items)}"),
        "answer_days": Said(f"{waited.median():.0f}", GOOD if waited.median() <= 7 else WATCH, unit="days"),
        "decisions_unowned": Said(f"{bare}", BAD if bare else GOOD, unit=f"of {decisions}"),
    }


# -- care --------------------------------------------------------------------------------------------------------


def care(of: Ledgers) -> dict[str, Said]:
    """Who was reached in a week, high-value customers nobody spoke with, cases settled at once, customers who came
    again."""
    end = pd.Timestamp(NOW[1])
    calls = of("contacts")
    calls = calls[calls["contacted_at"].fillna(calls["raised_at"]) <= end + pd.Timedelta(days=1)]
    began = calls.loc[calls["kind"] == "care", "raised_at"].min().normalize()
    moves = of("transfers")
    moves = moves[moves["status"].isin(["moved", "returned"]) & (moves["cut_over_on"] >= began)].set_index("customer")
    left = of("departures").groupby("customer")["left_on"].min()
    back = moves["returned_on"].where(moves["status"] == "returned")
    left = left.reindex(moves.index)
    gone = left.where(left >= moves["cut_over_on"])
    seen = pd.concat([gone, back, pd.Series(end, moves.index)], axis=1).min(axis=1)
    judged = moves[((seen - moves["cut_over_on"]).dt.days >= 7) & ~(left < moves["cut_over_on"])]
    reached = calls[calls["kind"].isin(["care", "follow_up"]) & calls["contacted_at"].notna()]
    after = reached["contacted_at"].dt.normalize() - reached["customer"].map(judged["cut_over_on"])
    n = reached.loc[after.dt.days.between(0, 7), "customer"].nunique()
    people = of("customers")
    there = people[(people["value_tier"] == "high") & ~people["customer"].isin(away(of("departures")).index)]
    last = calls[calls["contacted_at"].notna() | (calls["kind"] == "service")]
    last = last["contacted_at"].fillna(last["raised_at"]).dt.normalize().groupby(last["customer"]).max()
    waited = (end - last.reindex(there["customer"]).fillna(began)).dt.days
    cases = calls[(calls["kind"] == "service") & (calls["raised_at"].dt.normalize() >= end - pd.Timedelta(weeks=26))]
    cases = cases.sort_values(["customer", "raised_at"], kind="stable")
    day = cases["raised_at"].dt.normalize()
    again = (day.groupby(cases["customer"]).shift(-1) - day).dt.days <= 14
    ripe = (end - day).dt.days >= 14
    told = ripe & cases["settled"].notna()
    first = (told & cases["settled"].fillna(False).astype(bool) & ~again).sum() / told.sum()
    repeat = (ripe & again).sum() / ripe.sum()
    silent = int((waited > 30).sum())
    return {
        "followed_7d": Said(f"{n / len(judged) * 100:.1f}", WATCH, (f"{n:,} of {len(judged):,}",)),
        "high_value_silent": Said(f"{silent:,}", WATCH if silent else GOOD, unit=f"of {len(there):,}"),
        "first_contact": Said(f"{first * 100:.1f}", WATCH if first < 0.7 else GOOD),
        "repeat_contacts": Said(f"{repeat * 100:.1f}", GOOD if repeat <= 0.2 else WATCH),
    }


PAGES: dict[str, Callable[[Ledgers], dict[str, Said]]] = {
    "this_week": satisfaction,
    "satisfaction": satisfaction,
    "complaints": complaints,
    "rights": rights,
    "schedule": schedule,
    "cost": cost,
    "cost_benefit": cost_benefit,
    "risk": risk,
    "compliance": compliance,
    "closing": closing,
    "safeguards": safeguards,
    "retention": retention,
    "market": market,
    "move": move,
    "coordination": coordination,
    "care": care,
    "effect": lambda of: {"departure_rate": departures(of)["departure_rate"]},
}


# -- what stands on the screen -----------------------------------------------------------------------------------


def tiles(lines: list[str]) -> dict[str, dict[str, str]]:
    """The tiles of a page by their key: the words of each part; the first of a name counts, ``state`` is the shape."""
    found: dict[str, dict[str, str]] = {}
    depth, own = -1, {}
    for line in lines:
        indent = len(line) - len(line.lstrip())
        said = line.strip()
        if said.startswith("<tile-"):
            own = found.setdefault(said[6:].rstrip(">").split(" ")[0], {})
            depth = indent
        elif indent <= depth:
            own, depth = {}, -1
        elif depth >= 0 and ": " in said:
            name, words = said.split(": ", 1)
            name = name.split(" ")[0]
            if name in own and name == "verdict":
                own.setdefault("reason", words)
            own.setdefault(name, words)
            shape = re.match(r"\[(\w+)\]", words)
            if name == "verdict" and shape:
                own.setdefault("state", shape[1])
    return found


def differing(shown: dict[str, dict[str, str]], must: dict[str, Said]) -> Iterator[str]:
    """Each part of a tile that does not say what it must."""
    for key, said in must.items():
        own = shown.get(key)
        if own is None:
            yield f"{key}: is not there"
            continue
        for name in ("value", "state", "change", "target", "unit"):
            wanted = getattr(said, name)
            if wanted and own.get(name) != wanted:
                yield f"{key}.{name}: is {own.get(name)!r}, must be {wanted!r}"
        numbers = re.findall(r"[\d.,]*\d", own.get("detail", ""))
        for ends in re.findall(r"([−+]?[\d.,]+)…([−+]?[\d.,]+)", own.get("detail", "")):
            low, high = (float(end.replace("−", "-").replace(",", "")) for end in ends)
            if low > high:
                yield f"{key}.detail: is {own['detail']!r}, an interval that ends before it begins"
        for piece in said.detail:
            whole = re.fullmatch(r"[\d.,]+", piece)
            if not (piece in numbers if whole else piece in own.get("detail", "")):
                yield f"{key}.detail: is {own.get('detail')!r}, must have {piece!r}"
        if said.inside:
            low, *_, high = map(amount, re.findall(r"−?¥[\d.,]+m?", own.get("detail", "")))
            if not low < amount(own["value"]) < high:
                yield f"{key}.value: is {own['value']!r}, must lie within {own['detail']!r}"
        if said.reason and said.reason not in own.get("reason", ""):
            yield f"{key}.reason: is {own.get('reason')!r}, must have {said.reason!r}"
        if said.band is not None:
            drawn = [float(x) for x in re.findall(r"(?:left|width):([\d.]+)%", own.get("band", ""))]
            if len(drawn) != 2 or max(abs(one - other) for one, other in zip(drawn, said.band, strict=True)) > 0.011:
                yield f"{key}.band: is {drawn}, must be {said.band}"
