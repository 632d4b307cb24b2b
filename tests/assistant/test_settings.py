"""Settings: each wrong one is named with where it stands and what is right, in Chinese, and no secret is shown."""

import logging
import re
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import load_settings
from assistant.terminal import start_log

ENGLISH = re.compile(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path))
    monkeypatch.setenv("FAZHI_MODEL", "none")
    return tmp_path


def refused() -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert not ENGLISH.search(str(caught.value))
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("FAZHI_MODEL", "gpt5", "只能是 embedded、endpoint、none（现在是 'gpt5'）"),
        ("FAZHI_MODEL", "endpoint", "FAZHI_MODEL_URL"),
        ("FAZHI_MODEL_URL", "随便", "以 http:// 或 https:// 开头"),
        ("FAZHI_MODEL_URL", "ftp://a.invalid", "以 http:// 或 https:// 开头"),
        ("FAZHI_PORT", "七千", "应是整数（现在是 '七千'）"),
        ("FAZHI_PORT", "99999", "不能大于 65535"),
        ("FAZHI_THREADS", "0", "不能小于 1"),
        ("FAZHI_MODEL_TIMEOUT", "很久", "应是数字"),
        ("FAZHI_MODEL_TIMEOUT", "nan", "FAZHI_MODEL_TIMEOUT"),
        ("FAZHI_HOST", "0.0.0.0", "127.0.0.1"),  # noqa: S104
        ("FAZHI_HOME", "~meiyou-zhege-ren/x", "~"),
    ],
)
def test_a_wrong_value_is_told_with_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    message = refused()
    assert told in message
    assert name in message or value.startswith("~")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("port = = 1\n", "第 1 行第 8 列"),
        ('modle = "none"\n', "fazhi.toml 里的 modle 不是设置，请检查拼写（是不是 model？）"),
        ('port = "很多"\n', "fazhi.toml 里的 port（即 FAZHI_PORT）应是整数"),
        ("port = 1\n# 端口".encode("gb18030"), "UTF-8"),
    ],
)
def test_a_wrong_fazhi_toml_is_told_with_the_place(home: Path, content: str | bytes, told: str) -> None:
    (home / "fazhi.toml").write_bytes(content.encode() if isinstance(content, str) else content)
    assert told in refused()


def test_neither_a_key_nor_a_password_is_shown(home: Path) -> None:
    (home / "fazhi.toml").write_text(
        'model_key = 20231204\nmodel_url = "ftp://zhang:geheim@a.invalid"\n', encoding="utf-8"
    )
    message = refused()
    assert "FAZHI_MODEL_KEY" in message
    assert "20231204" not in message
    assert "geheim" not in message


def test_a_misspelt_variable_is_warned_of_and_a_strangers_is_not(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("FAZHI_PROT", "8080")
    monkeypatch.setenv("FAZHI_SCREENSHOTS", "docs")
    load_settings()
    assert [record.message for record in caplog.records if record.levelno == logging.WARNING] == [
        "没有 FAZHI_PROT 这个设置，它不起作用；是不是 FAZHI_PORT？"
    ]


def test_an_unknown_log_level_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_LOG", "LOUD")
    with pytest.raises(SettingsError, match="FAZHI_LOG 只能是 DEBUG、INFO、WARNING"):
        start_log()
