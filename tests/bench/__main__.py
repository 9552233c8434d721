"""`make bench`: measures, prints a table, writes build/bench.json; 1 when a bar is missed."""

import sys
from pathlib import Path

from tests.bench.assessment import assessment_figures
from tests.bench.check_in import check_in_figures, latency_figures, memory_figures
from tests.bench.city import BENCH_DIR
from tests.bench.growth import growth_figures, start_figures
from tests.bench.import_roster import import_figures
from tests.bench.machine import describe_machine
from tests.bench.passes import passes_figures
from tests.bench.proof import proof_figures
from tests.bench.sync import sync_figures
from tests.figures import run_parts

PARTS = {
    "checkin": check_in_figures,
    "latency": latency_figures,
    "passes": passes_figures,
    "memory": memory_figures,
    "import": import_figures,
    "start": start_figures,
    "growth": growth_figures,
    "assessment": assessment_figures,
    "sync": sync_figures,
    "proof": proof_figures,
}
RESULT = Path("build/bench.json")


def main() -> int:
    BENCH_DIR.mkdir(parents=True, exist_ok=True)
    print(describe_machine(BENCH_DIR), flush=True)
    return run_parts(PARTS, RESULT)


if __name__ == "__main__":
    sys.exit(main())
