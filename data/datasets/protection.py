"""How information is protected: data held, agreements signed, controls and the tests of them."""

from data.datasets.declaration import Check, Dataset, Field, choices

OWNER = Field("owner", "text", "Owner", "负责人", synonyms=("responsible", "owner name", "责任人", "责任部门"))


def covers(name: str, en: str, zh: str, *synonyms: str, example: str = "") -> Field:
    """One of what a measure speaks of, or a proof was made of: names separated by semicolons."""
    return Field(
        name,
        "text",
        en,
        zh,
        example=example,
        synonyms=synonyms,
        help_en="Several are separated by semicolons.",
        help_zh="多个以分号分隔。",
    )


SITES = covers(
    "sites",
    "Sites covered",
    "覆盖的站点",
    "sites",
    "data centres covered",
    "覆盖站点",
    "适用站点",
    example="Data centre 1; Data centre 2",
)
SYSTEMS = covers(
    "systems",
    "Systems covered",
    "覆盖的系统",
    "systems",
    "covered systems",
    "覆盖系统",
    "适用系统",
    example="CRM; Payments",
)
SUPPLIERS = covers(
    "suppliers",
    "Suppliers covered",
    "覆盖的供应商",
    "suppliers",
    "vendors covered",
    "覆盖供应商",
    "适用供应商",
    example="North Lines",
)
WAVES = covers("waves", "Waves covered", "覆盖的波次", "covered waves", "覆盖波次", "适用波次", example="W5; W6")
COVERS = (SITES, SYSTEMS, SUPPLIERS, WAVES)
"""What a measure has to hold for, and what a test of it, or a proof, was made of."""

ASSETS = Dataset(
    name="assets",
    area="safeguards",
    kind="register",
    key=("asset",),
    en="Data assets",
    zh="数据资产",
    rhythm_days=92,
    synonyms=(
        "assets",
        "data inventory",
        "data assets",
        "records of processing",
        "数据资产清单",
        "数据清单",
        "资产台账",
    ),
    help_en="What is held about customers, how sensitive it is, and whether its provision was assessed.",
    help_zh="持有的客户数据、敏感程度及对外提供前是否完成影响评估。",
    fields=(
        Field(
            "asset", "text", "Asset", "资产编号", required=True, example="DA-04", synonyms=("id", "asset id", "编号")
        ),
        Field(
            "title",
            "text",
            "What it is",
            "资产名称",
            example="Contracts and prepaid balances",
            synonyms=("name", "description", "asset name", "名称", "内容"),
        ),
        Field(
            "system", "text", "System", "所在系统", example="CRM", synonyms=("application", "database", "系统", "应用")
        ),
        OWNER,
        Field(
            "sensitivity",
            "choice",
            "Sensitivity",
            "敏感程度",
            synonyms=("class", "classification", "data class", "级别", "分级", "敏感级别"),
            choices=choices(
                ("public", "Public", "公开", "open"),
                ("internal", "Internal", "内部", "restricted"),
                ("personal", "Personal information", "个人信息", "personal", "pii", "personal data"),
                (
                    "sensitive",
                    "Sensitive personal information",
                    "敏感个人信息",
                    "sensitive",
                    "special category",
                    "敏感",
                ),
            ),
        ),
        Field(
            "persons",
            "integer",
            "Persons concerned",
            "涉及人数",
            low=0,
            synonyms=("customers", "data subjects", "人数", "individuals", "number of individuals", "涉及人数"),
        ),
        Field(
            "provided_on",
            "date",
            "Provided on",
            "提供日期",
            past=True,
            synonyms=("shared on", "transfer date", "对外提供日期"),
            help_en="The day it goes to the other company.",
            help_zh="向对方公司提供的日期。",
        ),
        Field(
            "assessed_on",
            "date",
            "Impact assessment on",
            "影响评估日期",
            past=True,
            synonyms=("pia date", "dpia date", "assessment date", "评估日期", "个人信息保护影响评估日期"),
        ),
        Field(
            "outcome",
            "choice",
            "Assessment outcome",
            "评估结论",
            synonyms=("pia outcome", "assessment result", "结论"),
            choices=choices(
                ("accepted", "may be provided", "可以提供", "ok", "accepted", "pass", "通过"),
                ("measures", "with measures", "采取措施后可提供", "conditional", "有条件通过"),
                ("stopped", "not to be provided", "不得提供", "rejected", "no", "不通过"),
            ),
        ),
        Field(
            "keep_until",
            "date",
            "Assessment kept until",
            "评估报告保存至",
            synonyms=("keep until", "retention", "保存至"),
        ),
    ),
    checks=(
        Check("asset_assessed_after_provision", "assessed_on", "assessed_on > provided_on"),
        Check("asset_outcome_without_assessment", "outcome", "outcome is not null and assessed_on is null"),
        Check("asset_assessment_kept_short", "keep_until", "keep_until < assessed_on + interval 3 year"),
    ),
)

AGREEMENTS = Dataset(
    name="agreements",
    area="safeguards",
    kind="register",
    key=("agreement",),
    en="Confidentiality agreements",
    zh="保密协议",
    rhythm_days=31,
    synonyms=("agreements", "ndas", "nda register", "confidentiality", "保密协议台账", "保密承诺书"),
    help_en="Who has to sign what: staff, partners and customers; a row without a day is still to be signed.",
    help_zh="员工、合作方与客户应签署的保密协议；未填签署日期即为未签。",
    fields=(
        Field(
            "agreement",
            "text",
            "Agreement",
            "协议编号",
            required=True,
            example="NDA-112",
            synonyms=("id", "no", "编号"),
        ),
        Field(
            "party_kind",
            "choice",
            "Kind of party",
            "签署方类别",
            required=True,
            example="staff",
            synonyms=("party kind", "party type", "kind", "type", "类别", "对象类别"),
            choices=choices(
                ("staff", "Staff", "员工", "employee", "employees"),
                ("partner", "Partner", "合作方", "vendor", "supplier", "processor", "供应商", "第三方"),
                ("customer", "Customer", "客户", "client"),
            ),
        ),
        Field(
            "party",
            "text",
            "Party",
            "签署方",
            sensitivity="mask",
            synonyms=("name", "signatory", "姓名", "单位", "签署人"),
        ),
        Field("team", "text", "Team", "所属团队", synonyms=("department", "unit", "部门", "团队")),
        Field(
            "due_on",
            "date",
            "Due on",
            "应签日期",
            synonyms=("due", "deadline", "required by", "期限", "must be signed by", "应签日期"),
        ),
        Field(
            "signed_on",
            "date",
            "Signed on",
            "签署日期",
            past=True,
            synonyms=("signed", "date signed", "签订日期", "签字日期"),
        ),
        Field(
            "ends_on",
            "date",
            "Ends on",
            "到期日期",
            synonyms=("valid until", "expires", "expiry", "有效期至", "到期日", "expiry date", "到期日期"),
        ),
    ),
    checks=(Check("agreement_ends_before_signed", "ends_on", "ends_on < signed_on"),),
)

CONTROLS = Dataset(
    name="controls",
    area="safeguards",
    kind="register",
    key=("control",),
    en="Protection measures",
    zh="信息保护措施",
    rhythm_days=92,
    synonyms=(
        "controls",
        "measures",
        "protection plan",
        "audit plan",
        "控制措施",
        "保护措施",
        "信息保护方案",
        "审计计划",
    ),
    help_en=(
        "The protection plan: each measure with its scope, who is responsible, until when, and how often it is tested."
    ),
    help_zh="信息保护方案：各项措施的范围、责任人、完成期限与测试周期。",
    fields=(
        Field(
            "control",
            "text",
            "Measure",
            "措施编号",
            required=True,
            example="C-07",
            synonyms=("id", "control id", "编号"),
        ),
        Field(
            "title",
            "text",
            "What is done",
            "措施内容",
            example="Data is encrypted on its way",
            synonyms=("control", "name", "description", "measure", "名称", "内容", "措施"),
        ),
        Field(
            "kind",
            "choice",
            "Kind of measure",
            "措施类别",
            synonyms=("kind", "type", "category", "类别", "类型"),
            choices=choices(
                ("technical", "Technical", "技术措施", "encryption", "firewall", "技术保障"),
                ("organisational", "Organisational", "管理措施", "organizational", "process", "制度"),
                ("access", "Access review", "权限复核", "access review", "权限审查"),
                ("audit", "Audit", "定期审计", "internal audit", "审计"),
                ("backup", "Back-up", "备份", "back-up", "backup", "数据备份"),
            ),
        ),
        Field("scope", "text", "Scope", "保护范围", synonyms=("applies to", "covers", "范围")),
        OWNER,
        Field(
            "due_on",
            "date",
            "Due on",
            "完成期限",
            synonyms=("due", "deadline", "期限", "计划完成日", "implement by", "落实期限"),
        ),
        Field(
            "done_on",
            "date",
            "In place since",
            "落实日期",
            past=True,
            synonyms=("done", "implemented on", "completed", "完成日期", "implemented", "落实日期"),
        ),
        Field(
            "cadence_days",
            "integer",
            "Tested every",
            "测试周期",
            unit="days",
            low=1,
            synonyms=("cadence", "frequency days", "test every days", "周期（天）", "频率（天）"),
        ),
        *COVERS,
    ),
)

CONTROL_TESTS = Dataset(
    name="control_tests",
    area="safeguards",
    kind="fact",
    key=("control", "tested_on"),
    when="tested_on",
    en="Tests of measures",
    zh="控制测试",
    rhythm_days=31,
    synonyms=(
        "control tests",
        "test results",
        "audit results",
        "access reviews",
        "控制测试记录",
        "测试结果",
        "审计记录",
        "权限复核记录",
    ),
    help_en="One row a test, access review, audit, back-up or restore; a closed finding has its day.",
    help_zh="每次测试、权限复核、审计、备份或恢复一行；已整改的发现填写整改日期。",
    fields=(
        Field(
            "control",
            "text",
            "Measure",
            "措施编号",
            required=True,
            example="C-07",
            synonyms=("control id", "measure", "编号"),
        ),
        Field(
            "tested_on",
            "date",
            "Tested on",
            "测试日期",
            past=True,
            required=True,
            example="2026-10-15",
            synonyms=("date", "test date", "review date", "日期", "审计日期"),
        ),
        Field(
            "kind",
            "choice",
            "Kind of test",
            "测试类别",
            synonyms=("type", "类别", "类型"),
            choices=choices(
                ("test", "Control test", "控制测试", "test", "测试"),
                ("access", "Access review", "权限复核", "access review"),
                ("audit", "Audit", "审计", "internal audit"),
                ("backup", "Back-up", "备份", "back-up", "backup"),
                ("restore", "Restore", "恢复测试", "restore test", "recovery", "恢复"),
            ),
        ),
        Field(
            "result",
            "choice",
            "Result",
            "结果",
            synonyms=("outcome", "verdict", "测试结果", "结论"),
            choices=choices(
                ("passed", "passed", "通过", "ok", "pass", "effective", "有效"),
                ("failed", "failed", "未通过", "fail", "ineffective", "不通过", "无效"),
            ),
        ),
        Field("findings", "integer", "Findings", "发现数", low=0, synonyms=("issues", "findings", "问题数")),
        Field(
            "closed_on",
            "date",
            "Findings closed on",
            "整改完成日期",
            past=True,
            synonyms=("closed", "remediated on", "整改日期"),
        ),
        Field("tester", "text", "Tested by", "测试人", synonyms=("auditor", "reviewer", "审计人", "复核人")),
        Field("evidence", "text", "Evidence", "证据编号", synonyms=("proof", "证据")),
        *COVERS,
    ),
    links=(("control", "controls"),),
    checks=(Check("control_closed_before_test", "closed_on", "closed_on < tested_on"),),
)
