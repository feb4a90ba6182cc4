"""Law and policy: the catalogue of obligations, the duties of each wave, reviews with findings, evidence."""

from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import WAVE
from data.datasets.protection import OWNER

EVENTS = choices(
    ("decision", "Decision", "决议", "resolution"),
    ("cutover", "Cut-over of the wave", "波次切换", "cut-over", "cutover", "transfer", "切换"),
    ("case", "Each case", "个案发生", "case", "complaint", "incident", "投诉", "事件"),
    ("dated", "A day of its own", "另行登记的日期", "own date", "其他日期"),
    ("standing", "Standing", "持续义务", "always", "ongoing", "常设"),
)

OBLIGATIONS = Dataset(
    name="obligations",
    area="compliance",
    kind="register",
    key=("obligation",),
    en="Catalogue of obligations",
    zh="义务清单",
    synonyms=("obligations", "legal register", "compliance catalogue", "义务目录", "合规义务清单", "法律法规清单"),
    help_en="What law and policy ask. A row replaces the delivered one of the same number; confirm with counsel.",
    help_zh="法律与政策的要求。同编号的行替换随产品提供的内容，须经法律顾问确认。",
    fields=(
        Field("obligation", "text", "Obligation", "义务编号", required=True, example="L1-30",
              synonyms=("obligation id", "id", "obligation no", "编号")),
        Field("jurisdiction", "text", "Jurisdiction", "法域", example="CN", synonyms=("country", "law of", "国家地区")),
        Field("duty_en", "text", "Duty (English)", "义务（英文）", synonyms=("duty", "requirement", "obligation text")),
        Field("duty_zh", "text", "Duty (Chinese)", "义务（中文）", synonyms=("义务", "义务内容", "要求")),
        Field("source_en", "text", "Source (English)", "依据（英文）", synonyms=("law", "source", "regulation")),
        Field("source_zh", "text", "Source (Chinese)", "依据（中文）", synonyms=("法律依据", "依据", "法规名称")),
        Field("article", "text", "Article", "条款", example="222", synonyms=("section", "clause", "条", "条文")),
        Field("per", "choice", "Counted for", "适用单位", synonyms=("level", "counted per"),
              choices=choices(("programme", "The programme", "整个项目", "programme", "once"), ("wave", "Each wave", "每个波次", "wave", "each wave"))),
        Field("event", "choice", "Clock starts with", "起算事件", synonyms=("starts with", "trigger", "起算"), choices=EVENTS),
        Field("direction", "choice", "Within or before", "期限方向", synonyms=("before or after",),
              choices=choices(("within", "within", "之内", "after", "以内"), ("before", "before", "之前", "prior to", "以前"),
                              ("every", "every", "每隔", "periodic", "定期"))),
        Field("term", "integer", "Term in law", "法定期限", low=0, high=3660, synonyms=("number", "legal term", "期限数"),
              help_en="Empty where the law names no number.", help_zh="法律未规定具体数字时留空。"),
        Field("unit", "choice", "Unit of the term", "期限单位", synonyms=("term unit", "时间单位"),
              choices=choices(("hour", "hours", "小时", "hour", "h"), ("day", "calendar days", "日", "days", "day", "天", "自然日"),
                              ("business_day", "business days", "工作日", "working days", "business day"),
                              ("week", "weeks", "周", "week"), ("month", "months", "个月", "month", "月"), ("year", "years", "年", "year"))),
        Field("calendar", "text", "Clock calendar", "时限日历", example="CN", synonyms=("holiday calendar code", "日历代码")),
        Field("roll", "choice", "Last day moves over", "末日顺延", synonyms=("roll", "roll rule", "顺延规则"),
              choices=choices(("none", "nothing", "不顺延", "none", "no"), ("holiday", "statutory holidays", "法定节假日", "holiday", "holidays"),
                              ("rest_day", "all rest days", "全部休息日", "rest days", "rest day", "休息日"))),
        Field("target_days", "integer", "Internal target", "内部目标", unit="days", low=0, high=3660,
              synonyms=("internal target days", "target days", "内部期限（天）"),
              help_en="Set by the company where the law names no number; never shown as law.", help_zh="法律未规定数字时由公司设定，不作为法定期限展示。"),
        Field("data_routes", "text", "Data routes", "适用的个人信息路径", example="split provide", synonyms=("routes for personal data",)),
        Field("contract_routes", "text", "Contract routes", "适用的合同路径", example="novation", synonyms=("routes for contracts",)),
        Field("evidence_en", "text", "Evidence asked (English)", "所需证据（英文）", synonyms=("evidence asked", "proof asked")),
        Field("evidence_zh", "text", "Evidence asked (Chinese)", "所需证据（中文）", synonyms=("所需证据", "证据要求")),
        Field("verified", "boolean", "Text was read", "原文已核对", synonyms=("verified", "checked", "已核对")),
        OWNER,
        Field("active", "boolean", "In force", "启用", synonyms=("active", "enabled", "有效")),
    ),
    checks=(
        Check("obligation_term_without_unit", "unit", "term is not null and unit is null"),
        Check("obligation_term_and_target", "target_days", "term is not null and target_days is not null and direction = 'within'"),
    ),
)  # fmt: skip

DUTIES = Dataset(
    name="duties",
    area="compliance",
    kind="register",
    key=("obligation", "wave", "case_no"),
    other_keys=(("obligation", "wave"), ("obligation", "case_no"), ("obligation",)),
    en="Duties",
    zh="履行台账",
    rhythm_days=31,
    synonyms=("duties", "duty list", "compliance tracker", "义务履行台账", "履行情况"),
    help_en="What was done of each obligation, by wave; the due dates are counted, not typed.",
    help_zh="各项义务按波次的履行情况；到期日由系统计算，无须填写。",
    fields=(
        Field("obligation", "text", "Obligation", "义务编号", required=True, example="L1-30", synonyms=("obligation id", "duty", "义务")),
        WAVE,
        Field("case_no", "text", "Case", "个案编号", synonyms=("case", "case number", "incident", "事件编号")),
        Field("event_at", "timestamp", "Clock started at", "起算时间", synonyms=("event", "event date", "started", "event on", "起算日", "事件时间"),
              help_en="Only where it is not the decision or the cut-over of the wave.", help_zh="仅在起算日不是决议日或波次切换日时填写。"),
        Field("due_on", "date", "Internal due date", "内部到期日", synonyms=("due", "due on", "target date", "内部期限")),
        Field("done_at", "timestamp", "Done at", "履行时间", past=True, synonyms=("done", "done on", "completed", "fulfilled on", "履行日期", "完成日期")),
        Field("applies", "boolean", "Applies", "是否适用", synonyms=("applicable", "适用")),
        Field("reason", "text", "Reason", "理由", synonyms=("why", "why not", "不适用理由")),
        OWNER,
        Field("evidence", "text", "Evidence numbers", "证据编号", example="EV-07", synonyms=("evidence", "proof", "证据")),
    ),
    links=(("wave", "waves"),),
    checks=(
        Check("duty_due_before_event", "due_on", "due_on < cast(event_at as date)"),
        Check("duty_not_applied_and_done", "done_at", "applies = false and done_at is not null"),
        Check("duty_not_applied_without_reason", "reason", "applies = false and reason is null"),
    ),
)  # fmt: skip

REVIEWS = Dataset(
    name="reviews",
    area="compliance",
    kind="register",
    key=("review",),
    en="Reviews and findings",
    zh="合规审查",
    rhythm_days=31,
    synonyms=("reviews", "compliance reviews", "findings", "audit findings", "审查台账", "合规审查台账", "整改台账"),
    help_en="Reviews, changes of law and policy, findings with corrective actions, reports to authorities.",
    help_zh="合规审查、法规政策变动、发现与整改、监管报送。",
    fields=(
        Field("review", "text", "Review number", "审查编号", required=True, example="R-014", synonyms=("review id", "finding no", "id", "编号")),
        Field("kind", "choice", "Kind of entry", "记录类别", required=True, example="finding", synonyms=("entry kind", "record type", "类别"),
              choices=choices(("review", "Review", "审查", "check"), ("change", "Change of law or policy", "法规政策变动", "law change", "change", "变动"),
                              ("finding", "Finding", "发现", "issue", "问题"), ("report", "Report to an authority", "监管报送", "report", "报送", "报告"))),
        Field("type", "choice", "Reviewed against", "审查依据", synonyms=("review type", "basis", "审查类型"),
              choices=choices(("law", "Law", "法律法规", "legal", "法律"), ("policy", "Policy", "政策", "government policy"),
                              ("industry", "Industry rules", "行业规范", "industry", "行业"), ("internal", "Internal rules", "内部制度", "internal", "内部"))),
        Field("item", "text", "What was reviewed", "审查项目", example="Notice texts", synonyms=("item", "topic", "项目", "事项")),
        WAVE,
        Field("title", "text", "Result or subject", "内容", synonyms=("title", "finding", "description", "subject", "描述", "标题")),
        Field("verdict", "choice", "Verdict", "结论", synonyms=("conclusion", "result", "审查结论"),
              choices=choices(("compliant", "compliant", "符合", "ok", "pass"), ("partly", "partly compliant", "部分符合", "partial", "minor"),
                              ("breach", "not compliant", "不符合", "fail", "violation", "违规"), ("none", "does not concern us", "不涉及", "not applicable", "无影响"))),
        Field("severity", "choice", "Severity of the finding", "严重程度", synonyms=("finding severity", "rating", "级别"),
              choices=choices(("low", "low", "低", "minor", "轻微"), ("medium", "medium", "中", "moderate", "一般"), ("high", "high", "高", "major", "重大"))),
        Field("opened_on", "date", "Reviewed, published or found on", "审查、发布或发现日期", past=True, synonyms=("date", "found on", "reviewed on", "published on", "审查日期", "发现日期", "发布日期")),
        Field("due_on", "date", "Due on", "到期日", synonyms=("due", "deadline", "整改期限", "报送期限")),
        Field("closed_on", "date", "Assessed, closed or sent on", "评估、关闭或报送日期", past=True, synonyms=("closed", "closed on", "assessed on", "sent on", "关闭日期", "评估日期", "报送日期")),
        OWNER,
        Field("action", "text", "Corrective action", "整改措施", synonyms=("action", "remedy", "措施")),
        Field("action_due_on", "date", "Action due on", "整改到期日", synonyms=("action due",)),
        Field("action_done_on", "date", "Action done on", "整改完成日", past=True, synonyms=("action done", "remediated on")),
        Field("repeats", "text", "Repeats finding", "重复自", synonyms=("repeat of", "earlier finding", "重复发现")),
        Field("regulator", "text", "Authority", "监管机构", synonyms=("regulator", "recipient", "主管部门")),
        Field("obligation", "text", "Obligation", "义务编号", synonyms=("obligation id", "相关义务")),
    ),
    links=(("wave", "waves"),),
    checks=(
        Check("review_closed_before_opened", "closed_on", "closed_on < opened_on"),
        Check("review_due_before_opened", "due_on", "due_on < opened_on"),
        Check("review_action_before_opened", "action_done_on", "action_done_on < opened_on"),
        Check("review_closed_before_action", "closed_on", "kind = 'finding' and closed_on is not null and action is not null and action_done_on is null"),
    ),
)  # fmt: skip

SAME_FILE = """
    lower(trim(sha256)) in (
      select lower(trim(f.sha256)) from (
        select evidence, sha256 from staged union all select evidence, sha256 from current_evidence where row_ended is null
      ) f where f.sha256 is not null group by 1 having count(distinct f.evidence) > 1
    )
"""
"""One file that is registered under several evidence numbers, in the sheet or in the register."""

EVIDENCE = Dataset(
    name="evidence",
    area="compliance",
    kind="register",
    key=("evidence", "revision"),
    other_keys=(("evidence",),),
    en="Evidence",
    zh="证据",
    rhythm_days=31,
    synonyms=("evidence", "proofs", "evidence register", "证据清单", "证据台账"),
    help_en="Each revision of a proof, its fingerprint and until when it holds; one proof may serve several duties.",
    help_zh="每份证据的各个版本、指纹与有效期；一份证据可用于多项义务。",
    fields=(
        Field("evidence", "text", "Evidence number", "证据编号", required=True, example="EV-07", synonyms=("evidence id", "proof", "id", "编号")),
        Field("revision", "text", "Revision", "版本", example="2", synonyms=("rev", "version", "版次")),
        Field("title", "text", "What it proves", "证据名称", synonyms=("title", "name", "description", "名称", "内容")),
        Field("sha256", "text", "SHA-256", "SHA-256", synonyms=("hash", "fingerprint", "checksum", "哈希值", "指纹")),
        Field("made_on", "date", "Made on", "形成日期", past=True, synonyms=("made", "date", "issued on", "created on", "日期")),
        Field("expires_on", "date", "Expires on", "有效期至", synonyms=("expires", "expiry", "valid until", "失效日期", "到期日期")),
        WAVE,
        Field("obligations", "text", "Obligations proved", "对应义务", example="P1 L1-30", synonyms=("obligations", "proves", "duties", "义务编号")),
        Field("custodian", "text", "Custodian", "保管人", synonyms=("keeper", "owner", "保管部门")),
        Field("location", "text", "Kept at", "存放位置", synonyms=("location", "link", "path", "位置")),
    ),
    links=(("wave", "waves"),),
    checks=(
        Check("evidence_expires_before_made", "expires_on", "expires_on < made_on"),
        Check("evidence_expired", "expires_on", "expires_on < cast($today as date)"),
        Check("evidence_same_file", "sha256", SAME_FILE),
        Check("evidence_fingerprint_short", "sha256", "length(trim(sha256)) <> 64"),
    ),
)  # fmt: skip
