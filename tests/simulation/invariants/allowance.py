"""I2: nobody takes more than the allowance at all places together; what moves is conserved."""

from collections import defaultdict
from collections.abc import Sequence

from service.journal.event import Event
from service.journal.store import StoredEvent
from service.quota import store
from service.quota.rules import Slot, read_vector
from service.session import Session
from service.vocabulary import Epoch, MemberNo
from tests.simulation.clients import Operation
from tests.simulation.invariants.rule import Rule
from tests.simulation.violation import Violation

Whose = tuple[MemberNo, Slot]
Book = tuple[Epoch, MemberNo, Slot]


class Allowance(Rule):
    """Keeps books of every place at once by its events alone, and forgets nothing that a renewed
    machine forgot. Overrides stand apart: they are in no sum."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._allowances: dict[Whose, int] = {}
        self._taken: dict[Whose, dict[str, int]] = defaultdict(dict)
        self._in_flight: dict[str, dict[Slot, int]] = {}
        self._carrier_of: dict[str, str] = {}
        self._received: dict[Book, int] = defaultdict(int)
        self._left: dict[Book, int] = defaultdict(int)
        self._touched: set[Book] = set()

    def see(self, event: Event, stored: StoredEvent) -> None:
        name = str(event.name)
        if name in self._seen:
            return  # a renewed machine remembers it from its copy
        self._seen.add(name)
        match event.type:
            case "quota.period_opened":
                self._open(event)
            case "quota.spent":
                self._spend(event)
            case "quota.refunded":
                self._refund(event)
            case "transfer.sent":
                self._send(event)
            case "transfer.received":
                self._receive(event)

    def look(self, session: Session, touched: Sequence[Operation]) -> None:
        """The conservation identity: each account says what its moves, seen one by one, come to."""
        for book in self._touched:
            account = store.find_account(session, *book)
            left = account.left if account else None
            if left != self._left[book]:
                raise Violation("I2", f"{book}: {left} are left by the table, {self._left[book]}")
        self._touched.clear()

    def _open(self, event: Event) -> None:
        for slot, limit in read_vector(event.data["limits"]):
            book = self._book(event, slot)
            self._allowances.setdefault((event.data["member"], slot), limit)
            self._move(book, limit - self._received[book])

    def _spend(self, event: Event) -> None:
        for slot, amount in read_vector(event.data["amounts"]):
            whose = (event.data["member"], slot)
            self._taken[whose][str(event.name)] = amount
            self._move(self._book(event, slot), -amount)
            taken, allowance = sum(self._taken[whose].values()), self._allowances.get(whose, 0)
            if taken > allowance:
                raise Violation(
                    "I2", f"{event.name}: {whose} took {taken} of {allowance}: {self._taken[whose]}"
                )

    def _refund(self, event: Event) -> None:
        debit, member = event.data["debit"], event.data["member"]
        for slot, amount in read_vector(event.data["amounts"]):
            self._move(self._book(event, slot), amount)
            if debit in self._carrier_of:
                self._arrive(event, self._carrier_of[debit], slot, amount)
                continue
            taken = self._taken[member, slot].get(debit, 0)
            if amount > taken:
                raise Violation("I2", f"{event.name} gives {amount} back of {taken} in {debit}")
            self._taken[member, slot][debit] = taken - amount

    def _send(self, event: Event) -> None:
        name = event.data["carrier"] or str(event.name)
        self._carrier_of[str(event.name)] = name
        self._in_flight[name] = dict(read_vector(event.data["amounts"]))
        for slot, amount in self._in_flight[name].items():
            self._move(self._book(event, slot), -amount)

    def _receive(self, event: Event) -> None:
        for slot, amount in read_vector(event.data["credited"]):
            book = self._book(event, slot)
            self._received[book] += amount
            self._move(book, amount)
            self._arrive(event, event.data["transfer"], slot, amount)

    def _arrive(self, event: Event, transfer: str, slot: Slot, amount: int) -> None:
        """What was sent is credited, or given back to its sender: never more than was sent."""
        flying = self._in_flight.get(transfer, {})
        if amount > flying.get(slot, 0):
            raise Violation(
                "I2", f"{event.name}: {amount} of {slot} arrive of {transfer}: {flying}"
            )
        flying[slot] -= amount

    def _book(self, event: Event, slot: Slot) -> Book:
        return Epoch(event.data["ledger"]), MemberNo(event.data["member"]), slot

    def _move(self, book: Book, amount: int) -> None:
        self._left[book] += amount
        self._touched.add(book)
