"""`make bench`: measures, prints a table, writes build/bench.json; 1 when a bar is missed."""

import os
import sys
from pathlib import Path

from tests.bench.check_in import check_in_figures, latency_figures, memory_figures, start_figures
from tests.bench.city import BENCH_DIR
from tests.bench.growth import growth_figures
from tests.bench.import_roster import import_figures
from tests.bench.machine import describe_machine
from tests.figures import run_parts

PARTS = {
    "checkin": check_in_figures,
    "latency": latency_figures,
    "memory": memory_figures,
    "start": start_figures,
    "import": import_figures,
}
LONG_PARTS = {"growth": growth_figures}
"""Run only when ONLY names them: making a million events takes a minute or two."""

RESULT = Path("build/bench.json")


def main() -> int:
    BENCH_DIR.mkdir(parents=True, exist_ok=True)
    print(describe_machine(BENCH_DIR), flush=True)
    parts = {**PARTS, **LONG_PARTS} if os.environ.get("ONLY") else PARTS
    return run_parts(parts, RESULT)


if __name__ == "__main__":
    sys.exit(main())
