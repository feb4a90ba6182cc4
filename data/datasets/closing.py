"""The end of a branch and the split of a company: each step with its authority, its day and its proof; prepaid balances and deposits."""

from data.datasets.customers import CUSTOMER
from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import BRANCH, WAVE
from data.datasets.protection import OWNER

CLOSING = Dataset(
    name="closing",
    area="closing",
    kind="register",
    key=("procedure", "branch", "step"),
    other_keys=(("procedure", "step"), ("branch", "step"), ("step",)),
    en="Steps of closing",
    zh="注销与分立步骤",
    rhythm_days=31,
    synonyms=("closing", "closing steps", "branch closure", "deregistration steps", "分支机构注销", "注销步骤", "注销进度", "分立步骤"),
    help_en="One row a step of closing a branch or of a split: what was done, when, and the proof. The usual steps are delivered with the product.",
    help_zh="分支机构注销或公司分立的每个步骤一行：办理情况、日期与证明。常用步骤随产品提供。",
    fields=(
        Field("procedure", "choice", "Procedure", "程序", example="branch", synonyms=("procedure", "process", "程序类别"),
              choices=choices(("branch", "closing of a branch", "分支机构注销", "closing", "closure", "deregistration", "注销"),
                              ("split", "split of the company", "公司分立", "split", "division", "分立"))),
        BRANCH,
        Field("step", "text", "Step", "步骤", required=True, example="tax", synonyms=("closing step", "step name", "item", "步骤名称", "办理事项", "事项"),
              help_en="A code or name of the catalogue (a usual other name is understood), or a step of your own.", help_zh="目录中的代码或名称（常用别名也可识别），也可以是自定步骤。"),
        Field("title", "text", "Own name of the step", "自定步骤名称", synonyms=("step title", "own title")),
        Field("authority", "text", "Closing authority", "办理机关", example="Tax office", synonyms=("authority", "office", "competent authority", "主管机关", "受理机关")),
        Field("after", "text", "Only after", "前置步骤", example="invoices creditors", synonyms=("after", "predecessors", "depends on", "前置事项", "前置条件"),
              help_en="Steps that come first, by code or title; titles stand between commas or semicolons. Replaces those of the catalogue.",
              help_zh="须先完成的步骤，填代码或名称；名称之间用逗号、顿号或分号分隔。填写后取代目录所列。"),
        Field("due_on", "date", "Internal due date", "内部到期日", synonyms=("due", "due on", "target date", "内部期限", "计划完成日")),
        Field("done_on", "date", "Step done on", "办结日期", past=True, example="2026-06-30", synonyms=("done", "done on", "completed on", "finished", "完成日期", "办理日期")),
        Field("applies", "boolean", "Applies", "是否适用", synonyms=("applicable", "适用")),
        Field("reason", "text", "Reason", "理由", sensitivity="mask", synonyms=("why not", "不适用理由")),
        OWNER,
        Field("evidence", "text", "Evidence numbers", "证据编号", example="EV-13", synonyms=("evidence", "proof", "certificate", "证据", "证明编号")),
    ),
    links=(("branch", "branches"),),
    checks=(
        Check("closing_not_applied_and_done", "done_on", "applies = false and done_on is not null"),
        Check("closing_not_applied_without_reason", "reason", "applies = false and reason is null"),
        Check("closing_split_of_a_branch", "branch", "procedure = 'split' and branch is not null"),
    ),
)  # fmt: skip

PREPAID = Dataset(
    name="prepaid",
    area="closing",
    kind="fact",
    key=("customer", "kind"),
    other_keys=(("branch", "wave", "kind", "way"), ("branch", "kind", "way"), ("branch", "kind"), ("wave", "kind", "way"), ("wave", "kind"), ("kind", "way"), ("kind",)),
    en="Prepaid balances and deposits",
    zh="预付余额与押金",
    rhythm_days=31,
    synonyms=("prepaid", "prepayments", "deposits", "prepaid balances", "refund list", "预付款", "押金", "保证金", "退款清单", "预付余额清单"),
    help_en="What is held for customers and what becomes of it: a row a customer, or a row of counts for each way with the number of customers.",
    help_zh="为客户保管的款项及其处理：每户客户一行，或每种处理方式按户数汇总一行。",
    fields=(
        CUSTOMER,
        WAVE,
        BRANCH,
        Field("kind", "choice", "Kind of money held", "款项类别", required=True, example="balance", synonyms=("kind", "money type", "款项类型"),
              choices=choices(("balance", "prepaid balance", "预付余额", "prepaid", "balance", "余额", "预付款", "预存款"),
                              ("deposit", "deposit", "押金", "deposits", "security deposit", "保证金"),
                              ("other", "other", "其他"))),
        Field("amount", "decimal", "Amount held", "款项金额", required=True, unit="currency", low=0, example="320.00", synonyms=("held", "amount", "balance", "金额", "余额", "amount outstanding")),
        Field("currency", "text", "Currency of the amount", "款项币种", example="CNY", synonyms=("currency", "币种")),
        Field("customers", "integer", "Customers counted", "合计户数", unit="customers", low=1, synonyms=("number of customers", "customer count", "户数"),
              help_en="Only in a row without a customer.", help_zh="仅在未列明客户的汇总行填写。"),
        Field("way", "choice", "Refund or carry over", "处理方式", example="carry", synonyms=("treatment", "way", "how settled", "处理", "treatment of balance", "处理去向"),
              choices=choices(("refund", "refund", "退款", "refunded", "退还"), ("carry", "carry over", "结转", "carried over", "transfer", "转入接收公司"))),
        Field("settled", "decimal", "Amount settled", "已处理金额", unit="currency", low=0, synonyms=("settled", "paid out", "refunded amount", "已退金额", "已结转金额"),
              help_en="Empty with a day: the whole amount.", help_zh="已填日期而留空时，视为全额。"),
        Field("done_on", "date", "Settled on", "处理日期", past=True, example="2026-07-02", synonyms=("done", "refunded on", "paid on", "carried over on", "退款日期", "结转日期")),
    ),
    links=(("customer", "customers"), ("wave", "waves"), ("branch", "branches")),
    checks=(
        Check("prepaid_of_nobody", "customers", "customer is null and customers is null", "reject"),
        Check("prepaid_settled_beyond", "settled", "settled > amount"),
        Check("prepaid_settled_without_day", "done_on", "settled is not null and done_on is null"),
        Check("prepaid_done_without_way", "way", "done_on is not null and way is null"),
    ),
)  # fmt: skip
