"""Whether this machine still is the site it was: the signs by which a restored one shows."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from service.sites.anchor import Anchor
from service.vocabulary import Epoch


class Restored(StrEnum):
    """Why a site must not write: it may be an old copy of itself (docs/protocol.md, Anchors)."""

    OTHER_EPOCH = "restored_other_epoch"
    BEHIND_ANCHOR = "restored_behind_anchor"
    OTHER_HEAD = "restored_other_head"
    OTHER_HARDWARE = "restored_other_hardware"
    NO_ANCHOR = "restored_no_anchor"
    BY_PROOF = "restored_by_proof"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a site finds at its start. ``hash_at`` gives the own chain's hash after a seq, or
    ``None`` where there is none; hardware is hashes of what the machine is known by."""

    epoch: Epoch
    seq: int
    hash_at: Callable[[int], bytes | None]
    anchors: list[Anchor]
    enrolled_hardware: frozenset[bytes]
    present_hardware: frozenset[bytes]


def judge_restored(standing: Standing) -> Restored | None:
    """The first sign that speaks, or ``None``. A journal beyond its anchor is no sign: a power cut
    between the commit and the anchor leaves it so, and nobody was answered. An anchor before the
    first event (seq 0) says no more than its epoch: the record it began from may be renewed."""
    if not standing.enrolled_hardware <= standing.present_hardware:
        return Restored.OTHER_HARDWARE
    if not standing.anchors:
        return Restored.NO_ANCHOR if standing.seq else None
    for anchor in standing.anchors:
        if anchor.epoch != standing.epoch:
            return Restored.OTHER_EPOCH
        if anchor.seq > standing.seq:
            return Restored.BEHIND_ANCHOR
        if anchor.seq and standing.hash_at(anchor.seq) != anchor.head:
            return Restored.OTHER_HEAD
    return None
