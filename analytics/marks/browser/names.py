"""Names in a figure. Plotly reads a few tags of HTML in every text; only those that the drawers write themselves may
act."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import plotly.io

if TYPE_CHECKING:
    import plotly.graph_objects as go

_OTHER_TAGS = re.compile(r"<(?!/?b>|br>|/?extra>)(?=[^<>]*>)")
"""The beginning of a tag that no drawer writes: a link, a picture, italics came out of a name."""
_ESCAPED = {"\\u003c": "<", "\\u003e": ">", "\\u002f": "/"}
_NO_TEXT = frozenset({"customdata", "meta", "ids"})
"""What is never drawn: ids lead to rows and stay what they are."""


def spec_of(figure: go.Figure) -> str:
    """The figure in Plotly's JSON, in which a tag that came out of a name is written as it stands."""
    spec = str(plotly.io.to_json(figure, validate=False))
    drawn = spec
    for escaped, letter in _ESCAPED.items():
        drawn = drawn.replace(escaped, letter)
    if not _OTHER_TAGS.search(drawn):
        return spec
    return str(plotly.io.to_json(_written(figure.to_plotly_json()), validate=False))


def _written(value: Any) -> Any:
    if isinstance(value, str):
        return _OTHER_TAGS.sub("&lt;", value)
    if isinstance(value, dict):
        return {name: one if name in _NO_TEXT else _written(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_written(one) for one in value]
    if getattr(value, "dtype", None) is not None and value.dtype.kind in "OU":
        return [_written(one) for one in value.tolist()]
    return value
