"""Append an event to the chain and let it change the tables, in the caller's transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from service.journal import store
from service.journal.apply import Appliers, apply_event
from service.journal.event import Event, EventName, chain_hash
from service.journal.events import MAX_EVENT_BYTES, check_against_catalogue
from service.journal.tenure import Tenure
from service.kit.clock import Moment
from service.session import OWN_JOURNAL, Session
from service.vocabulary import Epoch, OfficerNo, SiteNo, TerminalNo, TradeDay


class EventTooLarge(ValueError):
    """An event above 32 KiB is refused when it is made (docs/protocol.md, Journal)."""


@dataclass(frozen=True, slots=True)
class Journal:
    """Whose journal this is, what its events do, and how its heads are signed."""

    site: SiteNo
    epoch: Epoch
    genesis: bytes
    appliers: Appliers
    sign: Callable[[bytes], bytes]
    tenure: Tenure


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it has a place in the chain."""

    type: str
    data: dict[str, Any]
    moment: Moment
    day: TradeDay | None
    terminal: TerminalNo | None
    actor: OfficerNo | None
    key: str | None
    refs: tuple[str, ...]
    feeds: dict[str, str]


def append_event(session: Session, journal: Journal, draft: Draft) -> Event:
    """Give the draft the next seq and hash, store its bytes and apply it.

    Raises ``UnknownEvent`` or ``EventTooLarge``; then nothing has changed.
    """
    version = check_against_catalogue(draft.type, draft.data)
    session.lock(OWN_JOURNAL)
    head = store.head_of(session, journal.epoch, journal.genesis)
    event = Event(
        type=draft.type,
        v=version,
        name=EventName(journal.site, journal.epoch, head.seq + 1),
        moment=draft.moment,
        day=draft.day,
        terminal=draft.terminal,
        actor=draft.actor,
        key=draft.key,
        refs=draft.refs,
        feeds=draft.feeds,
        data=draft.data,
    )
    written = event.to_bytes()
    if len(written) > MAX_EVENT_BYTES:
        raise EventTooLarge(f"{draft.type}: {len(written)} bytes")
    linked = chain_hash(head.hash, written)
    store.extend(session, store.StoredEvent(journal.epoch, event.name.seq, linked, written))
    apply_event(session, event, journal.appliers)
    return event
