"""What a pass says of goods and their seals, and whether what lies on the counter is that."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.inspection.manifest import ManifestLine, manifest_hash
from service.passes.rules import Comparison, Goods, Pass, Seals

CARRIED_NUMBERS = 2
"""Of more seals a pass carries how many they are, and the hash of their list."""

HASH_BYTES = 16


class GoodsRefusal(StrEnum):
    """Why the goods of a pass are not told or declared here."""

    WITHOUT_GOODS = "pass_without_goods"
    MANIFEST_UNREADABLE = "manifest_unreadable"
    MANIFEST_DIFFERS = "manifest_differs"
    UNKNOWN_GOODS = "unknown_goods"
    NOT_REDEEMED = "pass_not_redeemed"
    DECLARED_ALREADY = "pass_goods_declared_already"
    OF_A_BATCH = "pass_goods_of_batch"
    HIT = "referred_hit"


class ManifestState(StrEnum):
    """Whether the list of goods that was shown is the one that the pass names."""

    NONE = "none"
    MATCHES = "matches"
    DIFFERS = "differs"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a pass may say of its goods, as far as its rules care."""

    goods: Goods | None
    is_of_a_batch: bool
    is_redeemed_here: bool
    is_declared_here: bool


def carry_seals(numbers: Sequence[str]) -> Seals | None:
    """The claim about seals with these numbers; ``None`` where there are none."""
    if not numbers:
        return None
    if len(numbers) <= CARRIED_NUMBERS:
        return Seals(tuple(numbers))
    return Seals((), len(numbers), hash_seals(numbers))


def hash_seals(numbers: Sequence[str]) -> bytes:
    """Sixteen bytes of the SHA-256 of the numbers in their order of letters, a line each."""
    return hashlib.sha256("\n".join(sorted(numbers)).encode()).digest()[:HASH_BYTES]


def seals_agree(said: Seals | None, seen: Sequence[str] | None) -> bool:
    """Whether numbers that were read off the goods are those of the pass. Numbers that a pass only
    has the hash of must be read off; others an officer may compare by eye."""
    if seen is None:
        return said is None or not said.count
    return carry_seals(seen) == said or (
        said is not None and len(seen) == len(said.numbers) and set(seen) == set(said.numbers)
    )


def compare_seals(said: Pass, compared: Comparison, seen: Sequence[str] | None) -> Comparison:
    """What was compared, once the numbers of the seals are too."""
    if compared is not Comparison.MATCHES or seals_agree(said.seals, seen):
        return compared
    return Comparison.SEAL_BROKEN


def match_manifest(
    goods: Goods | None, lines: Sequence[ManifestLine] | None
) -> tuple[ManifestLine, ...] | None:
    """The lines, if they are the very ones that the pass names."""
    if goods is None or lines is None or len(lines) != goods.lines:
        return None
    return tuple(lines) if manifest_hash(lines) == goods.manifest else None


def judge_declaring(claims: Claims) -> GoodsRefusal | None:
    """Whether the goods of a pass are to be declared here: once, after it was honoured, and only
    if that was not done where it comes from."""
    if claims.goods is None:
        return GoodsRefusal.WITHOUT_GOODS
    if claims.is_of_a_batch:
        return GoodsRefusal.OF_A_BATCH
    if claims.goods.declared or claims.is_declared_here:
        return GoodsRefusal.DECLARED_ALREADY
    return None if claims.is_redeemed_here else GoodsRefusal.NOT_REDEEMED
