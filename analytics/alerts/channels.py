"""The channels that alerts go to: mail, a webhook, 企业微信, 钉钉, 飞书, Slack, Teams and whatever else Apprise knows.

They stand in a file of their own (``HANDOVER_CHANNELS_FILE``), since their addresses hold passwords: a line a channel,
its name, its address in the form of Apprise, and then, where wanted, ``serious`` (serious alerts alone) and a language.
An address is never logged, shown or stored; a channel is known by its name.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from data.language import LANGUAGES
from data.problems import Refusal
from data.settings import settings

if TYPE_CHECKING:
    from pathlib import Path

    from apprise import AppriseAsset

Least = Literal["all", "serious"]


@dataclass(frozen=True)
class Channel:
    """Where messages go; ``least`` is how grave an alert must be, ``lang`` the language of its words."""

    name: str
    address: str = field(repr=False)
    least: Least = "all"
    lang: str = "en"


def load_channels() -> tuple[Channel, ...]:
    """The channels of the settings; none where no file is named. Refusals: ``channels_unreadable``,
    ``channel_unreadable``."""
    file = settings().channels_file
    return () if file is None else read_channels(file)


def read_channels(file: Path) -> tuple[Channel, ...]:
    """The channels of a file. What is wrong with a line is told by its number, never by what stands in it."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        raise Refusal("channels_unreadable", where=str(file)) from None
    found: dict[str, Channel] = {}
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        rest = words[2:]
        if len(words) < 2 or words[0] in found or any(one not in ("serious", "all", *LANGUAGES) for one in rest):
            raise Refusal("channel_unreadable", where=str(file), line=number)
        least: Least = "serious" if "serious" in rest else "all"
        lang = next((one for one in rest if one in LANGUAGES), settings().lang)
        channel = Channel(words[0], words[1], least, lang)
        if not known(channel):
            raise Refusal("channel_unreadable", where=str(file), line=number)
        found[channel.name] = channel
    return tuple(found.values())


def known(channel: Channel) -> bool:
    """Whether the address is one that messages can be sent to."""
    from apprise import Apprise

    _quiet()
    return bool(Apprise(asset=_asset()).add(channel.address))


def send(channel: Channel, title: str, body: str) -> str:
    """Send a message; '' where it was taken, else a code: ``refused`` (the other side did not take it) or
    ``broken``."""
    from apprise import Apprise, NotifyFormat

    _quiet()
    sender = Apprise(asset=_asset())
    sender.add(channel.address)
    try:
        return "" if sender.notify(body=body, title=title, body_format=NotifyFormat.TEXT) else "refused"
    except Exception:  # noqa: BLE001 - whatever it is may hold the address: it is told as a code, and tried again
        return "broken"


def _asset() -> AppriseAsset:
    from apprise import AppriseAsset

    return AppriseAsset(app_id="Handover", app_desc="Handover", app_url="", async_mode=False, secure_logging=True)


def _quiet() -> None:
    """What Apprise and its requests log may hold addresses; what became of a message stands in the log of
    deliveries."""
    for name in ("apprise", "urllib3", "requests_oauthlib"):
        own = logging.getLogger(name)
        own.handlers, own.propagate = [logging.NullHandler()], False
