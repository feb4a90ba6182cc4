"""Business continuity: plans, checks and support; their tests with recovery targets; outages."""

from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import BRANCH, WAVE
from data.datasets.protection import OWNER

SYSTEM = Field("system", "text", "System or process", "系统或流程", example="Payments",
               synonyms=("system", "process", "service", "application", "系统", "流程", "业务系统"))  # fmt: skip

CONTINUITY = Dataset(
    name="continuity",
    area="safeguards",
    kind="register",
    key=("item",),
    en="Continuity plans",
    zh="业务连续性计划",
    rhythm_days=31,
    synonyms=("continuity", "bcp", "contingency plans", "continuity plans", "cut-over checklist", "应急预案", "连续性计划", "切换检查单"),
    help_en="Plans, checks before cut-over and support that has to stand, each with its day and recovery targets.",
    help_zh="预案、切换前检查与支持安排，及其期限与恢复目标。",
    fields=(
        Field("item", "text", "Item", "事项编号", required=True, example="BC-11", synonyms=("id", "no", "编号")),
        Field("title", "text", "What it is", "事项名称", example="Fall-back to the old ledger",
              synonyms=("name", "description", "plan", "名称", "内容")),
        Field(
            "kind", "choice", "Kind of item", "事项类别", synonyms=("type", "类别", "类型"),
            choices=choices(
                ("plan", "Contingency plan", "应急预案", "plan", "bcp", "fall-back", "预案"),
                ("check", "Check before cut-over", "切换前检查", "check", "checklist", "检查"),
                ("support", "Support", "技术支持", "support desk", "hotline", "支持"),
                ("defect", "Defect", "缺陷", "blocker", "bug", "阻断项"),
            ),
        ),
        SYSTEM,
        WAVE,
        OWNER,
        Field("due_on", "date", "Due on", "完成期限", synonyms=("due", "deadline", "期限")),
        Field("done_on", "date", "Done on", "完成日期", synonyms=("done", "closed on", "completed", "关闭日期")),
        Field("blocks", "boolean", "Blocks the cut-over", "阻断切换", synonyms=("blocker", "blocking", "是否阻断", "阻断项")),
        Field("rto_minutes", "number", "Recovery time objective", "恢复时间目标（RTO）", unit="minutes", low=0,
              synonyms=("rto", "rto min", "rto target", "恢复时间目标")),
        Field("rpo_minutes", "number", "Recovery point objective", "恢复点目标（RPO）", unit="minutes", low=0,
              synonyms=("rpo", "rpo min", "rpo target", "恢复点目标")),
        Field("mtpd_minutes", "number", "Longest tolerable outage", "最大可容忍中断时间（MTPD）", unit="minutes", low=0,
              synonyms=("mtpd", "mtd", "最大可容忍中断时间")),
    ),
    links=(("wave", "waves"),),
    checks=(Check("continuity_rto_above_mtpd", "rto_minutes", "rto_minutes > mtpd_minutes"),),
)  # fmt: skip

CONTINUITY_TESTS = Dataset(
    name="continuity_tests",
    area="safeguards",
    kind="fact",
    key=("test",),
    other_keys=(("system", "wave", "tested_on"),),
    when="tested_on",
    en="Continuity tests",
    zh="业务连续性测试",
    rhythm_days=31,
    synonyms=("continuity tests", "recovery tests", "rehearsals", "dr tests", "exercises", "演练记录", "测试验证", "恢复测试记录"),
    help_en="One row a rehearsal or recovery test: planned, done, and how long recovery took against its target.",
    help_zh="每次演练或恢复测试一行：计划、实际及恢复用时与目标的比较。",
    fields=(
        Field("test", "text", "Test", "测试编号", example="BT-31", synonyms=("id", "test id", "编号")),
        SYSTEM,
        WAVE,
        Field("planned_on", "date", "Planned on", "计划日期", synonyms=("planned", "计划测试日")),
        Field("tested_on", "date", "Tested on", "测试日期", synonyms=("date", "test date", "done on", "演练日期")),
        Field(
            "result", "choice", "Result", "结果", synonyms=("outcome", "测试结果", "结论"),
            choices=choices(
                ("passed", "passed", "通过", "ok", "pass", "success"), ("failed", "failed", "未通过", "fail", "不通过"),
            ),
        ),
        Field("rto_minutes", "number", "Recovery time objective", "恢复时间目标（RTO）", unit="minutes", low=0,
              synonyms=("rto target", "rto", "恢复时间目标")),
        Field("rto_actual", "number", "Recovery took", "实际恢复时间", unit="minutes", low=0,
              synonyms=("rto actual", "recovery time", "actual recovery minutes", "恢复用时")),
        Field("rpo_minutes", "number", "Recovery point objective", "恢复点目标（RPO）", unit="minutes", low=0,
              synonyms=("rpo target", "rpo", "恢复点目标")),
        Field("rpo_actual", "number", "Data lost", "实际丢失数据时长", unit="minutes", low=0,
              synonyms=("rpo actual", "data loss", "丢失时长")),
        Field("defects", "integer", "Defects found", "发现缺陷数", low=0, synonyms=("defects", "issues found", "缺陷数")),
        Field("defects_open", "integer", "Defects open", "未关闭缺陷数", low=0, synonyms=("open defects", "open issues", "未关闭缺陷")),
    ),
    links=(("wave", "waves"),),
    checks=(
        Check("continuity_passed_above_target", "rto_actual",
              "result = 'passed' and (rto_actual > rto_minutes or rpo_actual > rpo_minutes)"),
        Check("continuity_result_without_day", "result", "result is not null and tested_on is null"),
        Check("continuity_open_above_found", "defects_open", "defects_open > defects"),
    ),
)  # fmt: skip

OUTAGES = Dataset(
    name="outages",
    area="safeguards",
    kind="fact",
    key=("outage",),
    other_keys=(("system", "started_at"),),
    when="started_at",
    en="Outages",
    zh="服务中断",
    rhythm_days=31,
    synonyms=("outages", "downtime", "service interruptions", "availability log", "中断记录", "停机记录", "故障记录"),
    help_en="When a service was not there, for how many customers.",
    help_zh="服务不可用的时段及受影响客户数。",
    fields=(
        Field("outage", "text", "Outage", "中断编号", example="OUT-09", synonyms=("id", "incident id", "编号")),
        SYSTEM,
        WAVE,
        BRANCH,
        Field("started_at", "timestamp", "Started at", "开始时间", required=True, example="2026-07-11 08:40",
              synonyms=("start", "started", "begin", "from", "中断开始")),
        Field("ended_at", "timestamp", "Ended at", "恢复时间", synonyms=("end", "ended", "restored at", "to", "中断结束")),
        Field("customers", "integer", "Customers affected", "受影响客户数", low=0,
              synonyms=("affected", "customers affected", "users", "影响客户数")),
        Field("planned", "boolean", "Planned", "计划内", synonyms=("planned", "maintenance", "是否计划内", "计划停机")),
        Field("cause", "text", "Cause", "原因", synonyms=("root cause", "reason", "中断原因")),
    ),
    links=(("wave", "waves"), ("branch", "branches")),
    checks=(Check("outage_ended_before_start", "ended_at", "ended_at < started_at"),),
)  # fmt: skip
