"""Commands of this machine that reach the store while the dashboard has it open (``data.store.door``)."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store


def run_command(
    program: str, argv: list[str], files: dict[str, bytes], store: Store, caller: Rights
) -> tuple[int, str, str]:
    """Run ``python -m data …`` or ``python -m analytics …`` on the open store, for its caller: exit code, output,
    errors."""
    out = StringIO()
    if program == "analytics":
        from analytics.__main__ import main as analytics_main

        return analytics_main(argv, store=store, out=out, rights=caller), out.getvalue(), ""
    from data.__main__ import main as data_main

    return data_main(argv, store=store, files=files, out=out, rights=caller), out.getvalue(), ""
