"""The tape: what a process did to its files, step by step, as the shim in tape.c wrote it down."""

import ctypes
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).with_suffix(".c")
NOTES: Final = "answers"
"""A file of this name takes notes of what was asked and answered; it is on no disk."""

_HEAD: Final = struct.Struct("=ccHIQq")


class Kind(StrEnum):
    """What a step was; the letters are the shim's."""

    CREATE = "C"
    OPEN = "O"
    OPEN_FOLDER = "D"
    WRITE = "W"
    RESIZE = "T"
    SYNC = "S"
    RENAME = "R"
    LINK = "L"
    UNLINK = "U"
    MAKE_FOLDER = "K"
    REMOVE_FOLDER = "X"
    MAP = "M"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``names`` are absolute paths; ``offset`` of a resize is the new size, in bytes."""

    kind: Kind
    failed: bool
    handle: int
    offset: int
    names: tuple[str, ...]
    data: bytes


def read_tape(path: Path) -> Iterator[Step]:
    """Every step of a tape, in order."""
    content = path.read_bytes()
    at = 0
    while at < len(content):
        op, failed, names, size, handle, offset = _HEAD.unpack_from(content, at)
        data = at + _HEAD.size + names
        said = content[at + _HEAD.size : data].decode()
        at = data + size
        yield Step(
            Kind(op.decode("ascii")),
            failed != b"\0",
            handle,
            offset,
            tuple(said.split("\n")) if said else (),
            content[data:at],
        )


def shim_env(folder: Path) -> dict[str, str]:
    """The environment in which a new process can record; builds the shim into ``folder``."""
    compiler = shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc")
    assert compiler, "the crash images need a C compiler: apt-get install gcc libc6-dev"
    library = folder / "tape.so"
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return {"LD_PRELOAD": str(library.resolve())}


@cache
def _shim() -> ctypes.CDLL:
    shim = ctypes.CDLL(None)
    shim.tape_seen.restype = ctypes.c_long
    return shim


def begin(tape: Path, *watched: Path) -> None:
    """Record what this process does below these folders; only under the shim."""
    below = ":".join(map(str, watched))
    _shim().tape_begin(str(tape).encode(), below.encode())


def let_fail(kind: Kind, *, first: int, count: int, error: int) -> None:
    """Let writes or syncs fail with this errno, from the ``first`` from now on, so many."""
    _shim().tape_fault(
        ctypes.c_char(kind.value.encode()), ctypes.c_long(first), ctypes.c_long(count), error
    )


def seen() -> int:
    """How many writes or syncs of the failing kind there were since ``let_fail``."""
    return int(_shim().tape_seen())
