"""Files that a power cut leaves whole: a name holds only once its folder has been synced too."""

import os
from pathlib import Path
from typing import Final

_PIECE_BYTES: Final = 1024 * 1024


def sync_file(path: Path) -> None:
    """Return when the file's content is on its device."""
    _sync(path, os.O_RDONLY)


def sync_folder(folder: Path) -> None:
    """Return when the names given, changed and taken away in this folder are on its device."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def replace_durably(path: Path, content: bytes) -> None:
    """Put ``content`` in the place of what ``path`` holds: whenever the power fails, one of them is
    there, and after the return the new one."""
    unfinished = path.with_suffix(".new")
    unfinished.write_bytes(content)
    settle(unfinished, path)


def write_again(path: Path) -> None:
    """Write a file's own bytes over it, and sync. After a sync that failed, pages may be in memory
    alone and be taken for clean: whoever builds on them builds on sand. No file, nothing to do."""
    if not path.exists():
        return
    with open(path, "r+b", buffering=0) as file:
        while piece := file.read(_PIECE_BYTES):
            file.seek(-len(piece), os.SEEK_CUR)
            file.write(piece)
        os.fsync(file.fileno())


def settle(unfinished: Path, path: Path) -> None:
    """Give a file that has been written under another name, in the same folder, its own."""
    sync_file(unfinished)
    unfinished.replace(path)
    sync_folder(path.parent)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
