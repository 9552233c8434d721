"""All SQL of what the authority said about sites."""

from sqlalchemy import bindparam, delete, select

from service.session import Session, columns_of, kept_until_changed, prepared, prepared_upsert
from service.sites.tables import KeyRecordRow, ListAge, RevokedKey, RevokedPass, SiteRecordRow
from service.vocabulary import Epoch, PassId, SiteNo

REVOCATIONS = "revocations"

_KEY_RECORD = columns_of(KeyRecordRow)
_SITE_RECORD = columns_of(SiteRecordRow)
_KEY = columns_of(RevokedKey)
_PASS = columns_of(RevokedPass)
_AGE = columns_of(ListAge)
_PUT_KEY_RECORD = prepared_upsert(KeyRecordRow)
_PUT_SITE_RECORD = prepared_upsert(SiteRecordRow)
_PUT_KEY = prepared_upsert(RevokedKey)
_PUT_PASS = prepared_upsert(RevokedPass)
_PUT_AGE = prepared_upsert(ListAge)
_KEY_RECORDS = prepared(select(_KEY_RECORD.record).order_by(_KEY_RECORD.signing))
_SITE_RECORDS = prepared(select(_SITE_RECORD.record).order_by(_SITE_RECORD.signing))
_LAST_STANDING = prepared(
    select(_KEY.last_seq).where(_KEY.site == bindparam("site"), _KEY.epoch == bindparam("epoch"))
)
_REVOKED = prepared(
    select(_PASS.expires_ms).where(
        _PASS.site == bindparam("site"),
        _PASS.epoch == bindparam("epoch"),
        _PASS.seq == bindparam("seq"),
    )
)
_DROP_ENDED = prepared(delete(RevokedPass).where(_PASS.expires_ms < bindparam("before_ms")))
_AS_OF = prepared(select(_AGE.as_of_ms).where(_AGE.feed == bindparam("feed")))


def put_key_record(session: Session, signing: bytes, record: bytes) -> None:
    session.run(_PUT_KEY_RECORD, signing=signing, record=record)


def put_site_record(session: Session, signing: bytes, record: bytes, *, site: SiteNo) -> None:
    session.run(_PUT_SITE_RECORD, signing=signing, site=site, record=record)


@kept_until_changed(KeyRecordRow)
def key_records(session: Session) -> tuple[bytes, ...]:
    """The signed record of every key of the authority that came by feed."""
    return tuple(row[0] for row in session.rows(_KEY_RECORDS))


@kept_until_changed(SiteRecordRow)
def site_records(session: Session) -> tuple[bytes, ...]:
    """The signed record of every key of every site that came by feed."""
    return tuple(row[0] for row in session.rows(_SITE_RECORDS))


def revoke_key(session: Session, site: SiteNo, epoch: Epoch, *, last_seq: int) -> None:
    session.run(_PUT_KEY, site=site, epoch=epoch, last_seq=last_seq)


@kept_until_changed(RevokedKey)
def last_standing(session: Session, site: SiteNo, epoch: Epoch) -> int | None:
    """The last seq that a revocation of this key lets stand; ``None`` if it was not revoked."""
    seq: int | None = session.value(_LAST_STANDING, site=site, epoch=epoch)
    return seq


def revoke_pass(session: Session, revoked: PassId, *, expires_ms: int) -> None:
    session.run(_PUT_PASS, **revoked._asdict(), expires_ms=expires_ms)


def is_pass_revoked(session: Session, shown: PassId) -> bool:
    return session.row(_REVOKED, **shown._asdict()) is not None


def drop_ended_passes(session: Session, *, before_ms: int) -> None:
    """Forget the revoked passes that ended before then: their own end says the same."""
    session.run(_DROP_ENDED, before_ms=before_ms)


def set_as_of(session: Session, feed: str, as_of_ms: int) -> None:
    """Move the time up to which a list is told; it never goes back."""
    before = as_of(session, feed)
    session.run(_PUT_AGE, feed=feed, as_of_ms=max(as_of_ms, before or 0))


@kept_until_changed(ListAge)
def as_of(session: Session, feed: str = REVOCATIONS) -> int | None:
    """Up to when (ms, UTC) the authority has told all of a list; ``None`` before any came."""
    told: int | None = session.value(_AS_OF, feed=feed)
    return told
