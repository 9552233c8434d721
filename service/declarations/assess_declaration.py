"""Say what a member's lines would come to, here and now; changes nothing and records nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.declarations.judge_member import Here, judge_member
from service.declarations.rules.assess import Assessment, Room, Today, assess_lines
from service.declarations.rules.lines import LineRefused, SaidLine, read_lines
from service.declarations.rules.states import DeclareRefusal
from service.kit.clock import Trust
from service.kit.pii import FieldKeys
from service.policies.find_notice import find_notice
from service.policies.rules import Policy
from service.policies.rules.dates import day_of_goods
from service.policies.store import policy_in_force
from service.quota.quota_left import PartLeft, quota_left
from service.session import Session
from service.vocabulary import MemberNo, TradeDay


@dataclass(frozen=True, slots=True)
class Assessed:
    """Lines judged for a member under ``today``; ``before`` and ``after`` are the quota's parts."""

    today: Today
    assessment: Assessment
    before: tuple[PartLeft, ...]

    @property
    def policy(self) -> Policy:
        return self.today.policy

    @property
    def after(self) -> tuple[PartLeft, ...]:
        """What would be left once the exempt part is spent."""
        spent = self.assessment.spent
        return tuple(
            replace(part, left=part.left - spent.get(part.component, 0)) for part in self.before
        )


def assess_declaration(
    session: Session,
    member: MemberNo,
    said: Iterable[SaidLine],
    *,
    here: Here,
    keys: FieldKeys,
) -> Assessed | DeclareRefusal | LineRefused:
    """Judge ``said`` by the policy of the open day, the calendar's goods, and the quota left here.

    Refuses with ``DAY_NOT_OPEN``, whatever ``judge_declarant`` says, or the first line that is
    none of the catalogue.
    """
    if here.day is None:
        return DeclareRefusal.DAY_NOT_OPEN
    refusal = judge_member(session, member, here.day, keys)
    if refusal:
        return refusal
    today = _today(session, here, here.day)
    lines = read_lines(today.policy, said)
    if isinstance(lines, LineRefused):
        return lines
    parts = quota_left(session, here.journal, here.day, member).parts
    rooms = [Room(each.component, each.code, each.unit, each.left, each.root) for each in parts]
    return Assessed(today, assess_lines(lines, today, rooms), parts)


def _today(session: Session, here: Here, day: TradeDay) -> Today:
    policy = policy_in_force(session, day)
    at_ms = here.moment.at_ms if here.moment.trust is not Trust.NONE else None
    return Today(
        policy=policy,
        day=day_of_goods(day, at_ms, policy.zone),
        notice=find_notice(session, here.journal.site, here.moment.at_ms),
    )
