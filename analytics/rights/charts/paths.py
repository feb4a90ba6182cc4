"""What becomes of those who do not move, in words and marks: a path for each, whose it is, what is due by the cut-over;
contracts by type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import natural, rows, text
from analytics.marks import COUNT, Bars, Cell, Column, Exhibit, Series, grid, values
from analytics.marks.words import clauses
from analytics.move.charts.where import place_words
from analytics.retention.charts.parts import choice_words, counted
from analytics.rights.numbers.paths import STANDINGS, STUCK, WAYS, Paths, load_list, load_owners, load_paths
from data.language import start
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.marks.kinds import Look, Tone
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

HEADS = "rights.column"
DRAWN: tuple[tuple[str, Tone, Look], ...] = (
    ("none", "bad", "hatched"),
    ("late", "bad", "solid"),
    ("undated", "watch", "outlined"),
    ("open", "actual", "solid"),
    ("settled", "good", "solid"),
)
SHOWN = 12


@dataclass(frozen=True)
class Work:
    """Who does not move one by one (``frame``; nothing for readers without rows), whose the paths are, and all that is
    counted of them."""

    found: Paths
    frame: pd.DataFrame | None
    owners: pd.DataFrame


def load_work(store: Store, scope: Scope) -> Work:
    return Work(load_paths(store, scope), load_list(store, scope), load_owners(store, scope))


def _so_many(found: Paths, t: Translator, *standings: str, wave: str | None = None) -> str:
    """How many are in these standings; where some are not shown to this reader at least so many, or that they are
    few."""
    n = found.of(*standings, wave=wave)
    if found.known(*standings, wave=wave):
        return t.count(n)
    return t("rights.paths.at_least", n=t.count(n)) if n else t("move.hidden")


def paths_now(found: Paths, t: Translator) -> str:
    """Who has no path, above all in the wave that is cut over next; what is past its day, or has none; '' where nothing
    of it is so, or known."""
    if not found.told or not found.n:
        return ""
    lacking, late, wave = found.of("none"), found.of("late"), found.next
    said = []
    if lacking:
        near = found.of("none", wave=wave) if wave else 0
        every = near == lacking and found.known("none")
        key = "rights.paths.lacking" + (".all" if every else ".next" if near else "")
        date = t.date(found.dates[wave][0]) if wave else ""
        said.append(
            t(
                key,
                n=lacking,
                said=_so_many(found, t, "none"),
                whole=_so_many(found, t),
                near=t.count(near),
                wave=t.wave(wave),
                date=date,
            )
        )
    if not found.known("none"):
        waves = {
            text(wave) for wave in found.waves.loc[found.waves["standing"].eq("none") & found.waves["n"].isna(), "wave"]
        }
        said.append(
            t("rights.paths.lacking.few", waves=t.listing([t.wave(wave) for wave in sorted(waves, key=natural)]))
        )
    if late:
        said.append(t("rights.paths.late", n=late, said=_so_many(found, t, "late")))
    if undated := found.of("undated"):
        said.append(t("rights.paths.without_day", n=undated, said=_so_many(found, t, "undated")))
    return clauses(t, *said)


def _nothing(found: Paths, subtitle: str, t: Translator) -> Exhibit | None:
    """Where nobody stays behind, or paths are not recorded: said, and how many are concerned."""
    if not found.n:
        if found.hidden:
            return Exhibit.nothing(t("move.places.all_hidden"), subtitle)
        if not found.asked:
            return Exhibit.nothing(t("rights.paths.unasked"), subtitle)
        return Exhibit.answer(t("rights.paths.nobody"), subtitle)
    if not found.told:
        return Exhibit.nothing(
            t("rights.paths.unrecorded", n=found.n, said=_so_many(found, t)), subtitle, needs=("paths",)
        )
    return None


def _title(found: Paths, t: Translator) -> str:
    """What is wrong; else that nothing is, where all of it is shown."""
    if not found.asked:
        return start(paths_now(found, t)) or t("rights.paths.unasked")
    calm = "rights.paths.all" if found.known("none", "late", "undated") else "rights.paths.few"
    return start(paths_now(found, t)) or t(calm, n=found.n, said=_so_many(found, t))


def standing_of(key: str, state: str, t: Translator) -> Cell:
    words = t(key)
    return Cell(words, words, state)


def _notes(found: Paths, t: Translator, *notes: str) -> str:
    hidden = t("move.places.hidden") if found.hidden else ""
    return t.sentences(*(one for one in (*notes, hidden) if one))


def chart_paths(found: Paths, t: Translator) -> Exhibit:
    """A bar a wave: who does not move, by what becomes of them."""
    subtitle = t("rights.paths.subtitle")
    if nothing := _nothing(found, subtitle, t):
        return nothing
    frame = found.waves[found.waves["standing"].notna() & found.waves["n"].notna()]
    waves = sorted({text(wave) for wave in frame["wave"]}, key=natural)
    n = {(text(row.wave), row.standing): float(row.n) for row in rows(frame)}
    series = tuple(
        Series(t(f"rights.standing.{one}"), values([n.get((wave, one), 0.0) for wave in waves]), tone, look)
        for one, tone, look in DRAWN
        if any(n.get((wave, one)) for wave in waves)
    )
    whole = [sum(n.get((wave, one), 0.0) for one in STANDINGS) for wave in waves]
    ends = tuple(
        t("rights.paths.end", lacking=_so_many(found, t, "none", wave=wave), whole=_so_many(found, t, wave=wave))
        for wave in waves
    )
    mark = Bars(
        tuple(start(t.wave(wave)) for wave in waves),
        series,
        COUNT,
        across=True,
        stacked=True,
        whole=tuple(whole),
        ends=ends,
        ids=tuple(waves),
        of=t(f"{HEADS}.wave"),
    )
    return Exhibit(_title(found, t), subtitle, _notes(found, t, t("rights.paths.note")), mark)


def number_of(row: Any, name: str, t: Translator) -> Cell:
    value = getattr(row, name)
    return Cell(t("move.hidden")) if value is None or pd.isna(value) else counted(float(value), t)


def _sum(found: Paths, wave: str, standings: tuple[str, ...], what: str, t: Translator) -> Cell:
    """So many of a wave; hidden where a part of it is."""
    own = found.waves[found.waves["wave"].map(text) == wave]
    own = own[own["standing"].isin(standings) | own["standing"].isna()]
    if own["n" if what == "n" else what].isna().any():
        return Cell(t("move.hidden"))
    return counted(float((exact_n(own) if what == "n" else own[what]).sum()), t)


def table_waves(found: Paths, t: Translator) -> Exhibit | None:
    """Each wave: who refused, is silent, was taken out, took a consent back; who has no path, whose day has passed or
    comes by the cut-over."""
    subtitle = t("rights.paths.waves.subtitle")
    if _nothing(found, subtitle, t):
        return None
    lines: list[tuple[Any, ...]] = []
    for wave in sorted({text(one) for one in found.waves["wave"]}, key=natural):
        cut, over = found.dates.get(wave, (None, False))
        own = found.waves[found.waves["wave"].map(text) == wave]
        worst = next((one for one in STANDINGS if exact_n(own)[own["standing"] == one].fillna(0).sum()), "open")
        if own["n"].isna().any() and worst in ("open", "settled"):
            state = standing_of("move.hidden", "none", t)
        else:
            state = standing_of(
                f"rights.standing.{worst}",
                "bad"
                if worst == "late" or (worst == "none" and over)
                else "watch"
                if worst in ("none", "undated")
                else "good",
                t,
            )
        day = (
            t("rights.paths.undated")
            if cut is None
            else t("rights.paths.over", date=t.date(cut))
            if over
            else t.date(cut, year=True)
        )
        lines.append(
            (
                state,
                start(t.wave(wave)),
                day,
                *(_sum(found, wave, STANDINGS, name, t) for name in ("n", *STUCK, "taken_back")),
                *(_sum(found, wave, (one,), "n", t) for one in ("none", "late", "undated")),
                *(_sum(found, wave, STANDINGS, name, t) for name in ("soon", "unowned")),
                _sum(found, wave, ("settled",), "n", t),
            )
        )
    names = ("n", *STUCK, "taken_back", "lacking", "late", "undated", "soon", "unowned", "settled")
    heads = {"n": "stuck", "withdrawn": "taken_out", "late": "path_late", "undated": "path_undated"}
    columns = (
        Column("state", "state", "standing"),
        Column("wave", "head"),
        Column("day", "prose", "cutover"),
        *(Column(name, "number", heads.get(name, name)) for name in names),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    soon = found.of(what="soon")
    shown, said = found.waves["soon"].notna().all(), t.count(soon)
    if soon:
        title = start(t("rights.paths.soon", n=soon, said=said if shown else t("rights.paths.at_least", n=said)))
    else:
        title = t("rights.paths.soon.none" if shown else "rights.paths.soon.shown")
        title = title if found.asked else t("rights.paths.unasked")
    if undated := found.of("undated"):
        title = clauses(t, title, t("rights.paths.without_day", n=undated, said=_so_many(found, t, "undated")))
    return Exhibit(title, subtitle, _notes(found, t, t("rights.paths.waves.note")), grid(frame, columns, HEADS, t))


def way_words(way: str, t: Translator) -> str:
    return choice_words("paths", "path", way, t)


def table_ways(found: Paths, t: Translator) -> Exhibit | None:
    """Each way out, and none: how many, and what became of them."""
    subtitle = t("rights.ways.subtitle")
    if _nothing(found, subtitle, t):
        return None

    def cells(what: str) -> list[Cell]:
        sizes = [found.waves[found.waves["standing"] == one] for one in ("open", "late", "undated", "settled")]
        known = [None if own[what].isna().any() else float(own[what].sum()) for own in sizes]
        total = None if None in known or found.hidden else sum(one or 0.0 for one in known)
        return [Cell(t("move.hidden")) if one is None else counted(one, t) for one in (total, *known)]

    lines: list[tuple[Any, ...]] = [(start(way_words(way, t)), *cells(way)) for way in WAYS]
    lacking, dash = found.of("none"), Cell("–")
    none = counted(float(lacking), t) if found.known("none") else Cell(t("move.hidden"))
    lines.append((start(t("rights.standing.none")), none, *[dash] * 4))
    columns = (
        Column("way", "head"),
        Column("n", "number"),
        *(
            Column(name, "number", head)
            for name, head in (
                ("open", "on_its_way"),
                ("late", "path_late"),
                ("undated", "path_undated"),
                ("settled", "settled"),
            )
        ),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    title = t("rights.ways.title", said=_so_many(found, t, *STANDINGS[1:]), whole=_so_many(found, t))
    title = title if found.asked else clauses(t, title, t("rights.paths.unasked"))
    return Exhibit(title, subtitle, _notes(found, t), grid(frame, columns, HEADS, t))


def table_owners(work: Work, t: Translator) -> Exhibit | None:
    """Whose the open paths are; of those without a path nobody's, by branch."""
    subtitle, found, own = t("rights.owners.subtitle"), work.found, work.owners
    if _nothing(found, subtitle, t):
        return None
    if own.empty:
        return Exhibit.answer(t("rights.owners.none"), subtitle)
    lines: list[tuple[Any, ...]] = []
    for row in rows(own):
        name = text(row.who)
        if row.standing == "none":
            who = t("rights.owners.nobody", branch=t.branch(name) or t("move.no_branch"))
        else:
            who = name or t("rights.owners.unowned")
        dash = Cell("–")
        late, undated, soon = (
            dash if row.standing == "none" else number_of(row, part, t) for part in ("late", "undated", "soon")
        )
        if row.standing == "none" or (not pd.isna(row.late) and row.late):
            state = standing_of(f"rights.standing.{'none' if row.standing == 'none' else 'late'}", "bad", t)
        else:
            known = not (row.late is None or pd.isna(row.late))
            state = standing_of(
                "rights.standing.open", "none" if not known else "good" if name and not row.undated else "watch", t
            )
        lines.append((state, who, number_of(row, "n", t), late, undated, soon))
    columns = (
        Column("state", "state", "standing"),
        Column("who", "head", "owner"),
        Column("n", "number"),
        Column("late", "number", "path_late"),
        Column("undated", "number", "path_undated"),
        Column("soon", "number"),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    branches = own[own["standing"].eq("none") & own["n"].notna()]
    if branches.empty:
        nobody = int(own.loc[own["who"].map(text).eq("") & own["standing"].eq("open"), "n"].fillna(0).sum())
        title = (
            t("rights.owners.nobodys", n=nobody, said=t.count(nobody))
            if nobody
            else t("rights.owners.shown" if own["n"].isna().any() else "rights.owners.all")
            if found.asked
            else t("rights.paths.unasked")
        )
    else:
        names = [t.branch(text(one)) or t("move.no_branch") for one in branches["who"]]
        title = t("rights.owners.title", branches=t.listing(names[:3]), n=len(names))
    return Exhibit(title, subtitle, _notes(found, t), grid(frame, columns, HEADS, t, SHOWN))


def table_list(work: Work, t: Translator) -> Exhibit | None:
    """Who does not move, one by one, with letters, calls and the last answer; nothing for readers without rows."""
    own, found = work.frame, work.found
    subtitle = t("rights.refusers.subtitle")
    if own is None or (not found.told and not found.n):
        return None
    if own.empty:
        return Exhibit.answer(t("rights.refusers.none"), subtitle) if found.asked else None
    lines: list[tuple[Any, ...]] = []
    for row in rows(own):
        standing = row.standing if found.told else "unrecorded"
        words = t(f"rights.standing.{standing}")
        state = {"none": "bad", "late": "bad", "undated": "watch", "open": "watch" if row.unowned else "good"}.get(
            standing, "none"
        )
        answer = (
            t("rights.refusers.withdrawn", date=t.date(row.withdrawn_at, year=True))
            if not pd.isna(row.withdrawn_at)
            else t("rights.refusers.answered", date=t.date(row.answered_at, year=True))
            if not pd.isna(row.answered_at)
            else "–"
        )
        lines.append(
            (
                Cell(words, words, state),
                Cell(str(row.customer)[:10], str(row.customer)),
                start(place_words(row.place, t)),
                start(t.wave(text(row.wave))),
                t.branch(text(row.branch)),
                t("move.yes") if row.vulnerable is True else None,
                int(row.letters),
                row.last_sent,
                int(row.calls),
                answer,
                start(way_words(row.path, t)) if text(row.path) else None,
                text(row.owner) or None,
                row.due_on,
            )
        )
    columns = (
        Column("state", "state", "standing"),
        Column("customer", "head"),
        Column("place", "text", "refused_or_silent"),
        Column("wave"),
        Column("branch"),
        Column("care"),
        Column("letters", "number"),
        Column("last_sent", "date"),
        Column("calls", "number"),
        Column("answer", "prose"),
        Column("path"),
        Column("owner"),
        Column("due_on", "date", "due"),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    title = (
        t("rights.refusers.title", n=len(own))
        if found.told
        else t("rights.paths.unrecorded", n=len(own), said=t.count(len(own)))
    )
    return Exhibit(title, subtitle, t("rights.refusers.note"), grid(frame, columns, HEADS, t, SHOWN))
