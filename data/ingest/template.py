"""The workbook to fill in: for each dataset a sheet with labels, field names, units and an example, and a
dictionary."""

from __future__ import annotations

import io
from typing import Any

from data.datasets import DATASETS, Dataset, Field
from data.ingest.platforms.template import example_row, template_fields
from data.language import Translator
from data.problems import Refusal

_ROWS = 5000
"""Rows below the header for which drop-downs are offered."""
_TEXT_TYPES = ("text", "choice")


def unit_texts(dataset: Dataset, lang: str) -> dict[str, str]:
    """What stands in the unit row above each field: the unit, the format of a date, the range of a score."""
    t = Translator(lang)
    return {field.name: _unit(field, t) for field in template_fields(dataset)}


def _unit(field: Field, t: Translator) -> str:
    if field.scale is not None:
        high = field.scale.low + field.scale.points - 1
        return t("template.unit.scale", low=field.scale.low, high=high)
    if field.type in ("date", "timestamp", "month", "boolean", "choice"):
        return t(f"template.unit.{field.type}")
    if field.unit:
        return t(f"template.unit.{field.unit}")
    return t("template.unit.number") if field.type in ("integer", "number", "decimal") else t("template.unit.text")


def template(dataset: str | None, lang: str) -> bytes:
    """An .xlsx to fill in, for one dataset or for all. Raises ``Refusal('dataset_unknown')``."""
    from openpyxl import Workbook

    if dataset is not None and dataset not in DATASETS:
        raise Refusal("dataset_unknown", where=dataset)
    chosen = [DATASETS[dataset]] if dataset else list(DATASETS.values())
    book = Workbook()
    book.remove(book.active)
    lists = book.create_sheet("_lists")
    lists.sheet_state = "hidden"
    for one in chosen:
        _data_sheet(book, lists, one, lang)
    _dictionary(book, chosen, lang)
    book.move_sheet("_lists", len(book.sheetnames))
    book.active = 0
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _data_sheet(book: Any, lists: Any, dataset: Dataset, lang: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.create_sheet(dataset.label(lang)[:31])
    units = unit_texts(dataset, lang)
    fields = template_fields(dataset)
    t = Translator(lang)
    for at, field in enumerate(fields, start=1):
        letter = get_column_letter(at)
        other = field.label("en" if lang == "zh" else "zh")
        title = sheet.cell(
            1, at, t("template.required", field=field.label(lang)) if field.required else field.label(lang)
        )
        title.font = Font(bold=True)
        title.comment = Comment("\n".join(part for part in (other, _help(field, lang)) if part), "Handover")
        sheet.cell(2, at, field.name).font = Font(color="FF767676")
        sheet.cell(3, at, units[field.name]).font = Font(italic=True, color="FF767676")
        example = sheet.cell(4, at, example_row(dataset)[at - 1] or None)
        example.font = Font(color="FF9A9A9A")
        for row in (1, 2, 3):
            sheet.cell(row, at).fill = PatternFill("solid", fgColor="FFF1F3F4")
            sheet.cell(row, at).alignment = Alignment(vertical="center")
        sheet.column_dimensions[letter].width = max(
            12, min(32, len(field.label(lang)) * (2 if lang == "zh" else 1) + 6)
        )
        if field.type in _TEXT_TYPES:
            # Text, so that Excel keeps the leading zeros of customer numbers.
            sheet.column_dimensions[letter].number_format = "@"
            example.number_format = "@"
        allowed = _allowed(field, lang)
        if allowed:
            column = lists.max_column + (1 if lists.cell(1, 1).value else 0)
            for row, text in enumerate(allowed, start=1):
                lists.cell(row, column, text)
            where = get_column_letter(column)
            rule = DataValidation(
                type="list",
                formula1=f"'_lists'!${where}$1:${where}${len(allowed)}",
                allow_blank=True,
                showErrorMessage=False,
            )
            sheet.add_data_validation(rule)
            rule.add(f"{letter}4:{letter}{_ROWS}")
    sheet.freeze_panes = "A4"


def _allowed(field: Field, lang: str) -> list[str]:
    if field.choices:
        return [choice.zh if lang == "zh" else choice.en for choice in field.choices]
    if field.type == "boolean":
        t = Translator(lang)
        return [t("template.yes"), t("template.no")]
    return []


def _help(field: Field, lang: str) -> str:
    return field.help_zh if lang == "zh" else field.help_en


def _dictionary(book: Any, datasets: list[Dataset], lang: str) -> None:
    """What every field means, in both languages."""
    from openpyxl.styles import Font

    t = Translator(lang)
    sheet = book.create_sheet("_" + t("template.dictionary"))
    heads = ("dataset", "field", "en", "zh", "type", "unit", "required", "choices", "names", "help")
    sheet.append([t(f"template.head.{head}") for head in heads])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for dataset in datasets:
        units = unit_texts(dataset, lang)
        for field in template_fields(dataset):
            sheet.append(
                [
                    dataset.label(lang),
                    field.name,
                    field.en,
                    field.zh,
                    t(f"template.type.{field.type}"),
                    units[field.name],
                    t("template.yes") if field.required else "",
                    "; ".join(f"{choice.code} = {choice.en} / {choice.zh}" for choice in field.choices),
                    "; ".join(field.synonyms),
                    " ".join(part for part in (field.help_en, field.help_zh) if part),
                ]
            )
    sheet.freeze_panes = "C2"
    for letter, width in zip("ABCDEFGHIJ", (16, 20, 28, 18, 12, 16, 10, 40, 40, 40), strict=True):
        sheet.column_dimensions[letter].width = width
