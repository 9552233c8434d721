"""How a site without a hub is enrolled: a request carried out, an enrolment carried back.

Both are small text files for a USB stick. The request is signed by the key it names. In the
enrolment every part stands for itself: the root certifies the keys, a certified key signs the
site's record and the sealed field keys, and the root's own key is compared by six words on
both screens. Nothing secret is in either file, save what only this site can open.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from service.kit.cose import (
    Flaw,
    NotDeterministic,
    Opened,
    cbor_decode,
    cbor_encode,
    from_text,
    open1,
    sign1,
    to_text,
)
from service.kit.pii import KEY_BYTES, FieldKeys
from service.sites.keys import PUBLIC_KEY_BYTES, Signer, SiteKeys, public_key
from service.sites.records import KeyRole, SiteRecord, draw_anchor_in
from service.sites.six_words import six_words
from service.sites.trust_list import TrustList, accept_key, accept_site
from service.vocabulary import SiteNo

REQUEST: Final = "site-request"
REQUEST_PREFIX: Final = "TQ1"
ENROLMENT_PREFIX: Final = "TE1"
FIELD_KEYS: Final = "field-keys"

_HPKE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
"""RFC 9180, base mode: to the site's X25519 key, for this one site record."""


@dataclass(frozen=True, slots=True)
class SiteRequest:
    """What a site asks to be known by: its number, its public keys, hashes of its hardware, and
    the end of the chain of its day keys."""

    site: SiteNo
    signing: bytes
    sealing: bytes
    anchors: tuple[bytes, ...]
    draw_anchor: bytes | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentParts:
    """What an enrolment file holds: the raw root key, and four kinds of signed message."""

    root: bytes
    key_records: tuple[bytes, ...]
    signed_record: bytes
    sealed_field_keys: bytes


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a site is given: its record (as signed), whom to trust, and the keys of fields.

    The journal begins from `signed_record`. The enrolment holds only once people have compared
    the six `words` on both screens. By `certified_ms` (ms, UTC) the root had certified the keys it
    rests on; the record itself may begin later, when it was announced, and so proves no time.
    """

    record: SiteRecord
    signed_record: bytes
    trust: TrustList
    field_keys: FieldKeys
    words: tuple[str, ...]

    @property
    def certified_ms(self) -> int:
        return _certified_ms(self.trust)


class EnrolmentRefusal(StrEnum):
    """Why an enrolment is not taken in."""

    UNREADABLE = "enrolment_unreadable"
    NOT_GENUINE = "enrolment_not_genuine"
    NOT_OURS = "enrolment_not_ours"


class Claim(IntEnum):
    """The claims of a request; the key that signs it stands in its header."""

    SITE = 2
    SEALING = -2
    ANCHORS = -5
    DRAW_ANCHOR = -7


def make_request(
    keys: SiteKeys,
    *,
    site: SiteNo,
    anchors: tuple[bytes, ...],
    draw_anchor: bytes | None = None,
) -> bytes:
    """Write the request of a site that has made its keys."""
    claims: dict[int, Any] = {
        Claim.SITE: site,
        Claim.SEALING: keys.sealing_public,
        Claim.ANCHORS: anchors,
    }
    if draw_anchor is not None:
        claims[Claim.DRAW_ANCHOR] = draw_anchor
    signer = keys.signer
    message = sign1(cbor_encode(claims), key=signer.key, kid=signer.public, kind=REQUEST)
    return to_text(REQUEST_PREFIX, message).encode() + b"\n"


def open_request(data: bytes) -> SiteRequest | Flaw:
    """Read a request, if the very key that it asks for has signed it."""
    message = from_text(REQUEST_PREFIX, data.decode(errors="replace"))
    if isinstance(message, Flaw):
        return message
    match open1(message, kind=REQUEST, key_for=_key_that_is_its_own_id):
        case Flaw() as flaw:
            return flaw
        case Opened(
            kid=signing,
            claims={
                Claim.SITE: str(site),
                Claim.SEALING: bytes(sealing),
                Claim.ANCHORS: [*anchors],
                **others,
            },
        ) if len(sealing) == PUBLIC_KEY_BYTES:
            return SiteRequest(
                SiteNo(site), signing, sealing, tuple(anchors), draw_anchor_in(others)
            )
    return Flaw.UNREADABLE


def seal_field_keys(
    field_keys: FieldKeys, *, sealing: bytes, signed_record: bytes, signer: Signer
) -> bytes:
    """Seal the field keys to the site of that record, and sign that it was the authority."""
    content = field_keys.index_key + field_keys.seal_key
    receiver = X25519PublicKey.from_public_bytes(sealing)
    return signer.sign(_HPKE.encrypt(content, receiver, signed_record), kind=FIELD_KEYS)


def write_enrolment(parts: EnrolmentParts) -> bytes:
    """Put the parts of an enrolment into one file."""
    content = [parts.root, parts.key_records, parts.signed_record, parts.sealed_field_keys]
    return to_text(ENROLMENT_PREFIX, cbor_encode(content)).encode() + b"\n"


def open_enrolment(data: bytes, keys: SiteKeys) -> Enrolment | EnrolmentRefusal:
    """Judge an enrolment: readable, then genuine under the root it names, then ours.

    Its keys are judged at the time they were certified, since a new machine's clock may stand
    at 1970; that time is signed, and raises the floor of that clock.
    """
    parts = _read_parts(data)
    if parts is None:
        return EnrolmentRefusal.UNREADABLE
    trust = _trust(parts)
    if trust is None:
        return EnrolmentRefusal.NOT_GENUINE
    [record] = trust.sites
    if (record.signing, record.sealing) != (keys.signer.public, keys.sealing_public):
        return EnrolmentRefusal.NOT_OURS
    field_keys = _open_field_keys(parts, trust, keys)
    if field_keys is None:
        return EnrolmentRefusal.NOT_GENUINE
    words = six_words(record.signing, trust.root)
    return Enrolment(record, parts.signed_record, trust, field_keys, words)


def signed_record_in(data: bytes) -> bytes | None:
    """The signed site record of an enrolment file, for all other sites to know; None if none."""
    parts = _read_parts(data)
    return parts.signed_record if parts else None


def _key_that_is_its_own_id(kid: bytes) -> tuple[Ed25519PublicKey, ...]:
    return (public_key(kid),) if len(kid) == PUBLIC_KEY_BYTES else ()


def _read_parts(data: bytes) -> EnrolmentParts | None:
    message = from_text(ENROLMENT_PREFIX, data.decode(errors="replace"))
    if isinstance(message, Flaw):
        return None
    try:
        content = cbor_decode(message)
    except NotDeterministic:
        return None
    match content:
        case [bytes(root), [*key_records], bytes(signed_record), bytes(sealed_field_keys)] if len(
            root
        ) == PUBLIC_KEY_BYTES and all(isinstance(key, bytes) for key in key_records):
            return EnrolmentParts(root, tuple(key_records), signed_record, sealed_field_keys)
    return None


def _trust(parts: EnrolmentParts) -> TrustList | None:
    """The trust list that the parts make, with the one site record in it; None if they do not."""
    trust = TrustList(parts.root)
    for message in parts.key_records:
        accepted = accept_key(trust, message)
        if isinstance(accepted, Flaw):
            return None
        trust = accepted
    with_site = accept_site(trust, parts.signed_record, at_ms=_certified_ms(trust))
    return None if isinstance(with_site, Flaw) else with_site


def _certified_ms(trust: TrustList) -> int:
    return max((record.not_before_ms for record in trust.keys), default=0)


def _open_field_keys(parts: EnrolmentParts, trust: TrustList, keys: SiteKeys) -> FieldKeys | None:
    at_ms = _certified_ms(trust)
    opened = open1(
        parts.sealed_field_keys,
        kind=FIELD_KEYS,
        key_for=lambda kid: trust.keys_for(KeyRole.RECORDS, kid, at_ms),
    )
    if isinstance(opened, Flaw):
        return None
    try:
        content = _HPKE.decrypt(opened.payload, keys.sealing, parts.signed_record)
        return FieldKeys(content[:KEY_BYTES], content[KEY_BYTES:])
    except (InvalidTag, ValueError):
        return None
