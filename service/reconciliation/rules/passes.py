"""What the sites together say of one pass, and the rules that it must fit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from service.reconciliation.rules.finding import (
    EventId,
    Finding,
    Kind,
    Known,
    Reached,
)
from service.vocabulary import MemberNo, SiteNo


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one event says of a pass (``PassSighting``)."""

    how: str
    name: EventId
    day: str | None
    at_ms: int
    member: MemberNo | None
    digest: bytes | None
    about: str | None
    until_s: int | None


@dataclass(frozen=True, slots=True)
class PassFile:
    """Everything that is known of a pass. ``draws`` says of a site and epoch and day whether
    that day drew."""

    reference: str
    sightings: tuple[Sighting, ...]
    drew: Callable[[str, str, str | None], bool] = lambda site, epoch, day: False

    def of(self, *hows: str) -> list[Sighting]:
        return [each for each in self.sightings if each.how in hows]

    @property
    def issued(self) -> Sighting | None:
        return next(iter(self.of("issued")), None)

    @property
    def ends(self) -> dict[str, Sighting]:
        """The redemptions, by the event that honoured it: what a receipt brought back is that."""
        brought = {str(each.about): each for each in self.of("recovered")}
        return brought | {str(each.name): each for each in self.of("redeemed")}

    @property
    def id(self) -> EventId | None:
        return EventId.parse(self.reference)


Check = Callable[[PassFile, Known], Finding | None]


def check_pass(file: PassFile, known: Known) -> list[Finding]:
    """All that does not fit about one pass."""
    return [found for check in CHECKS if (found := check(file, known))]


def redeemed_twice(file: PassFile, known: Known) -> Finding | None:
    """A pass is honoured once, wherever and by whichever epoch."""
    ends = file.ends
    return _found(Kind.REDEEMED_TWICE, file, ends.values()) if len(ends) > 1 else None


def redeemed_and_voided(file: PassFile, known: Known) -> Finding | None:
    """A void says for good that a pass was not and will not be honoured."""
    both = [*file.ends.values(), *file.of("voided")]
    is_both = file.ends and file.of("voided")
    return _found(Kind.REDEEMED_AND_VOIDED, file, both) if is_both else None


def not_issued(file: PassFile, known: Known) -> Finding | None:
    """What was honoured or voided was issued; until its issuer's journal is here, nobody knows."""
    seen, of = [*file.ends.values(), *file.of("voided")], file.id
    if file.issued or not seen:
        return None
    reached = known.reached(of) if of else Reached.APPLIED
    if reached is Reached.UNKNOWABLE:
        return None
    waits_for = of.site if of and reached is Reached.NOT_YET else None
    return _found(Kind.NOT_ISSUED, file, seen, waits_for=waits_for)


def differing_hashes(file: PassFile, known: Known) -> Finding | None:
    """A pass has one form: who saw other bytes under its name saw another pass."""
    told = [each for each in file.of("issued", "redeemed", "voided") if each.digest]
    differ = len({each.digest for each in told}) > 1
    return _found(Kind.DIFFERING_HASHES, file, told) if differ else None


def redeemed_elsewhere(file: PassFile, known: Known) -> Finding | None:
    """A pass has one destination."""
    issued = file.issued
    if issued is None or not issued.about:
        return None
    to = issued.about.partition(".")[0]
    away = [each for each in file.ends.values() if each.name.site != to]
    return _found(Kind.REDEEMED_ELSEWHERE, file, [issued, *away]) if away else None


def redeemed_early(file: PassFile, known: Known) -> Finding | None:
    """Nothing is honoured before it was issued, by more than clocks may differ."""
    issued = file.issued
    if issued is None:
        return None
    ahead = known.tolerances.ahead_ms
    early = [each for each in file.of("redeemed") if each.at_ms + ahead < issued.at_ms]
    return _found(Kind.REDEEMED_EARLY, file, [issued, *early]) if early else None


def not_redeemed(file: PassFile, known: Known) -> Finding | None:
    """A pass that ended unused, once its destination has told of all its life."""
    issued = file.issued
    ended = file.ends or file.of("voided", "returned", "issue_annulled")
    if issued is None or ended or issued.until_s is None or not issued.about:
        return None
    to = SiteNo(issued.about.partition(".")[0])
    has_told = known.is_whole(to) and known.told_ms(to) > issued.until_s * 1000
    return _found(Kind.NOT_REDEEMED, file, [issued]) if has_told else None


def not_drawn(file: PassFile, known: Known) -> Finding | None:
    """On a day that draws, whoever is let in by a pass was drawn for."""
    drawn = {each.name.site for each in file.of("drawn", "not_drawn")}
    skipped = [
        each
        for each in file.of("redeemed")
        if each.name.site not in drawn
        and file.drew(each.name.site, each.name.epoch, each.day)
        and known.is_whole(each.name.site)
    ]
    return _found(Kind.NOT_DRAWN, file, skipped) if skipped else None


def not_reinspected(file: PassFile, known: Known) -> Finding | None:
    """Whoever was drawn is let in only by an inspection there that cleared them."""
    for drawn in file.of("drawn"):
        there = [each for each in file.of("redeemed") if each.name.site == drawn.name.site]
        cleared = [
            each
            for each in file.of("inspected")
            if each.about == "cleared" and _is_after(each.name, drawn.name)
        ]
        if there and not cleared and known.is_whole(drawn.name.site):
            return _found(Kind.NOT_REINSPECTED, file, [drawn, *there])
    return None


def _is_after(later: EventId, earlier: EventId) -> bool:
    """Whether an event of the same site came after; across its epochs nobody can tell."""
    same_epoch = later[:2] == earlier[:2]
    return later.seq > earlier.seq if same_epoch else later.site == earlier.site


CHECKS: Final[tuple[Check, ...]] = (
    redeemed_twice,
    redeemed_and_voided,
    not_issued,
    differing_hashes,
    redeemed_elsewhere,
    redeemed_early,
    not_redeemed,
    not_drawn,
    not_reinspected,
)


def _found(
    kind: Kind,
    file: PassFile,
    seen: Iterable[Sighting],
    *,
    waits_for: SiteNo | None = None,
) -> Finding:
    """``seen`` in the order in which it is to be read: the last says where it shows."""
    events = list(seen)
    first, last = events[0], events[-1]
    return Finding(
        kind,
        subject=file.reference,
        dossier=f"pass {file.reference}",
        site=last.name.site,
        member=next((each.member for each in events if each.member), None),
        day=last.day,
        events=tuple(each.name for each in events),
        waits_for=waits_for,
        since_ms=first.at_ms,
    )
