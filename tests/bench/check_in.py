"""What a durable check-in costs: many at once, one at a time, on this disk and on a slow one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from service.connection import connect
from tests.bench.bare_commits import BareCommits, run_bare_commits
from tests.bench.city import (
    BENCH_DIR,
    cards_of,
    copy_of_site,
    prepared_city,
    scratch_folder,
)
from tests.bench.load import Aim, Load, send_check_ins
from tests.bench.site_process import running_site
from tests.bench.slow_fsync import slow_fsync_env
from tests.bench.sums import middle_ratio
from tests.figures import Figure, at_least, at_most, told

ROUNDS = 3
CONNECTIONS = 32
LOAD_SECONDS = 4
BARE_SECONDS = 1.5
WARM_UP_CARDS = 400
MANY = 10_000
RATIO_BAR = 0.4
SLOW_RATIO_BAR = 8


@dataclass(frozen=True, slots=True)
class Round:
    """A load on the site, what its processor worked for each check-in (in seconds), and the bare
    commits measured just before and after it."""

    load: Load
    processor: float
    bare: BareCommits


def check_in_figures() -> Iterable[Figure]:
    """Check-ins a second with 32 connections against bare commits; disk as it is, then slowed."""
    rounds = _rounds(CONNECTIONS, {})
    ratio = middle_ratio((each.load.rate, each.bare.rate) for each in rounds)
    yield told("bare one-row commits", _middle_bare_rate(rounds), "1/s")
    yield told("check-ins, 32 connections", median(each.load.rate for each in rounds), "1/s")
    yield told("  their p99", median(each.load.p99 for each in rounds) * 1000, "ms")
    yield _processor_figure(rounds)
    yield at_least(RATIO_BAR, "check-ins per bare commit", ratio, "×")
    yield from _slow_figures()


def latency_figures() -> Iterable[Figure]:
    """One check-in after another on one connection, against the bare commit's p50."""
    rounds = _rounds(1, {})
    p50 = middle_ratio((each.load.wait(50), each.bare.p50) for each in rounds)
    p99 = middle_ratio((each.load.wait(99), each.bare.p50) for each in rounds)
    yield told("bare commit p50", median(each.bare.p50 for each in rounds) * 1000, "ms")
    yield told("check-in p50", median(each.load.wait(50) for each in rounds) * 1000, "ms")
    yield told("check-in p99", median(each.load.wait(99) for each in rounds) * 1000, "ms")
    yield _processor_figure(rounds)
    yield at_most(12, "check-in p50 per bare commit p50", p50, "×")
    yield at_most(40, "check-in p99 per bare commit p50", p99, "×")


def memory_figures() -> Iterable[Figure]:
    """Memory of the site's process with the whole roster, before and after 10,000 check-ins."""
    city = prepared_city()
    with scratch_folder() as scratch, running_site(copy_of_site(city, scratch)) as site:
        yield told("memory at rest", site.rss_mb(), "MB")
        aim = Aim(site.url, site.pair_kiosk(), CONNECTIONS, seconds=120)
        load = send_check_ins(cards_of(city)[: MANY + 100], aim, scratch)
        if load.accepted < MANY:
            raise RuntimeError(f"only {load.accepted} check-ins in {aim.seconds} s")
        yield at_most(110, f"memory after {MANY:,} check-ins", site.rss_mb(), "MB")


def _slow_figures() -> Iterable[Figure]:
    name = "the same, fsync slowed by 10 ms"
    BENCH_DIR.mkdir(parents=True, exist_ok=True)
    env = slow_fsync_env(BENCH_DIR)
    if env is None:
        missed = f"{name}: NOT MEASURED, no C compiler here (apt-get install gcc libc6-dev)"
        yield Figure(missed, 0, "×", f"≥ {SLOW_RATIO_BAR}", holds=False)
        return
    rounds = _rounds(CONNECTIONS, env)
    ratio = middle_ratio((each.load.rate, each.bare.rate) for each in rounds)
    yield told("bare commits, fsync slowed", _middle_bare_rate(rounds), "1/s")
    yield at_least(SLOW_RATIO_BAR, name, ratio, "×")


def _rounds(connections: int, env: Mapping[str, str]) -> list[Round]:
    """Each round on a fresh copy of the city, since a member enters once a day."""
    city = prepared_city()
    return [_round(city, connections, env) for _ in range(ROUNDS)]


def _round(city: Path, connections: int, env: Mapping[str, str]) -> Round:
    cards = cards_of(city)
    with scratch_folder() as scratch:
        data = copy_of_site(city, scratch)
        with running_site(data, env=env) as site:
            aim = Aim(site.url, site.pair_kiosk(), connections, LOAD_SECONDS)
            warm = send_check_ins(cards[:WARM_UP_CARDS], aim, scratch)
            before = run_bare_commits(scratch, seconds=BARE_SECONDS, env=env)
            worked = site.cpu_seconds()
            load = send_check_ins(cards[WARM_UP_CARDS:], aim, scratch)
            worked = site.cpu_seconds() - worked
            after = run_bare_commits(scratch, seconds=BARE_SECONDS, env=env)
        assert_recorded(data, warm.accepted + load.accepted, connections)
    bare = BareCommits(before.waits + after.waits)
    return Round(load, worked / load.accepted, bare)


def assert_recorded(data: Path, answered: int, connections: int) -> None:
    """Every answer stands in the journal; beyond them only what was under way at the two ends."""
    connection = connect(data / "site.db", read_only=True)
    (recorded,) = connection.execute("SELECT count(*) FROM checkin_records").fetchone()
    connection.close()
    if not answered <= recorded <= answered + 2 * connections:
        raise RuntimeError(f"{answered} check-ins were answered 201, {recorded} are recorded")


def _processor_figure(rounds: list[Round]) -> Figure:
    """What tells a busy machine from a slow program."""
    worked = median(each.processor for each in rounds)
    return told("  processor time of a check-in", worked * 1000, "ms")


def _middle_bare_rate(rounds: list[Round]) -> float:
    return median(each.bare.rate for each in rounds)
