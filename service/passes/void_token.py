"""A destination's word that it will never honour certain passes, as a signed text.

`TV1`, and the base32 of a COSE_Sign1 of its own kind. Issuer, issued-at and id are claims 1, 6 and
7 of a CWT (RFC 8392): the site, the time in seconds, the seq of `pass.voided`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from service.journal.event import Event
from service.kit.cose import Flaw, cbor_encode, from_text, open1, to_text
from service.sites.keys import KEY_ID_BYTES, Signer, public_key
from service.sites.records import SiteRecord, is_valid_at
from service.sites.trust_list import TrustList
from service.vocabulary import Epoch, PassId, SiteNo

VOID: Final = "pass-void"
VOID_PREFIX: Final = "TV1"
MOST_PASSES: Final = 40
"""In one text: so many fit the largest message that is read."""

_DIGEST_BYTES: Final = 32


class Claim(IntEnum):
    """The claims of a void."""

    SITE = 1
    AT = 6
    SEQ = 7
    PASSES = -1


@dataclass(frozen=True, slots=True)
class VoidedPass:
    """A pass that its destination declared void, and the SHA-256 of its message."""

    name: PassId
    digest: bytes


@dataclass(frozen=True, slots=True)
class Void:
    """Which site declared what void, by which event of which epoch."""

    name: PassId
    passes: tuple[VoidedPass, ...]


def sign_void(event: Event, signer: Signer) -> str:
    """The text of the void that an event `pass.voided` of this epoch declared: the same bytes
    whenever it is asked for."""
    passes = [(PassId.parse(name), bytes.fromhex(digest)) for name, digest in event.data["passes"]]
    claims = {
        Claim.SITE: event.name.site,
        Claim.AT: event.moment.at_ms // 1000,
        Claim.SEQ: event.name.seq,
        Claim.PASSES: [
            [name.site, bytes.fromhex(name.epoch), name.seq, digest]
            for name, digest in passes
            if name is not None
        ],
    }
    return to_text(VOID_PREFIX, signer.sign(cbor_encode(claims), kind=VOID))


def read_void(text: str, trust: TrustList, *, at_ms: int) -> Void | Flaw:
    """Judge the text of a void: readable, key known, genuine, and of the site it names."""
    message = from_text(VOID_PREFIX, text)
    if isinstance(message, Flaw):
        return message

    def records(kid: bytes) -> Iterable[SiteRecord]:
        return (each for each in trust.records_of(kid) if is_valid_at(each, at_ms))

    opened = open1(
        message, kind=VOID, key_for=lambda kid: [public_key(r.signing) for r in records(kid)]
    )
    if isinstance(opened, Flaw):
        return opened
    void = _read(opened.kid, opened.claims)
    if void is None:
        return Flaw.UNREADABLE
    own = open1(
        message,
        kind=VOID,
        key_for=lambda kid: [
            public_key(each.signing) for each in records(kid) if each.site == void.name.site
        ],
    )
    return Flaw.NOT_GENUINE if isinstance(own, Flaw) else void


def _read(kid: bytes, claims: dict[int | str, Any]) -> Void | None:
    match claims:
        case {Claim.SITE: str(site), Claim.SEQ: int(seq), Claim.PASSES: [*said]} if said:
            passes = [_read_one(each) for each in said]
            known = tuple(each for each in passes if each is not None)
            name = PassId(SiteNo(site), Epoch(kid.hex()), seq)
            return Void(name, known) if len(known) == len(passes) else None
    return None


def _read_one(said: object) -> VoidedPass | None:
    match said:
        case [str(site), bytes(epoch), int(seq), bytes(digest)] if (
            len(epoch) == KEY_ID_BYTES and len(digest) == _DIGEST_BYTES
        ):
            return VoidedPass(PassId(SiteNo(site), Epoch(epoch.hex()), seq), digest)
    return None
