"""What becomes of those who do not move, and what the move rests on: a path for each, contracts to be signed anew,
texts of notices."""

from data.datasets.customers import CUSTOMER, REQUIRED_CUSTOMER
from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.nobody import nobody
from data.datasets.programme import WAVE
from data.datasets.protection import OWNER
from data.datasets.rights import NOTICES

PATHS = Dataset(
    name="paths",
    area="rights",
    kind="register",
    key=("customer",),
    en="Paths of those who do not move",
    zh="未转移客户处理方案",
    rhythm_days=31,
    synonyms=(
        "paths",
        "refusers",
        "treatment of refusers",
        "silent customers",
        "处理方案",
        "拒绝客户处理台账",
        "未答复客户处理台账",
    ),
    help_en="What becomes of each customer who refused, is silent or was taken out: one path, with owner and day.",
    help_zh="拒绝、未答复或撤出的每户客户如何处理：一个方案、负责人与期限。",
    fields=(
        REQUIRED_CUSTOMER,
        WAVE,
        Field(
            "path",
            "choice",
            "Way out",
            "处理方案",
            required=True,
            example="offer",
            synonyms=(
                "path",
                "way out chosen",
                "treatment of the customer",
                "处理路径",
                "处置方案",
                "way out",
                "处置去向",
                "去向",
            ),
            choices=choices(
                ("stay", "stays with the old company", "留在原公司", "stay", "stays", "保留"),
                ("offer", "gets another offer", "另行提供方案", "another offer", "new offer", "另荐产品"),
                ("terminate", "terminated with refund", "终止并退款", "terminate with refund", "terminate", "解约退款"),
            ),
        ),
        OWNER,
        Field(
            "due_on",
            "date",
            "Settled by",
            "处理期限",
            example="2026-12-05",
            synonyms=("due", "due on", "settle by", "期限"),
        ),
        Field(
            "done_on",
            "date",
            "Path settled on",
            "处理完成日期",
            past=True,
            synonyms=("settled", "settled on", "done on", "完成日期", "落实日期"),
        ),
        Field("note", "text", "Note on the path", "方案备注", sensitivity="mask", synonyms=("note", "remark", "备注")),
    ),
    links=(("customer", "customers"), ("wave", "waves")),
)

CONTRACTS = Dataset(
    name="contracts",
    area="rights",
    kind="register",
    key=("contract",),
    en="Contracts that go over",
    zh="待转移合同",
    rhythm_days=31,
    synonyms=("contracts", "contract register", "novations", "novation list", "合同登记", "合同台账", "换签台账"),
    help_en=(
        "Each contract that goes over: whether it needs a novation, when that was sent and signed, since when it is in"
        " force."
    ),
    help_zh="随转移处理的每份合同：是否须换签，换签文件的寄出、签署与生效日期。",
    fields=(
        Field(
            "contract",
            "text",
            "Contract number",
            "合同编号",
            required=True,
            example="K-10442",
            synonyms=("contract", "contract id", "contract no", "合同号"),
        ),
        CUSTOMER,
        WAVE,
        Field(
            "type",
            "text",
            "Type of contract",
            "合同类型",
            example="Loan",
            synonyms=("contract type", "kind of contract", "合同种类", "业务品种", "合同类型"),
        ),
        Field(
            "novation",
            "boolean",
            "Novation needed",
            "是否须换签",
            example="yes",
            synonyms=("needs novation", "novation", "须换签", "novation required", "是否换签"),
        ),
        Field("sent_on", "date", "Novation sent on", "换签寄出日期", past=True, synonyms=("novation sent", "寄出日期")),
        Field(
            "signed_on",
            "date",
            "Novation signed on",
            "换签签署日期",
            past=True,
            synonyms=("novation signed", "签署日期", "签回日期"),
        ),
        Field(
            "effective_on",
            "date",
            "In force from",
            "生效日期",
            synonyms=("effective on", "effective", "effective from", "生效日", "effective date", "生效日期"),
        ),
    ),
    links=(("customer", "customers"), ("wave", "waves")),
    checks=(Check("contract_signed_before_sent", "signed_on", "signed_on < sent_on"),),
)


def element(name: str, en: str, zh: str, *synonyms: str) -> Field:
    """Whether a text names something that the law asks it to name; empty: nobody has looked."""
    return Field(name, "boolean", en, zh, synonyms=synonyms)


TEXTS = Dataset(
    name="texts",
    area="rights",
    kind="register",
    key=("kind", "version"),
    en="Texts of notices",
    zh="告知文本",
    rhythm_days=None,
    synonyms=(
        "notice texts",
        "text versions",
        "templates of letters",
        "privacy notice texts",
        "告知文本台账",
        "文本版本清单",
        "告知书模板",
    ),
    help_en=(
        "Each version of each letter: which elements the text names, and who approved it when. An empty element: nobody"
        " has looked."
    ),
    help_zh="每类文件的每个版本：文本载明哪些要素，由谁何时批准。要素留空表示尚未核对。",
    fields=(
        Field(
            "kind",
            "choice",
            "Kind of text",
            "文本类别",
            required=True,
            example="data",
            synonyms=("kind", "kind of notice", "letter", "文件类别"),
            choices=NOTICES.by_name["kind"].choices,
        ),
        Field(
            "version",
            "text",
            "Version of the text",
            "文本版本",
            required=True,
            example="v2",
            synonyms=("version", "text version", "版本"),
        ),
        Field(
            "law",
            "choice",
            "Law it is checked against",
            "核对依据",
            example="pipl",
            synonyms=("law", "checked against", "依据", "适用法律"),
            choices=choices(
                ("pipl", "PIPL 17, 22, 23", "个人信息保护法第17、22、23条", "pipl", "个人信息保护法", "个保法"),
                ("gdpr", "GDPR 13, 14", "GDPR第13、14条", "gdpr", "uk gdpr"),
            ),
        ),
        element(
            "sender",
            "Names who processes the data, with contact",
            "载明处理者名称与联系方式",
            "controller named",
            "processor named",
        ),
        element(
            "recipient",
            "Names the recipient, with contact",
            "载明接收方名称与联系方式",
            "recipient named",
            "载明接收方",
        ),
        element("purpose", "Names the purpose", "载明处理目的", "purpose named"),
        element("method", "Names the way of processing", "载明处理方式", "method named"),
        element("categories", "Names the categories of data", "载明个人信息种类", "categories named"),
        element("retention", "Names how long the data are kept", "载明保存期限", "retention named"),
        element(
            "exercise",
            "Says how rights are exercised",
            "载明行使权利的方式",
            "rights named",
            "how rights are exercised",
        ),
        element("withdrawal", "Says how consent is withdrawn", "载明撤回同意的方式", "withdrawal named"),
        element("basis", "Names the legal basis", "载明处理的法律依据", "legal basis named"),
        element("source", "Says where the data come from", "载明信息来源", "source named"),
        element("authority", "Says where to lodge a complaint", "载明向监管机构投诉的途径", "authority named"),
        element(
            "abroad",
            "Names the recipient abroad and the safeguards",
            "载明境外接收方与保障措施",
            "transfer abroad named",
            "third country named",
        ),
        element(
            "sensitive",
            "Says why sensitive data are needed and what it means",
            "载明处理敏感个人信息的必要性与影响",
            "sensitive data named",
        ),
        element(
            "automated", "Explains decisions made by machine", "说明自动化决策的逻辑与后果", "automated decisions named"
        ),
        element("representative", "Names the representative", "载明境内代表", "representative named"),
        element(
            "officer",
            "Names the data protection officer, with contact",
            "载明个人信息保护负责人及联系方式",
            "officer named",
            "dpo named",
        ),
        element("interest", "Names the legitimate interest", "载明所依据的正当利益", "legitimate interest named"),
        Field("approved_by", "text", "Text approved by", "文本批准人", synonyms=("approved by", "approver", "批准人")),
        Field(
            "approved_on",
            "date",
            "Text approved on",
            "文本批准日期",
            past=True,
            synonyms=("approved on", "date approved", "批准日期"),
        ),
    ),
    checks=(Check("text_approved_by_nobody", "approved_by", f"approved_on is not null and {nobody('approved_by')}"),),
)
