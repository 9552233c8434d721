"""What the last whole proof of a site found, kept beside its database for its screens."""

import json
from dataclasses import asdict
from pathlib import Path

from service.kit.durable import replace_durably
from service.storage.rules import LastProof


def write_last_proof(path: Path, *, at_ms: int, events: int, holds: bool) -> None:
    """Replace what was there; when a proof last held stays known. Raises ``OSError`` on storage
    that takes nothing."""
    before = read_last_proof(path)
    held_at_ms = at_ms if holds else before.held_at_ms if before else None
    proof = LastProof(at_ms, events, holds, held_at_ms)
    replace_durably(path, json.dumps(asdict(proof)).encode("ascii"))


def read_last_proof(path: Path) -> LastProof | None:
    """``None`` when there never was a proof, or nothing readable is left of it."""
    try:
        return LastProof(**json.loads(path.read_text("ascii")))
    except (OSError, ValueError, TypeError):
        return None
