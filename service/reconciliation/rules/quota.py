"""What all sites moved of one member's quota in one month, and the rules that it must fit."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from service.reconciliation.rules.finding import EventId, Finding, Kind, Known, Reached
from service.vocabulary import MemberNo


class Slot(NamedTuple):
    """One component in one period."""

    component: int
    period: str


@dataclass(frozen=True, slots=True)
class Flow:
    """What one event moved of one slot (``QuotaFlow``)."""

    name: EventId
    slot: Slot
    kind: str
    ledger: str
    amount: int
    about: str | None
    aim: str | None
    day: str | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class MonthFile:
    """A member's month: all flows of it. ``stands`` says of a record that a receipt brought back
    that the record itself is here too, and so counts already."""

    member: MemberNo
    month: str
    flows: tuple[Flow, ...]
    stands: Callable[[str | None], bool] = lambda name: False

    def of(self, *kinds: str) -> list[Flow]:
        return [each for each in self.flows if each.kind in kinds]

    def slots(self) -> list[Slot]:
        return sorted({each.slot for each in self.flows if each.kind != "recovered"})

    def spent(self, slot: Slot) -> int:
        """What all sites spent of a slot and did not give back; what a receipt brought back of a
        lost record counts for the day, and so for the period, that it names."""
        here = [each for each in self.flows if each.slot == slot]
        brought = [
            each
            for each in self.of("recovered")
            if each.slot.component == slot.component
            and each.slot.period.startswith(slot.period)
            and not self.stands(each.about)
        ]
        sent = {str(each.name) for each in self.of("sent")}
        spends = (each.amount for each in here if each.kind == "spent")
        back = (e.amount for e in here if e.kind == "refunded" and e.about not in sent)
        return sum(spends) + sum(each.amount for each in brought) - sum(back)


Check = Callable[[MonthFile, Known], Iterator[Finding]]


def check_month(file: MonthFile, known: Known) -> list[Finding]:
    """All that does not fit about a member's month."""
    return [found for check in CHECKS for found in check(file, known)]


def over_allowance(file: MonthFile, known: Known) -> Iterator[Finding]:
    """Over all sites nobody uses up more than the allowance; overrides are counted apart."""
    for slot in file.slots():
        opened = [each for each in file.of("opened") if each.slot == slot]
        if not opened:
            continue
        allowance, spent = min(each.amount for each in opened), file.spent(slot)
        if spent > allowance:
            events = [*opened, *(each for each in file.of("spent") if each.slot == slot)]
            figures = {"allowance": allowance, "spent": spent}
            yield _of_slot(Kind.OVER_ALLOWANCE, file, events, slot, **figures)


def spent_unheld(file: MonthFile, known: Known) -> Iterator[Finding]:
    """No site spends or sends what it does not hold: opened, received or refunded."""
    signs = {"opened": 1, "received": 1, "refunded": 1, "sent": -1, "spent": -1}
    accounts: dict[tuple[str, str, Slot], list[Flow]] = defaultdict(list)
    for flow in file.of(*signs):
        accounts[flow.name.site, flow.ledger, flow.slot].append(flow)
    for (site, _, slot), flows in sorted(accounts.items()):
        left = sum(signs[each.kind] * each.amount for each in flows)
        if left < 0 and known.is_whole(site):
            yield _of_slot(Kind.SPENT_UNHELD, file, flows, slot, missing=-left)


def two_homes(file: MonthFile, known: Known) -> Iterator[Finding]:
    """One home opens a period, and one epoch of it."""
    for slot in file.slots():
        opened = [each for each in file.of("opened") if each.slot == slot]
        if len({(each.name.site, each.ledger) for each in opened}) > 1:
            yield _of_slot(Kind.TWO_HOMES, file, opened, slot)


def no_debit(file: MonthFile, known: Known) -> Iterator[Finding]:
    """Nothing is credited that was not debited: not at all, and not more than that."""
    for transfer, credits in sorted(_by_transfer(file, "received").items()):
        debits = [each for each in file.of("sent") if each.about == transfer]
        if debits and _covers(debits, credits):
            continue
        of = EventId.parse(transfer)
        reached = Reached.APPLIED if debits or of is None else known.reached(of)
        if reached is Reached.UNKNOWABLE:
            continue
        waits_for = of.site if of and reached is Reached.NOT_YET else None
        found = _found(Kind.NO_DEBIT, file, [*debits, *credits], transfer)
        yield replace(found, waits_for=waits_for)


def credited_twice(file: MonthFile, known: Known) -> Iterator[Finding]:
    """A transfer is credited once."""
    for transfer, credits in sorted(_by_transfer(file, "received").items()):
        if len({each.name for each in credits}) > 1:
            yield _found(Kind.CREDITED_TWICE, file, credits, transfer)


def credited_elsewhere(file: MonthFile, known: Known) -> Iterator[Finding]:
    """A transfer has one destination."""
    for transfer, credits in sorted(_by_transfer(file, "received").items()):
        debits = [each for each in file.of("sent") if each.about == transfer and each.aim]
        aims = {str(each.aim).partition(".")[0] for each in debits}
        away = [each for each in credits if aims and each.name.site not in aims]
        if away:
            yield _found(Kind.CREDITED_ELSEWHERE, file, [*debits, *away], transfer)


def taken_back(file: MonthFile, known: Known) -> Iterator[Finding]:
    """What was credited there is not taken back here."""
    for transfer, credits in sorted(_by_transfer(file, "received").items()):
        names = {str(each.name) for each in file.of("sent") if each.about == transfer}
        back = [each for each in file.of("refunded") if each.about in names]
        if back:
            yield _found(Kind.TAKEN_BACK, file, [*credits, *back], transfer)


def over_refunded(file: MonthFile, known: Known) -> Iterator[Finding]:
    """A debit is given back once, by its own site, and not more than it was."""
    refunds: dict[str, list[Flow]] = defaultdict(list)
    for each in file.of("refunded"):
        refunds[str(each.about)].append(each)
    for debit, back in sorted(refunds.items()):
        debited = [each for each in file.of("spent", "sent") if str(each.name) == debit]
        of = EventId.parse(debit)
        is_hidden = not debited and of is not None and known.reached(of) is not Reached.APPLIED
        is_once = len({each.name for each in back}) == 1
        if not is_hidden and not (is_once and _covers(debited, back)):
            yield _found(Kind.OVER_REFUNDED, file, [*debited, *back], debit)


CHECKS: Final[tuple[Check, ...]] = (
    over_allowance,
    spent_unheld,
    two_homes,
    no_debit,
    credited_twice,
    credited_elsewhere,
    taken_back,
    over_refunded,
)


def _by_transfer(file: MonthFile, kind: str) -> dict[str, list[Flow]]:
    found: dict[str, list[Flow]] = defaultdict(list)
    for each in file.of(kind):
        if each.about:
            found[each.about].append(each)
    return found


def _covers(debits: Iterable[Flow], others: Iterable[Flow]) -> bool:
    """Whether no slot of the others' events, each by itself, has more than was debited of it."""
    debited: dict[Slot, int] = defaultdict(int)
    for each in debits:
        debited[each.slot] += each.amount
    return all(each.amount <= debited[each.slot] for each in others)


def _of_slot(
    kind: Kind, file: MonthFile, flows: Iterable[Flow], slot: Slot, **figures: int
) -> Finding:
    found = _found(kind, file, flows, f"{slot.component} {slot.period}")
    return replace(found, day=slot.period, figures={"component": slot.component, **figures})


def _found(kind: Kind, file: MonthFile, flows: Iterable[Flow], about: str) -> Finding:
    """``flows`` in the order in which they are to be read: the last says where it shows."""
    moved = list(flows)
    names = list(dict.fromkeys(each.name for each in moved))
    return Finding(
        kind,
        subject=f"{file.member} {about}",
        dossier=f"quota {file.member} {file.month}",
        site=names[-1].site,
        member=file.member,
        day=moved[-1].day,
        events=tuple(names),
        since_ms=max(each.at_ms for each in moved),
    )
