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
    }
    store.add_declaration(session, fields, data["lines"])


def apply_withdrawn(session: Session, event: Event) -> None:
    name = EventName.parse(event.data["declaration"])
    filed = store.find_declaration(session, name) if name else None
    state = next_state(State(filed.state), Move.WITHDRAW) if filed else None
    if name is None or state is None:
        raise LookupError(f"{event.name} withdraws what is not there to be withdrawn")
    store.set_state(session, name, state)


APPLY = {"declaration.filed": apply_filed, "declaration.withdrawn": apply_withdrawn}
