"""The tiles of the safeguards page."""

from __future__ import annotations

from analytics.safeguards.numbers import load_continuity, load_documents, load_protection, load_training
from pages.kit.cache import keep
from pages.kit.guard import View
from pages.kit.tiles import Strip, Tile


def tiles(view: View) -> list[Tile]:
    """Tests of measures passed, recovery tests passed, training coverage, documents there."""
    t = view.t
    plan = keep(view, "protection", lambda: load_protection(view.store, view.scope))
    recovery = keep(view, "continuity", lambda: load_continuity(view.store, view.scope))
    staff = keep(view, "training", lambda: load_training(view.store, view.scope))
    tests, overdue = plan.tests, len(plan.overdue)
    shown = [
        _tile(
            view, "tests", int(tests["passed"].sum()), int(tests["n"].sum()),
            "bad" if overdue else "good", t("safeguards.verdict.overdue", n=overdue) if overdue else t("safeguards.verdict.in_time"),
        )
    ]  # fmt: skip
    waves = recovery.waves
    failed = int((waves["failed"] + waves["overdue"]).sum())
    blockers = int(waves.loc[~waves["actual"].astype(bool), "blockers"].sum())
    shown.append(
        _tile(
            view, "recovery", int(waves["passed"].sum()), int(waves["passed"].sum()) + failed, "bad" if failed else "good",
            t("safeguards.verdict.blockers", n=blockers) if blockers else t("safeguards.verdict.no_blocker"),
        )
    )  # fmt: skip
    coverage = staff.coverage
    short = staff.short
    shown.append(
        _tile(
            view, "coverage", int(coverage["trained"].sum()), int(coverage["n"].sum()), "bad" if len(short) else "good",
            t("safeguards.verdict.short", n=len(short)) if len(short) else t("safeguards.verdict.covered"), aim=staff.needed,
        )
    )  # fmt: skip
    documents = keep(view, "documents", lambda: load_documents(view.store, view.scope))
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
