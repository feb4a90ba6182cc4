"""What the market is told: campaigns."""

from data.datasets.customers import SEGMENT
from data.datasets.declaration import Check, Dataset, Field
from data.datasets.programme import BRANCH, WAVE

CAMPAIGNS = Dataset(
    name="campaigns",
    area="market",
    kind="register",
    key=("campaign",),
    en="Campaigns",
    zh="市场推广活动",
    rhythm_days=31,
    synonyms=("campaigns", "promotions", "marketing calendar", "推广活动", "营销活动", "活动排期"),
    help_en="One row a campaign, its days and whom it is for. Series of satisfaction and complaints mark its first day.",
    help_zh="每项活动一行：起止日期与对象。满意度与投诉走势图上标出其首日。",
    fields=(
        Field(
            "campaign",
            "text",
            "Campaign id",
            "活动编号",
            required=True,
            example="CA-04",
            synonyms=("id", "campaign", "campaign no", "编号"),
        ),
        Field(
            "name",
            "text",
            "Campaign name",
            "活动名称",
            example="Welcome month",
            synonyms=("title", "name", "description", "名称", "活动"),
        ),
        Field(
            "started_on",
            "date",
            "First day",
            "开始日期",
            required=True,
            example="2026-10-01",
            synonyms=("start", "from", "start date", "launched on", "开始", "上线日期"),
        ),
        Field("ended_on", "date", "Last day", "结束日期", synonyms=("end", "to", "end date", "结束")),
        WAVE,
        BRANCH,
        SEGMENT,
    ),
    links=(("wave", "waves"), ("branch", "branches")),
    checks=(Check("campaign_ended_before_start", "ended_on", "ended_on < started_on"),),
)
