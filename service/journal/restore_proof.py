"""Proof from outside that this machine is an old copy of itself: an own receipt it knows not of.

A closing slip carries such a receipt too. A site that has seen one stops writing, at once and
after each start, until it is enrolled anew (docs/protocol.md, Anchors).
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from service.database import Database
from service.journal.judge_restored import Restored
from service.journal.receipt import RECEIPT_PREFIX, verify_receipt
from service.journal.store import hash_at
from service.kit.cose import Flaw
from service.session import Session
from service.sites.identity import SiteIdentity

PROOF_NAME = "restore.proof"


def looks_like_a_receipt(text: str) -> bool:
    """Whether ``text`` claims to be a receipt; most scans at a counter do not."""
    return text.strip()[: len(RECEIPT_PREFIX)].upper() == RECEIPT_PREFIX


def is_restore_proof(session: Session, text: str, identity: SiteIdentity) -> bool:
    """Whether ``text`` is a receipt that this very epoch signed for an event it does not have."""
    own = identity.keys.signer.key.public_key()
    receipt = verify_receipt(text, lambda kid: (own,) if kid.hex() == identity.epoch else ())
    if isinstance(receipt, Flaw) or receipt.name.site != identity.site:
        return False
    return hash_at(session, receipt.name.epoch, receipt.name.seq) != receipt.head


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
