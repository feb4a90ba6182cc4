"""The deliveries of the whole story in the order in which they reached the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from data.demo import (
    care,
    closing,
    complaints,
    compliance,
    coordination,
    cutover,
    ledgers,
    loop,
    market,
    money,
    move,
    paths,
    project,
    requests,
    rights,
    risk,
    staff,
)
from data.demo.answers import Voice
from data.demo.delivery import Delivery
from data.demo.exports import Exports
from data.demo.plan import sunday
from data.demo.returns import make_returns
from data.demo.truth import load_truth
from data.demo.words import Words

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Story:
    """What reaches the store, week by week, by what sends it; nothing of it is made before it is asked for.

    ``lang`` is the language of names and files. ``quiet`` plants nothing in any ledger; what is planted in the answers
    is decided with ``told``.
    """

    seed: int
    told: Voice
    lang: str
    quiet: bool = False

    @cached_property
    def words(self) -> Words:
        return Words(self.lang)

    @cached_property
    def voice(self) -> Voice:
        back = make_returns(self.seed, self.told.roster, self.told.left, quiet=self.quiet)
        return replace(self.told, back=back)

    @cached_property
    def exports(self) -> Exports:
        truth = load_truth()
        return Exports(self.seed, self.voice, self.words, truth.quiet() if self.quiet else truth)

    @cached_property
    def letters(self) -> rights.Letters:
        return rights.Letters(self.seed, self.voice, self.words, quiet=self.quiet)

    @cached_property
    def heard(self) -> pd.DataFrame:
        return complaints.simulate_complaints(self.seed, self.voice, quiet=self.quiet)

    def opening(self) -> Iterator[Delivery]:
        """What was there before the first week."""
        yield from ledgers.opening(self.words, quiet=self.quiet)
        yield move.opening(self.seed, self.voice, self.words, quiet=self.quiet)

    def week(self, week: int) -> dict[str, Iterator[Delivery]]:
        """The deliveries of a week by their source, in the order in which they come."""
        seed, voice, words, quiet = self.seed, self.voice, self.words, self.quiet
        on, before = sunday(week), sunday(week - 1)
        return {
            "waves": ledgers.waves(words, on, before, quiet=quiet),
            "transfers": ledgers.transfers(voice, words, on, before, quiet=quiet),
            "departures": ledgers.departures(seed, voice, words, on, before, quiet=quiet),
            "revenue": ledgers.revenue(seed, voice, words, on),
            "invitations": ledgers.invitations(voice, words, week),
            "surveys": self.exports.week(week),
            "complaints": complaints.complaints(self.heard, voice, words, on, before),
            "loop": loop.contacts(seed, voice, self.heard, words, on, quiet=quiet),
            "care": care.contacts(seed, voice, words, on, quiet=quiet),
            "letters": self.letters.week(on),
            "requests": requests.ledgers(seed, voice, self.letters, words, week, on, quiet=quiet),
            "promises": rights.promises(words, on, before, quiet=quiet),
            "questions": rights.questions(seed, voice, words, week, on),
            "staff": staff.ledgers(words, week, on, quiet=quiet),
            "cutover": cutover.ledgers(words, week, on, quiet=quiet),
            "coordination": coordination.ledgers(words, week, on, quiet=quiet),
            "compliance": compliance.ledgers(words, week, on, quiet=quiet),
            "closing": closing.ledgers(seed, voice, words, week, on, quiet=quiet),
            "baselines": project.baselines(words, on, before, quiet=quiet),
            "plans": project.plans(words, on, seed=seed, quiet=quiet),
            "sheets": money.sheets(words, on, before, seed=seed, quiet=quiet),
            "changes": money.changes(words, on, before, quiet=quiet),
            "risk": risk.ledgers(seed, words, on, before, quiet=quiet),
            "market": market.ledgers(seed, words, voice, on, quiet=quiet),
            "move": move.ledgers(seed, voice, words, on, quiet=quiet),
            "paths": paths.ledgers(seed, voice, self.letters, words, on, quiet=quiet),
        }


def tell(seed: int, voice: Voice, lang: str, *, quiet: bool = False) -> Iterator[tuple[int, Delivery]]:
    """Each delivery with its week (−1 is the opening), oldest first; see :class:`Story`."""
    story = Story(seed, voice, lang, quiet)
    for delivery in story.opening():
        yield -1, delivery
    for week in range(voice.weeks):
        for source in story.week(week).values():
            for delivery in source:
                yield week, delivery
