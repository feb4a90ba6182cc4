"""Risks as they were assessed, one set a day and part, and what is done about them."""

from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import BRANCH, WAVE

RISK = Field(
    "risk",
    "text",
    "Risk id",
    "风险编号",
    example="R-07",
    synonyms=("risk", "risk no", "risk number", "risk ref", "风险号", "风险", "风险ID"),
)
HELP_EN = "As it is written: 1–5, High/Medium/Low, 高/中/低 or a probability such as 30%; the matrix reads it."
HELP_ZH = "按原文填写：1～5、高/中/低、High/Medium/Low或30%这样的概率，由风险矩阵换算。"
WORDINGS = {
    1: "very low|rare|negligible|insignificant|vl|很低|极低|非常低|几乎不可能|可忽略",
    2: (
        "low|moderate to low|low to moderate|low to medium|medium to"
        " low|unlikely|minor|small|l|低|较低|偏低|中低|不太可能|轻微|较小|小"
    ),
    3: "medium|moderate|possible|serious|m|中|中等|一般|可能",
    4: (
        "high|high to moderate|moderate to high|medium to"
        " high|likely|major|significant|h|高|较高|偏高|中高|很可能|较大|大|严重"
    ),
    5: (
        "very high|critical|almost"
        " certain|certain|severe|catastrophic|extreme|vh|很高|极高|非常高|几乎确定|必然|重大|特别重大|灾难性"
    ),
}
"""Wordings of the five levels that every matrix reads; a matrix of the programme may add its own."""


def _outside(column: str) -> str:
    """True for a text that is neither a level from 1 to 5 nor a usual wording nor (of a likelihood) a probability."""
    text = f"lower(trim(cast({column} as varchar)))"
    number = f"try_cast(regexp_replace({text}, '[%％]$', '') as double)"
    percent = f"regexp_matches({text}, '[%％]$')"
    coded = f"try_cast(regexp_extract({text}, '^([0-9]+)[ .:、：-]', 1) as integer) between 1 and 5"
    listed = ", ".join(f"'{word}'" for wordings in WORDINGS.values() for word in wordings.split("|"))
    chance = f"{number} between 0 and 100" if column.startswith("likelihood") else "false"
    least = 0 if column.startswith("likelihood") else 1
    return (
        f"({column} is not null and not coalesce(case when {percent} then {chance} when {number} is not null then"
        f" {number} > {least} - 0.001 and {number} <= 5 else {text} in ({listed}) or {coded} end, false))"
    )


def _level(name: str, en: str, zh: str, example: str, *synonyms: str) -> Field:
    return Field(name, "text", en, zh, example=example, synonyms=synonyms, help_en=HELP_EN, help_zh=HELP_ZH)


LEVELS = (
    "likelihood_inherent",
    "impact_inherent",
    "likelihood",
    "impact",
    "likelihood_target",
    "impact_target",
)

RISKS = Dataset(
    name="risks",
    area="risk",
    kind="snapshot",
    key=("snapshot_on", "part", "risk"),
    when="snapshot_on",
    en="Risk register",
    zh="风险登记册",
    rhythm_days=35,
    synonyms=("risks", "risk register", "risk log", "raid log", "风险清单", "风险登记表", "风险台账", "风险登记"),
    help_en=(
        "The whole register as it was assessed on a day, a row a risk. Levels are kept as written and read by the"
        " matrix of that day."
    ),
    help_zh="某一日评估的完整登记册，每项风险一行；等级按原文保存，由当日的风险矩阵换算。",
    fields=(
        Field(
            "snapshot_on",
            "date",
            "Assessed on",
            "评估日期",
            past=True,
            required=True,
            example="2026-11-20",
            synonyms=(
                "assessment date",
                "assessed",
                "date",
                "review date",
                "report date",
                "as of",
                "准备日期",
                "评估日",
                "日期",
            ),
            help_en="The day of the assessment; a file without it is asked for it.",
            help_zh="评估的日期；文件中没有时会询问。",
        ),
        Field(
            "part",
            "text",
            "Part of the register",
            "登记册部分",
            example="W6",
            synonyms=("register part", "workstream", "sub-project", "子项目", "工作流"),
            help_en="Whose part this is. A file replaces the earlier one of its date and part.",
            help_zh="属于登记册的哪一部分；新文件替换同一日期、同一部分的旧文件。",
        ),
        Field(
            "risk",
            "text",
            RISK.en,
            RISK.zh,
            required=True,
            example="R-07",
            synonyms=(
                "risk no",
                "risk number",
                "risk ref",
                "风险号",
                "风险ID",
                "id",
                "ref id",
                "no",
                "#",
                "编号",
                "序号",
            ),
        ),
        Field(
            "name",
            "text",
            "Risk",
            "风险名称",
            example="Data migration loses contract terms",
            synonyms=(
                "risk name",
                "title",
                "risk description",
                "risk statement",
                "description",
                "风险说明书",
                "风险说明",
                "风险描述",
                "名称",
            ),
        ),
        Field(
            "kind",
            "choice",
            "Threat or opportunity",
            "威胁或机会",
            synonyms=("type", "threat/opportunity", "风险类型"),
            choices=choices(
                ("threat", "threat", "威胁", "t", "risk", "风险"), ("opportunity", "opportunity", "机会", "o", "机遇")
            ),
            help_en="Empty is a threat. Opportunities are listed, not put on the matrix.",
            help_zh="留空视为威胁；机会只列出，不进入矩阵。",
        ),
        Field(
            "category",
            "text",
            "Risk category",
            "风险类别",
            example="Data",
            synonyms=("category", "area", "类别", "分类", "风险分类"),
        ),
        Field(
            "cause",
            "text",
            "Cause",
            "原因",
            synonyms=("risk cause", "condition", "source", "风险原因", "风险来源", "成因", "risk driver"),
        ),
        Field(
            "event", "text", "Risk event", "风险事件", synonyms=("event", "trigger", "事件", "触发条件", "风险事件描述")
        ),
        Field(
            "effect",
            "text",
            "Effect",
            "后果",
            synonyms=("consequence", "consequences", "影响描述", "风险后果", "impact description"),
        ),
        WAVE,
        BRANCH,
        Field(
            "owner",
            "text",
            "Risk owner",
            "风险责任人",
            example="Weber",
            synonyms=("owner", "responsible", "risk holder", "责任人", "责任方", "负责人"),
        ),
        Field(
            "status",
            "choice",
            "Risk status",
            "风险状态",
            example="open",
            synonyms=("status", "state", "状态"),
            choices=choices(
                ("open", "open", "未关闭", "active", "ongoing", "monitoring", "开放", "监控中", "跟踪中", "进行中"),
                ("occurred", "occurred", "已发生", "issue", "realised", "materialised", "发生"),
                ("closed", "closed", "已关闭", "retired", "done", "关闭", "已消除"),
            ),
        ),
        Field(
            "identified_on",
            "date",
            "Identified on",
            "识别日期",
            past=True,
            synonyms=("date raised", "raised on", "opened on", "登记日期", "提出日期", "date identified", "发现日期"),
        ),
        Field(
            "response",
            "text",
            "Response",
            "应对措施",
            sensitivity="mask",
            example="Reconcile in three rehearsals",
            synonyms=(
                "mitigation",
                "mitigations",
                "mitigation plan",
                "mitigating action",
                "risk response",
                "response plan",
                "action plan",
                "treatment",
                "actions",
                "existing controls",
                "控制措施",
                "管控措施",
                "防控措施",
                "应对方案",
                "缓释措施",
                "应对计划",
                "防范措施",
            ),
            help_en=(
                "What is done about it, in one text. Measures with days and owners of their own are kept as treatments."
            ),
            help_zh="应对办法，写成一段文字；各有期限和责任人的措施登记在应对措施台账。",
        ),
        Field(
            "response_due_on",
            "date",
            "Response due",
            "应对完成期限",
            example="2026-12-15",
            synonyms=(
                "mitigation due",
                "mitigation due date",
                "action due",
                "action due date",
                "planned completion",
                "planned completion date",
                "target completion date",
                "target resolution date",
                "计划完成时间",
                "计划完成日期",
                "计划完成日",
                "整改期限",
                "完成期限",
                "完成时限",
                "应对期限",
            ),
        ),
        Field(
            "due_on",
            "date",
            "Next review due",
            "下次复评日",
            synonyms=("review due", "due date", "target date", "复评日期", "截止日期"),
        ),
        _level(
            "likelihood_inherent",
            "Likelihood, inherent",
            "固有可能性",
            "4",
            "inherent likelihood",
            "inherent probability",
            "gross likelihood",
            "固有概率",
        ),
        _level(
            "impact_inherent", "Impact, inherent", "固有影响程度", "4", "inherent impact", "gross impact", "固有影响"
        ),
        _level(
            "likelihood",
            "Likelihood",
            "可能性",
            "3",
            "probability",
            "residual likelihood",
            "current likelihood",
            "net likelihood",
            "probability risk rating",
            "likelihood rating",
            "概率",
            "当前可能性",
            "剩余可能性",
            "发生概率",
            "可能性等级",
            "发生可能性",
        ),
        _level(
            "impact",
            "Impact",
            "影响程度",
            "4",
            "severity",
            "residual impact",
            "current impact",
            "net impact",
            "impact risk rating",
            "impact rating",
            "影响",
            "当前影响程度",
            "剩余影响程度",
            "严重程度",
            "i",
        ),
        _level(
            "likelihood_target",
            "Likelihood, target",
            "目标可能性",
            "2",
            "target likelihood",
            "target probability",
            "修订后的概率",
            "目标概率",
        ),
        _level("impact_target", "Impact, target", "目标影响程度", "3", "target impact", "修订后的影响", "目标影响"),
        Field(
            "matrix",
            "text",
            "Matrix version",
            "矩阵版本",
            example="1",
            synonyms=("risk matrix", "matrix", "风险矩阵"),
            help_en="The version the levels were judged by; empty is the one in force on that day.",
            help_zh="评定等级所用的版本；留空则用评估当日有效的版本。",
        ),
        Field(
            "probability",
            "number",
            "Probability",
            "发生概率值",
            unit="share",
            low=0,
            high=1,
            example="35%",
            synonyms=("chance", "p", "概率值", "发生概率（%）"),
        ),
        Field(
            "loss_low",
            "decimal",
            "Loss, low",
            "损失下限",
            unit="currency",
            low=0,
            synonyms=("minimum loss", "best case loss", "最小损失"),
        ),
        Field(
            "loss",
            "decimal",
            "Loss if it occurs",
            "发生时损失",
            unit="currency",
            low=0,
            example="3100000",
            synonyms=(
                "loss",
                "impact cost",
                "cost impact",
                "financial impact",
                "most likely loss",
                "损失金额",
                "预计损失",
                "损失",
            ),
        ),
        Field(
            "loss_high",
            "decimal",
            "Loss, high",
            "损失上限",
            unit="currency",
            low=0,
            synonyms=("maximum loss", "worst case loss", "最大损失"),
        ),
        Field(
            "note",
            "text",
            "Note",
            "备注",
            sensitivity="mask",
            synonyms=("comment", "comments", "remarks", "说明", "备注说明"),
        ),
    ),
    links=(("wave", "waves"), ("branch", "branches")),
    checks=(
        *(Check("level_outside_matrix", level, _outside(level)) for level in LEVELS),
        Check("due_before_event", "due_on", "due_on < coalesce(identified_on, snapshot_on)"),
        Check("losses_out_of_order", "loss_high", "loss_low > loss or loss > loss_high or loss_low > loss_high"),
    ),
)
