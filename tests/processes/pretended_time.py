"""A clock that a test sets and moves while a process runs under it: Debian's package faketime."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

LIBRARY: Final = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


@dataclass(frozen=True, slots=True)
class PretendedTime:
    """The wall clock of whoever runs in ``environment``; what nobody can set runs on as it does."""

    file: Path

    def set(self, at_ms: int) -> None:
        """From now on the clock shows this time (ms, UTC), and goes on from it."""
        ahead = at_ms // 1000 - int(time.time())
        unfinished = self.file.with_suffix(".new")
        unfinished.write_text(f"{ahead:+d}\n", encoding="ascii")
        unfinished.replace(self.file)

    @property
    def environment(self) -> dict[str, str]:
        if LIBRARY is None:
            pytest.fail(
                "clocks are tested with Debian's package faketime: apt-get install faketime"
            )
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
        }
