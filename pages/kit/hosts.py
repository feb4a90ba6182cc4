"""Whom a server without sign-in answers: this machine and nobody else.

Everything that a page shows goes over one connection of the browser, whose headers each run of a page looks at. A name
of another machine in ``Host`` or ``Origin`` is a browser that was led here; ``Forwarded`` and its kin say that a proxy
stands in front, behind which anybody may be.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from data.problems import Refusal

PASSED_ON = ("forwarded", "x-forwarded", "x-real-ip")
"""How the names of headers begin that a proxy adds."""


def is_loopback(host: str) -> bool:
    """Whether a name or an address can only be this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold().rstrip(".") == "localhost"


def check_address(address: str | None, *, signed: bool, open_to_all: bool) -> None:
    """Whether a server may listen on ``address`` (none is every address of the machine): beyond the loopback only with
    sign-in, or where it is open on purpose. Refusal ``open_to_network``."""
    if not (signed or open_to_all or is_loopback(address or "0.0.0.0")):
        raise Refusal("open_to_network", address=address or "0.0.0.0")


def check_headers(headers: Iterable[tuple[str, str]]) -> None:
    """That a request is of a browser on this machine and came straight here. Refusals: ``foreign_host``,
    ``foreign_origin``, ``passed_on``. Without any header nothing was sent over a network."""
    told = [(name.casefold(), value) for name, value in headers]
    if not told:
        return
    for name, _ in told:
        if name.startswith(PASSED_ON):
            raise Refusal("passed_on", header=name)
    hosts = [value for name, value in told if name == "host"]
    if len(hosts) != 1 or not is_loopback(_name(f"//{hosts[0]}")):
        raise Refusal("foreign_host", host=", ".join(hosts) or "–")
    for name, value in told:
        if name == "origin" and urlsplit(value).netloc.casefold() != hosts[0].casefold():
            raise Refusal("foreign_origin", origin=value)


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
