"""Falsified screens are seen: kinds that once were not, and with `make prove` all eleven of them and a sample of all
single changes.

Survivors of the sample are reported, each by its name. Some change a branch that the demo programme never takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tests.conftest import proving
from tests.mutation.mutants import FALSIFIED, TILES, applied, every, sample
from tests.mutation.run import run


def test_what_is_falsified_is_seen(record_property: Callable[[str, object], None]) -> None:
    verdicts = run([*FALSIFIED[-proving(4, len(FALSIFIED)) :][: proving(2, len(FALSIFIED))], *sample(proving(0, 60))])
    counts = Counter(verdict.seen for verdict in verdicts)
    record_property("falsified_screens", ", ".join(f"{n} {seen}" for seen, n in sorted(counts.items())))
    survivors = [verdict.mutant.name for verdict in verdicts if verdict.seen == "survived"]
    for name in survivors:
        record_property("survived", name)
    assert [name for name in survivors if name in {mutant.name for mutant in FALSIFIED}] == []


def test_every_page_has_code_to_falsify() -> None:
    assert {mutant.page for mutant in every()} == set(TILES)
    assert {mutant.page for mutant in sample(len(TILES))} == set(TILES)


def test_what_is_falsified_is_the_code_as_it_stands() -> None:
    for mutant in FALSIFIED:
        with applied(mutant):
            pass
