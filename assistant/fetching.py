"""Fetch the embedded model's file with a progress bar on the terminal."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from assistant.model_file import default_folder, ensure
from assistant.settings import Settings
from assistant.workspace import model_file


def have_model(settings: Settings, console: Console) -> Path | None:
    """Return the model's file, fetched first where it is missing (can be broken off; the next call goes on).

    Raises:
        ModelFileError: it could not be had, or its hash differs.
    """
    if path := model_file(settings).path:
        return path
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=console, transient=True
    ) as bar:
        task = bar.add_task("内置模型", total=None)

        def show(done: int, total: int, label: str) -> None:
            bar.update(task, completed=done, total=total, description=label)

        return ensure(settings.model_dir or default_folder(), show).path
