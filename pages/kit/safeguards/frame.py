"""What the safeguards page reads, the finding on top and the tiles."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.alerts.base import Named
from analytics.charts.safeguards.continuity import describe_recovery, recovery_of
from analytics.charts.safeguards.documents import describe_complete, describe_looks
from analytics.charts.safeguards.protection import describe_tests
from analytics.charts.safeguards.support import describe_times
from analytics.charts.safeguards.training import describe_coverage
from analytics.metrics.safeguards import (
    Continuity,
    Documents,
    Protection,
    Training,
    load_continuity,
    load_documents,
    load_protection,
    load_training,
)
from pages.kit.cache import keep
from pages.kit.controls import controls, pick
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.safeguards.support import choose_wave, read_support
from pages.kit.state import VIEW
from pages.kit.tiles import Strip, Tile

SECTIONS = ("information", "continuity", "support", "training", "documents")


@dataclass(frozen=True)
class Found:
    """The four parts."""

    protection: Protection
    continuity: Continuity
    training: Training
    documents: Documents

    @property
    def empty(self) -> bool:
        return self.protection.empty and self.continuity.empty and self.training.empty and self.documents.empty


def read_safeguards(view: View) -> Found:
    """Everything the page shows, once a state of the store."""
    store, scope = view.store, view.scope
    return Found(
        keep(view, "protection", lambda: load_protection(store, scope)),
        keep(view, "continuity", lambda: load_continuity(store, scope)),
        keep(view, "training", lambda: load_training(store, scope)),
        keep(view, "documents", lambda: load_documents(store, scope)),
    )


def choose_section(view: View) -> tuple[str, str]:
    """The open section, and the wave that support looks at."""
    t = view.t
    with controls():
        chosen = pick(t("plan.section"), SECTIONS, VIEW, lambda code: t(f"safeguards.view.{code}"), default=SECTIONS[0])
        with caught(t):
            return chosen, choose_wave(view, read_support(view)) if chosen == "support" else ""
    return chosen, ""


def message(view: View, found: Found) -> str:
    """What must be mended first: what endangers the next cut-over, then what is late; else that nothing is."""
    t, wave = view.t, found.continuity.focus
    row = found.continuity.waves[found.continuity.waves["wave"] == wave]
    if found.empty:
        support = read_support(view)
        return describe_times(support, "response", support.focus, t).title
    if len(row) and row["state"].iloc[0] == "bad" and not row["actual"].iloc[0]:
        failing = recovery_of(found.continuity, wave)
        key = (
            "safeguards.message.recovery" if len(failing) and failing["over"].iloc[0] > 0 else "safeguards.message.wave"
        )
        return t(
            key,
            system=failing["system"].iloc[0] if len(failing) else "",
            wave=t.wave(wave),
            n=int(row["days"].iloc[0]),
            blockers=t.number(int(row["blockers"].iloc[0])),
        )
    bad = found.protection.assets[found.protection.assets["state"] == "bad"]
    if len(bad):
        return t("safeguards.message.asset", name=Named(str(bad["asset"].iloc[0]), bad["title"].iloc[0]).write(t))
    if len(found.protection.overdue):
        return describe_tests(found.protection, t).title
    if len(found.training.short):
        return describe_coverage(found.training, t).title
    if len(found.documents.missing):
        return describe_complete(found.documents, t).title
    if found.documents.looks is not None and found.documents.looks["odd"].any():
        return describe_looks(found.documents, t).title
    return t("safeguards.message.well") if not len(row) else describe_recovery(found.continuity, wave, t).title


def tiles(view: View, found: Found) -> list[Tile]:
    """Tests of measures passed, recovery tests passed, training coverage, documents there."""
    t = view.t
    tests, overdue = found.protection.tests, len(found.protection.overdue)
    shown = [
        _tile(
            view, "tests", int(tests["passed"].sum()), int(tests["n"].sum()),
            "bad" if overdue else "good", t("safeguards.verdict.overdue", n=overdue) if overdue else t("safeguards.verdict.in_time"),
        )
    ]  # fmt: skip
    waves = found.continuity.waves
    failed = int((waves["failed"] + waves["overdue"]).sum())
    blockers = int(waves.loc[~waves["actual"].astype(bool), "blockers"].sum())
    shown.append(
        _tile(
            view, "recovery", int(waves["passed"].sum()), int(waves["passed"].sum()) + failed, "bad" if failed else "good",
            t("safeguards.verdict.blockers", n=blockers) if blockers else t("safeguards.verdict.no_blocker"),
        )
    )  # fmt: skip
    coverage = found.training.coverage
    short = found.training.short
    shown.append(
        _tile(
            view, "coverage", int(coverage["trained"].sum()), int(coverage["n"].sum()), "bad" if len(short) else "good",
            t("safeguards.verdict.short", n=len(short)) if len(short) else t("safeguards.verdict.covered"), aim=found.training.needed,
        )
    )  # fmt: skip
    documents = found.documents
    there, missing = int((documents.waves["there"]).sum()), len(documents.missing)
    shown.append(
        _tile(
            view, "documents", there, there + missing, "bad" if missing else "good",
            t("safeguards.verdict.missing", n=missing) if missing else t("safeguards.verdict.complete"),
        )
    )  # fmt: skip
    return shown


def _tile(view: View, key: str, part: int, whole: int, state: str, verdict: str, aim: float | None = None) -> Tile:
    """A share of all that are counted: no interval, since nobody was drawn."""
    t, title = view.t, view.t(f"safeguards.tile.{key}")
    if not whole:
        return Tile(key=key, title=title, value="–", verdict=t("safeguards.verdict.nothing"))
    return Tile(
        key=key,
        title=title,
        value=t.number(part / whole * 100, 1),
        unit="%",
        strip=Strip((0, 1), title, now=part / whole, aim=aim, bar=True),
        detail=t("rights.of_all", part=part, whole=whole),
        state=state,
        verdict=verdict,
    )
