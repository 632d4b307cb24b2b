"""Which web addresses may be asked at all: public http and https hosts, as far as their robots.txt allows."""

import ipaddress
import socket
from urllib.parse import urlsplit

from knowledge.errors import FetchFailed


def checked_host(url: str, *, allow_private: bool) -> str:
    """Return the host of ``url`` if it may be asked.

    Raises:
        FetchFailed: another scheme than http or https, credentials in the address, an unknown host, or one that
            resolves to an address inside a private network.

    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchFailed(f"网址 {url} 不合规：{error}。请核对目录里的官方网页。") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise FetchFailed(f"网址 {url} 不是 http 或 https 网页，不予抓取。")
    if parts.username or parts.password:
        raise FetchFailed(f"网址 {parts.scheme}://{host} 里带有账号，不予抓取。")
    if not allow_private:
        _refuse_private(host, port or (443 if parts.scheme == "https" else 80))
    return host


def _refuse_private(host: str, port: int) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(
            f"找不到主机 {host}：{error}。请检查网络连接，或在能上网的电脑上下载后作为文件加入。"
        ) from error
    for *_, address in found:
        if not ipaddress.ip_address(str(address[0]).split("%", 1)[0]).is_global:
            raise FetchFailed(f"{host} 指向内部网络地址 {address[0]}，不予抓取。")
