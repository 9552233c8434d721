"""What the events of declarations do to their tables."""

from service.declarations import store
from service.declarations.rules.states import Move, State, next_state
from service.journal.event import Event, EventName
from service.session import Session


def apply_filed(session: Session, event: Event) -> None:
    data, totals = event.data, event.data["totals"]
    fields = {
        "epoch": event.name.epoch,
        "seq": event.name.seq,
        "site": event.name.site,
        "at_ms": event.moment.at_ms,
        "day": event.day,
        "member": data["member"],
        "state": data["state"],
        "why": data["why"],
        "terminal": event.terminal,
        "officer": event.actor,
        "presence": data["presence"],
        "capture_mode": data["capture_mode"],
        "excess": data["excess"],
        "policy": data["policy"],
        **totals,
        "debit": data["debit"],
        "sent_with": None,
    }
    store.add_declaration(session, fields, data["lines"])


def apply_withdrawn(session: Session, event: Event) -> None:
    name = EventName.parse(event.data["declaration"])
    filed = store.find_declaration(session, name) if name else None
    state = next_state(State(filed.state), Move.WITHDRAW) if filed else None
    if name is None or state is None:
        raise LookupError(f"{event.name} withdraws what is not there to be withdrawn")
    store.set_state(session, name, state)


def apply_sent(session: Session, event: Event) -> None:
    store.set_sent(session, _named(event), event.data["pass"])


def apply_returned(session: Session, event: Event) -> None:
    store.set_sent(session, _named(event), None)


def _named(event: Event) -> EventName:
    name = EventName.parse(event.data["declaration"])
    if name is None:
        raise LookupError(f"{event.name} names no declaration")
    return name


APPLY = {
    "declaration.filed": apply_filed,
    "declaration.withdrawn": apply_withdrawn,
    "declaration.sent": apply_sent,
    "declaration.returned": apply_returned,
}
