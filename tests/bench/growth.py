"""Whether a site grows slow with its years: a million events against ten thousand."""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median

from tests.bench.check_in import start_figures_of
from tests.bench.city import cards_of, copy_of_site, prepared_city, scratch_folder, today
from tests.bench.history import write_history
from tests.bench.load import Aim, send_check_ins
from tests.bench.site_process import SiteProcess, running_site
from tests.bench.sums import middle_ratio
from tests.figures import Figure, at_most, told

FEW, MANY = 10_000, 1_000_000
CONNECTIONS = 32
ROUNDS = 7
CARDS_A_ROUND = 1_500


def growth_figures() -> Iterable[Figure]:
    """Cost of a check-in and time of a start, on a young journal and on an old one."""
    city = prepared_city()
    with scratch_folder() as scratch:
        young, old = copy_of_site(city, scratch), copy_of_site(city, scratch)
        yesterday = today() - timedelta(days=1)
        write_history(young, events=FEW, last=yesterday)
        count = write_history(old, events=MANY, last=yesterday)
        yield told("events in the old journal", count, "")
        yield told("  its database", (old / "site.db").stat().st_size / 1e6, "MB")
        yield from start_figures_of(old, f"start to first answer, {MANY:,} events")
        yield from _cost_figures(city, young, old, scratch)


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
