"""Words that stand where a name should, and say that there is none yet."""

NOBODY = (
    "tbd", "tba", "tbc", "to be decided", "to be determined", "to be confirmed", "n/a", "none", "nobody", "unknown", "?", "-", "–",
    "待定", "未定", "待确认", "待分配", "待指定", "暂无", "无", "不详", "未知",
)  # fmt: skip
"""In small letters."""
