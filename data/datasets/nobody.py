"""Words that stand where a name should, and say that there is none yet."""

NAMES = frozenset(
    (
        "owner",
        "approved_by",
        "signed_by",
        "confirmed_by",
        "answered_by",
        "decided_by",
        "tester",
        "chair",
        "custodian",
        "department",
        "asked_by",
    )
)
"""The fields, of whatever ledger, that say who answers for a row. Whom a letter went to or who looked is no question of
these."""
NOBODY = (
    "",
    "tbd",
    "tba",
    "tbc",
    "tbn",
    "to be decided",
    "to be defined",
    "to be determined",
    "to be confirmed",
    "to be assigned",
    "to be named",
    "to be advised",
    "not assigned",
    "not yet assigned",
    "unassigned",
    "not known",
    "open",
    "vacant",
    "pending",
    "n/a",
    "na",
    "n.a",
    "nil",
    "null",
    "none",
    "nobody",
    "no one",
    "no owner",
    "unknown",
    "xxx",
    "待定",
    "未定",
    "待确认",
    "待确定",
    "待明确",
    "待分配",
    "待指定",
    "待安排",
    "待落实",
    "待补充",
    "未分配",
    "未指定",
    "未明确",
    "未确定",
    "尚未确定",
    "尚未指定",
    "空缺",
    "暂无",
    "暂缺",
    "无",
    "没有",
    "不详",
    "未知",
)
"""In small letters and without the signs that may stand around them (:data:`AROUND`); signs alone are nobody's name
either."""
AROUND = " \t.,;:!?/\\*_-–—()[]<>（）【】《》？！。、，；：…\u3000"


def named(column: str) -> str:
    """SQL: the column, and null where it says nobody's name."""
    words = ", ".join(f"'{word}'" for word in NOBODY)
    return f"case when lower(trim({column}, '{AROUND}')) in ({words}) then null else {column} end"


def nobody(column: str) -> str:
    """SQL: whether a column of :data:`NAMES` says no name."""
    return f"({named(column)}) is null"
