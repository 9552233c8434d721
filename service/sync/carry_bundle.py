"""Files on a stick: there whole, or not there; written, and read back, before "done" is said."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from service.kit.durable import settle
from service.vocabulary import SiteNo

SUFFIX: Final = ".TWB"
_UNFINISHED: Final = ".TMP"
_NAME: Final = re.compile(r"S[0-9]{2}-S[0-9]{2}-([0-9]{6})\.TWB")


class CarryFault(Exception):
    """The medium does not hold what was written; what was on it before is untouched."""


def put_bundle(folder: Path, data: bytes, *, sender: SiteNo, to: SiteNo) -> Path:
    """Write a bundle to a folder as the next of its kind; its path.

    The name has letters that every file system takes (FAT32 too) and counts up, so that files are
    read in the order in which they were written. Raises ``CarryFault`` or ``OSError``; a file that
    a pulled stick left unfinished is never taken for a bundle.
    """
    stem = f"{sender}-{to}-{_next_number(folder, f'{sender}-{to}-'):06d}"
    unfinished, path = folder / f"{stem}{_UNFINISHED}", folder / f"{stem}{SUFFIX}"
    unfinished.write_bytes(data)
    settle(unfinished, path)
    if _read_back(path) != data:
        path.unlink(missing_ok=True)
        raise CarryFault(f"{path} does not hold what was written to it: take another stick")
    return path


def bundles_in(place: Path, *, to: SiteNo) -> list[Path]:
    """The bundles for one site in a folder, in the order in which they were written; or the one
    file that ``place`` is."""
    if place.is_file():
        return [place]
    found = (each for each in place.iterdir() if _NAME.fullmatch(each.name.upper()))
    return sorted(each for each in found if each.name.upper().split("-")[1] == to)


def _next_number(folder: Path, begin: str) -> int:
    return max(_numbers(folder, begin), default=0) + 1


def _numbers(folder: Path, begin: str) -> Iterator[int]:
    for each in folder.iterdir():
        if (read := _NAME.fullmatch(each.name.upper())) and each.name.upper().startswith(begin):
            yield int(read[1])


def _read_back(path: Path) -> bytes:
    """What the medium has, as far as the system lets go of what it remembers of it."""
    with open(path, "rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file.read()
