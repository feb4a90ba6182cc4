"""The story told by a process of its own, so that the next deliveries are made while the last ones are stored.

A second thread gains nothing: making deliveries and storing them wait for the same interpreter.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from data.demo.answers import Voice, simulate
from data.demo.delivery import Delivery
from data.demo.reading import Reader
from data.demo.story import tell
from data.demo.truth import load_truth
from data.store.batch import Prepared

ROOT = Path(__file__).resolve().parents[2]
RUN = "import sys; from data.demo import telling; telling.main(*sys.argv[1:])"
Ready = tuple[int, Delivery, Prepared]


@dataclass(frozen=True)
class Volumes:
    """How much the story holds in all its weeks."""

    customers: int
    invitations: int
    answers: int

    @classmethod
    def of(cls, voice: Voice) -> Volumes:
        return cls(len(voice.roster.number), len(voice.invitations), len(voice.answers))


def ready(deliveries: Iterator[tuple[int, Delivery]], until: date) -> Iterator[Ready]:
    """The deliveries known by a day, with their rows as they will be stored."""
    reader = Reader()
    for week, delivery in deliveries:
        if delivery.known_at.date() <= until:
            yield week, delivery, reader.prepare(delivery)


def told(seed: int, weeks: int, lang: str, until: date, *, quiet: bool = False) -> Iterator[Volumes | Ready]:
    """What there is in all, then each delivery with its rows; its own frame is left behind.

    Raises ``RuntimeError`` where the other process ends before the story does.
    """
    given = (str(seed), str(weeks), lang, until.isoformat(), str(int(quiet)))
    with subprocess.Popen([sys.executable, "-c", RUN, *given], cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        try:
            while (one := pickle.load(child.stdout)) is not None:
                yield one
        except (EOFError, pickle.UnpicklingError) as error:
            raise RuntimeError("the story of the demo programme broke off") from error
        finally:
            child.kill()


def main(seed: str, weeks: str, lang: str, until: str, quiet: str) -> None:
    """Write the story to the standard output; what a library may print goes to the other one."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    truth = load_truth()
    voice = simulate(int(seed), int(weeks), truth.quiet() if int(quiet) else truth)
    pickle.dump(Volumes.of(voice), out, protocol=5)
    story = tell(int(seed), voice, lang, quiet=bool(int(quiet)))
    for week, delivery, prepared in ready(story, date.fromisoformat(until)):
        pickle.dump((week, replace(delivery, frame=delivery.frame.iloc[:0]), prepared), out, protocol=5)
    pickle.dump(None, out, protocol=5)
    out.close()
