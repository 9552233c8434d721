"""Operators who are signed in at the hub, in its database: all its processes know them."""

from dataclasses import dataclass

from service.desk import Caller
from service.journal.act import Act
from service.officers import sessions_store as store
from service.officers.rules import HUB_LOCKS_AFTER_SECONDS, HUB_SESSION_SECONDS, is_locked
from service.officers.sessions_store import OperatorSession
from service.session import Session
from service.vocabulary import HUB, OfficerNo, SiteNo


@dataclass(frozen=True, slots=True)
class StoredSessions:
    """A session for each browser; an operator may be signed in at several."""

    site: SiteNo = HUB
    locks_after_seconds: int = HUB_LOCKS_AFTER_SECONDS

    def begin(self, act: Act, officer: OfficerNo, *, token_hash: str) -> None:
        at_ms = act.moment.at_ms
        store.forget_begun_before(act.session, at_ms - HUB_SESSION_SECONDS * 1000)
        store.put(act.session, OperatorSession(token_hash, officer, at_ms, at_ms, None))

    def find(self, session: Session, token_hash: str, *, at_ms: int) -> OperatorSession | None:
        """The session of this cookie, if it has not locked and is of today. Extends nothing."""
        found = store.find(session, token_hash)
        if found is None or is_locked(
            found.last_used_ms, at_ms, after_seconds=HUB_LOCKS_AFTER_SECONDS
        ):
            return None
        return None if at_ms - found.begun_ms >= HUB_SESSION_SECONDS * 1000 else found

    def whose(self, act: Act, token_hash: str) -> OfficerNo | None:
        found = self.find(act.session, token_hash, at_ms=act.moment.at_ms)
        return found.officer if found else None

    def keep_unlocked(self, session: Session, caller: Caller, at_ms: int) -> None:
        if caller.token_hash is not None:
            store.use(session, caller.token_hash, at_ms=at_ms)

    def step_up(self, act: Act, caller: Caller) -> None:
        assert caller.token_hash is not None, "only who is signed in steps up"
        store.step_up(act.session, caller.token_hash, at_ms=act.moment.at_ms)

    def end(self, act: Act, token_hash: str) -> None:
        store.end(act.session, token_hash)

    def end_all_of(self, act: Act, officer: OfficerNo) -> None:
        store.end_all_of(act.session, officer)
