"""What is carried on a stick or handed over a LAN: one file that only its receiver can open.

The first line says from whom to whom. What follows is sealed to the receiver's key (RFC 9180) and
holds a manifest that the sender signed, then the parts: journal batches, feed pages, marks, tokens.
Each part is as it would have come over HTTP, and stands for itself there too.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from service.kit import canonical_json
from service.kit.cose import Flaw, Opened, cbor_encode, from_text, open1, to_text
from service.sites.keys import Signer, SiteKeys, key_id, public_key
from service.sites.records import SiteRecord
from service.sites.trust_list import TrustList
from service.vocabulary import Epoch, SiteNo

BUNDLE: Final = "bundle"
BUNDLE_PREFIX: Final = "TB1"
FULL_BYTES: Final = 4 * 1024 * 1024
"""No more is put into a bundle that holds so much; the rest goes into the next one. FAT32 could
take a thousand times that, the memory of a kiosk could not."""

LARGEST_BUNDLE_BYTES: Final = 15 * 1024 * 1024
"""A full bundle and one page at its largest; what a site takes as an upload."""

_HPKE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_FIRST_LINE: Final = re.compile(
    rb"TWOGATE-BUNDLE 1 (S[0-9]{2})\.([0-9a-f]{8}) (S[0-9]{2})\.([0-9a-f]{8})"
)


class BundleFlaw(StrEnum):
    """Why a file is not taken in; nothing of it is."""

    UNREADABLE = "bundle_unreadable"
    NOT_OURS = "bundle_not_ours"
    DAMAGED = "bundle_damaged"
    UNKNOWN_SENDER = "bundle_sender_unknown"
    NOT_GENUINE = "bundle_not_genuine"


class Kind(StrEnum):
    """What a part is."""

    JOURNAL = "journal"
    PAGE = "page"
    MARK = "mark"
    TOKEN = "token"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is carried. ``about`` names the epoch of a journal batch, as S07.ab12cd34;
    of the others each says by itself what it is."""

    kind: Kind
    data: bytes
    about: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a sender put together at its time (ms, UTC)."""

    sender: SiteNo
    sealed_at_ms: int
    parts: tuple[Part, ...]


class Claim(IntEnum):
    """The claims of the manifest: from whom, to whom (site and epoch), when, and the digest of all
    that follows."""

    ISSUER = 1
    AUDIENCE = 3
    AT = 6
    DIGEST = -1
    AT_MS = -2


def seal_bundle(bundle: Bundle, *, signer: Signer, receiver: SiteRecord, epoch: Epoch) -> bytes:
    """The file for this receiver. ``epoch`` is the sender's, whose key signs."""
    first = f"TWOGATE-BUNDLE 1 {bundle.sender}.{epoch} {receiver.site}.{receiver.epoch}".encode()
    content = _list(bundle.parts) + b"".join(part.data for part in bundle.parts)
    claims = {
        Claim.ISSUER: bundle.sender,
        Claim.AUDIENCE: [receiver.site, bytes.fromhex(receiver.epoch)],
        Claim.AT: bundle.sealed_at_ms // 1000,
        Claim.AT_MS: bundle.sealed_at_ms,
        Claim.DIGEST: hashlib.sha256(content).digest(),
    }
    manifest = to_text(BUNDLE_PREFIX, signer.sign(cbor_encode(claims), kind=BUNDLE)).encode()
    to = X25519PublicKey.from_public_bytes(receiver.sealing)
    return first + b"\n" + _HPKE.encrypt(manifest + b"\n" + content, to, first)


def open_bundle(
    data: bytes, *, own: SiteNo, keys: SiteKeys, trust: TrustList
) -> Bundle | BundleFlaw:
    """Read a file that was sealed to this very key: whole, then signed by the site it names.

    A key that has ended or was taken back still signs what is history; what a part is worth, its
    own signature tells.
    """
    first, _, sealed = data.partition(b"\n")
    read = _FIRST_LINE.fullmatch(first)
    if read is None or len(data) > LARGEST_BUNDLE_BYTES:
        return BundleFlaw.UNREADABLE
    if (read[3].decode(), read[4].decode()) != (own, keys.epoch):
        return BundleFlaw.NOT_OURS
    try:
        content = _HPKE.decrypt(sealed, keys.sealing, first)
    except (InvalidTag, ValueError):
        return BundleFlaw.DAMAGED
    manifest, _, rest = content.partition(b"\n")
    return _open_content(
        manifest, rest, SiteNo(read[1].decode()), Addressed(own, keys.epoch, trust)
    )


@dataclass(frozen=True, slots=True)
class Addressed:
    """To whom a bundle must be, and whom that site believes."""

    site: SiteNo
    epoch: Epoch
    trust: TrustList


def _open_content(
    manifest: bytes, rest: bytes, sender: SiteNo, to: Addressed
) -> Bundle | BundleFlaw:
    message = from_text(BUNDLE_PREFIX, manifest.decode(errors="replace"))
    if isinstance(message, Flaw):
        return BundleFlaw.UNREADABLE
    known = [each for each in to.trust.sites if each.site == sender]
    if not known:
        return BundleFlaw.UNKNOWN_SENDER
    match open1(
        message,
        kind=BUNDLE,
        key_for=lambda kid: [public_key(r.signing) for r in known if key_id(r.signing) == kid],
    ):
        case Opened(
            claims={
                Claim.ISSUER: str(issuer),
                Claim.AUDIENCE: [str(site), bytes(epoch)],
                Claim.AT_MS: int(at_ms),
                Claim.DIGEST: bytes(digest),
            }
        ) if (issuer, site, epoch.hex()) == (sender, to.site, to.epoch):
            if digest != hashlib.sha256(rest).digest():
                return BundleFlaw.DAMAGED
            parts = _cut(rest)
            return Bundle(sender, at_ms, parts) if parts is not None else BundleFlaw.UNREADABLE
    return BundleFlaw.NOT_GENUINE


def _list(parts: Sequence[Part]) -> bytes:
    told = [{"about": p.about, "kind": p.kind, "size": len(p.data)} for p in parts]
    return canonical_json.encode(told) + b"\n"


def _cut(rest: bytes) -> tuple[Part, ...] | None:
    """The parts as the list says. A kind that a newer sender knows is passed over."""
    line, _, data = rest.partition(b"\n")
    try:
        told: list[dict[str, Any]] = canonical_json.decode(line)
        sizes = [int(each["size"]) for each in told]
        if any(size < 0 for size in sizes) or sum(sizes) != len(data):
            return None
        parts, at = [], 0
        for each, size in zip(told, sizes, strict=True):
            if each["kind"] in set(Kind):
                parts.append(Part(Kind(each["kind"]), data[at : at + size], str(each["about"])))
            at += size
    except (ValueError, KeyError, TypeError):
        return None
    return tuple(parts)
