"""Load what decides whether a member may declare here now, and judge it."""

from dataclasses import dataclass
from typing import Self

from service.checkin.read_scan import Named
from service.checkin.rules import Lane, read_ticket
from service.checkin.store import Record, find_inside, find_record
from service.declarations.rules.states import Declarant, DeclareRefusal, judge_declarant
from service.journal.act import Act
from service.journal.append_event import Journal
from service.journal.event import EventName
from service.kit.clock import Moment
from service.kit.pii import FieldKeys
from service.members.judge_minor import judge_minor
from service.members.store import find_member, is_card_reported_lost, is_card_revoked
from service.session import Session
from service.vocabulary import MemberNo, Presence, TradeDay


@dataclass(frozen=True, slots=True)
class Here:
    """Where and when a declaration is judged; ``day`` is the open trade day or ``None``."""

    journal: Journal
    moment: Moment
    day: TradeDay | None

    @classmethod
    def of(cls, act: Act) -> Self:
        return cls(act.journal, act.moment, act.day)


def judge_member(
    session: Session, member: MemberNo, day: TradeDay, keys: FieldKeys
) -> DeclareRefusal | None:
    """Why the member may not declare here on ``day``, if so: by standing, age, or absence."""
    listed = find_member(session, member)
    if listed is None:
        return judge_declarant(None, day)
    entry = find_entry(session, member, day)
    declarant = Declarant(
        standing=listed.standing,
        valid_until=listed.valid_until,
        is_minor=judge_minor(listed, day, keys),
        is_here=entry is not None,
        with_goods=entry is not None and _comes_with_goods(entry),
    )
    return judge_declarant(declarant, day)


def find_entry(session: Session, member: MemberNo, day: TradeDay) -> Record | None:
    """The entry by which a member is inside on ``day``."""
    inside = find_inside(session, member, day)
    name = EventName.parse(inside.reference) if inside else None
    return find_record(session, name) if name else None


def proven_presence(claimed: Presence, entry: Record | None, *, shows_card: bool) -> Presence:
    """What of a claimed presence is proved: a card that nobody showed counts as a number.

    The card may have been shown now, or at the check-in of today.
    """
    if claimed is not Presence.CARD_AT_KIOSK or shows_card:
        return claimed
    came_by_card = entry is not None and entry.presence == Presence.CARD_AT_KIOSK
    return claimed if came_by_card else Presence.NUMBER_AT_KIOSK


def is_card_in_use(session: Session, named: Named) -> bool:
    """Whether a card was read, and it is neither revoked nor reported lost."""
    serial = named.card_serial
    return serial is not None and not (
        is_card_revoked(session, named.member, serial)
        or is_card_reported_lost(session, named.member, serial)
    )


def _comes_with_goods(entry: Record) -> bool:
    """Who waits in the lane of persons brings none; an entry without a ticket is by paper."""
    ticket = read_ticket(entry.turn or "")
    return ticket is None or ticket[0] is not Lane.PERSON
