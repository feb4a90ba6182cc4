"""What customers were asked and what they said: invitations and survey answers."""

from data.datasets.customers import CUSTOMER, SEGMENT
from data.datasets.declaration import Check, Dataset, Field, Scale, choices
from data.datasets.programme import BRANCH, WAVE

CHANNEL = Field(
    "channel", "choice", "Channel", "调查方式", example="form",
    synonyms=("mode", "survey channel", "distribution channel", "渠道", "方式", "调查渠道"),
    choices=choices(
        ("form", "Questionnaire", "问卷", "online", "web", "anonymous", "link", "email", "网络问卷", "在线", "微信", "链接"),
        ("phone", "Phone", "电话", "telephone", "call", "电话访谈", "电话回访", "电访"),
        ("branch", "At the branch", "网点", "in person", "face to face", "现场", "面访"),
    ),
)
SURVEY = Field("survey", "text", "Survey", "调查名称", synonyms=("survey name", "questionnaire", "问卷名称", "问卷"), example="transfer-2026")


def _item(name: str, en: str, zh: str, *synonyms: str, good: str = "satisfied") -> Field:
    """A rated item on a free scale, usually of five points."""
    return Field(name, "rating", en, zh, scale=Scale(1, 5, good=good), low=0, high=100, synonyms=synonyms, unit="points")


SURVEYS = Dataset(
    name="surveys", area="satisfaction", kind="fact", key=("survey", "response_id", "answered_at"),
    other_keys=(("survey", "customer", "answered_at"),), when="answered_at",
    en="Survey answers", zh="满意度答卷", rhythm_days=7,
    synonyms=("survey", "responses", "answers", "satisfaction", "满意度", "问卷", "回访", "调查"),
    help_en="One row an answer sheet. A platform's export may be dropped as it is.", help_zh="每份答卷一行；可直接上传调查平台的导出文件。",
    fields=(
        SURVEY,
        Field("response_id", "text", "Answer id", "答卷编号",
              synonyms=("response id", "responseid", "respondent id", "id", "序号", "编号", "答卷ID", "原始记录编号")),
        Field("answered_at", "timestamp", "Answered at", "答卷时间", required=True, example="2026-09-03 12:00",
              synonyms=("submitted at", "completion time", "end date", "enddate", "recordeddate", "timestamp", "submitdate", "date submitted",
                        "提交时间", "提交答卷时间", "结束答题时间", "完成时间", "时间戳记", "拨打时间", "日期", "date")),
        Field("started_at", "timestamp", "Started at", "开始时间", synonyms=("start date", "startdate", "start time", "开始答题时间")),
        Field("seconds", "number", "Time taken", "所用时间", unit="seconds", low=0,
              synonyms=("duration (in seconds)", "duration", "time taken", "答题时长", "用时")),
        Field("complete", "boolean", "Complete", "是否完整", synonyms=("finished", "completed", "已完成", "完成")),
        CUSTOMER, WAVE, BRANCH, SEGMENT, CHANNEL,
        Field("nps", "rating", "Likelihood to recommend (NPS)", "推荐意愿（NPS）", scale=Scale(0, 11, fixed=True, good="likely"),
              low=0, high=10, unit="points", example="9",
              synonyms=("recommend", "likely to recommend", "likelihood to recommend", "nps", "推荐", "推荐意愿", "您有多大可能推荐我们", "净推荐值"),
              help_en="0 to 10 only. Another scale is kept as 'Would recommend'.", help_zh="仅限0～10；其他量表存为“推荐倾向”。"),
        _item("recommend", "Would recommend (not NPS)", "推荐倾向（非NPS）", "recommend (other scale)", good="likely"),
        _item("csat", "Overall satisfaction (CSAT)", "总体满意度（CSAT）", "satisfaction", "overall satisfaction", "overall, how satisfied are you",
              "how satisfied are you", "csat", "满意度", "总体满意度", "满意程度", "您的满意程度", "整体满意度"),
        Field("ces", "rating", "Ease (CES)", "费力度（CES）", scale=Scale(1, 7, good="easy"), low=0, high=100, unit="points",
              synonyms=("ease", "effort", "customer effort", "how easy was it", "ces", "费力度", "便捷程度", "容易程度", "办理是否容易"),
              help_en="High means easy.", help_zh="分值越高越容易。"),
        _item("service_quality", "Service quality", "服务质量", "quality of service", "quality", "speed"),
        _item("service_attitude", "Service attitude", "服务态度", "attitude", "courtesy", "态度"),
        _item("communication", "Communication", "沟通告知", "information", "沟通", "告知", "通知及时性"),
        _item("continuity", "Continuity of service", "业务连续性", "service continuity", "连续性"),
        _item("data_protection", "Protection of my data", "信息保护", "privacy", "data security", "信息安全", "隐私保护"),
        Field("comment", "text", "Comment", "意见", sensitivity="mask",
              synonyms=("comments", "open-ended response", "feedback", "remarks", "意见建议", "备注", "您的建议", "其他意见")),
        Field("answers", "json", "Other answers", "其他题目",
              help_en="Every question that has no field of its own, as it was answered.", help_zh="没有对应字段的题目，按原样保存。"),
    ),
    links=(("customer", "customers"), ("wave", "waves"), ("branch", "branches")),
    checks=(Check("answered_before_started", "answered_at", "answered_at < started_at"),),
)

INVITATIONS = Dataset(
    name="invitations", area="satisfaction", kind="fact", key=("survey", "invitation_id", "sent_at"),
    other_keys=(("survey", "customer", "sent_at"),), when="sent_at",
    en="Survey invitations", zh="调查邀请", rhythm_days=7, synonyms=("invitations", "invites", "邀请", "发送记录", "样本"),
    help_en="Who was asked: a row a customer, or a row with a count per wave and branch.", help_zh="邀请对象：每户一行，或按波次与机构填写数量。",
    fields=(
        SURVEY,
        Field("invitation_id", "text", "Invitation id", "邀请编号", synonyms=("invite id", "编号", "序号", "id")),
        CUSTOMER, WAVE, BRANCH, SEGMENT, CHANNEL,
        Field("sent_at", "timestamp", "Sent at", "发送时间", required=True, example="2026-09-01 09:00",
              synonyms=("sent", "invited at", "invited on", "发送日期", "邀请时间", "拨打时间")),
        Field("invited", "integer", "Number invited", "邀请数", low=0, unit="customers", example="1",
              synonyms=("count", "number sent", "发送数", "数量", "样本量"), help_en="1 for a row a customer.", help_zh="每户一行时为1。"),
        Field("delivered", "integer", "Delivered", "送达数", low=0, unit="customers", synonyms=("送达",)),
        Field("reached", "integer", "Reached", "接通数", low=0, unit="customers", synonyms=("opened", "connected", "接通", "打开数")),
    ),
    links=(("customer", "customers"), ("wave", "waves"), ("branch", "branches")),
    checks=(Check("more_delivered_than_invited", "delivered", "delivered > invited", "reject"),
            Check("more_reached_than_invited", "reached", "reached > invited", "reject")),
)
