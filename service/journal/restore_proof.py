"""Proof from outside that this machine is an old copy of itself: own words that it does not know.

That is an own receipt (a closing slip carries one too) of an event that is not there, or an own
signed head that the hub holds. A site that has seen one stops writing, at once and
after each start, until it is enrolled anew (docs/protocol.md, Anchors).
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from service.database import Database
from service.journal.judge_restored import Restored
from service.journal.receipt import RECEIPT_PREFIX, verify_receipt
from service.journal.sign_checkpoint import checkpoint_bytes
from service.journal.store import Checkpoint, hash_at
from service.kit import canonical_json
from service.kit.cose import Flaw
from service.session import Session
from service.sites.identity import SiteIdentity
from service.sites.keys import is_signed_by
from service.vocabulary import Epoch

PROOF_NAME = "restore.proof"


def looks_like_a_receipt(text: str) -> bool:
    """Whether ``text`` claims to be a receipt; most scans at a counter do not."""
    return text.strip()[: len(RECEIPT_PREFIX)].upper() == RECEIPT_PREFIX


def is_restore_proof(session: Session, text: str, identity: SiteIdentity) -> bool:
    """Whether ``text`` is a receipt that this very epoch signed for an event it does not have, or
    a head that it signed and does not have (``head_proof``)."""
    if text.startswith("{"):
        return _is_foreign_head(session, text, identity)
    own = identity.keys.signer.key.public_key()
    receipt = verify_receipt(text, lambda kid: (own,) if kid.hex() == identity.epoch else ())
    if isinstance(receipt, Flaw) or receipt.name.site != identity.site:
        return False
    return hash_at(session, receipt.name.epoch, receipt.name.seq) != receipt.head


def head_proof(point: Checkpoint) -> str:
    """A signed head as the text of a proof."""
    said = {**point._asdict(), "head": point.head.hex(), "signature": point.signature.hex()}
    return canonical_json.encode(said).decode()


def _is_foreign_head(session: Session, text: str, identity: SiteIdentity) -> bool:
    try:
        said = canonical_json.decode(text.encode())
        seq, at_ms, epoch = int(said["seq"]), int(said["at_ms"]), Epoch(said["epoch"])
        head, signature = bytes.fromhex(said["head"]), bytes.fromhex(said["signature"])
    except (ValueError, KeyError, TypeError):
        return False
    signed = checkpoint_bytes(identity.site, epoch, seq, head, at_ms)
    if epoch != identity.epoch or not is_signed_by(identity.keys.signer.public, signed, signature):
        return False
    return hash_at(session, epoch, seq) != head


@dataclass(frozen=True, slots=True)
class RestoreProof:
    """Where a proof is kept beside the database; a proof for an epoch that was left says nothing
    any more."""

    path: Path
    database: Database

    def stop(self, text: str) -> None:
        """Write nothing from now on. A disk that takes not even this stops until the next start."""
        with suppress(OSError), open(self.path, "w", encoding="ascii", errors="replace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        self.database.refusal = Restored.BY_PROOF

    def find(self, identity: SiteIdentity) -> Restored | None:
        """At the start: whether the proof that is kept still speaks against this machine."""
        try:
            text = self.path.read_text(encoding="ascii", errors="replace")
        except OSError:
            return None
        proved = self.database.read_now(lambda session: is_restore_proof(session, text, identity))
        return Restored.BY_PROOF if proved else None
