"""Documents of the transfer, and who looked at them."""

from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import WAVE

DOCUMENTS = Dataset(
    name="documents",
    area="safeguards",
    kind="register",
    key=("document",),
    en="Documents",
    zh="文件档案",
    rhythm_days=31,
    synonyms=("documents", "archive", "document register", "filing list", "文件", "档案", "文件清单", "档案台账", "归档清单"),
    help_en="Every document that has to exist, with its day, class and where it is kept; without a day it is missing.",
    help_zh="应有的文件及其形成、归档日期、保密等级与保管人；未填形成日期即为缺失。",
    fields=(
        Field("document", "text", "Document", "文件编号", required=True, example="D-0061", synonyms=("id", "document id", "no", "编号", "档号")),
        Field("title", "text", "Title", "文件名称", example="Balance confirmation", synonyms=("name", "document name", "名称", "题名")),
        Field("kind", "text", "Kind of document", "文件类别", synonyms=("type", "category", "类别", "类型")),
        WAVE,
        Field(
            "confidentiality", "choice", "Confidentiality", "保密等级",
            synonyms=("class", "confidentiality level", "classification", "密级", "等级"),
            choices=choices(
                ("open", "Open", "公开", "public"),
                ("internal", "Internal", "内部", "internal use"),
                ("confidential", "Confidential", "保密", "secret", "机密"),
            ),
        ),
        Field("required_by", "date", "Needed by", "应到齐日期", synonyms=("due", "due on", "required by", "deadline", "期限", "due date")),
        Field("finished_on", "date", "Finished on", "形成日期", past=True, synonyms=("date", "issued on", "completed on", "日期", "完成日期")),
        Field("archived_on", "date", "Archived on", "归档日期", past=True, synonyms=("filed on", "archived", "归档时间")),
        Field("keep_until", "date", "Kept until", "保管至", synonyms=("retention until", "retention end", "destroy after", "保管期限至", "到期日")),
        Field("custodian", "text", "Custodian", "保管人", synonyms=("keeper", "owner", "kept by", "保管部门")),
    ),
    links=(("wave", "waves"),),
    checks=(
        Check("document_archived_before_finished", "archived_on", "archived_on < finished_on"),
        Check("document_kept_shorter_than_made", "keep_until", "keep_until < finished_on"),
    ),
)  # fmt: skip

DOCUMENT_ACCESS = Dataset(
    name="document_access",
    area="safeguards",
    kind="fact",
    key=("access",),
    other_keys=(("document", "person", "accessed_at"),),
    when="accessed_at",
    en="Access to documents",
    zh="文件查阅记录",
    rhythm_days=31,
    synonyms=("document access", "access log", "viewing log", "查阅记录", "调阅记录", "访问日志"),
    help_en="Who looked at which document, when and in which role.",
    help_zh="何人何时以何岗位查阅了哪份文件。",
    fields=(
        Field("access", "text", "Entry", "记录编号", synonyms=("id", "log id", "编号")),
        Field("document", "text", "Document", "文件编号", required=True, example="D-0061", synonyms=("document id", "档号")),
        Field("person", "text", "Person", "查阅人", sensitivity="mask", synonyms=("user", "who", "employee", "人员", "用户")),
        Field("role", "text", "Role", "岗位", synonyms=("job", "position", "职务")),
        Field("accessed_at", "timestamp", "Looked at", "查阅时间", past=True, required=True, example="2026-10-12 14:05",
              synonyms=("time", "date", "accessed", "when", "时间", "访问时间")),
        Field("in_role", "boolean", "Allowed by role", "岗位权限内", synonyms=("allowed", "authorised", "authorized", "是否授权")),
        Field(
            "action", "choice", "What was done", "操作", synonyms=("operation", "action", "动作"),
            choices=choices(
                ("view", "viewed", "查看", "read", "view"), ("copy", "copied", "复制", "download", "print", "下载", "打印"),
                ("change", "changed", "修改", "edit", "write"),
            ),
        ),
        Field("purpose", "text", "Purpose", "查阅事由", synonyms=("reason", "why", "事由")),
    ),
    links=(("document", "documents"),),
)  # fmt: skip
