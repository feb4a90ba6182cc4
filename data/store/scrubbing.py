"""Free text without what identifies a person: e-mail addresses and numbers in the length of a telephone, an identity
card or a bank card.

One list of patterns for what comes out of files, by the column in the engine, and for what is typed on screen. They
look at the content alone: figures in both widths and Chinese numerals, with the gaps people write. A date, a share, an
amount with commas and a case number of less than seven figures stay.
"""

from __future__ import annotations

import re

FIGURE = "[0-9０-９]"
NUMERALS = "".join(
    map(chr, (0x96F6, 0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5E7A))
)
"""Nought to nine in Chinese, with the other words for nought and for one, as numbers are read out."""
E_MAIL = r"[A-Za-z0-9._%+-]{1,64}[@＠][A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
"""At most 64 letters before the sign, as the standard has it: so a text of letters without one is read once."""
LONG_NUMBER = "|".join(
    (
        rf"{FIGURE}{{6}}[ -]{FIGURE}{{8}}[ -]{FIGURE}{{3}}[0-9０-９XxＸｘ]",  # an identity card in its parts
        rf"{FIGURE}{{7,}}[XxＸｘ]?",
        rf"{FIGURE}{{3,4}}([ -]{FIGURE}{{3,4}}){{2,}}",  # a card or a telephone in groups
        rf"1[3-9]{FIGURE}[ .·-]?{FIGURE}{{4}}[ .·-]?{FIGURE}{{4}}",  # a mobile number in China
        rf"[(（]0?{FIGURE}{{2,4}}[)）] ?{FIGURE}{{3,4}}[ -]?{FIGURE}{{4}}",  # a telephone with its area in brackets
        r"[0-9]{3}-[0-9]{2}-[0-9]{4}",  # a social security number
        f"[{NUMERALS}]{{7,}}",
    )
)
LOOK = f"[0-9０-９{NUMERALS}]{{2}}"
"""What every such number has: texts without it are left alone at once."""
MAIL_PUT, NUMBER_PUT = "***@***", "***"
_E_MAIL, _LONG_NUMBER = re.compile(E_MAIL), re.compile(LONG_NUMBER)


def masked(column: str) -> str:
    """The SQL expression of a free text without them."""
    mail = (
        f"case when contains({column}, '@') or contains({column}, '＠') then regexp_replace({column}, '{E_MAIL}',"
        f" '{MAIL_PUT}', 'g') else {column} end"
    )
    return (
        f"case when regexp_matches({column}, '{LOOK}') then regexp_replace({mail}, '{LONG_NUMBER}', '{NUMBER_PUT}',"
        f" 'g') else {mail} end"
    )


def scrubbed(text: str) -> str:
    """The same for a text that was typed: a comment, a reason."""
    return _LONG_NUMBER.sub(NUMBER_PUT, _E_MAIL.sub(MAIL_PUT, text))


def without(text: str, names: tuple[str, ...]) -> str:
    """``text`` without an id, wherever it stands as a word of its own."""
    for name in names:
        text = re.sub(rf"(?<![0-9A-Za-z]){re.escape(name)}(?![0-9A-Za-z])", NUMBER_PUT, text, flags=re.IGNORECASE)
    return text
