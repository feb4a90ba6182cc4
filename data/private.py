"""Whatever this product writes is for its owner alone: files of mode 0600, folders of mode 0700, whatever was set
before."""

from __future__ import annotations

import os

OTHERS = 0o077
"""What is taken from every file and folder that is made from now on: all that the group and others might do."""


def keep_private() -> None:
    """Take the rights of others from every file and folder that this process makes, also those that a library makes for
    it: a journal, what a question spills to disk, a log, a picture."""
    os.umask(OTHERS)
