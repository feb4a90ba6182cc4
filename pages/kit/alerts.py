"""What only the page of alerts can do: one alert with the way to its rows, and the answer to it; a rule, switched,
graded or given to somebody. Both are kept as any upload is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analytics.alerts.answers import Held, Watch, load_rules, load_watch
from analytics.alerts.base import Alert
from analytics.alerts.rules import LONGEST, PARTS, PREFIX, RULES, SEVERITIES, Rules, limit_held, refused_limit
from analytics.alerts.tables import limit_words, said_limit
from analytics.records import load_editable
from data import clock
from data.access import Rights
from data.language import start
from data.problems import Refusal
from data.store import Edit, Receipt, Store
from pages.kit.cache import keep
from pages.kit.editor.desk import read_bench
from pages.kit.editor.show import may_edit, show_editor
from pages.kit.errors import show_refusal
from pages.kit.guard import View
from pages.kit.markdown import plain
from pages.kit.navigation import BY_NAME
from pages.kit.state import link_params
from pages.kit.upload.html import paragraph

KINDS = ("known", "assigned", "muted")
ACTION = ("action", "kind", "title", "owner", "due_on", "done_on", "about_kind", "about", "note")
"""The fields of an action that answers an alert."""


def show_answer(view: View, _: Sequence[str]) -> None:
    """A choice of what holds; the chosen alert with its limit, the way to its page and, for those who may write, the
    answer."""
    t = view.t
    found = keep(view, "alerts watch", lambda: load_watch(view.store, view.scope))
    held = {one.alert.key: one for one in (*found.apart, *found.muted)}
    if not held:
        return
    _ways(view, found)
    with st.container(border=True, key="card-answer", gap="small"):
        key = st.selectbox(
            t("alerts.choose"),
            list(held),
            index=None,
            key="alert-chosen",
            placeholder=t("alerts.choose.placeholder"),
            format_func=lambda one: held[one].alert.sentence(t),
        )
        if key is None:
            return
        _told(view, held[key])
        if view.rights.may_write and view.scope.as_of is None:
            _form(view, held[key], found.told_with(key))
            _actions(view, held[key].alert)


def _ways(view: View, found: Watch) -> None:
    """The pages that have the rows of what holds, in the order of the alerts."""
    names = dict.fromkeys(part.page for one in found.holding for part in one.cause.parts)
    with st.container(horizontal=True, gap="small", key="alert-ways"):
        for page in (BY_NAME[name] for name in names if name in BY_NAME):
            if page.open_to(view.rights):
                st.page_link(
                    page.script, label=view.t(f"page.{page.name}"), icon=page.icon, query_params=link_params(view.scope)
                )


def _told(view: View, one: Held) -> None:
    """Why it is an alert, what was answered, and the page with its rows."""
    t, alert, answer = view.t, one.alert, one.answer
    why = f"metric.{alert.metric}.why"
    said = [alert.state(t), t("alerts.metric", metric=alert.passport.title(t)), t(why) if t.has(why) else ""]
    st.html(paragraph(" · ".join(part for part in said if part), muted=True))
    if answer.reason or answer.by:
        st.html(
            paragraph(
                t(
                    "alerts.said",
                    kind=t(f"alerts.answer.{answer.standing}"),
                    by=answer.by or "–",
                    reason=answer.reason or "–",
                )
            )
        )
    page = BY_NAME.get(alert.page)
    if page is not None and page.open_to(view.rights):
        scope = view.scope.but(waves=(alert.subject,)) if alert.subject != "programme" else view.scope
        words = t("alerts.way", page=t(f"page.{page.name}"))
        st.page_link(page.script, label=words, icon=":material/arrow_forward:", query_params=link_params(scope))


def _form(view: View, one: Held, beside: Sequence[Alert]) -> None:
    """The answer to one alert and, where that is wished, to those ``beside`` it in its line."""
    t = view.t
    with st.form(f"answer-{one.alert.key}", border=False):
        kind = st.segmented_control(
            t("alerts.kind"),
            KINDS,
            default="known",
            key=f"answer-kind-{one.alert.key}",
            format_func=lambda code: t(f"alerts.give.{code}"),
        )
        left, middle, right = st.columns(3)
        by = left.text_input(t("alerts.by"), max_chars=80, key=f"answer-by-{one.alert.key}")
        owner = middle.text_input(t("alerts.owner"), max_chars=80, key=f"answer-owner-{one.alert.key}")
        until = right.date_input(
            t("alerts.until"), value=None, min_value=clock.today(), key=f"answer-until-{one.alert.key}"
        )
        reason = st.text_input(t("alerts.reason"), max_chars=300, key=f"answer-reason-{one.alert.key}")
        words = t("alerts.with", n=len(beside))
        every = bool(beside) and st.checkbox(words, key=f"answer-with-{one.alert.key}")
        if not st.form_submit_button(t("alerts.submit"), type="primary"):
            return
    wanting = missing(kind or "", owner, until if isinstance(until, date) else None, reason)
    if wanting:
        st.error(t(f"alerts.missing.{wanting}"))
        return
    values = {
        "kind": kind,
        "owner": owner.strip() or None,
        "answered_on": clock.today(),
        "until": until,
        "reason": reason.strip() or None,
        "answered_by": by.strip() or view.rights.user,
    }
    try:
        for alert in (one.alert, *(beside if every else ())):
            record(view.store, view.rights, {"alert": alert.key, **values})
    except Refusal as refusal:
        show_refusal(t, refusal.code, **refusal.params)
        return
    st.rerun()


def _actions(view: View, alert: Alert) -> None:
    """What is done about an alert: items of Coordination that hang on it, added and corrected here."""
    if may_edit(view.rights, "actions"):
        st.html(paragraph(view.t("alerts.actions.hang"), muted=True))
        show_editor(
            view,
            "actions",
            where={"about_kind": "alert", "about": alert.key},
            columns=ACTION,
            key=f"actions-{alert.key}",
        )


def missing(kind: str, owner: str, until: date | None, reason: str) -> str:
    """What an answer lacks: its kind, the owner of one that is given to somebody, the end or the reason of a mute; ''
    where it is whole."""
    if kind not in KINDS:
        return "kind"
    if kind == "assigned" and not owner.strip():
        return "owner"
    if kind == "muted" and until is None:
        return "until"
    return "reason" if kind == "muted" and not reason.strip() else ""


def record(store: Store, rights: Rights, values: dict[str, object]) -> None:
    """Write an answer; one of the same kind to the same alert is corrected, so that the last word counts and the
    earlier one is kept."""
    key = {name: values[name] for name in ("alert", "kind")}
    there = load_editable(store, rights, "alert_answers", key)
    if there.empty:
        store.edit(Edit("alert_answers", None, values), rights)
        return
    changed = {name: value for name, value in values.items() if name not in key}
    store.edit(Edit("alert_answers", int(there["row_id"].iloc[0]), changed), rights)


LIMIT = "limit"
"""The part of a rule that is what it is held against: settings of the judge."""
EDITOR = "alert-rules"
"""The editor of the settings of rules: what was saved last is undone there."""


def show_rule(view: View, _: Sequence[str]) -> None:
    """Change a rule: a choice of it, what is to change and why; below, its settings with their history and undo. Only
    for those who may."""
    t = view.t
    if not may_edit(view.rights, "settings") or view.rights.restricted or view.scope.as_of is not None:
        return
    found = load_rules(view.store, view.scope)
    with st.container(border=True, key="card-rule", gap="small"):
        key = st.selectbox(
            t("rules.choose"),
            list(RULES),
            index=None,
            key="rule-chosen",
            placeholder=t("rules.choose.placeholder"),
            format_func=lambda one: RULES[one].words(t),
        )
        if key is not None:
            _rule_form(view, found, key)
    names = [name for one in ([key] if key else RULES) for name in RULES[one].settings]
    show_editor(view, "settings", where={"setting": list(dict.fromkeys(names))}, key=EDITOR)


def _rule_form(view: View, found: Rules, key: str) -> None:
    t = view.t
    limits = RULES[key].limits
    part = st.segmented_control(
        t("rules.part"),
        (*PARTS, LIMIT) if limits else PARTS,
        default="on",
        key=f"rule-part-{key}",
        format_func=lambda one: t(f"rules.part.{one}"),
    )
    if part is None:
        return
    setting = f"{PREFIX}{key}.{part}"
    if part == LIMIT:
        setting = (
            st.selectbox(
                t("rules.limit"),
                limits,
                key=f"rule-limit-{key}",
                format_func=lambda one: said_limit(one, found.judge, t),
            )
            or limits[0]
        )
        st.html(paragraph(start(limit_words(setting, t)), muted=True))
    with st.form(f"rule-{key}-{part}", border=False):
        if part == LIMIT:
            value = st.text_input(
                t("rules.value"),
                value=limit_held(setting, found.judge),
                max_chars=20,
                key=f"rule-value-{key}-{setting}",
            ).strip()
        elif part == "owner":
            value = st.text_input(
                t("rules.name"), value=found.set.get((key, "owner"), ""), max_chars=LONGEST, key=f"rule-owner-{key}"
            ).strip()
        elif part == "severity":
            usual = found.severity(key)
            value = (
                st.radio(
                    t("rules.part.severity"),
                    SEVERITIES,
                    horizontal=True,
                    index=next((at for at, one in enumerate(SEVERITIES) if one == usual), None),
                    key=f"rule-severity-{key}",
                    format_func=lambda one: t(f"alert.severity.{one}"),
                )
                or ""
            )
        else:
            on = st.radio(
                t("rules.part.on"),
                ("yes", "no"),
                index=0 if found.on(key) else 1,
                horizontal=True,
                key=f"rule-on-{key}",
                format_func=lambda one: t("rules.on" if one == "yes" else "rules.off"),
            )
            value = on or ""
        reason = st.text_input(t("rules.reason"), max_chars=300, key=f"rule-reason-{key}-{part}").strip()
        if not st.form_submit_button(t("rules.submit"), type="primary"):
            return
    missing = part if not value else "reason" if not reason else ""
    if missing:
        st.error(t(f"rules.missing.{missing}"))
        return
    if part == LIMIT and (wrong := refused_limit(setting, value, found.judge)):
        st.error(plain(wrong.sentence(t)))
        return
    try:
        receipt = record_rule(view.store, view.rights, setting, value, reason)
    except Refusal as refusal:
        show_refusal(t, refusal.code, **refusal.params)
        return
    read_bench(EDITOR).close(receipt)
    st.rerun()


def record_rule(store: Store, rights: Rights, setting: str, value: str, reason: str) -> Receipt | None:
    """Write a setting of a rule with its reason; the earlier value is kept. Nothing is written where it is so
    already."""
    there = load_editable(store, rights, "settings", {"setting": setting})
    if there.empty:
        return store.edit(
            Edit("settings", None, {"setting": setting, "value": value, "note": reason}, reason=reason), rights
        )
    if there["value"].iloc[0] == value:
        return None
    return store.edit(
        Edit("settings", int(there["row_id"].iloc[0]), {"value": value, "note": reason}, reason=reason), rights
    )
