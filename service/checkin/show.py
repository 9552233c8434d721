"""Turn what check-in decided into what screens are told, no more than each may know."""

from typing import Any

from service.checkin import bodies, rules, store
from service.checkin.check_in_member import CheckedIn
from service.checkin.judge_scan import Judged
from service.checkin.rules import Lane, Refused
from service.groups.member_body import MemberBody, show_member
from service.hits.bodies import show_hits
from service.hits.find_hits import find_hits
from service.hits.rules import Case
from service.http_problems import Problem
from service.kit.pii import FieldKeys
from service.members.store import Member, find_member
from service.policies.store import policy_in_force
from service.session import Session
from service.vocabulary import MemberNo, TradeDay


def outcome_for(judged: Judged, *, public: bool) -> str:
    """The outcome's word for a public screen, or for an officer."""
    if not isinstance(judged.outcome, Refused):
        return "welcome"
    return rules.public_word(judged.outcome) if public else judged.outcome.value


def show_peek(
    session: Session, judged: Judged, keys: FieldKeys, *, public: bool, now_ms: int
) -> bodies.PeekBody:
    found = []
    if judged.member and not public:
        case = Case(judged.member.member, judged.member.group)
        found = find_hits(session, case, now_ms=now_ms)
    return bodies.PeekBody(
        outcome=outcome_for(judged, public=public),
        direction=judged.scan.direction,
        member=_member_to_show(session, judged, keys, public=public),
        lanes=[Lane.PERSON, Lane.GOODS],
        inside=_inside(judged, public=public),
        hits=show_hits(found, now_ms=now_ms),
    )


def show_refusal(session: Session, judged: Judged, keys: FieldKeys, *, public: bool) -> Problem:
    shown = _member_to_show(session, judged, keys, public=public)
    inside = _inside(judged, public=public)
    return Problem(
        outcome_for(judged, public=public),
        409,
        known={
            "member": shown.model_dump() if shown else None,
            "inside": inside.model_dump() if inside else None,
        },
    )


def show_checked_in(session: Session, done: CheckedIn, keys: FieldKeys) -> bodies.CheckedInBody:
    assert done.judged.member is not None and done.event.day is not None
    return bodies.CheckedInBody(
        outcome=done.judged.outcome,
        reference=str(done.event.name),
        at=done.event.moment.at_ms,
        day=done.event.day,
        member=show_member(session, done.judged.member, keys),
        turn=bodies.TurnBody.of(done.turn) if done.turn else None,
    )


def show_records(
    session: Session, records: list[store.Record], keys: FieldKeys
) -> list[bodies.RecordBody]:
    return [_record(session, record, keys) for record in records]


def show_case(
    session: Session, member: Member, day: TradeDay | None, keys: FieldKeys, certificate: str
) -> bodies.CaseBody:
    today = store.records_of_member(session, member.member, day) if day else []
    return bodies.CaseBody(
        member=show_member(session, member, keys),
        certificate=certificate,
        standing=member.standing,
        reason=member.reason,
        valid_until=member.valid_until,
        village=member.village,
        role=member.role,
        today=show_records(session, today, keys),
    )


def member_by_number(session: Session, member: MemberNo | None, keys: FieldKeys) -> Any:
    """The member's body, or ``None`` for a ticket or scan of nobody known."""
    found = find_member(session, member) if member else None
    return show_member(session, found, keys) if found else None


def _member_to_show(
    session: Session, judged: Judged, keys: FieldKeys, *, public: bool
) -> MemberBody | None:
    if judged.member is None or _is_hidden(judged, public=public):
        return None
    return show_member(session, judged.member, keys)


def _is_hidden(judged: Judged, *, public: bool) -> bool:
    """A public screen that says "see the officer" tells no more: the queue behind reads it too."""
    return public and judged.outcome in rules.PRIVATE_REFUSALS | rules.GONE_CARDS


def _inside(judged: Judged, *, public: bool) -> bodies.InsideBody | None:
    if judged.inside is None or _is_hidden(judged, public=public):
        return None
    return bodies.InsideBody(
        since=judged.inside.since_ms,
        terminal=judged.inside.terminal,
        reference=judged.inside.reference,
    )


def _record(session: Session, record: store.Record, keys: FieldKeys) -> bodies.RecordBody:
    accepted = record.outcome in set(rules.Accepted)
    until = record.at_ms + policy_in_force(session, record.day).annul_seconds * 1000
    return bodies.RecordBody(
        reference=record.reference,
        seq=record.seq,
        at=record.at_ms,
        outcome="annulled" if record.annulled else record.outcome,
        member=member_by_number(session, record.member, keys),
        terminal=record.terminal,
        presence=record.presence,
        turn=record.turn,
        annullable_until=until if accepted and not record.annulled else None,
        recovered=record.recovered_by is not None,
        paper_serial=record.paper_serial,
        claimed_at=record.claimed_at_ms,
    )
