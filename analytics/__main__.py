"""``python -m analytics``: metrics and alerts for other programs and for cron. Exits 0, 1 (look at it) or 2
(refused)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import pandas as pd

from analytics.alerts.command import tell_alerts
from analytics.alerts.delivering import add_deliver
from analytics.brief.asked import add_brief
from analytics.judging import Judge, load_judge
from analytics.meeting.asked import add_edition, add_pack
from analytics.metrics.passport import FEW
from analytics.periods import as_of_day
from analytics.provenance import provenance_row
from analytics.reach import load_counted
from analytics.reports.taking import take_closing, take_names
from analytics.satisfaction.numbers.answers import DIMENSIONS
from analytics.scope import PHASES, Scope
from analytics.standing import Standing, load_standing, window_of
from data import clock
from data.access import Rights, local_rights
from data.commands.console import ATTENTION, DONE, as_line, write_json
from data.commands.parser import Parser, moment, speaking
from data.commands.process import answered, run
from data.datasets import DATASETS
from data.language import LANGUAGES, Translator
from data.problems import Refusal
from data.programmes import OPTION, store_here, take_programme
from data.settings import settings
from data.store.grants import granted

if TYPE_CHECKING:
    from analytics.metrics import Passport
    from data.store import Store


def parser(t: Translator) -> Parser:
    """The command line: its words are those of the catalogue."""
    made = speaking(t)
    top = made(prog="python -m analytics", description=t("command.analytics"))
    commands = top.add_subparsers(dest="command", metavar=t("command.metavar"), required=True, parser_class=made)
    shared = made(add_help=False)
    shared.add_argument("--json", action="store_true", help=t("command.json"))
    shared.add_argument("--lang", choices=LANGUAGES, help=t("command.lang"))
    shared.add_argument(OPTION, metavar="NAME", help=t("command.option.programme"))
    dated = made(add_help=False)
    dated.add_argument("--as-of", metavar="DATE", help=t("command.as_of"))
    commands.add_parser("metrics", parents=[shared], help=t("command.metrics"))
    metric = commands.add_parser("metric", parents=[shared, dated], help=t("command.metric"))
    metric.add_argument("id", help=t("command.metric.id"))
    metric.add_argument("--by", default="", help=t("command.by", dimensions=", ".join(DIMENSIONS)))
    metric.add_argument("--from", dest="start", metavar="DATE", help=t("command.from"))
    metric.add_argument("--to", dest="end", metavar="DATE", help=t("command.to"))
    for name in ("wave", "branch", "segment", "channel"):
        metric.add_argument(f"--{name}", action="append", default=[], help=t("command.only"))
    metric.add_argument("--phase", choices=PHASES, help=t("command.only"))
    alerts = commands.add_parser("alerts", parents=[shared, dated], help=t("command.alerts"))
    alerts.add_argument("--rules", action="store_true", help=t("command.alerts.rules"))
    commands.add_parser("catalogue", parents=[shared], help=t("command.catalogue"))
    proof = commands.add_parser("proof", parents=[shared, dated], help=t("command.proof"))
    proof.add_argument("customer", help=t("command.proof.customer"))
    closing = commands.add_parser("closing", parents=[shared, dated], help=t("command.closing"))
    closing.add_argument("--to", metavar="FILE", default="", help=t("command.closing.to"))
    closing.add_argument("--beside", metavar="NAME", default="", help=t("command.closing.beside"))
    for add in (add_pack, add_edition, add_brief, add_deliver):
        add(commands, [shared, dated], t)
    names = commands.add_parser("names", parents=[shared], help=t("command.names"))
    names.add_argument("list", help=t("command.names.list"))
    names.add_argument("roster", help=t("command.names.roster"))
    names.add_argument("--purpose", default="", help=t("command.names.purpose"))
    return top


def main(
    argv: Sequence[str] | None = None,
    *,
    store: Store | None = None,
    out: TextIO | None = None,
    rights: Rights | None = None,
) -> int:
    """Run one command and write its answer to ``out``; the exit code. Never raises for bad input.

    The owner of a store runs it for others with ``store`` and their ``rights``.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    stream = out or sys.stdout

    def work(t: Translator) -> int:
        given[:] = given if store is not None else take_programme(given)
        with redirect_stdout(stream):  # argparse prints its help where the answer goes
            asked = parser(t).parse_args(given)
        caller = rights or local_rights(settings().user, settings().role)
        try:
            return _run(asked, t, store, stream, caller)
        except Refusal as refusal:
            if refusal.code != "store_owned" or store is not None:
                raise
            if asked.command == "names":  # the owner of the store stands in another folder
                given[:] = [str(Path(one).resolve()) if one in (asked.list, asked.roster) else one for one in given]
            if asked.command in ("closing", "brief", "calendar") and asked.to:
                given.extend(["--to", str(Path(asked.to).resolve())])  # of several the last is heard
            if asked.command == "pack":
                given.extend(["--out", str(Path(asked.out).resolve())])
                given.extend(["--template", str(Path(asked.template).resolve())] if asked.template else [])
            return _through_the_door(given, refusal, stream, caller)

    return answered(given, work, stream, inside=store is not None)


def _through_the_door(given: list[str], owned: Refusal, out: TextIO, rights: Rights) -> int:
    """The dashboard has the store open: it answers for us."""
    from data.store import door

    answer = door.ask(store_here(), given, rights=rights, program="analytics")
    if answer is None:
        raise owned
    out.write(answer[1])
    return answer[0]


def _run(asked: argparse.Namespace, t: Translator, store: Store | None, out: TextIO, rights: Rights) -> int:
    if asked.command == "metrics":
        return _metrics(asked, t, out)
    if asked.command == "catalogue":
        return _catalogue(asked, t, out)
    opened = store
    if opened is None:
        from data.store import open_store

        opened = open_store(made=True)
    try:
        claimed, rights = rights, granted(opened, rights)
        t = Translator(t.lang, rounded=not rights.row_level)
        if asked.command == "metric":
            return _metric(asked, t, opened, rights, out)
        if asked.command == "proof":
            return _proof(asked, t, opened, rights, out)
        if asked.command == "closing":
            return take_closing(asked, _as_of(asked.as_of), t, opened, rights, out, claimed)
        if asked.command == "names":
            return take_names(asked, t, opened, rights, out)
        if asked.command == "deliver":
            from analytics.alerts.delivering import take_deliver

            return take_deliver(asked, t, opened, rights, out)
        if asked.command in ("brief", "calendar"):
            from analytics.brief.command import take_brief, take_calendar

            told = take_brief if asked.command == "brief" else take_calendar
            return told(asked, _as_of(asked.as_of), t, opened, rights, out)
        if asked.command in ("pack", "edition"):
            from analytics.meeting.command import take_pack
            from analytics.meeting.keeping import take_edition

            take = take_pack if asked.command == "pack" else take_edition
            return take(asked, _as_of(asked.as_of), t, opened, rights, out)
        return tell_alerts(asked, _as_of(asked.as_of), t, opened, rights, out)
    finally:
        if store is None:
            opened.close()


def _passport(passport: Passport, t: Translator) -> dict[str, Any]:
    return {
        "id": passport.id,
        "title": passport.title(t),
        "name": t(f"metric.{passport.id}.name"),
        "definition": t(f"metric.{passport.id}.definition"),
        "formula": t(f"metric.{passport.id}.formula"),
        "direction": t(f"metric.{passport.id}.direction"),
        "unit": passport.unit,
        "better": passport.better,
        "target": passport.target,
        "thresholds": list(passport.thresholds) if passport.thresholds else None,
        "domain": list(passport.domain),
        "datasets": list(passport.datasets),
        "reference": passport.source(t),
    }


def _metrics(asked: argparse.Namespace, t: Translator, out: TextIO) -> int:
    from analytics.metrics import METRICS

    found = [_passport(metric.passport, t) for metric in METRICS.values()]
    if asked.json:
        write_json({"metrics": found}, out)
    else:
        for one in found:
            out.write(f"{one['id']}: {one['name']}\n  {one['definition']}\n  {one['formula']}\n  {one['reference']}\n")
    return DONE


def _catalogue(asked: argparse.Namespace, t: Translator, out: TextIO) -> int:
    """What is shown: every area with its tiles, its sections and their charts and tables, in their order."""
    from analytics.catalogue import areas, listed

    found = [listed(area, t) for area in areas()]
    if asked.json:
        write_json({"areas": found}, out)
        return DONE
    for area in found:
        out.write(f"{area['area']}: {area['title']}\n")
        for section in area["sections"]:
            out.write(f"  {section['section']}: {section['title']}\n")
            out.writelines(f"    {piece['kind']:<7} {piece['key']}\n" for piece in section["pieces"])
    return DONE


def _metric(asked: argparse.Namespace, t: Translator, store: Store, rights: Rights, out: TextIO) -> int:
    from analytics.metrics import METRICS
    from data.store.rounding import ROUNDING

    metric = METRICS.get(asked.id)
    if metric is None:
        raise Refusal("metric_unknown", where=asked.id, allowed=", ".join(METRICS))
    by = tuple(dict.fromkeys(name.strip() for name in asked.by.split(",") if name.strip()))
    scope = Scope(
        rights=rights,
        as_of=_as_of(asked.as_of),
        start=_day(asked.start, "--from"),
        end=_day(asked.end, "--to"),
        waves=tuple(asked.wave),
        branches=tuple(asked.branch),
        segments=tuple(asked.segment),
        channels=tuple(asked.channel),
        phase=asked.phase,
    )
    if not rights.row_level:
        scope = scope.whole_weeks()
    series = bool({"week", "event_week"} & set(by))
    window = None if series else window_of(metric.passport, scope)
    judge = load_judge(store, scope)
    if by:
        within = scope if window is None else scope.but(start=window.start, end=window.end)
        frame = metric.compute(store, within, by)
        standing = None
    else:
        standing = load_standing(store, scope, asked.id, judge)
        frame = _one_row(standing)
    limits = judge.limits(metric.passport) if standing is None else standing.verdict.limits
    about = not rights.row_level and (metric.passport.of_rounded or metric.passport.people)
    t = Translator(t.lang, rounded=about)
    answer: dict[str, Any] = {
        "metric": asked.id,
        "title": metric.passport.title(t),
        "unit": metric.passport.unit,
        **({"n_rounded_to": ROUNDING} if about else {}),
        "by": list(by),
        "as_of": (scope.as_of or clock.now()).isoformat(),
        "window": None if window is None else [window.start.isoformat(), window.end.isoformat()],
        "target": limits.target,
        "watch": limits.watch,
        "bad": limits.bad,
        "rows": [_judged_row(row, metric.passport, judge, exact=rights.row_level) for row in frame.to_dict("records")],
    }
    if standing is not None:
        answer |= {
            "state": standing.state,
            "verdict": standing.words(t),
            "currency": standing.reading.now.currency,
            "written": standing.reading.written(t),
            "note": standing.reading.now.note,
            **provenance_row(standing.passport, standing.provenance, t),
        }
    missing = metric.passport.datasets[0] if standing is None else standing.reading.missing
    if frame.empty and missing:
        answer["missing"] = missing
    reach = load_counted(store, scope, metric.passport.datasets)
    if reach is not None:
        answer |= {"until": None if reach.until is None else reach.until.isoformat(), "stale": reach.old}
    answer["settings"] = [one.sentence(t) for one in judge.of_metric(asked.id)]
    if asked.json:
        write_json(answer, out)
        return DONE
    of = (
        t("period.series")
        if series
        else window.phrase(t)
        if window is not None
        else t("period.as_of", date=t.date(as_of_day(scope), year=True))
    )
    out.write(f"{answer['title']}  {of}\n")
    if frame.empty:
        out.write((t("command.no_rows") if standing is None else standing.words(t)) + "\n")
    currency = "" if standing is None else standing.reading.now.currency
    for row in answer["rows"]:
        place = " · ".join(str(row[name]) for name in by)
        value = metric.passport.write(row["value"], t, currency)
        interval = metric.passport.write_interval(row["low"], row["high"], t)
        parts = [place, value, interval, f"n {t.count(row['n'])}", row["note"]]
        if standing is not None:
            parts += [standing.limit(t), standing.words(t)]
        out.write(as_line("  ".join(part for part in parts if part)))
    if reach is not None and reach.old and standing is None:
        out.write(t("verdict.stale", date=t.date(reach.until, year=True)) + "\n")
    for sentence in answer["settings"]:
        out.write(as_line(sentence))
    return DONE


def _one_row(standing: Standing) -> pd.DataFrame:
    """The value of a tile in the columns of the contract; no row where nothing is known."""
    now = standing.reading.now
    known = now.known or now.note
    lines = [(now.value, now.low, now.high, now.n, now.note)] if known else []
    return pd.DataFrame(lines, columns=["value", "low", "high", "n", "note"])


def _judged_row(row: dict[Any, Any], passport: Passport, judge: Judge, *, exact: bool) -> dict[str, Any]:
    """A row with its state; a relative metric has none by a dimension, where its reference is not known. Of customers a
    value has no more digits than are shown where its reader's counts are rounded."""
    plain = _plain(row)
    few = passport.sampled and plain["n"] is not None and plain["n"] < FEW
    plain["state"] = judge.verdict(passport, plain["value"], few=few, note=plain["note"] or "").state
    if not exact and not passport.of_rounded and any(DATASETS[name].has_customer for name in passport.datasets):
        shown = {name: passport.rounded(plain[name]) for name in ("value", "low", "high") if plain[name] is not None}
        return plain | shown
    return plain


def _proof(asked: argparse.Namespace, t: Translator, store: Store, rights: Rights, out: TextIO) -> int:
    """The proof file of a customer, to be sent into a file; the audit log keeps who asked for whom."""
    from analytics.reports.proof import lines_of, missing_of, proof_html
    from analytics.rights.numbers.proof import load_proof

    found = load_proof(store, Scope(rights, as_of=_as_of(asked.as_of)), asked.customer)
    lines = lines_of(found, t)
    missing = missing_of(lines)
    if asked.json:
        told = [{"chapter": one.chapter, "state": one.state, "said": one.said} for one in lines]
        write_json({"customer": found.asked, "pseudonym": found.customer, "missing": list(missing), "lines": told}, out)
    else:
        out.write(proof_html(found, t, made_by=rights.user, head=store.audit_head) + "\n")
    return ATTENTION if missing else DONE


def _day(text: str | None, option: str) -> date | None:
    found = moment(text or None, option)
    return found.date() if found else None


def _as_of(text: str | None) -> datetime | None:
    """The moment that is asked about; a day alone means all of that day. Refusal ``as_of_future``."""
    found = moment(text or None, "--as-of", whole_day=True)
    if found is not None and clock.day_of(found) > clock.today():
        raise Refusal("as_of_future", where="--as-of", value=text)
    return found


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    """A row as JSON keeps it: nothing as null, days in ISO, counts as integers."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if value is None or (not isinstance(value, str) and pd.isna(value)):
            found[str(name)] = None
        elif isinstance(value, datetime | date):
            found[str(name)] = pd.Timestamp(value).date().isoformat()
        elif name in ("n", "event_week"):
            found[str(name)] = int(value)
        else:
            found[str(name)] = value.item() if hasattr(value, "item") else value
    return found


if __name__ == "__main__":
    sys.exit(run(main, sys.argv[1:]))
