"""What pydantic objects to, in Chinese: one sentence that says which values would be right."""

import re
from collections.abc import Mapping
from typing import Any

_MEANINGS: Mapping[str, str] = {
    "url_parsing": "应是以 http:// 或 https:// 开头的网址",
    "url_scheme": "应是以 http:// 或 https:// 开头的网址",
    "url_type": "应是以 http:// 或 https:// 开头的网址",
    "url_syntax_violation": "应是以 http:// 或 https:// 开头的网址",
    "url_too_long": "网址太长",
    "int_parsing": "应是整数",
    "int_parsing_size": "应是整数，而且不能这么大",
    "int_type": "应是整数",
    "int_from_float": "应是整数",
    "float_parsing": "应是数字",
    "float_type": "应是数字",
    "finite_number": "应是有限的数字",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "path_type": "应是路径",
    "string_type": "应是文字",
    "literal_error": "只能是 {choices}",
    "enum": "只能是 {choices}",
}
_CHOICE = re.compile(r"'([^']+)'")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def meaning(item: Mapping[str, Any]) -> str:
    """Return what one of ``ValidationError.errors()`` asks for; without English, whatever the vendor wrote."""
    context = dict(item.get("ctx") or {})
    message = str(item.get("msg", "")).removeprefix("Value error, ")
    choices = _CHOICE.findall(str(context.get("expected", "")))
    if item["type"] == "value_error":
        if _CHINESE.search(message):
            return message
        choices = _CHOICE.findall(message.partition(" is not one of ")[2])
    template = "只能是 {choices}" if choices else _MEANINGS.get(str(item["type"]), "写法不对")
    return template.format_map({**context, "choices": "、".join(choices)})
