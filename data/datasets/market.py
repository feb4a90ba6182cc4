"""The market: shares and brands by period, what competitors do, what is said in public, campaigns and deals."""

from data.datasets.customers import CUSTOMER, SEGMENT
from data.datasets.declaration import Check, Dataset, Field, Scale, choices
from data.datasets.programme import BRANCH, WAVE

UNTOLD = ("unknown", "not known", "n/a", "none", "other", "others", "不详", "未知", "不明", "其他", "无", "-", "–")
"""Words of a destination that say that it is not known."""
REST = (
    "other",
    "others",
    "other companies",
    "all others",
    "rest",
    "其他",
    "其它",
    "其余",
    "其他机构",
    "其他公司",
    "其他银行",
)
"""Names of a row that lumps the small companies together: it is part of the whole, and its square is that of no company."""


def _count(
    name: str, en: str, zh: str, *synonyms: str, past: bool = False, help_en: str = "", help_zh: str = ""
) -> Field:
    return Field(name, "integer", en, zh, low=0, past=past, synonyms=synonyms, help_en=help_en, help_zh=help_zh)


def _share(name: str, en: str, zh: str, *synonyms: str) -> Field:
    return Field(name, "number", en, zh, unit="share", low=0, high=1, synonyms=synonyms)


def _money(name: str, en: str, zh: str, *synonyms: str) -> Field:
    return Field(name, "decimal", en, zh, unit="currency", low=0, synonyms=synonyms)


CAMPAIGNS = Dataset(
    name="campaigns",
    area="market",
    kind="register",
    key=("campaign",),
    en="Campaigns",
    zh="市场推广活动",
    rhythm_days=31,
    synonyms=("campaigns", "promotions", "marketing calendar", "推广活动", "营销活动", "活动排期"),
    help_en="One row a campaign: its days, whom it is for, what it cost and what came of it. Series over the calendar mark its first day.",
    help_zh="每项活动一行：起止日期、对象、成本与结果。各走势图上标出其首日。",
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
            synonyms=(
                "start",
                "from",
                "start date",
                "launched on",
                "开始",
                "上线日期",
                "live from",
                "begin date",
                "启动日期",
            ),
        ),
        Field(
            "ended_on",
            "date",
            "Last day",
            "结束日期",
            synonyms=("end", "to", "end date", "结束", "live to", "finish date"),
        ),
        WAVE,
        BRANCH,
        SEGMENT,
        Field(
            "goal",
            "choice",
            "Goal of the campaign",
            "活动目的",
            synonyms=("goal", "objective", "aim", "目的", "活动类型"),
            choices=choices(
                ("win", "Win new customers", "拉新", "acquisition", "new customers", "获客"),
                ("keep", "Keep customers", "挽留", "retention", "loyalty", "留存", "维系", "回馈"),
                ("win_back", "Win customers back", "挽回", "win-back", "winback", "召回"),
                ("brand", "Make the brand known", "品牌宣传", "branding", "awareness campaign", "品牌"),
            ),
        ),
        _money("budget", "Campaign budget", "活动预算", "budget", "planned cost", "预算", "预算金额"),
        _money(
            "cost",
            "Campaign cost",
            "活动成本",
            "cost",
            "spend",
            "actual cost",
            "花费",
            "实际费用",
            "投放费用",
            "spend to date",
            "活动费用",
        ),
        _count(
            "reached",
            "People reached",
            "触达人数",
            "reach",
            "impressions",
            "audience",
            "contacted",
            "触达",
            "覆盖人数",
            "contacts made",
            "people contacted",
            "触达数",
            "触达客户数",
            past=True,
        ),
        _count(
            "took_part",
            "Took part",
            "参与人数",
            "participants",
            "participation",
            "参加人数",
            "参与客户数",
            "responders",
            "respondents",
            "responses",
            "参与数",
            past=True,
        ),
        _count("leads", "Leads", "销售线索数", "lead", "prospects", "线索", "线索数", "意向客户数", past=True),
        _count(
            "planned_joined", "Planned new customers", "计划新增客户数", "target customers", "目标新增", "计划获客数"
        ),
        _count(
            "joined",
            "New customers",
            "新增客户数",
            "customers won",
            "conversions",
            "acquired",
            "新客户数",
            "获客数",
            "转化客户数",
            "new accounts",
            "new sign-ups",
            "新开户数",
            past=True,
        ),
        _count(
            "won_back", "Customers won back", "挽回客户数", "winbacks", "returned customers", "召回客户数", past=True
        ),
        _money(
            "income",
            "Income of the customers won",
            "新增客户贡献",
            "income",
            "revenue won",
            "margin won",
            "活动收入",
            "带来收入",
        ),
    ),
    links=(("wave", "waves"), ("branch", "branches")),
    checks=(
        Check("campaign_ended_before_start", "ended_on", "ended_on < started_on"),
        Check("campaign_joined_beyond_leads", "joined", "joined > leads"),
        Check("campaign_won_beyond_reached", "reached", "coalesce(joined, 0) + coalesce(won_back, 0) > reached"),
        Check(
            "campaign_part_beyond_reached", "reached", "greatest(coalesce(took_part, 0), coalesce(leads, 0)) > reached"
        ),
        Check("campaign_cost_reached_nobody", "reached", "cost > 0 and reached = 0"),
    ),
)

MARKET = Dataset(
    name="market",
    area="market",
    kind="fact",
    key=("period", "firm", "source"),
    other_keys=(("period", "firm"),),
    when="period",
    en="Market by period",
    zh="市场数据",
    rhythm_days=92,
    synonyms=("market", "market shares", "brand tracker", "market survey", "competitor rates", "市场份额表", "品牌调研", "市场调研", "同业利率", "同业对比"),
    help_en="One row a period, company and source, as regulators and agencies report: shares or volumes, counts of a brand survey, counts of reviews, rates offered.",
    help_zh="每个期间、机构与来源一行，与监管机构或调研公司的报表一致：份额或业务量、品牌调研人数、评价条数、所报利率。",
    fields=(
        Field("period", "month", "Market period", "市场期间", past=True, required=True, example="2026-09", synonyms=("period", "half-year", "reporting period", "month", "quarter", "date", "期间", "月份", "季度", "日期", "quarter ended", "统计期", "报告期")),
        Field("firm", "text", "Company", "机构", required=True, example="Northgate", synonyms=("firm", "company name", "firm name", "bank name", "bank", "brand", "provider", "银行", "公司", "品牌", "机构名称", "厂商", "同业")),
        Field("own", "boolean", "Is ours", "是否本机构", synonyms=("ours", "own brand", "是否本行", "本机构"), help_en="Empty: the company is ours where it bears the name of the company that receives the customers.", help_zh="为空时，名称与接收方相同的机构即为本机构。"),
        Field("source", "text", "Source of the figure", "数据来源", synonyms=("source", "agency", "publisher", "来源", "发布机构")),
        _share("share", "Market share", "市场份额", "share of market", "share", "市占率", "市场占有率", "份额"),
        Field("volume", "number", "Market volume", "市场业务量", low=0, synonyms=("volume", "customers served", "deposits", "sales volume", "业务量", "存款余额", "市场客户数"), help_en="Customers, balances or sales: the share is reckoned from it where none is given and all companies of a period have it.", help_zh="客户数、余额或销售额；未填份额且同一期间各机构均有该值时，据此计算份额。"),
        _count("asked", "People asked", "受访人数", "respondents", "sample size", "base", "样本量", "调查人数", past=True),
        _count("aware", "Know the brand", "知晓人数", "aware", "aided awareness count", "知道品牌的人数", "认知人数", past=True),
        _count("considering", "Would consider it", "考虑人数", "considering", "would consider", "愿意考虑的人数", past=True),
        _share("awareness", "Brand awareness", "品牌知晓率", "awareness", "aided awareness", "知晓率", "认知度", "品牌认知度"),
        _share("consideration", "Brand consideration", "品牌考虑率", "consideration", "考虑率", "品牌考虑度"),
        _count("mentions", "Reviews counted", "评价条数", "reviews", "number of reviews", "评价总数", "口碑条数", past=True),
        _count("positive", "Positive reviews", "正面评价数", "positive", "positive mentions", "好评数", "正面条数", past=True),
        _count("negative", "Negative reviews", "负面评价数", "negative", "negative mentions", "差评数", "负面条数", past=True),
        _count("complaints", "Complaints in the period", "期内投诉件数", "complaints opened", "complaints received", "number of complaints", "new complaints", "投诉量", "投诉件数", "投诉数", past=True),
        Field("rate_short", "number", "Rate or price", "利率或价格", synonyms=("rate", "price", "one-year rate", "一年定存利率", "一年期利率", "利率", "价格", "资费")),
        Field("rate_long", "number", "Rate or price, long term", "长期利率或价格", synonyms=("three-year rate", "long-term rate", "三年定存利率", "三年期利率", "五年定存利率")),
    ),
    checks=(
        Check("market_aware_beyond_asked", "aware", "aware > asked"),
        Check("market_considering_beyond_asked", "considering", "considering > asked"),
        Check("market_reviews_beyond_all", "mentions", "coalesce(positive, 0) + coalesce(negative, 0) > mentions"),
    ),
)  # fmt: skip

COMPETITORS = Dataset(
    name="competitors",
    area="market",
    kind="fact",
    key=("competitor", "happened_on", "kind"),
    other_keys=(("competitor", "happened_on"),),
    when="happened_on",
    en="Competitor events",
    zh="竞争对手动态",
    rhythm_days=31,
    synonyms=("competitor events", "competitor moves", "competitive intelligence", "竞争对手动态", "竞品动态", "同业动态"),
    help_en="One row for what a competitor did: on which day, what, and where. Series over the calendar mark it.",
    help_zh="竞争对手的每项举措一行：哪一天、做了什么、涉及何处。各走势图上标出。",
    fields=(
        Field("competitor", "text", "Competitor", "竞争对手", required=True, example="Northgate", synonyms=("rival", "competitor name", "竞争者", "对手", "竞品", "同业机构")),
        Field("happened_on", "date", "Date of the move", "动态日期", past=True, required=True, example="2026-09-14", synonyms=("happened on", "event date", "announced on", "date", "发生日期", "发布日期", "时间")),
        Field(
            "kind", "choice", "Kind of move", "动态类型", synonyms=("move", "event type", "type", "举措类型", "类型"),
            choices=choices(
                ("price", "Price or rate", "价格或利率", "price cut", "rate", "降价", "利率调整"),
                ("product", "Product", "产品", "launch", "new product", "新产品"),
                ("campaign", "Campaign", "推广", "promotion", "advertising", "促销", "广告"),
                ("branch", "Branch or service", "网点或服务", "branch opening", "service", "新设网点"),
                ("other", "Other", "其他", "merger", "并购"),
            ),
        ),
        Field("name", "text", "What it did", "举措内容", example="Raises its one-year rate", synonyms=("description", "what", "details", "内容", "举措", "动态内容")),
        WAVE,
        BRANCH,
        Field("source", "text", "Where it was seen", "信息来源", synonyms=("source", "来源")),
    ),
    links=(("wave", "waves"), ("branch", "branches")),
)  # fmt: skip

MENTIONS = Dataset(
    name="mentions",
    area="market",
    kind="fact",
    key=("mention",),
    other_keys=(("platform", "posted_on", "wording"),),
    when="posted_on",
    en="Public reviews",
    zh="公开评价",
    rhythm_days=31,
    synonyms=("reviews", "app store reviews", "public reviews", "mentions", "social media", "公开评价", "网络评价", "应用商店评论", "舆情"),
    help_en="One row a public review or mention, with its wording. The tone is read from declared words and stars, never guessed.",
    help_zh="每条公开评价一行，含原文。倾向按公布的词表与星级判定，不作猜测。",
    fields=(
        Field("mention", "text", "Review id", "评价编号", example="RV-0031", synonyms=("review no", "post id", "评论编号")),
        Field("posted_on", "date", "Posted on", "发布日期", past=True, required=True, example="2026-09-03", synonyms=("review date", "post date", "date", "评价日期", "评论时间", "发布时间", "published on")),
        Field("platform", "text", "Platform", "发布平台", synonyms=("site", "channel", "app store", "平台", "渠道", "source site")),
        Field("firm", "text", "About which company", "评价对象", synonyms=("company", "brand", "bank", "被评机构"), help_en="Empty: about ours.", help_zh="为空即评价本机构。"),
        Field("stars", "rating", "Stars", "星级", scale=Scale(1, 5, good="satisfied"), synonyms=("rating", "star rating", "评分", "星数")),
        Field("wording", "text", "Wording of the review", "评价内容", required=True, sensitivity="mask", synonyms=("review text", "review", "text", "comment", "content", "评论内容", "内容", "正文")),
        BRANCH,
    ),
    links=(("branch", "branches"),),
)  # fmt: skip

DEALS = Dataset(
    name="deals",
    area="market",
    kind="register",
    key=("deal",),
    en="Deals",
    zh="业务机会",
    rhythm_days=31,
    synonyms=("deals", "pipeline", "opportunities", "sales pipeline", "业务机会", "商机", "销售机会", "商机台账"),
    help_en="One row an opportunity: new business, cross-sell or a renewal, its stage and amount, and how it ended.",
    help_zh="每个业务机会一行：新业务、交叉销售或续约，所处阶段、金额与结果。",
    fields=(
        Field("deal", "text", "Deal number", "商机编号", required=True, example="D-0117", synonyms=("deal id", "opportunity", "opportunity id", "机会编号")),
        CUSTOMER,
        WAVE,
        BRANCH,
        SEGMENT,
        Field("name", "text", "Deal", "商机名称", synonyms=("deal name", "opportunity name", "机会名称")),
        Field(
            "kind", "choice", "Kind of business", "业务类别", synonyms=("deal type", "opportunity type", "商机类型"),
            choices=choices(
                ("new", "New customer", "新客户", "new business", "新业务"),
                ("cross_sell", "Cross-sell", "交叉销售", "upsell", "cross sell", "增购"),
                ("renewal", "Renewal", "续约", "renew", "续签"),
                ("win_back", "Win-back", "挽回", "winback", "召回"),
            ),
        ),
        Field(
            "stage", "choice", "Deal stage", "商机阶段", required=True, example="offer", synonyms=("stage", "pipeline stage", "sales stage", "阶段", "商机状态"),
            choices=choices(
                ("lead", "Lead", "线索", "prospect", "new lead"),
                ("qualified", "Qualified", "已确认意向", "qualification", "意向", "需求确认"),
                ("offer", "Offer", "已报价", "proposal", "quote", "negotiation", "报价", "谈判", "方案"),
                ("won", "Won", "赢单", "closed won", "成交", "签约"),
                ("lost", "Lost", "丢单", "closed lost", "失败", "流单"),
            ),
        ),
        _money("amount", "Deal amount", "商机金额", "deal value", "expected revenue", "contract value", "预计金额", "签约金额", "acv", "deal size"),
        Field("opened_on", "date", "Deal opened on", "商机建立日期", past=True, synonyms=("created on", "opened", "建立日期", "创建日期", "created date")),
        Field("expected_on", "date", "Expected to close on", "预计成交日期", synonyms=("expected close", "close date", "预计签约日期", "expected close date", "exp. close")),
        Field("closed_on", "date", "Closed on (won or lost)", "成交或关闭日期", past=True, synonyms=("closed", "won on", "signed on", "成交日期", "签约日期", "关闭日期")),
        Field("lost_to", "text", "Lost to", "丢单去向", synonyms=("competitor", "winning competitor", "竞争对手")),
        Field("owner", "text", "Deal owner", "商机负责人", sensitivity="mask", synonyms=("owner", "account manager", "sales rep", "客户经理", "负责人")),
    ),
    links=(("customer", "customers"), ("wave", "waves"), ("branch", "branches")),
    checks=(
        Check("deal_closed_before_opened", "closed_on", "closed_on < opened_on"),
        Check("deal_ended_without_day", "closed_on", "stage in ('won', 'lost') and closed_on is null"),
    ),
)  # fmt: skip
