"""The model's file: pieces joined, resumed after a kill, refused when wrong; on small files and real wheels."""

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import portalocker
import pytest

from assistant.errors import ModelFileBroken, ModelFileBusy, ModelFileMissing
from assistant.model_file import QWEN, Source, default_folder, ensure, local, status
from assistant.model_sources import Advance, Piece, Release, append_page, append_pieces
from tests.loopback import Exchange, serve
from tests.loopback import status as status_page

DATA = b"GGUF" + bytes(range(256)) * 40
SIZES = (4000, 4000, len(DATA) - 8000)
RELEASE = Release(
    file_name="small.gguf",
    size=len(DATA),
    sha256=hashlib.sha256(DATA).hexdigest(),
    pieces=tuple(
        Piece(package=f"small-model-part{n}", version="0.2.0", member=f"small_model_part{n}/data/part.bin", size=size)
        for n, size in enumerate(SIZES, start=1)
    ),
    page="http://127.0.0.1:9/small.gguf",
)


def quiet(done: int, label: str) -> None:
    """Watch no progress."""
    del done, label


def giving(data: bytes, calls: list[int] | None = None) -> Source:
    """Return a source that appends what is missing of ``data``, noting where it began."""

    def source(release: Release, part: Path, advance: Advance) -> None:
        del release
        done = part.stat().st_size if part.is_file() else 0
        if calls is not None:
            calls.append(done)
        with part.open("ab") as out:
            out.write(data[done:])
        advance(len(data), "下载")

    return source


def failing(upto: int = 0) -> Source:
    """Return a source that gives ``upto`` bytes and then has no more."""

    def source(release: Release, part: Path, advance: Advance) -> None:
        del release, advance
        part.write_bytes(DATA[:upto])
        raise ModelFileMissing("软件源连不上。")

    return source


def test_a_first_run_gathers_checks_and_names_the_file(tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []

    def watch(done: int, total: int, label: str) -> None:
        seen.append((done, total, label))

    got = ensure(tmp_path, watch, release=RELEASE, sources=[giving(DATA)])
    assert got.path == tmp_path / "small.gguf"
    assert (tmp_path / "small.gguf").read_bytes() == DATA
    assert (got.state, got.bytes, got.sha256) == ("ready", len(DATA), RELEASE.sha256)
    assert seen[-1] == (len(DATA), len(DATA), "校验")
    assert not list(tmp_path.glob("*.part"))


def test_a_second_run_asks_no_source_and_hashes_nothing(tmp_path: Path) -> None:
    path = ensure(tmp_path, release=RELEASE, sources=[giving(DATA)]).path
    assert path
    before = path.stat()
    path.write_bytes(b"#" * len(DATA))  # other bytes, same size and time: only hashing would notice
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert ensure(tmp_path, release=RELEASE, sources=[]).state == "ready"


def test_a_file_changed_since_is_hashed_again_and_replaced(tmp_path: Path) -> None:
    path = ensure(tmp_path, release=RELEASE, sources=[giving(DATA)]).path
    assert path
    path.write_bytes(DATA[:-1] + b"!")
    found = status(tmp_path, RELEASE)
    assert (found.state, found.path) == ("broken", None)
    assert ensure(tmp_path, release=RELEASE, sources=[giving(DATA)]).state == "ready"
    assert path.read_bytes() == DATA


def test_a_file_put_there_by_hand_is_accepted_after_hashing(tmp_path: Path) -> None:
    (tmp_path / "small.gguf").write_bytes(DATA)
    assert ensure(tmp_path, release=RELEASE, sources=[]).state == "ready"


def test_a_damaged_sidecar_only_costs_a_hashing(tmp_path: Path) -> None:
    ensure(tmp_path, release=RELEASE, sources=[giving(DATA)])
    (tmp_path / "checksums.json").write_text("{half", encoding="utf-8")
    assert status(tmp_path, RELEASE).state == "ready"


def test_wrong_bytes_are_refused_and_removed(tmp_path: Path) -> None:
    with pytest.raises(ModelFileBroken, match="SHA-256 不符"):
        ensure(tmp_path, release=RELEASE, sources=[giving(DATA[:-1] + b"!")])
    assert status(tmp_path, RELEASE).state == "absent"
    assert not list(tmp_path.glob("small.gguf*[!k]")), "neither the file nor a .part may stay"


def test_the_next_source_goes_on_where_the_first_stopped(tmp_path: Path) -> None:
    began: list[int] = []
    assert ensure(tmp_path, release=RELEASE, sources=[failing(5000), giving(DATA, began)]).state == "ready"
    assert began == [5000]


def test_when_no_source_has_it_the_reasons_are_told_and_the_rest_is_kept(tmp_path: Path) -> None:
    with pytest.raises(ModelFileMissing, match=r"软件源连不上.*FAZHI_MODEL_FILE"):
        ensure(tmp_path, release=RELEASE, sources=[failing(5000)])
    found = status(tmp_path, RELEASE)
    assert (found.state, found.bytes, found.path) == ("partial", 5000, None)


def test_a_part_longer_than_the_file_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "small.gguf.part").write_bytes(DATA + b"more")
    assert ensure(tmp_path, release=RELEASE, sources=[giving(DATA)]).state == "ready"


def test_a_second_process_is_told_that_one_is_at_it(tmp_path: Path) -> None:
    with portalocker.Lock(tmp_path / "small.gguf.lock", timeout=0), pytest.raises(ModelFileBusy):
        ensure(tmp_path, release=RELEASE, sources=[giving(DATA)])


def test_a_full_disk_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    huge = replace(RELEASE, size=1 << 60)
    begun: list[int] = []
    with pytest.raises(ModelFileMissing, match="空间不足"):
        ensure(tmp_path, release=huge, sources=[giving(DATA, begun)])
    assert begun == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelFileMissing, match="写不了"):
        ensure(tmp_path / "file" / "models", release=RELEASE, sources=[giving(DATA)])


def test_a_local_file_is_used_as_it_is_and_its_hash_reported(tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF and more")
    found = local(own, tmp_path / "models")
    assert (found.path, found.state) == (own, "local")
    assert found.sha256 == hashlib.sha256(b"GGUF and more").hexdigest()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", None])
def test_a_local_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes | None) -> None:
    own = tmp_path / "own.gguf"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(ModelFileBroken, match="FAZHI_MODEL_FILE"):
        local(own, tmp_path)


def test_the_folder_is_the_users_cache_unless_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAZHI_MODEL_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "fazhi" / "models"
    monkeypatch.setenv("FAZHI_MODEL_DIR", str(tmp_path / "here"))
    assert default_folder() == tmp_path / "here"


def test_the_release_s_pieces_tile_the_file() -> None:
    assert len(QWEN.pieces) == 22
    assert sum(piece.size for piece in QWEN.pieces) == QWEN.size


# --- the publisher's page ---------------------------------------------------------------------------------------


def page(data: bytes = DATA, *, ranges: bool = True, cut_after: int | None = None) -> Callable[[Exchange], None]:
    """Serve ``data`` as a file server does; ``cut_after`` drops the connection after so many bytes."""

    def answer(exchange: Exchange) -> None:
        asked = exchange.headers.get("range") if ranges else None
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        handler, body = exchange.handler, data[start:]
        handler.send_response(206 if asked else 200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[:cut_after])
        handler.close_connection = cut_after is not None

    return answer


def moved(exchange: Exchange) -> None:
    exchange.reply(302, Location="/elsewhere")


def from_page(tmp_path: Path, *answers: Callable[[Exchange], None], have: int = 0) -> tuple[Path, list[str | None]]:
    """Gather from a loopback page; return the .part and the ranges asked for."""
    part = tmp_path / "small.gguf.part"
    part.write_bytes(DATA[:have])
    with serve(answers) as server:
        append_page(replace(RELEASE, page=f"{server.url}/small.gguf"), part, quiet)
        return part, [request.headers.get("range") for request in server.requests]


@pytest.mark.integration
@pytest.mark.parametrize("have", [0, 1, 5000, len(DATA)])
def test_the_page_is_resumed_where_the_part_ends(tmp_path: Path, have: int) -> None:
    part, ranges = from_page(tmp_path, page(), have=have)
    assert part.read_bytes() == DATA
    assert ranges == ([] if have == len(DATA) else [f"bytes={have}-" if have else None])


@pytest.mark.integration
def test_a_cut_download_goes_on_by_itself(tmp_path: Path) -> None:
    part, ranges = from_page(tmp_path, page(cut_after=3000), page(cut_after=2000), page())
    assert part.read_bytes() == DATA
    assert ranges == [None, "bytes=3000-", "bytes=5000-"]


@pytest.mark.integration
def test_a_server_without_ranges_is_read_from_the_start(tmp_path: Path) -> None:
    part, _ = from_page(tmp_path, page(ranges=False), have=5000)
    assert part.read_bytes() == DATA


@pytest.mark.integration
def test_a_redirect_is_followed(tmp_path: Path) -> None:
    part, _ = from_page(tmp_path, moved, page())
    assert part.read_bytes() == DATA


@pytest.mark.integration
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (status_page(404), "HTTP 404"),
        (status_page(503), "HTTP 503"),
        (status_page(200, "<html>请登录</html>", "text/html"), "不是这个文件"),
        (page(DATA + b"!"), "不是这个文件"),
    ],
)
def test_a_page_that_is_not_the_file_is_refused_before_a_byte_is_kept(
    tmp_path: Path, answer: Callable[[Exchange], None], said: str
) -> None:
    with pytest.raises(ModelFileMissing, match=said):
        from_page(tmp_path, answer)
    assert (tmp_path / "small.gguf.part").stat().st_size == 0


@pytest.mark.integration
def test_a_page_that_never_ends_is_stopped(tmp_path: Path) -> None:
    def endless(exchange: Exchange) -> None:
        exchange.open_stream()
        for _ in range(1000):
            exchange.send("x" * 1000)

    with pytest.raises(ModelFileMissing, match="已停止"):
        from_page(tmp_path, endless)
    assert (tmp_path / "small.gguf.part").stat().st_size <= len(DATA)


@pytest.mark.integration
def test_a_page_that_is_not_reached_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelFileMissing, match="连不上"):
        append_page(RELEASE, tmp_path / "small.gguf.part", quiet)


# --- the pieces, through the real pip ------------------------------------------------------------------------------


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build the three wheels in a folder and point pip's own settings at it."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    start = 0
    for piece in RELEASE.pieces:
        make_wheel(folder, piece, DATA[start : start + piece.size])
        start += piece.size
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def make_wheel(folder: Path, piece: Piece, data: bytes) -> None:
    name = piece.package.replace("-", "_")
    info = f"{name}-{piece.version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{piece.version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(piece.member, data)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {piece.package}\nVersion: {piece.version}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")


@pytest.mark.integration
def test_pip_fetches_the_pieces_one_by_one_and_they_are_joined(tmp_path: Path, wheels: Path) -> None:
    assert len(list(wheels.iterdir())) == 3
    labels: list[str] = []
    got = ensure(tmp_path / "m", lambda _d, _t, label: labels.append(label), release=RELEASE, sources=[append_pieces])
    assert got.path
    assert got.path.read_bytes() == DATA
    assert [label for n, label in enumerate(labels) if label not in labels[:n]] == [
        "下载第 1/3 块",
        "下载第 2/3 块",
        "下载第 3/3 块",
        "校验",
    ]
    assert sorted(p.name for p in (tmp_path / "m").iterdir()) == ["checksums.json", "small.gguf", "small.gguf.lock"]


@pytest.mark.integration
@pytest.mark.usefixtures("wheels")
@pytest.mark.parametrize("have", [1, 3999, 4000, 6000, 8000])
def test_after_a_kill_the_half_piece_is_dropped_and_whole_ones_are_kept(tmp_path: Path, have: int) -> None:
    part = tmp_path / "small.gguf.part"
    part.write_bytes(DATA[: have - 1] + b"#")  # a torn last byte must not survive inside a half piece
    begun: list[int] = []

    def watch(done: int, label: str) -> None:
        del label
        begun.append(done)

    append_pieces(RELEASE, part, watch)
    assert begun[0] == have // 4000 * 4000
    torn = have % 4000 == 0  # a whole piece is trusted here; the file's hash is what finds it
    assert (part.read_bytes() == DATA) is not torn


def remove(folder: Path, piece: Piece) -> None:
    (folder / f"{piece.package.replace('-', '_')}-{piece.version}-py3-none-any.whl").unlink()


def shorten(folder: Path, piece: Piece) -> None:
    make_wheel(folder, piece, b"short")


def empty(folder: Path, piece: Piece) -> None:
    make_wheel(folder, replace(piece, member="other.bin"), b"x")


def tear(folder: Path, piece: Piece) -> None:
    wheel = folder / f"{piece.package.replace('-', '_')}-{piece.version}-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes()[:-40])


@pytest.mark.integration
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (remove, "small-model-part2==0.2.0"),
        (shorten, "长度不对"),
        (empty, "没有模型的数据"),
        (tear, "small-model-part2"),
    ],
)
def test_a_bad_package_is_named_and_what_came_before_it_is_kept(
    tmp_path: Path, wheels: Path, spoil: Callable[[Path, Piece], None], said: str
) -> None:
    spoil(wheels, RELEASE.pieces[1])
    part = tmp_path / "small.gguf.part"
    with pytest.raises(ModelFileMissing, match=said):
        append_pieces(RELEASE, part, quiet)
    assert part.read_bytes() == DATA[:4000]


@pytest.mark.integration
@pytest.mark.usefixtures("wheels")
def test_killed_in_the_middle_it_finishes_on_the_next_run(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from assistant.model_file import ensure
        from assistant.model_sources import append_pieces
        from tests.assistant.test_model_file import RELEASE

        def killed(done, total, label):
            if done > 5000:
                os.kill(os.getpid(), signal.SIGKILL)

        ensure(Path(sys.argv[1]), killed, release=RELEASE, sources=[append_pieces])
    """)
    root = Path(__file__).resolve().parents[2]
    folder = tmp_path / "m"
    run = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script, str(folder)], env={**os.environ, "PYTHONPATH": str(root)}, check=False
    )
    assert run.returncode == -signal.SIGKILL
    assert status(folder, RELEASE).state == "partial"
    begun: list[int] = []
    got = ensure(folder, lambda done, _t, _l: begun.append(done), release=RELEASE, sources=[append_pieces])
    assert begun[0] == 4000
    assert got.state == "ready"
    assert sorted(p.name for p in folder.iterdir()) == ["checksums.json", "small.gguf", "small.gguf.lock"]
