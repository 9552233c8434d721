"""What the events of the paper rung do to its tables, and to the check-ins they stand for."""

from service.checkin.add_late_record import add_late_record
from service.checkin.rules import Accepted
from service.checkin.store import Record
from service.journal.event import Event
from service.paper import store
from service.paper.store import Slip
from service.session import Session
from service.vocabulary import Direction


def apply_opened(session: Session, event: Event) -> None:
    store.add_phase(
        session,
        {
            "reference": str(event.name),
            "day": event.data["for_day"],
            "first": event.data["first"],
            "last": event.data["last"],
            "reason": event.data["reason"],
            "opened_at_ms": event.moment.at_ms,
            "opened_by": event.actor,
            "closed_at_ms": None,
        },
    )


def apply_keyed(session: Session, event: Event) -> None:
    data = event.data
    store.put_slip(session, Slip(data["serial"], data["phase"], None, str(event.name)))
    came_in = data["direction"] == Direction.IN
    record = Record(
        epoch=event.name.epoch,
        seq=event.name.seq,
        site=event.name.site,
        at_ms=event.moment.at_ms,
        day=data["for_day"],
        outcome=Accepted.ENTERED if came_in else Accepted.LEFT,
        member=data["member"],
        terminal=event.terminal,
        officer=event.actor,
        presence=data["presence"],
        turn=None,
        entry=None,
        annulled=False,
        claimed_at_ms=data["claimed_at"],
        paper_serial=data["serial"],
    )
    add_late_record(session, record, epoch=event.name.epoch)


def apply_voided(session: Session, event: Event) -> None:
    for serial in event.data["serials"]:
        slip = Slip(serial, event.data["phase"], event.data["reason"], str(event.name))
        store.put_slip(session, slip)


def apply_closed(session: Session, event: Event) -> None:
    store.close_phase(session, event.data["phase"], at_ms=event.moment.at_ms)


APPLY = {
    "paper.opened": apply_opened,
    "paper.keyed": apply_keyed,
    "paper.voided": apply_voided,
    "paper.closed": apply_closed,
}
