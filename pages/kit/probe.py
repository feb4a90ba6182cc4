"""Is the dashboard of this machine ready? ``python -m pages.kit.probe [PORT]`` exits with 0 where it is, for a
container's health."""

from __future__ import annotations

import sys
from http.client import HTTPConnection, HTTPException


def is_ready(port: int) -> bool:
    """Whether ``/api/ready`` answers 200 within some seconds; any other program on the port is none."""
    try:
        asked = HTTPConnection("127.0.0.1", port, timeout=8)
        asked.request("GET", "/api/ready")
        answer = asked.getresponse()
        return answer.status == 200 and answer.read(64).startswith(b'{"ready":true')
    except (OSError, HTTPException):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_ready(int(sys.argv[1]) if len(sys.argv) > 1 else 8501) else 1)
