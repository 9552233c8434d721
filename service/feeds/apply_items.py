"""Let an item change its slice's tables, or put it aside: nobody's word stops those after it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service import __version__
from service.feeds import store
from service.group_commit import POISON
from service.kit import canonical_json
from service.session import Session


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One thing the authority said, in its place: number ``number`` of ``feed``."""

    feed: str
    number: int
    data: dict[str, Any]


FeedApply = Callable[[Session, FeedItem], None]
FeedAppliers = Mapping[str, FeedApply]
"""By type (``member.listed``); of a version above 1 by both (``member.listed/2``).

An applier sets what an item says and adds to nothing, so that applying the newer items of a feed
once more, after one that had been put aside, gives the same tables as applying all in order."""


def merge_feed_appliers(*slices: FeedAppliers) -> FeedAppliers:
    """The appliers of all slices in one; what several have a part in goes through them in order."""
    return {
        kind: _in_turn([each[kind] for each in slices if kind in each])
        for kind in {kind: None for each in slices for kind in each}
    }


def _in_turn(several: Sequence[FeedApply]) -> FeedApply:
    if len(several) == 1:
        return several[0]

    def apply(session: Session, item: FeedItem) -> None:
        for each in several:
            each(session, item)

    return apply


class Obstacle(StrEnum):
    """Why an item is put aside: not known yet, or known and impossible to apply."""

    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_VERSION = "unknown_version"
    DOES_NOT_APPLY = "does_not_apply"


def apply_items(session: Session, items: Iterable[store.StoredItem], appliers: FeedAppliers) -> int:
    """Apply items in order, each whole; what this software cannot apply is quarantined, and the
    rest flows (docs/protocol.md, Feeds). How many items there were.

    A few at a time share one savepoint; only where one of them fails, each gets its own.
    """
    count = 0
    for some in _chunks(items):
        count += len(some)
        try:
            with session.undoing():
                for item in some:
                    _apply(session, item, appliers)
        except _Obstructed:
            for item in some:
                _apply_or_quarantine(session, item, appliers)
    return count


def retry_quarantined(session: Session, appliers: FeedAppliers) -> int:
    """After an upgrade: apply what an older software had put aside, and what follows it in its
    feed once more. How many items are still quarantined."""
    for first in store.quarantined_before(session, __version__):
        store.release_from(session, first)
        apply_items(session, store.items_from(session, first), appliers)
    return store.count_quarantined(session)


def _apply_or_quarantine(session: Session, item: store.StoredItem, appliers: FeedAppliers) -> None:
    try:
        with session.undoing():
            _apply(session, item, appliers)
    except _Obstructed as obstructed:
        _quarantine(session, item, obstructed)


def _apply(session: Session, item: store.StoredItem, appliers: FeedAppliers) -> None:
    try:
        data = canonical_json.decode(item.bytes)
        kind, version = str(data["type"]), data.get("v", 1)
    except POISON as fault:
        raise _Obstructed("", Obstacle.DOES_NOT_APPLY) from fault
    apply = appliers.get(kind if version == 1 else f"{kind}/{version}")
    if apply is None:
        known = kind in appliers
        raise _Obstructed(kind, Obstacle.UNKNOWN_VERSION if known else Obstacle.UNKNOWN_TYPE)
    try:
        apply(session, FeedItem(item.place.feed, item.place.number, data))
    except POISON as fault:
        raise _Obstructed(kind, Obstacle.DOES_NOT_APPLY) from fault


def _quarantine(session: Session, item: store.StoredItem, why: "_Obstructed") -> None:
    aside = store.Aside(*item.place, type=why.kind, reason=why.obstacle, software=__version__)
    store.quarantine(session, aside)


def _chunks(items: Iterable[store.StoredItem], size: int = 500) -> Iterator[list[store.StoredItem]]:
    some: list[store.StoredItem] = []
    for item in items:
        some.append(item)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


class _Obstructed(Exception):
    def __init__(self, kind: str, obstacle: Obstacle) -> None:
        super().__init__(obstacle)
        self.kind = kind
        self.obstacle = obstacle
