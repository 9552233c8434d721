"""Prove the journal from its raw bytes: contiguous, linked, canonical, signed."""

from collections.abc import Callable
from dataclasses import dataclass, field

from service.journal import store
from service.journal.event import Event, chain_hash
from service.journal.sign_checkpoint import checkpoint_bytes
from service.session import Session
from service.vocabulary import Epoch, SiteNo

Verifies = Callable[[Epoch, bytes, bytes], bool]
"""Whether a signature (last) over some bytes (second) is by the key of that epoch."""


@dataclass(slots=True)
class ChainProof:
    """What was found: events and checkpoints that hold, and every flaw in words."""

    events: int = 0
    checkpoints: int = 0
    flaws: list[str] = field(default_factory=list)
    heads: dict[Epoch, tuple[int, bytes]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.flaws


def verify_chain(
    session: Session, site: SiteNo, *, genesis: Callable[[Epoch], bytes], verifies: Verifies
) -> ChainProof:
    """Walk every event of every own epoch, then every checkpoint, and say what does not hold."""
    proof = ChainProof()
    hashes: dict[tuple[Epoch, int], bytes] = {}
    for stored in store.all_events(session):
        _verify_event(proof, stored, site, genesis)
        hashes[stored.epoch, stored.seq] = stored.hash
        proof.heads[stored.epoch] = (stored.seq, stored.hash)
        proof.events += 1
    _verify_checkpoints(session, proof, site, hashes, verifies)
    return proof


def _verify_event(
    proof: ChainProof, stored: store.StoredEvent, site: SiteNo, genesis: Callable[[Epoch], bytes]
) -> None:
    before = proof.heads.get(stored.epoch) or (0, genesis(stored.epoch))
    name = f"{site}.{stored.epoch}.{stored.seq}"
    if stored.seq != before[0] + 1:
        proof.flaws.append(f"{name}: follows {before[0]}, so something between is missing")
    if chain_hash(before[1], stored.bytes) != stored.hash:
        proof.flaws.append(f"{name}: does not link to the event before it")
    try:
        event = Event.from_bytes(stored.bytes)
    except (ValueError, KeyError):
        proof.flaws.append(f"{name}: its bytes are not an event in canonical form")
        return
    if event.name != (site, stored.epoch, stored.seq):
        proof.flaws.append(f"{name}: calls itself {event.name}")


def _verify_checkpoints(
    session: Session,
    proof: ChainProof,
    site: SiteNo,
    hashes: dict[tuple[Epoch, int], bytes],
    verifies: Verifies,
) -> None:
    newest: dict[Epoch, int] = {}
    for point in store.all_checkpoints(session):
        epoch = Epoch(point.epoch)
        name = f"checkpoint {epoch}.{point.seq}"
        if hashes.get((epoch, point.seq)) != point.head:
            proof.flaws.append(f"{name}: signs a head that the journal does not have")
        signed = checkpoint_bytes(site, epoch, point.seq, point.head, point.at_ms)
        if not verifies(epoch, signed, point.signature):
            proof.flaws.append(f"{name}: its signature is not this site's")
        newest[epoch] = max(newest.get(epoch, 0), point.seq)
        proof.checkpoints += 1
    for epoch, (seq, _) in proof.heads.items():
        if newest.get(epoch) != seq:
            proof.flaws.append(f"epoch {epoch}: its last event {seq} is not signed")
