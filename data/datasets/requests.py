"""What persons ask of their data, and until when they were answered."""

from data.datasets.customers import CUSTOMER
from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import BRANCH, WAVE

REQUESTS = Dataset(
    name="requests",
    area="rights",
    kind="fact",
    key=("request",),
    other_keys=(("customer", "kind", "received_at"),),
    when="received_at",
    en="Requests of persons",
    zh="个人权利请求",
    rhythm_days=31,
    synonyms=("requests", "data subject requests", "dsr", "subject access requests", "个人信息请求", "个人权利请求台账", "查阅复制请求"),
    help_en="A person's request about their data: access, copy, correction, deletion, transfer, or the end of what a consent allowed.",
    help_zh="个人对其信息提出的请求：查阅、复制、更正、删除、转移，或撤回同意后的停止处理。",
    fields=(
        Field("request", "text", "Request number", "请求编号", example="DSR-014", synonyms=("request id", "dsr no", "id", "编号")),
        CUSTOMER,
        WAVE,
        BRANCH,
        Field("kind", "choice", "Kind of request", "请求类别", required=True, example="access", synonyms=("kind", "request type", "type", "类别", "请求类型", "right exercised"),
              choices=choices(("access", "access", "查阅", "see", "查询"), ("copy", "copy", "复制", "a copy"), ("correction", "correction", "更正", "rectification", "补充"),
                              ("deletion", "deletion", "删除", "erasure", "delete"), ("transfer", "transfer", "转移", "portability", "可携带"),
                              ("withdrawal", "end after withdrawal of consent", "撤回同意后停止处理", "withdrawal", "withdrawal of consent", "撤回同意"))),
        Field("received_at", "timestamp", "Request received at", "收到请求时间", past=True, required=True, example="2026-11-02 10:00", synonyms=("received", "received on", "requested on", "收到日期", "申请日期", "请求日期", "date received")),
        Field("due_on", "date", "Internal due date", "内部到期日", synonyms=("due", "due on", "内部期限", "statutory deadline", "应答复日")),
        Field("answered_at", "timestamp", "Request answered at", "答复请求时间", past=True, synonyms=("answered", "answered on", "closed on", "completed on", "答复日期", "办结日期", "处理完成日期", "replied", "答复时间")),
        Field("result", "choice", "Result of the request", "请求结果", synonyms=("result", "outcome", "处理结果"),
              choices=choices(("granted", "granted", "已满足", "done", "yes"), ("partly", "partly", "部分满足", "partial"), ("refused", "refused, with reasons", "说明理由后拒绝", "refused", "rejected", "拒绝"),
                              ("taken_back", "taken back by the person", "本人撤回请求", "taken back", "withdrawn by the person", "cancelled", "请求已撤回", "撤回请求"))),
    ),
    links=(("customer", "customers"), ("wave", "waves"), ("branch", "branches")),
    checks=(Check("request_answered_before_received", "answered_at", "answered_at < received_at"),),
)  # fmt: skip
