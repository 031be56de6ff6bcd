"""Settings: from the environment, or a `.env` file in the working folder."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class LinkBy(StrEnum):
    """What a load links records by."""

    IDENTIFIERS = "identifiers"
    MODEL = "model"


class Settings(BaseSettings):
    """store: `ladybug:PATH`, `neo4j://…`, `bolt://…`, or `neo4j-import:FOLDER` for a first load; ledger: `sqlite:///…`
    or `postgresql://…`; viewer: a YAML file that says who is looking (None: only a store of generated people opens);
    mappings: a folder with mappings of your own, looked through before those that come with Kinscope;
    database_password: for the address of a database to load from, which then need not hold one; link_by: what a load
    links records by."""

    model_config = SettingsConfigDict(env_prefix="KINSCOPE_", env_file=".env", extra="ignore")

    store: str = "ladybug:.kinscope/store"
    ledger: str = "sqlite:///.kinscope/ledger.sqlite"
    viewer: Path | None = None
    mappings: Path | None = None
    database_password: SecretStr | None = None
    link_by: LinkBy = LinkBy.IDENTIFIERS
