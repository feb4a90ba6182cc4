"""Who may see and do what: one row a person, as the sign-in names them."""

from data.access import ENDED, ROLES
from data.datasets.declaration import Choice, Dataset, Field

NAMES = {
    "executive": ("Executive", "高管"),
    "manager": ("Project manager", "项目经理"),
    "analyst": ("Analyst", "分析师"),
    "presenter": ("Presenter", "汇报人"),
    "compliance": ("Compliance", "合规"),
    "administrator": ("Administrator", "管理员"),
    ENDED: ("No access", "无权限"),
}

GRANTS = Dataset(
    name="grants",
    area="programme",
    kind="register",
    key=("person",),
    en="Access",
    zh="访问权限",
    help_en=(
        "One row a person: role, branches and waves. It holds in place of what the sign-in says, from the next"
        " click on."
    ),
    help_zh="每人一行：角色、分支机构与波次。以此表为准，优先于登录系统给出的角色，下一次点击即生效。",
    fields=(
        Field(
            "person",
            "text",
            "Person",
            "人员",
            required=True,
            example="mei.lin@example.com",
            help_en="As the sign-in names them: the mail address, else the name of the account.",
            help_zh="与登录系统一致：邮箱地址；没有邮箱时为账号名。",
        ),
        Field(
            "role",
            "choice",
            "Role",
            "角色",
            required=True,
            choices=tuple(Choice(code, *NAMES[code]) for code in (*ROLES, ENDED)),
            example="manager",
        ),
        Field(
            "branches",
            "text",
            "Branches",
            "分支机构",
            example="B05, B07",
            help_en="Separated by commas; * is all of them. A project manager needs a branch or a wave.",
            help_zh="以逗号分隔；*表示全部。项目经理至少要有一个分支机构或波次。",
        ),
        Field(
            "waves",
            "text",
            "Waves",
            "波次",
            example="W3",
            help_en="Separated by commas; * is all of them.",
            help_zh="以逗号分隔；*表示全部。",
        ),
        Field(
            "until",
            "date",
            "Last day",
            "截止日",
            example="2027-04-30",
            help_en="The last day on which the access holds; empty: until it is changed.",
            help_zh="权限有效的最后一天；留空表示长期有效。",
        ),
        Field("note", "text", "Note", "备注"),
    ),
)
