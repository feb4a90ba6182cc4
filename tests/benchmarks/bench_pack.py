"""The pack of the demo: seconds and memory of each form; and ten native charts against ten matplotlib pictures on the
same slides.

Matplotlib and python-pptx work in an environment of their own, made in a temporary folder (``HANDOVER_MATPLOTLIB``
names the Python of one that exists). Their charts are drawn from the numbers behind ours – a line or bars a column,
title and key –, at 150 dots an inch in the size that ours have on the slide. What both need to know before – libraries,
fonts, the answers of the store – is loaded before the clock starts; each does its ten slides ``RUNS`` times. Fails
where a presentation does not hold ten charts or pictures.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tests.benchmarks.peak import peak

if TYPE_CHECKING:
    from analytics.marks import Exhibit
    from data.store import Store

CHARTS, RUNS, AIM = 10, 5, 8.0
TODAY = date(2026, 11, 22)
PEERS = ("matplotlib==3.11.2", "python-pptx==1.0.2")
THEIRS = """
import io, json, sys, time
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from pptx import Presentation
from pptx.util import Inches

charts, took = json.load(open(sys.argv[1])), []

def slides(charts):
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(13.33), Inches(7.5)
    for chart in charts:
        figure, axes = plt.subplots(figsize=(12.42, 4.71), dpi=150)
        places = range(len(chart["names"]))
        for name, values in chart["columns"]:
            known = [float("nan") if value is None else value for value in values]
            if chart["bars"]:
                axes.bar(places, known, label=name)
            else:
                axes.plot(places, known, label=name)
        step = max(1, len(chart["names"]) // 12)
        axes.set_xticks(list(places)[::step], chart["names"][::step])
        axes.legend()
        picture = io.BytesIO()
        figure.savefig(picture, format="png")
        plt.close(figure)
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = chart["title"]
        slide.shapes.add_picture(picture, Inches(0.46), Inches(1.94), Inches(12.42), Inches(4.71))
    out = io.BytesIO()
    presentation.save(out)
    return presentation, out.getvalue()

slides(charts[:1])  # fonts are looked for once
for _ in range(int(sys.argv[2])):
    begin = time.perf_counter()
    made, data = slides(charts)
    took.append(time.perf_counter() - begin)
pictures = sum(shape.shape_type == 13 for slide in made.slides for shape in slide.shapes)
print(json.dumps({"seconds": took, "drawn": pictures, "bytes": len(data)}))
"""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def ten_charts(store: Store) -> list[Exhibit]:
    """The first ten charts of the catalogue that a slide draws, each of another kind or area first."""
    from analytics.catalogue import Chart, areas
    from analytics.marks import Grid
    from analytics.scope import Scope
    from data.access import local_rights
    from data.language import Translator

    scope, t = Scope(local_rights("bench", "administrator")), Translator("en")
    found: list[Exhibit] = []
    for area in areas():
        own: list[Exhibit] = []
        for section, part in area.parts():
            if isinstance(part, Chart) and len(own) < 2:
                shown = part.exhibit(store, scope, [choice.settled("", store, scope) for choice in section.choices], t)
                if shown is not None and shown.body is not None and not isinstance(shown.body, Grid):
                    own.append(shown)
        found += own
        if len(found) >= CHARTS:
            break
    return found[:CHARTS]


def numbers_of(exhibit: Exhibit) -> dict[str, Any]:
    """What somebody would hand to matplotlib: names down the rows, and each column of numbers."""
    from analytics.marks import Grid
    from analytics.marks.kinds import Bars
    from analytics.marks.words import table_of
    from data.language import Translator

    if exhibit.body is None or isinstance(exhibit.body, Grid):
        raise ValueError("no chart")
    grid = table_of(exhibit.body, Translator("en"))
    raw = [[cell.value for cell in row] for row in grid.rows]
    columns = [
        (head, [row[at] if isinstance(row[at], int | float) else None for row in raw])
        for at, head in enumerate(grid.heads)
        if any(isinstance(row[at], int | float) for row in raw)
    ]
    names = [row[0].text for row in grid.rows]
    return {"title": exhibit.title, "names": names, "columns": columns, "bars": isinstance(exhibit.body, Bars)}


def drawn(exhibits: list[Exhibit]) -> tuple[list[float], int, int]:
    """Seconds of each run over the ten slides, how many charts the last one holds, and its bytes."""
    from pptx import Presentation

    from analytics.reports.slide import Edges, add_exhibit, new_presentation, saved
    from data.language import Translator

    t, took, data = Translator("en"), [], b""
    for count in (1, *[len(exhibits)] * RUNS):  # the first warms up
        begin = perf_counter()
        presentation = new_presentation("Bench", t)
        for exhibit in exhibits[:count]:
            add_exhibit(presentation, exhibit, t, Edges())
        data = saved(presentation)
        took.append(perf_counter() - begin)
    slides = Presentation(io.BytesIO(data)).slides
    return took[1:], sum(len(slide.shapes) > 2 for slide in slides), len(data)


def packs(store: Store) -> None:
    """Seconds and memory of the usual pack: the questions once, then each form."""
    from analytics.meeting.command import FORMS, written_as
    from analytics.meeting.pack import load_pack
    from analytics.scope import Scope
    from data.access import local_rights
    from data.language import Translator

    scope, t = Scope(local_rights("bench", "administrator")), Translator("en")
    for again in ("the first time", "again"):
        before, began = peak(), perf_counter()
        pack = load_pack(store, scope, [], t)
        say(
            f"questions of {len(pack.leaves)} pieces, {again}: {perf_counter() - began:.2f} s, {peak() - before:.0f} MB"
            " more"
        )
    for form in FORMS:
        before, began = peak(), perf_counter()
        data = written_as(pack, form, t)
        say(f"{form}: {perf_counter() - began:.2f} s, {len(data) / 1e6:.1f} MB, {peak() - before:.0f} MB more memory")


def their_python(folder: Path) -> str:
    """The Python of an environment with matplotlib."""
    if given := os.environ.get("HANDOVER_MATPLOTLIB"):
        return given
    subprocess.run([sys.executable, "-m", "venv", str(folder / "peer")], check=True)
    subprocess.run([str(folder / "peer/bin/pip"), "install", "--quiet", *PEERS], check=True)
    return str(folder / "peer/bin/python")


def main() -> int:
    os.environ["HANDOVER_TODAY"] = TODAY.isoformat()
    from data.access import local_rights
    from data.demo import load_demo
    from data.store import open_store

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = their_python(folder)
        store = open_store(str(folder / "store" / "programme.duckdb"))
        load_demo(store, local_rights("bench", "administrator"), until=TODAY)
        exhibits = ten_charts(store)
        ours, charts, size = drawn(exhibits)
        (folder / "charts.json").write_text(json.dumps([numbers_of(one) for one in exhibits], default=str), "utf-8")
        done = subprocess.run(
            [python, "-c", THEIRS, str(folder / "charts.json"), str(RUNS)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        peer = json.loads(done.stdout.strip().splitlines()[-1])
        ratios = [slow / fast for slow, fast in zip(peer["seconds"], ours, strict=True)]
        say(
            f"{charts} native charts {min(ours):.3f}–{max(ours):.3f} s, {size / 1e3:.0f} kB:"
            f" {', '.join(type(one.body).__name__ for one in exhibits)}"
        )
        say(
            f"{peer['drawn']} matplotlib pictures of the same numbers"
            f" {min(peer['seconds']):.2f}–{max(peer['seconds']):.2f} s, {peer['bytes'] / 1e3:.0f} kB"
        )
        say(f"pictures take {min(ratios):.1f}–{max(ratios):.1f} times as long (aim {AIM:.0f})")
        packs(store)
        store.close()
    return int(not charts == peer["drawn"] == CHARTS)


if __name__ == "__main__":
    sys.exit(main())
