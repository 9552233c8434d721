"""The keys by which this site has ever signed, for receipts that outlived their epoch."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.journal.receipt import KeyFor
from service.journal.store import signed_records
from service.kit.cose import Flaw
from service.session import Session
from service.sites.identity import SiteIdentity
from service.sites.keys import key_id, public_key
from service.sites.records import KeyRole, SiteRecord, open_site_record
from service.sites.trust_list import TrustList
from service.vocabulary import SiteNo


def past_keys(session: Session, identity: SiteIdentity) -> KeyFor:
    """The own keys with an id: the present one, and those of epochs whose record is kept here.

    A record that has expired still tells whose key it was.
    """
    mine = [identity.keys.signer.public]
    for written in signed_records(session).values():
        record = open_own_record(written, identity.trust, identity.site)
        if record is not None:
            mine.append(record.signing)

    def key_for(kid: bytes) -> Iterator[Ed25519PublicKey]:
        for public in dict.fromkeys(mine):
            if key_id(public) == kid:
                yield public_key(public)

    return key_for


def open_own_record(written: bytes, trust: TrustList, site: SiteNo) -> SiteRecord | None:
    """A record of this very site that the authority ever signed; ``None`` for any other bytes."""
    record = open_site_record(written, lambda kid: trust.keys_ever(KeyRole.RECORDS, kid))
    return None if isinstance(record, Flaw) or record.site != site else record
