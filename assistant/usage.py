"""Wrong usage of the command line, told in Chinese: what was wrong, what would be right, where to read on."""

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from assistant.objections import meaning

WRONG_USAGE = 2
"""The exit code."""
_FORMS: Mapping[str, str] = {
    r"No such command '(?P<what>.*?)'": "没有 {what} 这个命令",
    r"No such option: (?P<what>\S+)": "没有 {what} 这个选项",
    r"Option '(?P<what>.*?)' requires": "选项 {what} 后面要写上值",
    r"Option '(?P<what>.*?)' does not take": "选项 {what} 后面不写值",
    r"Got unexpected extra arguments?(?:\(s\))? \((?P<what>.*)\)": "多写了 {what}；内容里有空格时请用引号括起来",
    r"Missing argument '(?P<what>.*?)'": "缺少 {what}",
    r"Missing option '(?P<what>.*?)'": "缺少选项 {what}",
    r"Missing command": "缺少命令",
}
"""What Typer says, as far as it says it in English, and the same in Chinese."""
_SUGGESTED = re.compile(r"Did you mean (?P<what>.*)\?|\(Possible options: (?P<options>.*)\)")


class ChineseUsage(TyperGroup):
    """The root group: as Typer's, but wrong usage is told in Chinese on stderr, with exit code 2."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - Typer's own signature
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 - Typer's own signature
        **extra: Any,
    ) -> Any:
        """Run a command line; in ``standalone_mode`` end the process with its exit code, as Typer does."""

        def run(*, standalone: bool) -> Any:
            return super(ChineseUsage, self).main(
                args, prog_name, complete_var, standalone, windows_expand_args, **extra
            )

        if not standalone_mode:
            return run(standalone=False)
        try:
            code = run(standalone=False)
        except typer.Abort:
            typer.echo("已中断。", err=True)
            sys.exit(1)
        except typer.TyperException as error:
            if message := told(error):
                typer.echo(message, err=True)
            sys.exit(WRONG_USAGE)
        sys.exit(code if isinstance(code, int) else 0)


def told(error: typer.TyperException) -> str:
    """Return one of Typer's complaints in Chinese; help, printed already or in the message, stays as it is."""
    context = getattr(error, "ctx", None)
    path = re.sub(r"^(root|python -m assistant)\b", "fazhi", context.command_path) if context else "fazhi"
    said = error.format_message()
    if not said.strip() or said.lstrip().startswith("Usage:"):
        return said.strip()
    return f"{_complaint(error, said)}。用 {path} --help 查看用法。"


def _complaint(error: typer.TyperException, said: str) -> str:
    for form, chinese in _FORMS.items():
        if found := re.match(form, said):
            return chinese.format_map(found.groupdict()) + _suggestion(said)
    if isinstance(error, typer.BadParameter):
        what = re.match(r"Invalid value for (.*?): ", said)
        cause = error.__cause__
        item = (
            cause.errors()[0] if isinstance(cause, ValidationError) else {"type": "value_error", "msg": error.message}
        )
        return f"{what[1].strip(chr(39)) if what else '参数'} 的值不对：{meaning(item)}"
    return "命令的写法不对"


def _suggestion(said: str) -> str:
    found = _SUGGESTED.search(said)
    if not found:
        return ""
    names = (found["what"] or found["options"]).replace("'", "").replace(", ", "、")
    return f"（是不是 {names}？）"
