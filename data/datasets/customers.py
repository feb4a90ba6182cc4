"""The customers and what became of them: roster, transfers, departures, revenue."""

from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import BRANCH, WAVE

CUSTOMER = Field(
    "customer",
    "text",
    "Customer",
    "客户编号",
    sensitivity="pseudonym",
    example="C000123",
    synonyms=(
        "customer id",
        "customerid",
        "customer no",
        "customer number",
        "client id",
        "client",
        "account",
        "account no",
        "user id",
        "external reference",
        "externalreference",
        "external data reference",
        "externaldatareference",
        "custom data 1",
        "客户号",
        "客户编码",
        "客户ID",
        "客户代码",
        "会员号",
        "用户编号",
        "自定义字段",
    ),
    help_en="Kept only as a pseudonym.",
    help_zh="仅以假名化标识保存。",
)
REQUIRED_CUSTOMER = Field(**{**CUSTOMER.__dict__, "required": True})
SEGMENT = Field(
    "segment",
    "text",
    "Segment",
    "客户群",
    example="Retail",
    synonyms=("customer segment", "customer type", "type of travel", "class", "客群", "客户类型", "客户类别", "细分"),
)

CUSTOMERS = Dataset(
    name="customers",
    area="customers",
    kind="register",
    key=("customer",),
    en="Customers",
    zh="客户名册",
    synonyms=("roster", "customer list", "客户清单", "花名册"),
    help_en="The roster: who is to be moved, in which wave and branch.",
    help_zh="客户名册：转移哪些客户，属于哪个波次与机构。",
    fields=(
        REQUIRED_CUSTOMER,
        WAVE,
        BRANCH,
        SEGMENT,
        Field(
            "region",
            "text",
            "Region",
            "地区",
            example="East",
            synonyms=("province", "city", "state", "country", "省", "城市"),
        ),
        Field(
            "value_tier",
            "choice",
            "Value tier",
            "价值等级",
            synonyms=("value", "tier", "客户等级", "级别"),
            choices=choices(
                ("high", "high", "高", "vip", "a"), ("medium", "medium", "中", "b"), ("low", "low", "低", "c")
            ),
        ),
        Field(
            "vulnerable",
            "boolean",
            "Vulnerable",
            "需特别关注",
            synonyms=("needs care", "senior citizen", "seniorcitizen", "特殊群体"),
        ),
        Field(
            "prepaid_balance",
            "decimal",
            "Prepaid balance",
            "预付余额",
            unit="currency",
            synonyms=("balance", "余额", "预存款"),
        ),
        Field("customer_since", "date", "Customer since", "成为客户日期", synonyms=("since", "opened on", "开户日期")),
    ),
    links=(("wave", "waves"), ("branch", "branches")),
)

TRANSFERS = Dataset(
    name="transfers",
    ahead=True,
    area="customers",
    kind="fact",
    key=("customer", "wave"),
    when="cut_over_on",
    en="Transfers",
    zh="客户切换",
    rhythm_days=7,
    help_en="Customer and wave: planned, moved, failed, returned, refused or withdrawn.",
    help_zh="客户与波次：计划、已切换、失败、回转、拒绝或撤回。",
    fields=(
        REQUIRED_CUSTOMER,
        Field(**{**WAVE.__dict__, "required": True}),
        Field("planned_on", "date", "Planned on", "计划日期", synonyms=("planned", "plan date", "计划切换日期")),
        Field(
            "cut_over_on",
            "date",
            "Cut over on",
            "切换日期",
            synonyms=("moved on", "cutover", "transfer date", "实际切换日", "切换日"),
        ),
        Field(
            "status",
            "choice",
            "Status",
            "状态",
            required=True,
            synonyms=("result", "结果", "切换状态"),
            choices=choices(
                ("planned", "planned", "计划"),
                ("moved", "moved", "已切换", "done", "完成", "成功"),
                ("failed", "failed", "失败"),
                ("returned", "returned", "回转", "退回"),
                ("refused", "refused", "拒绝"),
                ("withdrawn", "withdrawn", "撤回"),
            ),
        ),
        Field("returned_on", "date", "Returned on", "回转日期", synonyms=("came back", "回退日期")),
    ),
    links=(("customer", "customers"), ("wave", "waves")),
    checks=(Check("moved_without_date", "cut_over_on", "status = 'moved' and cut_over_on is null"),),
)

DEPARTURES = Dataset(
    name="departures",
    area="customers",
    kind="fact",
    key=("customer", "left_on"),
    when="left_on",
    en="Departures",
    zh="客户离开",
    rhythm_days=7,
    fields=(
        REQUIRED_CUSTOMER,
        Field(
            "left_on",
            "date",
            "Left on",
            "离开日期",
            required=True,
            synonyms=("churn date", "流失日期", "销户日期", "注销日期"),
        ),
        Field(
            "kind",
            "choice",
            "Kind",
            "类别",
            synonyms=("churn type", "流失类型"),
            choices=choices(
                ("churn", "churn", "流失", "yes", "是"), ("contract_end", "contract ended", "合同到期", "到期")
            ),
        ),
        Field("reason", "text", "Reason", "原因", synonyms=("churn reason", "why", "流失原因", "离开原因")),
        Field("went_to", "text", "Went to", "去向", synonyms=("competitor", "竞争对手", "流向")),
        Field("came_back_on", "date", "Came back on", "回流日期", synonyms=("returned", "win-back date", "挽回日期")),
    ),
    links=(("customer", "customers"),),
)

REVENUE = Dataset(
    name="revenue",
    ahead=True,
    area="customers",
    kind="fact",
    key=("customer", "month"),
    when="month",
    en="Revenue",
    zh="客户收入",
    rhythm_days=31,
    fields=(
        REQUIRED_CUSTOMER,
        Field("month", "month", "Month", "月份", required=True, synonyms=("period", "账期")),
        Field(
            "amount",
            "decimal",
            "Amount",
            "金额",
            required=True,
            unit="currency",
            synonyms=("revenue", "monthly charges", "收入", "月收入"),
        ),
    ),
    links=(("customer", "customers"),),
)
