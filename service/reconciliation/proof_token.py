"""The hub's signature over a proof report, as text."""

from collections.abc import Callable, Iterable
from enum import IntEnum
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.kit.cose import Flaw, cbor_encode, from_text, open1, to_text
from service.reconciliation.proof_report import ProofReport
from service.sites.keys import Signer

PROOF: Final = "proof-report"
PROOF_PREFIX: Final = "TP1"

KeyFor = Callable[[bytes], Iterable[Ed25519PublicKey]]


class Claim(IntEnum):
    """The claims over a report: when it was made (ms, UTC), and the SHA-256 of its bytes."""

    REPORT = -1
    AT_MS = -2


def sign_report(report: ProofReport, signer: Signer) -> str:
    """The signature as text."""
    claims = {Claim.REPORT: sha256(report.to_bytes()).digest(), Claim.AT_MS: report.at_ms}
    return to_text(PROOF_PREFIX, signer.sign(cbor_encode(claims), kind=PROOF))


def is_signed_report(report: ProofReport, token: str, key_for: KeyFor) -> bool:
    """Whether one of these keys signed this very report."""
    message = from_text(PROOF_PREFIX, token)
    opened = message if isinstance(message, Flaw) else open1(message, kind=PROOF, key_for=key_for)
    if isinstance(opened, Flaw):
        return False
    said = {Claim.REPORT: sha256(report.to_bytes()).digest(), Claim.AT_MS: report.at_ms}
    return {Claim(key): value for key, value in said.items()} == dict(opened.claims)
