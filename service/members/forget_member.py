"""Forget one member: what is sealed of one is destroyed; the number then leads nowhere."""

from service import kept_answers
from service.feeds import store as feeds
from service.kit import canonical_json
from service.members import store
from service.session import Session
from service.vocabulary import MemberNo

PERSONAL = frozenset({"member.listed"})
"""Types of items with sealed fields. The others name a number and nothing else, and stay."""

AS_BEARER = "member_no"
"""How the number stands where a pass that was shown tells the masked name of its bearer."""


def forget_member(session: Session, member: MemberNo) -> None:
    """Destroy what is sealed of ``member``, in the table and in the stored items of the feed, of
    which the hashes stay; answers that were kept with the masked name go too."""
    store.withdraw_member(session, member)
    mark = number_mark(member)
    for item in feeds.items_holding(session, "members", mark):
        said = canonical_json.decode(item.bytes)
        if is_personal(said, member):
            feeds.leave_hash(session, item.place)
    for each in (mark, _mark(AS_BEARER, member)):
        kept_answers.forget_holding(session, each)
    session.left_traces = True


def number_mark(member: MemberNo) -> bytes:
    """How a member's number stands in the bytes of items and of answers, whatever follows it."""
    return _mark("member", member)


def _mark(name: str, member: MemberNo) -> bytes:
    return f'"{name}":{member}'.encode()


def is_personal(said: dict[str, object], member: MemberNo) -> bool:
    """Whether an item tells this member's name, certificate or birth date."""
    return said.get("member") == member and said.get("type") in PERSONAL
