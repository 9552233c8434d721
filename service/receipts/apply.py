"""What an event that came back by its receipt does to the tables of its slice."""

from collections.abc import Callable

from service.checkin.add_late_record import add_late_record
from service.checkin.rules import Accepted
from service.checkin.store import Record
from service.journal.event import Event, EventName
from service.passes import store as passes
from service.passes.apply import end_of
from service.passes.rules import Settlement
from service.receipts import store
from service.session import Session
from service.vocabulary import PassId


def apply_recovered(session: Session, event: Event) -> None:
    """Keep what came back; a type that no slice knows how to take back is kept all the same."""
    data = event.data
    name = _name_of(event)
    store.add_recovered(
        session,
        {
            "epoch": name.epoch,
            "seq": name.seq,
            "site": name.site,
            "hash": bytes.fromhex(data["hash"]),
            "kind": data["kind"],
            "at_ms": data["at"],
            "day": data["day"],
            "member": data["member"],
            "recovered_by": str(event.name),
        },
    )
    take_back = _TAKEN_BACK.get(data["kind"])
    if take_back is not None:
        take_back(session, event)


def _take_back(outcome: Accepted) -> Callable[[Session, Event], None]:
    def take_back(session: Session, event: Event) -> None:
        name = _name_of(event)
        record = Record(
            epoch=name.epoch,
            seq=name.seq,
            site=name.site,
            at_ms=event.data["at"],
            day=event.data["day"],
            outcome=outcome,
            member=event.data["member"],
            terminal=None,
            officer=None,
            presence=None,
            turn=None,
            entry=None,
            annulled=False,
            recovered_by=str(event.name),
        )
        add_late_record(session, record, epoch=event.name.epoch)

    return take_back


def _take_redemption_back(session: Session, event: Event) -> None:
    """The pass stays used up, though nobody knows any more what its text was."""
    of = PassId.parse(event.data["pass"] or "")
    if of is None or passes.find_end(session, of):
        return
    name = _name_of(event)
    end = end_of(event, of, Settlement.REDEEMED)._replace(
        member=event.data["member"],
        at_ms=event.data["at"],
        day=event.data["day"],
        terminal=None,
        reference=str(name),
    )
    passes.add_end(session, end)


def _name_of(event: Event) -> EventName:
    name = EventName.parse(event.data["event"])
    if name is None:
        raise LookupError(f"{event.name} brings back what has no name")
    return name


_TAKEN_BACK: dict[str, Callable[[Session, Event], None]] = {
    "checkin.entered": _take_back(Accepted.ENTERED),
    "checkin.left": _take_back(Accepted.LEFT),
    "pass.redeemed": _take_redemption_back,
}

APPLY = {"event.recovered": apply_recovered}
