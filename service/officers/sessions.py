"""Officers who are signed in, in memory alone: after a restart everybody signs in again."""

import threading
from dataclasses import dataclass, field, replace

from service.desk import Caller
from service.officers.rules import is_locked, is_stepped_up
from service.vocabulary import OfficerNo, SiteNo, TerminalNo


@dataclass(frozen=True, slots=True)
class OfficerSession:
    """One officer at one terminal; times in ms, ``stepped_up_ms`` when the PIN was given again."""

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
    _by_terminal: dict[TerminalNo, OfficerSession] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(
        self, terminal: TerminalNo, officer: OfficerNo, *, token_hash: str, at_ms: int
    ) -> None:
        """Sign ``officer`` in; whoever was signed in at this terminal no longer is."""
        with self._lock:
            self._by_terminal[terminal] = OfficerSession(officer, token_hash, at_ms)

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

    def keep_unlocked(self, caller: Caller, at_ms: int) -> None:
        """This officer did something: the 90 s begin anew. Bound by the door as ``Desk.used``."""
        if caller.terminal is None or caller.officer is None:
            return
        with self._lock:
            found = self._by_terminal.get(caller.terminal)
            if found is not None and found.officer == caller.officer:
                self._by_terminal[caller.terminal] = replace(found, last_used_ms=at_ms)

    def step_up(self, terminal: TerminalNo, *, at_ms: int) -> None:
        """The officer at this terminal gave the PIN again."""
        with self._lock:
            found = self._by_terminal.get(terminal)
            if found is not None:
                self._by_terminal[terminal] = replace(
                    found, last_used_ms=at_ms, stepped_up_ms=at_ms
                )

    def end(self, terminal: TerminalNo) -> None:
        with self._lock:
            self._by_terminal.pop(terminal, None)

    def end_all_of(self, officer: OfficerNo) -> None:
        """Sign ``officer`` out of every terminal."""
        with self._lock:
            for terminal, found in list(self._by_terminal.items()):
                if found.officer == officer:
                    del self._by_terminal[terminal]
