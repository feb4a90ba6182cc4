"""The options of the commands of the brief."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data.language import Translator

FORMS = ("text", "markdown", "html")


def add_brief(commands: Any, parents: list[Any], t: Translator) -> None:
    """``brief`` and ``calendar``: their forms and where they go."""
    brief = commands.add_parser("brief", parents=parents, help=t("command.brief"))
    brief.add_argument("--format", choices=FORMS, default=FORMS[0], help=t("command.brief.format"))
    brief.add_argument("--since", metavar="EDITION", default="", help=t("command.brief.since"))
    brief.add_argument("--to", metavar="FILE", default="", help=t("command.brief.to"))
    calendar = commands.add_parser("calendar", parents=parents, help=t("command.calendar"))
    calendar.add_argument("--to", metavar="FILE", default="", help=t("command.brief.to"))
