"""Stored is not applied: let held events change the hub's tables, and put aside what will not."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from service import __version__
from service.group_commit import POISON
from service.journal.apply import Appliers, apply_event
from service.journal.event import Event
from service.journal.events import CATALOGUE
from service.journal.store import StoredEvent
from service.session import Session
from service.sync import held_store as store
from service.sync.held_store import Aside, Branch
from service.vocabulary import SiteNo


class AsideReason(StrEnum):
    """Why an event is put aside."""

    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_VERSION = "unknown_version"
    DOES_NOT_APPLY = "does_not_apply"
    WAITS = "waits"


_SAYS_NO: Final = frozenset({"IntegrityError", "DataError", "ProgrammingError", "InterfaceError"})
"""What PEP 249 calls a database's no to what was said, whichever database it is."""


def apply_held(
    session: Session, branch: Branch, events: Sequence[StoredEvent], appliers: Appliers
) -> None:
    """Apply events of a main branch in order, all in one savepoint; where one of them fails, in
    halves, until it stands alone and is put aside. Only what refers to it waits with it."""
    waiting = {_name_of(each) for each in store.aside_of(session, branch.site)}
    _apply_some(session, branch, events, appliers, waiting)


def retry_aside(session: Session, site: SiteNo, appliers: Appliers) -> int:
    """Try again what an older software of the hub put aside, what waited for something that has
    been applied since, and what did not apply before more of its site arrived; how many did."""
    applied = 0
    for aside in store.aside_of(session, site):
        waiting = {_name_of(each) for each in store.aside_of(session, site)}
        if not _is_worth_it(aside, waiting):
            continue
        [main] = store.branches(session, site, aside.epoch)[:1]
        [stored] = store.events_after(session, main, aside.seq - 1, count=1)
        obstacle = _obstacle(session, stored, appliers, waiting - {_name_of(aside)})
        if obstacle is None:
            store.take_back(session, aside)
            applied += 1
        else:
            tried = _aside(main, stored, obstacle)
            store.put_aside(session, tried._replace(dismissed_by=aside.dismissed_by))
    return applied


def _is_worth_it(aside: Aside, waiting: set[str]) -> bool:
    if aside.software != __version__ or aside.reason == AsideReason.DOES_NOT_APPLY:
        return True
    return aside.waits_for is not None and aside.waits_for not in waiting


def _apply_some(
    session: Session,
    branch: Branch,
    events: Sequence[StoredEvent],
    appliers: Appliers,
    waiting: set[str],
) -> None:
    if not events:
        return
    if len(events) == 1:
        obstacle = _obstacle(session, events[0], appliers, waiting)
        if obstacle is not None:
            aside = _aside(branch, events[0], obstacle)
            store.put_aside(session, aside)
            waiting.add(_name_of(aside))
        return
    try:
        with session.undoing():
            for stored in events:
                _apply(session, stored, appliers, waiting)
    except _Obstructed:
        middle = len(events) // 2
        for half in (events[:middle], events[middle:]):
            _apply_some(session, branch, half, appliers, waiting)


def _obstacle(
    session: Session, stored: StoredEvent, appliers: Appliers, waiting: set[str]
) -> "_Obstructed | None":
    """Why one event does not apply, or ``None``: it has."""
    try:
        with session.undoing():
            _apply(session, stored, appliers, waiting)
    except _Obstructed as obstructed:
        return obstructed
    return None


def _apply(session: Session, stored: StoredEvent, appliers: Appliers, waiting: set[str]) -> None:
    event = Event.from_bytes(stored.bytes)
    kind = CATALOGUE.get(event.type)
    if kind is None:
        raise _Obstructed(event.type, AsideReason.UNKNOWN_TYPE)
    if event.v > kind.version:
        raise _Obstructed(event.type, AsideReason.UNKNOWN_VERSION)
    if needed := next((each for each in event.refs if each in waiting), None):
        raise _Obstructed(event.type, AsideReason.WAITS, needed)
    try:
        apply_event(session, event, appliers)
    except Exception as fault:
        if not _is_poison(fault):
            raise
        raise _Obstructed(event.type, AsideReason.DOES_NOT_APPLY) from fault


def _is_poison(fault: Exception) -> bool:
    names = {each.__name__ for each in type(fault).__mro__}
    return isinstance(fault, POISON) or bool(names & _SAYS_NO)


def _aside(branch: Branch, stored: StoredEvent, why: "_Obstructed") -> Aside:
    named = (branch.site, branch.epoch, stored.seq)
    return Aside(*named, why.kind, why.reason, __version__, why.waits_for, None)


def _name_of(aside: Aside) -> str:
    return f"{aside.site}.{aside.epoch}.{aside.seq}"


class _Obstructed(Exception):
    def __init__(self, kind: str, reason: AsideReason, waits_for: str | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.waits_for = waits_for
