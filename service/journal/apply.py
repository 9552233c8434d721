"""What events do to tables: each slice says it once, and it serves live and in replay alike."""

from collections.abc import Callable, Mapping

from service.journal.event import Event
from service.session import Session

Apply = Callable[[Session, Event], None]
Appliers = Mapping[str, Apply]


def merge_appliers(*slices: Appliers) -> dict[str, Apply]:
    """One table of appliers from those of all slices; a type that two slices claim is a fault."""
    merged: dict[str, Apply] = {}
    for appliers in slices:
        twice = merged.keys() & appliers.keys()
        if twice:
            raise ValueError(f"two slices apply {sorted(twice)}")
        merged.update(appliers)
    return merged


def apply_event(session: Session, event: Event, appliers: Appliers) -> None:
    """Let the event's slice change its tables. A type nobody applies changes none."""
    apply = appliers.get(event.type)
    if apply is not None:
        apply(session, event)
