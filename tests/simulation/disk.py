"""Where the files of a simulated site lie, and what a power cut leaves of them."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_IN_MEMORY: Final = Path("/dev/shm")
"""Simulated disks need no real one: the faults they have are those we give them."""

_LEFT_BEHIND: Final = ("*.lock", "*-shm")
"""What lives in a process, or in the memory of one, and not on a disk."""


def simulated_disks() -> "tempfile.TemporaryDirectory[str]":
    """A folder for simulated disks that vanishes when its context ends."""
    where = _IN_MEMORY if _IN_MEMORY.is_dir() else None
    return tempfile.TemporaryDirectory(prefix="twogate-simulation-", dir=where)


@dataclass(slots=True)
class Disk:
    """One site's disk, mounted anew at each boot; ``second`` is on another device."""

    folder: Path
    boots: int = 0

    @classmethod
    def with_files(cls, folder: Path, files: Mapping[str, bytes], *, boots: int = 0) -> "Disk":
        """A new disk that holds these files."""
        disk = cls(folder, boots)
        for name, content in files.items():
            path = disk.data_dir / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(content)
        return disk

    @property
    def data_dir(self) -> Path:
        return self.folder / f"boot-{self.boots}"

    @property
    def second(self) -> Path:
        return self.folder / "another-device"

    def files(self) -> dict[str, bytes]:
        """Everything that lies on it, by its name."""
        found = (path for path in self.data_dir.rglob("*") if path.is_file())
        return {
            path.relative_to(self.data_dir).as_posix(): path.read_bytes()
            for path in found
            if not any(path.match(pattern) for pattern in _LEFT_BEHIND)
        }

    def cut_power(self) -> None:
        """Go on with the files as they lie at this moment, whoever still has them open.

        SQLite has written its log up to the last COMMIT and has not tidied up: what a killed
        process leaves. A disk that lies about fsync is not simulated here.
        """
        dark = self.data_dir
        self.boots += 1
        shutil.copytree(dark, self.data_dir, ignore=shutil.ignore_patterns(*_LEFT_BEHIND))

    def forget_old_boots(self) -> None:
        """Remove the files that nobody has open any more."""
        for boot in range(self.boots):
            shutil.rmtree(self.folder / f"boot-{boot}", ignore_errors=True)
