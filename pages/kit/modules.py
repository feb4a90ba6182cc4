"""Every module of the product, loaded once by one thread before anybody is served.

Python keeps a lock for each module that is being loaded. Where two threads load modules that need each other, each
would wait for the other for ever: Python lets one of them go on with half a module instead, and the first visitor of a
server that has just started reads of an error. Whoever imports this module after another has begun waits until all are
whole.
"""

from importlib import import_module
from pkgutil import walk_packages

BEGUN_AS_PROGRAMS = "__main__"
OF_OTHERS = ("pandas", "plotly.graph_objects", "scipy.optimize", "scipy.stats")
"""Large libraries that single functions import: what they are made of is loaded in a circle too."""


def _load() -> tuple[str, ...]:
    """The names of all that is loaded; the pages themselves are run for each reader, not imported."""
    packages = [(name, import_module(name).__path__) for name in ("data", "analytics", "pages.kit")]
    within = [found.name for name, where in packages for found in walk_packages(where, f"{name}.")]
    names = (*OF_OTHERS, *(name for name in within if not name.endswith(BEGUN_AS_PROGRAMS)))
    for name in names:
        import_module(name)
    return names


LOADED = _load()
