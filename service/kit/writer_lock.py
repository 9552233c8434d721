"""A lock file that one process holds, and that remembers whether its holder was cut off."""

import errno
import fcntl
import os
from contextlib import suppress
from pathlib import Path

_HELD = b"open"


class WriterLock:
    """Held from the making until ``close``. ``was_left_open`` when the holder before never closed
    it: its process was killed, or the power failed. ``is_read_only`` on storage that takes no
    write; there the lock holds all the same, and remembers nothing.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises ``BlockingIOError`` while another process holds it."""
        self._file, self.is_read_only = _open(path)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise
        self.was_left_open = os.pread(self._file, len(_HELD), 0) == _HELD
        self._write(_HELD)

    def close(self) -> None:
        """Give the lock back, in order."""
        self._write(b"")
        os.close(self._file)

    def give_back(self) -> None:
        """Give it back with nothing written under it: what the holder before left unsaid stays."""
        self._write(_HELD if self.was_left_open else b"")
        os.close(self._file)

    def _write(self, said: bytes) -> None:
        if self.is_read_only:
            return
        with suppress(OSError):  # a full disk: then the next start looks once too often
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, said, 0)
            os.fsync(self._file)


def _open(path: Path) -> tuple[int, bool]:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600), False
    except OSError as fault:
        if fault.errno != errno.EROFS:
            raise
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC), True
