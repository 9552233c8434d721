"""Prove a site from its raw bytes: chain, signatures, and tables that equal their replay."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from service.appliers import FEED_APPLIERS, JOURNAL_APPLIERS
from service.connection import can_encrypt
from service.database import Database
from service.database_key import KEY_BYTES
from service.days.verify_day_keys import DayKeysProof, verify_day_keys
from service.feeds.apply_page import replay_feeds
from service.feeds.verify_feeds import FeedsProof, verify_feeds
from service.journal.rebuild import TableProof, compare_tables, replay_journal
from service.journal.store import signed_records
from service.journal.verify_chain import ChainProof, verify_chain
from service.kit.cose import Flaw
from service.kit.ids import system_randomness
from service.passes.verify_site_draws import DrawsProof, verify_site_draws
from service.session import Session
from service.sites.identity import SiteIdentity
from service.sites.keys import is_signed_by
from service.sites.load_trust import load_keys
from service.sites.records import KeyRole, open_site_record
from service.stored_row import StoredRow
from service.tables import DERIVED
from service.vocabulary import Epoch


@dataclass(frozen=True, slots=True)
class SiteProof:
    """What verifying found; ``tables`` is empty unless they were rebuilt, and all is empty where
    the file itself has ``damage``."""

    chain: ChainProof
    feeds: FeedsProof
    day_keys: DayKeysProof
    tables: list[TableProof]
    damage: str | None = None
    draws: DrawsProof = field(default_factory=DrawsProof)

    @property
    def flaws(self) -> list[str]:
        pages = [f"pages: {self.damage}"] if self.damage else []
        flaws = (*self.chain.flaws, *self.feeds.flaws, *self.day_keys.flaws, *self.draws.flaws)
        return [*pages, *flaws]

    @property
    def holds(self) -> bool:
        return not self.flaws and all(table.equal for table in self.tables)


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """What an epoch's journal is held against: h(0), the key that signs its heads, and the end of
    the chain of its day keys."""

    genesis: bytes
    signing: bytes
    draw_anchor: bytes | None


def verify_site(
    session: Session, identity: SiteIdentity, *, rebuild: bool, draws: bool = False
) -> SiteProof:
    """Verify the journal of ``identity`` and the pages it holds; with ``rebuild`` also replay both
    into an empty database and compare every derived table by hash, with ``draws`` do every draw
    of the days that have closed again."""
    records = _own_records(session, identity)
    chain = verify_chain(
        session,
        identity.site,
        genesis=lambda epoch: records[epoch].genesis if epoch in records else b"",
        verifies=lambda epoch, signed, signature: (
            epoch in records and is_signed_by(records[epoch].signing, signed, signature)
        ),
    )
    feeds = verify_feeds(session, load_keys(session, identity.trust))
    day_keys = verify_day_keys(
        session, lambda epoch: records[epoch].draw_anchor if epoch in records else None
    )
    return SiteProof(
        chain,
        feeds,
        day_keys,
        tables=rebuild_tables(session) if rebuild else [],
        draws=verify_site_draws(session, day_keys) if draws else DrawsProof(),
    )


def rebuild_tables(session: Session) -> list[TableProof]:
    """Make every derived table anew in a scratch database, and compare."""
    with scratch_database() as scratch:
        scratch.write_now(lambda fresh: replay_feeds(fresh, session, FEED_APPLIERS))
        scratch.write_now(lambda fresh: replay_journal(fresh, session, JOURNAL_APPLIERS))
        return scratch.read_now(lambda fresh: compare_tables(session, fresh, DERIVED))


@contextmanager
def scratch_database() -> Iterator[Database]:
    """A database with every table and no row, which is thrown away. It lies under a key that nobody
    keeps: no plain copy of a site is ever on a disk."""
    with TemporaryDirectory(prefix="twogate-rebuild-") as folder:
        scratch = Database(Path(folder) / "scratch.db", key=throwaway_key())
        StoredRow.metadata.create_all(scratch.engine())
        try:
            yield scratch
        finally:
            scratch.close()


def throwaway_key() -> str | None:
    """A key for a scratch database, where this machine can encrypt one."""
    return system_randomness(KEY_BYTES).hex() if can_encrypt() else None


def _own_records(session: Session, identity: SiteIdentity) -> dict[Epoch, EpochRecord]:
    """For each epoch of this journal what its record says. One that the authority did not sign,
    or of another site, vouches for nothing."""
    own = identity.keys.signer.public
    records = {identity.epoch: EpochRecord(identity.genesis, own, identity.draw_anchor)}
    for epoch, signed in signed_records(session).items():
        record = open_site_record(signed, partial(identity.trust.keys_ever, KeyRole.RECORDS))
        if isinstance(record, Flaw) or (record.site, record.epoch) != (identity.site, epoch):
            continue
        genesis = sha256(signed).digest()
        records[epoch] = EpochRecord(genesis, record.signing, record.draw_anchor)
    return records
