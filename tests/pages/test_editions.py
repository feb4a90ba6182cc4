"""An edition stays what it was: after new data, after an undo, after an erasure; and what changed since is exactly what
did."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from analytics.__main__ import main
from analytics.meeting import anew
from analytics.meeting.choosing import by_name, offered
from analytics.meeting.editions import Change, load_changed, load_told, make_edition
from analytics.meeting.pack import load_pack
from analytics.meeting.said import grid_actions, grid_comments, load_known
from analytics.metrics import METRICS
from analytics.scope import Scope
from analytics.standing import load_standing
from data import clock
from data.access import Rights, local_rights
from data.language import Translator
from data.problems import Refusal
from data.settings import settings
from data.store import Store, open_store
from data.store.comments import add_comment
from data.store.query import QUERIES
from pages.kit.cache import open_programme
from pages.kit.meeting import editions
from tests.pages.conftest import Opened, words
from tests.pages.seed import RIGHTS, ledgers, prepare

EN, ZH = Translator("en"), Translator("zh")
NAME = "SC-15"
LATER = "2026-11-30"
READERS = (RIGHTS, local_rights("local", "executive"))
SHOWN = ("this_week", "satisfaction.numbers", "satisfaction.overview", "move.where")
OF_ALL = ("satisfaction.rows", "satisfaction.choices", "satisfaction.wave_dates")
"""Questions that other areas ask too."""
HEADING = re.compile(r'<h1 class="ho-message">(.*?)</h1>')


def risks(day: date, *levels: tuple[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "snapshot_on": day,
            "risk": risk,
            "name": f"Risk {risk}",
            "owner": "Chen",
            "status": "open",
            "likelihood": str(likelihood),
            "impact": "3",
        }
        for risk, likelihood in levels
    ]


@pytest.fixture(scope="module")
def frozen(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small programme with three risks and an edition of 23 November."""
    folder = shutil.copytree(seeded, tmp_path_factory.mktemp("editions") / "store")
    store = open_store(str(folder / "programme.duckdb"))
    store.commit(prepare("risks", risks(date(2026, 11, 15), ("R-1", 2), ("R-2", 3), ("R-3", 4))), RIGHTS)
    make_edition(store, Scope(RIGHTS), NAME, EN, note="Before the steering meeting")
    store.close()
    return folder


@pytest.fixture
def kept(frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(frozen, tmp_path / "kept")
    monkeypatch.setenv("HANDOVER_STORE", str(folder / "programme.duckdb"))
    settings.cache_clear()
    return folder


def told(store: Store, moment: datetime, *shown: str, readers: tuple[Rights, ...] = READERS) -> list[Any]:
    """Every title and cell of some pieces as of a moment, for both kinds of readers."""
    packs = [load_pack(store, Scope(reader, as_of=moment), list(shown), ZH) for reader in readers]
    return [
        [(leaf.exhibit.title, [cell.text for row in leaf.grid.rows for cell in row]) for leaf in pack.leaves]
        for pack in packs
    ]


def test_its_numbers_stay_after_new_data_an_undo_and_an_erasure(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store()
    try:
        moment = store.editions.moment(NAME)
        assert moment == clock.now()
        before, held = told(store, moment, *SHOWN), load_told(store, Scope(RIGHTS, as_of=moment), ZH)
        assert held["number"]["NPS"]["value"].startswith("+")
        beside = moment + timedelta(microseconds=1)
        same = told(store, beside, "satisfaction.numbers", readers=(RIGHTS,))
        assert same[0] == [one for one in before[0] if one[0] == same[0][0][0]]

        monkeypatch.setenv("HANDOVER_TODAY", LATER)
        settings.cache_clear()
        rows = ledgers()
        low = [
            {**row, "response_id": f"N{at}", "answered_at": datetime(2026, 11, 20, 9), "nps": 0.0}
            for at, row in enumerate(rows["surveys"][:200])
        ]
        store.commit(prepare("surveys", low, "new.xlsx"), RIGHTS)
        batches = store.batches(RIGHTS).set_index("dataset")["batch_id"]
        store.withdraw(batches["invitations"], RIGHTS, reason="wrong file")
        last = [row["customer"] for row in rows["surveys"] if row["answered_at"] > datetime(2026, 11, 10)]
        assert sum(store.erase(last[-1], RIGHTS).values()) >= 3

        assert told(store, moment, *SHOWN) == before
        assert load_told(store, Scope(RIGHTS, as_of=moment), ZH) == held
        changed = told(store, beside, "satisfaction.numbers", readers=(RIGHTS,))
        assert changed != same, "without an edition who was erased is missing in the past too"
        (edition,) = store.editions.all()
        assert (edition.whole, edition.erased, edition.who) == (True, 1, "seed")
        with pytest.raises(Refusal, match="known_at_before_edition"):
            store.commit(prepare("surveys", low[:1], "old.xlsx"), RIGHTS, known_at=moment - timedelta(days=1))

        pack = load_pack(store, Scope(RIGHTS, as_of=moment), ["satisfaction.numbers"], EN)
        assert pack.edition == "Edition SC-15, as of 23\u00a0Nov\u00a02026, 20:00"
        with store._writing_batch() as cursor:
            cursor.execute(
                "update edition_frames set kinds = kinds || ' ' where asked = (select min(asked) from edition_frames)"
            )
        assert [one.whole for one in store.editions.all()] == [False]
    finally:
        store.close()


def test_what_changed_is_exactly_what_did(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store()
    try:
        assert load_changed(store, RIGHTS, NAME, "", EN) == []
        waves = ledgers()["waves"]
        moved = {**waves[3], "planned_cutover_on": date(2026, 12, 19)}
        store.commit(prepare("waves", [*waves[:3], moved], "waves.xlsx"), RIGHTS)
        store.commit(
            prepare("risks", risks(date(2026, 11, 22), ("R-1", 5), ("R-3", 4), ("R-4", 1)), "risks.xlsx"), RIGHTS
        )
        changes = {
            (one.kind, one.what, one.name, one.field): (one.was, one.now)
            for one in load_changed(store, RIGHTS, NAME, "", EN)
        }
        level = {score: EN(f"risk.level.{score}") for score in range(5)}
        assert {key: value for key, value in changes.items() if key[1] in ("wave", "risk") and key[3] != "level"} == {
            ("changed", "wave", "Wave\u00a04", "planned"): ("5\u00a0Dec\u00a02026", "19\u00a0Dec\u00a02026"),
            ("gone", "risk", "R-2 Risk R-2", "all"): (f"{level[2]} · open · Chen", ""),
            ("added", "risk", "R-4 Risk R-4", "all"): ("", f"{level[1]} · open · Chen"),
        }
        assert [key[2] for key in changes if key[3] == "level"] == ["R-1 Risk R-1"]
        assert {(key[2].rpartition(" · ")[2], key[3]) for key in changes if key[1] == "duty"} == {
            ("Wave\u00a04", "due")
        }
        assert {key[1] for key in changes} <= {"number", "wave", "risk", "duty"}
        values = []
        for as_of in (store.editions.moment(NAME), None):
            found = [load_standing(store, Scope(RIGHTS, as_of=as_of), metric) for metric in METRICS]
            values.append({one.passport.title(EN): one.reading.written(EN) for one in found if one.reading.now.known})
        differing = {name for name in values[0].keys() | values[1].keys() if values[0].get(name) != values[1].get(name)}
        assert {key[2] for key in changes if key[1] == "number" and key[3] in ("value", "all")} == differing
    finally:
        store.close()


def test_what_changed_is_taken_back_by_an_undo_line_by_line(kept: Path) -> None:
    """Each upload brings its own lines, its undo takes those and no other away, and an erasure changes what was counted
    of somebody."""
    store = open_store()

    def lines() -> set[tuple[str, str, str, str]]:
        return {(one.kind, one.what, one.name, one.field) for one in load_changed(store, RIGHTS, NAME, "", EN)}

    def last(dataset: str) -> str:
        own = store.batches(RIGHTS)
        return str(own[own["dataset"] == dataset].sort_values("known_at")["batch_id"].iloc[-1])

    try:
        store.commit(
            prepare(
                "tasks",
                [
                    {
                        "task": "T-1",
                        "name": "Papers signed",
                        "snapshot_on": date(2026, 11, 20),
                        "milestone": True,
                        "planned_start_on": date(2026, 12, 1),
                        "planned_finish_on": date(2026, 12, 1),
                    },
                    {
                        "task": "T-2",
                        "name": "Sort the papers",
                        "snapshot_on": date(2026, 11, 20),
                        "planned_start_on": date(2026, 11, 2),
                        "planned_finish_on": date(2026, 11, 30),
                    },
                ],
            ),
            RIGHTS,
        )
        planned = lines()
        assert {line for line in planned if line[1] != "number"} == {("added", "milestone", "Papers signed", "all")}
        store.commit(
            prepare(
                "actions",
                [
                    {
                        "action": "D-1",
                        "kind": "decision",
                        "title": "Who signs",
                        "owner": "Chen",
                        "opened_on": date(2026, 11, 20),
                        "due_on": date(2026, 12, 1),
                    },
                    {
                        "action": "A-1",
                        "kind": "action",
                        "title": "Call",
                        "owner": "Chen",
                        "opened_on": date(2026, 11, 20),
                        "due_on": date(2026, 12, 1),
                    },
                ],
            ),
            RIGHTS,
        )
        both = lines()
        assert {line for line in both - planned if line[1] != "number"} == {
            ("added", "decision", "D-1 Who signs", "all")
        }
        store.withdraw(last("tasks"), RIGHTS, reason="wrong plan")
        assert lines() == both - planned
        store.withdraw(last("actions"), RIGHTS, reason="wrong list")
        assert lines() == set()

        gone = max((row for row in ledgers()["surveys"] if row["nps"] == 0), key=lambda row: row["answered_at"])
        readings = [load_standing(store, Scope(RIGHTS), metric) for metric in METRICS]
        held = {one.passport.title(EN): one.reading.written(EN) for one in readings}
        store.erase(gone["customer"], RIGHTS)
        readings = [load_standing(store, Scope(RIGHTS), metric) for metric in METRICS]
        differing = {
            one.passport.title(EN) for one in readings if one.reading.written(EN) != held[one.passport.title(EN)]
        }
        assert differing
        assert lines() == {("changed", "number", name, "value") for name in differing}
    finally:
        store.close()


def test_comments_stand_beside_the_edition_and_leave_its_numbers_alone(kept: Path) -> None:
    store = open_store()
    try:
        moment, piece = store.editions.moment(NAME), "satisfaction.numbers"
        before = told(store, moment, piece)
        store.commit(
            prepare(
                "actions",
                [
                    {
                        "action": "A-1",
                        "kind": "action",
                        "title": "Call wave 3",
                        "owner": "Chen",
                        "meeting": NAME,
                        "opened_on": date(2026, 11, 23),
                        "due_on": date(2026, 12, 1),
                    },
                    {
                        "action": "A-2",
                        "kind": "action",
                        "title": "Of another meeting",
                        "owner": "Chen",
                        "meeting": "SC-14",
                        "opened_on": date(2026, 11, 2),
                    },
                ],
            ),
            RIGHTS,
        )
        add_comment(store, NAME, piece, "Agreed: <b>call</b> wave 3", RIGHTS)
        add_comment(store, NAME, "", "Minutes follow", RIGHTS)
        for refused, asked in (
            ("not_allowed", (NAME, piece, "x", READERS[1])),
            ("edition_unknown", ("nobody", piece, "x", RIGHTS)),
            ("comment_empty", (NAME, piece, "  ", RIGHTS)),
        ):
            with pytest.raises(Refusal, match=refused):
                add_comment(store, *asked)
        assert told(store, moment, piece) == before
        (leaf,) = load_pack(store, Scope(RIGHTS, as_of=moment), [piece], EN).leaves
        assert leaf.foot.replace("\u00a0", " ").endswith("seed, 23 Nov 2026: Agreed: <b>call</b> wave 3")
        (now,) = load_pack(store, Scope(RIGHTS), [piece], EN).leaves
        assert "Agreed" not in now.foot
        comments = [[cell.text for cell in row] for row in grid_comments(store, RIGHTS, NAME, EN).rows]
        assert {(row[0], row[3]) for row in comments} == {
            ("Satisfaction · Key figures", "Agreed: <b>call</b> wave 3"),
            ("the edition as a whole", "Minutes follow"),
        }
        actions = [[cell.text for cell in row] for row in grid_actions(store, Scope(RIGHTS), NAME, EN).rows]
        assert actions == [["action", "A-1 Call wave 3", "Chen", "1\u00a0Dec\u00a02026", "–"]]
    finally:
        store.close()


def test_a_manager_of_some_waves_reads_no_comment_on_all_of_them(
    kept: Path, open_page: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment names what its writer saw: the wave of somebody else. It has no wave of its own that it could be cut
    to."""
    store, piece = open_store(), "satisfaction.numbers"
    try:
        add_comment(store, NAME, piece, "W3 lost 82 customers", RIGHTS)
        for reader, told in (
            (RIGHTS, True),
            (Rights("chen", "manager", waves=frozenset({"W1"})), False),
            (Rights("li", "manager", branches=frozenset({"B01"})), False),
            (Rights("x", "analyst", datasets=frozenset({"surveys"})), False),
            (READERS[1], True),
        ):
            scope = Scope(reader, as_of=store.editions.moment(NAME))
            feet = " ".join(leaf.foot for leaf in load_pack(store, scope, [piece], EN).leaves)
            assert ("82" in feet, bool(grid_comments(store, reader, NAME, EN).rows)) == (told, told), reader
    finally:
        store.close()
    for waves, told in ((None, True), (frozenset({"W1"}), False)):
        own = Rights("chen", "manager", waves=waves)
        monkeypatch.setattr("pages.kit.guard.read_rights", lambda own=own: own)
        session = open_page("meeting", lang="en", view="editions")
        assert not session.exception
        shown = words(session)
        assert ("W3 lost 82 customers" in shown, "1 comment" in shown, EN("said.comments.whole") in shown) == (
            told,
            told,
            not told,
        )
        assert (f"comment-words-{NAME}" in {area.key for area in session.text_area}) is told
        assert ("edition-name" in {field.key for field in session.text_input}) is told


def test_what_the_meeting_was_told_stands_beside_what_is_known_now(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store()
    try:
        assert load_known(store, RIGHTS, NAME, EN) == []
        monkeypatch.setenv("HANDOVER_TODAY", LATER)
        settings.cache_clear()
        low = [
            {**row, "response_id": f"N{at}", "answered_at": datetime(2026, 11, 20, 9), "nps": 0.0}
            for at, row in enumerate(ledgers()["surveys"][:200])
        ]
        store.commit(prepare("surveys", low, "new.xlsx"), RIGHTS)
        found = {one.metric: one for one in load_known(store, RIGHTS, NAME, EN)}
        then = load_standing(store, Scope(RIGHTS, as_of=store.editions.moment(NAME)), "nps").reading
        assert found["NPS"].told == then.written(EN) == "+17"
        assert found["NPS"].known.startswith("\u2212"), "200 answers of 0 of the same weeks came in after the meeting"
        assert "22" in found["NPS"].window
    finally:
        store.close()


def test_the_command_makes_lists_and_compares(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store()

    def asked(*argv: str) -> tuple[int, Any]:
        out = io.StringIO()
        code = main(["edition", *argv, "--json"], store=store, out=out)
        return code, json.loads(out.getvalue())

    try:
        code, answer = asked("list")
        assert (code, [(one["name"], one["note"], one["whole"]) for one in answer["editions"]]) == (
            0,
            [(NAME, "Before the steering meeting", True)],
        )
        assert asked("make", NAME)[1]["refused"]["code"] == "edition_exists"
        assert asked("make", "another")[1]["refused"]["code"] == "edition_moment"
        assert asked("make")[1]["refused"]["code"] == "edition_unnamed"
        assert asked("compare", "nobody")[1]["refused"]["code"] == "edition_unknown"
        assert asked("check", "nobody")[1]["refused"]["code"] == "edition_unknown"
        assert asked("check")[1]["refused"]["code"] == "edition_unnamed"
        assert asked("compare", NAME) == (0, {"changes": [], "anew": []})
        with pytest.raises(Refusal, match="not_allowed"):
            make_edition(store, Scope(READERS[1]), "mine", EN)
    finally:
        store.close()


@contextmanager
def newer_version(store: Store, area: str) -> Iterator[None]:
    """A server of a version of the product whose questions of an area are put in other words: it remembers nothing."""
    own = [query for name, query in QUERIES.items() if name.startswith(f"{area}.") and name not in OF_ALL]
    was = [query.sql for query in own]
    for query in own:
        object.__setattr__(query, "sql", f"{query.sql}\n-- newer")
    store._memory.forget()
    st.cache_data.clear()
    try:
        yield
    finally:
        for query, sql in zip(own, was, strict=True):
            object.__setattr__(query, "sql", sql)


def test_what_a_newer_version_asks_in_other_words_says_that_it_is_reckoned_anew(
    kept: Path, open_page: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the page, its tiles and cards, in the pack, by the command: of what the edition does not keep, and of that
    alone."""
    few = {name: pick for name, pick in offered().items() if pick.area in ("satisfaction", "move")}
    monkeypatch.setattr(anew, "offered", lambda: few)
    store, said = open_programme(), EN("meeting.anew", name=NAME)
    scope = Scope(RIGHTS, as_of=store.editions.moment(NAME))

    def told(*argv: str) -> tuple[int, Any]:
        out = io.StringIO()
        code = main(["edition", *argv, NAME, "--json"], store=store, out=out, rights=RIGHTS)
        return code, json.loads(out.getvalue())

    def pages() -> list[int]:
        return [
            words(open_page(page, lang="en", edition=NAME)).count(said)
            for page in ("satisfaction", "move", "this_week")
        ]

    def pieces() -> dict[str, bool]:
        leaves = load_pack(store, scope, ["satisfaction.numbers", "move.numbers"], EN).leaves
        assert [leaf.anew for leaf in leaves] == [said in leaf.foot for leaf in leaves]
        return {leaf.pick.area: leaf.anew for leaf in leaves}

    assert told("check") == (0, {"edition": NAME, "whole": True, "anew": []})
    assert told("compare")[1]["anew"] == []
    assert pages() == [0, 0, 0]
    assert not any(pieces().values())
    with newer_version(store, "satisfaction"):
        code, checked = told("check")
        assert (code, checked["whole"]) == (1, True)
        assert {one.split(" · ")[0] for one in checked["anew"]} == {EN("page.satisfaction")}
        compared = told("compare")[1]["anew"]
        assert "NPS" in compared
        assert METRICS[by_name()["move"].tiles[0]].passport.title(EN) not in compared
        satisfaction, move, week = pages()
        assert (satisfaction >= 5, move, week >= 2) == (True, 0, True)
        assert pieces() == {"satisfaction": True, "move": False}
        assert said not in words(open_page("satisfaction", lang="en")), "now nothing is kept and nothing is to be said"


def test_a_page_is_looked_at_through_it_and_says_so(
    kept: Path, open_page: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOVER_TODAY", LATER)
    settings.cache_clear()
    store = open_programme()
    now = HEADING.findall(words(open_page("this_week", lang="en")))
    session = open_page("this_week", lang="en", edition=NAME)
    shown = HEADING.findall(words(session))
    assert "in 12 days" in shown[0]
    assert "in 5 days" in now[0]
    labels = [button.label for button in session.button]
    assert (
        EN(
            "scope.clear",
            what=EN("scope.edition", name=NAME, moment=EN.moment(clock.local(store.editions.moment(NAME)))),
        )
        in labels
    )
    session.button(key="filters-edition").click().run()
    assert HEADING.findall(words(session)) == now
    unknown = open_page("this_week", lang="en", edition="nobody")
    assert HEADING.findall(words(unknown)) == now
    asked: list[str] = []

    def once(store: Store, rights: Rights, first: str, second: str, t: Translator) -> list[Change]:
        asked.append(first)
        return load_changed(store, rights, first, second, t)

    monkeypatch.setattr(editions, "load_changed", once)
    page = open_page("meeting", lang="zh", view="editions")
    page.run()
    assert asked == [NAME], "worked out once, not with each word that is typed on the page"
    assert not page.exception
    assert NAME in words(page)
    assert ZH("meeting.editions.whole", proof=store.editions.all()[0].proof[:12]) in words(page)
