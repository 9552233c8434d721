"""Take a check-in or check-out back, within the policy's time, with a reason."""

from enum import StrEnum

from service.checkin import rules, store
from service.journal.act import Act
from service.journal.event import EventName
from service.policies.store import policy_in_force


class AnnulReason(StrEnum):
    """Why an officer takes a record back."""

    WRONG_PERSON = "wrong_person"
    WRONG_DIRECTION = "wrong_direction"
    TEST = "test"
    OTHER = "other"


def annul_check_in(
    act: Act, reference: str, reason: AnnulReason
) -> store.Record | rules.AnnulRefusal:
    """Annul the entry or exit named ``reference``; its queue ticket goes with it.

    Refuses with ``UNKNOWN_REFERENCE``, ``ALREADY_ANNULLED`` or ``TOO_LATE`` (10 minutes unless
    the policy says otherwise).
    """
    name = EventName.parse(reference)
    record = store.find_record(act.session, name) if name else None
    if record is None or record.outcome not in set(rules.Accepted):
        return rules.AnnulRefusal.UNKNOWN_REFERENCE
    refusal = rules.judge_annulment(
        annulled=record.annulled,
        recorded_ms=record.at_ms,
        now_ms=act.moment.at_ms,
        policy=policy_in_force(act.session, record.day),
    )
    if refusal:
        return refusal
    act.record("checkin.annulled", {"record": record.reference, "reason": reason})
    return record
