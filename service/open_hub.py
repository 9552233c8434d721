"""Open this machine's hub: a site of its own, S00, whose database other processes may share."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from service.appliers import FEED_APPLIERS
from service.database import Database
from service.feed_writer import FeedKey
from service.kit.clock import SystemClock
from service.kit.ids import system_randomness
from service.migrate import migrate_engine
from service.open_site import NotEnrolled, OpenSite, keys_dir, open_site, read_enrolment
from service.reconciliation.apply import APPLY
from service.reconciliation.fold_anew import fold_anew
from service.reconciliation.rules.finding import HOUR_MS, Tolerances
from service.session import Session
from service.settings import Settings
from service.sites.authority import Authority, load_authority
from service.sync.apply_held import retry_aside
from service.sync.asking import Centre
from service.sync.held_store import all_branches
from service.vocabulary import HUB

MIGRATION: Final = "migration"


def open_hub(settings: Settings, *, clock: SystemClock | None = None) -> OpenSite:
    """Open the hub in ``settings.data_dir``, on a file there or on ``settings.database_url``.

    Raises what ``open_site`` raises; ``NotEnrolled`` also for a folder that is a site's.
    """
    opening = _open_postgres if settings.database_url else None
    hub = open_site(settings, clock=clock, open_database=opening)
    if hub.identity.site != HUB:
        hub.close()
        raise NotEnrolled(f"this folder is of site {hub.identity.site}, not of a hub")
    begin_as_hub(hub)
    return hub


def begin_as_hub(hub: OpenSite) -> None:
    """What a site that is the hub does at its start beyond what every site does."""
    _anchor_afresh(hub)
    if hub.database.refusal is None:
        hub.database.write_now(_catch_up)


def centre_of(hub: OpenSite) -> Centre:
    """The hub's side of the wire. All its processes have its key, and so the same secret."""
    signer = hub.identity.keys.signer
    return Centre(
        database=hub.database,
        identity=hub.identity,
        signed_record=read_enrolment(hub.settings, hub.identity.keys).signed_record,
        clock=hub.clock,
        appliers=APPLY,
        secret=sha256(signer.key.sign(b"twogate hub: secret of challenges")).digest(),
        random=system_randomness,
    )


def authority_of(settings: Settings) -> Authority | None:
    """The authority's signing keys, if they were handed over to this hub. Raises what
    ``load_authority`` raises for a folder that is there and incomplete."""
    folder = authority_dir(settings)
    return load_authority(folder) if folder.is_dir() else None


def authority_dir(settings: Settings) -> Path:
    """Where the hub keeps the signing keys that were handed over to it."""
    return keys_dir(settings) / "authority"


def feed_key_of(hub: OpenSite) -> FeedKey | None:
    """What lets this hub write feeds; nothing as long as the authority keeps them itself."""
    authority = authority_of(hub.settings)
    return FeedKey(authority, hub.identity, FEED_APPLIERS) if authority else None


def tolerances_of(settings: Settings) -> Tolerances:
    """By how much journals may differ before the hub asks why."""
    return Tolerances(grace_ms=settings.late_journal_hours * HOUR_MS)


def _open_postgres(settings: Settings) -> Database:
    from service.postgres import PostgresDatabase  # brings psycopg, which only a hub has

    assert settings.database_url is not None
    database = PostgresDatabase(settings.database_url, settings.data_dir)

    def migrate_alone(session: Session) -> None:
        session.lock(MIGRATION)
        migrate_engine(database.engine())

    try:
        database.read_now(migrate_alone)
    except BaseException:
        database.close()
        raise
    return database


def _anchor_afresh(hub: OpenSite) -> None:
    """Another process may have written the anchor since this one did: look before each write."""

    def anchor() -> None:
        if hub.settings.database_url:
            hub.end.anchors.close()
        hub.end.anchor()

    hub.database.keep_around(
        before_commit=hub.end.sign, after_commit=anchor, make_room=lambda: False
    )


def _catch_up(session: Session) -> None:
    """After an upgrade: what an older software of the hub put aside may apply now, and what it did
    not read from events is read."""
    session.lock(MIGRATION)
    fold_anew(session)
    for site in {each.site for each in all_branches(session)}:
        session.lock(f"journals of {site}")
        retry_aside(session, site, APPLY)
