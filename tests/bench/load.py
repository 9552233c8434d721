"""Load on a running site: wrk sends prepared check-ins, and nothing but 201 is accepted."""

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.sums import per_second, percentile

SCRIPT = Path(__file__).with_name("check_ins.lua")
CREATED = "201"


@dataclass(frozen=True, slots=True)
class Load:
    """Check-ins that were answered 201: how many, in which time, and how long each took.

    Times in seconds; ``p50`` and ``p99`` are wrk's, over all connections. ``waits`` are single
    answers in order; they mean something with one connection only.
    """

    accepted: int
    seconds: float
    p50: float
    p99: float
    waits: list[float]

    @property
    def rate(self) -> float:
        return per_second(self.accepted, self.seconds)

    def wait(self, percent: float) -> float:
        return percentile(self.waits, percent)


@dataclass(frozen=True, slots=True)
class Aim:
    """Which site, as which kiosk, over how many connections, for how long at most."""

    url: str
    cookie: str
    connections: int
    seconds: int


def send_check_ins(cards: Sequence[str], aim: Aim, scratch: Path) -> Load:
    """Send a check-in for each card once, until the time or the cards run out.

    Raises ``RuntimeError`` when any answer was not 201, or a connection failed.
    """
    requests, result = scratch / "requests", scratch / "result.json"
    requests.write_text("".join(map(_request, cards)), encoding="ascii")
    subprocess.run(
        _command(aim, requests),
        env={**os.environ, "BENCH_RESULT": str(result)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return read_result(json.loads(result.read_text("ascii")))


def read_result(said: dict[str, object]) -> Load:
    """What the script wrote; raises ``RuntimeError`` unless every answer was 201."""
    match said:
        case {
            "answers": dict(answers),
            "faults": 0,
            "seconds": float(seconds),
            "p50": float(p50),
            "p99": float(p99),
            "waits": list(waits),
        } if answers.keys() == {CREATED}:
            return Load(answers[CREATED], seconds, p50, p99, waits)
    raise RuntimeError(f"not every check-in was answered 201: {said.get('answers')}, {said}")


def _command(aim: Aim, requests: Path) -> list[str]:
    program = shutil.which("wrk")
    if program is None:
        raise RuntimeError("wrk is not on this machine: apt-get install wrk")
    load = ["--threads", "1", "--connections", str(aim.connections)]
    length = ["--duration", str(aim.seconds), "--timeout", "10", "--script", str(SCRIPT)]
    return [program, *load, *length, aim.url, "--", str(requests), aim.cookie]


def _request(card: str) -> str:
    return f"{secrets.token_hex(16)} {json.dumps({'scan': card, 'lane': 'person'})}\n"
