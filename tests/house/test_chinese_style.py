"""What of the rules for Chinese can be checked by looking at characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import pytest

from data.datasets import DATASETS
from data.language import messages
from tests.house.source import ROOT

H = r"[\u3400-\u9fff]"
PUNCTUATION = {
    "half-width punctuation beside Han": rf"{H} ?[,;?!](?!\w*\()|[,;?!] ?{H}|{H}[:](?!//)|(?<![a-z0-9/]):{H}",
    "half-width brackets around Han": rf"\([^()]*{H}[^()]*\)|{H}\((?![a-z0-9]\))",
    "half-width full stop after Han": rf"{H}\.(?![a-z])",
    "a space between Han and Latin or digits": (
        rf"{H}[ \u00a0]+[A-Za-z0-9{{]|[A-Za-z0-9%}}][ \u00a0]+{H}|{H}[ \u00a0]+{H}"
    ),
    "a range without ～": r"\d ?[-–—~〜…] ?\d(?!\d?-)|\} ?[–—~〜…-] ?\{",
    "an exclamation mark": "[!！]",
    "straight quotation marks": rf"['\"]{H}|{H}['\"]",
    "an ampersand": "&(?![a-z#0-9]+;)",
    "a hyphen for minus": rf"(?:^|[{H[1:-1]}（：，])-\d",
}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?|\d{4}-\d{2}|\{[a-z_]*\}-\d+天|T-\d+")

WORDS = {
    # tone and generated sentences
    "您": "drop the subject",
    "亲，": "tone",
    "操作失败": "say what happened",
    "噪声": "随机波动",
    "噪音": "随机波动",
    "大概": "a number",
    "导致": "no cause",
    "造成": "no cause",
    "归因于": "no cause",
    "由于": "no cause",
    "驱动": "关联因素",
    "没有差异": "未检出差异",
    # machine translation
    "作为截至": "截至",
    "董事会版": "上会版",
    "割接": "切换",
    "切断": "切换",
    "护照": "指标口径",
    "血统": "数据血缘",
    "拒绝行": "退回行",
    "被拒绝的行": "退回行",
    "老化": "未结时长",
    "账龄": "未结时长",
    "胃口": "偏好",
    "治疗": "应对",
    "曝光": "敞口",
    "偶然性": "应急储备",
    "控件": "控制措施",
    "控制极限": "控制限",
    "幸存率": "留存率",
    "审查数据": "删失",
    "分开同意": "单独同意",
    "战役": "市场推广活动",
    "折扣回收期": "动态投资回收期",
    "脆弱": "需特别关注",
    "琥珀": "黄",
    "静音": "暂停提醒",
    "加载": "上传",
    "未导入": "未上传",
    "尚未载入": "尚未上传",
    "传说": "图例",
    "沉默": "未作表示",
    # wordy, regional, misspelt
    "进行查看": "查看",
    "进行上传": "上传",
    "进行分析": "分析",
    "资料库": "数据库",
    "库文件": "数据库",
    "品质": "质量",
    "管制图": "控制图",
    "专案": "项目",
    "上传档案": "上传文件",
    "登陆": "登录",
    "阀值": "阈值",
    "泄漏": "泄露",
    "资讯": "信息",
    "软体": "软件",
    "网路": "网络",
    "使用者": "用户",
    "预设": "默认",
    "储存格": "单元格",
}
CAUSE = {"导致", "造成", "归因于", "由于"}
TERMS = {
    "wave": "波次",
    "cut-over": "切换",
    "programme": "转移项目|项目",
    "promoters": "推荐者",
    "passives": "中立者",
    "detractors": "贬损者",
    "undo": "撤销",
    "as of": "截至",
    "segment": "客户群",
    "branch": "机构|网点|分公司",
    "phase": "阶段",
    "rejected": "退回",
    "pseudonym": "假名",
    "edition": "上会版",
    "alert": "预警",
    "threshold": "阈值",
    "mapping": "映射",
    "lineage": "数据血缘",
    "preview": "预览",
    "snapshot": "快照",
    "template": "模板",
    "erase": "删除",
    "batch": "批",
    "response rate": "应答率",
    "work ?sheet": "工作表",
    "dataset": "数据集",
    "within noise": "随机波动",
    "too few": "不足|过少|太少",
}
"""Words of the field, and what stands for them in Chinese."""

LABELS = re.compile(r"\.(title|label|button|tile|header|short|name)$|^(page|group|word|role|nav)\.")


@lru_cache(maxsize=1)
def chinese() -> dict[str, str]:
    """Every Chinese text that people see, by where it stands: catalogues, labels of datasets, the Chinese documents."""
    found = {f"{key}[{form}]": text for key, texts in messages("zh").items() for form, text in enumerate(texts)}
    for dataset in DATASETS.values():
        found[f"dataset {dataset.name}"] = dataset.zh
        found[f"dataset {dataset.name} help"] = dataset.help_zh
        for field in dataset.fields:
            where = f"dataset {dataset.name}.{field.name}"
            found[where] = field.zh
            found[f"{where} help"] = field.help_zh
            for choice in field.choices:
                found[f"{where} {choice.code}"] = choice.zh
    for name in ("README.zh.md", "docs/operations.zh.md"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        found |= {f"{name}:{number}": line for number, line in enumerate(lines, 1) if re.search(H, line)}
    return found


def prose() -> Iterator[tuple[str, str]]:
    """Chinese texts without mark-up, code spans, dates and links."""
    for place, text in chinese().items():
        if place.endswith("_format[0]"):  # a number format of Excel, not prose
            continue
        yield place, DATE.sub("", re.sub(r"!\[|<[^>]*>|`[^`]*`|https?://\S+|:material/\w+:", "", text))


@pytest.mark.parametrize("rule", PUNCTUATION)
def test_punctuation(rule: str) -> None:
    wrong = {place: text for place, text in prose() if re.search(PUNCTUATION[rule], text)}
    assert wrong == {}, rule


def test_words_to_reject() -> None:
    wrong = [
        f"{place}: {word} (→ {better}): {text}"
        for place, text in chinese().items()
        for word, better in WORDS.items()
        if word in text and not (word in CAUSE and place.startswith("effect."))
    ]
    assert wrong == []


def test_terms_of_the_field() -> None:
    """Where the English text has a term, the Chinese one has its Chinese term."""
    other = [
        f"{key}: {term} → {expected}: {' / '.join(texts)}"
        for key, texts in messages("en").items()
        for term, expected in TERMS.items()
        if not key.startswith("command.")  # what is typed is not translated
        and re.search(rf"(?<![{{\w]){term}(?:e?s)?(?![\w}}])", texts[0], re.I)
        and not re.search(expected, messages("zh").get(key, ("",))[0])
    ]
    assert other == []


def test_significant_is_never_bare() -> None:
    assert [place for place, text in chinese().items() if re.search(r"(?<!统计)显著", text)] == []


def test_labels_have_no_full_stop() -> None:
    """Labels, titles and buttons end without one, unless they are a sentence in English too."""
    english = {f"{key}[0]": texts[0] for key, texts in messages("en").items()}
    stopped = [place for place, text in chinese().items() if LABELS.search(place.split("[")[0]) and text.endswith("。")]
    assert [place for place in stopped if not english.get(place, "").endswith(".")] == []


def test_a_catalogue_text_of_words_is_chinese() -> None:
    """A Chinese text equal to its English sentence was forgotten."""
    english = messages("en")
    forgotten = [
        key
        for key, texts in messages("zh").items()
        if texts[0] == english.get(key, ("",))[0] and re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", texts[0])
    ]
    assert forgotten == []


def test_the_menu_is_short() -> None:
    """Names of pages have at most six characters; a Latin letter counts half."""
    long = {
        key: texts[0]
        for key, texts in messages("zh").items()
        if re.fullmatch(r"page\.\w+", key) and width(texts[0]) > 6
    }
    assert long == {}


def width(text: str) -> float:
    return sum(1 if re.match(H, character) else 0.5 for character in text)
