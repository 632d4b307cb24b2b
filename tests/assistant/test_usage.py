"""Wrong usage of the command line: exit code 2 and one Chinese line that says what would be right."""

import re
from enum import StrEnum
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from assistant.usage import ChineseUsage


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


app = typer.Typer(help="一个用来试验的命令行。", cls=ChineseUsage, no_args_is_help=True, add_completion=False)
inner = typer.Typer(help="里面的一组命令。", no_args_is_help=True)
app.add_typer(inner, name="inner")


@app.command()
def search(
    query: str,
    year: Annotated[int | None, typer.Option("--year", min=1949, max=2100)] = None,
    colour: Annotated[Colour | None, typer.Option("--colour")] = None,
    loud: Annotated[bool, typer.Option("--loud")] = False,  # noqa: FBT002
) -> None:
    typer.echo(f"{query} {year} {colour} {loud}")


@app.command()
def fail() -> None:
    raise typer.Exit(1)


@app.command()
def stop() -> None:
    raise typer.Abort


@inner.command()
def deep(name: str) -> None:
    typer.echo(name)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("serch x", "没有 serch 这个命令（是不是 search？）。用 fazhi --help 查看用法。"),
        ("search x --yaer 2023", "没有 --yaer 这个选项（是不是 --year？）。用 fazhi search --help 查看用法。"),
        ("search x --year", "选项 --year 后面要写上值"),
        ("search x --loud=1", "选项 --loud 后面不写值"),
        ("search", "缺少 query。用 fazhi search --help 查看用法。"),
        ("search x y", "多写了 y"),
        ("search x --year 去年", "--year 的值不对：应是整数。"),
        ("search x --year 3000", "--year 的值不对：不能大于 2100。"),
        ("search x --year 1000", "--year 的值不对：不能小于 1949。"),
        ("search x --colour green", "--colour 的值不对：只能是 red、blue。"),
        ("inner deep", "缺少 name。用 fazhi inner deep --help 查看用法。"),
    ],
)
def test_wrong_usage_is_told_in_chinese(words: str, told: str) -> None:
    result = CliRunner().invoke(app, words.split(), prog_name="fazhi")
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert not re.search(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+ ", result.stderr.replace("fazhi inner deep", ""))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("search x --year 2023", 0, "x 2023 None False"),
        ("fail", 1, ""),
        ("stop", 1, "已中断"),
        ("inner deep 甲", 0, "甲"),
    ],
)
def test_right_usage_keeps_its_exit_code(words: str, code: int, said: str) -> None:
    result = CliRunner().invoke(app, words.split(), prog_name="fazhi")
    assert result.exit_code == code
    assert said in result.output


def test_without_words_the_help_is_shown() -> None:
    result = CliRunner().invoke(app, [], prog_name="fazhi")
    assert result.exit_code == 2
    assert "一个用来试验的命令行。" in result.output
    assert "命令的写法不对" not in result.output
