"""The words of rated answers in both languages, by family and strength."""

from __future__ import annotations

WORDS: dict[str, dict[int, str]] = {
    # Strength of a wording: ±3 the ends, ±2 plain, ±1 weakened, 0 the middle. "*" marks a wording that is ambiguous.
    "satisfied": {
        3: (
            "非常满意 很满意 十分满意 极满意 极其满意 特别满意 完全满意 极为满意|very satisfied|extremely"
            " satisfied|completely satisfied|highly satisfied"
        ),
        2: "满意|satisfied",
        1: (
            "比较满意 较满意 较为满意|somewhat satisfied|fairly satisfied|slightly satisfied|moderately"
            " satisfied|mostly satisfied"
        ),
        0: (
            "一般 说不清 中立 普通 尚可 无所谓满意不满意|neither satisfied nor dissatisfied|neutral|so"
            " so|so-so|neither|ok|okay"
        ),
        -1: (
            "不太满意 比较不满意 较不满意 较为不满意 不是很满意 不怎么满意|somewhat dissatisfied|slightly"
            " dissatisfied|fairly dissatisfied|moderately dissatisfied|somewhat unsatisfied|mostly dissatisfied"
        ),
        -2: "不满意|dissatisfied|unsatisfied|not satisfied",
        -3: (
            "非常不满意 很不满意 极不满意 十分不满意 特别不满意 极其不满意 完全不满意|very dissatisfied|extremely"
            " dissatisfied|very unsatisfied|completely dissatisfied|highly dissatisfied|not at all satisfied"
        ),
    },
    "agree": {
        3: "非常同意 完全同意 十分同意 很同意|strongly agree|completely agree|totally agree",
        2: "同意|agree",
        1: "比较同意 较同意 基本同意|somewhat agree|slightly agree|tend to agree",
        0: "不确定 中立|neither agree nor disagree|neutral|undecided",
        -1: "不太同意 比较不同意 较不同意|somewhat disagree|slightly disagree|tend to disagree",
        -2: "不同意|disagree",
        -3: "非常不同意 完全不同意 十分不同意 很不同意|strongly disagree|completely disagree|totally disagree",
    },
    "good": {
        3: "非常好 很好 优秀 优|excellent|outstanding",
        2: "好 良好 良|good|very good",
        1: "比较好 较好|fairly good",
        0: "一般 中等 中|average|fair|acceptable",
        -1: "不太好 较差 比较差|below average",
        -2: "差 不好|poor|bad",
        -3: "非常差 很差 极差 非常不好|very poor|very bad|terrible|awful",
    },
    "often": {
        3: "总是 一直|always",
        2: "经常|often|usually|frequently",
        0: "有时|sometimes|occasionally",
        -2: "很少 偶尔|rarely|seldom",
        -3: "从不 从未|never",
    },
    "likely": {
        3: "非常愿意 很愿意 非常可能 很可能 一定会 肯定会|very likely|extremely likely|definitely",
        2: "愿意 可能 会|likely|probably",
        1: "比较愿意 较愿意 比较可能|somewhat likely|fairly likely",
        0: "一般 不确定 说不准|neither likely nor unlikely|neutral|not sure",
        -1: "不太愿意 比较不愿意 不太可能|somewhat unlikely|fairly unlikely",
        -2: "不愿意 不可能 不会|unlikely|probably not",
        -3: (
            "非常不愿意 完全不愿意 非常不可能 完全不可能 一定不会 肯定不会|very unlikely|extremely unlikely|definitely"
            " not|not at all likely"
        ),
    },
    "easy": {
        3: "非常容易 很容易 非常方便 很方便 非常便捷|very easy|extremely easy|extremely simple",
        2: "容易 方便 便捷|easy|simple",
        1: "比较容易 较容易 比较方便 较方便|somewhat easy|fairly easy",
        0: "一般|neither easy nor difficult|neutral",
        -1: "不太容易 比较困难 较困难 不太方便 比较不方便|somewhat difficult|fairly difficult",
        -2: "不容易 困难 不方便|difficult|hard",
        -3: "非常困难 很困难 非常不容易 非常不方便 很不方便|very difficult|extremely difficult|very hard",
    },
}
AMBIGUOUS = {"基本满意", "一般满意", "基本可以", "还可以", "mostly ok"}
NOT_SATISFIED = {
    "neutral or dissatisfied",
    "not satisfied or neutral",
    "dissatisfied or neutral",
    "neither or dissatisfied",
}
