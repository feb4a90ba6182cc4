"""The ledgers of the demo programme that arrive without faults: programme, waves, roster, transfers, departures …"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data.demo.answers import Voice
from data.demo.delivery import Delivery, clean
from data.demo.market import lured
from data.demo.plan import BRANCHES, CLOSING, CUSTOMERS, DECISION, OPENING, WAVES, loaded_at, sunday, waves_of
from data.demo.returns import CHURN
from data.demo.roster import NEVER, REASONS, RIVALS, SEGMENTS, STATUSES, TIERS, day
from data.demo.words import Words

TOLD_BEFORE = 56
"""Days before its cut-over at which a wave's customers enter the list of transfers."""
SENT_AGAIN = 4
"""Weeks after which the register of waves is sent again although nothing in it has changed."""


def dates(days: np.ndarray) -> pd.Series:
    """Days since 1970 as timestamps; ``NEVER`` is missing."""
    return pd.Series(pd.to_datetime(np.where(days >= NEVER, np.nan, days), unit="D"))


def opening(words: Words, *, quiet: bool = False) -> Iterator[Delivery]:
    """What was there at the start beside the roster: the programme, its branches and the planned waves."""
    at = loaded_at(OPENING)
    programme = pd.DataFrame(
        {
            "programme": [words("programme")],
            "from_entity": [words("from")],
            "to_entity": [words("to")],
            "decision_on": [pd.Timestamp(DECISION)],
            "target_close_on": [pd.Timestamp(CLOSING)],
            "time_zone": ["Asia/Shanghai"],
            "currency": ["CNY"],
            "calendar": ["CN"],
            "order_rule": [words("order_rule")],
            "customer_id_rule": ["keep"],
            "goes_abroad": [False],
            "has_sensitive": [True],
            "decides_by_machine": [False],
        }
    )
    yield clean(at, "programme", words.file("programme", OPENING), programme)
    codes = tuple(plan.branch for plan in BRANCHES)
    regions = words.names("region", tuple(plan.region for plan in BRANCHES))
    branches = pd.DataFrame({"branch": codes, "name": words.names("branch", codes), "region": regions})
    yield clean(at, "branches", words.file("branches", OPENING), branches)
    yield from waves(words, OPENING, None, quiet=quiet)


def customers_as_known(voice: Voice, words: Words, usage: pd.DataFrame) -> pd.DataFrame:
    """The roster by position, with how each account is used (:func:`data.demo.move.usage`)."""
    roster, codes = voice.roster, tuple(plan.branch for plan in BRANCHES)
    regions = words.names("region", tuple(plan.region for plan in BRANCHES))
    return pd.DataFrame(
        {
            "customer": roster.ids,
            "wave": np.array([plan.wave for plan in WAVES], dtype=object)[roster.wave],
            "branch": np.array(codes, dtype=object)[roster.branch],
            "segment": words.names("segment", SEGMENTS)[roster.segment],
            "region": regions[roster.branch],
            "value_tier": np.array(TIERS, dtype=object)[roster.tier],
            "vulnerable": roster.vulnerable,
            "prepaid_balance": roster.balance,
            "primary_account": usage["primary_account"].to_numpy(),
            "account_balance": usage["account_balance"].to_numpy(),
            "last_active_on": usage["last_active_on"].to_numpy(),
            "customer_since": dates(roster.since),
        }
    )


def waves_as_known(words: Words, on: date, *, quiet: bool = False) -> pd.DataFrame:
    """The register of waves as it stood on a day: planned dates first, actual dates once they had come."""
    planned = [plan.planned(on) for plan in waves_of(quiet)]
    lead = {plan.branch: plan.wave for plan in BRANCHES if plan.share == 1.0}
    alone = {wave: branch for branch, wave in lead.items()}
    return pd.DataFrame(
        {
            "wave": [plan.wave for plan in WAVES],
            "name": words.names("wave", tuple(plan.wave for plan in WAVES)),
            "branch": [alone.get(plan.wave) for plan in WAVES],
            "data_route": [plan.data_route for plan in WAVES],
            "contract_route": [plan.contract_route for plan in WAVES],
            "planned_start_on": [pd.Timestamp(cutover - timedelta(days=28)) for cutover in planned],
            "started_on": pd.to_datetime(pd.Series([plan.start if plan.start <= on else None for plan in WAVES])),
            "planned_cutover_on": [pd.Timestamp(cutover) for cutover in planned],
            "cutover_on": pd.to_datetime(pd.Series([plan.cutover if plan.cutover <= on else None for plan in WAVES])),
            "planned_customers": [plan.customers for plan in WAVES],
        }
    )


def waves(words: Words, on: date, before: date | None, *, quiet: bool = False) -> Iterator[Delivery]:
    """The register of waves, sent when a date in it has changed since ``before``, and every fourth week anyway."""
    now, at = waves_as_known(words, on, quiet=quiet), loaded_at(on)
    if before is None:
        yield clean(at, "waves", words.file("waves", on), now)
        return
    was = waves_as_known(words, before, quiet=quiet)
    updated = int((~((now == was) | (now.isna() & was.isna())).all(axis=1)).sum())
    if updated or on.toordinal() // 7 % SENT_AGAIN == 0:
        yield clean(at, "waves", words.file("waves", on), now, updated, len(now) - updated)


def transfers_as_known(voice: Voice, on: date, *, quiet: bool = False) -> pd.DataFrame:
    """Per customer, by position: whether listed, and status, planned and actual dates as they stood on a day."""
    roster, left, today = voice.roster, voice.left, day(on)
    cutover = np.array([day(plan.cutover) for plan in WAVES])[roster.wave]
    listed = (cutover - TOLD_BEFORE <= today) & voice.there(cutover - TOLD_BEFORE)
    gone = ~voice.there(np.minimum(np.where(roster.cutover == NEVER, cutover, roster.cutover), today))
    moved = (roster.cutover <= today) & ~gone
    returned = (roster.returned <= today) & (left > roster.returned) & moved
    unmoved = (cutover <= today) & (roster.cutover == NEVER)
    status = np.full(CUSTOMERS, "planned", dtype=object)
    status[moved] = "moved"
    status[returned] = "returned"
    status[unmoved] = np.array(STATUSES, dtype=object)[roster.status[unmoved]]
    status[gone] = "withdrawn"
    return pd.DataFrame(
        {
            "listed": listed,
            "planned_on": np.array([day(plan.planned(on)) for plan in waves_of(quiet)])[roster.wave],
            "cut_over_on": np.where(moved, roster.cutover, NEVER),
            "status": status,
            "returned_on": np.where(returned, roster.returned, NEVER),
        }
    )


def transfers(voice: Voice, words: Words, on: date, before: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """The list of transfers: customers who entered it since ``before`` and those whose line has changed."""
    now, was = (transfers_as_known(voice, at, quiet=quiet) for at in (on, before))
    listed, known = now["listed"].to_numpy(), was["listed"].to_numpy()
    changed = (now != was).any(axis=1).to_numpy() & known & listed
    sent = (listed & ~known) | changed
    if not sent.any():
        return
    frame = pd.DataFrame(
        {
            "customer": voice.roster.ids[sent].to_numpy(),
            "wave": np.array([plan.wave for plan in WAVES], dtype=object)[voice.roster.wave[sent]],
            "planned_on": dates(now["planned_on"].to_numpy()[sent]).to_numpy(),
            "cut_over_on": dates(now["cut_over_on"].to_numpy()[sent]).to_numpy(),
            "status": now["status"].to_numpy()[sent],
            "returned_on": dates(now["returned_on"].to_numpy()[sent]).to_numpy(),
        }
    )
    yield clean(loaded_at(on), "transfers", words.file("transfers", on), frame, int(changed.sum()))


def departures(
    seed: int, voice: Voice, words: Words, on: date, before: date, *, quiet: bool = False
) -> Iterator[Delivery]:
    """Who left after ``before`` and by ``on``, why and to whom, where it is known; and once more who came back in that
    time."""
    rng = np.random.default_rng((seed, 7))
    kind = np.where(rng.random(CUSTOMERS) < CHURN, "churn", "contract_end")
    reason = words.names("reason", REASONS)[rng.choice(len(REASONS), CUSTOMERS, p=(0.3, 0.25, 0.15, 0.2, 0.1))]
    drawn = rng.choice(len(RIVALS), CUSTOMERS, p=(0.4, 0.25, 0.35))
    rival = words.names("rival", RIVALS)[lured(seed, drawn, voice.left, quiet=quiet)]
    gone = (voice.left > day(before)) & (voice.left <= day(on))
    back = voice.back
    again = (voice.left <= day(before)) & (back > day(before)) & (back <= day(on))
    sent = np.concatenate([np.flatnonzero(gone), np.flatnonzero(again)])
    if len(sent):
        frame = pd.DataFrame(
            {
                "customer": voice.roster.ids[sent].to_numpy(),
                "left_on": dates(voice.left[sent]).to_numpy(),
                "kind": kind[sent],
                "reason": reason[sent],
                "went_to": pd.Series(rival[sent]).where(kind[sent] == "churn", None),
                "came_back_on": dates(np.where(back[sent] <= day(on), back[sent], NEVER)).to_numpy(),
            }
        )
        yield clean(loaded_at(on), "departures", words.file("departures", on), frame, int(again.sum()))


def revenue(seed: int, voice: Voice, words: Words, on: date) -> Iterator[Delivery]:
    """On the first Sunday of a month: what corporate customers who were still there paid in the month before."""
    if on.day > 7:
        return
    month = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    rng = np.random.default_rng((seed, 8, month.year, month.month))
    usual = np.random.default_rng((seed, 8)).lognormal(6.2, 0.6, CUSTOMERS) * (1 + voice.roster.tier)
    amount = (usual * rng.normal(1.0, 0.05, CUSTOMERS)).round(2)
    pays = (voice.roster.segment == SEGMENTS.index("corporate")) & (voice.left >= day(on.replace(day=1)))
    frame = pd.DataFrame(
        {"customer": voice.roster.ids[pays].to_numpy(), "month": pd.Timestamp(month), "amount": amount[pays]}
    )
    yield clean(loaded_at(on), "revenue", words.file("revenue", on), frame)


def invitations(voice: Voice, words: Words, week: int) -> Iterator[Delivery]:
    """Who was asked in a week, a row a customer."""
    asked = voice.invitations[voice.invitations["week"] == week]
    frame = pd.DataFrame(
        {
            "survey": words("survey"),
            "invitation_id": asked["invitation"].map("I{:07d}".format),
            "customer": voice.roster.ids[asked["customer"]].to_numpy(),
            "channel": np.where(asked["phone"], "phone", "form"),
            "sent_at": pd.to_datetime(asked["sent"], unit="s"),
            "invited": 1,
            "delivered": asked["delivered"].astype(int),
            "reached": asked["reached"].astype(int),
        }
    ).reset_index(drop=True)
    yield clean(loaded_at(sunday(week)), "invitations", words.file("invitations", sunday(week)), frame)
