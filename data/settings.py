"""Settings of the installation, each from an environment variable ``HANDOVER_<NAME>``."""

from __future__ import annotations

import os
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

    store: str = Field(
        "var/programme.duckdb",
        description=(
            "Address of the store: the path of a DuckDB file, or `lake:postgresql://…|FOLDER` for a lake that several"
            " processes share (see *scale*)."
        ),
    )
    cluster: str = Field(
        "",
        description=(
            "Where a Spark cluster answers what is more than one machine should read: `sc://HOST:PORT|FOLDER`, Spark"
            " Connect and the shared folder of the copies that `ship` writes (see *scale*)."
        ),
    )
    cluster_rows: int = Field(
        10_000_000, ge=0, description="Rows that a question must read at least to be put to that cluster."
    )
    programmes: Path | None = Field(
        None,
        description=(
            "File of several programmes, one a line: `east = var/east/programme.duckdb`, each store in a folder of its"
            " own. It counts for the dashboard in place of `HANDOVER_STORE`, and for commands with `--programme` (see"
            " *operate*)."
        ),
    )
    key: str | None = Field(None, description="Key that encrypts the store and wraps the key of the pseudonyms.")
    key_file: Path | None = Field(None, description="File that holds that key, instead of the environment.")
    lang: Literal["en", "zh"] = Field("en", description="Language where neither the link nor the browser names one.")
    today: date | None = Field(None, description="Fixes today, for tests and pictures.")
    role: Role = Field("administrator", description="Role of the user where there is no sign-in.")
    read_megabytes: int = Field(4096, ge=256, description="Memory that reading one uploaded file may take, in MiB.")
    read_seconds: int = Field(120, ge=1, description="Seconds in which one uploaded file must be read.")
    user: str = Field("local", description="Name of the user where there is no sign-in.")
    user_claim: str = Field(
        "email", description="Claim of the sign-in that names a person; where it is empty, `sub` does."
    )
    role_claim: str = Field(
        "roles",
        description=(
            "Claim of the sign-in that names the role, for who has no row in the dataset `grants`; of several"
            " programmes `east:analyst` or `*:executive` (see *operate*)."
        ),
    )
    open: bool = Field(
        False,
        description="Shows the demo, and nothing else, to whoever reaches the server, without sign-in, read only.",
    )
    template: Path | None = Field(None, description="Presentation whose layouts the slides of a pack are laid on.")
    channels_file: Path | None = Field(None, description="File of the channels that alerts go to, one a line.")
    address: str | None = Field(
        None, description="Address under which the dashboard is reached, for the links in messages."
    )

    def beside(self) -> str:
        """What lies beside the store is called after this: the file, or for a lake a name in its folder; of several
        programmes the file that names them, for what is of none of them."""
        if self.programmes is not None:
            return str(self.programmes)
        lake, bar, folder = self.store.rpartition("|")
        return f"{folder}/programme" if bar and lake.startswith("lake:") else self.store

    def secret(self) -> str | None:
        """The key of the store, from the environment or its file; ``None`` where the store is not encrypted.

        Refusals: ``key_file_unreadable``, and ``key_file_empty``, so that no store is made in the clear by an
        oversight.
        """
        return self.key if self.key_file is None else key_in(self.key_file)


def key_in(file: Path) -> str:
    """The key in a file. Refusals: ``key_file_unreadable`` and ``key_file_empty``."""
    try:
        key = file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise Refusal("key_file_unreadable", where=str(file)) from None
    if not key:
        raise Refusal("key_file_empty", where=str(file))
    return key


_SECRETS = ("HANDOVER_KEY", "HANDOVER_KEY_FILE")


def environment_without_keys() -> dict[str, str]:
    """The environment for a process that has no business with the store."""
    return {name: value for name, value in os.environ.items() if name not in _SECRETS}


def surroundings() -> dict[str, str]:
    """The settings of the environment but the keys, as they go to a process that works for this one."""
    return {name: value for name, value in environment_without_keys().items() if name.startswith("HANDOVER_")}


def take_over(theirs: dict[str, str]) -> None:
    """Have the settings of the process that asks."""
    own = surroundings()
    if theirs != own:
        for name in own:
            del os.environ[name]
        os.environ.update(theirs)
        settings.cache_clear()


def use_store(address: str) -> None:
    """From now on the store of this process, and of those that it starts, is another."""
    os.environ["HANDOVER_STORE"] = address
    settings.cache_clear()


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
        asked = Settings.model_fields[str(first["loc"][0])]
        words = ", ".join(value for value in get_args(asked.annotation) if isinstance(value, str)) or _DAY
        if asked.annotation is int:
            words = ", ".join(f"≥ {bound.ge}" for bound in asked.metadata)
        if asked.annotation is bool:
            words = "0, 1"
        raise Refusal("setting_invalid", where=name, value=str(first["input"]), allowed=words) from None
