"""Sign a pack as the next version of the authority's policies, never over a day that has begun."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from service.feeds.archive import PageArchive
from service.feeds.page import FOR_ALL, LARGEST_ITEM_BYTES
from service.kit import canonical_json
from service.policies.rules.dates import local_day
from service.vocabulary import TradeDay

Said = dict[str, Any]
FEED = "policies"
PART_BYTES = LARGEST_ITEM_BYTES * 3 // 4


class SignRefusal(StrEnum):
    """Why a pack is not signed."""

    DAY_HAS_BEGUN = "day_has_begun"
    BEFORE_THE_LAST = "before_the_last"
    OTHER_REGIME = "other_regime"
    SAME_AS_BEFORE = "same_as_before"


@dataclass(frozen=True, slots=True)
class SignedPack:
    """A version that was ever signed; ``said`` has its catalogue whole."""

    version: int
    from_day: TradeDay
    audience: str
    said: Said


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs, for whom (``all`` or a site), from which trade day on, and when (ms, UTC)."""

    archive: PageArchive
    from_day: TradeDay
    at_ms: int
    audience: str = FOR_ALL


def sign_pack(said: Said, under: Signing) -> list[Path] | SignRefusal:
    """Sign ``said`` (already found without fault) as the next version; the pages written.

    Only the first pack of all may begin on a day that has begun: before it nothing held that it
    could change.
    """
    with under.archive.alone():
        signed = signed_packs(under.archive, at_ms=under.at_ms)
        refusal = _judge(said, under, [each for each in signed if each.audience == under.audience])
        if refusal:
            return refusal
        version = max((each.version for each in signed), default=0) + 1
        items = list(items_of(said, version, under.from_day))
        return under.archive.publish(FEED, items, at_ms=under.at_ms, audience=under.audience)


def signed_packs(archive: PageArchive, *, at_ms: int) -> list[SignedPack]:
    """Every version in an archive, by number, for whichever audience."""
    folders = sorted(archive.directory.glob(f"{FEED}-*"))
    packs = []
    for audience in (folder.name.removeprefix(f"{FEED}-") for folder in folders):
        parts: dict[int, list[Said]] = {}
        for item in archive.items(FEED, at_ms=at_ms, audience=audience):
            if item["type"] == "policy.part":
                parts.setdefault(item["version"], []).extend(item["catalogue"])
            elif item["type"] == "policy.published":
                packs.append(_signed(item, audience, parts.get(item["version"])))
    return sorted(packs, key=lambda pack: pack.version)


def items_of(said: Said, version: int, from_day: TradeDay) -> Iterator[Said]:
    """A pack as items of the feed: a long catalogue in parts, then the rest, which completes it."""
    parts = list(_parts(said["catalogue"]))
    for number, part in enumerate(parts, 1):
        head = {"type": "policy.part", "v": 1, "version": version, "part": number}
        yield {**head, "catalogue": part}
    rest = {key: value for key, value in said.items() if key != "catalogue"}
    head = {"type": "policy.published", "v": 1, "version": version, "from_day": from_day}
    yield {**head, "parts": len(parts), "policy": rest}


def _judge(said: Said, under: Signing, before: list[SignedPack]) -> SignRefusal | None:
    if not before:
        return None
    last = before[-1]
    if last.said.get("regime", said["regime"]) != said["regime"]:
        return SignRefusal.OTHER_REGIME
    if under.from_day <= local_day(under.at_ms, said["time_zone"]):
        return SignRefusal.DAY_HAS_BEGUN
    if under.from_day < last.from_day:
        return SignRefusal.BEFORE_THE_LAST
    return SignRefusal.SAME_AS_BEFORE if last.said == said else None


def _parts(rows: list[Said]) -> Iterator[list[Said]]:
    part: list[Said] = []
    room = PART_BYTES
    for row in rows:
        size = len(canonical_json.encode(row)) + 1
        if part and size > room:
            yield part
            part, room = [], PART_BYTES
        part.append(row)
        room -= size
    if part:
        yield part


def _signed(item: Said, audience: str, catalogue: list[Said] | None) -> SignedPack:
    said = {**item["policy"], "catalogue": catalogue} if catalogue else item["policy"]
    return SignedPack(item["version"], item["from_day"], audience, said)
