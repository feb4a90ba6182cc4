"""Consent in words and marks: the steps of a wave, who is still to decide, and every wave with what its routes ask
for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.marks import COUNT, Bars, Cell, Column, Exhibit, Line, Lines, Series, Upright, grid, values
from analytics.marks.words import clauses
from analytics.metrics.passport import METRICS
from analytics.rights.numbers.consent import Pace, Rights, compute_pace, load_rights
from data.language import People
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.judging import Judge
    from analytics.marks.kinds import Look, Tone
    from analytics.rights.numbers.routes import Needs
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

STEPS = ("n", "sent", "delivered", "read", "decided")
ENDS: dict[str, tuple[Tone, Look]] = {
    "consented": ("good", "solid"),
    "refused": ("bad", "solid"),
    "silent": ("bad", "hatched"),
    "unasked": ("watch", "outlined"),
}
"""What became of those asked, and who was not, and how it is drawn."""
ASKED = ("consented", "refused", "silent")
ANSWERS = (*ASKED, "unasked", "open_moved")
OPEN = ("overdue", "broken")
NAMED = 3
"""So many waves are named where nobody of them has been written to."""


@dataclass(frozen=True)
class Asked:
    """The rights of all waves, and the wave that is looked at ('' where nobody was written to)."""

    found: Rights
    wave: str

    @property
    def row(self) -> pd.Series | None:
        own = self.found.funnel[self.found.funnel["wave"] == self.wave]
        return own.iloc[0] if len(own) else None

    @property
    def days(self) -> pd.DataFrame:
        """The customers of the wave who had not decided, by day."""
        own = self.found.pace
        return own[(own["wave"] == self.wave) & own["undecided"].notna()]

    @property
    def pace(self) -> Pace | None:
        return compute_pace(self.found, self.wave)


def load_asked(store: Store, scope: Scope, wave: str) -> Asked:
    """What customers of the scope were told and have answered, and the wave in focus."""
    return Asked(load_rights(store, scope), wave)


def asked_waves(store: Store, scope: Scope) -> list[str]:
    """The waves that can be looked at, the one that must decide next first."""
    found = load_rights(store, scope)
    waves = [str(wave) for wave in found.written["wave"]]
    first = found.focus or (waves[-1] if waves else "")
    return [first, *(wave for wave in waves if wave != first)] if first else []


def consent_now(found: Rights, t: Translator) -> str:
    """Where the wave that must decide next stands; where none needs a consent, how many were told."""
    if not found.focus:
        return _told_now(found, t)
    own = found.funnel[found.funnel["wave"] == found.focus]
    row, whole = own.iloc[0], float(exact_n(own).iloc[0])
    wave, date = t.wave(found.focus), t.date(row["cutover_on"])
    n, given = People(row["silent"]), {"wave": wave, "date": date, "share": t.percent(row["silent"] / whole)}
    agreed = t.percent(row["consented"] / whole)
    unasked = t("rights.message.unasked", n=People(row["unasked"])) if row["unasked"] else ""
    if row["actual"]:
        return clauses(t, t("rights.message.moved", n=n, wave=wave, date=date, agreed=agreed), unasked)
    if not row["asked"]:
        return t("rights.message.unasked.all", wave=wave)
    if not n:
        return clauses(t, t("rights.message.decided", wave=wave, agreed=agreed, n=People(row["refused"])), unasked)
    late = "undated" if pd.isna(row["days_left"]) else "overdue" if row["days_left"] < 0 else "silent"
    return clauses(t, t(f"rights.message.{late}", n=n, **given), unasked)


def _untold(found: Rights, t: Translator) -> str:
    """Why nothing is known of letters and answers: never loaded, or not for this reader."""
    return t("rights.message.unloaded" if found.shown else "rights.message.unseen")


def _told_now(found: Rights, t: Translator) -> str:
    told = found.written
    if told.empty:
        kind = "hidden" if found.funnel["sent"].isna().any() else "nothing" if found.reach.empty else "unplaced"
        if not found.told:
            return _untold(found, t)
        if kind == "nothing" and 0 < len(found.funnel) <= NAMED:
            return t("rights.message.nothing.of", waves=t.listing([t.wave(str(one)) for one in found.funnel["wave"]]))
        return t(f"rights.message.{kind}")
    if found.unrouted:
        return t("rights.message.unrouted", waves=t.listing([t.wave(one) for one in found.unrouted]))
    if not found.deliveries:
        return t("rights.message.unrecorded", n=int(told["sent"].sum()))
    return t("rights.message.told", share=t.percent(float(told["delivered"].sum()) / float(told["n"].sum())))


def _of_waves(frame: pd.DataFrame, column: str, key: str, t: Translator) -> str:
    """How many customers of which waves, and of how many: ``13 customers of wave 5 (0.6%) were …``; '' where none
    were."""
    own = frame[frame[column].fillna(0) > 0]
    if own.empty:
        return ""
    n, waves = People(own[column].sum()), t.listing([t.wave(str(wave)) for wave in own["wave"]])
    return t(key, n=n, waves=waves, share=t.percent(n / float(exact_n(own).sum())))


def without_consent(found: Rights, t: Translator) -> str:
    """Who was moved although a consent that the routes ask for was not there; '' where nobody was."""
    return _of_waves(found.funnel[found.funnel["needs"].astype(bool)], "open_moved", "rights.routes.wrong", t)


def told_late(found: Rights, t: Translator) -> str:
    """Who had no notice a week before the cut-over, of all whose day has come; '' where everybody had."""
    due, late = (float(found.funnel[name].fillna(0).sum()) for name in ("due", "late"))
    if not late:
        return ""
    most = found.funnel.sort_values("late", ascending=False)["wave"].iloc[0]
    several = int((found.funnel["late"].fillna(0) > 0).sum()) > 1
    key = "rights.message.late" if several else "rights.message.late.one"
    return t(key, n=People(late), share=t.percent(late / due), wave=t.wave(str(most)))


def promises_open(found: Rights, t: Translator) -> str:
    """The promises past their day or broken, the first by name; '' where there is none."""
    late = found.promises[found.promises["state"].isin(OPEN)]
    if late.empty:
        return ""
    row = late.iloc[0]
    first = row["title"] if isinstance(row["title"], str) and row["title"] else str(row["promise"])
    return t("rights.promises.open", n=len(late), first=first)


def funnel_of(found: Rights, wave: str) -> pd.DataFrame:
    """The steps of a wave as drawn: step, customers, share (of all), lost (since the step before)."""
    own = found.funnel[found.funnel["wave"] == wave]
    if own.empty or own["sent"].isna().iloc[0]:
        return pd.DataFrame(columns=["step", "customers", "share", "lost"])
    row = own.iloc[0]
    needed = bool(row["needs"])
    # Counts of customers are rounded for some readers, those of answers never: the whole is what its parts add up to.
    total = int(sum(row[name] for name in ENDS)) if needed else max(int(row["n"]), int(row["sent"]))
    parts, before = [], total
    known = [step for step in (STEPS if needed else STEPS[:-1]) if step == "decided" or not pd.isna(row[step])]
    for step in known:
        value = (
            total if step == "n" else int(row["consented"] + row["refused"]) if step == "decided" else int(row[step])
        )
        parts.append((step, value, value / total, before - value))
        before = value
    if needed:
        parts += [(step, int(row[step]), int(row[step]) / total, 0) for step in ENDS if step in ASKED or row[step]]
    return pd.DataFrame(parts, columns=["step", "customers", "share", "lost"])


def _unsure(asked: Asked, row: pd.Series, t: Translator) -> str:
    """What is not known of a wave of which no consent is known to be needed: its routes, or whether its letters
    arrived; '' where both are."""
    if not bool(row["needs"]) and asked.wave in asked.found.unrouted:
        return t("rights.funnel.unrouted", wave=t.wave(asked.wave))
    if bool(row["needs"]) or not pd.isna(row["delivered"]):
        return ""
    return t("rights.funnel.sent", share=t.percent(row["sent"] / row["n"]), wave=t.wave(asked.wave))


def chart_funnel(asked: Asked, t: Translator) -> Exhibit:
    """Aligned bars: what was lost since the step before is open; then who agreed, refused and is silent, which is a
    no."""
    wave, frame, row = t.wave(asked.wave), funnel_of(asked.found, asked.wave), asked.row
    subtitle = t("rights.funnel.subtitle", wave=wave)
    if frame.empty or row is None:
        return Exhibit.nothing(t("rights.funnel.empty") if asked.wave else consent_now(asked.found, t), subtitle)
    frame = frame.assign(customers=frame["customers"].map(t.told), lost=frame["lost"].map(t.told))
    steps = [str(step) for step in frame["step"]]
    mark = Bars(
        tuple(t(f"rights.step.{step}") for step in steps),
        (
            Series(
                t("rights.step.n"),
                values(frame["customers"]),
                tones=tuple(ENDS[step][0] if step in ENDS else "actual" for step in steps),
                looks=tuple(ENDS[step][1] if step in ENDS else "solid" for step in steps),
            ),
            Series(t("rights.step.lost"), values(frame["lost"]), look="outlined"),
        ),
        COUNT,
        across=True,
        stacked=True,
        ends=tuple(
            f"<b>{t.count(one.customers)}</b> · {t.percent(one.share)}"
            + (f" · {t.about(t.number(-one.lost))}" if one.lost else "")
            for one in rows(frame)
        ),
        ids=tuple(steps),
        of=t("rights.step"),
    )
    n = t.count(row["n"])
    if said := _unsure(asked, row, t):
        return Exhibit(
            said, subtitle, t("rights.funnel.note.plain", n=n, date=t.date(asked.found.as_of, year=True)), mark
        )
    if not bool(row["needs"]):
        title = t("rights.funnel.told", share=t.percent(row["delivered"] / row["n"]), wave=wave)
        return Exhibit(
            title, subtitle, t("rights.funnel.note.plain", n=n, date=t.date(asked.found.as_of, year=True)), mark
        )
    counts = {name: People(row[name]) for name in ASKED}
    counts["n"] = People(sum(counts.values()))
    whole, unasked = counts["n"] + row["unasked"], People(row["unasked"])
    said = t("rights.funnel.title", n=counts["silent"], share=t.percent(counts["consented"] / whole), wave=wave)
    title = clauses(t, said, t("rights.message.unasked", n=unasked)) if unasked else said
    return Exhibit(title, subtitle, t("rights.funnel.note", **counts), mark)


def chart_pace(asked: Asked, t: Translator) -> Exhibit:
    """Customers who have not decided, by day; from today on what is needed (dotted) and what comes at the present pace
    (dashed)."""
    own, wave, pace = asked.days, t.wave(asked.wave), asked.pace
    subtitle = t("rights.pace.subtitle", wave=wave)
    if own.empty:
        if not asked.found.told or asked.wave in asked.found.unrouted:
            return Exhibit.nothing(consent_now(asked.found, t), subtitle)
        return Exhibit.answer(t("rights.pace.empty"), subtitle)
    lines = [
        Line(
            t("rights.pace.undecided"),
            tuple(own["day"]),
            values([t.told(one) for one in own["undecided"]]),
            weight="focus",
        )
    ]
    uprights: tuple[Upright, ...] = ()
    if pace is None:
        over = asked.row is not None and bool(asked.row["actual"])
        title = t("rights.pace.over" if over else "rights.pace.open", n=People(own["undecided"].iloc[-1]), wave=wave)
    else:
        title = t(
            "rights.pace.title", n=pace.days, needed=t.number(pace.needed, 0), arriving=t.number(pace.arriving, 0)
        )
        days = (own["day"].iloc[-1], own["day"].iloc[-1] + pd.Timedelta(days=pace.days))
        left = t("rights.pace.at_pace", n=People(round(pace.left)))
        lines += [
            Line(
                t("rights.pace.forecast"),
                days,
                (float(t.told(pace.undecided) or 0), pace.left),
                dash="dash",
                label=left,
            ),
            Line(
                t("rights.pace.goal"),
                days,
                (float(t.told(pace.undecided) or 0), 0.0),
                "accent",
                dash="dot",
                label=t("rights.pace.needed"),
            ),
        ]
        uprights = (Upright(days[1], wave, planned=True),)
    mark = Lines(tuple(lines), t("rights.pace.day"), COUNT, uprights)
    return Exhibit(title, subtitle, t("rights.pace.note"), mark)


def table_routes(asked: Asked, t: Translator) -> Exhibit:
    """Every wave: what its routes ask for and where its customers stand. Silence is no where a consent is needed."""
    found = asked.found
    wrong, unknown = without_consent(found, t), found.unrouted
    title = wrong or (t("rights.routes.title") if found.told else _untold(found, t))
    if not wrong and unknown:
        title = t("rights.message.unrouted", waves=t.listing([t.wave(one) for one in unknown]))
    elif not wrong and found.told and found.funnel.loc[found.funnel["needs"].astype(bool), "open_moved"].isna().any():
        title = t("rights.message.hidden" if found.moves else "rights.routes.unrecorded")
    lines = []
    for row in rows(found.funnel):
        needs = found.needs.get(str(row.wave))
        asks = needs is not None and needs.consent
        answers = [_told(getattr(row, name), t) if asks else Cell("–") for name in ANSWERS]
        n = _told(row.n, t)
        lines.append(
            (
                _state(row, needs, found.judge),
                str(row.wave),
                t(f"rights.needs.{asked_for(needs)}"),
                n,
                _told(row.delivered, t),
                _told(row.late, t),
                *answers,
            )
        )
    columns = (
        Column("state", "state", codes="rights.wave_state"),
        Column("wave", "head"),
        Column("needs"),
        *(Column(name, "number") for name in ("n", "delivered", "late", *ANSWERS)),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    note = t.sentences(t("rights.routes.note"), disputed_said(found, t))
    return Exhibit(title, t("rights.routes.subtitle"), note, grid(frame, columns, "rights.column", t))


def disputed_said(found: Rights, t: Translator) -> str:
    """Who consented by the letters and refused by the ledger of transfers, which names no day of it; '' where nobody
    did."""
    n = People(found.funnel["disputed"].fillna(0).sum())
    return t("rights.disputed", n=n) if n else ""


def _told(value: Any, t: Translator) -> Cell:
    """A count of customers as the reader has it; a dash where it is not known."""
    return Cell(t.count(value), None if pd.isna(value) else t.told(value))


def _state(row: pd.Series, needs: Needs | None, judge: Judge) -> str:
    """How a wave stands: the worse of its consents and of who was told late. Nothing is claimed of one nobody was
    written to or whose routes are not stated, and none is good while somebody of it was not written to, or while it is
    not known who was told late."""
    if pd.isna(row.sent) or not row.sent or needs is None or not needs.known:
        return "none"
    if needs.consent and (pd.isna(row.silent) or pd.isna(row.open_moved)):
        return "none"
    due = 0 if pd.isna(row.due) else int(row.due)
    share = None if not due or pd.isna(row.late) else 1 - row.late / due
    told = judge.verdict(METRICS["told_in_time"].passport, share).state
    if (needs.consent and row.open_moved) or told == "bad":
        return "bad"
    if told == "watch" or (needs.consent and (row.silent or row.unasked) and not row.actual):
        return "watch"
    known = not pd.isna(row.late) if due else not pd.isna(row.due) and row.sent >= row.n
    return "good" if known else "none"


def asked_for(needs: Needs | None) -> str:
    """What a pair of routes asks of the customers: unknown, notice, data, contract or both."""
    if needs is None or not needs.known:
        return "unknown"
    data, contract = needs.data_consent, needs.contract_consent
    return "both" if data and contract else "data" if data else "contract" if contract else "notice"
