"""Themes of comments by declared words, Chinese and English: what a reader can check, change and argue about.

A comment has every theme of which it holds a word. Words are matched in lower case, English ones from the start of a
word; there is no segmenter and no model, so the same comment always has the same themes. What no theme catches is
counted and shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """``en`` are starts of words or phrases, ``zh`` strings. The name of a theme is the message ``theme.<name>``."""

    en: tuple[str, ...]
    zh: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """A regular expression of all words, without quotes and without marks that engines read differently."""
        starts = [f"(^|[^a-z]){word}" for word in self.en]
        return "|".join([*starts, *self.zh])


THEMES = {
    "notice": Theme(
        (
            "nobody told",
            "not told",
            "been told",
            "not informed",
            "no notice",
            "letter came after",
            "learned of the",
            "different dates",
            "weeks earlier",
        ),
        (
            "没有人告诉",
            "没人通知",
            "没有通知",
            "未通知",
            "才到",
            "听说转移",
            "不同的日期",
            "提前几周",
            "提前通知",
            "事先",
        ),
    ),
    "wording": Theme(
        ("letter twice", "legal language", "plain answer", "leaflet", "do not understand", "confusing", "unclear"),
        ("看不懂", "看了两遍", "法律用语", "明白话", "宣传单", "不清楚", "说明不"),
    ),
    "waiting": Theme(
        ("wait", "queue", "no answer", "still no", "on hold", "slow"),
        ("排队", "等了", "没有答复", "打不通", "太慢", "等待", "占线"),
    ),
    "access": Theme(
        ("password", "sign in", "log in", "login", "new app", "account locked"),
        ("密码", "登录", "登陆", "应用", "客户端", "闪退"),
    ),
    "billing": Theme(
        ("charged", "bill", "prepaid", "balance", "fee", "overcharg"),
        ("账单", "扣了", "扣费", "余额", "收费", "费用", "多扣"),
    ),
    "debit": Theme(
        ("direct debit", "standing order", "automatic payment", "autopay"),
        ("代扣", "自动扣款", "自动缴费", "自动还款"),
    ),
    "privacy": Theme(
        ("my data", "privacy", "passed on", "my number", "personal information"),
        ("我的信息", "个人信息", "隐私", "我的号码", "泄露"),
    ),
    "staff": Theme(
        ("friendly", "patient", "called me back", "helpful", "kind", "polite"),
        ("耐心", "热情", "回电话", "态度好", "服务好", "周到"),
    ),
    "smooth": Theme(
        ("smooth", "one form", "hardly noticed", "on time", "well prepared", "easy"),
        ("顺利", "填一张表", "没有感觉", "按时", "准备充分", "方便"),
    ),
}
"""Theme → its words. What was praised stands last."""


def declared_theme(wording: str) -> str:
    """The first theme that has a word of ``wording``; '' where none has."""
    said = wording.lower()
    return next((name for name, theme in THEMES.items() if re.search(theme.pattern, said)), "")
