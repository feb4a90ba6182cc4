"""Decisions at the gates: whether a wave may go, and who let it go in spite of what was open."""

from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.nobody import nobody
from data.datasets.programme import WAVE

GATES = Dataset(
    name="gates",
    area="readiness",
    kind="snapshot",
    key=("snapshot_on", "part", "gate"),
    when="snapshot_on",
    en="Decisions at the gates",
    zh="放行决定",
    synonyms=("gates", "gate decisions", "go no-go", "readiness review", "放行评审", "放行记录", "切换评审"),
    help_en="What was decided about a wave on a day; a go in spite of what is open has a name and a reason.",
    help_zh="某日对某波次的放行决定；例外放行须有决定人和理由。",
    fields=(
        Field(
            "snapshot_on",
            "date",
            "Decided on",
            "决定日期",
            past=True,
            required=True,
            example="2026-10-22",
            synonyms=("date", "decision date", "review date", "日期", "评审日期"),
        ),
        Field("part", "text", "Part", "部分", example="W5", synonyms=("section", "子项")),
        Field(
            "gate",
            "text",
            "Gate",
            "放行条件",
            required=True,
            example="wave",
            synonyms=("condition", "criterion", "条件", "check item", "checklist item", "检查项", "检查内容"),
            help_en="The gate, or “wave” for the wave as a whole.",
            help_zh="放行条件；整个波次填“wave”。",
        ),
        WAVE,
        Field(
            "decision",
            "choice",
            "Decision",
            "决定",
            synonyms=("state", "result", "verdict", "go/no-go", "结论", "assessment", "放行意见"),
            choices=choices(
                ("go", "go", "可放行", "yes", "approved", "放行"),
                ("not_yet", "not yet", "待达标", "pending", "conditional"),
                ("no_go", "no-go", "不放行", "no", "rejected", "stop"),
            ),
        ),
        Field(
            "in_spite", "boolean", "In spite of what is open", "例外放行", synonyms=("override", "waiver", "让步放行")
        ),
        Field(
            "decided_by",
            "text",
            "Decided by",
            "决定人",
            synonyms=("by", "name", "approver", "批准人", "签字人", "审批人"),
        ),
        Field(
            "reason",
            "text",
            "Reason",
            "理由",
            sensitivity="mask",
            synonyms=("why", "justification", "comment", "原因", "说明", "rationale", "依据"),
        ),
        Field("measured", "text", "What was measured", "当时情况", synonyms=("values", "evidence", "实测")),
    ),
    links=(("wave", "waves"),),
    checks=(
        Check("gate_in_spite_without_name", "decided_by", f"in_spite and ({nobody('decided_by')} or reason is null)"),
    ),
)
