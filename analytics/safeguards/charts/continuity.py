"""Continuity in words and marks: recovery against its objective, tests by wave, what is open, customer-minutes lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import natural, rows
from analytics.marks import COUNT, MINUTES, Bars, Cell, Column, Exhibit, Series, grid, values
from analytics.safeguards.charts.protection import HEADS, late_in_words
from analytics.safeguards.numbers.continuity import latest_tests
from data.language import start

if TYPE_CHECKING:
    from analytics.safeguards.numbers import Continuity
    from data.language import Translator

SHOWN = 12
"""Open items that are shown before the rest is folded."""


def recovery_of(found: Continuity, wave: str) -> pd.DataFrame:
    """The last test of each system in a wave that has a target and a measured time, the worst first: too slow, then
    failed or not tested everywhere that tests of it, of any wave, name."""
    own = found.last[found.last["wave"] == wave]
    own = own[own["rto_actual"].notna() & own["rto_minutes"].notna()]
    own = own.assign(
        use=own["rto_actual"] / own["rto_minutes"], rank=(own["over"] > 0) * 2 + (own["judged"] == "failed")
    )
    return own.sort_values(["rank", "use"], ascending=False, ignore_index=True)


def chart_recovery(found: Continuity, t: Translator) -> Exhibit:
    """By system: the time of the last test before the wave in focus against its objective, earlier waves beside it."""
    wave = found.focus
    if not wave:
        return Exhibit.nothing(t("safeguards.tested.empty"))
    subtitle, frame = t("safeguards.recovery.subtitle", wave=t.wave(wave)), recovery_of(found, wave)
    if frame.empty:
        return Exhibit.nothing(t("safeguards.recovery.empty", wave=t.wave(wave)), subtitle)
    worst = frame.iloc[0]
    bare = worst["bare"]
    state = "over" if worst["over"] > 0 else "bare" if bare else "failed" if worst["judged"] == "failed" else "kept"
    title = t(
        f"safeguards.recovery.{state}",
        system=worst["system"],
        actual=t.number(worst["rto_actual"]),
        target=t.number(worst["rto_minutes"]),
        n=len(frame),
        bare=bare[0].write(t) if bare else "",
    )
    names = tuple(frame["system"])
    before = latest_tests(found.tests[(found.tests["wave"] != wave) & found.tests["system"].isin(names)])
    rounds = [
        before[before["wave"] == one].set_index("system")["rto_actual"] for one in sorted(set(before["wave"].dropna()))
    ]
    mark = Bars(
        names,
        (
            Series(
                t("safeguards.recovery.took"),
                values(frame["rto_actual"]),
                tones=tuple(
                    "bad" if over > 0 or judged == "failed" else "actual"
                    for over, judged in zip(frame["over"], frame["judged"], strict=True)
                ),
            ),
        ),
        MINUTES,
        across=True,
        ends=tuple(
            f"<b>{t.number(row.rto_actual)}</b> / {t.number(row.rto_minutes)} {t('safeguards.min')}"
            for row in rows(frame)
        ),
        targets=Series(t("safeguards.recovery.objective"), values(frame["rto_minutes"]), "accent"),
        earlier=Series(
            t("safeguards.recovery.earlier"),
            tuple(one for own in rounds for one in values([own.get(name) for name in names])),
        ),
        ids=tuple(str(one) for one in frame["test"]),
        of=t("safeguards.column.system"),
    )
    return Exhibit(title, subtitle, t("safeguards.recovery.note", n=len(frame)), mark)


def chart_tested(found: Continuity, t: Translator) -> Exhibit:
    """By wave: last tests passed, failed or overdue, planned."""
    subtitle, frame = t("safeguards.tested.subtitle"), found.waves
    if frame.empty or not frame[["passed", "failed", "overdue", "planned"]].to_numpy().any():
        return Exhibit.nothing(t("safeguards.tested.empty"), subtitle)
    failed = frame["failed"] + frame["overdue"]
    passed = int(frame["passed"].sum())
    title = t(
        "safeguards.tested.title" if passed else "safeguards.tested.planned", n=passed or int(frame["planned"].sum())
    )
    if (failed > 0).any():
        row = frame[failed > 0].sort_values("cutover_on").iloc[-1]
        title = t("safeguards.tested.failed", n=int(row["failed"] + row["overdue"]), wave=t.wave(row["wave"]))
    mark = Bars(
        tuple(start(t.wave(wave)) for wave in frame["wave"]),
        (
            Series(t("safeguards.tested.passed_word"), values(frame["passed"])),
            Series(t("safeguards.tested.failed_word"), values(failed), "bad"),
            Series(t("safeguards.tested.planned_word"), values(frame["planned"]), look="outlined"),
        ),
        COUNT,
        stacked=True,
        of=t("safeguards.column.wave"),
    )
    return Exhibit(title, subtitle, t("safeguards.tested.note"), mark)


def lost_of(found: Continuity) -> pd.DataFrame:
    """Customer-minutes lost by wave, planned and not, in the order of the waves."""
    frame = found.outages[found.outages["customer_minutes"].notna()]
    frame = frame.assign(planned=frame["planned"].fillna(False).astype(bool), wave=frame["wave"].fillna("–"))
    table = frame.pivot_table(index="wave", columns="planned", values="customer_minutes", aggfunc="sum", fill_value=0.0)
    table = table.reindex(columns=[True, False], fill_value=0.0)
    lost = pd.DataFrame({"wave": table.index, "planned": table[True].to_numpy(), "unplanned": table[False].to_numpy()})
    return lost.sort_values("wave", ignore_index=True)


def announced_words(found: Continuity, t: Translator) -> str:
    """How many outages are announced and when the first of them begins; '' where none is."""
    if not found.announced:
        return ""
    return t("safeguards.outages.announced", n=found.announced, date=t.date(found.announced_on, year=True))


def chart_outages(found: Continuity, t: Translator) -> Exhibit:
    """Customer-minutes by wave: unplanned beside planned windows."""
    subtitle, lost = t("safeguards.outages.subtitle"), lost_of(found)
    if lost.empty:
        said = filter(None, (t("safeguards.outages.empty"), announced_words(found, t)))
        return Exhibit.nothing(" · ".join(said), subtitle)
    own = found.outages[~found.outages["planned"].fillna(False).astype(bool)]
    title = t("safeguards.outages.title", minutes=t.number(lost["unplanned"].sum()), n=len(own))
    longest, lasting = own["minutes"].max() if len(own) else None, int(found.outages["ended_at"].isna().sum())
    note = t("safeguards.outages.note", longest=t.number(longest), lasting=t.number(lasting))
    note = " · ".join(filter(None, (note, announced_words(found, t))))
    mark = Bars(
        tuple(start(t.wave(wave)) for wave in lost["wave"]),
        (
            Series(t("safeguards.outages.unplanned_word"), values(lost["unplanned"])),
            Series(t("safeguards.outages.planned_word"), values(lost["planned"]), look="outlined"),
        ),
        MINUTES,
        of=t("safeguards.column.wave"),
    )
    return Exhibit(title, subtitle, note, mark)


def table_items(found: Continuity, t: Translator) -> Exhibit:
    """What is open before the next cut-overs, blockers first."""
    coming = found.waves.loc[~found.waves["actual"].astype(bool), "wave"]
    own = found.items[found.items["done_on"].isna() & found.items["wave"].isin(list(coming))]
    own = own.assign(first=~own["blocker"].astype(bool)).sort_values(["first", "due_on"], kind="stable")
    own = own.sort_values("wave", key=lambda waves: waves.map(natural), kind="stable")
    blockers, subtitle = int((~own["first"]).sum()), t("safeguards.items.subtitle")
    title = t("safeguards.items.blockers", n=blockers) if blockers else t("safeguards.items.title")
    if own.empty:
        return Exhibit.nothing(t("safeguards.items.empty"), subtitle, title)
    state = ["watch" if row.first and not row.late else "bad" for row in rows(own)]
    said = [t("safeguards.open" if first else "safeguards.blocks") for first in own["first"]]
    told: list[Any] = [Cell(words, words, one) for words, one in zip(said, state, strict=True)]
    columns = (
        Column("state", "state"),
        Column("item", "head"),
        Column("title", "prose", "content"),
        Column("wave"),
        Column("owner"),
        Column("due_on", "date", "due"),
    )
    shown = late_in_words(own.assign(state=told), "due_on", t)
    return Exhibit(title, subtitle, body=grid(shown, columns, HEADS, t, SHOWN))
