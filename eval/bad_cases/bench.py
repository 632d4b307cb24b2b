"""Where cases run: a small real library, a folder for their files, and the command line in this or another process."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any

from typer.testing import CliRunner

from assistant.cli import app
from assistant.errors import SettingsError
from eval.bad_cases.case import LONGEST_S, Held, Outcome
from knowledge.samples import sample_files

ROOT = Path(__file__).resolve().parents[2]
Environment = Mapping[str, str]


class Hung(BaseException):
    """A case has taken longer than any may."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A library with one report and one statute, and a folder of its own for a case's files."""

    home: Path
    folder: Path

    def call(self, *words: str, env: Environment | None = None) -> Outcome:
        """Run ``fazhi`` with these words in this process, no model unless ``env`` names one."""
        with _environment(self._settings(env)):
            result = CliRunner().invoke(app, list(words))
        error = result.exception
        if error is None or isinstance(error, SystemExit):
            outcome = read_outcome(result.exit_code, result.stdout, result.stderr)
            broken = "--json" in words and outcome.error in {"stated", ""} and not result.stdout.startswith("{")
            return replace(outcome, crash="标准输出不是 JSON") if broken else outcome
        if isinstance(error, SettingsError):  # what main() does with it
            return Outcome(exit=1, error=error.code, message=str(error))
        where = traceback.extract_tb(error.__traceback__)[-1]
        crash = f"{type(error).__name__}: {error}（{Path(where.filename).name}:{where.lineno}）"
        return Outcome(exit=1, message=result.stderr, crash=" ".join(crash.split())[:300])

    def process(self, *words: str, env: Environment | None = None) -> Outcome:
        """Run ``fazhi`` in a process of its own, as a person would."""
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "assistant", *words],
            cwd=ROOT,
            env={**os.environ, **self._settings(env)},
            capture_output=True,
            timeout=LONGEST_S,
            check=False,
        )
        out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
        if "Traceback (most recent call last)" in err:
            return Outcome(exit=done.returncode, message=err.splitlines()[-1], crash=err.splitlines()[-1][:300])
        return read_outcome(done.returncode, out, err)

    def file(self, name: str, content: bytes | str) -> str:
        """Write a file into the case's folder and return its path."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def held(self) -> Held:
        """Return the library's documents, read from the database itself."""
        place = self.home / "library.sqlite3"
        if not place.is_file():
            return frozenset()
        passages = "(select count(*) from passages p where p.document_id = d.id)"
        with closing(sqlite3.connect(place)) as connection:
            rows = connection.execute(f"select d.id, d.sha256, {passages} from documents d")  # noqa: S608 - no input
            return frozenset((str(row[0]), str(row[1]), int(row[2])) for row in rows)

    def fill(self) -> None:
        """Put one report and one statute into the library."""
        report = next(path for path in sample_files() if "2023" in path.name)
        for words in (("ingest", str(report), "--json"), ("laws", "import", "行政处罚法", "--json")):
            outcome = self.call(*words)
            if outcome.exit:
                raise SystemExit(f"资料库没有备好：{outcome.message}{outcome.crash}")

    def _settings(self, env: Environment | None) -> dict[str, str]:
        return {"FAZHI_HOME": str(self.home), "FAZHI_MODEL": "none", "COLUMNS": "400", **(env or {})}


@contextmanager
def _environment(settings: Environment) -> Generator[None]:
    """Set these variables for a while; other FAZHI_ settings of this machine do not count."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("FAZHI_") and name != "FAZHI_MODEL_DIR"]:
        del os.environ[name]
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def bounded(seconds: float) -> Generator[None]:
    """Raise :class:`Hung` after so many seconds, where the system has alarms (the main thread of Linux and macOS)."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise Hung

    handler = signal.signal(signal.SIGALRM, ring)
    before = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, *before)


def read_outcome(exit_code: int, out: str, err: str) -> Outcome:
    """Read what a command printed: one JSON document a line on stdout where there is any, messages on stderr."""
    lines = [line for line in out.splitlines() if line.strip()]
    try:
        documents: list[dict[str, Any]] = [document for line in lines if isinstance(document := json.loads(line), dict)]
    except json.JSONDecodeError:
        documents = []
    if not documents:
        message = _boxless(err if err.strip() else out)
        error = {0: "", USAGE: "usage"}.get(exit_code, "stated")
        return Outcome(exit=exit_code, error=error, message=message, warned=not error and bool(err.strip()))
    items = [item for document in documents for item in _items(document)]
    errors = [item["error"] for item in items if item.get("error")]
    notes = [str(note) for item in items for note in (*item.get("warnings", ()), item.get("notice")) if note]
    figures = [figure for item in items for figure in item.get("figures", ())]
    notes += [f"未能证实的数字：{f['surface']}" for f in figures if f.get("status") == "unsupported"]
    answers = [str(item["answer"]) for item in items if "answer" in item]
    refused = any(item.get("refused") for item in items)
    said = [str(error["message"]) for error in errors] or ((answers + notes) if refused else notes) or answers
    return Outcome(
        exit=exit_code,
        error=str(errors[0]["code"]) if errors else "",
        message="\n".join(said or [_boxless(err)]),
        warned=bool(notes),
        refused=refused,
        figures=len(figures),
        right=len(items) - len(errors),
        citations=sum(len(item.get("citations", ())) for item in items),
    )


USAGE = 2


def _items(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the results in a command's document: each file or source, or the document itself."""
    for key in ("files", "sources"):
        if isinstance(document.get(key), list):
            return list(document[key])
    return [document]


def _boxless(text: str) -> str:
    """Return printed text without the frames that Rich draws."""
    lines = [line.strip("│╭╮╰╯─ \t") for line in text.splitlines()]
    return "\n".join(line for line in lines if line)
