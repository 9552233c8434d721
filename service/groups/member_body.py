"""A member as screens show one: by number, masked name and group."""

from pydantic import BaseModel

from service.groups.store import find_group
from service.kit.pii import FieldKeys, mask_name, open_sealed
from service.members.store import Member
from service.session import Session
from service.vocabulary import MemberNo


class MemberBody(BaseModel):
    """What of a member goes over HTTP. The name is masked here and nowhere later."""

    member: int
    name: str
    group: str
    group_name: str
    supported: bool


def show_member(session: Session, member: Member, keys: FieldKeys) -> MemberBody:
    """The member's body; a member whose sealed name was destroyed shows ``*``."""
    group = find_group(session, member.group)
    return MemberBody(
        member=member.member,
        name=masked_name(member.member, member.sealed_name, keys),
        group=member.group,
        group_name=group.name if group else member.group,
        supported=member.supported,
    )


def masked_name(member: MemberNo, sealed: str, keys: FieldKeys) -> str:
    if not sealed:
        return "*"
    return mask_name(open_sealed(keys, sealed, f"member:{member}:name"))
