"""The least that durability costs here: a loop of one-row commits, and nothing else.

Run as a process of its own (`python -m tests.bench.bare_commits FOLDER SECONDS`), so that the
slowed fsync of `slow_fsync.c` can be put under it as it is put under the site.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.sums import per_second, percentile

ROW = bytes(400)
"""About the size of one check-in's event."""

WARM_UP = 50


@dataclass(frozen=True, slots=True)
class BareCommits:
    """Waits of single commits, in seconds, one after another."""

    waits: list[float]

    @property
    def rate(self) -> float:
        return per_second(len(self.waits), sum(self.waits))

    @property
    def p50(self) -> float:
        return percentile(self.waits, 50)


def run_bare_commits(folder: Path, *, seconds: float, env: Mapping[str, str]) -> BareCommits:
    """Commit single rows into a new database in ``folder`` for ``seconds``."""
    command = [sys.executable, "-m", "tests.bench.bare_commits", str(folder), str(seconds)]
    said = subprocess.run(
        command, env={**os.environ, **env}, stdout=subprocess.PIPE, check=True, text=True
    )
    return BareCommits(json.loads(said.stdout))


def commit_rows(file: Path, *, seconds: float) -> list[float]:
    """Wait of each commit of one row with ``synchronous=FULL`` in a write-ahead log."""
    connection = sqlite3.connect(file, isolation_level=None)
    assert connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (position INTEGER PRIMARY KEY, body BLOB)")
    waits: list[float] = []
    until = time.perf_counter() + seconds
    while (before := time.perf_counter()) < until or len(waits) <= WARM_UP:
        connection.execute("INSERT INTO bare (body) VALUES (?)", (ROW,))
        waits.append(time.perf_counter() - before)
    connection.close()
    return waits[WARM_UP:]


if __name__ == "__main__":
    where = Path(sys.argv[1]) / "bare.db"
    json.dump(commit_rows(where, seconds=float(sys.argv[2])), sys.stdout)
    for left in where.parent.glob("bare.db*"):
        left.unlink()
