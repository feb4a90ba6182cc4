"""Survey platforms and other known shapes, one module each. The first that recognises a sheet lays it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from data.ingest.layout import Layout, find_layout
from data.ingest.platforms import (
    googleforms,
    limesurvey,
    msforms,
    phone_list,
    qualtrics,
    surveymonkey,
    template,
    tencent,
    wjx,
)
from data.ingest.workbook import Grid

DETECTORS: tuple[Callable[[Grid], Layout | None], ...] = (
    template.detect,
    qualtrics.detect,
    qualtrics.detect_legacy,
    surveymonkey.detect,
    limesurvey.detect,
    tencent.detect,
    wjx.detect,
    msforms.detect,
    googleforms.detect,
    phone_list.detect,
    find_layout,
)
"""Tried in order. A new platform is a module with ``detect`` and one line here."""


def detect(grid: Grid) -> Layout | None:
    """The layout of a sheet, or ``None`` where it holds no table."""
    if grid.origin is not None:
        return cast(Layout, grid.origin.layout)
    for detector in DETECTORS:
        layout = detector(grid)
        if layout is not None:
            return layout
    return None
