"""Open the home folder and the database that settings name; each failure names the setting to change."""

import errno
import os
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from assistant.errors import DatabaseUnusable, SettingsError
from assistant.settings import Settings
from knowledge.store import Store

_REASONS = {
    errno.EEXIST: "那里已经有一个同名的文件",
    errno.ENOTDIR: "路径中间有一段是文件，不是文件夹",
    errno.EACCES: "没有写入的权限",
    errno.EPERM: "没有写入的权限",
    errno.EROFS: "那里只能读，不能写",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "路径太长",
    errno.ENOENT: "系统不允许在那里建文件夹",
}


def open_home(settings: Settings) -> Path:
    """Make the home folder where it is missing and return it.

    Raises:
        SettingsError: it cannot be made, or may not be written.
    """
    home = settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable_home(home, _REASONS.get(error.errno or 0, "系统不允许")) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise _unusable_home(home, "没有写入的权限")
    return home


def _unusable_home(home: Path, reason: str) -> SettingsError:
    return SettingsError(f"资料库文件夹 {home} 用不了：{reason}。请把 FAZHI_HOME 设为一个可以写入的文件夹。")


def open_store(settings: Settings) -> Store:
    """Open the database and bring its tables up to date.

    Raises:
        SettingsError: FAZHI_DATABASE_URL is no address of a database that this machine can speak to.
        DatabaseUnusable: it does not answer, is damaged, locked, or of a later version of the product.
    """
    from alembic.util import CommandError  # noqa: PLC0415 - 0.2 s, which Store itself spends only when it opens

    try:
        return Store(settings.sql_url)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise SettingsError(
            "FAZHI_DATABASE_URL 不是本机能用的数据库地址：写法不对、种类不认识，或没有装它的驱动。"
            "不设置即用资料库文件夹里的 SQLite；用 PostgreSQL 时写成 postgresql+psycopg://用户@主机/库名，"
            "并先安装 psycopg。"
        ) from error
    except CommandError as error:
        raise DatabaseUnusable(
            f"{_place(settings)}的结构本程序不认识，多半来自更新的版本。请升级本程序，或用 FAZHI_HOME 换一个资料库。"
        ) from error
    except SQLAlchemyError as error:
        raise DatabaseUnusable(_failure(settings, error)) from error


def _failure(settings: Settings, error: SQLAlchemyError) -> str:
    place = _place(settings)
    if isinstance(error, DBAPIError) and "locked" in str(error.orig):
        return f"{place}正被另一个程序占用。请稍后再试，或先关闭那个程序。"
    if settings.database_url:
        return f"{place}打不开。请检查 FAZHI_DATABASE_URL，并确认数据库服务已启动、文件夹存在、账户有权限。"
    return (
        f"{place}打不开，多半已损坏。没有改动它；请先把整个文件夹 {settings.home} 另存一份，"
        "再从备份恢复，或用 FAZHI_HOME 换一个文件夹重新导入资料。"
    )


def _place(settings: Settings) -> str:
    """Name the database, without its password."""
    if not settings.database_url:
        return f"资料库文件 {settings.home / 'library.sqlite3'} "
    return f"数据库 {make_url(settings.database_url).render_as_string(hide_password=True)} "
