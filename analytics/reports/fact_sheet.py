"""The fact sheet for customers and the regulator: what happens, when, which rights, whom to ask, what was promised.

One page of HTML that stands alone and prints on A4. It holds what customers may know: days, branches, rights, the
contact of the settings (``contact.phone``, ``contact.email``, ``contact.hours``, ``contact.address``, ``contact.name``)
and the promises that may be published. Never a count, a share, a name of staff or anything else from inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from analytics.behind import load_branch_names
from analytics.frames import rows
from analytics.periods import as_of_day
from analytics.programme import WAVES, load_overview
from analytics.rights.numbers.consent import PROMISES, compute_promises
from analytics.rights.numbers.routes import Needs, load_needs
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

CONTACT = ("name", "phone", "email", "hours", "address")
SETTINGS = Query(
    name="fact_sheet.contact",
    # One row a setting: setting ('contact.phone'), value.
    sql="select setting, value from {settings} where starts_with(setting, 'contact.') order by setting",
    grain="open",
)
BRANCHES = Query(
    name="fact_sheet.branches",
    # One row a wave and branch of the roster: n (customers; never shown).
    sql=(
        "select wave, branch, count(*) as n from {moves} where wave is not null and branch is not null group by wave,"
        " branch"
    ),
    grain="aggregate",
    dims=("wave", "branch"),
    hide=("n",),
)
STYLE = """
@page { size: A4; margin: 16mm }
body { font: 13px/1.55 Inter, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #16212e;
  background: #fff;
  max-width: 760px; margin: 24px auto; padding: 0 16px }
h1 { font-size: 23px; line-height: 1.3; margin: 0 0 4px } h2 { font-size: 15px; margin: 20px 0 6px }
p { margin: 4px 0 } .muted { color: #51606f } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid #dce2e9 }
th { font-weight: 600; color: #51606f } ul { margin: 4px 0; padding-left: 20px }
"""


@dataclass(frozen=True)
class Sheet:
    """What the fact sheet says. ``waves``: wave, name, branches, cutover_on, moved, needs · ``promises``: title,
    due_on, kept_on, state, those that may be published · ``contact`` by the last part of its setting."""

    from_entity: str
    to_entity: str
    waves: tuple[tuple[str, str, date | None, bool, Needs], ...]
    promises: pd.DataFrame
    contact: dict[str, str]
    day: date

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be stated before it may go out: ``contact``, ``parties``, ``dates``, ``routes``."""
        found = []
        if not any(self.contact.get(name) for name in ("phone", "email", "address")):
            found.append("contact")
        if not (self.from_entity and self.to_entity):
            found.append("parties")
        if any(cutover is None for _, _, cutover, _, _ in self.waves):
            found.append("dates")
        if any(not needs.known for *_, needs in self.waves):
            found.append("routes")
        return tuple(found)


@once
def load_sheet(store: Store, scope: Scope) -> Sheet:
    """What may be told to customers, as of the scope's moment."""
    day, needs = as_of_day(scope), load_needs(store, scope)
    overview = load_overview(store, scope)
    names = load_branch_names(store, scope)
    unknown = Needs(notice=False, data_consent=False, contract_consent=False, known=False)

    def ask(query: Query) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params={})

    waves, of_roster = [], ask(BRANCHES).sort_values(["wave", "branch"])
    for row in rows(ask(WAVES)):
        cutover = None if pd.isna(row.cutover_on) else pd.Timestamp(row.cutover_on).date()
        branches = ", ".join(
            names.get(part, part)
            for part in _parts(row.branch) or list(of_roster.loc[of_roster["wave"] == row.wave, "branch"])
        )
        moved = bool(row.actual) and cutover is not None and cutover <= day
        waves.append((str(row.wave), branches, cutover, moved, needs.get(str(row.wave), unknown)))
    promises = compute_promises(ask(PROMISES), day)
    public = promises[promises["public"].fillna(False).astype(bool)]
    contact = {str(row.setting).split(".", 1)[1]: str(row.value) for row in rows(ask(SETTINGS))}
    return Sheet(
        overview.from_entity or "",
        overview.to_entity or "",
        tuple(waves),
        public[["title", "due_on", "kept_on", "state"]].reset_index(drop=True),
        contact,
        day,
    )


def _parts(branch: object) -> list[str]:
    return (
        [part.strip() for part in branch.replace("，", ",").split(",") if part.strip()]
        if isinstance(branch, str)
        else []
    )


def rights_of(needs: Sequence[Needs]) -> tuple[str, ...]:
    """The rights that the routes of the waves give, in order; each is a text of the catalogue."""
    found = ["told", "ask", "complain", "data"]
    if any(need.consent for need in needs):
        found[1:1] = ["consent", "silence", "withdraw"]
    return tuple(found)


def fact_sheet(sheet: Sheet, t: Translator) -> str:
    """The page, in the language of ``t``."""
    waves = Markup("").join(
        Markup("<tr><td><b>{}</b></td><td>{}</td><td>{}</td><td>{}</td></tr>").format(
            t.wave(wave),
            branches or "–",
            (
                t("fact_sheet.moved" if moved else "fact_sheet.planned", date=t.date(cutover, year=True))
                if cutover
                else t("fact_sheet.open")
            ),
            t(f"fact_sheet.needs.{_need(needs)}"),
        )
        for wave, branches, cutover, moved, needs in sheet.waves
    )
    rights = Markup("").join(
        Markup("<li>{}</li>").format(t(f"fact_sheet.right.{name}"))
        for name in rights_of([needs for *_, needs in sheet.waves])
    )
    promises = Markup("").join(
        Markup("<tr><td>{}</td><td>{}</td></tr>").format(row.title, _kept(row, t)) for row in rows(sheet.promises)
    )
    contact = [
        t(f"fact_sheet.contact.{name}", value=sheet.contact[name]) for name in CONTACT if sheet.contact.get(name)
    ]
    parts = {
        "from_entity": sheet.from_entity or t("fact_sheet.company"),
        "to_entity": sheet.to_entity or t("fact_sheet.company"),
    }
    heads = Markup("").join(
        Markup("<th>{}</th>").format(t(f"fact_sheet.column.{name}")) for name in ("wave", "branch", "when", "needs")
    )
    body = Markup("").join(
        (
            Markup("<h1>{}</h1><p class='muted'>{}</p>").format(
                t("fact_sheet.title", **parts), t("fact_sheet.as_of", date=t.date(sheet.day, year=True))
            ),
            Markup("<h2>{}</h2><p>{}</p>").format(t("fact_sheet.what"), t("fact_sheet.what.text", **parts)),
            Markup("<h2>{}</h2><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
                t("fact_sheet.when"), heads, waves
            ),
            Markup("<h2>{}</h2><ul>{}</ul>").format(t("fact_sheet.rights"), rights),
            (
                Markup("<h2>{}</h2><table><tbody>{}</tbody></table>").format(t("fact_sheet.promises"), promises)
                if promises
                else Markup("")
            ),
            Markup("<h2>{}</h2><p>{}</p>").format(
                t("fact_sheet.ask"), " · ".join(contact) or t("fact_sheet.contact.missing")
            ),
        )
    )
    lang = "zh-CN" if t.lang == "zh" else "en"
    return str(
        Markup(
            '<!doctype html><html lang="{}"><head><meta'
            ' charset="utf-8"><title>{}</title><style>{}</style></head><body>{}</body></html>'
        ).format(lang, t("fact_sheet.title", **parts), Markup(STYLE), body)
    )


def _need(needs: Needs) -> str:
    if not needs.known:
        return "unknown"
    return "consent" if needs.consent else "notice"


def _kept(row: object, t: Translator) -> str:
    state = row.state  # type: ignore[attr-defined]
    day = row.kept_on if state in ("kept", "late") else row.due_on  # type: ignore[attr-defined]
    return t(f"fact_sheet.promise.{state}", date=t.date(None if pd.isna(day) else day, year=True))
