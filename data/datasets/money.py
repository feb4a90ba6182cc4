"""The money: what the move costs, what it brings, and the changes that were agreed on the way."""

from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import BRANCH, WAVE

PERIOD = Field(
    "period",
    "date",
    "Period",
    "期间",
    required=True,
    example="2026-09-01",
    synonyms=("month", "week", "date", "accounting period", "月份", "月", "周", "会计期间", "日期", "账期"),
    help_en="The first day of the month or week the amounts belong to.",
    help_zh="金额所属月份或周的第一天。",
)
VERSION = Field(
    "version", "text", "Version", "版本", example="v2", synonyms=("budget version", "baseline", "预算版本", "基准版本")
)
CURRENCY = Field(
    "currency",
    "text",
    "Currency",
    "币种",
    example="CNY",
    synonyms=("ccy", "货币"),
    help_en="Empty is the programme's currency.",
    help_zh="为空即项目报告币种。",
)
RATE = Field(
    "rate",
    "number",
    "Exchange rate",
    "汇率",
    low=0,
    synonyms=("fx", "fx rate", "折算汇率"),
    help_en="Units of the programme's currency for one of this; without it another currency is listed, not added.",
    help_zh="每单位该币种折合的报告币种金额；缺少时仅列示，不计入合计。",
)


def amount(name: str, en: str, zh: str, *synonyms: str, past: bool = False) -> Field:
    """A field of money; ``past`` where it says what has happened."""
    return Field(name, "decimal", en, zh, unit="currency", past=past, synonyms=synonyms)


VERSION_NEW = """
    s.version is not null and s.budget is not null and exists (select 1 from current_costs c where c.budget is not null)
    and not exists (select 1 from current_costs c where c.version = s.version and c.budget is not null)
    and s._pos = (select min(n._pos) from staged n where n.version = s.version and n.budget is not null)
"""
VERSION_EMPTY = """
    s.version is null and s.budget is not null
    and (exists (select 1 from current_costs c where c.version is not null and c.budget is not null)
         or exists (select 1 from staged n where n.version is not null and n.budget is not null))
    and s._pos = (select min(n._pos) from staged n where n.version is null and n.budget is not null)
"""

COSTS = Dataset(
    name="costs",
    ahead=True,
    area="money",
    kind="fact",
    key=("period", "category", "line", "wave", "branch", "version"),
    other_keys=(
        ("period", "category", "line", "wave", "version"),
        ("period", "category", "line", "version"),
        ("period", "category", "wave", "branch", "version"),
        ("period", "category", "wave", "version"),
        ("period", "category", "branch", "version"),
        ("period", "category", "version"),
        ("period", "category", "line", "wave"),
        ("period", "category", "line"),
        ("period", "category", "wave", "branch"),
        ("period", "category", "wave"),
        ("period", "category", "branch"),
        ("period", "category"),
    ),
    when="period",
    en="Costs",
    zh="成本",
    rhythm_days=31,
    synonyms=("budget", "cost sheet", "expenses", "预算", "费用", "成本台账", "费用明细"),
    help_en="Budget, commitment, actual and forecast by period and category.",
    help_zh="按期间与类别列示的预算、已承诺支出、实际与预测。",
    fields=(
        PERIOD,
        Field(
            "category",
            "text",
            "Cost category",
            "成本类别",
            required=True,
            example="Migration",
            synonyms=("category", "cost type", "account", "费用类别", "类别", "成本科目", "科目"),
        ),
        Field("line", "text", "Cost line", "成本明细", synonyms=("item", "line item", "费用项目", "明细", "项目")),
        WAVE,
        BRANCH,
        VERSION,
        Field(
            "kind",
            "choice",
            "Kind",
            "性质",
            synonyms=("cost kind", "类型"),
            choices=choices(
                ("one_off", "one-off", "一次性", "one off", "project"),
                ("running", "running", "持续性", "recurring", "run"),
                ("contingency", "contingency reserve", "应急储备", "contingency", "reserve", "预备费", "不可预见费"),
            ),
        ),
        amount(
            "budget", "Budget", "预算", "planned", "planned value", "pv", "bcws", "计划金额", "预算金额", "计划价值"
        ),
        amount(
            "committed", "Commitment", "已承诺支出", "committed", "ordered", "purchase orders", "已签合同额", "已签约"
        ),
        amount(
            "actual",
            "Actual",
            "实际",
            "actual cost",
            "ac",
            "acwp",
            "spent",
            "paid",
            "实际金额",
            "实际成本",
            "已支付",
            past=True,
        ),
        amount("forecast", "Forecast", "预测", "expected", "estimate", "预测金额", "预计"),
        amount("low", "Low estimate", "最低估计", "optimistic", "best case", "乐观"),
        amount("high", "High estimate", "最高估计", "pessimistic", "worst case", "悲观"),
        amount("earned", "Earned value", "挣值", "ev", "bcwp", "已完成价值", past=True),
        Field(
            "committed_on",
            "date",
            "Committed on",
            "承诺日期",
            past=True,
            synonyms=("order date", "contract date", "签约日期", "下单日期"),
        ),
        Field(
            "paid_on", "date", "Paid on", "支付日期", past=True, synonyms=("payment date", "invoice date", "付款日期")
        ),
        CURRENCY,
        RATE,
        Field("note", "text", "Note", "备注", sensitivity="mask", synonyms=("remark", "comment", "说明")),
    ),
    links=(("wave", "waves"), ("branch", "branches")),
    checks=(
        Check(
            "actual_before_commitment",
            "actual",
            "actual > 0 and committed_on is not null and coalesce(paid_on, last_day(period)) < committed_on",
        ),
        # Said once a version, at its first row: what a new version does, and what one without a name does.
        Check("budget_version_new", "version", VERSION_NEW),
        Check("budget_version_empty", "budget", VERSION_EMPTY),
        Check("estimates_out_of_order", "high", "low > high or low > forecast or forecast > high"),
    ),
)

BENEFITS = Dataset(
    name="benefits",
    ahead=True,
    area="money",
    kind="fact",
    key=("period", "benefit", "wave", "version"),
    other_keys=(("period", "benefit", "version"), ("period", "benefit", "wave"), ("period", "benefit")),
    when="period",
    en="Benefits",
    zh="效益",
    rhythm_days=31,
    synonyms=("benefit sheet", "savings", "收益", "效益台账"),
    help_en="What the move brings or saves: planned, forecast and realised by period.",
    help_zh="转移带来的收入或节约：按期间列示计划、预测与已实现金额。",
    fields=(
        PERIOD,
        Field(
            "benefit",
            "text",
            "Benefit",
            "效益项目",
            required=True,
            synonyms=("benefit line", "line", "收益项目", "项目"),
        ),
        Field(
            "kind",
            "choice",
            "Kind of benefit",
            "效益类别",
            synonyms=("kind", "benefit type", "类别"),
            choices=choices(
                ("retained_revenue", "retained revenue", "留存收入", "revenue kept"),
                ("savings", "savings", "节约", "cost saving"),
                ("new_business", "new business", "新增业务"),
                ("other", "other", "其他"),
            ),
        ),
        WAVE,
        VERSION,
        amount("planned", "Planned", "计划", "plan", "budget", "计划金额", "预算"),
        amount("forecast", "Forecast", "预测", "expected", "预测金额", "预计"),
        amount("realised", "Realised", "已实现", "realized", "actual", "实际", "实现金额", past=True),
        amount("low", "Low estimate", "最低估计", "pessimistic", "悲观"),
        amount("high", "High estimate", "最高估计", "optimistic", "乐观"),
        CURRENCY,
        RATE,
        Field("note", "text", "Note", "备注", sensitivity="mask", synonyms=("remark", "说明")),
    ),
    links=(("wave", "waves"),),
    checks=(Check("estimates_out_of_order", "high", "low > high"),),
)

CHANGES = Dataset(
    name="changes",
    area="money",
    kind="register",
    key=("change",),
    en="Change requests",
    zh="变更请求",
    rhythm_days=31,
    synonyms=("change log", "change register", "变更台账", "变更清单"),
    help_en="What each change of plan or budget promised, and what it brought.",
    help_zh="各项计划或预算变更的预期效果与实际效果。",
    fields=(
        Field(
            "change",
            "text",
            "Change",
            "变更编号",
            required=True,
            example="CR-07",
            synonyms=("id", "change id", "cr", "编号"),
        ),
        Field(
            "title", "text", "Title", "变更内容", synonyms=("name", "subject", "description", "标题", "名称", "内容")
        ),
        Field(
            "status",
            "choice",
            "Status",
            "状态",
            synonyms=("state",),
            choices=choices(
                ("proposed", "proposed", "已提出", "open", "submitted", "待审批", "已提交"),
                ("approved", "approved", "已批准", "accepted", "批准"),
                ("rejected", "rejected", "未批准", "declined", "否决", "驳回"),
                ("done", "implemented", "已实施", "done", "closed", "已完成"),
            ),
        ),
        Field("raised_on", "date", "Raised on", "提出日期", past=True, synonyms=("date", "raised", "申请日期")),
        Field(
            "decided_on",
            "date",
            "Decided on",
            "决定日期",
            past=True,
            synonyms=("approved on", "decision date", "批准日期"),
        ),
        WAVE,
        Field("reason", "text", "Reason", "原因", synonyms=("why", "变更原因")),
        Field("baseline", "text", "Baseline version", "基准版本", synonyms=("version", "版本")),
        amount("cost_expected", "Expected cost", "预期成本", "cost", "estimated cost", "预计成本", "预期金额"),
        amount("cost_found", "Actual cost", "实际成本", "actual cost of the change"),
        Field(
            "days_expected", "number", "Expected days", "预期天数", unit="days", synonyms=("days", "delay", "预计天数")
        ),
        Field("days_found", "number", "Actual days", "实际天数", unit="days", synonyms=("actual delay",)),
        amount("benefit_expected", "Expected benefit", "预期效益", "benefit", "预计效益"),
        amount("benefit_found", "Actual benefit", "实际效益", "realised benefit"),
    ),
    links=(("wave", "waves"),),
    checks=(Check("decided_before_raised", "decided_on", "decided_on < raised_on"),),
)
