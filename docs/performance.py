"""What benchmarks found, kept as lines of ``docs/performance.jsonl``, and the page that shows them."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RECORDS = Path(__file__).resolve().parent / "performance.jsonl"
NAMES = {
    "empty": "an empty page of stock Streamlit",
    "afternoon": "what somebody writes in an afternoon: pandas, four `st.plotly_chart`",
    "plotly_chart": "the satisfaction overview, its figures by `st.plotly_chart`",
    "product": "**the satisfaction overview as it is**: its figures by the component",
}
AIMS = (("of_empty", "an empty rerun", "at most 2.0"), ("of_afternoon", "the afternoon's page", "at most 0.5"))
TRIED = """
## How a figure reaches the browser

Each figure is data for one component (`pages/kit/figure.js`). Its Plotly JSON is made once for a state of the store, a scope, a
language and a palette, and kept as bytes; a rerun sends them as they are, and Streamlit's own cache of messages sends a hash where
the browser has had them before. In the browser the component compares what it is given with what it has drawn: a figure that says
the same is not touched, one that changed goes to `Plotly.react` in the element that stands, at a height that is known beforehand.
The figures in sight are drawn first, each in a task of its own. plotly.js is the file that Streamlit ships for `st.plotly_chart`:
from the same server, kept by the browser for good, loaded once.

What was tried, and what became of it:

* **Kept figures as bytes instead of `go.Figure`** (kept). A rerun unpickled four figures, and Plotly checked every property of
  every trace again; then they were copied and written as JSON, to the same bytes as the time before. Together more than half of
  the Python of a rerun.
* **The table behind a chart made when it is opened** (kept). It was made at each rerun for a button that few press.
* **The version of the store remembered until something is written** (kept). Every part of a page asked the file for it: 31 questions a rerun.
* **The events of a small plot in one trace** (kept). Eight plots had up to forty traces of a few marks each.
* **`st.plotly_chart` fed from the kept JSON**: it builds and checks a `go.Figure` of it again, and draws a changed figure anew;
  this is the row of the table above.
* **plotly.js from the Python package through the route of packaged components**: compressed at each request and not kept by the
  browser, so every page would load 4.8 MB anew. Not taken.
* **Where the aims are not reached**: what is left of a change in the browser is Plotly's own drawing. In a profile of two changes (load 22, so
  everything took ten times as long) 3.4 s of a change were spent in plotly.js and 0.9 s in React; `Plotly.react` of the eight small plots
  of the waves took 2.4 to 2.8 s of the 4.7 to 5.0 s of all four figures (their events were then still in 35 traces). An empty page has
  33 elements in its main part and this one eighty times as many.
"""


def note(said: dict[str, Any]) -> None:
    """Write down what a benchmark found, in place of what it had found before for the same page."""
    kept = [one for one in records() if (one["bench"], one["page"]) != (said["bench"], said["page"])]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    where = f"{cores} cores, Python {platform.python_version()}"
    kept.append({"when": f"{datetime.now(UTC):%Y-%m-%d %H:%M}", "where": where, **said})
    RECORDS.write_text("".join(json.dumps(one) + "\n" for one in kept), "utf-8")


def records() -> list[dict[str, Any]]:
    """What is written down, a dictionary a page that was measured."""
    return [json.loads(line) for line in RECORDS.read_text("utf-8").splitlines()] if RECORDS.exists() else []


def render_performance() -> str:
    """The page: a changed filter in a browser, the Python of a rerun, and what was tried."""
    found = {(one["bench"], one["page"]): one for one in records()}
    browser = [found["browser", page] for page in NAMES if ("browser", page) in found]
    lines = [
        "# Performance",
        "<!-- Written by `make docs` from `docs/performance.jsonl`, which `make bench` writes. -->",
        "",
        "Ratios within one run, in the middle and from the least to the most: times alone say more about the machine than about the page.",
    ]
    if browser:
        lines += [
            "",
            "## A changed filter in a real browser",
            "",
            f"Chromium and the servers on one machine ({browser[0]['where']}, {browser[0]['when']} UTC, load {browser[0]['load']}), warm, "
            f"{browser[0]['rounds']} rounds in which every page was changed in turn; from the click to the frame after the last change.",
            "",
            "| page | change | × an empty rerun | × the afternoon's page | server's last word after | kB a change | elements | first complete page |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {NAMES[one['page']]} | {one['change_ms']:,} ms | {_span(one['of_empty'])} | {_span(one['of_afternoon'])} | {one['heard_ms']:,} ms "
            f"| {one['kilobytes']} | {one['elements']:,} | {one['first_ms'] / 1000:.1f} s |"
            for one in browser
        ]
        product = found["browser", "product"]
        lines += ["", *(_aim(product[key], to, aim) for key, to, aim in AIMS)]
    python = [one for (bench, _), one in found.items() if bench == "python"]
    if python:
        lines += [
            "",
            "## The Python of a rerun",
            "",
            "Milliseconds of processor time of the thread that runs the page, warm, by turns with two scores; the least, middle and most of ten.",
            "",
            "| what | ms | calls of functions |",
            "|---|---|---|",
        ]
        lines += [
            f"| {one['page']} | {one['ms'][0]} · {one['ms'][1]} · {one['ms'][2]} | {one['calls']:,} |" for one in python
        ]
    return "\n".join(lines) + "\n" + TRIED


def _span(ratio: list[float]) -> str:
    middle, least, most = ratio
    return f"{middle:.2f} ({least:.2f}–{most:.2f})"


def _aim(ratio: list[float], to: str, aim: str) -> str:
    held = "reached" if ratio[0] <= float(aim.split()[-1]) else "**not reached**"
    return f"* Aim: {aim} × {to}; measured {_span(ratio)}: {held}."
