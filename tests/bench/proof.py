"""What the nightly proof costs: a mixed day of three sites at a hub, looked at by every rule."""

import resource
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from service.console.verify_proof import verify_proof
from service.feeds.archive import archive_of
from service.kit.clock import stopwatch_seconds
from service.officers import pins
from service.reconciliation.keep_proof import keep_proof
from service.reconciliation.prove_journals import Proof, Standing, prove_journals
from service.sync.journal_batch import MOST_EVENTS
from tests.bench.city import scratch_folder
from tests.builders import make_city
from tests.figures import Figure, told
from tests.hub_place import HubPlace
from tests.reconciliation.region import PaperSite, Region

EVENTS = 100_000
_FIRST_MEMBER = 20_000_000


def proof_figures() -> Iterable[Figure]:
    """Chains and rules over all of it, the same again from the bytes, and a look on arrival."""
    with scratch_folder() as scratch, _region(scratch) as region:
        count = tell_mixed_day(region, EVENTS)
        before = _peak_mb()
        arrival = _seconds(region.look)
        proof, seconds = _prove(region)
        assert proof.report.is_well and proof.report.checked.events == count, proof.report
        gained = _peak_mb() - before
        again = _verify(region)
    yield told(f"look on arrival, {count:,} events", arrival, "s")
    yield told(f"proof of {count:,} events", seconds, "s")
    yield told("  an event", seconds / count * 1e6, "µs")
    yield told("  memory above the hub's before", max(gained, 0.1), "MB")
    yield told("the proof again from the bytes", again, "s")


def tell_mixed_day(region: Region, events: int) -> int:
    """Members come and go, are inspected at one place, honoured at another, spend, send quota on;
    all honestly, and all at the hub. How many events that was."""
    a, b, c = region.sites
    for each in region.sites:
        each.opens_day()
    member = _FIRST_MEMBER
    while sum(len(each.events) for each in region.sites) < events:
        member += 1
        _trade(a, b, c, member)
    for each in region.sites:
        each.closes_day()
        _send(region.hub, each)
    return sum(len(each.events) for each in region.sites)


def _trade(a: PaperSite, b: PaperSite, c: PaperSite, member: int) -> None:
    """One member's day at three places: 17 events or so."""
    a.enters(member)
    a.opens_period(member)
    of = a.issues(b, member)
    if member % 4 == 0:
        a.sends(b, 100_000, member=member, carrier=of)
    token = a.sends(c, 200_000, member=member)
    spent = a.moves("quota.spent", 150_000, member)
    if member % 10 == 0:
        a.moves("quota.refunded", 150_000, member, debit=str(spent))
    b.enters(member)
    b.admits(of, member)
    if member % 4 == 0:
        b.receives(of, 100_000, member)
        b.moves("quota.spent", 90_000, member)
    c.enters(member)
    c.receives(token, 200_000, member)
    c.moves("quota.spent", 180_000, member)
    for each in (a, b, c):
        each.tell("turn.taken", lane="help", number=1)


def _send(hub: HubPlace, site: PaperSite) -> None:
    line = site.line(hub)
    for first in range(1, len(site.events) + 1, MOST_EVENTS):
        last = min(first + MOST_EVENTS - 1, len(site.events))
        assert site.send(hub, site.batch(first, last), line=line).status_code == 200


def _prove(region: Region) -> tuple[Proof, float]:
    hub = region.hub
    zone = ZoneInfo(hub.hub.settings.time_zone)
    trust = hub.read(hub.state.centre.trust)
    standing = Standing("S00.bench", trust, hub.machine.wall_ms, zone)
    begun = stopwatch_seconds()
    proof = hub.hub.database.read_moment(lambda session: prove_journals(session, standing))
    seconds = stopwatch_seconds() - begun
    signer = hub.hub.identity.keys.signer
    hub.write(lambda session: keep_proof(session, proof, signer))
    return proof, seconds


def _verify(region: Region) -> float:
    begun = stopwatch_seconds()
    verified = verify_proof(region.hub.hub.settings)
    assert verified.holds, verified.flaws
    return stopwatch_seconds() - begun


def _seconds(work: Callable[[], object]) -> float:
    begun = stopwatch_seconds()
    work()
    return stopwatch_seconds() - begun


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _region(folder: Path) -> Iterator[Region]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pins, "COST", pins.Cost(memory_kib=8, passes=1))
        city = make_city(folder / "city")
    with HubPlace.opened(city, folder) as hub:
        hub.bring(archive_of(city.folder / "authority", city.authority))
    shutil.copytree(city.folder / "authority", folder / "authority")
    with Region.opened(city, archive_of(folder / "authority", city.authority), folder) as region:
        yield region
