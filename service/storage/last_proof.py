"""What the last whole proof of a site found, kept beside its database for its screens."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LastProof:
    """When ``twogate verify`` last ran (ms, UTC), over how many events, and whether all held."""

    at_ms: int
    events: int
    holds: bool


def write_last_proof(path: Path, proof: LastProof) -> None:
    """Replace what was there. Raises ``OSError`` on storage that takes nothing."""
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(proof)), encoding="ascii")
    unfinished.replace(path)


def read_last_proof(path: Path) -> LastProof | None:
    """``None`` when there never was a proof, or nothing readable is left of it."""
    try:
        return LastProof(**json.loads(path.read_text("ascii")))
    except (OSError, ValueError, TypeError):
        return None
