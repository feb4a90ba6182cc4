"""The weekly exports of the survey platform as people really send them: with repeats, corrections and faults.

Each export repeats the answers of the two weeks before. Every fault is counted, so that the expected counts of each
commit are known exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from data.demo.answers import Voice
from data.demo.delivery import Delivery
from data.demo.plan import BY_WAVE, WAVES, loaded_at, sunday
from data.demo.truth import ITEMS, Truth, load_truth
from data.demo.words import CRITICAL, DEBIT, KIND, LUKEWARM, Words
from data.store.batch import Counts

REPEATED_WEEKS = 2
FAULTS = {"nps": 2, "csat": 1, "customer": 3, "corrected": 3, "repeated": 2}
"""Of the answers that enter in a week: scores out of range, customers not in the roster, answers corrected in the next
export, rows that stand twice in the same file."""
CONFLICT_EVERY, BAD_DATE_EVERY = 4, 2
"""Every so many weeks a file holds one answer twice with other content, and one with a date that does not exist."""
NO_SUCH_DAY = "2026-02-30 10:15:00"
WRONG_WEEK = 36
"""The export of this week was first loaded upside down, withdrawn two days later and loaded again."""
FIELDS = ["survey", "response_id", "answered_at", "customer", "channel", "nps", "csat", *ITEMS, "ces", "comment"]


@dataclass(frozen=True)
class Exports:
    """All weekly exports of a story in one language."""

    seed: int
    voice: Voice
    words: Words
    truth: Truth = field(default_factory=load_truth)

    @cached_property
    def records(self) -> pd.DataFrame:
        """Every answer once, as text under field names, in order of entry, with the marks of its faults.

        ``week`` it was entered, ``csat_first`` as first exported, ``csat`` as it stands since the week after,
        ``corrected`` whether these differ, ``cells`` how many of its values cannot be kept.
        """
        answers, words = self.voice.answers, self.words
        size = len(answers)
        marks = self._marks(answers["week"].to_numpy())

        def score(values: pd.Series) -> np.ndarray:
            codes = values.fillna(-1).astype(int).to_numpy()
            return np.array([str(code) for code in range(11)] + [""], dtype=object)[codes]

        channel = [words.choice("surveys", "channel", code) for code in ("form", "phone")]
        customer = self.voice.roster.ids[answers["customer"]].to_numpy(dtype=object).copy()
        strange = marks == "customer"
        customer[strange] = [f"Z{number:06d}" for number in answers["invitation"][strange]]
        csat = score(answers["csat"])
        corrected = (marks == "corrected") & (csat != "")
        right = csat.copy()
        right[corrected] = np.where(csat[corrected] == "1", "2", (csat[corrected].astype(int) - 1).astype(str))
        first = csat.copy()
        for column in (first, right):
            column[marks == "csat"] = "6"
        nps = score(answers["nps"])
        nps[marks == "nps"] = "11"
        return pd.DataFrame(
            {
                "survey": words("survey"),
                "response_id": answers["invitation"].map("R{:07d}".format),
                "answered_at": pd.Series(pd.to_datetime(answers["answered"], unit="s")).dt.strftime(
                    "%Y-%m-%d %H:%M:%S"
                ),
                "customer": customer,
                "channel": np.array(channel, dtype=object)[answers["phone"].astype(int)],
                "nps": nps,
                "csat": right,
                **{item: score(answers[item]) for item in ITEMS},
                "ces": score(answers["ces"]),
                "comment": self._comments(answers),
                "week": answers["week"].to_numpy(),
                "csat_first": first,
                "corrected": corrected,
                "cells": np.isin(marks, ("nps", "csat")).astype(int),
                "stranger": strange,
                "mark": marks,
            },
            index=pd.RangeIndex(size),
        )

    def _marks(self, week: np.ndarray) -> np.ndarray:
        """The fault of each answer (``''`` for nearly all), drawn per week of entry."""
        marks = np.full(len(week), "", dtype=object)
        every = [kind for kind, times in FAULTS.items() for _ in range(times)]
        for number in range(self.voice.weeks):
            # the first export settles the scales; a 6 of 5 would rightly raise a question there
            kinds = every if number else [kind for kind in every if kind != "csat"]
            own = np.flatnonzero(week == number)
            rng = np.random.default_rng((self.seed, 6, number))
            marks[rng.choice(own, size=min(len(kinds), len(own)), replace=False)] = kinds[: len(own)]
        return marks

    def _comments(self, answers: pd.DataFrame) -> np.ndarray:
        """What people wrote: a theme that goes with their score, and a wording of it."""
        texts = {theme: self.words.comments(theme) for theme in (*CRITICAL, DEBIT, *LUKEWARM, *KIND)}
        found = np.full(len(answers), "", dtype=object)
        after = (answers["event_week"] >= 0) & (answers["event_week"] < 8)
        wave = WAVES.index(BY_WAVE["W3"])
        hurt = (self.voice.roster.wave[answers["customer"]] == wave) & after.to_numpy() & bool(self.truth.effects)
        debit = self._shares(answers)
        talks = np.flatnonzero(answers["talk"])
        columns = (answers["nps"].to_numpy(), answers["theme"].to_numpy(), hurt, debit)
        for position, nps, draw, upset, likely in zip(talks, *(column[talks] for column in columns), strict=True):
            # digits of the draw further behind than those that choose the theme: as good as a draw of its own
            if nps <= 6 and draw * 4801 % 1 < likely:
                found[position] = texts[DEBIT][int(draw * 7919) % len(texts[DEBIT])]
                continue
            themes = KIND if nps >= 9 else LUKEWARM if nps >= 7 else CRITICAL
            share = draw**3 if upset and nps <= 6 else draw  # towards the first themes: not told, not understood
            if themes is LUKEWARM:
                share = draw**4  # few leave a number to be called back on
            theme = themes[int(share * len(themes))]
            found[position] = texts[theme][int(draw * 7919) % len(texts[theme])]
        return found

    def _shares(self, answers: pd.DataFrame) -> np.ndarray:
        """How likely a critical comment of each answer is about the theme that is planted for its wave and week."""
        likely = np.zeros(len(answers))
        week, wave = answers["event_week"].to_numpy(), self.voice.roster.wave[answers["customer"]]
        for effect in self.truth.of("theme_share"):
            own = (wave == WAVES.index(BY_WAVE[effect.wave])) & (week >= 0) & (week < len(effect.weeks))
            likely[own] = np.array(effect.weeks)[week[own].astype(int)]
        return likely

    def week(self, number: int) -> Iterator[Delivery]:
        """The export of a week; that of ``WRONG_WEEK`` comes twice."""
        rows, repeated, counts = self._rows(number)
        at = loaded_at(sunday(number))
        if number == WRONG_WEEK:
            yield self._upside_down(number, rows, repeated, counts, at)
            at += timedelta(days=2, hours=1)
        yield self._delivery(number, "surveys", rows, counts, at)

    def _rows(self, number: int) -> tuple[pd.DataFrame, pd.Series, Counts]:
        """The rows of an export as text, which of them repeat earlier weeks, and what their commit must count."""
        every = self.records
        low, high = np.searchsorted(every["week"], [number - REPEATED_WEEKS, number + 1])
        rows = every.iloc[low:high].copy()
        fresh = rows["week"] == number
        rows.loc[fresh, "csat"] = rows.loc[fresh, "csat_first"]
        # the same customer, written carelessly in a later export: still the same
        careless = ~fresh & (rows.index % 97 == 0)
        rows.loc[careless, "customer"] = rows.loc[careless, "customer"].str.lower() + " "
        updated = int((rows["corrected"] & (rows["week"] == number - 1)).sum())
        new = int(fresh.sum())
        twice = rows[fresh & (rows["mark"] == "repeated")]
        extra, rejected = [twice], 0
        plain = rows[fresh & (rows["mark"] == "") & rows["csat"].isin(["1", "2", "3", "4"])]
        if number % CONFLICT_EVERY == 1 and len(plain):
            extra.append(plain.iloc[:1].assign(csat="5", cells=0))
            rejected += 1
        if number % BAD_DATE_EVERY == 1 and len(plain):
            identity = f"R9{number:06d}"
            extra.append(plain.iloc[-1:].assign(response_id=identity, answered_at=NO_SUCH_DAY, cells=1))
            rejected += 1
        rows = pd.concat([rows, *extra], ignore_index=True)
        counts = Counts(
            read=len(rows) + 1,
            new=new,
            updated=updated,
            unchanged=int(high - low) - new - updated,
            rejected=rejected,
            ignored=len(twice) + 1,
        )
        return rows, pd.Series(rows.index < high - low) & (rows["week"] < number), counts

    def _upside_down(
        self, number: int, rows: pd.DataFrame, repeated: pd.Series, counts: Counts, at: datetime
    ) -> Delivery:
        """The same export with the score reversed: repeats of other weeks come as changed, all but the fives."""
        turned = rows.assign(nps=[str(10 - int(value)) if value != "11" else value for value in rows["nps"]])
        changed = repeated & ((turned["nps"] != rows["nps"]) | (rows["corrected"] & (rows["week"] == number - 1)))
        updated = int(changed.sum())
        expected = Counts(
            read=counts.read,
            new=counts.new,
            updated=updated,
            unchanged=int(repeated.sum()) - updated,
            rejected=counts.rejected,
            ignored=counts.ignored,
        )
        delivery = self._delivery(number, "surveys_wrong", turned, expected, at)
        return Delivery(
            **{
                **delivery.__dict__,
                "withdraw": self.words("withdrawn"),
                "withdraw_at": at + timedelta(days=2),
            }
        )

    def _delivery(self, number: int, kind: str, rows: pd.DataFrame, expected: Counts, at: datetime) -> Delivery:
        frame = rows[FIELDS]
        total = dict.fromkeys(FIELDS, "") | {"survey": self.words("total"), "nps": f"{len(frame)}"}
        written = pd.concat([frame, pd.DataFrame([total])], ignore_index=True)
        written.columns = pd.Index(self.words.headers("surveys", FIELDS))
        return Delivery(
            known_at=at,
            dataset="surveys",
            name=self.words.file(kind, sunday(number)),
            frame=written,
            expected=expected,
            written=True,
            cells=int(rows["cells"].sum()),
            strangers=int(rows["stranger"].sum()),
        )
