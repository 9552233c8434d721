"""An update of this software on a stick: the root's word for every file of a folder."""

import hashlib
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from service.kit.cose import Flaw, Opened, cbor_encode, from_text, open1, to_text
from service.sites.keys import Signer, key_id, public_key

UPDATE: Final = "software-update"
UPDATE_PREFIX: Final = "TW1"


class UpdateRefusal(StrEnum):
    """Why an update is not installed."""

    NOT_SIGNED = "update_not_signed"
    NOT_GENUINE = "update_not_genuine"
    NOT_WHOLE = "update_not_whole"


@dataclass(frozen=True, slots=True)
class Update:
    """What was signed: the version, when (ms, UTC), and the SHA-256 of its list of files."""

    version: str
    signed_at_ms: int
    sums_digest: bytes


class Claim(IntEnum):
    """The claims of an update."""

    SIGNED_AT = 6
    VERSION = -1
    SUMS = -2


def sign_update(sums: bytes, version: str, *, root: Signer, now_ms: int) -> bytes:
    """The root's word for the files that `sums` lists, in the form that `sha256sum` writes."""
    claims = {
        Claim.SIGNED_AT: now_ms // 1000,
        Claim.VERSION: version,
        Claim.SUMS: hashlib.sha256(sums).digest(),
    }
    message = root.sign(cbor_encode(claims), kind=UPDATE)
    return to_text(UPDATE_PREFIX, message).encode() + b"\n"


def open_update(said: bytes, sums: bytes, *, root: bytes) -> Update | UpdateRefusal:
    """Read an update, if the pinned root (32 bytes) signed it for this very list of files."""
    message = from_text(UPDATE_PREFIX, said.decode(errors="replace"))
    if isinstance(message, Flaw):
        return UpdateRefusal.NOT_GENUINE
    keys = (public_key(root),)
    match open1(message, kind=UPDATE, key_for=lambda kid: keys if kid == key_id(root) else ()):
        case Opened(
            claims={
                Claim.SIGNED_AT: int(at),
                Claim.VERSION: str(version),
                Claim.SUMS: bytes(digest),
            }
        ) if digest == hashlib.sha256(sums).digest():
            return Update(version, at * 1000, digest)
    return UpdateRefusal.NOT_GENUINE
