"""What the platforms have in common: their own columns by whole name, what is personal, shapes of cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from data.ingest.dates import STANDS_FOR_NONE, parse
from data.ingest.layout import Column, Shape
from data.ingest.recognition.meanings import meaning, parted
from data.ingest.scales import EMPTY_MARKS
from data.ingest.wording import plain, question_text, whole, wordings
from data.ingest.workbook import Grid

_PERSONAL = frozenset(
    plain(name)
    for name in [
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "联系电话",
        "联系方式",
        "电话号码",
        "姓名",
        "客户姓名",
        "您的姓名",
        "联系人",
        "邮箱",
        "电子邮箱",
        "电子邮件",
        "邮件地址",
        "身份证",
        "身份证号",
        "身份证号码",
        "微信号",
        "微信",
        "QQ",
        "QQ号",
        "昵称",
        "住址",
        "地址",
        "家庭住址",
        "详细地址",
        "银行卡号",
        "来自IP",
        "IP",
        "IP地址",
        "phone",
        "phone number",
        "telephone",
        "mobile",
        "mobile number",
        "tel",
        "e-mail",
        "email",
        "email address",
        "your email",
        "name",
        "full name",
        "first name",
        "last name",
        "surname",
        "family name",
        "given name",
        "forename",
        "complainant name",
        "name of complainant",
        "account holder",
        "contact no",
        "mobile no",
        "phone no",
        "home address",
        "postal address",
        "date of birth",
        "dob",
        "d.o.b.",
        "birth date",
        "birthday",
        "生日",
        "出生年月",
        "户名",
        "户主",
        "户主姓名",
        "联系人姓名",
        "联系人电话",
        "投诉人",
        "投诉人姓名",
        "来电号码",
        "回拨号码",
        "通讯地址",
        "用电地址",
        "装机地址",
        "证件号",
        "证件号码",
        "身份证件号码",
        "出生日期",
        "卡号",
        "customer name",
        "contact name",
        "address",
        "street address",
        "ip address",
        "ipaddress",
        "passport",
        "passport number",
        "id card",
        "social security number",
        "ssn",
    ]
)
_ADDRESS = re.compile(
    r"^(?!.*(?:存放|保管|网|链接|机构|支行|会议|办公|系统|文件|路径|公司|单位|门店)).*(?:地址|住址)(?:[(（].*)?$"
    r"|^(?!.*\b(?:web|url|file|office|branch|site|store|company|storage)\b).*\baddress(?: line)?(?: ?\d)?$"
    r"|^post ?code$|^邮编$",
    re.IGNORECASE,
)
"""Where somebody lives, or is reached: 用气地址, Service address; not where a file or an office is."""
_NAME_OR_NUMBER = re.compile(
    r"(?:(?:user|employee|staff|learner|trainee|attendee|delegate|customer|client|member|contact|applicant|respondent|person|your"
    r"|legal) ){0,2}"
    r"(?:full|first|last|family|given|middle|maiden) ?name|(?:[a-z]+ )?sur ?name"
    r"|(?:(?!office|branch|store|company|calls?|by|via"
    r"|over)[a-z]+ ){0,2}(?:tele|mobile|cell|home|daytime|evening|work)? ?(?:tele)?phone"
    r"(?: ?(?:no|number|nr|num))?(?: ?\d)?|(?:[a-z]+ )?(?:mobile|cell)(?: ?(?:no|number|nr|num|tel))?(?: ?\d)?"
    r"|(?:[a-z]+ )?e ?mail(?: ?(?:addr|address|id))?(?: ?\d)?|(?:[a-z]+ )?(?:dob|date of birth|birth ?date)"
)
"""Who somebody is, by parts of the name, and how one is reached, in whatever spelling: User Full Name, MobilePhone,
home_tel."""
_CUSTOMER = (frozenset(("customer",)), frozenset(("account",)), frozenset(("customer", "account")))
_BLOCK = re.compile(r"(.*\S)\s*(?:—|--|–| - |：|:)\s*(\S.*)", re.DOTALL)
_IN_BRACKETS = re.compile(r"(?=.*[\]】]\s*+\Z)(.*?)(?<!\s)\s*+[\[【](.+)[\]】]\s*+", re.DOTALL)
_OPEN_BRACKET = re.compile(r"[(（\[【][^)）\]】]*$")
"""A bracket that is open where the label of a row would begin: （1 非常不便—5 非常方便） is a scale."""
MULTI_MARK = "┋"
_OTHER = ("other", "其他", "其它")
"""How the choice begins that takes a text of one's own."""


def is_personal(header: str) -> bool:
    """Whether a column is, by its whole name, a direct identifier: never kept."""
    if any(wording in _PERSONAL for wording in wordings(header)[:6]):
        return True
    if _NAME_OR_NUMBER.fullmatch(parted(header)):
        return True
    if _ADDRESS.search(unicodedata.normalize("NFKC", header).strip()):
        return True
    told = meaning(header)
    # 用户名称, Member name: the name of a customer, under whatever word for one.
    return not told.unknown and "name" in told.concepts and told.concepts - {"name", "person"} in _CUSTOMER


def known(columns: Mapping[str, tuple[str | None, str]]) -> dict[str, tuple[str | None, str]]:
    """A platform's own columns by plain name: the field they are, or why they are not kept."""
    return {plain(name): what for name, what in columns.items()}


def own_column(index: int, header: str, found: tuple[str | None, str], **more: str) -> Column:
    """A column of the platform itself."""
    field, skip = found
    return Column(index, header, names=(header,), field=field, skip=skip, question=False, zone=more.get("zone", ""))


def split_row_label(header: str) -> tuple[str, str]:
    """``Rate each [Speed]`` → (Rate each, Speed); ``7、各项服务—服务态度`` → (…, 服务态度); else (header, "")."""
    found = _IN_BRACKETS.fullmatch(header) if header.rstrip().endswith(("]", "】")) else None
    if found and found[1]:
        return found[1], found[2].strip()
    found = _BLOCK.fullmatch(header)
    if found and question_text(found[1]).strip() and not _OPEN_BRACKET.search(found[1]):
        return found[1], found[2].strip()
    return header, ""


def sample_cells(grid: Grid, at: int, first_row: int, most: int = 2000) -> list[str]:
    """Distinct non-empty cells of the first rows of a column."""
    import pyarrow.compute as pc

    cells = pc.unique(grid.columns[at].slice(first_row - 1, most).drop_null())
    return [text.strip() for text in cells.to_pylist()]


def shape_of(cells: Sequence[str], header: str) -> tuple[Shape, str]:
    """The shape of a question's cells and what separates several answers."""
    if any(MULTI_MARK in cell for cell in cells):
        return "multi", MULTI_MARK
    if "多选" in header:
        return "multi", MULTI_MARK
    answered = [cell for cell in cells if whole(cell) not in EMPTY_MARKS]
    arrows = [cell for cell in answered if "→" in cell]
    if arrows and len(arrows) >= 0.5 * len(answered):
        return "rank", "→"
    return "single", ""


def question_column(grid: Grid, at: int, header: str, first_row: int, **more: object) -> Column:
    """A question: its names without number and with the label of its row, its shape by its cells."""
    group, label = split_row_label(header)
    names = (label, header) if label else (header,)
    skip = "personal" if is_personal(header) else ""
    shape, separator = shape_of(sample_cells(grid, at, first_row), header)
    column = Column(
        at, header, names=names, skip=skip, group=group if label else "", option=label, shape=shape, separator=separator
    )
    from dataclasses import replace

    return replace(column, **more) if more else column  # type: ignore[arg-type]


def with_whole_blocks(grid: Grid, columns: Sequence[Column], first_row: int) -> list[Column]:
    """A choice that nobody has ticked yet is one all the same, where the others of its question are."""
    from dataclasses import replace

    ticked = {column.group for column in columns if column.shape == "option"}

    def is_bare(column: Column) -> bool:
        marks = {cell.lower() for cell in sample_cells(grid, column.index, first_row)}
        return marks <= {"n/a"} and not plain(column.option).startswith(_OTHER)

    return [
        (
            replace(column, names=(), shape="option")
            if column.group in ticked and column.option and not column.skip and is_bare(column)
            else column
        )
        for column in columns
    ]


def dates_stand_for_none(grid: Grid, at: int, first_row: int) -> bool:
    """Whether every moment of a column is one that programs write where there is none: 1980-01-01 of an anonymous
    survey."""
    texts = [text for text in grid.encoded(at, first_row).dictionary.slice(0, 2).to_pylist() if text]
    moments = [parse(text, "mdy") for text in texts]
    return bool(moments) and all(moment is not None and moment[0] in STANDS_FOR_NONE for moment in moments)
