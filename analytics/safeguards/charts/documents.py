"""Documents in words and marks: complete by wave and class, archive lag, looks, levels of confidentiality, what is
kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.marks import (
    COUNT,
    DAYS,
    Bars,
    Column,
    Dots,
    Exhibit,
    Line,
    Lines,
    Series,
    Unit,
    grid,
    values,
)
from analytics.marks.words import calm
from analytics.safeguards.charts.protection import HEADS
from analytics.safeguards.numbers.documents import CLOSES, OPENS
from data.datasets import DATASETS

if TYPE_CHECKING:
    from analytics.safeguards.numbers import Documents
    from data.language import Translator

MOST = 10
"""Classes that are drawn."""
SHOWN = 12
"""Lines of what is kept that are shown before the rest is folded."""
LIMITS = {"backup": "backup.days", "restore": "backup.test_days"}
"""Kind of test → how long the last one counts."""


def chart_complete(found: Documents, t: Translator) -> Exhibit:
    """By wave: documents there, missing although their day has come, still to come."""
    subtitle = t("safeguards.complete.subtitle")
    if found.waves.empty:
        return Exhibit.nothing(t("safeguards.complete.empty"), subtitle)
    title = calm(t, t("safeguards.complete.title"), int((found.register["state"] == "coming").sum()), found.undated)
    if len(found.missing):
        worst = found.waves.sort_values("missing").iloc[-1]
        title = t("safeguards.complete.missing", n=len(found.missing), wave=t.wave(worst["wave"]))
    mark = _bars(found.waves, "wave", [t.wave(wave) for wave in found.waves["wave"]], t)
    return Exhibit(title, subtitle, t("safeguards.complete.note", n=len(found.register)), mark)


def missing_said(found: Documents, t: Translator) -> str:
    """How many documents are missing although their day has come, and the wave that misses most; '' where none is."""
    if found.missing.empty:
        return ""
    if found.waves.empty:  # documents of the programme as a whole, none of a wave
        return t("safeguards.message.documents.apart", n=len(found.missing))
    worst = found.waves.sort_values("missing").iloc[-1]
    return t(
        "safeguards.message.documents",
        n=len(found.missing),
        most=t.number(int(worst["missing"])),
        wave=t.wave(worst["wave"]),
    )


def chart_classes(found: Documents, t: Translator) -> Exhibit:
    """By class, those with something missing first."""
    subtitle, frame = t("safeguards.classes.subtitle"), found.classes
    if frame.empty:
        return Exhibit.nothing(t("safeguards.complete.empty"), subtitle)
    names, short = [class_name(str(kind), t) for kind in frame["kind"]], int((frame["missing"] > 0).sum())
    title = calm(
        t, t("safeguards.classes.title", n=len(frame)), int((found.register["state"] == "coming").sum()), found.undated
    )
    if short:
        title = t("safeguards.classes.missing", n=short, first=names[int((frame["missing"] > 0).to_numpy().argmax())])
    note = t("safeguards.classes.note", n=len(frame))
    if len(frame) > MOST:
        note += " · " + t("safeguards.classes.hidden", n=len(frame) - MOST)
    return Exhibit(title, subtitle, note, _bars(frame.head(MOST), "kind", names[:MOST], t))


def class_name(kind: str, t: Translator) -> str:
    """A class as it was written; one that was not stated says so."""
    return kind or t("safeguards.classes.unnamed")


def _bars(frame: pd.DataFrame, key: str, names: list[str], t: Translator) -> Bars:
    roles = (("there", "actual", "solid"), ("missing", "bad", "solid"), ("coming", "actual", "outlined"))
    return Bars(
        tuple(names),
        tuple(
            Series(t(f"safeguards.complete.{role}_word"), values(frame[role]), tone, look)  # type: ignore[arg-type]
            for role, tone, look in roles
        ),
        COUNT,
        across=True,
        stacked=True,
        whole=tuple(float(one) for one in frame["needed"]),
        ends=tuple(
            f"<b>{t.number(row.there)}</b>/{t.number(row.needed)}"
            + (f" · −{t.number(row.missing)}" if row.missing else "")
            for row in rows(frame)
        ),
        ids=tuple(str(one) for one in frame[key]),
        of=t(f"safeguards.column.{key}"),
    )


def chart_lag(found: Documents, t: Translator) -> Exhibit:
    """How long a document waits for the archive, by wave: half within the dot, nine in ten within the ring."""
    subtitle, lag = t("safeguards.lag.subtitle"), found.register["lag"].dropna()
    if lag.empty:
        return Exhibit.nothing(t("safeguards.lag.empty"), subtitle)
    waiting = int((found.register["state"] == "finished").sum())
    title = t("safeguards.lag.title", days=t.number(float(lag.median())), most=t.number(float(lag.quantile(0.9))))
    frame = found.waves[found.waves["lag"].notna()]
    mark = Dots(
        tuple(t.wave(wave) for wave in frame["wave"]),
        (
            Series(t("safeguards.lag.half"), values(frame["lag"])),
            Series(t("safeguards.lag.most"), values(frame["lag90"]), look="outlined"),
        ),
        DAYS,
        tuple(f"<b>{t.number(row.lag)}</b> … {t.number(row.lag90)}" for row in rows(frame)),
        bounds=(0.0, max(float(frame["lag90"].max()) if len(frame) else 0.0, 7.0) * 1.08),
        ids=tuple(frame["wave"]),
        of=t("safeguards.column.wave"),
    )
    return Exhibit(title, subtitle, t("safeguards.lag.note", n=len(lag), waiting=t.number(waiting)), mark)


def chart_looks(found: Documents, t: Translator) -> Exhibit:
    """Looks at documents by day and hour; who looked out of hours or role most often."""
    subtitle, looks = t("safeguards.looks.subtitle", opens=OPENS, closes=CLOSES), found.looks
    if looks is None or looks.empty:
        return Exhibit.nothing(t("safeguards.looks.hidden" if looks is None else "safeguards.looks.empty"), subtitle)
    odd = looks[looks["odd"]]
    title = t("safeguards.looks.title")
    if len(odd):
        counts = odd["person"].fillna("–").value_counts()
        title = t("safeguards.looks.odd", n=len(odd), person=str(counts.index[0]), most=t.number(counts.iloc[0]))
    mark = Lines(
        tuple(
            _looks(looks[looks["odd"] == one], t(f"safeguards.looks.{name}_word"), one)
            for one, name in ((False, "usual"), (True, "odd"))
        ),
        t("mark.day"),
        Unit("hours", 1),
        bounds=(0.0, 24.0),
        zone=(OPENS, CLOSES),
    )
    return Exhibit(title, subtitle, t("safeguards.looks.note", n=len(looks)), mark)


def _looks(own: pd.DataFrame, name: str, odd: bool) -> Line:
    at = pd.to_datetime(own["accessed_at"])
    hovers = tuple(f"{row.document} · {row.person}" for row in rows(own))
    hours = values(at.dt.hour + at.dt.minute / 60)
    return Line(name, tuple(at.dt.normalize()), hours, "bad" if odd else "prior", kind="dots", hovers=hovers)


def table_levels(found: Documents, t: Translator) -> Exhibit:
    """Levels of confidentiality: what is kept under each, which roles may look, and who looked out of role."""
    frame = found.levels
    odd, bare = int(frame["odd_role"].sum()), int(frame.loc[frame["level"] == "", "n"].sum())
    title = t("safeguards.levels.bare", n=bare) if bare else t("safeguards.levels.title")
    if odd:
        roles = t.listing(list(dict.fromkeys(role for roles in frame["odd_roles"] for role in roles)))
        title = t("safeguards.levels.odd" if roles else "safeguards.levels.odd_unnamed", n=odd, roles=roles)
    columns = (
        Column("state", "state"),
        Column("level", "head", codes="safeguards.level"),
        Column("n", "number", "documents"),
        Column("missing", "number"),
        Column("custodians", "number"),
        Column("roles", "prose"),
        Column("looks", "number"),
        Column("odd_role", "number"),
    )
    shown = grid(frame.assign(level=frame["level"].replace("", "none")), columns, HEADS, t)
    return Exhibit(title, t("safeguards.levels.subtitle"), t("safeguards.levels.note"), shown)


def table_kept(found: Documents, t: Translator) -> Exhibit:
    """Back-ups and restores, and what must be kept no longer soon."""
    failed, kept = int((found.backups["last_result"] == "failed").sum()), found.judge.days("documents.retention_days")
    over = sum(one.rows for one in found.past if not one.held)
    title = (
        t("safeguards.kept.title", n=len(found.ending), limit=kept)
        if len(found.register)
        else t("safeguards.complete.empty")
    )
    title = t("safeguards.kept.failed") if failed else t("safeguards.kept.over", n=over) if over else title
    lines = []
    for row in rows(found.backups):
        age = (pd.Timestamp(found.day) - pd.Timestamp(row.last_on)).days
        state = "bad" if row.last_result == "failed" else found.judge.state(LIMITS[row.kind], age)
        told = t("safeguards.kept.last", n=age, passed=int(row.passed), of=int(row.n))
        lines.append((state, t(f"safeguards.test.{row.kind}"), told, row.last_on))
    for row in rows(found.ending):
        lines.append(("bad" if int(row.left) < 0 else "watch", str(row.document), row.title, row.keep_until))
    for one in found.past:
        said = "held" if one.held else "past" if one.rows else "within"
        told = t(f"safeguards.kept.{said}", n=one.rows, days=t.number(one.days), reason=one.held)
        lines.append(("watch" if said == "past" else "good", DATASETS[one.dataset].label(t.lang), told, one.before))
    if found.unfit:
        lines.append(("bad", found.unfit, t("safeguards.kept.unfit"), None))
    subtitle = t("safeguards.kept.subtitle", limit=kept)
    if not lines:
        return Exhibit.nothing(t("safeguards.kept.empty"), subtitle, title)
    columns = (Column("state", "state"), Column("what", "head"), Column("standing", "prose"), Column("until", "date"))
    frame = pd.DataFrame(lines, columns=[column.name for column in columns])
    return Exhibit(title, subtitle, body=grid(frame, columns, HEADS, t, SHOWN))
