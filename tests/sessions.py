"""Sessions of readers without a browser, waited for at little cost: whoever opens one takes ``AppTest`` from here.

AppTest asks a thousand times a second whether the page has been run, and each time takes the interpreter away from it:
a third of all that tests of pages took. Here the end of its thread is waited for. Each session also looks through all
installed packages for components: a third of a second, and the answer is always the same.
"""

from __future__ import annotations

from functools import cache

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

__all__ = ["AppTest"]

_asked_again = local_script_runner.require_widgets_deltas


def _at_its_end(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
    """Wait for the run; one that lasts longer than ``timeout`` seconds is ended and told as ever."""
    if runner._script_thread is not None:
        runner._script_thread.join(timeout)
    if not runner.script_stopped():
        _asked_again(runner, timeout=0)


local_script_runner.require_widgets_deltas = _at_its_end
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
