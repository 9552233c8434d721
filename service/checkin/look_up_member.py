"""Open a member's case at the officer's station; each look leaves a trace."""

from service.checkin import bodies, show
from service.journal.act import Act
from service.kit.pii import FieldKeys, mask_certificate, open_sealed
from service.members.store import find_member
from service.vocabulary import MemberNo


def look_up_member(act: Act, member: MemberNo, keys: FieldKeys) -> bodies.CaseBody | None:
    """The member's case, recorded as looked up; ``None`` when nobody here has that number."""
    found = find_member(act.session, member)
    if found is None:
        return None
    act.record("member.looked_up", {"member": member})
    context = f"member:{member}:certificate"
    sealed = found.sealed_certificate
    certificate = mask_certificate(open_sealed(keys, sealed, context)) if sealed else "*"
    return show.show_case(act.session, found, act.day, keys, certificate)
