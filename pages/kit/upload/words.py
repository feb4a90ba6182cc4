"""Small words of the upload: where a file comes from."""

from __future__ import annotations

from data.language import Translator


def platform_text(platform: str, t: Translator) -> str:
    """``A Qualtrics export``; a table of no known platform is called that."""
    key = f"upload.what.{platform}"
    return t(key) if t.has(key) else t("upload.what.table")
