"""Words of others where a file, a line or a mail of ours is made of them: names and sentences that were typed or read
from a file."""

from __future__ import annotations

import re

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What steers a terminal and what no XML can hold."""
DIRECTIONS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Marks of the direction of writing: one that is never closed turns what we write behind it."""
PLACES = re.compile(r'[\\/:*?"<>|]+')
"""What no name of a file has on every system: the marks of folders, drives and patterns."""
LONGEST_NAME = 50
"""Letters of a file's name before its ending: with four bytes each and words of ours it stays under 255 bytes."""
ENDS = re.compile("[\r\n\t\x0b\x0c\x85\u2028\u2029]+")


def on_terminal(text: str) -> str:
    """The text as a terminal may have it, lines and all: it does nothing there but stand."""
    return DIRECTIONS.sub("", printable(text))


def printable(text: str) -> str:
    """The text without what steers a terminal and what a workbook or slide cannot hold; its lines stay."""
    return UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """The text on one line, in the direction of ours: it looks like no further line of the mail or list that it stands
    in."""
    return DIRECTIONS.sub("", printable(ENDS.sub(" ", text))).strip()


def file_named(name: str, ending: str = "") -> str:
    """The name of a file that is handed out, made of words of others: one line, no folder, no mark that shows another
    ending than it has, and of a length that every system takes."""
    own = PLACES.sub("-", one_line(name)).strip(" .")[:LONGEST_NAME].rstrip(" .")
    return (own or "file") + ending
