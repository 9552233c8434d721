"""Officers who are signed in at a site, in memory alone: after a restart all sign in again."""

import threading
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from service.desk import Caller
from service.journal.act import Act
from service.officers.rules import LOCKS_AFTER_SECONDS, is_locked, is_stepped_up
from service.session import Session
from service.vocabulary import OfficerNo, SiteNo, TerminalNo


class SessionBook(Protocol):
    """Who is signed in at ``site``. What a book does within an act holds once that is durable:
    nobody acts whose coming was not written down."""

    @property
    def site(self) -> SiteNo: ...

    @property
    def locks_after_seconds(self) -> int: ...

    def begin(self, act: Act, officer: OfficerNo, *, token_hash: str) -> None:
        """Sign ``officer`` in, under the cookie with this hash."""
        ...

    def whose(self, act: Act, token_hash: str) -> OfficerNo | None:
        """Who is signed in under this cookie, where the act is done."""
        ...

    def step_up(self, act: Act, caller: Caller) -> None:
        """The caller, who is signed in, gave the PIN again."""
        ...

    def keep_unlocked(self, session: Session, caller: Caller, at_ms: int) -> None:
        """The caller did something: the time until the session locks begins anew. Bound by the
        door as ``Desk.used``."""
        ...

    def end(self, act: Act, token_hash: str) -> None:
        """Sign out whoever is signed in under this cookie, where the act is done."""
        ...

    def end_all_of(self, act: Act, officer: OfficerNo) -> None:
        """Sign ``officer`` out everywhere."""
        ...


@dataclass(frozen=True, slots=True)
class OfficerSession:
    """One officer signed in; times in ms, ``stepped_up_ms`` when the PIN was given again."""

    officer: OfficerNo
    token_hash: str
    last_used_ms: int
    stepped_up_ms: int | None = None

    def is_stepped_up(self, at_ms: int) -> bool:
        return is_stepped_up(self.stepped_up_ms, at_ms)


@dataclass(slots=True)
class Sessions:
    """At most one session for each terminal of ``site``; an officer may be signed in at several.

    The writer, the readers and the event loop all ask, hence the lock.
    """

    site: SiteNo
    locks_after_seconds: int = LOCKS_AFTER_SECONDS
    _by_terminal: dict[TerminalNo, OfficerSession] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, act: Act, officer: OfficerNo, *, token_hash: str) -> None:
        """Whoever was signed in at this terminal no longer is."""
        terminal = _terminal_of(act)
        with self._lock:
            self._by_terminal.pop(terminal, None)
        begun = OfficerSession(officer, token_hash, act.moment.at_ms)
        act.session.when_durable(partial(self._keep, terminal, begun))

    def find(self, terminal: TerminalNo, token_hash: str, *, at_ms: int) -> OfficerSession | None:
        """The session of this cookie at this terminal, if it has not locked. Extends nothing."""
        with self._lock:
            found = self._by_terminal.get(terminal)
            if found is None or found.token_hash != token_hash:
                return None
            if is_locked(found.last_used_ms, at_ms):
                del self._by_terminal[terminal]
                return None
            return found

    def whose(self, act: Act, token_hash: str) -> OfficerNo | None:
        found = self.find(_terminal_of(act), token_hash, at_ms=act.moment.at_ms)
        return found.officer if found else None

    def keep_unlocked(self, session: Session, caller: Caller, at_ms: int) -> None:
        if caller.terminal is None or caller.officer is None:
            return
        with self._lock:
            found = self._by_terminal.get(caller.terminal)
            if found is not None and found.officer == caller.officer:
                self._by_terminal[caller.terminal] = replace(found, last_used_ms=at_ms)

    def step_up(self, act: Act, caller: Caller) -> None:
        raised = partial(self._raise, _terminal_of(act), at_ms=act.moment.at_ms)
        act.session.when_durable(raised)

    def _raise(self, terminal: TerminalNo, *, at_ms: int) -> None:
        with self._lock:
            found = self._by_terminal.get(terminal)
            if found is not None:
                self._by_terminal[terminal] = replace(
                    found, last_used_ms=at_ms, stepped_up_ms=at_ms
                )

    def _keep(self, terminal: TerminalNo, begun: OfficerSession) -> None:
        with self._lock:
            self._by_terminal[terminal] = begun

    def end(self, act: Act, token_hash: str) -> None:
        with self._lock:
            self._by_terminal.pop(_terminal_of(act), None)

    def end_all_of(self, act: Act, officer: OfficerNo) -> None:
        with self._lock:
            for terminal, found in list(self._by_terminal.items()):
                if found.officer == officer:
                    del self._by_terminal[terminal]


def _terminal_of(act: Act) -> TerminalNo:
    assert act.terminal is not None, "officers of a site sign in at a paired station"
    return act.terminal
