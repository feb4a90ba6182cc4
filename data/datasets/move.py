"""The move in numbers: counts where there are no rows of customers, and what must agree on both sides of a cut-over."""

from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.nobody import nobody
from data.datasets.programme import BRANCH, WAVE

STATES = choices(
    ("not_begun", "not begun", "未开始", "not started", "to be told", "not yet told", "尚未开始", "未告知", "未通知"),
    ("told", "told", "已告知", "informed", "notified", "已通知"),
    ("consented", "consented", "已同意", "agreed", "consent given", "同意"),
    ("refused", "refused", "已拒绝", "declined", "拒绝"),
    ("silent", "silent", "未答复", "no answer", "unanswered", "no reply", "no response", "未回复", "未回应"),
    ("moved", "moved", "已转移", "migrated", "transferred", "closed", "已切换", "已迁移"),
    ("failed", "failed", "转移失败", "move failed", "migration failed", "切换失败", "迁移失败", "失败"),
    ("returned", "returned", "已退回", "came back", "回转"),
    ("withdrawn", "withdrawn", "已撤出", "taken out", "撤回"),
    ("left_before", "left before the move", "转移前离开", "left before"),
    ("left_after", "left after the move", "转移后离开", "left after"),
    ("unplanned", "not in any plan", "未列入计划", "unplanned", "no wave"),
    ("open", "still to be moved", "尚未转移", "open", "still open", "remaining", "未迁移"),
)
"""Where a customer of the programme stands; ``open`` is for counts that do not say more."""


def count(name: str, en: str, zh: str, *synonyms: str, help_en: str = "", help_zh: str = "") -> Field:
    """A field of so many customers or accounts."""
    return Field(name, "integer", en, zh, unit="customers", low=0, synonyms=synonyms, help_en=help_en, help_zh=help_zh)


PROGRESS = Dataset(
    name="progress",
    area="move",
    kind="fact",
    key=("day", "wave", "branch", "state"),
    other_keys=(
        ("day", "wave", "state"), ("day", "branch", "state"), ("day", "wave", "branch"), ("day", "state"), ("day", "wave"),
        ("day", "branch"), ("day",),
    ),
    when="day",
    en="Counts of progress",
    zh="转移进度统计",
    rhythm_days=31,
    synonyms=("progress", "migration statistics", "account migration statistics", "进度统计", "迁移统计", "转移统计"),
    help_en="Counts where there are no rows of customers: a row a day, wave or branch and state, or a row a day with a column a count.",
    help_zh="没有客户明细时的统计数：每日、每波次或机构、每种状态一行，或每日一行、每项数量一列。",
    fields=(
        Field("day", "date", "Status at", "统计日", required=True, past=True, example="2022-12-31",
              synonyms=("status on", "status date", "as at", "counted on", "position at", "week ending", "截至日期", "截止日期", "统计日期")),
        WAVE,
        BRANCH,
        Field("state", "choice", "State of the customers", "客户状态", synonyms=("state", "migration state", "转移状态", "所处状态"), choices=STATES),
        count("customers", "Customers in this state", "该状态客户数", "customers", "accounts", "number of customers", "number of accounts", "户数", "客户数",
              help_en="With a state: how many are in it.", help_zh="填写状态时：处于该状态的数量。"),
        count("in_use", "Of which in use", "其中使用中", "of which active", "of which in use", "still active", "其中活跃", "使用中户数",
              help_en="Of those still to be moved: how many still live off the account.", help_zh="尚未转移者中仍在使用的数量。"),
        count("in_primary_use", "Of which primary", "其中主账户", "of which primary", "primary accounts", "其中主要账户", "主账户数",
              help_en="Of those still to be moved: how many have nothing else, salary in and bills out.", help_zh="尚未转移者中作为主账户使用的数量。"),
        count("closed", "Moved or closed so far", "累计已转移", "closed since", "closed since 1 Jan 2022", "accounts closed since", "moved so far", "closed to date",
              "累计关闭", "累计已迁移"),
        count("closed_current", "Moved so far, current accounts", "累计已转移（活期）", "of which current", "其中活期"),
        count("closed_deposit", "Moved so far, deposit accounts", "累计已转移（定期）", "of which deposit", "其中定期"),
        count("closed_in_period", "Moved in the period", "本期已转移", "accounts closed in period", "closed in period", "moved in period", "本期关闭", "本期迁移"),
        count("still_open", "Still to be moved", "尚未转移数", "accounts still open", "still open", "remaining", "未迁移数", "尚未关闭"),
        count("open_current", "Still to be moved, current accounts", "尚未转移（活期）", "current accounts still open", "current still open", "尚未关闭活期"),
        count("elsewhere", "Opened elsewhere so far", "累计他处开立", "opened elsewhere since", "opened elsewhere since 1 Jan 2022", "累计在他行开户"),
        count("elsewhere_in_period", "Opened elsewhere in the period", "本期他处开立", "opened elsewhere in period", "本期在他行开户"),
        Field("weeks", "number", "Weeks in the period", "本期周数", low=0, synonyms=("weeks", "周数")),
    ),
    links=(("wave", "waves"), ("branch", "branches")),
    checks=(
        Check("progress_nothing_counted", "customers", "coalesce(customers, closed, still_open, open_current, closed_current, closed_deposit, closed_in_period) is null"),
        Check("progress_state_without_count", "customers", "state is not null and customers is null"),
        Check("progress_more_in_use", "in_use", "in_use > coalesce(customers, open_current, still_open) or in_primary_use > coalesce(customers, open_current, still_open)"),
        Check("progress_parts_differ", "closed", "closed is not null and closed_current is not null and closed_deposit is not null and closed <> closed_current + closed_deposit"),
    ),
)  # fmt: skip

RECONCILIATION = Dataset(
    name="reconciliation",
    area="move",
    kind="register",
    key=("wave", "item", "day", "currency"),
    other_keys=(("wave", "item", "day"), ("wave", "item", "currency"), ("wave", "item")),
    en="Reconciliation",
    zh="切换核对",
    synonyms=("reconciliation", "reconciliations", "reconciliation sheet", "核对表", "对账表", "切换核对表"),
    help_en="What must agree on both sides of a cut-over, by wave: before, after, what of the difference is explained, who signed.",
    help_zh="各波次切换前后必须一致的项目：切换前、切换后、差异中已说明的部分、签字人。",
    fields=(
        Field(**{**WAVE.__dict__, "required": True}),
        Field("item", "choice", "Item reconciled", "核对项目", required=True, synonyms=("item", "reconciled item", "对账项目", "核对内容", "measure"),
              choices=choices(("records", "Customer records", "客户记录", "records", "customers", "客户数", "记录数"),
                              ("contracts", "Contracts", "合同", "agreements", "合同数"),
                              ("balances", "Balances", "余额", "balance", "账户余额"),
                              ("direct_debits", "Direct debits", "代扣协议", "direct debit", "mandates", "代扣"),
                              ("open_orders", "Open orders", "在途业务", "open order", "orders", "pending orders", "在途订单"),
                              ("other", "Other", "其他"))),
        Field("before", "decimal", "In the old system", "原系统", synonyms=("old", "old system", "before", "source", "切换前", "旧系统", "转出方", "legacy", "legacy system", "source system")),
        Field("after", "decimal", "In the new system", "新系统", synonyms=("new", "new system", "after", "target", "切换后", "转入方", "target system")),
        Field("difference", "decimal", "Difference found", "差异", synonyms=("difference", "delta", "差额")),
        Field("explained", "decimal", "Of the difference explained", "已说明差异", synonyms=("explained", "explained difference", "已解释", "已解释差异")),
        Field("currency", "text", "Currency of the balances", "余额币种", example="CNY", synonyms=("currency", "ccy", "币种", "货币"),
              help_en="Empty is the programme's currency. A line is in one currency; nothing is converted.", help_zh="为空即项目报告币种；每行一种币种，不作折算。"),
        Field("explanation", "text", "Explanation of the difference", "差异说明", sensitivity="mask", synonyms=("explanation", "reason for the difference", "差异原因")),
        Field("signed_by", "text", "Signed by", "签字人", synonyms=("signed", "sign-off", "approved by", "签字", "确认人", "signed off by")),
        Field("day", "date", "Reconciled on", "核对日期", past=True, synonyms=("reconciled", "date of reconciliation", "对账日期")),
    ),
    links=(("wave", "waves"),),
    checks=(
        Check("reconciliation_other_difference", "difference", "difference is not null and before is not null and after is not null and difference <> after - before"),
        Check("reconciliation_explained_too_much", "explained", "abs(explained) > abs(coalesce(after - before, difference))"),
        Check("reconciliation_explained_bare", "explanation", f"explained <> 0 and (explanation is null or {nobody('signed_by')})"),
        Check("reconciliation_one_sided", "after", "(before is null) <> (after is null) and difference is null"),
    ),
)  # fmt: skip
