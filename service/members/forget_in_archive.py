"""Forget one member in the authority's archive: one item says so, and the pages keep hashes."""

import os
from collections.abc import Iterator
from pathlib import Path

from service.feeds.archive import PageArchive
from service.feeds.page import forget_items
from service.kit import canonical_json
from service.members.forget_member import is_personal
from service.vocabulary import MemberNo

FEED = "members"


def forget_in_archive(archive: PageArchive, member: MemberNo, *, at_ms: int) -> list[Path]:
    """Publish ``member.forgotten`` to every audience that was told of ``member``, and leave the
    hashes of what it was told; the files written, none if nothing personal is held.

    The item goes first: whatever stops the rest, the same call once more finishes it. What the
    old files held is overwritten as far as the storage lets one.
    """
    item = {"type": "member.forgotten", "v": 1, "member": member}
    written = []
    with archive.alone():
        pages = dict(_pages_telling_of(archive, member, at_ms))
        for audience in sorted({_audience_of(path) for path in pages}):
            if item not in archive.items(FEED, at_ms=at_ms, audience=audience):
                written += archive.publish(FEED, [item], at_ms=at_ms, audience=audience)
        for path, offsets in pages.items():
            _replace(path, forget_items(path.read_bytes(), offsets))
    return [*written, *pages]


def _pages_telling_of(
    archive: PageArchive, member: MemberNo, at_ms: int
) -> Iterator[tuple[Path, set[int]]]:
    for path in sorted(archive.directory.glob(f"{FEED}-*/*.page")):
        items = enumerate(archive.open(path, at_ms).items)
        said = ((offset, canonical_json.decode(item)) for offset, item in items if item is not None)
        if offsets := {offset for offset, each in said if is_personal(each, member)}:
            yield path, offsets


def _audience_of(path: Path) -> str:
    return path.parent.name.rpartition("-")[2]


def _replace(path: Path, data: bytes) -> None:
    """Put the page in the old one's place, durably, and then overwrite what the old one held."""
    unfinished = path.with_suffix(".new")
    with open(unfinished, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    with open(path, "r+b") as old:
        unfinished.replace(path)
        old.write(bytes(os.fstat(old.fileno()).st_size))
        old.flush()
        os.fsync(old.fileno())
