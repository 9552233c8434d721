"""What a pass says: signed at one place, for exactly one other, to be honoured once."""

from dataclasses import dataclass
from enum import IntFlag, StrEnum

from service.vocabulary import ComponentNo, Epoch, MemberNo, PassId, SiteNo, TradeDay


class Outcome(StrEnum):
    """What the inspection at the issuer came to; only these two let a pass be issued."""

    CLEARED = "cleared"
    CLEARED_WITH_REMARKS = "cleared_with_remarks"


class Check(IntFlag):
    """What the inspecting officer did, one bit each."""

    IDENTITY = 1
    PHOTO = 2
    CERTIFICATE = 4
    GOODS_SEEN = 8
    WEIGHED = 16
    QUARANTINE = 32
    DOCUMENTS = 64
    SEALED = 128


@dataclass(frozen=True, slots=True)
class Inspection:
    """How the issuer inspected: the outcome, and the checks that were made."""

    outcome: Outcome
    checks: Check


@dataclass(frozen=True, slots=True)
class Audience:
    """The one destination: a site, and the epoch whose journal may redeem the pass."""

    site: SiteNo
    epoch: Epoch


@dataclass(frozen=True, slots=True)
class BearerHint:
    """What a site that does not hold the member compares: a mask of at most 24 bytes of UTF-8,
    and two bytes of the keyed index of the certificate."""

    name_mask: str
    certificate_index: bytes


@dataclass(frozen=True, slots=True)
class Goods:
    """What was inspected: 16 bytes of the manifest's SHA-256, its lines, their value in fen, and
    whether they were declared, and so spent, at the issuer."""

    manifest: bytes
    lines: int
    total_fen: int
    declared: bool


@dataclass(frozen=True, slots=True)
class CarriedQuota:
    """Quota that left the issuer with this pass, to be declared at the destination on ``day``:
    component number and amount in its unit, in the order of the numbers."""

    day: TradeDay
    amounts: tuple[tuple[ComponentNo, int], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """The centralised declaration that the goods belong to: its members, 16 bytes of its hash."""

    members: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Seals:
    """The seals on the goods: one or two numbers as printed; of more, how many and 16 bytes of
    the hash of their list."""

    numbers: tuple[str, ...] = ()
    count: int = 0
    hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Pass:
    """All that a pass says. Its issuer is whoever signed it: ``seq`` is that of `pass.issued`.

    Times are whole seconds since 1970 UTC, as in every CWT (RFC 8392).
    """

    audience: Audience
    seq: int
    issued_s: int
    expires_s: int
    member: MemberNo
    inspection: Inspection
    policy: int
    hint: BearerHint | None = None
    goods: Goods | None = None
    quota: CarriedQuota | None = None
    plate: str | None = None
    batch: Batch | None = None
    seals: Seals | None = None

    def id_at(self, site: SiteNo, epoch: Epoch) -> PassId:
        """The name of this pass, once it is known who signed it."""
        return PassId(site, epoch, self.seq)


class DecodeFault(StrEnum):
    """Why a text is no pass, told before any key is asked. Each word is the journal's word."""

    TOO_LONG = "too_long"
    WRONG_PREFIX = "wrong_prefix"
    NOT_BASE32 = "not_base32"
    NOT_A_MESSAGE = "not_a_message"
    WRONG_ALGORITHM = "wrong_algorithm"
    TRAILING_BYTES = "trailing_bytes"
    DUPLICATE_KEYS = "duplicate_keys"
    NOT_CANONICAL = "not_canonical"
    UNKNOWN_CLAIM = "unknown_claim"
    MISSING_CLAIM = "missing_claim"
    WRONG_CLAIM = "wrong_claim"
    CONTRADICTION = "contradiction"
