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
the same is not touched, one that changed is drawn in the element that stands, at a height that is known beforehand. The figures in
sight are drawn first, each in a task of its own. Lines, bands, dots, bars and words on axes whose ticks the server wrote are drawn as
SVG by `pages/kit/draw.js`: 248 of the 274 figures of the catalogue in two languages. What needs more (maps of colours, arrows, axes
that find their own ticks) goes to `Plotly.react`; plotly.js is the file that Streamlit ships for `st.plotly_chart`, from the same
server, kept by the browser for good, loaded once and only where such a figure is on the page.

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
* **Our own drawing of plain figures** (kept). With drawing left out altogether a change took 2.1 times an empty rerun instead of 5.8 (one run,
  load 10): plotly.js was two thirds of it. The four figures of the overview, drawn for the first time on one page at load 16: 15, 2, 29 and
  1 ms against 492, 203, 634 and 203 ms by plotly.js, with the same words and marks (`tests/browser/test_every_chart.py` holds the two
  beside each other for each chart of the catalogue); the page has 1,332 elements instead of 2,683.
* **Cards without their buttons, tiles as one piece of HTML, a style sheet without `:has`**: in that run together 4.5 instead of 5.8 while
  plotly.js still drew, and 2.0 instead of 2.1 without drawing. Not taken: what they are worth by themselves is within the noise of a run.
* **Where the aims are not reached**: in a profile of six changes at load 6 our drawing is 9 ms of a change (plotly.js was 191 in the same profile
  before, at load 5), React with the styles of Streamlit's elements about 90, working styles out 40 (89 before), painting 25; the server's last word
  comes in the middle of it. What is left is Streamlit's own: about 110 messages a change, of which 31 are containers, 27 pieces of HTML, 10 pop-overs
  and 9 buttons for files. Fewer elements a card is what would be next; it was not done.

## Many answers

From 200,000 answers on the store keeps them beside the ledgers, in memory: each with the day of the customer's next answer, so that the
last one of a cell is known without sorting, and sums by wave, branch and segment for each question that was asked
(`analytics/satisfaction/numbers/turns.py`). What is kept is made at the first question after a load, an undo or an erasure, by the
thread that works out again what was looked at; another filter is a sum of sums. Customers who answered from two places are counted from
their answers. `tests/analytics/test_kept_answers.py` holds both ways beside each other over random programmes; as of the past the
ledgers are asked. `tests/benchmarks/bench_answers.py` measures it; two million answers of 400,000 customers at load 13: a filter
0.49 s of questions against 11.39 (23 times as long), the first look 15.7 s against 23.1. The other questions of a large programme – drivers,
modes, the move, rights – are asked of the ledgers as before: all alerts at once took 16.7 s there (29.5 before).

## Ten million customers

Curves, numbers at risk and the log-rank test are asked of lives that are counted once for a state of the ledgers
(`LIVES` in `analytics/retention/statements.py`); `tests/benchmarks/bench_survival.py` holds both questions beside lifelines. The first
one after a change is dear: each customer's moves and departures are found by a name of 32 characters. Of one million customers the
grouping of the moves takes about a third of the work, finding the departures and grouping them a fifth, the join of both a tenth, the sums of lives
another tenth, reading the rest. Measured with 10 million (those of the benchmark, nine times more under other names; load 12), by the processor:

| customers counted at a time | processor | memory more | of it pages of the file that the engine keeps |
|---|---|---|---|
| all, as it was | 9.6 s | 2,466 MB | 281 MB |
| **1,000,000, as it is** | 13.8 s | 596 MB | 281 MB |
| 750,000 | 15.4 s | 544 MB | 281 MB |
| 500,000 | 19.1 s | 514 MB | 281 MB |
| 400,000 | 21.7 s | 510 MB | 281 MB |

Measured again on 30 November 2026, in the same way on a machine as busy: 622 to 666 MB.

* **Parts of a million customers** (kept): each part reads the ledgers again, 0.3 s of them, and is counted by itself; the sums are added up. Programmes of
  up to a million rows are one part, as before. Smaller parts cost more than they save.
* **150 MB are not reached by the first question**: the pages with ten million names alone are more, and the engine keeps them as long as it has room. Its limit of memory is one for all questions and stands
  at half of the machine; lowered for one question it would let others fail. Every other question takes 25 MB at most.
* **Departures as a list a customer**, so that the moves are read once: 456 MB and 2.3 s a million customers instead of 255 and 0.8; not taken.
* **Names as numbers** (`customer::uuid`): grouping ten million takes 610 MB instead of 1,016, and 3.3 s of the processor instead of 2.0; not taken.
* **Kinds of customers kept at every commit, so that no question groups names** (not done): by the days themselves – wave, cut-over, departure – the customers of the benchmark are 2.4 million kinds, a quarter of
  them and no answer. By the days from cut-over to departure of who is gone, and by the cut-over of who is there, they are 13,483, and the first question would cost what the others do. Such counts are right only if commit, undo, edit, erasure, a
  later roster and the cut-over of a wave take each customer concerned out of the old kind and into the new one, for a customer of several moves and absences by their list; what a reader of some branches may see would be counted from the names as now.
* **Every other question** – another dimension, a filter, the alerts – is asked of the counts: both statements add up doubles (the engine’s sums of integers are 128 bits wide) and each pair of groups is compared once.
  At load 11 lifelines took 41 times their work (30 to 66), 64 ms against 2.73 s.
* **Parts by a parameter without a type** (`hash(customer) % $parts = $part`) took ten times as long as with the types written out.
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
