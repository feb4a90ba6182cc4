"""Technical support: the tickets of the desk around a cut-over.

A ticket is work of the support desk on a fault or request, whoever raised it; what is said to a customer is a contact
(:mod:`data.datasets.contacts`). It names no customer: the desk is judged, not who called it.
"""

from data.datasets.continuity import SYSTEM
from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import BRANCH, WAVE

TICKETS = Dataset(
    name="tickets",
    area="safeguards",
    kind="fact",
    key=("ticket",),
    other_keys=(("system", "wave", "branch", "opened_at", "title"),),
    when="opened_at",
    en="Support tickets",
    zh="技术支持工单",
    rhythm_days=7,
    synonyms=("tickets", "support tickets", "helpdesk", "help desk tickets", "service desk", "it tickets", "工单", "工单台账", "支持工单", "服务台工单"),
    help_en="One row a ticket of the support desk, also one still open: raised, first answered, due and resolved.",
    help_zh="技术支持的每件工单一行，含未解决的：提出、首次响应、时限与解决时间。",
    fields=(
        Field("ticket", "text", "Ticket", "工单编号", example="T-00418", synonyms=("ticket id", "ticket no", "ticket number", "id", "no", "工单号", "编号")),
        Field("title", "text", "Subject", "工单标题", synonyms=("subject", "title", "summary", "short description", "标题", "问题描述")),
        SYSTEM,
        WAVE,
        BRANCH,
        Field(
            "raised_by", "choice", "Raised by", "提出方", synonyms=("source", "requester", "reported by", "来源", "提出人类别", "requester type"),
            choices=choices(
                ("customer", "Customer", "客户", "client"),
                ("staff", "Staff", "员工", "employee", "agent", "坐席", "柜员"),
                ("monitoring", "Monitoring", "监控", "alert", "system", "系统告警"),
            ),
        ),
        Field(
            "priority", "choice", "Priority", "优先级", synonyms=("urgency", "severity", "紧急程度", "级别"),
            choices=choices(
                ("urgent", "urgent", "紧急", "critical", "p1", "1", "blocker", "特急"),
                ("high", "high", "高", "p2", "2", "major"),
                ("normal", "normal", "普通", "medium", "p3", "3", "中", "一般"),
                ("low", "low", "低", "p4", "4", "minor"),
            ),
        ),
        Field("opened_at", "timestamp", "Opened at", "提出时间", past=True, required=True, example="2026-10-19 09:12",
              synonyms=("created at", "created", "opened", "raised at", "submitted at", "创建时间", "提单时间", "受理时间")),
        Field("responded_at", "timestamp", "First response at", "首次响应时间", past=True,
              synonyms=("first response", "first reply", "first response time", "responded at", "acknowledged at", "响应时间", "首响时间", "first reply at", "首次响应"),
              help_en="Empty until somebody has answered.", help_zh="尚未响应时留空。"),
        Field("due_at", "timestamp", "To be resolved by", "解决时限",
              synonyms=("due at", "due", "sla due", "deadline", "resolution due", "时限", "截止时间")),
        Field("resolved_at", "timestamp", "Resolved at", "解决时间", past=True,
              synonyms=("resolved", "closed at", "closed", "solved at", "resolution time", "关闭时间", "完成时间"),
              help_en="Empty while the ticket is open.", help_zh="未解决时留空。"),
        Field("reopened", "integer", "Reopened", "重开次数", low=0, synonyms=("reopens", "times reopened", "reopen count", "重新打开次数")),
        Field("team", "text", "Support team", "支持团队", synonyms=("assignment group", "group", "team", "queue", "处理组", "受理团队", "受理组")),
    ),
    links=(("wave", "waves"), ("branch", "branches")),
    checks=(
        Check("ticket_responded_before_opened", "responded_at", "responded_at < opened_at"),
        Check("ticket_resolved_before_opened", "resolved_at", "resolved_at < opened_at"),
        Check("ticket_resolved_before_response", "resolved_at", "resolved_at < responded_at"),
        Check("ticket_due_before_opened", "due_at", "due_at < opened_at"),
    ),
)  # fmt: skip
