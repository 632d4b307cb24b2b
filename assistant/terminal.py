"""The terminal that the command line writes to: UTF-8 whatever the system says, and a log on stderr."""

import io
import logging
import os
import sys

from assistant.errors import SettingsError

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def speak_utf8() -> None:
    """Write UTF-8 to stdout and stderr; an old code page would stop at the first character that it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not (stream.isatty() and sys.platform == "win32"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def start_log() -> None:
    """Log to stderr from the level that FAZHI_LOG names (WARNING unless it is set).

    Raises:
        SettingsError: FAZHI_LOG names no level.
    """
    level = (os.environ.get("FAZHI_LOG") or "WARNING").upper()
    if level not in LEVELS:
        raise SettingsError(f"FAZHI_LOG 只能是 {'、'.join(LEVELS)}（现在是 {level!r}）。")
    logging.basicConfig(stream=sys.stderr, level=level)
