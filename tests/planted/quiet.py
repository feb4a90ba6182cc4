"""A quiet programme in few deliveries: what rules test against chance, as it stands in the end, in far fewer batches
than its weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from data.access import Rights
from data.datasets import DATASETS
from data.demo import complaints, ledgers
from data.demo.answers import simulate
from data.demo.delivery import Delivery, clean
from data.demo.exports import FIELDS
from data.demo.plan import OPENING, SEED, sunday, weeks_until
from data.demo.reading import Reader
from data.demo.story import Story
from data.demo.truth import ITEMS, load_truth
from data.store import Store, open_store

SOURCES = ("revenue", "invitations", "loop", "care", "market", "move")
"""What sends rows about customers and competitors that are tested against chance, beside the answers, which come at
once. Fairness is counted over its own quiet programmes (``test_rights_found``)."""
HISTORY = ("waves",)
"""Each delivery of these is a chapter of its own: what was planned then is asked. They are the same in every quiet
programme."""


def chapters(seed: int, until: date) -> Iterator[Delivery]:
    """What was delivered of :data:`HISTORY` by a day, oldest first."""
    weeks = weeks_until(until)
    story = Story(seed, simulate(seed, weeks, load_truth().quiet()), "en", quiet=True)
    sent = [*story.opening(), *(delivery for week in range(weeks) for delivery in story.week(week)["waves"])]
    yield from (one for one in sent if one.dataset in HISTORY and one.known_at.date() <= until)


def deliveries(seed: int, until: date) -> Iterator[Delivery]:
    """The other rows of the story that stand on a day, each dataset at once."""
    weeks = weeks_until(until)
    story = Story(seed, simulate(seed, weeks, load_truth().quiet()), "en", quiet=True)
    held: dict[str, list[Delivery]] = defaultdict(list)
    every = [*story.opening()]
    for week in range(weeks):
        sent = story.week(week)
        every += [delivery for source in SOURCES for delivery in sent[source]]
    every += changed_since(story, OPENING, sunday(weeks - 1))
    for delivery in every:
        if delivery.known_at.date() <= until and delivery.dataset not in HISTORY:
            held[delivery.dataset].append(delivery)
    for parts in held.values():
        yield replace(parts[-1], frame=standing(parts))
    yield answers(story, weeks, max(parts[-1].known_at for parts in held.values()))


def changed_since(story: Story, before: date, on: date) -> Iterator[Delivery]:
    """What has changed between two days in the ledgers that send this: over many weeks at once it is what their weeks
    add up to."""
    seed, voice, words = story.seed, story.voice, story.words
    yield from ledgers.transfers(voice, words, on, before, quiet=True)
    yield from ledgers.departures(seed, voice, words, on, before, quiet=True)
    yield from complaints.complaints(story.heard, voice, words, on, before)


def standing(parts: list[Delivery]) -> pd.DataFrame:
    """The last that was said of each key; rows without one are all kept."""
    rows = pd.concat([part.frame for part in parts if len(part.frame)], ignore_index=True)
    key = [name for name in DATASETS[parts[0].dataset].key if name in rows]
    keyless = rows[key].isna().any(axis=1)
    return rows[keyless | ~rows.duplicated(key, keep="last")]


def answers(story: Story, weeks: int, at: datetime) -> Delivery:
    """Every answer once, as the last export that holds it has it; a score out of its range is none."""
    rows = story.exports.records
    fresh = rows["week"] == weeks - 1
    csat = rows["csat"].where(~fresh, rows["csat_first"])
    scores = {name: score(rows[name], 5) for name in ITEMS} | {
        "nps": score(rows["nps"], 10),
        "csat": score(csat, 5),
        "ces": score(rows["ces"], 7),
    }
    codes = {story.words.choice("surveys", "channel", code): code for code in ("form", "phone")}
    frame = rows[FIELDS].assign(
        answered_at=pd.to_datetime(rows["answered_at"]),
        channel=rows["channel"].map(codes),
        comment=rows["comment"].replace("", None),
        **scores,
    )
    return clean(at, "surveys", "answers.csv", frame)


def score(said: pd.Series, highest: int) -> pd.Series:
    number = pd.to_numeric(said.replace("", None))
    return number.where(number <= highest)


def begin(folder: Path, rights: Rights, until: date) -> Path:
    """A store that knows what every quiet programme knows, closed again: a copy of it is filled by
    :func:`load_standing`."""
    store = open_store(str(folder / "quiet.duckdb"))
    _load(store, rights, chapters(SEED, until))
    store.close()
    return folder


def load_standing(store: Store, rights: Rights, seed: int, until: date) -> None:
    """Fill a copy of what :func:`begin` made with :func:`deliveries`."""
    _load(store, rights, deliveries(seed, until))


def _load(store: Store, rights: Rights, sent: Iterable[Delivery]) -> None:
    reader = Reader()
    with store.many_small():
        for delivery in sent:
            store.commit(reader.prepare(delivery), rights, known_at=delivery.known_at)
