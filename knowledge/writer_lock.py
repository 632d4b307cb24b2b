"""One writer per library: a lock on a file, with the holder's process id inside."""

import os
from pathlib import Path
from typing import IO

import portalocker

from knowledge.errors import LibraryBusy


class WriterLock:
    """Hold ``library.lock`` in the home folder; the operating system frees it when the process dies."""

    def __init__(self, home: Path) -> None:
        """Name the lock; nothing is taken yet."""
        self._home = home
        self._path = home / "library.lock"
        self._file: IO[str] | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._file is not None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            LibraryBusy: another process holds it; its process id is in the error.
        """
        if self._file:
            return
        self._home.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+", encoding="ascii")
        try:
            portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
        except (portalocker.LockException, OSError) as error:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise LibraryBusy(int(holder) if holder.isdigit() else None, str(self._home)) from error
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def try_acquire(self) -> bool:
        """Take the lock if it is free; return whether it is held now."""
        try:
            self.acquire()
        except LibraryBusy:
            return False
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._file:
            portalocker.unlock(self._file)
            self._file.close()
            self._file = None
