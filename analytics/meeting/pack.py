"""The pack: what was chosen, made once from one state of the store; slides, pages and sheets are written from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from analytics import frames
from analytics.behind import load_branch_names
from analytics.catalogue import Chart
from analytics.judging import load_judge
from analytics.marks import Cell, Grid
from analytics.marks.narrow import listed
from analytics.meeting.choosing import NUMBERS, USUAL, WEEK, Pick, by_name, part_of, picked, singles
from analytics.meeting.commented import said_of
from analytics.meeting.telling import numbers_exhibit, week_exhibit
from analytics.metrics import METRICS
from analytics.periods import local_moment
from analytics.programme import load_overview
from analytics.provenance import Source, load_sources
from analytics.standing import load_standing
from data.clock import local
from data.datasets import DATASETS
from data.incidents import log_incident
from data.language import Translator
from data.problems import Refusal
from data.store.comments import read_comments
from data.store.memory import ANEW, reading

if TYPE_CHECKING:
    from analytics.marks import Exhibit
    from analytics.scope import Scope
    from data.store import Store

Progress = Callable[[str, float], None]
FOOTED = 3
"""Datasets whose loads the foot of a piece names; of more only how many there are."""
ATTEMPTS = 2
"""How often a pack is made where a batch came in meanwhile."""


@dataclass(frozen=True)
class Leaf:
    """One piece: a chart or table with its words, the values behind it as cells, and what stands at its foot."""

    pick: Pick
    place: str
    exhibit: Exhibit
    grid: Grid
    foot: str
    metrics: tuple[str, ...] = ()
    anew: bool = False
    """Whether it is looked at through an edition that does not keep all it is made from."""


@dataclass(frozen=True)
class Pack:
    """Everything that is written. ``omitted`` are pieces that this programme has nothing for, each with why;
    ``sources`` are the loads behind it, ``batches`` each of them (for readers who may see rows), ``definitions`` the
    metrics in it; ``head`` is the end of the chain of the audit log when it was made."""

    title: str
    programme: str
    as_of: str
    edition: str
    leaves: tuple[Leaf, ...]
    omitted: tuple[str, ...]
    sources: Grid
    definitions: Grid
    batches: Grid | None
    head: str

    @property
    def contents(self) -> list[tuple[str, str, int]]:
        """Area, its finding and the place of its first piece, counted from one."""
        found: dict[str, tuple[str, str, int]] = {}
        for number, leaf in enumerate(self.leaves, 1):
            found.setdefault(leaf.pick.area, (leaf.place.split(" · ")[0], leaf.exhibit.title, number))
        return list(found.values())


def load_pack(
    store: Store,
    scope: Scope,
    asked: Sequence[str],
    t: Translator,
    *,
    progress: Progress | None = None,
) -> Pack:
    """The pack of what is asked for (nothing: the usual one), with the rights of the scope.

    All of it is of one state of the store: where a batch came in while it was made it is made again. Refusals:
    ``pack_unknown``, ``pack_empty`` where nothing that was asked for can be shown.
    """
    picks = singles(picked(asked or USUAL))
    t = Translator(t.lang, rounded=not scope.rights.row_level, branches=load_branch_names(store, scope))
    for _ in range(ATTEMPTS):
        before = store.version()
        made = walk(store, scope, picks, t, progress or (lambda words, share: None))
        if store.version() == before:
            break
    leaves, omitted = made
    if not leaves:
        raise Refusal("pack_empty", where=", ".join(asked))
    overview = load_overview(store, scope)
    metrics = list(dict.fromkeys(metric for leaf in leaves for metric in leaf.metrics))
    return Pack(
        title=t("meeting.pack"),
        programme=overview.parties(t),
        as_of=t("meeting.as_of", moment=t.moment(local_moment(scope))),
        edition=edition_words(store, scope, t),
        leaves=tuple(leaves),
        omitted=tuple(omitted),
        sources=_sources(load_sources(store, scope), t),
        definitions=_definitions(store, scope, metrics, t),
        batches=_batches(store, scope, t) if scope.rights.row_level else None,
        head=store.audit_head[:16],
    )


def edition_words(store: Store, scope: Scope, t: Translator) -> str:
    """The edition that shows the moment of the scope, with that moment; '' where none does."""
    name = store.editions.named(scope.as_of)
    return t("meeting.edition.of", name=name, moment=t.moment(local_moment(scope))) if name else ""


def walk(
    store: Store, scope: Scope, picks: Sequence[Pick], t: Translator, progress: Progress
) -> tuple[list[Leaf], list[str]]:
    leaves: list[Leaf] = []
    omitted: list[str] = []
    known = load_sources(store, scope)
    edition = store.editions.named(scope.as_of)
    comments = read_comments(store, edition, scope.rights) if edition else []
    nothing: dict[str, bool] = {WEEK: False}
    for number, pick in enumerate(picks):
        words = pick.words(t)
        progress(words, number / len(picks))
        try:
            if pick.area not in nothing:  # without a finding there is no page to be equal to
                nothing[pick.area] = not by_name()[pick.area].headline(store, scope, t)
            leaf = t(f"plan.nothing.{pick.area}") if nothing[pick.area] else _told(store, scope, pick, known, t)
        except Refusal as refusal:
            leaf = t(f"problem.{refusal.code}", where=refusal.where, **refusal.params)
        except Exception as error:  # noqa: BLE001 - what breaks in one piece must not take the others with it
            leaf = t("meeting.broken", incident=log_incident(error, f"pack {pick}"))
        if isinstance(leaf, Leaf):
            said = said_of(comments, str(pick), t)
            leaves.append(replace(leaf, foot=f"{leaf.foot} · {said}") if said else leaf)
        elif leaf:
            omitted.append(t("meeting.omitted", place=words, why=leaf))
    progress("", 1.0)
    return leaves, omitted


def _told(store: Store, scope: Scope, pick: Pick, known: dict[str, Source], t: Translator) -> Leaf | str:
    """The piece; one that the edition of the moment does not keep says at its foot that it is reckoned anew."""
    leaf, rests_on = reading(partial(_leaf, store, scope, pick, known, t))
    if ANEW not in rests_on or not isinstance(leaf, Leaf):
        return leaf
    words = t("meeting.anew", name=store.editions.named(scope.as_of))
    return replace(leaf, foot=f"{leaf.foot} · {words}", anew=True)


def _leaf(store: Store, scope: Scope, pick: Pick, known: dict[str, Source], t: Translator) -> Leaf | str:
    """The piece, or why there is none; '' for one that this programme has no use for."""
    metrics: tuple[str, ...] = ()
    if pick.area == WEEK:
        exhibit: Exhibit | None = week_exhibit(store, scope, t)
        needs: tuple[str, ...] = ("waves", "transfers")
    elif pick.section == NUMBERS:
        area = by_name()[pick.area]
        exhibit, needs, metrics = numbers_exhibit(store, scope, area, t), area.needs, area.tiles
    else:
        section, part = part_of(pick)
        needs = section.needs or by_name()[pick.area].needs
        if section.needs and not any(name in known for name in section.needs):
            return t("meeting.unloaded", datasets=t.listing([DATASETS[name].label(t.lang) for name in section.needs]))
        chosen = [choice.settled("", store, scope) for choice in section.choices]
        exhibit = part.exhibit(store, scope, chosen, t)
        if isinstance(part, Chart):
            metrics = (part.metric,) if part.metric else ()
    if exhibit is None:
        return ""
    if exhibit.body is None:
        return exhibit.empty or exhibit.title
    if metrics and pick.part:
        needs = METRICS[metrics[0]].passport.datasets
    foot = _foot(scope, needs, metrics if pick.part else (), known, t)
    return Leaf(pick, _place(pick, t), exhibit, listed(exhibit.body, t), foot, metrics)


def _place(pick: Pick, t: Translator) -> str:
    return Pick(pick.area, pick.section).words(t)


def _foot(scope: Scope, needs: Sequence[str], metrics: Sequence[str], known: dict[str, Source], t: Translator) -> str:
    """The moment, the loads and the definition behind a piece: ``As of 23 Nov 2026, 09:00 · Survey answers: 48 loads,
    …``."""
    loaded = [known[name] for name in needs if name in known]
    said = [t("meeting.as_of", moment=t.moment(local_moment(scope))), *(source.words(t) for source in loaded[:FOOTED])]
    if len(loaded) > FOOTED:
        said.append(t("meeting.more_sources", n=len(loaded) - FOOTED))
    said += [
        t("meeting.defined", name=METRICS[one].passport.title(t), words=t(f"metric.{one}.definition"))
        for one in metrics
    ]
    return " · ".join(said)


def _sources(known: dict[str, Source], t: Translator) -> Grid:
    """The loads in force a dataset, with the day and the age of the newest."""
    heads = tuple(t(f"meeting.sources.{one}") for one in ("dataset", "loads", "last", "age"))
    rows = tuple(
        (
            Cell(DATASETS[name].label(t.lang), DATASETS[name].label(t.lang)),
            Cell(t.number(source.batches), source.batches),
            Cell(t.date(source.last, year=True), source.last),
            Cell(t.number(source.age), source.age),
        )
        for name, source in known.items()
        if name in DATASETS
    )
    return Grid(heads, ("head", "number", "date", "number"), rows, shown=len(rows))


def _definitions(store: Store, scope: Scope, metrics: Sequence[str], t: Translator) -> Grid:
    """What each metric in the pack is, what it is held against and what it rests on."""
    judge = load_judge(store, scope)
    rows = []
    for metric in metrics:
        one = load_standing(store, scope, metric, judge)
        said = (
            one.passport.title(t),
            t(f"metric.{metric}.definition"),
            t(f"metric.{metric}.formula"),
            one.limit(t),
            one.reading.said_window(t),
            "; ".join(source.words(t) for source in one.provenance.sources),
            one.passport.source(t),
        )
        rows.append(tuple(Cell(words, words) for words in said))
    heads = tuple(
        t(f"meeting.definitions.{one}")
        for one in ("metric", "definition", "formula", "held", "window", "sources", "reference")
    )
    return Grid(heads, ("head", "prose", "prose", "text", "text", "prose", "prose"), tuple(rows), shown=len(rows))


def _batches(store: Store, scope: Scope, t: Translator) -> Grid:
    """Every load in force: its name, dataset, since when it is known, and what was read of it."""
    frame = store.batches(scope.rights, as_of=scope.as_of)
    live = frame[frame["live"].astype(bool) & frame["dataset"].isin(list(DATASETS))]
    heads = tuple(
        t(f"meeting.batches.{one}") for one in ("batch", "dataset", "known", "read", "new", "updated", "rejected")
    )
    rows = tuple(
        (
            Cell(row.batch_id, row.batch_id),
            Cell(DATASETS[row.dataset].label(t.lang), DATASETS[row.dataset].label(t.lang)),
            Cell(t.moment(local(row.known_at.to_pydatetime())), local(row.known_at.to_pydatetime())),
            *(
                Cell(t.number(count), count)
                for count in (int(row.read), int(row.new), int(row.updated), int(row.rejected))
            ),
        )
        for row in frames.rows(live)
    )
    return Grid(heads, ("head", "text", "moment", *("number",) * 4), rows, shown=len(rows))
