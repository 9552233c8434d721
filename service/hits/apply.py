"""What the events of risk hits do to their table."""

from service.hits import store
from service.journal.event import Event
from service.session import Session


def apply_entered(session: Session, event: Event) -> None:
    data = event.data
    store.add_hit(
        session,
        {
            "reference": str(event.name),
            "at_ms": event.moment.at_ms,
            "kind": data["kind"],
            "value": data["value"],
            "reason": data["reason"],
            "until_ms": data["until_ms"],
            "officer": event.actor,
            "lifted_ms": None,
        },
    )


def apply_lifted(session: Session, event: Event) -> None:
    store.lift_hit(session, event.data["hit"], at_ms=event.moment.at_ms)


APPLY = {"hit.entered": apply_entered, "hit.lifted": apply_lifted}
