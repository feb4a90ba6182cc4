"""What was answered to alerts: who knows of one, who sees to it, and which are muted until when and why."""

from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.protection import OWNER

ALERT_ANSWERS = Dataset(
    name="alert_answers",
    area="alerts",
    kind="register",
    key=("alert", "kind"),
    en="Answers to alerts",
    zh="预警处置",
    rhythm_days=31,
    synonyms=(
        "alert answers",
        "alert log",
        "acknowledged alerts",
        "alert responses",
        "预警处置",
        "预警处置台账",
        "预警答复",
    ),
    help_en=(
        "One row an alert and kind of answer: known, given to somebody until a day, or muted until a day for a reason."
    ),
    help_zh="每个预警每种处置一行：已知悉、已指派并约定期限，或因故静默至某日。",
    fields=(
        Field(
            "alert",
            "text",
            "Alert",
            "预警编号",
            required=True,
            example="silent_customers:W6",
            synonyms=("alert id", "warning", "预警", "告警编号"),
            help_en="The id as `python -m analytics alerts --json` lists it.",
            help_zh="编号见`python -m analytics alerts --json`。",
        ),
        Field(
            "kind",
            "choice",
            "Kind of answer",
            "处置方式",
            required=True,
            synonyms=("answer", "response", "处置", "处置类型"),
            choices=choices(
                ("known", "known", "已知悉", "acknowledged", "ack", "seen", "知悉", "已确认"),
                ("assigned", "assigned", "已指派", "given to", "delegated", "指派"),
                ("muted", "muted", "已静默", "snoozed", "silenced", "suppressed", "静默", "屏蔽"),
            ),
        ),
        OWNER,
        Field(
            "answered_on",
            "date",
            "Answered on",
            "处置日期",
            required=True,
            past=True,
            synonyms=("date of answer", "acknowledged on", "日期", "处置时间"),
        ),
        Field("until", "date", "Until", "截止日期", synonyms=("due", "muted until", "end", "期限", "静默至")),
        Field(
            "reason",
            "text",
            "Reason or what is done",
            "原因或措施",
            sensitivity="mask",
            synonyms=("why", "comment", "what is done", "原因", "措施", "说明"),
        ),
        Field("answered_by", "text", "Answered by", "处置人", synonyms=("by", "acknowledged by", "处置人员")),
    ),
    checks=(
        Check("mute_without_end", "until", "kind = 'muted' and until is null", "reject"),
        Check("mute_without_reason", "reason", "kind = 'muted' and (reason is null or trim(reason) = '')", "reject"),
    ),
)
