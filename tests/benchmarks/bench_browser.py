"""What a reader waits in a real browser for a changed filter, as ratios to an empty page of stock Streamlit in the same
run.

Four pages are open side by side, each from a server of its own: an empty one, what somebody writes in an afternoon
(pandas and four ``st.plotly_chart``), and the satisfaction overview with its figures drawn by ``st.plotly_chart`` and
as the product draws them. Round by round the score is changed on each, so that a slow minute of the machine is in all
of them. A change counts from the click to the frame after the last change of the page; the first rounds, in which the
caches are filled, do not count. What is found is written into ``docs/performance.jsonl``, of which ``make docs`` makes
``docs/performance.md``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from data.access import local_rights
from data.store import Query, open_store
from docs.performance import note
from tests.browser.server import FLAGS, TODAY, serving
from tests.ensure_browser import chromium
from tests.golden.store import built

WARM, ROUNDS = 4, int(os.environ.get("HANDOVER_BENCH_ROUNDS", "15"))
SCORES = ("nps", "csat")
QUIET = 700
"""Milliseconds without a change after which a page is complete."""
WATCH = """
(() => {
  const told = window.__told = { last: 0, clicked: 0, said: 0 };
  const painted = () => requestAnimationFrame(() => setTimeout(() => { told.last = performance.now(); }, 0));
  addEventListener("click", () => { told.clicked = performance.now(); }, true);
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", () => { told.said = performance.now(); });
    }
  };
  addEventListener("DOMContentLoaded", () => new MutationObserver((all) => {
    if (all.some((one) => (one.target.closest ? one.target : one.target.parentElement)?.closest("[data-testid=stMain]"))) painted();
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true }));
})();
"""
ENDED = f"""() => window.__told.said > window.__told.clicked
  && document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning"
  && performance.now() - Math.max(window.__told.last, window.__told.said) > {QUIET}"""


@dataclass
class Peer:
    """A page that is open in the browser. ``changes`` are milliseconds of a change, ``heard`` those until the last word
    of the server had come, ``sizes`` the bytes that came for it."""

    name: str
    page: Page
    first: float = 0.0
    elements: int = 0
    changes: list[float] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    bytes: int = 0

    def change(self, score: str) -> None:
        """Choose a score and wait until the page stands."""
        self.bytes = 0
        self.page.locator(".st-key-score button").nth(SCORES.index(score)).click()
        self.page.wait_for_function(ENDED, timeout=60_000)
        told = self.page.evaluate("window.__told")
        self.changes.append(told["last"] - told["clicked"])
        self.heard.append(told["said"] - told["clicked"])
        self.sizes.append(self.bytes)


def opened(browser: Browser, name: str, address: str) -> Peer:
    """Open a page as a new reader does; its first complete page is what a server that just started gives."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB", bypass_csp=True).new_page()
    page.add_init_script(WATCH)
    peer = Peer(name, page)

    def listen(line: WebSocket) -> None:
        line.on("framereceived", lambda frame: setattr(peer, "bytes", peer.bytes + len(frame)))

    page.on("websocket", listen)
    page.goto(address)
    page.locator(".st-key-score button").first.wait_for(timeout=120_000)
    page.wait_for_function(ENDED, timeout=120_000)
    peer.first = page.evaluate("window.__told.last")
    peer.elements = page.locator("[data-testid=stMain] *").count()
    return peer


def answers(store: Path, folder: Path) -> Path:
    """The answers of the demo programme as a file that an afternoon's page reads."""
    opened_store = open_store(str(store))
    query = Query(
        "bench.answers",
        "select answered_at, wave, segment, branch, nps, csat, csat_points, ces, ces_points from {surveys}",
        "rows",
    )
    opened_store.read(query, local_rights("bench", "administrator")).to_parquet(folder / "answers.parquet")
    opened_store.close()
    return folder / "answers.parquet"


def measure(folder: Path) -> list[Peer]:
    """Every page changed in turn, round by round."""
    path = chromium()
    if path is None:
        raise SystemExit("no Chromium: run `python -m tests.ensure_browser`")
    places = [Path(shutil.copytree(built(), folder / name)) / "programme.duckdb" for name in ("stock", "own")]
    file = answers(places[0], folder)
    product = {"HANDOVER_TODAY": TODAY}
    stock, own = ({**product, "HANDOVER_STORE": str(place)} for place in places)
    pages = (
        ("empty", ["streamlit", "run", "tests/benchmarks/peers/empty.py"], {}, ""),
        ("afternoon", ["streamlit", "run", "tests/benchmarks/peers/afternoon.py"], {"PEER_ANSWERS": str(file)}, ""),
        ("plotly_chart", ["tests.benchmarks.peers.charts_of_streamlit", "run", "dashboard.py"], stock, "/satisfaction"),
        ("product", ["streamlit", "run", "dashboard.py"], own, "/satisfaction"),
    )
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        peers = []
        for name, command, settings, page in pages:
            address = stack.enter_context(serving(command, folder, **settings))
            peers.append(opened(browser, name, f"{address}{page}"))
        for turn in range(WARM + ROUNDS):
            for peer in peers:
                peer.page.bring_to_front()
                peer.change(SCORES[(turn + 1) % 2])
        browser.close()
    for peer in peers:
        del peer.changes[:WARM], peer.heard[:WARM], peer.sizes[:WARM]
    return peers


def ratios(of: Peer, to: Peer, what: Callable[[Peer], list[float]] = lambda peer: peer.changes) -> list[float]:
    """The ratio in each round, in ascending order."""
    return sorted(one / other for one, other in zip(what(of), what(to), strict=True))


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        peers = measure(Path(place))
    empty, afternoon = peers[:2]
    for peer in peers:
        against, beside = ratios(peer, empty), ratios(peer, afternoon)
        said = {
            "bench": "browser",
            "page": peer.name,
            "rounds": len(peer.changes),
            "load": round(os.getloadavg()[1]),
            "change_ms": round(median(peer.changes)),
            "change_least_ms": round(min(peer.changes)),
            "heard_ms": round(median(peer.heard)),
            "of_empty": [round(one, 2) for one in (median(against), against[0], against[-1])],
            "of_afternoon": [round(one, 2) for one in (median(beside), beside[0], beside[-1])],
            "kilobytes": round(median(peer.sizes) / 1000, 1),
            "elements": peer.elements,
            "first_ms": round(peer.first),
        }
        note(said)
        sys.stdout.write(
            f"{peer.name:<13} change {said['change_ms']:5} ms (least {said['change_least_ms']}, server's last word"
            f" {said['heard_ms']})  x empty {said['of_empty']}  x afternoon {said['of_afternoon']}  {said['kilobytes']}"
            f" kB  {peer.elements} elements  first {said['first_ms']} ms\n"
        )
    return 0


if __name__ == "__main__":
    began = time.perf_counter()
    code = main()
    sys.stdout.write(f"{time.perf_counter() - began:.0f} s\n")
    sys.exit(code)
