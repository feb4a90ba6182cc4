"""The deliveries of the whole story in the order in which they reached the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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


def tell(seed: int, voice: Voice, lang: str, *, quiet: bool = False) -> Iterator[tuple[int, Delivery]]:
    """Each delivery with its week (−1 is the opening), oldest first; ``lang`` is the language of names and files.

    ``quiet`` plants nothing in any ledger; what is planted in the answers is decided with ``voice``.
    """
    words = Words(lang)
    voice = replace(voice, back=make_returns(seed, voice.roster, voice.left, quiet=quiet))
    truth = load_truth()
    exports = Exports(seed, voice, words, truth.quiet() if quiet else truth)
    letters = rights.Letters(seed, voice, words, quiet=quiet)
    heard = complaints.simulate_complaints(seed, voice, quiet=quiet)
    for delivery in ledgers.opening(words, quiet=quiet):
        yield -1, delivery
    yield -1, move.opening(seed, voice, words, quiet=quiet)
    for week in range(voice.weeks):
        on, before = sunday(week), sunday(week - 1)
        for source in (
            ledgers.waves(words, on, before, quiet=quiet),
            ledgers.transfers(voice, words, on, before, quiet=quiet),
            ledgers.departures(seed, voice, words, on, before, quiet=quiet),
            ledgers.revenue(seed, voice, words, on),
            ledgers.invitations(voice, words, week),
            exports.week(week),
            complaints.complaints(heard, voice, words, on, before),
            loop.contacts(seed, voice, heard, words, on, quiet=quiet),
            care.contacts(seed, voice, words, on, quiet=quiet),
            letters.week(on),
            requests.ledgers(seed, voice, letters, words, week, on, quiet=quiet),
            rights.promises(words, on, before, quiet=quiet),
            rights.questions(seed, voice, words, week, on),
            staff.ledgers(words, week, on, quiet=quiet),
            cutover.ledgers(words, week, on, quiet=quiet),
            coordination.ledgers(words, week, on, quiet=quiet),
            compliance.ledgers(words, week, on, quiet=quiet),
            closing.ledgers(seed, voice, words, week, on, quiet=quiet),
            project.baselines(words, on, before, quiet=quiet),
            project.plans(words, on, seed=seed, quiet=quiet),
            money.sheets(words, on, before, seed=seed, quiet=quiet),
            money.changes(words, on, before, quiet=quiet),
            risk.ledgers(seed, words, on, before, quiet=quiet),
            market.ledgers(seed, words, voice, on, quiet=quiet),
            move.ledgers(seed, voice, words, on, quiet=quiet),
            paths.ledgers(seed, voice, letters, words, on, quiet=quiet),
        ):
            for delivery in source:
                yield week, delivery
