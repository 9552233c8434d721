"""Show an officer what is known of a member before an inspection begins."""

from dataclasses import dataclass

from service.checkin.store import find_inside
from service.declarations.bodies import DeclarationBody, show_filed
from service.declarations.rules.states import State, judge_sending
from service.declarations.store import declarations_of, lines_of
from service.groups.member_body import show_member
from service.hits.bodies import show_hits
from service.hits.find_hits import find_hits
from service.hits.rules import Case
from service.inspection import bodies, store
from service.kit.pii import FieldKeys
from service.members.store import find_member
from service.policies.store import policy_in_force
from service.session import Session
from service.vocabulary import MemberNo, OfficerNo, TradeDay


@dataclass(frozen=True, slots=True)
class Beginning:
    """Whose inspection begins, by whom, and when (ms, UTC) on which open day."""

    member: MemberNo
    day: TradeDay | None
    officer: OfficerNo | None
    now_ms: int


def show_case(session: Session, case: Beginning, keys: FieldKeys) -> bodies.CaseBody | None:
    """The case of a member on this site's list; ``None`` of anybody else."""
    member = find_member(session, case.member)
    if member is None:
        return None
    terms = policy_in_force(session, case.day).terms
    made = store.inspections_of(session, case.member, case.day) if case.day else []
    hits = find_hits(session, Case(member.member, member.group), now_ms=case.now_ms)
    return bodies.CaseBody(
        member=show_member(session, member, keys),
        inside=find_inside(session, case.member, case.day) is not None,
        checks=bodies.show_checks(terms.checks),
        weight_per_myriad=terms.tolerances.weight_per_myriad,
        declarations=_declarations(session, case),
        hits=show_hits(hits, now_ms=case.now_ms),
        draft=_draft(session, case),
        inspections=[bodies.show_inspection(each, terms.checks) for each in made],
    )


def _declarations(session: Session, case: Beginning) -> list[DeclarationBody]:
    """Those whose goods a pass may say were spent here."""
    filed = declarations_of(session, case.member, case.day) if case.day else []
    return [
        show_filed(each, lines_of(session, each), case.day)
        for each in filed
        if judge_sending(State(each.state), is_gone=each.sent_with is not None)
    ]


def _draft(session: Session, case: Beginning) -> bodies.DraftBody | None:
    begun = store.drafts_of(session, case.officer) if case.officer else []
    return next((bodies.read_draft(each) for each in begun if each.member == case.member), None)
