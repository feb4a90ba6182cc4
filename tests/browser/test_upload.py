"""Uploading in a real browser: a newcomer's way from file to undo, and two people uploading while a third reads."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import visit
from tests.browser.server import ROOT, TODAY, running

IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
PATIENCE = 40_000


def settle(page: Page) -> None:
    """Wait until the page has nothing left to do."""
    page.wait_for_timeout(300)
    page.wait_for_selector(IDLE, timeout=PATIENCE)


def drop(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").first.set_input_files({"name": name, "mimeType": "", "buffer": content})
    expect(page.locator(".ho-step-here")).to_contain_text("3", timeout=PATIENCE)
    settle(page)


def press(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").click()
    settle(page)


def heading(page: Page) -> str:
    return page.locator("h1.ho-message").inner_text()


def answers(first: int, n: int, *, survey: str) -> bytes:
    """A list of ``n`` answers of one survey, made by hand, with ids from ``first``."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["survey", "response_id", "answered_at", "wave", "nps"])
    for number in range(first, first + n):
        writer.writerow([survey, f"R{number}", "2026-11-10 10:00", "W1", number % 11])
    return out.getvalue().encode()


@pytest.mark.shared
def test_a_newcomer_uploads_on_an_empty_programme(browser: Browser, tmp_path: Path, shared_dir: Path) -> None:
    content = (shared_dir / "formats/wjx_code.xlsx").read_bytes()
    with running(tmp_path / "empty.duckdb") as site:
        seen = visit(browser, f"{site}/upload?lang=en")
        page = seen.page
        drop(page, "wjx_code.xlsx", content)
        assert "2 questions need your word" in heading(page)
        keep = page.locator(".st-key-upload_keep button")
        expect(keep).to_be_disabled()
        page.get_by_role("radio", name="No, 1 is the best").click()
        settle(page)
        expect(keep).to_be_disabled()
        page.get_by_role("radio", name="0-10").click()
        settle(page)
        expect(keep).to_be_enabled()
        press(page, "upload_keep")
        expect(page.locator("h1.ho-message")).to_have_text("3 answers kept.", timeout=PATIENCE)

        press(page, "upload_to_records")
        expect(page.locator("h1.ho-message")).to_contain_text("1 of 1 batch is in force", timeout=PATIENCE)
        expect(page.locator(".ho-table").first).to_contain_text("wjx_code.xlsx")

        page.get_by_role("link", name="Satisfaction").click()
        expect(page.locator(".ho-context")).to_contain_text("Satisfaction", timeout=PATIENCE)
        settle(page)
        assert page.locator(".ho-problem").count() == 0

        page.get_by_role("link", name="Records").click()
        expect(page.locator(".st-key-records_ask button")).to_be_visible(timeout=PATIENCE)
        press(page, "records_ask")
        press(page, "records_confirm")
        expect(page.locator("h1.ho-message")).to_contain_text("0 of 1 batch", timeout=PATIENCE)
        assert seen.errors == []
        assert seen.foreign == []


@pytest.mark.shared
def test_three_files_two_questions_and_the_rejected_rows_corrected(
    browser: Browser, tmp_path: Path, shared_dir: Path
) -> None:
    """Three files in one drop; the second asks twice, the third has two bad rows, which come back mended."""
    files = {
        "revenue.csv": "客户编号,月份,金额\nC1,2026-08,12\n".encode(),
        "wjx_code.xlsx": (shared_dir / "formats/wjx_code.xlsx").read_bytes(),
        "answers.csv": "客户编号,答卷时间,满意度(1-5)\nC1,2026-09-01,5\nC2,昨天,4\nC3,,2\n".encode(),
    }
    with running(tmp_path / "three.duckdb") as site:
        seen = visit(browser, f"{site}/upload?lang=en")
        page = seen.page
        page.locator("input[type=file]").first.set_input_files(
            [{"name": name, "mimeType": "", "buffer": content} for name, content in files.items()]
        )
        line = page.locator(".st-key-upload_line")
        expect(line).to_contain_text("3 files were dropped", timeout=PATIENCE)
        expect(line).to_contain_text("Waits, with 2 questions")
        press(page, "upload_keep")
        expect(line).to_contain_text("Kept: 1", timeout=PATIENCE)
        press(page, "upload_next")
        for choice in ("No, 1 is the best", "0-10"):
            page.get_by_role("radio", name=choice).click()
            settle(page)
        press(page, "upload_keep")
        expect(page.locator("h1.ho-message")).to_have_text("3 answers kept.", timeout=PATIENCE)
        press(page, "upload_next")
        expect(page.locator(".st-key-upload_keep button")).to_contain_text("Keep 1 answer", timeout=PATIENCE)
        with page.expect_download() as coming:
            page.locator(".st-key-upload_rejected button").click()
        mended = corrected(Path(coming.value.path()))
        press(page, "upload_keep")
        expect(page.locator("h1.ho-message")).to_have_text("1 answer kept.", timeout=PATIENCE)
        press(page, "upload_next")
        expect(page.locator(".ho-step-here")).to_contain_text("1", timeout=PATIENCE)
        drop(page, "mended.xlsx", mended)
        press(page, "upload_keep")
        expect(page.locator("h1.ho-message")).to_have_text("2 answers kept.", timeout=PATIENCE)
        assert (seen.errors, seen.foreign) == ([], [])


def corrected(path: Path) -> bytes:
    """The workbook of rejected rows as a person would send it back: each marked cell mended."""
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    sheet, reasons = book.worksheets
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["C2", "昨天", "4"],
        ["C3", None, "2"],
    ]
    marked = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.comment and cell.comment.text.strip() for cell in marked)
    assert reasons.max_row > 2
    for cell in marked:
        cell.value = "2026-09-03"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_two_upload_while_a_third_reads(browser: Browser, tmp_path: Path) -> None:
    """Nothing is lost and nothing is torn: whoever reads sees whole batches, and in the end both are there."""
    store = tmp_path / "shared.duckdb"
    n = 4000
    with running(store) as site:
        first, second, reader = (
            visit(browser, f"{site}/{name}?lang=en").page for name in ("upload", "upload", "records")
        )
        drop(first, "first.csv", answers(0, n, survey="a"))
        drop(second, "second.csv", answers(n // 2, n, survey="a"))
        for page in (first, second):
            expect(page.locator(".st-key-upload_keep button")).to_contain_text("Keep 4,000 answers")
        first.locator(".st-key-upload_keep button").click(no_wait_after=True)
        second.locator(".st-key-upload_keep button").click(no_wait_after=True)
        seen = set()
        for _ in range(6):
            reader.reload()
            reader.wait_for_selector("h1.ho-message", timeout=PATIENCE)
            settle(reader)
            seen.add(heading(reader)[:7])
        assert seen <= {"Nothing", "1 of 1 ", "2 of 2 "}
        for page in (first, second):
            expect(page.locator("h1.ho-message")).to_have_text("4,000 answers kept.", timeout=PATIENCE)
        reader.reload()
        expect(reader.locator("h1.ho-message")).to_contain_text("2 of 2 batches", timeout=PATIENCE)
        settle(reader)
        rows = reader.locator(".ho-table").first.locator("tbody tr")
        counts = {tuple(rows.nth(at).locator(".ho-col-number").all_inner_texts()) for at in range(2)}
        assert counts == {("4,000", "4,000", "0", "0", "0", "0"), ("4,000", "2,000", "0", "2,000", "0", "0")}


def command(store: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the product on a store that a running dashboard owns."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("HANDOVER_")}
    env |= {"HANDOVER_STORE": str(store), "HANDOVER_TODAY": TODAY}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
    )


def test_commands_work_while_the_dashboard_runs(browser: Browser, tmp_path: Path) -> None:
    """``load``, ``metric`` and ``undo`` go through the door of the running dashboard, which shows what they did."""
    store = tmp_path / "owned.duckdb"
    file = tmp_path / "answers.csv"
    file.write_bytes(answers(0, 60, survey="a"))
    with running(store) as site:
        page = visit(browser, f"{site}/records?lang=en").page
        assert heading(page) == "Nothing has been uploaded yet."
        loaded = command(store, "-m", "data", "load", "surveys", str(file), "--json")
        assert loaded.returncode == 0, loaded.stderr
        batch = json.loads(loaded.stdout)
        assert (batch["read"], batch["new"]) == (60, 60)
        metric = command(store, "-m", "analytics", "metric", "nps", "--json")
        assert metric.returncode == 0, metric.stderr
        assert json.loads(metric.stdout)["rows"][0]["n"] == 60
        page.reload()
        expect(page.locator("h1.ho-message")).to_contain_text("1 of 1 batch is in force", timeout=PATIENCE)
        undone = command(store, "-m", "data", "undo", batch["batch_id"])
        assert undone.returncode == 0, undone.stderr
        page.reload()
        expect(page.locator("h1.ho-message")).to_contain_text("0 of 1 batch", timeout=PATIENCE)
