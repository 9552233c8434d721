"""I1: what was acknowledged happened exactly once, and what was not happened at most once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Final

from service import kept_answers
from service.journal.event import Event
from service.journal.store import StoredEvent
from service.session import Session
from service.sites.identity import SiteIdentity
from tests.simulation.clients import Operation
from tests.simulation.invariants.rule import Rule
from tests.simulation.ledger import Ledger
from tests.simulation.violation import Violation

_RECORDS: Final = {
    "POST check-ins 201": "checkin.entered checkin.left",
    "POST check-ins 409": "scan.refused",
    "POST annul 200": "checkin.annulled pass.issue_annulled pass.redemption_annulled",
    "POST inspections 201": "inspection.recorded",
    "POST passes 201": "pass.issued",
    "POST redeem 201": "checkin.entered draw.recorded day.taken_over pass.redeemed",
    "POST redeem 409": "scan.refused draw.recorded day.taken_over nothing",
    "POST inspect 201": "inspection.recorded scan.refused draw.recorded day.taken_over",
    "POST inspect 409": "scan.refused draw.recorded day.taken_over nothing",
    "POST void 201": "pass.voided",
    "POST voids 200": "pass.return_taken",
    "POST admit 201": "checkin.entered pass.admitted",
    "POST admit 409": "scan.refused nothing",
    "POST transfers 201": "transfer.sent quota.period_opened",
    "POST receive 201": "transfer.received quota.period_opened",
    "POST spend 201": "quota.spent quota.period_opened",
    "POST override 201": "quota.overridden quota.period_opened",
    "POST refund 201": "quota.refunded",
    "POST turns 201": "turn.taken",
    "POST call 200": "turn.called",
    "POST finish 200": "turn.finished",
    "POST session 200": "officer.signed_in",
    "POST session 401": "officer.refused",
    "POST session 409": "officer.refused",
    "DELETE session 200": "officer.signed_out nothing",
    "POST step-up 200": "officer.stepped_up",
    "POST step-up 401": "officer.refused",
    "POST open 200": "day.opened",
    "POST close 200": "day.closed",
    "POST terminals 201": "terminal.offered",
    "POST pair 201": "terminal.paired",
    "POST revoke 200": "terminal.revoked",
}
"""What each answer says has been recorded; any other says: nothing."""

_KEYLESS: Final = frozenset(
    {"officer.signed_in", "officer.stepped_up", "officer.refused", "terminal.paired"}
)
"""Events without the key of their request, since whoever reads it could ask for the secret."""


class Acknowledged(Rule):
    """Holds the clients' memory against the journal and the kept answers."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._by_key: dict[str, list[Event]] = defaultdict(list)
        self._keyless: Counter[str] = Counter()

    def see(self, event: Event, stored: StoredEvent) -> None:
        if event.key is None:
            self._keyless[event.type] += event.actor is not None
            return
        if event.key not in self._ledger.by_key:
            raise Violation("I1", f"{event.name} {event.type}: nobody asked for it")
        of_the_act = self._by_key[event.key]
        of_the_act.append(event)
        # All events of one act after its first refer to that one; a second act refers to none.
        if len(of_the_act) > 1 and str(of_the_act[0].name) not in event.refs:
            raise Violation("I1", f"{self._ledger.by_key[event.key]} happened twice: {event.name}")

    def look(self, session: Session, touched: Sequence[Operation]) -> None:
        for operation in touched:
            if self._ledger.by_key[operation.key] is operation:
                self._hold(operation)

    def prove(self, identity: SiteIdentity) -> Callable[[Session], None]:
        return self._prove

    def _prove(self, session: Session) -> None:
        self._count_keyless()
        for operation in self._ledger.by_key.values():
            self._hold(operation)
            if operation.decided is not None:
                kept = kept_answers.find(session, operation.key)
                said = (operation.decided.status, operation.decided.body)
                if kept is None or (kept.answer.status, kept.answer.body) != said:
                    raise Violation("I1", f"{operation}: its answer was not kept")

    def _count_keyless(self) -> None:
        """What has no key is counted: each acknowledged once, and each lost one at most once."""
        told: Counter[str] = Counter()
        perhaps: Counter[str] = Counter()
        for operation in self._ledger.by_key.values():
            kind = _RECORDS.get(f"{operation.method} {_last_word(operation)} 200")
            if operation.decided is not None and operation.decided.status == 200:
                told[str(kind)] += 1
            else:
                perhaps[str(kind)] += operation.lost > 0
        for kind in ("officer.signed_in", "officer.stepped_up"):
            if not told[kind] <= self._keyless[kind] <= told[kind] + perhaps[kind]:
                raise Violation("I1", f"{self._keyless[kind]} {kind}, acknowledged {told[kind]}")

    def _hold(self, operation: Operation) -> None:
        found = self._by_key.get(operation.key, [])
        recorded = found[0].type if found else "nothing"
        if operation.decided is not None:
            expected = _says_recorded(operation)
            if recorded not in expected and not _KEYLESS.intersection(expected):
                raise Violation("I1", f"{operation}: told {operation.decided}, but {recorded}")
            _hold_names(operation, found)
        elif found and operation.binding and not operation.lost:
            raise Violation("I1", f"{operation}: never acknowledged, yet there is {recorded}")


def _says_recorded(operation: Operation) -> list[str]:
    assert operation.decided is not None
    said = f"{operation.method} {_last_word(operation)} {operation.decided.status}"
    return _RECORDS.get(said, "nothing").split()


def _last_word(operation: Operation) -> str:
    return operation.path.rsplit("/", 1)[-1]


def _hold_names(operation: Operation, found: Sequence[Event]) -> None:
    """The event that an answer names is the one that was recorded."""
    assert operation.decided is not None
    said = operation.decided.said
    named = said.get("reference") if operation.path.endswith("/check-ins") else None
    if named is not None and named != str(found[0].name):
        raise Violation("I1", f"{operation}: told {named}, but it is {found[0].name}")
