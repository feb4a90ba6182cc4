"""What is looked at through an edition and not kept in it: another selection, or a question that a newer version of the
product puts in other words. It is reckoned anew from what was known then, and may so differ from what a meeting was
shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from analytics.behind import load_branch_names
from analytics.meeting.choosing import offered, singles
from analytics.meeting.editions import edition_named, tellers
from analytics.meeting.pack import walk
from analytics.metrics import METRICS
from analytics.scope import Scope
from analytics.standing import load_standing
from data.store.memory import ANEW, reading

if TYPE_CHECKING:
    from data.access import Rights
    from data.language import Translator
    from data.store import Store


def load_pieces_anew(store: Store, rights: Rights, edition: str, t: Translator) -> list[str]:
    """The pieces of the whole catalogue that an edition does not keep, by their place and finding. Refusal
    ``edition_unknown``."""
    scope = Scope(rights, as_of=edition_named(store, edition))
    t = t.knowing(load_branch_names(store, scope))
    leaves, _ = walk(store, scope, singles(offered().values()), t, lambda words, share: None)
    return [f"{leaf.pick.words(t)}: {leaf.exhibit.title}" for leaf in leaves if leaf.anew]


def load_told_anew(store: Store, rights: Rights, editions: Sequence[str], t: Translator) -> list[str]:
    """Of what is compared between editions: the numbers, and the kinds of other things, that one of them does not
    keep. Refusal ``edition_unknown``."""
    found: list[str] = []
    for edition in editions:
        scope = Scope(rights, as_of=edition_named(store, edition))
        for metric, known in METRICS.items():
            if _anew(partial(load_standing, store, scope, metric)):
                found.append(known.passport.title(t))
        for what, tell in tellers().items():
            if what != "number" and _anew(partial(tell, store, scope, t)):
                found.append(t(f"meeting.changed.of.{what}"))
    return list(dict.fromkeys(found))


def _anew(make: Callable[[], Any]) -> bool:
    return ANEW in reading(make)[1]
