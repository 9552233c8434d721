"""Prove this machine's site while it runs or rests, and leave the result for its screens."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from service.connection import DRIVER, connect
from service.console.verify_site import SiteProof, verify_site
from service.database_key import database_key
from service.days.verify_day_keys import DayKeysProof
from service.feeds.verify_feeds import FeedsProof
from service.journal.verify_chain import ChainProof
from service.kit.clock import SystemClock
from service.open_site import (
    database_path,
    identity_at_rest,
    last_proof_path,
    proven_at_rest_ms,
)
from service.session import Session
from service.settings import Settings
from service.storage.last_proof import write_last_proof
from service.storage.read_pages import read_pages


def prove_site(settings: Settings, *, rebuild: bool, pages: bool, draws: bool = False) -> SiteProof:
    """Verify one moment of the database on a connection that cannot write, whoever writes
    meanwhile; with ``pages`` read every page of the file first. Raises ``NotEnrolled``.

    The site's own screens tell of the last proof until there is a better one.
    """
    key = database_key(settings)
    identity = identity_at_rest(settings)
    damage = None
    if pages:
        path = database_path(settings)
        damage = read_pages(path, key=key, begun=lambda connection: None, whole=True)
    if damage:
        proof = SiteProof(ChainProof(), FeedsProof(), DayKeysProof(), [], damage=damage)
    else:
        with one_moment(settings) as session:
            proof = verify_site(session, identity, rebuild=rebuild, draws=draws)
    with suppress(OSError):  # on storage that takes nothing the result is told here alone
        write_last_proof(
            last_proof_path(settings),
            at_ms=_now_ms(settings),
            events=proof.chain.events,
            holds=proof.holds,
        )
    return proof


def _now_ms(settings: Settings) -> int:
    """Not before what the site has proof of, as long as that can be read: its own clock may have
    lost its time."""
    clock = SystemClock()
    with suppress(DRIVER.DatabaseError):
        clock.raise_floor(proven_at_rest_ms(settings))
    return clock.now().at_ms


@contextmanager
def one_moment(settings: Settings) -> Iterator[Session]:
    """A session that sees the database as it is at its first read, until it ends."""
    connection = connect(database_path(settings), key=database_key(settings), read_only=True)
    try:
        connection.execute("BEGIN")
        yield Session(connection)
    finally:
        connection.close()
