"""A workbook of 100,000 × 20 from drop to committed, against what the readers take for its cells alone.

Bounds: at most as long as python-calamine's bare parse of the same file, and ten times faster than pandas with openpyxl
merely reading it. Prints seconds and ratios; fails where a bound is broken. ``--quick`` leaves pandas out.
"""

from __future__ import annotations

import io
import itertools
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

ROWS = 100_000
MOST_OF_CALAMINE = 1.0
LEAST_OF_PANDAS = 10.0
RUNS = 5


def made() -> bytes:
    """An export of 问卷星 by text with the usual columns: ids, times, words of scales, several ticks, comments."""
    from openpyxl import Workbook

    draw = random.Random(20260903)
    rated = ["非常满意", "满意", "一般", "不满意", "非常不满意"]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    own = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的客户编号"]
    asked = (
        "总体满意度 您推荐我们的可能性(0-10) 服务质量 服务态度 遇到的问题（多选） 您对市场活动的评价 沟通告知"
        " 业务连续性 信息保护 性别 年龄 意见建议 城市"
    )
    sheet.append([*own, *(f"{at}、{text}" for at, text in enumerate(asked.split(" "), start=2))])
    begin = datetime(2026, 3, 1)
    for at in range(ROWS):
        sheet.append(
            [
                at + 1,
                f"{begin + timedelta(minutes=3 * at):%Y/%m/%d %H:%M:%S}",
                f"{draw.randint(20, 500)}秒",
                "微信",
                "N/A",
                f"1.2.{at % 200}.{at % 250}(上海-上海)",
                f"C{at:06d}",
                draw.choice(rated),
                str(draw.randint(0, 10)),
                draw.choice(rated),
                draw.choice(rated),
                draw.choice(["排队┋资料丢失", "排队", "(空)"]),
                *(draw.choice(rated) for _ in range(4)),
                draw.choice("男女"),
                draw.randint(18, 80),
                draw.choice(["", "", "很好", f"希望再快一些 {at}"]),
                draw.choice(["上海", "北京", "广州"]),
            ]
        )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def seconds(run: Callable[[], object]) -> float:
    begin = perf_counter()
    run()
    return perf_counter() - begin


def loaded(content: bytes) -> dict[str, float]:
    """Seconds of each step from the dropped bytes to the committed batch, in a store of its own."""
    from data.access import local_rights
    from data.ingest import prepare, read_file, understand
    from data.store import open_store

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "store" / "programme.duckdb"))
        marks = [perf_counter()]
        book = read_file("export.xlsx", content)
        marks.append(perf_counter())
        how = understand(book)
        marks.append(perf_counter())
        prepared = prepare(book, how)
        marks.append(perf_counter())
        receipt = store.commit(prepared, local_rights("bench", "administrator"))
        marks.append(perf_counter())
        store.close()
    if receipt.counts.new != ROWS:
        raise SystemExit(f"{receipt.counts}")
    steps = dict(
        zip(
            ("read", "understand", "prepare", "commit"),
            (b - a for a, b in itertools.pairwise(marks)),
            strict=True,
        )
    )
    return steps | {"all": marks[-1] - marks[0]}


def main() -> int:
    import pandas as pd
    import python_calamine

    content = made()
    bare, ours = [], []
    for _ in range(RUNS):  # in turns, so that a busy moment of the machine strikes both
        bare.append(
            seconds(lambda: python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python())
        )
        ours.append(loaded(content))
    best = min(ours, key=lambda steps: steps["all"])
    say = sys.stdout.write
    say(f"{len(content) / 1e6:.1f} MB, {ROWS} x 20\n")
    say("ours: " + "  ".join(f"{name} {value:.2f} s" for name, value in best.items()) + "\n")
    ratio = best["all"] / min(bare)
    reading = (best["all"] - best["commit"]) / min(bare)
    say(
        f"python-calamine to_python {min(bare):.2f} s: drop to committed {ratio:.2f}x (at most {MOST_OF_CALAMINE}),"
        f" without the commit {reading:.2f}x\n"
    )
    failed = ratio > MOST_OF_CALAMINE
    if "--quick" not in sys.argv:
        slow = seconds(lambda: pd.read_excel(io.BytesIO(content), engine="openpyxl", dtype=str))
        say(f"pandas + openpyxl {slow:.2f} s: {slow / best['all']:.1f} times ours (at least {LEAST_OF_PANDAS:.0f})\n")
        failed |= slow / best["all"] < LEAST_OF_PANDAS
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
