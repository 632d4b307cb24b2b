"""What a vendor's failure means: one of our errors, in Chinese, naming the setting to change and never the key."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import openai

from assistant.errors import ModelBusy, ModelCut, ModelError, ModelRefused, ModelTimeout, ModelUnavailable

LONGEST_WAIT_S = 30.0
"""A server that asks for more patience than this is reported busy at once."""
TOO_MANY_REQUESTS = 429
REQUEST_TIMEOUT = 408
SERVER_FAILS = 500
KEY_REFUSALS = frozenset({401, 403})
"""What servers say of a key may repeat parts of it: not quoted."""
REFUSALS = {
    401: ("不接受密钥", "请检查 FAZHI_MODEL_KEY。"),
    403: ("不接受密钥", "请检查 FAZHI_MODEL_KEY，以及它是否有权使用这个模型。"),
    402: ("的账户余额不足", "请充值或换一个服务。"),
    404: (
        "没有这个地址或模型“{model}”",
        "请检查 FAZHI_MODEL_URL（通常以 /v1 结尾）与 FAZHI_MODEL_NAME。",
    ),
}
OTHER_REFUSAL = ("拒绝了请求", "请检查 FAZHI_MODEL_NAME，或缩短材料。")
"""By HTTP status: what happened, and what to do."""


class NoReply(ValueError):
    """The reply held nothing that an OpenAI-compatible stream consists of."""


VENDOR_ERRORS = (openai.OpenAIError, TimeoutError, ValueError, TypeError, KeyError, AttributeError)
"""What LangChain and the OpenAI client let out; the last four are replies of another shape than promised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What messages may say of where a model is asked, and the secrets that they may not."""

    url: str
    model: str
    embedded: bool
    timeout_s: float
    secrets: tuple[str, ...]

    @property
    def place(self) -> str:
        """The endpoint as people know it, without user name and password."""
        if self.embedded:
            return "内置模型"
        parts = urlsplit(self.url)
        return f"模型服务 {parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"

    def betrayed_by(self, error: BaseException) -> bool:
        """Say whether a vendor's message repeats a secret, so that it must not be chained."""
        return any(secret in str(error) for secret in self.secrets)

    def told(self, error: openai.APIError) -> str:
        """Quote what the server said, shortened, on one line, secrets blotted out; empty if it said nothing."""
        said = " ".join(_own_words(error).split())
        for secret in self.secrets:
            said = said.replace(secret, "***")
        said = re.sub(r"\b(sk|key|Bearer)[-_ ]\S{8,}", "***", said)
        return f"服务方说：{said[:200].rstrip('.。')}。" if said else ""

    def wrote_nothing(self, finish: str | None) -> str:
        """Say that a reply came to its end (for the reason ``finish``) without a word."""
        why = "字数用尽，多半都用在了思考上" if finish == "length" else "回答是空的"
        return f"{self.place} 没有写出文字：{why}。可以重试；经常如此时请换一个模型（FAZHI_MODEL_NAME）。"

    def broke_off(self, finish: str | None) -> str:
        """Say that a stream ended without its end, or for the server's own reason ``finish``."""
        if finish == "content_filter":
            return f"{self.place} 的内容过滤中止了回答。已收到的部分保留，可换个问法再试。"
        reason = f"（{finish}）" if finish else ""
        return f"{self.place} 的回答中途断开{reason}。已收到的部分保留，可以重试。"


def _own_words(error: openai.APIError) -> str:
    """Return what the server itself said; a client's "Error code: 500" around it says nothing new."""
    if isinstance(error.body, dict):
        inner = error.body.get("error")
        message = error.body.get("message") or (inner.get("message") if isinstance(inner, dict) else inner)
        if isinstance(message, str):
            return message
    return "" if isinstance(error, openai.APIStatusError) else error.message


def stated(error: BaseException, endpoint: Endpoint, received: str) -> ModelError:
    """Return our error for one of ``VENDOR_ERRORS``."""
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return ModelTimeout(_silence(endpoint, received), received=received)
    if received:
        return ModelCut(endpoint.broke_off(None), received=received)
    if isinstance(error, openai.APIStatusError):
        return _status(error, endpoint)
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailable(f"连不上{endpoint.place}。{_check_address(endpoint)}")
    if isinstance(error, openai.APIError):
        return ModelUnavailable(f"{endpoint.place} 出错，没有回答。{endpoint.told(error)}")
    return ModelRefused(f"{endpoint.place} 的答复不是 OpenAI 兼容的格式。{_check_address(endpoint)}")


def may_retry(error: BaseException) -> bool:
    """Say whether asking again soon may help: the server is overloaded or failed, and said so."""
    if not isinstance(error, openai.APIStatusError):
        return False
    return error.status_code == TOO_MANY_REQUESTS or error.status_code >= SERVER_FAILS


def wait_before_retry(failure: ModelError, backoff_s: float) -> float | None:
    """Return the seconds to wait, or None where the server asks for more than we would wait."""
    asked = failure.retry_after_s if isinstance(failure, ModelBusy) else None
    if asked is None:
        return backoff_s
    return asked if asked <= LONGEST_WAIT_S else None


def _silence(endpoint: Endpoint, received: str) -> str:
    if received:
        return f"{endpoint.place} 中途 {endpoint.timeout_s:g} 秒没有再写出文字。已收到的部分保留，可以重试。"
    return (
        f"{endpoint.place} 在 {endpoint.timeout_s:g} 秒内没有开始回答。可以重试；"
        "经常如此时请调大 FAZHI_MODEL_TIMEOUT 或换一个更快的模型。"
    )


def _check_address(endpoint: Endpoint) -> str:
    if endpoint.embedded:
        return "请重试；仍不行时重新启动本程序。"
    return "请检查 FAZHI_MODEL_URL（通常以 /v1 结尾）、网络与代理，并确认服务已启动。"


def _status(error: openai.APIStatusError, endpoint: Endpoint) -> ModelError:
    status, place = error.status_code, endpoint.place
    if status == TOO_MANY_REQUESTS:
        after = _retry_after(error)
        hint = f"服务方要求等 {after:g} 秒。" if after is not None else ""
        return ModelBusy(f"{place} 繁忙或额度用完（HTTP 429）。{hint}请稍后再试。", retry_after_s=after)
    if status == REQUEST_TIMEOUT:
        return ModelTimeout(_silence(endpoint, ""))
    if status >= SERVER_FAILS:
        return ModelUnavailable(f"{place} 出错（HTTP {status}），没有回答。请稍后重试。{endpoint.told(error)}")
    what, todo = REFUSALS.get(status, OTHER_REFUSAL)
    told = "" if status in KEY_REFUSALS else endpoint.told(error)
    return ModelRefused(f"{place} {what.format(model=endpoint.model)}（HTTP {status}）。{todo}{told}")


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Read the Retry-After header: seconds, or an HTTP date."""
    value = error.response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", value):
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
