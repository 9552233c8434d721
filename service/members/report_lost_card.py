"""Report a member's card lost: this site refuses it from now on, before the authority knows."""

from service.journal.act import Act
from service.members import rules, store
from service.vocabulary import MemberNo


def report_lost_card(act: Act, member: MemberNo) -> int | rules.LostCardRefusal:
    """Record the loss; the serial of the card that is refused from now on.

    The member's next card has a higher serial and is honoured. Refuses with ``UNKNOWN_MEMBER``
    or ``ALREADY_REPORTED``.
    """
    if store.find_member(act.session, member) is None:
        return rules.LostCardRefusal.UNKNOWN_MEMBER
    serial = rules.serial_in_use(store.last_revoked_serial(act.session, member))
    if store.is_card_reported_lost(act.session, member, serial):
        return rules.LostCardRefusal.ALREADY_REPORTED
    act.record("card.reported_lost", {"member": member, "serial": serial})
    return serial
