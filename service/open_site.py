"""Open this machine's site: its keys, its enrolment, its database, put together once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from service.appliers import FEED_APPLIERS, JOURNAL_APPLIERS
from service.connection import DRIVER, connect
from service.database import Database
from service.database_key import database_key
from service.days.store import open_trade_day
from service.feeds.apply_items import retry_quarantined
from service.feeds.page import signed_at_ms
from service.feeds.store import newest_headers, positions
from service.group_commit import StorageFault, is_damage
from service.journal.act import Act
from service.journal.append_event import Journal
from service.journal.event import Event
from service.journal.find_proven_time import find_proven_time
from service.journal.judge_restored import Restored, Standing, judge_restored
from service.journal.keep_end import JournalEnd
from service.journal.restore_proof import PROOF_NAME, RestoreProof
from service.journal.store import hash_at, head_of, keep_epoch, newest, signed_records
from service.journal.tenure import Tenure, find_tenure
from service.journal.verify_end import BROKEN, verify_end
from service.kit.clock import Clock, Moment, SystemClock, Trust, local_date, trust_from
from service.kit.cose import Flaw
from service.kit.ids import random_token, system_randomness
from service.kit.secret_file import read_credential, read_secret, write_secret
from service.migrate import SchemaTooNew, migrate
from service.session import Session
from service.settings import Settings
from service.sites.anchor import Anchors, read_anchors
from service.sites.day_keys import DayKeys, load_day_keys
from service.sites.enrolment_file import Enrolment, EnrolmentRefusal, open_enrolment
from service.sites.hardware import hardware_anchors
from service.sites.identity import SiteIdentity, card_verifier
from service.sites.keys import SiteKeys, is_signed_by, load_site_keys
from service.sites.load_trust import load_keys
from service.sites.records import KeyRole, SiteRecord, open_site_record
from service.sites.trust_list import TrustList
from service.storage.ballast import Ballast
from service.vocabulary import Epoch, SiteNo, TradeDay

T = TypeVar("T")

PEPPER_BYTES = 32
PEPPER_NAME = "pepper"


EPOCH_CLOSED = "epoch_closed"
"""Why a site does not write whose key gave way to the announced one."""


class NotEnrolled(Exception):
    """This machine has no enrolment yet, or one that does not hold; the message says what to do."""


@dataclass(frozen=True, slots=True)
class OpenSite:
    """An enrolled site with its database open for writing by this process."""

    settings: Settings
    identity: SiteIdentity
    database: Database
    journal: Journal
    clock: SystemClock
    pepper: bytes
    end: JournalEnd
    day_keys: DayKeys | None
    proof: RestoreProof

    def act(self, session: Session) -> Act:
        """An act of the site itself, by no officer at no terminal."""
        return Act(
            session=session,
            journal=self.journal,
            moment=self.clock.now(),
            day=open_trade_day(session),
            feeds=positions(session),
        )

    @property
    def restored(self) -> str | None:
        """Why this site may not write until somebody has seen to it: restored, broken, damaged."""
        return self.database.refusal

    def close(self) -> None:
        self.database.close()
        self.end.anchors.close()


def open_site(
    settings: Settings,
    *,
    clock: SystemClock | None = None,
    open_database: Callable[[Settings], Database] | None = None,
) -> OpenSite:
    """Open the site in ``settings.data_dir`` and bring its schema up to date.

    ``clock`` is the machine's unless another is given, the database its own file unless
    ``open_database`` opens another. Raises ``NotEnrolled``, ``AlreadyOpen`` (another process
    writes), ``SchemaTooNew``, ``DatabaseKeyFault``.
    """
    keys = load_site_keys(keys_dir(settings))
    enrolment = read_enrolment(settings, keys)
    clock = clock or SystemClock(trust=trust_from(settings.clock_trust))
    ballast_of(settings).give_up_if_full()
    database = (open_database or _open_database)(settings)
    try:
        return put_together(settings, keys, enrolment, database, clock)
    except BaseException:
        database.close()
        raise


def put_together(
    settings: Settings,
    keys: SiteKeys,
    enrolment: Enrolment,
    database: Database,
    clock: SystemClock,
) -> OpenSite:
    """The site of these parts, its clock and its journal's end taken from what is on the disk."""
    clock.raise_floor(proven_time_ms(database, enrolment))
    clock.raise_floor(signed_time_ms(database, enrolment.trust))
    began = _read(database, signed_records, dict[Epoch, bytes]()).get(keys.epoch)
    identity = identity_of(keys, enrolment, clock, first_record=began)
    tenure = tenure_of(settings, database, enrolment, keys.epoch)
    journal = journal_of(identity, tenure)
    end = JournalEnd(journal, Anchors(anchor_paths(settings)), clock)
    restored = find_restored(database, journal, end.anchors.paths, enrolment.record)
    database.refusal = database.refusal or restored or find_broken(database, journal, keys)
    database.refusal = database.refusal or find_closed(database, journal)
    proof = RestoreProof(settings.data_dir / PROOF_NAME, database)
    database.refusal = database.refusal or proof.find(identity)
    if database.refusal is None:
        database.write_now(lambda session: keep_epoch(session, keys.epoch, enrolment.signed_record))
        database.read_now(end.resume)
        database.write_now(lambda session: retry_quarantined(session, FEED_APPLIERS))
    database.keep_around(
        before_commit=end.sign, after_commit=end.anchor, make_room=ballast_of(settings).give_up
    )
    return OpenSite(
        settings=settings,
        identity=identity,
        database=database,
        journal=journal,
        clock=clock,
        pepper=_pepper(settings),
        end=end,
        day_keys=_day_keys(settings, enrolment.record),
        proof=proof,
    )


def enrolled_site_no(settings: Settings) -> SiteNo:
    """Which site this machine is, without opening its database. Raises ``NotEnrolled``."""
    return read_enrolment(settings, load_site_keys(keys_dir(settings))).record.site


def identity_at_rest(settings: Settings) -> SiteIdentity:
    """Who this machine is, without opening its database for writing. Raises ``NotEnrolled``."""
    keys = load_site_keys(keys_dir(settings))
    return identity_of(keys, read_enrolment(settings, keys), SystemClock())


def proven_at_rest_ms(settings: Settings) -> int:
    """The newest time (ms, UTC) that this site has proof of, whether its service runs or not; for
    commands that must not believe a clock thrown back to 1970. Raises ``NotEnrolled``."""
    enrolment = read_enrolment(settings, load_site_keys(keys_dir(settings)))
    proven = enrolment.certified_ms
    if not (path := database_path(settings)).exists():
        return proven
    connection = connect(path, key=database_key(settings), read_only=True)
    try:
        session = Session(connection)
        signed = (signed_at_ms(header, enrolment.trust) for header in newest_headers(session))
        return max(proven, find_proven_time(session), *signed)
    finally:
        connection.close()


def proven_time_ms(database: Database, enrolment: Enrolment) -> int:
    """The newest time (ms, UTC) that the own enrolment or the own journal bears out."""
    return max(enrolment.certified_ms, _read(database, find_proven_time, 0))


def signed_time_ms(database: Database, trust: TrustList) -> int:
    """The newest time (ms, UTC) at which the authority signed a page that was taken in here."""
    headers = _read(database, newest_headers, list[bytes]())
    known = _read(database, lambda session: load_keys(session, trust), trust)
    return max((signed_at_ms(header, known) for header in headers), default=0)


def find_restored(
    database: Database, journal: Journal, anchors: tuple[Path, ...], record: SiteRecord
) -> Restored | None:
    """Whether this machine is still the site that was enrolled (docs/protocol.md, Anchors)."""

    def judge(session: Session) -> Restored | None:
        head = head_of(session, journal.epoch, journal.genesis)
        return judge_restored(
            Standing(
                epoch=journal.epoch,
                seq=head.seq,
                hash_at=lambda seq: hash_at(session, journal.epoch, seq),
                anchors=read_anchors(anchors),
                enrolled_hardware=frozenset(record.anchors),
                present_hardware=frozenset(hardware_anchors()),
            )
        )

    return _read(database, judge, None)


def find_broken(database: Database, journal: Journal, keys: SiteKeys) -> str | None:
    """The refusal of a site whose journal does not hold at its end."""
    verifies = partial(is_signed_by, keys.signer.public)
    holds = _read(database, lambda session: verify_end(session, journal, verifies=verifies), False)
    return None if holds else BROKEN


def find_closed(database: Database, journal: Journal) -> str | None:
    """The refusal of a site whose epoch ended by its own last event: the next key goes on."""

    def is_closed(session: Session) -> bool:
        last = newest(session, count=1)
        mine = bool(last) and last[0].epoch == journal.epoch
        return mine and Event.from_bytes(last[0].bytes).type == "epoch.closed"

    return EPOCH_CLOSED if _read(database, is_closed, False) else None


def _read(database: Database, query: Callable[[Session], T], otherwise: T) -> T:
    """What a site reads at its start; where its pages are damaged it writes nothing, and goes on
    as far as it can read, so that its screens can say so."""
    try:
        return database.read_now(query)
    except DRIVER.DatabaseError as fault:
        if not is_damage(fault):
            raise
        database.refusal = StorageFault.DAMAGED
        return otherwise


def identity_of(
    keys: SiteKeys, enrolment: Enrolment, clock: Clock, *, first_record: bytes | None = None
) -> SiteIdentity:
    """Who this site is, by its own keys and what the authority gave it.

    ``first_record`` is the one its epoch began from, if that was renewed since.
    """
    return SiteIdentity(
        site=enrolment.record.site,
        names=enrolment.record.names,
        keys=keys,
        genesis=hashlib.sha256(first_record or enrolment.signed_record).digest(),
        trust=enrolment.trust,
        field_keys=enrolment.field_keys,
        verify_card=card_verifier(lambda: clock.now().at_ms),
        draw_anchor=enrolment.record.draw_anchor,
    )


def tenure_of(settings: Settings, database: Database, enrolment: Enrolment, epoch: Epoch) -> Tenure:
    """Since when, by the site's own calendar, this epoch and those it continues are the site.

    A record that was renewed since does not begin the epoch anew: the first one counts.
    """
    zone, trust = ZoneInfo(settings.time_zone), enrolment.trust

    def find(session: Session) -> Tenure:
        signed = {epoch: enrolment.signed_record, **signed_records(session)}
        opened = {each: _open_own_record(message, trust) for each, message in signed.items()}
        records = {each: record for each, record in opened.items() if record}
        return find_tenure(
            session,
            epoch,
            {epoch: enrolment.record, **records},
            day_of=lambda at_ms: TradeDay(local_date(Moment(at_ms, Trust.SYNCED), zone)),
        )

    return database.read_now(find)


def _open_own_record(message: bytes, trust: TrustList) -> SiteRecord | None:
    opened = open_site_record(message, lambda kid: trust.keys_ever(KeyRole.RECORDS, kid))
    return None if isinstance(opened, Flaw) else opened


def journal_of(identity: SiteIdentity, tenure: Tenure) -> Journal:
    return Journal(
        site=identity.site,
        epoch=identity.epoch,
        genesis=identity.genesis,
        appliers=JOURNAL_APPLIERS,
        sign=identity.keys.signer.key.sign,
        tenure=tenure,
    )


def keys_dir(settings: Settings) -> Path:
    """The folder of this site's own keys, which open the keys of personal fields too."""
    return settings.keys_dir or settings.data_dir / "keys"


def enrolment_path(settings: Settings) -> Path:
    return settings.data_dir / "enrolment.json"


def database_path(settings: Settings) -> Path:
    return settings.data_dir / "site.db"


def anchor_paths(settings: Settings) -> tuple[Path, ...]:
    """Beside the database, and on another device if one is set."""
    second = settings.second_anchor
    return (settings.data_dir / "anchor", *((second,) if second else ()))


def ballast_of(settings: Settings) -> Ballast:
    """The room held in reserve beside the database."""
    return Ballast(settings.data_dir / "ballast", settings.ballast_mib * 1024 * 1024)


def last_proof_path(settings: Settings) -> Path:
    return settings.data_dir / "last-proof.json"


def console_token_path(settings: Settings) -> Path:
    return settings.data_dir / "console.token"


def new_console_token(site: OpenSite) -> str:
    """A token only this machine's owner can read, anew at each start; on read-only storage one
    that nobody can."""
    path = console_token_path(site.settings)
    token = random_token(system_randomness)
    if site.database.is_read_only:
        return token
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(token)
    return token


def _open_database(settings: Settings) -> Database:
    database = Database(
        database_path(settings),
        key=database_key(settings),
        queue_limit=settings.queue_limit,
        group_limit=settings.group_limit,
        readers=settings.readers,
    )
    if database.is_read_only:
        return database
    try:
        migrate(database)
    except SchemaTooNew:
        database.close()
        raise
    return database


def read_enrolment(settings: Settings, keys: SiteKeys) -> Enrolment:
    """What the authority gave this machine. Raises ``NotEnrolled``."""
    try:
        said = enrolment_path(settings).read_bytes()
    except FileNotFoundError:
        raise NotEnrolled("no enrolment here yet: run `twogate enrol`") from None
    enrolment = open_enrolment(said, keys)
    if isinstance(enrolment, EnrolmentRefusal):
        raise NotEnrolled(f"the enrolment in this folder does not hold: {enrolment}")
    return enrolment


def _day_keys(settings: Settings, record: SiteRecord) -> DayKeys | None:
    """What this site draws with; nothing for a site enrolled before there were draws.

    Who could lose the seed could skip a draw, so without it a site is as good as without keys.
    """
    if record.draw_anchor is None:
        return None
    keys = load_day_keys(keys_dir(settings))
    if keys is None or keys.anchor != record.draw_anchor:
        raise NotEnrolled("the seed of this site's draws is gone: run `twogate re-enrol`")
    return keys


def _pepper(settings: Settings) -> bytes:
    if (handed_over := read_credential(f"twogate.{PEPPER_NAME}")) is not None:
        return handed_over
    if not (path := keys_dir(settings) / PEPPER_NAME).exists():
        write_secret(path, system_randomness(PEPPER_BYTES))
    return read_secret(path)
