"""The market: shares and brands by period, what competitors do, what is said in public, campaigns and deals."""

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
"""Names of a row that lumps the small companies together: it is part of the whole, and its square is that of no
company."""


def counted(
    name: str, en: str, zh: str, *synonyms: str, past: bool = False, help_en: str = "", help_zh: str = ""
) -> Field:
    return Field(name, "integer", en, zh, low=0, past=past, synonyms=synonyms, help_en=help_en, help_zh=help_zh)


def share_of(name: str, en: str, zh: str, *synonyms: str) -> Field:
    return Field(name, "number", en, zh, unit="share", low=0, high=1, synonyms=synonyms)


def amount_of(name: str, en: str, zh: str, *synonyms: str) -> Field:
    return Field(name, "decimal", en, zh, unit="currency", low=0, synonyms=synonyms)


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
    synonyms=(
        "market",
        "market shares",
        "brand tracker",
        "market survey",
        "competitor rates",
        "市场份额表",
        "品牌调研",
        "市场调研",
        "同业利率",
        "同业对比",
    ),
    help_en=(
        "One row a period, company and source, as regulators and agencies report: shares or volumes, counts of a brand"
        " survey, counts of reviews, rates offered."
    ),
    help_zh="每个期间、机构与来源一行，与监管机构或调研公司的报表一致：份额或业务量、品牌调研人数、评价条数、所报利率。",
    fields=(
        Field(
            "period",
            "month",
            "Market period",
            "市场期间",
            past=True,
            required=True,
            example="2026-09",
            synonyms=(
                "period",
                "half-year",
                "reporting period",
                "month",
                "quarter",
                "date",
                "期间",
                "月份",
                "季度",
                "日期",
                "quarter ended",
                "统计期",
                "报告期",
            ),
        ),
        Field(
            "firm",
            "text",
            "Company",
            "机构",
            required=True,
            example="Northgate",
            synonyms=(
                "firm",
                "company name",
                "firm name",
                "bank name",
                "bank",
                "brand",
                "provider",
                "银行",
                "公司",
                "品牌",
                "机构名称",
                "厂商",
                "同业",
            ),
        ),
        Field(
            "own",
            "boolean",
            "Is ours",
            "是否本机构",
            synonyms=("ours", "own brand", "是否本行", "本机构"),
            help_en="Empty: the company is ours where it bears the name of the company that receives the customers.",
            help_zh="为空时，名称与接收方相同的机构即为本机构。",
        ),
        Field(
            "source",
            "text",
            "Source of the figure",
            "数据来源",
            synonyms=("source", "agency", "publisher", "来源", "发布机构"),
        ),
        share_of("share", "Market share", "市场份额", "share of market", "share", "市占率", "市场占有率", "份额"),
        Field(
            "volume",
            "number",
            "Market volume",
            "市场业务量",
            low=0,
            synonyms=("volume", "customers served", "deposits", "sales volume", "业务量", "存款余额", "市场客户数"),
            help_en=(
                "Customers, balances or sales: the share is reckoned from it where none is given and all companies of a"
                " period have it."
            ),
            help_zh="客户数、余额或销售额；未填份额且同一期间各机构均有该值时，据此计算份额。",
        ),
        counted(
            "asked", "People asked", "受访人数", "respondents", "sample size", "base", "样本量", "调查人数", past=True
        ),
        counted(
            "aware",
            "Know the brand",
            "知晓人数",
            "aware",
            "aided awareness count",
            "知道品牌的人数",
            "认知人数",
            past=True,
        ),
        counted(
            "considering", "Would consider it", "考虑人数", "considering", "would consider", "愿意考虑的人数", past=True
        ),
        share_of(
            "awareness",
            "Brand awareness",
            "品牌知晓率",
            "awareness",
            "aided awareness",
            "知晓率",
            "认知度",
            "品牌认知度",
        ),
        share_of("consideration", "Brand consideration", "品牌考虑率", "consideration", "考虑率", "品牌考虑度"),
        counted(
            "mentions", "Reviews counted", "评价条数", "reviews", "number of reviews", "评价总数", "口碑条数", past=True
        ),
        counted(
            "positive",
            "Positive reviews",
            "正面评价数",
            "positive",
            "positive mentions",
            "好评数",
            "正面条数",
            past=True,
        ),
        counted(
            "negative",
            "Negative reviews",
            "负面评价数",
            "negative",
            "negative mentions",
            "差评数",
            "负面条数",
            past=True,
        ),
        counted(
            "complaints",
            "Complaints in the period",
            "期内投诉件数",
            "complaints opened",
            "complaints received",
            "number of complaints",
            "new complaints",
            "投诉量",
            "投诉件数",
            "投诉数",
            past=True,
        ),
        Field(
            "rate_short",
            "number",
            "Rate or price",
            "利率或价格",
            synonyms=("rate", "price", "one-year rate", "一年定存利率", "一年期利率", "利率", "价格", "资费"),
        ),
        Field(
            "rate_long",
            "number",
            "Rate or price, long term",
            "长期利率或价格",
            synonyms=("three-year rate", "long-term rate", "三年定存利率", "三年期利率", "五年定存利率"),
        ),
    ),
    checks=(
        Check("market_aware_beyond_asked", "aware", "aware > asked"),
        Check("market_considering_beyond_asked", "considering", "considering > asked"),
        Check("market_reviews_beyond_all", "mentions", "coalesce(positive, 0) + coalesce(negative, 0) > mentions"),
    ),
)

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
    synonyms=(
        "competitor events",
        "competitor moves",
        "competitive intelligence",
        "竞争对手动态",
        "竞品动态",
        "同业动态",
    ),
    help_en="One row for what a competitor did: on which day, what, and where. Series over the calendar mark it.",
    help_zh="竞争对手的每项举措一行：哪一天、做了什么、涉及何处。各走势图上标出。",
    fields=(
        Field(
            "competitor",
            "text",
            "Competitor",
            "竞争对手",
            required=True,
            example="Northgate",
            synonyms=("rival", "competitor name", "竞争者", "对手", "竞品", "同业机构"),
        ),
        Field(
            "happened_on",
            "date",
            "Date of the move",
            "动态日期",
            past=True,
            required=True,
            example="2026-09-14",
            synonyms=("happened on", "event date", "announced on", "date", "发生日期", "发布日期", "时间"),
        ),
        Field(
            "kind",
            "choice",
            "Kind of move",
            "动态类型",
            synonyms=("move", "event type", "type", "举措类型", "类型"),
            choices=choices(
                ("price", "Price or rate", "价格或利率", "price cut", "rate", "降价", "利率调整"),
                ("product", "Product", "产品", "launch", "new product", "新产品"),
                ("campaign", "Campaign", "推广", "promotion", "advertising", "促销", "广告"),
                ("branch", "Branch or service", "网点或服务", "branch opening", "service", "新设网点"),
                ("other", "Other", "其他", "merger", "并购"),
            ),
        ),
        Field(
            "name",
            "text",
            "What it did",
            "举措内容",
            example="Raises its one-year rate",
            synonyms=("description", "what", "details", "内容", "举措", "动态内容"),
        ),
        WAVE,
        BRANCH,
        Field("source", "text", "Where it was seen", "信息来源", synonyms=("source", "来源")),
    ),
    links=(("wave", "waves"), ("branch", "branches")),
)

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
    synonyms=(
        "reviews",
        "app store reviews",
        "public reviews",
        "mentions",
        "social media",
        "公开评价",
        "网络评价",
        "应用商店评论",
        "舆情",
    ),
    help_en=(
        "One row a public review or mention, with its wording. The tone is read from declared words and stars, never"
        " guessed."
    ),
    help_zh="每条公开评价一行，含原文。倾向按公布的词表与星级判定，不作猜测。",
    fields=(
        Field(
            "mention", "text", "Review id", "评价编号", example="RV-0031", synonyms=("review no", "post id", "评论编号")
        ),
        Field(
            "posted_on",
            "date",
            "Posted on",
            "发布日期",
            past=True,
            required=True,
            example="2026-09-03",
            synonyms=("review date", "post date", "date", "评价日期", "评论时间", "发布时间", "published on"),
        ),
        Field(
            "platform",
            "text",
            "Platform",
            "发布平台",
            synonyms=("site", "channel", "app store", "平台", "渠道", "source site"),
        ),
        Field(
            "firm",
            "text",
            "About which company",
            "评价对象",
            synonyms=("company", "brand", "bank", "被评机构"),
            help_en="Empty: about ours.",
            help_zh="为空即评价本机构。",
        ),
        Field(
            "stars",
            "rating",
            "Stars",
            "星级",
            scale=Scale(1, 5, good="satisfied"),
            synonyms=("rating", "star rating", "评分", "星数"),
        ),
        Field(
            "wording",
            "text",
            "Wording of the review",
            "评价内容",
            required=True,
            sensitivity="mask",
            synonyms=("review text", "review", "text", "comment", "content", "评论内容", "内容", "正文"),
        ),
        BRANCH,
    ),
    links=(("branch", "branches"),),
)
