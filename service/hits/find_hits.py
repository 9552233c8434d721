"""Find the risk hits that are about a case, at a moment."""

from service.hits import store
from service.hits.rules import Case, concerns
from service.members.store import find_member
from service.session import Session
from service.vocabulary import MemberNo


def find_hits(session: Session, case: Case, *, now_ms: int) -> list[store.Hit]:
    """The hits that hold (ms, UTC) and concern the case, oldest first."""
    holding = store.hits_holding(session, now_ms=now_ms)
    return [hit for hit, scope in holding if concerns(scope, case)]


def case_of(session: Session, member: MemberNo) -> Case:
    """A member's case, before goods and ways are known; of a stranger only the number."""
    listed = find_member(session, member)
    return Case(member=member, group=listed.group if listed else None)
