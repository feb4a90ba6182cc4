"""What identifies a person, told by the cells themselves: check digits of identity numbers and cards, phones, mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

Kind = Literal["identity", "card", "phone", "mail"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_IDENTITY = re.compile(r"[1-9]\d{5}(18|19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_OLD_IDENTITY = re.compile(r"[1-9]\d{5}\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}")
_CARD = re.compile(r"(?:3[47]|4\d|5[1-5]|2[2-7]|6[02-9])\d{12,17}")
_MOBILE = re.compile(r"(?:\+?86|0086)?1[3-9]\d{9}")
_WORLD_PHONE = re.compile(r"\+[1-9]\d{8,13}")
_LANDLINE = re.compile(r"(?:0\d{2,3}[-(]?)?\d{3,4}[-]\d{4}|\(?0\d{2,4}\)?[- ]\d{6,8}")
_MASKED_PHONE = re.compile(r"1[3-9]\d[*xX]{4}\d{4}")
_MASKED_IDENTITY = re.compile(r"\d{3,6}[*xX]{6,12}[\dxX]{2,4}")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
MOST = 0.5
"""Share of a column's cells that make it one of direct identifiers."""
LEAST_CELLS = 3


def is_identity_number(text: str) -> bool:
    """A resident identity number of 18 places with its check digit (GB 11643, ISO 7064 MOD 11-2), and a day that
    exists."""
    cell = text.upper()
    if not _IDENTITY.fullmatch(cell) or not _is_day(cell[6:14]):
        return False
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(cell, _WEIGHTS, strict=False)) % 11] == cell[17]


def is_card_number(text: str) -> bool:
    """A payment card: 14 to 19 digits in the ranges that are issued, with the check digit of Luhn (ISO/IEC 7812-1)."""
    if not _CARD.fullmatch(text):
        return False
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(text)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def kind_of(text: str) -> Kind | None:
    """What direct identifier a cell is, with certainty; ``None`` where it is none."""
    cell = unicodedata.normalize("NFKC", text).strip()
    if _MAIL.fullmatch(cell):
        return "mail"
    digits = re.sub(r"(?<=\d)[ -](?=\d)", "", cell)
    if is_identity_number(digits) or _MASKED_IDENTITY.fullmatch(cell):
        return "identity"
    if _MOBILE.fullmatch(digits) or _WORLD_PHONE.fullmatch(digits) or _MASKED_PHONE.fullmatch(cell):
        return "phone"
    return "card" if is_card_number(digits) else None


def kind_of_column(texts: Sequence[str]) -> Kind | None:
    """What most of the distinct texts of a column are, where they are direct identifiers.

    Numbers of the form of an identity number whose check digits are wrong (typed off, made up) are none by one cell; a
    whole column with days of birth inside is one all the same. Ids of a form of their own may look like a phone or a
    card by chance, one in ten for a check digit: so a column counts by its share, and few cells say nothing of those.
    """
    cells = [unicodedata.normalize("NFKC", text).strip() for text in texts if text.strip()]
    if not cells:
        return None
    found = [kind_of(cell) for cell in cells]
    for kind in ("mail", "identity", "phone", "card"):
        enough = len(cells) >= LEAST_CELLS or kind in ("mail", "identity")
        if enough and found.count(kind) > MOST * len(cells):
            return kind
    if len(cells) < LEAST_CELLS:
        return None
    form = sum(1 for cell in cells if _IDENTITY.fullmatch(cell.upper()) or _OLD_IDENTITY.fullmatch(cell))
    landlines = sum(1 for cell in cells if _LANDLINE.fullmatch(cell))
    return "identity" if form > 0.9 * len(cells) else "phone" if landlines > 0.8 * len(cells) else None


def masked_all(texts: Iterable[str]) -> tuple[str, ...]:
    """Samples for a screen: cells that hold an identifier show their first character only."""
    return tuple(f"{text.strip()[:1]}•••" if kind_of(text) else text for text in texts)


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
