"""A pass as text: signed claims in the one form that they have, for a QR code.

`TG1`, then the base32 of a COSE_Sign1 with Ed25519 over a CWT claim map (RFC 8392) in
deterministic CBOR. What is not written exactly so is not read (docs/protocol.md, Passes).
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.inspection.rules import Batch
from service.kit.cose import (
    FormFault,
    NotDeterministic,
    Unproved,
    cbor_decode,
    cbor_encode,
    cbor_fault,
    is_signed_by,
    length1,
    read1,
    spell_back,
    to_text,
)
from service.kit.ids import has_check_digit
from service.passes.rules import (
    Audience,
    BearerHint,
    CarriedQuota,
    Check,
    DecodeFault,
    Goods,
    Inspection,
    Outcome,
    Pass,
    Seals,
)
from service.sites.keys import KEY_ID_BYTES, Signer
from service.vocabulary import ComponentNo, Epoch, MemberNo, SiteNo, TradeDay

PASS: Final = "pass"
PASS_PREFIX: Final = "TG1"
LONGEST_TEXT: Final = 483
"""What a QR code 13-M holds (ISO/IEC 18004): on 35 mm a cheap camera still reads it."""

HASH_BYTES: Final = 16
HINT_BYTES: Final = 2
_BITS_A_CHARACTER: Final = 5
LONGEST_MASK_BYTES: Final = 24
LONGEST_PLATE_BYTES: Final = 24

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_LAST_DAY: Final = date.max.toordinal() - _EPOCH_DAY
_LARGEST: Final = 2**53 - 1
"""What every JSON reader keeps exact, since the amounts go into events."""
_SITE: Final = re.compile(r"S[0-9]{2}")
_EPOCH: Final = re.compile(r"[0-9a-f]{8}")
_SEAL: Final = re.compile(r"[0-9A-Z-]{1,16}")
_ALL_CHECKS: Final = sum(Check)


class Claim(IntEnum):
    """The claims of a pass: the first four are registered (RFC 8392), the others ours."""

    AUDIENCE = 3
    EXPIRES = 4
    ISSUED = 6
    SEQ = 7
    MEMBER = -1
    NAME_MASK = -2
    CERTIFICATE_INDEX = -3
    INSPECTION = -4
    POLICY = -5
    GOODS = -6
    QUOTA = -7
    PLATE = -8
    BATCH = -9
    SEALS = -10


@dataclass(frozen=True, slots=True)
class ReadPass:
    """A pass of the right form, whoever signed it. ``digest`` is the SHA-256 of its message:
    the same id with another digest is evidence of a fork."""

    said: Pass
    unproved: Unproved
    digest: bytes

    @property
    def kid(self) -> bytes:
        """The id of the issuer's key; several keys may have it."""
        return self.unproved.kid

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether this key signed it, as a pass."""
        return is_signed_by(self.unproved, key, kind=PASS)


class _Refused(Exception):
    """A claim that no pass of ours has."""

    def __init__(self, fault: DecodeFault) -> None:
        super().__init__(fault)
        self.fault = fault


def encode_pass(said: Pass, signer: Signer) -> str | DecodeFault:
    """Sign a pass and spell it for its QR code.

    Refuses what `decode_pass` would not read: ``TOO_LONG`` for more than a QR code 13-M holds,
    ``WRONG_CLAIM`` and ``CONTRADICTION`` for claims that no pass has, ``NOT_CANONICAL`` for
    amounts that are not in the order of their components.
    """
    payload = cbor_encode(_claims_of(said))
    try:
        read_back = _read_payload(payload)
    except _Refused as refused:
        return refused.fault
    if read_back != said:
        return DecodeFault.NOT_CANONICAL
    text = to_text(PASS_PREFIX, signer.sign(payload, kind=PASS))
    return text if len(text) <= LONGEST_TEXT else DecodeFault.TOO_LONG


def measure_pass(said: Pass) -> int:
    """How many characters the text of a pass has, whatever fits a code."""
    message = length1(cbor_encode(_claims_of(said)), kid=bytes(KEY_ID_BYTES))
    return len(PASS_PREFIX) + -(-message * 8 // _BITS_A_CHARACTER)


@lru_cache(maxsize=32)
def decode_pass(text: str) -> ReadPass | DecodeFault:
    """Read a pass from what a scanner typed: its form alone, no key is asked.

    Small letters, blanks and control characters are forgiven; nothing else is. What a text says
    never changes, and who is shown a pass mostly honours it next: so the last ones are remembered.
    """
    message = spell_back(PASS_PREFIX, text, longest=LONGEST_TEXT)
    if isinstance(message, FormFault):
        return DecodeFault(message)
    unproved = read1(message)
    if isinstance(unproved, FormFault):
        return DecodeFault(unproved)
    if len(unproved.kid) != KEY_ID_BYTES:
        return DecodeFault.NOT_CANONICAL
    try:
        said = _read_payload(unproved.payload)
    except _Refused as refused:
        return refused.fault
    return ReadPass(said, unproved, hashlib.sha256(message).digest())


def _claims_of(said: Pass) -> dict[int, Any]:
    claims: dict[int, Any] = {
        Claim.AUDIENCE: [said.audience.site, said.audience.epoch],
        Claim.EXPIRES: said.expires_s,
        Claim.ISSUED: said.issued_s,
        Claim.SEQ: said.seq.to_bytes(-(-said.seq.bit_length() // 8)),
        Claim.MEMBER: said.member,
        Claim.INSPECTION: said.inspection.checks << 1
        | (said.inspection.outcome is Outcome.CLEARED_WITH_REMARKS),
        Claim.POLICY: said.policy,
    }
    if hint := said.hint:
        claims[Claim.NAME_MASK] = hint.name_mask
        claims[Claim.CERTIFICATE_INDEX] = hint.certificate_index
    if said.plate is not None:
        claims[Claim.PLATE] = said.plate
    return claims | _claims_of_goods(said)


def _claims_of_goods(said: Pass) -> dict[int, Any]:
    claims: dict[int, Any] = {}
    if goods := said.goods:
        claims[Claim.GOODS] = [goods.manifest, goods.lines, goods.total_fen, goods.declared]
    if quota := said.quota:
        days = date.fromisoformat(quota.day).toordinal() - _EPOCH_DAY
        claims[Claim.QUOTA] = [days, dict(quota.amounts)]
    if batch := said.batch:
        claims[Claim.BATCH] = [batch.members, batch.hash]
    if seals := said.seals:
        claims[Claim.SEALS] = seals.numbers or [seals.count, seals.hash]
    return claims


def _read_payload(payload: bytes) -> Pass:
    """The pass of these claims, if its own claims are these very bytes; else raises _Refused."""
    claims = _claim_map(payload)
    if claims.keys() - _READERS.keys():
        raise _Refused(DecodeFault.UNKNOWN_CLAIM)
    if _REQUIRED - claims.keys():
        raise _Refused(DecodeFault.MISSING_CLAIM)
    read = {claim: _READERS[claim](said) for claim, said in claims.items()}
    said = Pass(
        audience=read[Claim.AUDIENCE],
        seq=read[Claim.SEQ],
        issued_s=read[Claim.ISSUED],
        expires_s=read[Claim.EXPIRES],
        member=read[Claim.MEMBER],
        inspection=read[Claim.INSPECTION],
        policy=read[Claim.POLICY],
        hint=_hint(read),
        goods=read.get(Claim.GOODS),
        quota=read.get(Claim.QUOTA),
        plate=read.get(Claim.PLATE),
        batch=read.get(Claim.BATCH),
        seals=read.get(Claim.SEALS),
    )
    if _contradicts_itself(said):
        raise _Refused(DecodeFault.CONTRADICTION)
    if cbor_encode(_claims_of(said)) != payload:
        raise _Refused(DecodeFault.NOT_CANONICAL)
    return said


def _claim_map(payload: bytes) -> dict[Any, Any]:
    try:
        claims = cbor_decode(payload)
    except NotDeterministic:
        raise _Refused(DecodeFault(cbor_fault(payload))) from None
    if not isinstance(claims, dict):
        raise _Refused(DecodeFault.NOT_A_MESSAGE)
    return claims


def _contradicts_itself(said: Pass) -> bool:
    """Goods are spent once, where they are declared; a batch carries no quota."""
    is_spent_already = said.goods is not None and said.goods.declared
    return (
        said.expires_s < said.issued_s
        or (said.quota is not None and (said.batch is not None or is_spent_already))
        or (said.goods is None and (said.batch is not None or said.seals is not None))
    )


def _hint(read: dict[int, Any]) -> BearerHint | None:
    mask, index = read.get(Claim.NAME_MASK), read.get(Claim.CERTIFICATE_INDEX)
    if (mask is None) != (index is None):
        raise _Refused(DecodeFault.CONTRADICTION)
    return None if mask is None or index is None else BearerHint(mask, index)


def _require(held: bool) -> None:
    if not held:
        raise _Refused(DecodeFault.WRONG_CLAIM)


def _number(said: object, least: int = 0, most: int = _LARGEST) -> int:
    if type(said) is int and least <= said <= most:  # a truth value is no number here
        return said
    raise _Refused(DecodeFault.WRONG_CLAIM)


def _bytes(said: object, size: int) -> bytes:
    if isinstance(said, bytes) and len(said) == size:
        return said
    raise _Refused(DecodeFault.WRONG_CLAIM)


def _text(said: object, most_bytes: int) -> str:
    if isinstance(said, str) and said.isprintable() and said.strip() == said != "":
        _require(len(said.encode()) <= most_bytes)
        return said
    raise _Refused(DecodeFault.WRONG_CLAIM)


def _audience(said: object) -> Audience:
    match said:
        case [str(site), str(epoch)] if _SITE.fullmatch(site) and _EPOCH.fullmatch(epoch):
            return Audience(SiteNo(site), Epoch(epoch))
    raise _Refused(DecodeFault.WRONG_CLAIM)


def _seq(said: object) -> int:
    """A seq of 1 or more, big-endian without leading zeros: what a `cti` is, a string of bytes."""
    _require(isinstance(said, bytes))
    assert isinstance(said, bytes)
    return _number(int.from_bytes(said), 1)


def _member(said: object) -> MemberNo:
    number = _number(said)
    _require(has_check_digit(number))
    return MemberNo(number)


def _inspection(said: object) -> Inspection:
    bits = _number(said, most=_ALL_CHECKS << 1 | 1)
    outcome = Outcome.CLEARED_WITH_REMARKS if bits & 1 else Outcome.CLEARED
    return Inspection(outcome, Check(bits >> 1))


def _goods(said: object) -> Goods:
    match said:
        case [manifest, lines, total, bool(declared)]:
            return Goods(_bytes(manifest, HASH_BYTES), _number(lines, 1), _number(total), declared)
    raise _Refused(DecodeFault.WRONG_CLAIM)


def _quota(said: object) -> CarriedQuota:
    match said:
        case [days, dict(amounts)] if amounts:
            day = date.fromordinal(_EPOCH_DAY + _number(days, most=_LAST_DAY))
            carried = (
                (ComponentNo(_number(no, 1)), _number(amount, 1)) for no, amount in amounts.items()
            )
            return CarriedQuota(TradeDay(day.isoformat()), tuple(carried))
    raise _Refused(DecodeFault.WRONG_CLAIM)


def _batch(said: object) -> Batch:
    match said:
        case [members, digest]:
            return Batch(_number(members, 1), _bytes(digest, HASH_BYTES))
    raise _Refused(DecodeFault.WRONG_CLAIM)


def _seals(said: object) -> Seals:
    match said:
        case [str(one)]:
            numbers: tuple[str, ...] = (one,)
        case [str(one), str(two)] if one != two:
            numbers = (one, two)
        case [count, digest]:
            return Seals((), _number(count, 3), _bytes(digest, HASH_BYTES))
        case _:
            raise _Refused(DecodeFault.WRONG_CLAIM)
    _require(all(_SEAL.fullmatch(number) for number in numbers))
    return Seals(numbers)


_READERS: Final[Mapping[int, Callable[[Any], Any]]] = {
    Claim.AUDIENCE: _audience,
    Claim.EXPIRES: _number,
    Claim.ISSUED: _number,
    Claim.SEQ: _seq,
    Claim.MEMBER: _member,
    Claim.NAME_MASK: lambda said: _text(said, LONGEST_MASK_BYTES),
    Claim.CERTIFICATE_INDEX: lambda said: _bytes(said, HINT_BYTES),
    Claim.INSPECTION: _inspection,
    Claim.POLICY: _number,
    Claim.GOODS: _goods,
    Claim.QUOTA: _quota,
    Claim.PLATE: lambda said: _text(said, LONGEST_PLATE_BYTES),
    Claim.BATCH: _batch,
    Claim.SEALS: _seals,
}
_REQUIRED: Final = frozenset(
    {
        Claim.AUDIENCE,
        Claim.EXPIRES,
        Claim.ISSUED,
        Claim.SEQ,
        Claim.MEMBER,
        Claim.INSPECTION,
        Claim.POLICY,
    }
)
