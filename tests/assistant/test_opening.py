"""The home folder and the database: what cannot be opened is told in Chinese and left as it is."""

import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from assistant.errors import DatabaseUnusable, SettingsError
from assistant.opening import open_home, open_store
from assistant.settings import Settings


def settings(home: Path, database_url: str = "") -> Settings:
    return Settings(home=home, model="none", database_url=database_url)


def test_a_home_is_made_where_it_is_missing(tmp_path: Path) -> None:
    assert open_home(settings(tmp_path / "a" / "b")).is_dir()


def test_a_file_in_the_place_of_the_home_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "home"
    file.write_text("一个文件", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"同名的文件.*FAZHI_HOME"):
        open_home(settings(file))
    with pytest.raises(SettingsError, match=r"不是文件夹.*FAZHI_HOME"):
        open_home(settings(file / "below"))
    assert file.read_text(encoding="utf-8") == "一个文件"


def test_a_home_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    if os.name != "posix" or (os.geteuid() == 0 and not Path("/sys").is_dir()):
        pytest.skip("this user may write everywhere")
    closed = Path("/sys/fazhi")
    if os.geteuid() != 0:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o500)
    with pytest.raises(SettingsError, match="FAZHI_HOME"):
        open_home(settings(closed))


@pytest.mark.parametrize("url", ["随便", "foodb://h/d", "postgresql+nodriver://u:geheim@127.0.0.1/d"])
def test_an_address_that_is_no_database_s_is_a_wrong_setting(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="FAZHI_DATABASE_URL") as caught:
        open_store(settings(tmp_path, url))
    assert "geheim" not in str(caught.value)


def test_a_database_that_does_not_open_is_told_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="FAZHI_DATABASE_URL"):
        open_store(settings(tmp_path, f"sqlite:///{tmp_path}/no/such/x.db"))


def test_a_damaged_library_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "library.sqlite3"
    content = b"SQLite format 3\0" + b"\xff" * 8000
    file.write_bytes(content)
    with pytest.raises(DatabaseUnusable, match="备份"):
        open_store(settings(tmp_path))
    assert file.read_bytes() == content


def test_a_library_of_a_later_version_is_refused(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("create table alembic_version (version_num varchar(32) not null)"))
        connection.execute(text("insert into alembic_version values ('r9999')"))
    engine.dispose()
    with pytest.raises(DatabaseUnusable, match="升级"):
        open_store(settings(tmp_path))
