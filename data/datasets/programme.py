"""The programme itself: parties and dates, branches, waves and settings."""

from data.datasets.declaration import Check, Dataset, Field, choices

WAVE = Field(
    "wave",
    "text",
    "Wave",
    "波次",
    example="W3",
    synonyms=("wave id", "wave no", "波次编号", "转移波次", "迁移波次", "切换波次", "第几波"),
)
BRANCH = Field(
    "branch",
    "text",
    "Branch",
    "分支机构",
    example="B05",
    synonyms=("branch id", "branch office", "office", "outlet", "网点", "分公司", "机构", "所属机构", "营业部", "支行"),
)


def case(name: str, en: str, zh: str, *synonyms: str) -> Field:
    """Whether something is so that the law asks the letters to name; empty: nobody has said."""
    return Field(
        name,
        "boolean",
        en,
        zh,
        synonyms=synonyms,
        help_en="Letters are held against what it asks for; empty: not known.",
        help_zh="据此核对告知文本；留空表示尚不清楚。",
    )


PROGRAMME = Dataset(
    name="programme",
    area="programme",
    kind="register",
    key=("programme",),
    en="Programme",
    zh="转移项目",
    help_en="One row: who moves customers to whom, since when, in which time zone and currency.",
    help_zh="一行：由谁转给谁，何时作出决议，使用的时区与币种。",
    fields=(
        Field(
            "programme",
            "text",
            "Programme",
            "转移项目",
            required=True,
            example="Lakeside–Meridian",
            synonyms=("project", "项目", "项目名称", "programme name"),
        ),
        Field(
            "from_entity",
            "text",
            "Transferring company",
            "原公司",
            required=True,
            example="Lakeside",
            synonyms=("from", "transferor", "转出方"),
        ),
        Field(
            "to_entity",
            "text",
            "Receiving company",
            "接收公司",
            required=True,
            example="Meridian",
            synonyms=("to", "transferee", "接收方", "受让方"),
        ),
        Field(
            "decision_on",
            "date",
            "Decision date",
            "决议日",
            example="2025-09-15",
            synonyms=("decision date", "resolution date", "决议日期", "决定日"),
            help_en="The legal clock starts here.",
            help_zh="法定时限由此起算。",
        ),
        Field(
            "target_close_on",
            "date",
            "Target closing date",
            "计划收尾日",
            example="2027-04-30",
            synonyms=("target close", "计划结束日期"),
        ),
        Field("time_zone", "text", "Time zone", "时区", example="Asia/Shanghai", synonyms=("timezone",)),
        Field("currency", "text", "Currency", "币种", example="CNY", synonyms=("reporting currency", "报告币种")),
        Field("calendar", "text", "Holiday calendar", "节假日历", example="CN", synonyms=("calendar", "工作日历")),
        Field(
            "order_rule",
            "text",
            "How the order of waves was decided",
            "波次顺序的确定方式",
            synonyms=("wave order", "排序方式"),
            example="by branch readiness",
        ),
        Field(
            "customer_id_rule",
            "choice",
            "Leading zeros of customer ids",
            "客户编号前导零规则",
            choices=choices(
                ("keep", "keep as written", "保留原样"),
                ("strip", "remove", "去除"),
                ("pad", "pad to a length", "补足位数"),
            ),
        ),
        Field("customer_id_length", "integer", "Length of customer ids", "客户编号位数", low=1, high=40),
        case("goes_abroad", "Data go abroad", "个人信息出境", "transfer abroad", "cross-border transfer", "是否出境"),
        case(
            "has_sensitive",
            "Sensitive personal information goes over",
            "转移敏感个人信息",
            "sensitive data goes over",
            "是否含敏感个人信息",
        ),
        case(
            "decides_by_machine",
            "Decisions are made by machine alone",
            "完全由自动化方式作出决定",
            "automated decisions",
            "profiling",
            "是否自动化决策",
        ),
        case(
            "has_representative",
            "A representative stands for a company abroad",
            "境外处理者设有代表",
            "representative appointed",
            "是否设代表",
        ),
        case(
            "has_officer",
            "A data protection officer is appointed",
            "设有个人信息保护负责人",
            "officer appointed",
            "dpo appointed",
            "是否设保护负责人",
        ),
        case(
            "rests_on_interest",
            "Processing rests on a legitimate interest",
            "以正当利益为处理依据",
            "legitimate interest",
            "是否以正当利益为依据",
        ),
    ),
)

BRANCHES = Dataset(
    name="branches",
    area="programme",
    kind="register",
    key=("branch",),
    en="Branches",
    zh="分支机构",
    synonyms=(
        "branch list",
        "list of branches",
        "网点清单",
        "网点名单",
        "网点一览",
        "机构清单",
        "机构名单",
        "支行名单",
        "门店清单",
    ),
    fields=(
        Field("branch", "text", "Branch", "分支机构", required=True, example="B05", synonyms=BRANCH.synonyms),
        Field(
            "name", "text", "Branch name", "机构名称", example="East Bay", synonyms=("branch name", "名称", "网点名称")
        ),
        Field("region", "text", "Region", "地区", example="East", synonyms=("area", "区域", "大区", "省份")),
    ),
)

WAVES = Dataset(
    name="waves",
    area="programme",
    kind="register",
    key=("wave",),
    en="Waves",
    zh="波次",
    rhythm_days=31,
    help_en="One row a wave: its branch, legal routes, planned and actual dates.",
    help_zh="每个波次一行：所属机构、法律路径、计划与实际日期。",
    fields=(
        Field("wave", "text", "Wave", "波次", required=True, example="W3", synonyms=WAVE.synonyms),
        Field("name", "text", "Wave name", "波次名称", example="East coast", synonyms=("wave name", "名称")),
        BRANCH,
        Field(
            "data_route",
            "choice",
            "Route for personal data",
            "个人信息路径",
            choices=choices(
                ("split", "split or merger (notify)", "分立、合并（告知）", "分立", "个保法22"),
                ("provide", "provide to another (separate consent)", "向他人提供（单独同意）", "提供", "个保法23"),
                ("entrust", "entrusted processing", "委托处理", "委托"),
            ),
        ),
        Field(
            "contract_route",
            "choice",
            "Route for contracts",
            "合同路径",
            choices=choices(
                ("split", "universal succession by split", "分立承继", "分立"),
                ("novation", "transfer with consent", "合同权利义务一并转让（须同意）", "一并转让", "概括转让"),
                ("debt", "debt taken over with consent", "债务转移（须同意）", "债务转移", "debt assumption"),
                ("claim", "claims only, with notice", "仅债权转让（通知）", "债权转让", "assignment of claims"),
                ("court", "court scheme", "法院裁定方案", "裁定方案", "part vii"),
                ("new", "new contract", "重新签约", "新签"),
            ),
        ),
        Field(
            "planned_start_on",
            "date",
            "Planned start",
            "计划开始日",
            example="2026-06-13",
            synonyms=("planned start", "计划开始"),
        ),
        Field(
            "started_on",
            "date",
            "Actual start",
            "实际开始日",
            past=True,
            synonyms=("actual start", "start date", "实际开始"),
        ),
        Field(
            "planned_cutover_on",
            "date",
            "Planned cut-over",
            "计划切换日",
            example="2026-07-11",
            synonyms=("planned cutover", "planned cut over", "planned date", "计划切换", "计划切换日期", "计划割接"),
        ),
        Field(
            "cutover_on",
            "date",
            "Actual cut-over",
            "实际切换日",
            past=True,
            synonyms=("cutover", "cut over", "actual cutover", "cutover date", "切换日", "实际切换", "实际切换日期"),
        ),
        Field(
            "planned_customers",
            "integer",
            "Planned customers",
            "计划客户数",
            unit="customers",
            low=0,
            example="2500",
            synonyms=("customers planned", "customers", "计划户数", "客户数"),
        ),
    ),
    links=(("branch", "branches"),),
    checks=(
        Check(
            "start_after_cutover",
            "cutover_on",
            "coalesce(started_on, planned_start_on) > coalesce(cutover_on, planned_cutover_on)",
        ),
    ),
)

SETTINGS = Dataset(
    name="settings",
    area="programme",
    kind="register",
    key=("setting",),
    en="Settings",
    zh="设置",
    help_en="Targets, thresholds and mappings: each change is kept with its date.",
    help_zh="目标值、阈值与字段映射；每次修改均留有记录。",
    fields=(
        Field(
            "setting",
            "text",
            "Setting",
            "设置项",
            required=True,
            example="target.nps",
            synonyms=("key", "name", "名称"),
        ),
        Field("value", "text", "Value", "取值", required=True, example="30"),
        Field("note", "text", "Note", "备注", synonyms=("remark", "说明")),
    ),
)
