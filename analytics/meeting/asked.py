"""The options of the commands of a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data.language import Translator

ACTIONS = ("make", "list", "check", "compare")


def add_pack(commands: Any, parents: list[Any], t: Translator) -> None:
    """``pack``: what is in it, its forms and where it goes."""
    pack = commands.add_parser("pack", parents=parents, help=t("command.pack"))
    pack.add_argument("--edition", metavar="NAME", default="", help=t("command.pack.edition"))
    pack.add_argument("--areas", metavar="KEYS", default="", help=t("command.pack.areas"))
    pack.add_argument("--format", metavar="FORMS", default="pptx,html,xlsx", help=t("command.pack.format"))
    pack.add_argument("--out", metavar="DIR", default=".", help=t("command.pack.out"))
    pack.add_argument("--template", metavar="FILE", default="", help=t("command.pack.template"))
    pack.add_argument("--list", action="store_true", help=t("command.pack.list"))


def add_edition(commands: Any, parents: list[Any], t: Translator) -> None:
    """``edition``: what is done, and with which."""
    edition = commands.add_parser("edition", parents=parents, help=t("command.edition"))
    edition.add_argument("action", choices=ACTIONS, help=t("command.edition.action"))
    edition.add_argument("names", nargs="*", metavar="NAME", help=t("command.edition.names"))
    edition.add_argument("--note", default="", help=t("command.edition.note"))
