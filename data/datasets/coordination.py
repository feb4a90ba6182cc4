"""Working together: actions, decisions and requests between departments, meetings, what was shared with whom, targets, lessons."""

from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import WAVE
from data.datasets.protection import OWNER

TITLE = Field("title", "text", "What is asked for", "事项内容", example="Send the list of open mandates",
              synonyms=("title", "description", "action item", "subject", "内容", "事项", "标题", "议题"))  # fmt: skip
METRIC = Field("metric", "text", "Metric", "指标", example="complaint_rate",
               synonyms=("kpi", "indicator", "measure", "measured by", "考核指标", "衡量指标"),
               help_en="The id of a metric as `python -m analytics metrics` lists them, or its title.",
               help_zh="指标编码（见 `python -m analytics metrics`）或指标名称。")  # fmt: skip

ACTIONS = Dataset(
    name="actions",
    area="coordination",
    kind="register",
    key=("action",),
    en="Actions and decisions",
    zh="行动项与决策",
    rhythm_days=31,
    synonyms=("action items", "action log", "action tracker", "decision log", "raid log", "issue log", "行动项", "待办清单", "督办事项", "决策清单", "问题清单"),
    help_en="One row an action, decision, dependency, hand-over, issue or improvement: who asked, who does it, until when, what came of it.",
    help_zh="每个行动项、决策、依赖、移交、问题或改进一行：谁提出、谁负责、何时完成、结果如何。",
    fields=(
        Field("action", "text", "Action", "事项编号", required=True, example="AC-112", synonyms=("id", "no", "action no", "item", "编号", "序号")),
        Field(
            "kind", "choice", "Kind of item", "事项类别", synonyms=("type", "item type", "类别", "类型"),
            choices=choices(
                ("action", "action", "行动项", "task", "to do", "todo", "待办", "任务"),
                ("decision", "decision", "决策", "resolution", "决定", "决议"),
                ("dependency", "dependency", "依赖", "depends on", "依赖项"),
                ("handover", "hand-over", "移交", "handover", "transfer of work", "交接"),
                ("issue", "issue", "问题", "problem", "事件"),
                ("improvement", "improvement", "改进", "corrective action", "improvement measure", "改进措施", "整改"),
                ("saving", "savings measure", "降本措施", "saving", "cost saving", "cost reduction", "节约措施", "降本"),
            ),
        ),
        TITLE,
        Field("department", "text", "Department", "责任部门", example="IT",
              synonyms=("responsible department", "team", "assigned to team", "承办部门", "负责部门", "部门"),
              help_en="Who does it.", help_zh="承办该事项的部门。"),
        Field("asked_by", "text", "Asked by", "提出部门", example="Customer service",
              synonyms=("requested by", "requester", "waiting department", "from department", "请求部门", "需求部门", "发起部门"),
              help_en="The department that asked for it and waits.", help_zh="提出请求并等待结果的部门。"),
        OWNER,
        WAVE,
        Field("meeting", "text", "Meeting", "来源会议", example="SC-09", synonyms=("meeting no", "raised in", "会议", "会议编号")),
        Field("opened_on", "date", "Opened on", "提出日期", past=True, synonyms=("raised on", "created", "opened", "date raised", "提出时间", "创建日期")),
        Field("due_on", "date", "Due on", "完成期限", synonyms=("due", "due date", "deadline", "target date", "截止日期", "期限", "要求完成日期")),
        Field("answered_on", "date", "First answer on", "首次答复日期", past=True, synonyms=("answered", "responded on", "first response", "答复日期", "回复日期")),
        Field("done_on", "date", "Done on", "完成日期", past=True, synonyms=("done", "closed", "completed on", "closed on", "办结日期", "实际完成日期", "关闭日期", "date closed")),
        Field("dropped", "boolean", "Dropped", "已撤销", synonyms=("cancelled", "withdrawn", "no longer needed", "撤销", "取消")),
        Field(
            "about_kind", "choice", "Hangs on", "关联对象类别", synonyms=("linked to", "source type", "关联类别"),
            choices=choices(
                ("alert", "alert", "预警"), ("risk", "risk", "风险"), ("finding", "finding of a review", "检查发现", "finding", "audit finding"),
                ("complaint", "cause of complaints", "投诉原因", "complaint"), ("survey", "theme of the survey", "调研主题", "survey"),
                ("incident", "incident", "事件"), ("chart", "chart", "图表"), ("cost", "cost category", "成本类别", "cost", "成本"),
            ),
        ),
        Field("about", "text", "Which one", "关联对象", example="R-07", synonyms=("link", "reference", "related to", "关联编号", "关联项")),
        METRIC,
        Field("effect_from", "date", "In effect from", "生效日期", past=True, synonyms=("effective from", "effective", "implemented on", "实施日期"),
              help_en="The first day an improvement works; without it the day it was done.", help_zh="改进措施开始生效的日期；留空则按完成日期。"),
        Field("note", "text", "Note on the item", "事项备注", sensitivity="mask", synonyms=("remark", "comment", "status note", "备注", "进展")),
    ),
    links=(("wave", "waves"), ("meeting", "meetings")),
    checks=(
        Check("action_done_before_opened", "done_on", "done_on < opened_on"),
        Check("action_due_before_opened", "due_on", "due_on < opened_on"),
    ),
)  # fmt: skip

MEETINGS = Dataset(
    name="meetings",
    area="coordination",
    kind="register",
    key=("meeting",),
    en="Meetings",
    zh="会议",
    rhythm_days=124,
    synonyms=("meeting log", "steering meetings", "minutes", "会议记录", "会议台账", "会议清单"),
    help_en="One row a meeting: when, who was asked and came, when its minutes went out.",
    help_zh="每次会议一行：时间、应到与实到人数、纪要发出日期。",
    fields=(
        Field("meeting", "text", "Meeting", "会议编号", required=True, example="SC-09", synonyms=("id", "meeting no", "编号", "会议编号")),
        Field("name", "text", "Name of the meeting", "会议名称", example="Steering meeting", synonyms=("meeting name", "名称")),
        Field("held_on", "date", "Held on", "召开日期", past=True, synonyms=("date", "meeting date", "held", "会议日期", "日期")),
        Field("chair", "text", "Chair", "主持人", synonyms=("chaired by", "主持")),
        Field("invited", "integer", "Asked to come", "应到人数", low=0, synonyms=("invitees", "members", "应到")),
        Field("attended", "integer", "Came", "实到人数", low=0, synonyms=("attendees", "present", "实到", "到会人数")),
        Field("minutes_on", "date", "Minutes sent on", "纪要发出日期", past=True, synonyms=("minutes", "minutes date", "纪要日期")),
    ),
    checks=(Check("meeting_more_came", "attended", "attended > invited"), Check("minutes_before_meeting", "minutes_on", "minutes_on < held_on")),
)  # fmt: skip

SHARED = Dataset(
    name="shared",
    area="coordination",
    kind="register",
    key=("share",),
    en="What was shared with whom",
    zh="资料分享记录",
    rhythm_days=124,
    synonyms=("sharing log", "disclosure log", "distribution list", "data hand-overs", "reports sent", "资料分发记录", "资料移交记录", "报送记录", "对外提供记录"),
    help_en="Reports, editions and data that were handed over: what, to whom, when, for which purpose, with which receipt.",
    help_zh="报告、版本与数据的移交：内容、对象、日期、用途与签收。",
    fields=(
        Field("share", "text", "Record", "记录编号", required=True, example="SH-21", synonyms=("id", "no", "record no", "编号")),
        Field("what", "text", "What was shared", "分享内容", example="Weekly brief 2026-W44", synonyms=("document", "content", "title", "内容", "资料名称", "文件名称")),
        Field(
            "kind", "choice", "Kind of material", "资料类别", synonyms=("type", "material", "类别", "类型"),
            choices=choices(
                ("report", "report", "报告", "brief", "简报"), ("edition", "edition of a meeting", "上会版", "edition", "pack"),
                ("data", "customer data", "客户数据", "data", "data extract", "数据", "数据移交"), ("other", "other", "其他"),
            ),
        ),
        Field("recipient", "text", "Recipient", "接收方", example="Meridian, IT", synonyms=("to", "sent to", "shared with", "接收人", "接收单位", "报送对象")),
        Field("shared_on", "date", "Shared on", "分享日期", past=True, synonyms=("date", "sent on", "handed over on", "日期", "报送日期", "移交日期")),
        Field("purpose", "text", "Purpose", "用途", synonyms=("reason", "use", "目的", "使用目的")),
        Field("receipt_on", "date", "Receipt on", "签收日期", past=True, synonyms=("receipt", "received on", "acknowledged", "confirmed on", "签收", "回执日期")),
        OWNER,
    ),
    checks=(Check("receipt_before_sharing", "receipt_on", "receipt_on < shared_on"),),
)  # fmt: skip

TARGETS = Dataset(
    name="targets",
    area="coordination",
    kind="register",
    key=("target",),
    en="Targets",
    zh="目标",
    synonyms=("kpi targets", "objectives", "goals", "balanced scorecard", "scorecard targets", "目标清单", "考核目标", "指标目标"),
    help_en="What the programme set out to reach: metric, where it began, what it must be, until when, with which weight.",
    help_zh="项目设定的目标：指标、起点、目标值、期限与权重。",
    fields=(
        Field("target", "text", "Target", "目标编号", required=True, example="T-03", synonyms=("id", "no", "编号")),
        Field("title", "text", "What is to be reached", "目标内容", synonyms=("name", "objective", "goal", "名称", "内容")),
        METRIC,
        WAVE,
        Field("start", "number", "Where it began", "起点值", synonyms=("baseline", "base value", "start value", "基线值", "基准值"),
              help_en="Shares as a number from 0 to 1.", help_zh="比例填0至1之间的数。"),
        Field("aim", "number", "What it must be", "目标值", required=True, example="35", synonyms=("target value", "goal value", "planned value"),
              help_en="Shares as a number from 0 to 1.", help_zh="比例填0至1之间的数。"),
        Field("due_on", "date", "Until", "达成期限", synonyms=("due", "deadline", "by", "期限")),
        Field("weight", "number", "Weight", "权重", low=0, synonyms=("weighting", "importance", "权数")),
        OWNER,
    ),
    links=(("wave", "waves"),),
)  # fmt: skip

LESSONS = Dataset(
    name="lessons",
    area="coordination",
    kind="register",
    key=("lesson",),
    en="Lessons learnt",
    zh="经验教训",
    synonyms=("lessons learned", "lessons", "retrospective", "复盘记录", "经验总结"),
    help_en="What was learnt, what it rests on and what is done about it.",
    help_zh="所得经验、依据与后续措施。",
    fields=(
        Field("lesson", "text", "Lesson", "编号", required=True, example="L-04", synonyms=("id", "no", "序号")),
        Field("topic", "text", "Area it is about", "所属领域", synonyms=("area", "topic", "category", "领域", "类别")),
        WAVE,
        Field("what", "text", "What was learnt", "经验内容", synonyms=("description", "lesson learned", "内容", "教训", "what happened", "问题回顾")),
        Field("evidence", "text", "What it rests on", "依据", synonyms=("evidence", "based on", "proof", "证据")),
        Field("does", "text", "What is done about it", "后续措施", synonyms=("action", "recommendation", "follow-up", "措施", "建议", "改进建议")),
        Field("learnt_on", "date", "Learnt on", "总结日期", past=True, synonyms=("date", "recorded on", "日期", "logged on")),
        OWNER,
    ),
    links=(("wave", "waves"),),
)  # fmt: skip
