"""The forms of the editor: the cells of a row, and the reason of a removal."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.datasets import DATASETS, Dataset, Field
from data.ingest.editing import editable, missing, read_cells
from data.ingest.programme import load_currency
from data.ingest.zone import load_zone
from data.problems import Refusal
from data.store import Edit
from pages.kit.editor.desk import Bench, cell_text, row_name
from pages.kit.editor.told import show_refused_edit
from pages.kit.guard import View
from pages.kit.upload.html import paragraph
from pages.kit.upload.problems import issue_text

REASON = 200


def offered(view: View, dataset: Dataset, bench: Bench, columns: Sequence[str]) -> tuple[Field, ...]:
    """The fields of the form in their order: those asked for, and the key and required ones of a new row."""
    adding = bench.mode == "add"
    fields = editable(dataset, view.rights, adding=adding)
    needed = {f.name for f in dataset.fields if f.required} | set(dataset.key) if adding else set()
    return tuple(f for f in fields if not columns or f.name in columns or f.name in needed)


def show_form(view: View, dataset: Dataset, bench: Bench, name: str, columns: Sequence[str]) -> None:
    """One cell beside the other, each with what is wrong with it beneath; only what differs is saved."""
    t = view.t
    if bench.mode == "add":
        show_refused_edit(view, dataset, bench, name)
    fields = offered(view, dataset, bench, columns)
    held = {f.name: cell_text(bench.shown[f.name], f) if bench.shown else "" for f in fields}
    typed: dict[str, str] = {}
    with st.form(f"editor_{name}_form_{bench.round}", border=False):
        places = st.columns(2)
        for number, field in enumerate(fields):
            with places[number % 2]:
                begin = bench.start.get(field.name, held[field.name])
                typed[field.name] = _show_cell(view, field, begin, f"editor_{name}_cell_{field.name}_{bench.round}")
                for issue in bench.issues:
                    if issue.column == field.name:
                        st.html(
                            paragraph(t("editor.cell.wrong", why=issue_text(t, issue), todo=_todo(view, issue.code)))
                        )
        with st.container(horizontal=True):
            save = st.form_submit_button(t("editor.save"), type="primary", key=f"editor_{name}_save")
            remove = bench.mode == "correct" and st.form_submit_button(
                t("editor.remove"), icon=":material/delete:", key=f"editor_{name}_remove"
            )
            leave = st.form_submit_button(t("editor.cancel"), key=f"editor_{name}_leave")
    if leave:
        bench.close()
        st.rerun()
    if remove:
        bench.open("remove", shown=bench.shown)
        st.rerun()
    if save:
        _save(view, dataset, bench, fields, held, typed)
        st.rerun()


def _todo(view: View, code: str) -> str:
    return view.t(f"editor.todo.{code}") if view.t.has(f"editor.todo.{code}") else ""


def _show_cell(view: View, field: Field, begin: str, key: str) -> str:
    """A cell: a list where the values are known, else text that is read as a cell of a file is."""
    t = view.t
    label = field.label(view.lang) + (" *" if field.required else "")
    hint = (field.help_zh if view.lang == "zh" else field.help_en) or None
    if field.type == "boolean" or field.choices:
        words = {choice.code: choice.zh if view.lang == "zh" else choice.en for choice in field.choices}
        words = words or {"yes": t("records.value.yes"), "no": t("records.value.no")}
        options = ["", *words, *([begin] if begin and begin not in words else [])]
        return st.selectbox(
            label,
            options,
            index=options.index(begin),
            format_func=lambda code: words.get(code, code) or t("editor.blank"),
            help=hint,
            key=key,
        )
    known = _known(view, field)
    if known:
        options = ["", *known, *([begin] if begin and begin not in known else [])]
        chosen = st.selectbox(
            label,
            options,
            index=options.index(begin),
            format_func=lambda code: str(code) or t("editor.blank"),
            accept_new_options=True,
            help=hint,
            key=key,
        )
        return str(chosen or "")
    return st.text_input(label, value=begin, placeholder=field.example, help=hint, key=key)


def _known(view: View, field: Field) -> list[str]:
    """The waves of the programme, for a field that names one."""
    if field.name != "wave" or "waves" not in DATASETS:
        return []
    from analytics.records import load_waves

    return load_waves(view.store, view.rights)


def _save(
    view: View,
    dataset: Dataset,
    bench: Bench,
    fields: Sequence[Field],
    held: dict[str, str],
    typed: dict[str, str],
) -> None:
    """Read the cells and store them; whatever is wrong leaves the form as it was typed."""
    bench.issues, bench.refusal, bench.start = (), None, typed
    adding = bench.mode == "add"
    changed = {name: text for name, text in typed.items() if adding or text.strip() != held[name].strip()}
    scaled = [f.name for f in fields if f.scale and not f.scale.fixed] if bench.shown else []
    given = {name: (bench.shown or {})[f"{name}_points"] for name in scaled}
    points = {name: int(number) for name, number in given.items() if number is not None and number == number}
    own = typed.get("currency") or held.get("currency") or load_currency(view.store, view.rights)
    try:
        values, issues = read_cells(
            dataset, changed, points=points, zone=load_zone(view.store, view.rights), currency=own
        )
        bench.issues = (*issues, *(missing(dataset, typed, fields) if adding else ()))
        if not bench.issues:
            receipt = view.store.edit(Edit(dataset.name, bench.row_id, values), view.rights)
            bench.close(receipt, "added" if adding else "corrected")
    except Refusal as refusal:
        bench.refusal = refusal


def show_removal(view: View, dataset: Dataset, bench: Bench, name: str) -> None:
    """The second step of a removal: its reason."""
    t = view.t
    assert bench.shown is not None
    st.html(paragraph(t("editor.remove.ask", row=row_name(bench.shown, dataset))))
    with st.form(f"editor_{name}_removal_{bench.round}", border=False):
        reason = st.text_input(
            t("editor.remove.reason"),
            placeholder=t("editor.remove.reason.hint"),
            max_chars=REASON,
            key=f"editor_{name}_reason",
        )
        with st.container(horizontal=True):
            go = st.form_submit_button(t("editor.remove.confirm"), type="primary", key=f"editor_{name}_removed")
            leave = st.form_submit_button(t("editor.cancel"), key=f"editor_{name}_leave")
    if leave:
        bench.open("correct", shown=bench.shown)
        st.rerun()
    if go:
        try:
            edit = Edit(dataset.name, bench.row_id, remove=True, reason=reason)
            bench.close(view.store.edit(edit, view.rights), "removed")
        except Refusal as refusal:
            bench.refusal = refusal
        st.rerun()
