"""Whether a site grows slow with its years: a million events against ten thousand."""

import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from service.connection import connect
from tests.bench.city import cards_of, drop_from_cache, prepared_city, scratch_folder
from tests.bench.history import aged_site
from tests.bench.load import Aim, send_check_ins
from tests.bench.site_process import SiteProcess, running_site
from tests.bench.sums import middle_ratio
from tests.figures import Figure, at_most, told

FEW, MANY = 10_000, 1_000_000
CONNECTIONS = 32
ROUNDS = 7
CARDS_A_ROUND = 1_500
STARTS = 5


def start_figures() -> Iterable[Figure]:
    """From the start of the process to its first answer, with a million events behind it."""
    with scratch_folder() as scratch:
        old = _copy_of(aged_site(prepared_city(), events=MANY), scratch)
        yield told("events in the journal", count_events(old), "")
        yield told("  its database", (old / "site.db").stat().st_size / 1e6, "MB")
        times, processor = _starts(old)
        yield told("  processor time of a start", processor, "s")
        yield at_most(2.0, f"start to first answer, {MANY:,} events", times, "s")


def growth_figures() -> Iterable[Figure]:
    """Cost of a check-in on a young journal and on an old one."""
    city = prepared_city()
    with scratch_folder() as scratch:
        young, old = (_copy_of(aged_site(city, events=count), scratch) for count in (FEW, MANY))
        yield from _cost_figures(city, young, old, scratch)


def count_events(data: Path) -> int:
    connection = connect(data / "site.db", read_only=True)
    (count,) = connection.execute("SELECT count(*) FROM journal_events").fetchone()
    connection.close()
    return int(count)


def _copy_of(data: Path, scratch: Path) -> Path:
    return shutil.copytree(data, scratch / data.name)


def _starts(data: Path) -> tuple[float, float]:
    """Seconds of a start, its database not in the kernel's memory, and of the processor's time."""
    with running_site(data):
        pass  # compiles whatever module is not compiled yet, as an installation has
    times, processor = [], []
    for _ in range(STARTS):
        drop_from_cache(data / "site.db")
        with running_site(data) as site:
            times.append(site.started_in)
            processor.append(site.cpu_at_start)
    return median(times), median(processor)


def _cost_figures(city: Path, young: Path, old: Path, scratch: Path) -> Iterable[Figure]:
    """Both sites run at once and are asked in turn, so that a busy minute meets both."""
    cards = cards_of(city)
    with ExitStack() as stack:
        few = _Asked(stack.enter_context(running_site(young)), scratch)
        many = _Asked(stack.enter_context(running_site(old)), scratch)
        rounds = []
        for round_ in range(ROUNDS + 1):
            part = cards[round_ * CARDS_A_ROUND : (round_ + 1) * CARDS_A_ROUND]
            rounds.append((many.cost(part), few.cost(part)))
    walls = [(old_cost[0], young_cost[0]) for old_cost, young_cost in rounds[1:]]
    processor = [(old_cost[1], young_cost[1]) for old_cost, young_cost in rounds[1:]]
    yield told("check-in with 10,000 events", median(wall for _, wall in walls) * 1000, "ms")
    yield told("  processor time, many against few", middle_ratio(processor), "×")
    yield at_most(1.2, "check-in with 1,000,000 events against it", middle_ratio(walls), "×")


class _Asked:
    """A running site with its kiosk."""

    def __init__(self, site: SiteProcess, scratch: Path) -> None:
        self._site = site
        self._aim = Aim(site.url, site.pair_kiosk(), CONNECTIONS, seconds=60)
        self._scratch = scratch

    def cost(self, cards: list[str]) -> tuple[float, float]:
        """Seconds a check-in, on the clock and of processor time."""
        before = self._site.cpu_seconds()
        load = send_check_ins(cards, self._aim, self._scratch)
        return 1 / load.rate, (self._site.cpu_seconds() - before) / load.accepted
