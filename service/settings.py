"""Every setting in one place; read once per process, never at import time."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, HttpUrl, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import SettingInvalid

# Allowances are counted in 32 bits; so many in a minute are no limit any more.
_MOST = 100_000_000


class Settings(BaseSettings):
    """Settings come from the environment, each with the prefix `MIEDZA_`."""

    model_config = SettingsConfigDict(env_prefix="MIEDZA_", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("var"), description="Folder of the SQLite file and the key file.")
    database_url: str | None = Field(
        None, description="`postgresql+psycopg://...`; without it a SQLite file in the data folder."
    )
    key_file: Path | None = Field(
        None, description="Key that wraps each report's data key; keep it out of database backups."
    )
    policy_file: Path | None = Field(
        None, description="TOML that changes rules of the disclosure policy; see docs/policy.md."
    )
    public_url: HttpUrl | None = Field(
        None, description="Address under which readers reach the service, for links in answers."
    )
    max_report_bytes: int = Field(
        1 << 20, ge=1024, description="Largest body of one report; more is a 413."
    )
    max_batch_bytes: int = Field(
        64 << 20, ge=1024, description="Largest body of a batch of reports; more is a 413."
    )
    max_photo_bytes: int = Field(
        8 << 20, ge=1024, description="Largest photo of a report in bytes; more is a 413."
    )
    max_photo_pixels: int = Field(
        40_000_000, ge=10_000, le=100_000_000, description="Most pixels of a photo; more is a 413."
    )
    security_contact: str | None = Field(
        None,
        pattern=r"^(mailto:[^\s@]+@[^\s@]+|https://[^\s]+)$",
        description="Who is told of a weakness, `mailto:` or `https:`; for security.txt.",
    )
    retention_link_days: int | None = Field(
        30, ge=1, description="Days until it is forgotten which key sent a report; empty: never."
    )
    retention_moderate_days: int | None = Field(
        730, ge=1, description="Days until the bytes of a moderate report are erased; empty: never."
    )
    retention_high_days: int | None = Field(
        730, ge=1, description="Days until the bytes of a high report are erased; empty: never."
    )
    retention_severe_days: int | None = Field(
        None, ge=1, description="Days until the bytes of a severe report are erased; empty: never."
    )
    key_requests_per_minute: int = Field(
        6_000, ge=0, le=_MOST, description="Requests of one key in a minute; more is a 429."
    )
    anonymous_requests_per_minute: int = Field(
        60_000,
        ge=0,
        le=_MOST,
        description="Requests without a key in a minute, of all callers together; more is a 429.",
    )
    unknown_tokens_per_minute: int = Field(
        600,
        ge=0,
        le=_MOST,
        description="Tokens in a minute that are not known; more is a 429, for unknown ones alone.",
    )
    query_seconds: float = Field(
        10,
        gt=0,
        le=600,
        description="Seconds that the answer to a filter, a box or a count may take; "
        "more is a 503.",
    )
    release_automatically: bool = Field(
        False, description="`true`: the worker makes scheduled releases without an analyst's word."
    )
    log_level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="Level of the server's log."
    )

    @field_validator(
        "retention_link_days",
        "retention_moderate_days",
        "retention_high_days",
        "retention_severe_days",
        mode="before",
    )
    @classmethod
    def _empty_keeps(cls, value: object) -> object:
        return None if value == "" else value

    @cached_property
    def resolved_database_url(self) -> str:
        """The database's address, with the SQLite default filled in."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'miedza.sqlite').absolute()}"

    @cached_property
    def resolved_key_file(self) -> Path:
        return self.key_file or self.data_dir / "master.key"


def load_settings() -> Settings:
    """Read the environment; a value that cannot be used is named, never echoed."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"MIEDZA_{'_'.join(str(part) for part in item['loc']).upper()}: {item['msg']}"
            for item in error.errors(include_input=False, include_url=False)
        )
        raise SettingInvalid(problems) from None
