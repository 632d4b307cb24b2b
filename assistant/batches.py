"""Batch files of the command line: one JSON object a line in, one JSON document a line out, in the same order."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.rendering import Json
from knowledge.errors import BadRequest, KnowledgeError


def run_batch(path: Path, one: Callable[[Json], Json]) -> Iterator[Json]:
    """Yield ``one`` of each line's object; a line that is wrong gives its error and stops no other line.

    Blank lines are passed over. A failure that is not stated is a fault of the program and is not caught.

    Raises:
        BadRequest: the file cannot be read, or is not UTF-8.
    """
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            yield one(_object(line, number))
        except (KnowledgeError, AssistantError) as error:
            yield {"error": {"code": error.code, "message": str(error)}}


def whole_number(item: Mapping[str, Any], key: str, default: int) -> int:
    """Return a line's whole number of that name, or ``default`` where the line has none.

    Raises:
        BadRequest: the value is no whole number.
    """
    value = item.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadRequest(f"{key} 应是整数，这一行写的是 {value!r}。")
    return value


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise BadRequest(f"{path} 不是 UTF-8 编码的文本。请另存为 UTF-8 的 .jsonl 文件。") from error
    except IsADirectoryError as error:
        raise BadRequest(f"{path} 是文件夹。请给出其中的 .jsonl 文件。") from error
    except FileNotFoundError as error:
        raise BadRequest(f"找不到 {path}。请检查路径。") from error
    except (OSError, ValueError) as error:
        raise BadRequest(f"打不开 {path}。请检查路径和读取权限。") from error


def _object(line: str, number: int) -> Json:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadRequest(
            f"第 {number} 行不是 JSON：第 {error.colno} 个字符处写法不对。请每行写一个 JSON 对象。"
        ) from error
    except (RecursionError, ValueError) as error:
        raise BadRequest(f"第 {number} 行不是能用的 JSON：嵌套过深，或数字过长。请每行写一个 JSON 对象。") from error
    if not isinstance(item, dict):
        raise BadRequest(f'第 {number} 行不是 JSON 对象。请写成 {{"名称": 值}} 的形式。')
    return item
