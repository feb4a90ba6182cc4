"""Settings of the installation, each from an environment variable ``HANDOVER_<NAME>``."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.access import Role
from data.problems import Refusal

_DAY = "2026-11-23"
"""What a day looks like, where one is asked for."""


class Settings(BaseSettings):
    """Every setting has a default that works on one machine for one programme."""

    model_config = SettingsConfigDict(env_prefix="HANDOVER_", env_ignore_empty=True, extra="ignore")

    store: str = Field("var/programme.duckdb", description="Address of the store: the path of a DuckDB file.")
    key: str | None = Field(None, description="Key that encrypts the store and wraps the key of the pseudonyms.")
    key_file: Path | None = Field(None, description="File that holds that key, instead of the environment.")
    lang: Literal["en", "zh"] = Field("en", description="Language where neither the link nor the browser names one.")
    today: date | None = Field(None, description="Fixes today, for tests and pictures.")
    role: Role = Field("administrator", description="Role of the user where there is no sign-in.")
    user: str = Field("local", description="Name of the user where there is no sign-in.")

    def secret(self) -> str | None:
        """The key of the store, from the environment or its file; ``None`` where the store is not encrypted.

        Refusals: ``key_file_unreadable``, and ``key_file_empty``, so that no store is made in the clear by an oversight.
        """
        if self.key_file is None:
            return self.key
        try:
            key = self.key_file.read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            raise Refusal("key_file_unreadable", where=str(self.key_file)) from None
        if not key:
            raise Refusal("key_file_empty", where=str(self.key_file))
        return key


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once. Tests call ``settings.cache_clear()`` after changing the environment.

    Refusal: ``setting_invalid``.
    """
    try:
        return Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        name = f"HANDOVER_{str(first['loc'][0]).upper()}"
        allowed = get_args(Settings.model_fields[str(first["loc"][0])].annotation)
        words = ", ".join(value for value in allowed if isinstance(value, str)) or _DAY
        raise Refusal("setting_invalid", where=name, value=str(first["input"]), allowed=words) from None
