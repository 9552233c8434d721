"""Change this site's key as planned: announce the next one, and later let it go on.

The journal of the old epoch ends with `epoch.closed`; the new record names that very end, and all
rights pass over whole (docs/protocol.md, Identity).
"""

from dataclasses import dataclass
from pathlib import Path

from service.connection import connect
from service.console.enrol_site import (
    COMING,
    REQUEST_NAME,
    hand_out,
    make_keys,
    put_keys_aside,
    take_keys_over,
    waits_for_keys,
)
from service.database_key import database_key
from service.days.close_epoch import CloseRefusal, close_epoch
from service.journal.event import Event
from service.journal.store import newest
from service.kit.clock import SystemClock
from service.kit.durable import replace_durably
from service.kit.secret_file import read_secret
from service.open_site import (
    EPOCH_CLOSED,
    OpenSite,
    database_path,
    enrolled_site_no,
    keys_dir,
    open_site,
)
from service.session import Session
from service.settings import Settings
from service.sites.keys import load_site_keys
from service.sites.load_trust import load_trust
from service.sites.records import SiteRecord
from service.vocabulary import Epoch

NEXT = "next"
"""A folder in that of the keys, for the announced ones."""


class KeyNotChanged(Exception):
    """The old key goes on; the word says why."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The new epoch, and what its record must say that it continues: ``S01.ab12cd34.SEQ.HEAD``."""

    epoch: Epoch
    continues: str


def announce_key(settings: Settings, out: Path) -> Epoch:
    """Make the keys that are to follow, and the request by which the authority announces them.

    Called again, it writes the same request. Raises ``NotEnrolled``.
    """
    site, folder = enrolled_site_no(settings), keys_dir(settings)
    if not (folder / NEXT / REQUEST_NAME).exists():
        make_keys(folder, site, NEXT)
    replace_durably(out, read_secret(folder / NEXT / REQUEST_NAME))
    return load_site_keys(folder / NEXT).epoch


def change_key(settings: Settings, out: Path, *, clock: SystemClock | None = None) -> Changed:
    """End the present epoch and let the announced keys take over, while the service is stopped.

    ``out`` gets the request once more: the authority signs the record that continues. Cut off at
    any point, the same call goes on. Raises ``NotEnrolled``, ``AlreadyOpen``, ``KeyNotChanged``.
    """
    folder = keys_dir(settings)
    if not waits_for_keys(settings):
        _end_epoch(settings, _announced_keys(folder), clock)
        put_keys_aside(folder)
        if (folder / NEXT).exists():
            (folder / NEXT).rename(folder / COMING)
        take_keys_over(folder)
    return Changed(hand_out(folder, out), _end_at_rest(settings))


def _announced_keys(folder: Path) -> Epoch:
    """The epoch of the keys that are to follow; a cut may have come when they were on the way."""
    for name in (NEXT, COMING):
        if (folder / name / REQUEST_NAME).exists():
            return load_site_keys(folder / name).epoch
    raise KeyNotChanged(CloseRefusal.NOT_ANNOUNCED)


def _end_epoch(settings: Settings, successor: Epoch, clock: SystemClock | None) -> None:
    """Close it, unless that was done before a power cut."""
    site = open_site(settings, clock=clock)
    try:
        if site.restored == EPOCH_CLOSED:
            return
        if site.restored is not None:
            raise KeyNotChanged(site.restored)
        done = site.database.write_now(
            lambda session: close_epoch(site.act(session), successor, _announced(session, site))
        )
    finally:
        site.close()
    if isinstance(done, CloseRefusal):
        raise KeyNotChanged(done)


def _announced(session: Session, site: OpenSite) -> SiteRecord | None:
    """The newest record that this site's number has by feed, but for its present key."""
    trust = load_trust(session, site.identity.trust, at_ms=site.clock.now().at_ms)
    others = [
        record
        for record in trust.sites
        if record.site == site.identity.site and record.epoch != site.identity.epoch
    ]
    return max(others, key=lambda record: record.not_before_ms, default=None)


def _end_at_rest(settings: Settings) -> str:
    """Where the closed epoch ended; the database has nothing after it."""
    connection = connect(database_path(settings), key=database_key(settings), read_only=True)
    try:
        [last] = newest(Session(connection), count=1)
    finally:
        connection.close()
    name = Event.from_bytes(last.bytes).name
    return f"{name}.{last.hash.hex()}"
