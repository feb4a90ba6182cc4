"""Customer ids: one written form, then a keyed pseudonym. The id itself is never stored.

Rule for leading zeros of ids made of digits alone: ``keep`` · ``strip`` · ``pad`` to a length. ``strip`` and ``pad``
make the same ids equal (``123`` and ``000123``), so the hash is taken of the stripped form under both: rows loaded
before the roster meet it later. Under ``pad`` an id longer than the length keeps its zeros.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

FLOAT_TAIL = re.compile(r"^(\d+)\.0+$")
PLAIN = r"^[0-9A-Za-z._/-]+$"
"""Ids that need neither NFKC nor trimming."""
PSEUDONYM_BYTES = 16


@dataclass(frozen=True)
class IdRule:
    """How the leading zeros of numeric ids are treated. ``fixed`` once a roster was loaded or the programme states
    it."""

    padding: Literal["keep", "strip", "pad"] = "strip"
    length: int = 0
    fixed: bool = False

    def write(self) -> str:
        return f"{self.padding}:{self.length}"

    @classmethod
    def read(cls, text: str) -> IdRule:
        padding, _, length = text.partition(":")
        known = padding if padding in ("keep", "strip", "pad") else "strip"
        return cls(known, int(length or 0), fixed=True)  # type: ignore[arg-type]


def canonical(customer: str, rule: IdRule) -> str:
    """The one written form: NFKC, trimmed, upper case, without the ``.0`` of a float, zeros by the rule."""
    text = customer if customer.isascii() else unicodedata.normalize("NFKC", customer)
    text = text.strip().upper()
    match = FLOAT_TAIL.match(text)
    if match:
        text = match[1]
    if rule.padding != "keep" and text.isdecimal() and (rule.padding == "strip" or len(text) <= rule.length):
        text = text.lstrip("0") or "0"
        if rule.padding == "pad":
            text = text.zfill(rule.length)
    return text


def pseudonym(customer: str, rule: IdRule, key: bytes) -> str:
    """128 bits of HMAC-SHA-256 of the canonical form, as 32 hexadecimal digits."""
    text = canonical(customer, rule)
    if rule.padding == "pad" and len(text) == rule.length and text.isdecimal():
        text = text.lstrip("0") or "0"
    return hmac.digest(key, text.encode(), "sha256")[:PSEUDONYM_BYTES].hex()


def pseudonyms(written: pa.ChunkedArray, rule: IdRule, key: bytes) -> tuple[pa.Table, pa.Array]:
    """The distinct ids as written beside their pseudonyms (``raw``, ``pseudonym``), and the pseudonym of each row.

    An id of blanks alone has none.
    """
    places = written.cast(pa.string()).combine_chunks().dictionary_encode()
    raw = places.dictionary
    hashed: list[str | None]
    if pc.all(pc.match_substring_regex(raw, PLAIN)).as_py():
        hashed = _plain_pseudonyms(raw, rule, key)
    else:
        hashed = [pseudonym(one, rule, key) if one.strip() else None for one in raw.to_pylist()]
    known = pa.array(hashed, pa.string())
    return pa.table({"raw": raw, "pseudonym": known}), known.take(places.indices)


def _plain_pseudonyms(raw: pa.Array, rule: IdRule, key: bytes) -> list[str | None]:
    """The same for ids of plain characters, brought to their form as one column."""
    text = pc.replace_substring_regex(pc.ascii_upper(raw), r"^(\d+)\.0+$", r"\1")
    if rule.padding != "keep":
        bare = pc.replace_substring_regex(text, r"^0+(\d+)$", r"\1")
        short = pc.less_equal(pc.utf8_length(text), rule.length) if rule.padding == "pad" else True
        text = pc.if_else(short, bare, text)
    # RFC 2104 with the key, shorter than a block, taken in once: most of an HMAC of a short text is its key.
    block = key.ljust(hashlib.sha256().block_size, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in block)).copy for pad in (0x36, 0x5C))
    hashed: list[str | None] = []
    for one in text.cast(pa.binary()).to_pylist():
        inside, outside = inner(), outer()
        inside.update(one)
        outside.update(inside.digest())
        hashed.append(outside.hexdigest()[: 2 * PSEUDONYM_BYTES])
    return hashed


def guess_rule(written: Iterable[str]) -> IdRule:
    """The rule a roster suggests.

    Ids of one length with leading zeros: pad to it. Ids that would become equal without their zeros: keep. Else strip.
    """
    plain = IdRule("keep")
    numeric = {text for text in (canonical(raw, plain) for raw in written) if text.isdecimal()}
    if not any(text.startswith("0") and text != "0" for text in numeric):
        return IdRule("strip", fixed=True)
    lengths = {len(text) for text in numeric}
    if len(lengths) == 1:
        return IdRule("pad", lengths.pop(), fixed=True)
    if len({text.lstrip("0") for text in numeric}) < len(numeric):
        return IdRule("keep", fixed=True)
    return IdRule("strip", fixed=True)


def has_leading_zeros(written: Iterable[str]) -> bool:
    """Whether any numeric id begins with a zero, so that the rule matters and is worth a look."""
    plain = IdRule("keep")
    return any(
        text.startswith("0") and len(text) > 1 and text.isdecimal()
        for text in (canonical(raw, plain) for raw in written)
    )
