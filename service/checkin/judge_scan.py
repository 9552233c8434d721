"""Load what is known of the member a scan names, and judge the arrival."""

from dataclasses import dataclass
from typing import Self

from service.checkin import rules, store
from service.checkin.read_scan import Named
from service.checkin.store import Inside
from service.hits.find_hits import find_hits
from service.hits.rules import Case
from service.journal.act import Act
from service.kit.pii import FieldKeys
from service.members.judge_minor import judge_minor
from service.members.store import Member, find_member, is_card_reported_lost, is_card_revoked
from service.policies.find_notice import find_notice
from service.policies.rules.notices import Entrant, EntryRefusal, judge_entry
from service.policies.store import policy_in_force
from service.session import Session
from service.vocabulary import Direction, GroupNo, Presence, SiteNo, TradeDay


@dataclass(frozen=True, slots=True)
class Scan:
    """What came to the counter: somebody named (or why nobody was), and which way they go.

    ``attested`` when an officer stands for the member's presence; ``vouched`` when the pass of
    another site does for a member who is not on this site's list.
    """

    named: Named | rules.Refused
    direction: Direction
    attested: bool = False
    vouched: bool = False

    @property
    def presence(self) -> Presence | None:
        if self.attested:
            return Presence.OFFICER_ATTESTED
        return None if isinstance(self.named, rules.Refused) else self.named.presence


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome with the member it is about, as far as known."""

    scan: Scan
    outcome: rules.Accepted | rules.Refused
    member: Member | None = None
    inside: Inside | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """Where and when a scan is judged: the site, the moment (ms, UTC), the trade day if open."""

    site: SiteNo
    at_ms: int
    day: TradeDay | None

    @classmethod
    def of(cls, act: Act) -> Self:
        return cls(act.journal.site, act.moment.at_ms, act.day)


def judge_scan(session: Session, scan: Scan, gate: Gate, *, keys: FieldKeys) -> Judged:
    """Judge ``scan`` at ``gate`` by the policy in force and any notice. Changes nothing.

    ``keys`` open a ward's date of birth: the day a minor comes of age stands in no table.
    """
    day = gate.day
    if isinstance(scan.named, rules.Refused):
        return Judged(scan, scan.named)
    member = find_member(session, scan.named.member)
    inside = store.find_inside(session, scan.named.member, day)
    arrival = rules.Arrival(
        bearer=(
            rules.Bearer(
                standing=member.standing,
                valid_until=member.valid_until,
                is_minor=day is not None and judge_minor(member, day, keys),
                card_revoked=_is_card_revoked(session, scan.named),
                inside=inside is not None,
                card_reported_lost=_is_card_lost(session, scan.named),
            )
            if member
            else _vouched_for(scan, gate, is_inside=inside is not None)
        ),
        direction=scan.direction,
        presence=scan.presence or scan.named.presence,
        day=day,
        policy=policy_in_force(session, day),
        barred=_barred(session, _entrant(scan.named, member, inside), gate),
        is_hit=_is_hit(session, scan, gate, member),
    )
    return Judged(scan, rules.judge_arrival(arrival), member, inside)


def _vouched_for(scan: Scan, gate: Gate, *, is_inside: bool) -> rules.Bearer | None:
    if not scan.vouched or gate.day is None:
        return None
    return rules.Bearer("active", gate.day, is_minor=False, card_revoked=False, inside=is_inside)


def _entrant(named: Named, member: Member | None, inside: Inside | None) -> Entrant:
    """A stranger is of no group here, so a notice that names groups does not name theirs."""
    return Entrant(named.member, member.group if member else GroupNo(""), inside is not None)


def _barred(session: Session, entrant: Entrant, gate: Gate) -> EntryRefusal | None:
    notice = find_notice(session, gate.site, gate.at_ms)
    return judge_entry(
        notice,
        entrant,
        gate.at_ms,
        lambda: store.count_inside(session, gate.day) if gate.day else 0,
    )


def _is_hit(session: Session, scan: Scan, gate: Gate, member: Member | None) -> bool:
    """Whoever comes to an officer has come to where a hit sends them."""
    if scan.attested or scan.direction is Direction.OUT or isinstance(scan.named, rules.Refused):
        return False
    case = Case(scan.named.member, member.group if member else None)
    return bool(find_hits(session, case, now_ms=gate.at_ms))


def _is_card_lost(session: Session, named: Named) -> bool:
    serial = named.card_serial
    return serial is not None and is_card_reported_lost(session, named.member, serial)


def _is_card_revoked(session: Session, named: Named) -> bool:
    serial = named.card_serial
    return serial is not None and is_card_revoked(session, named.member, serial)
