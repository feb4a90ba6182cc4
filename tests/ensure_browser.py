"""A Chromium for the browser tests and a Chinese font for their pictures, taken from where there is one.

``python -m tests.ensure_browser`` finds or installs both and prints the browser's path. In order: a browser of the
system, Playwright's own, Playwright's after a download, and Debian's packages where the user is root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ["chromium", "fonts-noto-cjk"]


def works(path: str) -> bool:
    """Whether the browser starts at all: a binary without its libraries does not even tell its version."""
    return succeeds([path, "--version"])


def succeeds(command: list[str], *, show: bool = False) -> bool:
    """Whether a command ends with 0; its output goes to stderr when ``show``, else nowhere."""
    output = sys.stderr if show else subprocess.DEVNULL
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, timeout=900, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def of_playwright() -> str | None:
    """Playwright's own Chromium, if it was downloaded and starts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() and works(path) else None


@lru_cache(maxsize=1)
def chromium() -> str | None:
    """The path of a Chromium that starts; ``None`` where there is none. ``CHROMIUM`` names another one."""
    named = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else list(NAMES)
    found = (shutil.which(name) for name in named)
    return next((path for path in found if path and works(path)), None) or of_playwright()


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese characters; true where there is no fontconfig to ask (macOS,
    Windows)."""
    if shutil.which("fc-list") is None:
        return sys.platform != "linux"
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def install_packages(packages: list[str]) -> bool:
    """Debian's packages, where the user is root and there is apt."""
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    return succeeds(install, show=True) or (succeeds(["apt-get", "update"], show=True) and succeeds(install, show=True))


def main() -> int:
    """Make sure of both; 1 and a sentence about what to do when there is no browser to be had."""
    path = chromium()
    if path is None:
        say("No Chromium on this machine: downloading Playwright's")
        succeeds([sys.executable, "-m", "playwright", "install", "chromium"], show=True)
        chromium.cache_clear()
        path = chromium()
    if path is None and install_packages(PACKAGES):
        chromium.cache_clear()
        path = chromium()
    if path is None:
        say("The browser tests need a Chromium and none could be had.")
        say("Install one (Debian, as root: apt install chromium fonts-noto-cjk), or name one: CHROMIUM=/path")
        return 1
    if not has_chinese_font() and not install_packages(PACKAGES[1:]):
        say("No Chinese font: pictures will show boxes for Chinese text (Debian: apt install fonts-noto-cjk)")
    say(f"Browser: {path}")
    return 0


def say(text: str) -> None:
    """One line for the person who waits."""
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
