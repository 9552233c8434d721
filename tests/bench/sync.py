"""What the way to the hub costs: bytes on the wire, taking journals in, and a first load."""

import sqlite3
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from service.database import Database
from service.feeds.archive import archive_of
from service.feeds.snapshot import pack_pages
from service.journal.store import signed_records
from service.migrate import migrate
from service.open_site import OpenSite, open_site
from service.reconciliation.apply import APPLY
from service.settings import Settings
from service.sites.authority import load_authority
from service.sites.load_trust import load_trust
from service.sites.records import KeyRole, SiteRecord, open_site_record
from service.sites.trust_list import TrustList
from service.sync.journal_batch import MOST_EVENTS, BatchFlaw, JournalBatch, read_batch
from service.sync.receive_journal import Sender, receive_journal
from service.sync.site_end import SiteEnd, cut_batch
from tests.bench.city import prepared_city, scratch_folder
from tests.bench.history import aged_site
from tests.figures import Figure, at_least, at_most, told

EVENTS = 100_000


def sync_figures() -> Iterable[Figure]:
    """Check-ins of eight days, cut as they go up and taken in by a hub on SQLite; against one
    transaction that inserts the same bytes. Then the roster as one snapshot."""
    city = prepared_city()
    with scratch_folder() as scratch:
        site = open_site(Settings(data_dir=aged_site(city, events=EVENTS), clock_trust="synced"))
        try:
            sent, trust = _cut(site), _trust_of(site)
            sender = Sender(site.journal.site, site.journal.epoch, trust, site.clock.now().at_ms)
        finally:
            site.close()
        batches = [_read(data, sender) for data in sent]
        events = sum(len(batch.events) for batch in batches)
        yield told("events sent to the hub", events, "")
        yield at_most(40, "bytes on the wire a check-in", sum(map(len, sent)) / events, "B")
        seconds = _ingest(scratch, sent, sender)
        bare = _bare(scratch / "bare.db", batches)
        yield at_least(10_000, "events a second into a hub on SQLite", events / seconds, "/s")
        yield at_most(15, "  against one bare transaction", seconds / bare, "×")
    yield from _snapshot_figures(city)


def _snapshot_figures(city: Path) -> Iterable[Figure]:
    archive = archive_of(city / "authority", load_authority(city / "authority"))
    pages = [path.read_bytes() for path in archive.files("members")]
    before = time.perf_counter()
    packed = pack_pages(pages)
    yield told("packing the roster of 25,000 as a snapshot", time.perf_counter() - before, "s")
    yield told("  its size", len(packed) / 1e6, "MB")


def _cut(site: OpenSite) -> list[bytes]:
    """The whole journal as it goes up."""
    end = SiteEnd(site.identity, site.clock, lambda: site.end.anchored, site.proof, lambda ms: None)
    sent, after = list[bytes](), 0
    while data := site.database.read_now(
        partial(cut_batch, end=end, epoch=site.journal.epoch, after=after, most=MOST_EVENTS)
    ):
        sent.append(data)
        batch = read_batch(data, site.journal.site, site.journal.epoch)
        assert isinstance(batch, JournalBatch), batch
        after = batch.end.seq
    return sent


def _trust_of(site: OpenSite) -> TrustList:
    """What a hub would know of this site: its own record."""
    at_ms = site.clock.now().at_ms
    known = site.database.read_now(
        lambda session: load_trust(session, site.identity.trust, at_ms=at_ms)
    )
    message = site.database.read_now(signed_records)[site.journal.epoch]
    record = open_site_record(message, lambda kid: known.keys_ever(KeyRole.RECORDS, kid))
    assert isinstance(record, SiteRecord), record
    return TrustList(known.root, known.keys, (record,))


def _read(data: bytes, sender: Sender) -> JournalBatch:
    batch = read_batch(data, sender.site, sender.epoch)
    assert not isinstance(batch, BatchFlaw), batch
    return batch


def _ingest(scratch: Path, sent: list[bytes], sender: Sender) -> float:
    """Seconds to read, prove, store and apply it all, each batch durable before the next."""
    hub = Database(scratch / "hub.db")
    try:
        migrate(hub)
        before = time.perf_counter()
        for data in sent:
            batch = _read(data, sender)
            hub.write_now(partial(receive_journal, batch=batch, sender=sender, appliers=APPLY))
        return time.perf_counter() - before
    finally:
        hub.close()


def _bare(file: Path, batches: list[JournalBatch]) -> float:
    """Seconds of one transaction that inserts the same events."""
    rows = [(seq, each) for batch in batches for seq, each in enumerate(batch.events, batch.first)]
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (seq INTEGER PRIMARY KEY, bytes BLOB)")
    before = time.perf_counter()
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO bare VALUES (?, ?)", rows)
    connection.execute("COMMIT")
    seconds = time.perf_counter() - before
    connection.close()
    return seconds
