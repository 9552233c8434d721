"""What is said on the wire between a site and the hub, each message in its one encoding.

What counts for itself (a request, a mark, a time) is signed and travels as text; what only helps
(a greeting, an answer) is JSON around it. `journal_batch` holds the events.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any, Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service.journal.store import Checkpoint, Head
from service.kit.canonical_json import LARGEST_INT
from service.kit.cose import (
    Flaw,
    Opened,
    cbor_encode,
    from_text,
    open1,
    read_unproved_claims,
    to_text,
)
from service.sites.keys import Signer
from service.vocabulary import Epoch, SiteNo

PROTOCOL: Final = 1
AUTHORIZATION: Final = "Twogate "
"""Before the text of a signed request, in the header `Authorization`."""

CHALLENGE_HEADER: Final = "Twogate-Challenge"
"""In each answer of the hub: what the next request may be signed over."""

REQUEST: Final = "sync-request"
REQUEST_PREFIX: Final = "TA1"
MARK: Final = "journal-mark"
MARK_PREFIX: Final = "TU1"
TIME: Final = "hub-time"
TIME_PREFIX: Final = "TN1"

KeyFor = Callable[[bytes], Iterable[Ed25519PublicKey]]


class Receiver(NamedTuple):
    """To whom a request is addressed: one life of one key, so that nobody can hand it on."""

    site: SiteNo
    epoch: Epoch


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """One request as its sender signs it. ``target`` is the path with its query, as sent;
    ``body_digest`` the SHA-256 of the body as sent, empty or not."""

    sender: SiteNo
    receiver: Receiver
    method: str
    target: str
    body_digest: bytes
    challenge: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The hub's word for one epoch of a site: what it has *stored*, what a verified backup of it
    holds (*durable*), up to where it has applied or put aside, and how many it has put aside."""

    site: SiteNo
    epoch: Epoch
    stored: Head
    durable: Head
    applied: int
    aside: int
    at_ms: int

    @property
    def confirmed(self) -> int:
        """How many events are durable and applied; never more than there are."""
        return max(0, min(self.durable.seq, self.applied) - self.aside)


class Claim(IntEnum):
    """The claims of these messages; issuer, subject, audience and time are those of a CWT."""

    ISSUER = 1
    SUBJECT = 2
    AUDIENCE = 3
    AT = 6
    METHOD = -1
    TARGET = -2
    BODY = -3
    CHALLENGE = -4
    EPOCH = -5
    STORED = -6
    DURABLE = -7
    APPLIED = -8
    ASIDE = -9
    AT_MS = -10


def digest_of(body: bytes) -> bytes:
    """What a request says of its body."""
    return hashlib.sha256(body).digest()


def sign_request(request: SyncRequest, signer: Signer) -> str:
    """The request as the text that goes behind ``AUTHORIZATION``."""
    claims = {
        Claim.ISSUER: request.sender,
        Claim.AUDIENCE: [request.receiver.site, bytes.fromhex(request.receiver.epoch)],
        Claim.METHOD: request.method,
        Claim.TARGET: request.target,
        Claim.BODY: request.body_digest,
        Claim.CHALLENGE: request.challenge,
    }
    return to_text(REQUEST_PREFIX, signer.sign(cbor_encode(claims), kind=REQUEST))


def sender_of(text: str) -> SiteNo | None:
    """Who claims to have signed a request: where to look for the key that tells whether."""
    message = from_text(REQUEST_PREFIX, text)
    said = None if isinstance(message, Flaw) else read_unproved_claims(message).get(Claim.ISSUER)
    return SiteNo(said) if isinstance(said, str) else None


def open_request(text: str, key_for: KeyFor) -> SyncRequest | Flaw:
    """Read a request that one of these keys signed. Whether it is the one that came, and for
    whom, the receiver compares."""
    match _open(REQUEST_PREFIX, REQUEST, text, key_for):
        case Flaw() as flaw:
            return flaw
        case {
            Claim.ISSUER: str(sender),
            Claim.AUDIENCE: [str(site), bytes(epoch)],
            Claim.METHOD: str(method),
            Claim.TARGET: str(target),
            Claim.BODY: bytes(body_digest),
            Claim.CHALLENGE: str(challenge),
        }:
            receiver = Receiver(SiteNo(site), Epoch(epoch.hex()))
            return SyncRequest(SiteNo(sender), receiver, method, target, body_digest, challenge)
    return Flaw.UNREADABLE


def sign_mark(mark: Mark, signer: Signer) -> str:
    """The mark as text."""
    claims = {
        Claim.SUBJECT: mark.site,
        Claim.EPOCH: bytes.fromhex(mark.epoch),
        Claim.STORED: mark.stored,
        Claim.DURABLE: mark.durable,
        Claim.APPLIED: mark.applied,
        Claim.ASIDE: mark.aside,
        Claim.AT_MS: mark.at_ms,
    }
    return to_text(MARK_PREFIX, signer.sign(cbor_encode(claims), kind=MARK))


def open_mark(text: str, key_for: KeyFor) -> Mark | Flaw:
    """Read a mark that one of the hub's keys signed."""
    match _open(MARK_PREFIX, MARK, text, key_for):
        case Flaw() as flaw:
            return flaw
        case {
            Claim.SUBJECT: str(site),
            Claim.EPOCH: bytes(epoch),
            Claim.STORED: [int(stored), bytes(stored_head)],
            Claim.DURABLE: [int(durable), bytes(durable_head)],
            Claim.APPLIED: int(applied),
            Claim.ASIDE: int(aside),
            Claim.AT_MS: int(at_ms),
        }:
            return Mark(
                SiteNo(site),
                Epoch(epoch.hex()),
                Head(stored, stored_head),
                Head(durable, durable_head),
                applied=applied,
                aside=aside,
                at_ms=at_ms,
            )
    return Flaw.UNREADABLE


def sign_time(at_ms: int, nonce: str, signer: Signer) -> str:
    """The hub's time for one caller: only whoever drew the nonce may believe it."""
    claims = {Claim.AT: at_ms // 1000, Claim.AT_MS: at_ms, Claim.CHALLENGE: nonce}
    return to_text(TIME_PREFIX, signer.sign(cbor_encode(claims), kind=TIME))


def open_time(text: str, nonce: str, key_for: KeyFor) -> int | Flaw:
    """The hub's time (ms, UTC), if it was signed for this very nonce."""
    match _open(TIME_PREFIX, TIME, text, key_for):
        case Flaw() as flaw:
            return flaw
        case {Claim.AT_MS: int(at_ms), Claim.CHALLENGE: str(said)} if said == nonce:
            return at_ms
    return Flaw.NOT_GENUINE


def _open(prefix: str, kind: str, text: str, key_for: KeyFor) -> Mapping[Any, Any] | Flaw:
    message = from_text(prefix, text)
    if isinstance(message, Flaw):
        return message
    opened = open1(message, kind=kind, key_for=key_for)
    return opened.claims if isinstance(opened, Opened) else opened


Seq = Annotated[int, Field(ge=0, le=LARGEST_INT)]
Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class Said(BaseModel):
    """JSON of this wire: what a newer speaker adds is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class HeadBody(Said):
    """A place in a chain: the hash after event ``seq``; that of the site record at 0."""

    seq: Seq
    hash: Hash

    @classmethod
    def of(cls, head: Head) -> "HeadBody":
        return cls(seq=head.seq, hash=head.hash.hex())

    @property
    def head(self) -> Head:
        return Head(self.seq, bytes.fromhex(self.hash))


class PlaceBody(Said):
    """How far the hub can serve a feed to this site: (generation, number, head)."""

    feed: str
    audience: str
    generation: int
    number: int
    head: str


class EndBody(Said):
    """The newest head of an epoch that the hub holds, as the site itself signed it: an old copy of
    the site finds itself out by it."""

    seq: Seq
    head: Hash
    at: Seq
    signature: Annotated[str, StringConstraints(pattern="^[0-9a-f]{128}$")]

    @classmethod
    def of(cls, point: Checkpoint) -> "EndBody":
        signature = point.signature.hex()
        return cls(seq=point.seq, head=point.head.hex(), at=point.at_ms, signature=signature)

    def point(self, epoch: Epoch) -> Checkpoint:
        head, signature = bytes.fromhex(self.head), bytes.fromhex(self.signature)
        return Checkpoint(epoch, self.seq, head, self.at, signature)


class HelloBody(Said):
    """The hub's greeting. ``record`` is its own site record, ``time`` is signed for the caller's
    nonce; ``marks``, ``ends`` and ``relayed`` (by epoch) and ``feeds`` are told to a site that
    signs."""

    protocols: list[int]
    software: str
    site: str
    epoch: str
    record: str
    challenge: str
    time: str
    marks: dict[str, str] = {}
    ends: dict[str, EndBody] = {}
    feeds: list[PlaceBody] = []
    relayed: dict[str, Seq] | None = None

    @property
    def receiver(self) -> Receiver:
        return Receiver(SiteNo(self.site), Epoch(self.epoch))


class AsideBody(Said):
    """An event that is stored and not applied: which, why, and by which software of the hub."""

    seq: int
    type: str
    reason: str
    software: str


class ReceivedBody(Said):
    """What became of a batch: the signed mark, where the branch it belongs to now ends, and the
    first of what is put aside. ``branch`` is 0 but for a fork, which is kept under its own."""

    mark: str
    head: HeadBody
    branch: int
    aside: list[AsideBody]


class UnlinkedBody(Said):
    """With a 409: places of the hub's chain, from its end back in growing steps, for the sender
    to find the last that both know."""

    mark: str
    known: list[HeadBody]


SignedText = Annotated[str, StringConstraints(pattern="^[0-9A-Z]{8,4096}$")]


class RelayText(Said):
    """A signed text, and the site that has to hear it."""

    to: Annotated[str, StringConstraints(pattern="^S[0-9]{2}$")]
    text: SignedText


class RelayBody(Said):
    """Texts for other sites; with ``epoch``, all of its own up to event ``upto`` are told now."""

    texts: list[RelayText] = Field(max_length=100)
    epoch: Annotated[str, StringConstraints(pattern="^[0-9a-f]{8}$")] | None = None
    upto: Seq | None = None


class RelayedBody(Said):
    """How many of the texts are of a kind that is handed on."""

    taken: int


class InboxText(Said):
    """A text that some site has signed for this one."""

    number: Seq
    text: SignedText


class InboxBody(Said):
    """What waits for a site, in order."""

    texts: list[InboxText]

    @classmethod
    def of(cls, waiting: Iterable[tuple[int, str]]) -> "InboxBody":
        return cls(texts=[InboxText(number=number, text=text) for number, text in waiting])
