"""How much quota a member's lines are short of here, as another site could send it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.declarations.assess_declaration import Assessed
from service.declarations.judge_member import Here, find_entry
from service.declarations.rules.assess import Room, assess_lines
from service.journal.event import EventName
from service.quota.quota_left import PartLeft, quota_left
from service.quota.request import QuotaRequest
from service.quota.rules import creditable
from service.session import Session
from service.sites.records import SiteRecord, SiteRole
from service.sites.store import last_standing
from service.sites.trust_list import TrustList
from service.vocabulary import ComponentNo, MemberNo, SiteNo


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is missing here by component, and how each other place would be asked for it."""

    amounts: dict[ComponentNo, int]
    requests: tuple[QuotaRequest, ...]


def find_shortage(
    session: Session, member: MemberNo, assessed: Assessed, here: Here, trust: TrustList
) -> Shortage:
    """What the lines would use up, were the rest of the allowance here, beyond what is left; never
    more than may still be credited here. Nothing for who is not inside."""
    amounts = _short_of(assessed)
    entry = find_entry(session, member, here.day) if here.day else None
    name = EventName.parse(entry.reference) if entry else None
    if not amounts or name is None or here.day is None:
        return Shortage(amounts, ())
    home = quota_left(session, here.journal, here.day, member).home
    whole = QuotaRequest(
        check_in=name,
        to_site=here.journal.site,
        to_epoch=here.journal.epoch,
        member=member,
        regime=assessed.policy.regime,
        day=here.day,
        amounts=amounts,
        received={each.component: each.account.received for each in assessed.before},
    )
    others = _others(session, here, trust, home)
    return Shortage(
        amounts,
        tuple(replace(whole, to_site=each.site, to_epoch=each.epoch) for each in others),
    )


def _short_of(assessed: Assessed) -> dict[ComponentNo, int]:
    could = {each.component: creditable(each.account, each.limit) for each in assessed.before}
    rooms = [_room(each, each.left + could[each.component]) for each in assessed.before]
    lines = [each.line for each in assessed.assessment.lines]
    wanted = assess_lines(lines, assessed.today, rooms).spent
    missing = {
        each.component: min(wanted.get(each.component, 0) - each.left, could[each.component])
        for each in assessed.before
    }
    return {component: amount for component, amount in missing.items() if amount > 0}


def _room(part: PartLeft, left: int) -> Room:
    return Room(part.component, part.code, part.unit, left, part.root)


def _others(
    session: Session, here: Here, trust: TrustList, home: SiteNo | None
) -> list[SiteRecord]:
    """The present key of every other trading place, the member's home first."""
    newest: dict[SiteNo, SiteRecord] = {}
    for record in sorted(_holding(session, here, trust), key=lambda each: each.not_before_ms):
        newest[record.site] = record
    newest.pop(here.journal.site, None)
    return sorted(newest.values(), key=lambda each: (each.site != home, each.site))


def _holding(session: Session, here: Here, trust: TrustList) -> Iterable[SiteRecord]:
    at_ms = here.moment.at_ms
    for record in trust.sites:
        holds = record.not_before_ms <= at_ms <= record.expires_ms
        is_hub = SiteRole.HUB in record.roles
        if holds and not is_hub and last_standing(session, record.site, record.epoch) is None:
            yield record
