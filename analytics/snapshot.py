"""One look at the programme: a store and a scope, each question and each bundle read once for whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from analytics.looks import FILTERED, WHOLE, looks_of, within
from analytics.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

    from data.store import Store
    from data.store.query import Query

P = ParamSpec("P")
T = TypeVar("T")


def once(load: Callable[Concatenate[Store, Scope, P], T]) -> Callable[Concatenate[Store, Scope, P], T]:
    """Make ``load_*(store, scope, …)`` be computed once for a scope and a state of the datasets that it reads.

    Pages, alerts, commands and slides that ask for the same bundle get the same one. What it takes beside the store and
    the scope must be hashable, and it must depend on nothing else but business time and what the rights let be seen:
    readers of the same rights share it, except where single rows are read in it.
    """
    name = f"{load.__module__}.{load.__qualname__}"

    @wraps(load)
    def remembered(store: Store, scope: Scope, *args: P.args, **kwargs: P.kwargs) -> T:
        anybody = scope.but(rights=replace(scope.rights, user="", purpose=""))
        reader = (scope.rights.user, scope.rights.purpose)
        key: tuple[Hashable, ...] = (name, anybody, args, tuple(sorted(kwargs.items())))

        def made() -> T:
            return store.remember(key, lambda: load(store, scope, *args, **kwargs), as_of=scope.as_of, reader=reader)

        if scope.as_of or within():
            return made()
        seconds = WHOLE if scope == Scope(scope.rights) else FILTERED
        return looks_of(store).get(key, made, lambda there: remembered(there, scope, *args, **kwargs), seconds)

    return remembered


@dataclass(frozen=True)
class Snapshot:
    """What everything above the rows is given: where to read and what is looked at."""

    store: Store
    scope: Scope

    def get(self, load: Callable[Concatenate[Store, Scope, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A bundle of this look."""
        return load(self.store, self.scope, *args, **kwargs)

    def read(self, query: Query, **params: Any) -> pd.DataFrame:
        """The answer to one question in this scope; ``params`` beside those of the scope."""
        scope = self.scope
        return self.store.read(query, scope.rights, as_of=scope.as_of, params={**scope.params(), **params})

    def but(self, **changes: Any) -> Snapshot:
        """The same store looked at with another scope."""
        return replace(self, scope=self.scope.but(**changes))
