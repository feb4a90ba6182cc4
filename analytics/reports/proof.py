"""The proof file of one customer as lines, and as one page of HTML that stands alone and prints on A4.

What is missing is a line of its own; nothing is left out because there is nothing of it. Whatever a ledger holds is
escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
from markupsafe import Markup

from analytics.frames import text
from analytics.marks.units import Unit
from analytics.move.charts.where import place_words
from analytics.reports.fact_sheet import STYLE
from analytics.retention.charts.parts import choice_words
from analytics.rights.charts.consent import asked_for
from analytics.rights.charts.paths import way_words
from analytics.rights.charts.texts import STATES, kind_words, text_words
from analytics.rights.numbers.paths import STUCK
from data.datasets import DATASETS
from data.language import start

if TYPE_CHECKING:
    from analytics.rights.numbers.proof import Proof
    from data.language import Translator

State = Literal["good", "missing", "bad", "none", "unseen"]
"""On file and in order · not on file · on file and wrong · nothing to be proved, or not known to be needed · not shown
to this reader."""
CHAPTERS = (
    "customer",
    "notice",
    "text",
    "delivery",
    "answer",
    "consent",
    "contract",
    "transfer",
    "path",
    "refund",
    "complaint",
    "request",
    "contact",
)
KINDS = ("transfer", "data", "contract")
MORE = """
h2 { break-after: avoid } tr { break-inside: avoid } .missing, .bad { color: #a42806; font-weight: 600 } .none,
  .unseen { color: #51606f }
td:first-child { width: 15% ; white-space: nowrap } td:last-child { width: 17% }
footer { margin-top: 18px; color: #51606f; font-size: 11px }
@media print { body { font-size: 11px; line-height: 1.4; max-width: none; margin: 0; padding: 0 }
  h1 { font-size: 18px } th, td { padding-top: 3px; padding-bottom: 3px } }
"""


@dataclass(frozen=True)
class Line:
    """One statement of the file, in its chapter."""

    chapter: str
    state: State
    said: str


def _day(value: object, t: Translator) -> str:
    return "" if value is None or pd.isna(value) else t.date(pd.Timestamp(value), year=True)  # type: ignore[call-overload, arg-type]


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _gap(proof: Proof, ledger: str, chapter: str, t: Translator, *, empty: State = "missing") -> Line | None:
    """Why there is nothing of a ledger; nothing where there is something."""
    name = DATASETS[ledger].label(t.lang)
    if ledger in proof.hidden:
        return Line(chapter, "unseen", t("proof.unseen", ledger=name))
    if len(proof.ledgers[ledger]):
        return None
    if ledger not in proof.loaded:
        return Line(chapter, "missing" if empty == "missing" else "none", t("proof.never", ledger=name))
    return Line(chapter, empty, t(f"proof.{chapter}.none"))


def lines_of(proof: Proof, t: Translator) -> list[Line]:
    """Every line of the file, in the order of :data:`CHAPTERS`."""
    return [
        *_customer(proof, t),
        *_notices(proof, t),
        *_consents(proof, t),
        *_contracts(proof, t),
        *_transfers(proof, t),
        *_refunds(proof, t),
        *_cases(proof, t),
    ]


def missing_of(lines: list[Line]) -> tuple[str, ...]:
    """The chapters in which something is missing, each once."""
    return tuple(dict.fromkeys(line.chapter for line in lines if line.state == "missing"))


def _customer(proof: Proof, t: Translator) -> Iterator[Line]:
    if gap := _gap(proof, "customers", "customer", t):
        yield gap
    place = proof.place
    if place is not None:
        wave = start(t.wave(proof.wave)) if proof.wave else t("proof.no_wave")
        cut = t("proof.cutover", date=_day(place.cutover_on, t)) if not pd.isna(place.cutover_on) else ""
        yield Line("customer", "none", _joined(wave, proof.branch, cut, start(place_words(text(place.place), t))))
    else:
        yield Line("customer", "missing", t("proof.nowhere"))


def _notices(proof: Proof, t: Translator) -> Iterator[Line]:
    gap = _gap(proof, "notices", "notice", t)
    letters = _letters(proof, *KINDS)
    if gap is not None or not letters:
        yield gap or Line("notice", "missing", t("proof.notice.none"))
        for chapter in ("text", "delivery"):
            yield Line(
                chapter,
                "unseen" if gap is not None and gap.state == "unseen" else "missing",
                t(f"proof.{chapter}.none"),
            )
        return
    needed = proof.needs is None or not proof.needs.known or proof.needs.notice
    if needed and not any(row.kind == "transfer" for row in letters):
        yield Line("notice", "missing", t("proof.notice.transfer"))
    for row in letters:
        channel = choice_words("notices", "channel", text(row.channel), t) if text(row.channel) else ""
        sent = _day(row.sent_at, t)
        yield Line(
            "notice",
            "good" if sent else "missing",
            _joined(_letter(row, t), channel, t("proof.sent", date=sent) if sent else t("proof.unsent")),
        )
    for kind, version in dict.fromkeys((row.kind, text(row.version)) for row in letters):
        found = proof.texts.of(kind, version)
        name = _joined(kind_words(kind, t), version or t("rights.text.unnamed"))
        if found is None or not found.on_file:
            yield Line("text", "missing", _joined(name, t("proof.text.none")))
        else:
            state: State = "good" if found.standing == "good" else "none" if STATES[found.standing] == "none" else "bad"
            yield Line("text", state, _joined(name, text_words(found, t)))
    for row in letters:
        days = [
            t(f"proof.{key}", date=_day(at, t))
            for key, at in (("delivered", row.delivered_at), ("read", row.read_at))
            if _day(at, t)
        ]
        if row.bounced is True:
            yield Line("delivery", "bad", _joined(_letter(row, t), t("proof.bounced")))
        elif any(_earlier(at, row.sent_at) for at in (row.delivered_at, row.read_at)):
            yield Line(
                "delivery", "bad", _joined(_letter(row, t), *days, t("proof.before_sent", date=_day(row.sent_at, t)))
            )
        else:
            yield Line(
                "delivery",
                "good" if days else "missing",
                _joined(_letter(row, t), *(days or [t("proof.delivery.none")])),
            )


def _letters(proof: Proof, *kinds: str) -> list[Any]:
    """The letters of these kinds as they were sent; those of one day by kind."""
    own = [row for row in proof.of("notices") if row.kind in kinds]
    return sorted(own, key=lambda row: (pd.isna(row.sent_at), str(row.sent_at)[:10], kinds.index(row.kind)))


def _earlier(at: Any, sent: Any) -> bool:
    """Whether something is said to have come on a day before the letter was sent: one of the two is wrong, and it
    proves nothing."""
    return not pd.isna(at) and not pd.isna(sent) and pd.Timestamp(at).date() < pd.Timestamp(sent).date()


def _letter(row: Any, t: Translator) -> str:
    return _joined(kind_words(row.kind, t), t("proof.version", version=text(row.version)) if text(row.version) else "")


def _consents(proof: Proof, t: Translator) -> Iterator[Line]:
    asked = _letters(proof, "data", "contract")
    needs, unseen = proof.needs, "notices" in proof.hidden
    for row in asked:
        if text(row.result):
            words = choice_words("notices", "result", row.result, t)
            day = _day(row.answered_at, t)
            answer = [t("proof.answered", result=words, date=day)] if day else [words, t("proof.undated")]
            early = _earlier(row.answered_at, row.sent_at)
            answer += [t("proof.before_sent", date=_day(row.sent_at, t))] if early else []
            yield Line("answer", "bad" if early else "good", _joined(_letter(row, t), *answer))
        else:
            yield Line("answer", "missing", _joined(_letter(row, t), t("proof.answer.none")))
        if not pd.isna(row.withdrawn_at):
            yield Line("answer", "good", _joined(_letter(row, t), t("proof.withdrawn", date=_day(row.withdrawn_at, t))))
    if needs is None or not needs.known:
        if not asked:
            yield Line("answer", "unseen" if unseen else "none", t("proof.unasked"))
        yield Line("consent", "none", t("proof.consent.unknown"))
        return
    if not needs.consent:
        if not asked:
            yield Line("answer", "none", t("proof.answer.unneeded"))
        yield Line("consent", "none", t("proof.consent.unneeded", needs=t(f"rights.needs.{asked_for(needs)}")))
        return
    moved_on = None if proof.place is None or pd.isna(proof.place.moved_on) else pd.Timestamp(proof.place.moved_on)
    for kind, needed in (("data", needs.data_consent), ("contract", needs.contract_consent)):
        if not needed:
            continue
        own = [row for row in asked if row.kind == kind]
        if not own:
            yield Line("answer", "unseen" if unseen else "missing", _joined(kind_words(kind, t), t("proof.unasked")))
        if unseen:
            yield Line("consent", "unseen", t("proof.consent.none", kind=kind_words(kind, t)))
            continue
        covered = None if moved_on is None else bool(getattr(proof.place, f"{kind}_covered"))
        yield _consent(kind, own, moved_on, covered, t)
    if not unseen and proof.place is not None and not pd.isna(proof.place.uncovered) and proof.place.uncovered:
        words = (
            t("proof.moved_without.undated") if moved_on is None else t("proof.moved_without", date=_day(moved_on, t))
        )
        yield Line("consent", "bad", words)


def _consent(kind: str, own: list[Any], moved_on: pd.Timestamp | None, covered: bool | None, t: Translator) -> Line:
    """What stands of one consent, and whether it ``covered`` the move: one that came only after did not, one taken back
    after did."""
    name = kind_words(kind, t)
    withdrawn = [row.withdrawn_at for row in own if not pd.isna(row.withdrawn_at)]
    again = [
        row.answered_at
        for row in own
        if row.result == "consented" and pd.isna(row.withdrawn_at) and not pd.isna(row.answered_at)
    ]
    if withdrawn and not (again and max(again) > max(withdrawn)):
        day = _day(max(withdrawn), t)
        if covered:
            return Line(
                "consent", "good", t("proof.consent.withdrawn_after", kind=name, date=day, moved=_day(moved_on, t))
            )
        return Line("consent", "bad", t("proof.consent.withdrawn", kind=name, date=day))
    answered = sorted(
        (row for row in own if text(row.result)),
        key=lambda row: (not pd.isna(row.answered_at), str(row.answered_at), row.result == "refused"),
    )
    if not answered:
        return Line("consent", "missing", t("proof.consent.none", kind=name))
    last = answered[-1]
    key = "given" if last.result == "consented" else "refused"
    if pd.isna(last.answered_at):
        words = t("proof.consent.undated", kind=name, result=choice_words("notices", "result", last.result, t))
        return Line("consent", "missing" if key == "given" else "bad", words)
    day = _day(last.answered_at, t)
    if key == "given" and covered is False:
        return Line("consent", "bad", t("proof.consent.after", kind=name, date=day, moved=_day(moved_on, t)))
    return Line("consent", "good" if key == "given" else "bad", t(f"proof.consent.{key}", kind=name, date=day))


def _contracts(proof: Proof, t: Translator) -> Iterator[Line]:
    needed = proof.needs is not None and proof.needs.known and proof.needs.contract_consent
    if gap := _gap(proof, "contracts", "contract", t, empty="none"):
        yield gap
    for row in proof.of("contracts"):
        days = [
            t(f"proof.contract.{key}", date=_day(at, t))
            for key, at in (("sent", row.sent_on), ("signed", row.signed_on), ("force", row.effective_on))
            if _day(at, t)
        ]
        novation = needed if pd.isna(row.novation) else bool(row.novation)
        unsigned = novation and pd.isna(row.signed_on)
        early = (
            novation and not pd.isna(row.effective_on) and (pd.isna(row.signed_on) or row.signed_on > row.effective_on)
        )
        state: State = "bad" if early else "missing" if unsigned else "good"
        words = [t("proof.contract.unsigned")] if unsigned else [] if novation else [t("proof.contract.unneeded")]
        yield Line("contract", state, _joined(text(row.contract), text(row.type), *days, *words))


def _transfers(proof: Proof, t: Translator) -> Iterator[Line]:
    if gap := _gap(proof, "transfers", "transfer", t):
        yield gap
    moved = ""
    for row in proof.of("transfers"):
        status = choice_words("transfers", "status", text(row.status), t) if text(row.status) else t("proof.undated")
        days = [
            t(f"proof.transfer.{key}", date=_day(at, t))
            for key, at in (("planned", row.planned_on), ("cut", row.cut_over_on), ("returned", row.returned_on))
            if _day(at, t)
        ]
        undated = row.status == "moved" and pd.isna(row.cut_over_on)
        twice = t("proof.transfer.twice", wave=t.wave(moved)) if moved and row.status == "moved" else ""
        state: State = "bad" if twice else "missing" if undated else "good"
        yield Line(
            "transfer",
            state,
            _joined(
                start(t.wave(text(row.wave))), status, *days, t("proof.transfer.undated") if undated else "", twice
            ),
        )
        moved = text(row.wave) if row.status == "moved" else moved
    for row in proof.of("departures"):
        yield Line("transfer", "none", t("proof.left", date=_day(row.left_on, t)))
    stuck = proof.place is not None and text(proof.place.place) in STUCK
    paths = proof.of("paths")
    if "paths" in proof.hidden or (not paths and stuck):
        gap = _gap(proof, "paths", "path", t)
        if gap is not None:
            yield gap
    elif not paths:
        yield Line("path", "none", t("proof.path.unneeded"))
    for row in paths:
        owner = t("proof.path.owner", name=text(row.owner)) if text(row.owner) else t("rights.owners.unowned")
        ended = (
            t("proof.path.done", date=_day(row.done_on, t))
            if not pd.isna(row.done_on)
            else t("proof.path.due", date=_day(row.due_on, t) or t("proof.undated"))
        )
        late = pd.isna(row.done_on) and not pd.isna(row.due_on) and pd.Timestamp(row.due_on).date() < proof.day
        open_ended = pd.isna(row.done_on) and (pd.isna(row.due_on) or not text(row.owner))
        yield Line(
            "path",
            "bad" if late else "missing" if open_ended else "good",
            _joined(start(way_words(text(row.path), t)), owner, ended),
        )


def _refunds(proof: Proof, t: Translator) -> Iterator[Line]:
    def money(value: float, currency: str = "") -> str:
        return Unit("money", currency=currency or proof.currency).write(float(value), t)

    own = next(iter(proof.of("customers")), None)
    held = None if own is None or pd.isna(own.prepaid_balance) else float(own.prepaid_balance)
    if "prepaid" in proof.hidden:
        yield Line("refund", "unseen", t("proof.unseen", ledger=DATASETS["prepaid"].label(t.lang)))
    elif not proof.of("prepaid"):
        if held:
            yield Line("refund", "missing", t("proof.refund.held", amount=money(held)))
        else:
            yield Line("refund", "none", t("proof.refund.unknown" if held is None else "proof.refund.nothing"))
    for row in proof.of("prepaid"):
        kind = start(choice_words("prepaid", "kind", text(row.kind), t))
        amount = money(row.amount, text(row.currency))
        if pd.isna(row.done_on):
            yield Line("refund", "missing", _joined(kind, amount, t("proof.refund.none")))
            continue
        if not text(row.way):  # settled somehow is not settled: the page of closing counts it as open too
            yield Line("refund", "missing", _joined(kind, amount, t("proof.refund.no_way", date=_day(row.done_on, t))))
            continue
        way = choice_words("prepaid", "way", row.way, t)
        settled = float(row.amount if pd.isna(row.settled) else row.settled)
        other = settled != float(row.amount)
        done = t("proof.refund.done", amount=money(settled, text(row.currency)), date=_day(row.done_on, t))
        beyond = t("proof.refund.beyond") if settled > float(row.amount) else ""
        yield Line("refund", "bad" if other else "good", _joined(kind, amount, start(way), done, beyond))
    listed = [
        row for row in proof.of("prepaid") if row.kind == "balance" and text(row.currency) in ("", proof.currency)
    ]
    total = sum(float(row.amount) for row in listed)
    if held and listed and all(pd.isna(row.done_on) for row in listed) and round(total - held, 2):
        yield Line("refund", "bad", t("proof.refund.differs", roster=money(held), listed=money(total)))


def _cases(proof: Proof, t: Translator) -> Iterator[Line]:
    if gap := _gap(proof, "complaints", "complaint", t, empty="none"):
        yield gap
    for row in proof.of("complaints"):
        ended = t("proof.closed", date=_day(row.closed_at, t)) if not pd.isna(row.closed_at) else t("proof.open")
        upheld = (
            "" if pd.isna(row.upheld) else t("proof.complaint.upheld" if row.upheld else "proof.complaint.rejected")
        )
        yield Line(
            "complaint",
            "good" if not pd.isna(row.closed_at) else "bad",
            _joined(
                text(row.complaint), text(row.category), t("proof.received", date=_day(row.opened_at, t)), ended, upheld
            ),
        )
    if gap := _gap(proof, "requests", "request", t, empty="none"):
        yield gap
    for row in proof.of("requests"):
        back, answered = text(row.result) == "taken_back", not pd.isna(row.answered_at)
        ended = t("proof.replied", date=_day(row.answered_at, t)) if answered and not back else t("proof.unanswered")
        ended = choice_words("requests", "result", "taken_back", t) if back else ended
        kind = start(choice_words("requests", "kind", text(row.kind), t))
        yield Line(
            "request",
            "good" if answered or back else "missing",
            _joined(text(row.request), kind, t("proof.received", date=_day(row.received_at, t)), ended),
        )
    for row in proof.of("questions"):
        ended = (
            t("proof.replied", date=_day(row.answered_at, t)) if not pd.isna(row.answered_at) else t("proof.unanswered")
        )
        yield Line(
            "contact",
            "good" if not pd.isna(row.answered_at) else "missing",
            _joined(t("proof.question"), text(row.topic), t("proof.received", date=_day(row.asked_at, t)), ended),
        )
    if (gap := _gap(proof, "contacts", "contact", t, empty="none")) and (
        gap.state == "unseen" or not proof.of("questions")
    ):
        yield gap
    for row in proof.of("contacts"):
        reached = (
            t("proof.reached", date=_day(row.contacted_at, t))
            if not pd.isna(row.contacted_at)
            else t("proof.unreached")
        )
        kind = choice_words("contacts", "kind", text(row.kind), t)
        yield Line(
            "contact",
            "good" if not pd.isna(row.contacted_at) else "none",
            _joined(kind, t("proof.received", date=_day(row.raised_at, t)), reached),
        )


def summary_of(proof: Proof, lines: list[Line], t: Translator) -> str:
    """What is missing and what is wrong, by chapter; that nothing is."""
    missing = missing_of(lines)
    wrong = tuple(dict.fromkeys(line.chapter for line in lines if line.state == "bad"))
    said = [t("proof.missing", what=t.listing([t(f"proof.chapter.{one}") for one in missing]))] if missing else []
    if wrong:
        said.append(t("proof.wrong", what=t.listing([t(f"proof.chapter.{one}") for one in wrong])))
    if any(line.state == "unseen" for line in lines):
        said.append(t("proof.partly"))
    return t.sentences(*said) if said else t("proof.whole")


def proof_html(proof: Proof, t: Translator, *, made_by: str, head: str) -> str:
    """The page, in the language of ``t``; ``head`` is the end of the chain of the audit log after this file was
    logged."""
    lines = lines_of(proof, t)
    body = Markup("")
    for chapter in CHAPTERS:
        own = [line for line in lines if line.chapter == chapter]
        for at, line in enumerate(own):
            body += Markup("<tr><td>{}</td><td>{}</td><td class='{}'>{}</td></tr>").format(
                Markup("<b>{}</b>").format(t(f"proof.chapter.{chapter}")) if at == 0 else "",
                line.said,
                line.state,
                t(f"proof.state.{line.state}"),
            )
    parts = {name: getattr(proof, name) or t("fact_sheet.company") for name in ("from_entity", "to_entity")}
    title = t("proof.title", customer=proof.asked)
    heads = Markup("").join(
        Markup("<th>{}</th>").format(t(f"proof.head.{name}")) for name in ("chapter", "said", "state")
    )
    page = (
        Markup("<h1>{}</h1><p class='muted'>{}</p><p><b>{}</b></p>").format(
            title, t("proof.about", date=t.date(proof.as_of, year=True), **parts), summary_of(proof, lines, t)
        )
        + Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(heads, body)
        + Markup("<footer>{}</footer>").format(
            t("proof.footer", pseudonym=proof.customer, user=made_by, head=head[:16], n=proof.n)
        )
    )
    lang = "zh-CN" if t.lang == "zh" else "en"
    return str(
        Markup(
            '<!doctype html><html lang="{}"><head><meta'
            ' charset="utf-8"><title>{}</title><style>{}</style></head><body>{}</body></html>'
        ).format(lang, title, Markup(STYLE + MORE), page)
    )
