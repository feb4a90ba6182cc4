"""The cut-over: what was rehearsed, the runbook of the night, open defects as known and as told, confirmations of suppliers."""

from data.datasets.continuity import SYSTEM
from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import WAVE
from data.datasets.protection import OWNER

SITE = Field("site", "text", "Site", "站点", example="Data centre 2",
             synonyms=("data centre", "data center", "location", "机房", "数据中心", "地点"),
             help_en="The place that was exercised: a rehearsal covers the sites it names and no other.", help_zh="演练所在的地点；演练只覆盖其所列站点。")  # fmt: skip

REHEARSALS = Dataset(
    name="rehearsals",
    ahead=True,
    area="cutover",
    kind="fact",
    key=("rehearsal",),
    other_keys=(("site", "system", "wave", "held_on"),),
    when="held_on",
    en="Rehearsals of the cut-over",
    zh="切换演练",
    rhythm_days=62,
    synonyms=("cut-over rehearsals", "dress rehearsals", "load tests", "capacity tests", "migration rehearsals", "切换演练记录", "压力测试记录", "容量测试"),
    help_en="One row a rehearsal or load test and site, and the night itself: how many customers, how long, which load was assumed and reached.",
    help_zh="每次演练或压力测试按站点一行，切换当夜也作一行：客户数、用时、预估负载与实测负载。",
    fields=(
        Field("rehearsal", "text", "Rehearsal", "演练编号", example="RH-04", synonyms=("id", "rehearsal no", "编号", "run", "rehearsal run", "演练名称", "演练编号")),
        Field(
            "kind", "choice", "Kind of rehearsal", "演练类别", synonyms=("type", "类别", "类型"),
            choices=choices(
                ("rehearsal", "rehearsal", "切换演练", "dress rehearsal", "dry run", "trial", "演练", "预演"),
                ("load_test", "load test", "压力测试", "load", "stress test", "capacity test", "performance test", "压测", "容量测试"),
                ("live", "the cut-over itself", "正式切换", "live", "real", "actual", "go-live", "实际", "上线"),
            ),
        ),
        WAVE,
        SITE,
        SYSTEM,
        Field("planned_on", "date", "Planned on", "计划日期", synonyms=("planned", "计划演练日")),
        Field("held_on", "date", "Held on", "演练日期", past=True, synonyms=("date", "held", "done on", "实际日期", "ran on")),
        Field("customers", "integer", "Customers moved in it", "演练客户数", low=0,
              synonyms=("customers", "accounts moved", "records migrated", "sample size", "迁移客户数", "演练户数")),
        Field("minutes", "number", "Minutes it took", "用时", unit="minutes", low=0, synonyms=("duration", "duration min", "minutes", "耗时", "时长", "minutes taken", "用时（分钟）")),
        Field("load_of", "text", "What the load is", "负载口径", example="logins a minute",
              synonyms=("load metric", "load unit", "workload", "负载指标", "负载单位")),
        Field("load_assumed", "number", "Load assumed", "预估负载", low=0, synonyms=("assumed", "expected load", "design load", "planned load", "设计负载")),
        Field("load_reached", "number", "Load reached", "实测负载", low=0, synonyms=("reached", "tested load", "measured load", "peak", "实际负载", "峰值")),
        Field(
            "result", "choice", "Result of the rehearsal", "演练结果", synonyms=("result", "outcome", "结果", "结论"),
            choices=choices(("passed", "passed", "通过", "ok", "pass", "success"), ("failed", "failed", "未通过", "fail", "不通过")),
        ),
        Field("defects", "integer", "Defects found", "发现缺陷数", low=0, synonyms=("defects", "issues found", "缺陷数")),
    ),
    links=(("wave", "waves"),),
    checks=(
        Check("rehearsal_result_without_day", "result", "result is not null and held_on is null"),
        Check("rehearsal_passed_below_load", "load_reached", "result = 'passed' and kind = 'load_test' and load_reached < load_assumed"),
    ),
)  # fmt: skip

CUTOVER_STEPS = Dataset(
    name="cutover_steps",
    area="cutover",
    kind="register",
    key=("wave", "step"),
    en="Cut-over runbook",
    zh="切换操作手册",
    rhythm_days=None,
    synonyms=("runbook", "cut-over plan", "cutover plan", "cut-over steps", "hour by hour plan", "切换步骤", "切换方案", "切换脚本", "切换时序表"),
    help_en="The night hour by hour: each step with its owner, planned and actual times; decisions, points of no return and the way back.",
    help_zh="切换当夜逐项时序：每一步的责任人、计划与实际时间，以及决策点、不可回退点与回退步骤。",
    fields=(
        Field("wave", "text", "Wave", "波次", required=True, example="W6", synonyms=WAVE.synonyms),
        Field("step", "text", "Step", "步骤编号", required=True, example="040", synonyms=("step no", "order", "sequence", "no", "序号", "步骤")),
        Field("title", "text", "What is done", "步骤内容", example="Open the new portal", synonyms=("description", "task", "activity", "内容", "操作内容")),
        Field(
            "kind", "choice", "Kind of step", "步骤类别", synonyms=("type", "类别", "类型"),
            choices=choices(
                ("step", "step", "操作", "task", "action", "步骤"),
                ("decision", "decision", "决策点", "go/no-go", "checkpoint", "检查点", "决策"),
                ("no_return", "point of no return", "不可回退点", "point of no return", "ponr", "不可逆点"),
                ("roll_back", "roll-back", "回退", "rollback", "fall back", "back-out", "回滚", "回退步骤"),
            ),
        ),
        OWNER,
        Field("planned_start", "timestamp", "Planned start", "计划开始时间", example="2026-12-05 01:00", synonyms=("start", "plan start", "from", "计划开始")),
        Field("planned_end", "timestamp", "Planned end", "计划结束时间", synonyms=("end", "plan end", "to", "计划结束")),
        Field("started_at", "timestamp", "Started at", "实际开始时间", past=True, synonyms=("actual start", "started", "实际开始")),
        Field("ended_at", "timestamp", "Ended at", "实际结束时间", past=True, synonyms=("actual end", "ended", "completed at", "实际结束", "完成时间")),
        Field("note", "text", "Log of the night", "当夜记录", sensitivity="mask", synonyms=("log", "remark", "comment", "记录", "备注")),
    ),
    links=(("wave", "waves"),),
    checks=(
        Check("step_planned_end_before_start", "planned_end", "planned_end < planned_start"),
        Check("step_ended_before_start", "ended_at", "ended_at < started_at"),
    ),
)  # fmt: skip

DEFECTS = Dataset(
    name="defects",
    area="cutover",
    kind="snapshot",
    key=("snapshot_on", "part", "severity"),
    when="snapshot_on",
    en="Open defects",
    zh="未关闭缺陷",
    rhythm_days=14,
    synonyms=("open defects", "defect counts", "bug counts", "defect report", "缺陷统计", "未关闭缺陷统计", "缺陷数量表"),
    help_en="How many defects are open by severity on a day, and of how many the meeting was told: both are kept beside each other.",
    help_zh="某日按严重程度统计的未关闭缺陷数，以及向会议通报的数量；两者并列保存。",
    fields=(
        Field("snapshot_on", "date", "Counted on", "统计日期", past=True, required=True, example="2026-11-20",
              synonyms=("date", "as of", "report date", "日期", "统计日")),
        Field("part", "text", "Wave or system they are of", "所属波次或系统", example="W6", synonyms=("wave", "system", "release", "波次", "系统")),
        Field(
            "severity", "choice", "Severity", "严重程度", required=True, synonyms=("priority", "class", "level", "级别", "等级"),
            choices=choices(
                ("critical", "critical", "致命", "blocker", "s1", "sev 1", "p1", "1", "阻断", "一级"),
                ("high", "high", "严重", "major", "s2", "sev 2", "p2", "2", "高", "二级"),
                ("medium", "medium", "一般", "moderate", "s3", "sev 3", "p3", "3", "中", "三级"),
                ("low", "low", "轻微", "minor", "s4", "sev 4", "p4", "4", "低", "四级"),
                ("unsorted", "not sorted", "未分级", "unsorted", "unclassified", "not classified", "未分类"),
                ("all", "all severities", "全部级别", "all", "total", "overall", "sum", "不分级", "各级合计", "合计", "总计", "全部"),
            ),
        ),
        Field("known", "integer", "Open, as known", "实际未关闭数", required=True, low=0, example="46", synonyms=("open", "open defects", "count", "未关闭", "未关闭数")),
        Field("told", "integer", "As told to the meeting", "向会议通报数", low=0, synonyms=("reported", "told", "told to the board", "通报数", "上报数", "汇报数")),
    ),
)  # fmt: skip

CONFIRMATIONS = Dataset(
    name="confirmations",
    area="cutover",
    kind="register",
    key=("confirmation",),
    en="Confirmations of suppliers",
    zh="供应商就绪确认",
    rhythm_days=31,
    synonyms=("supplier confirmations", "supplier readiness", "third party readiness", "vendor confirmations", "供应商确认函", "供应商就绪情况", "第三方确认"),
    help_en="Who of the suppliers, and of those behind them, has confirmed what: for which site or system, when, until when.",
    help_zh="各供应商及其分包方对哪个站点或系统、何时、在何期限内作出就绪确认。",
    fields=(
        Field("confirmation", "text", "Confirmation", "确认编号", required=True, example="SC-12", synonyms=("id", "no", "编号")),
        Field("supplier", "text", "Supplier", "供应商", example="North Lines", synonyms=("vendor", "third party", "company", "厂商", "第三方", "服务商")),
        Field("behind", "text", "Works for", "所属总包", synonyms=("main supplier", "prime", "subcontractor of", "总包方", "上级供应商"),
              help_en="The supplier that this one works for; empty where the programme has the contract.", help_zh="其为谁分包；直接签约的留空。"),
        WAVE,
        SITE,
        SYSTEM,
        Field("asked_on", "date", "Asked on", "发函日期", past=True, synonyms=("requested", "asked", "请求日期")),
        Field("due_on", "date", "Due on", "回复期限", synonyms=("due", "deadline", "期限", "截止日期")),
        Field("confirmed_on", "date", "Confirmed on", "确认日期", past=True, synonyms=("confirmed", "signed on", "received", "回函日期", "签署日期")),
        Field("confirmed_by", "text", "Confirmed by", "确认人", synonyms=("signed by", "name", "签署人")),
        Field("expires_on", "date", "Expires on", "有效期至", synonyms=("valid until", "expiry", "有效期")),
    ),
    links=(("wave", "waves"),),
    checks=(Check("confirmation_expires_before", "expires_on", "expires_on < confirmed_on"),),
)  # fmt: skip
