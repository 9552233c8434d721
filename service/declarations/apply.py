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
        "overridden_fen": 0,
        "override_reason": None,
        "completed": None,
        "sent_with": None,
    }
    store.add_declaration(session, fields, data["lines"])


def apply_completed(session: Session, event: Event) -> None:
    data, filed = event.data, _declaration(session, event)
    completed = filed._replace(
        state=data["state"],
        why=None,
        excess=data["excess"],
        policy=data["policy"],
        debit=data["debit"],
        completed=str(event.name),
        **data["totals"],
    )
    store.change_declaration(session, completed)
    store.replace_lines(session, filed.name, data["lines"])


def apply_overridden(session: Session, event: Event) -> None:
    data, filed = event.data, _declaration(session, event)
    overridden = filed._replace(
        overridden_fen=data["overridden_fen"], override_reason=data["reason"], **data["totals"]
    )
    store.change_declaration(session, overridden)


def apply_withdrawn(session: Session, event: Event) -> None:
    filed = _declaration(session, event)
    state = next_state(State(filed.state), Move.WITHDRAW)
    if state is None:
        raise LookupError(f"{event.name} withdraws what is not there to be withdrawn")
    store.change_declaration(session, filed._replace(state=state))


def _declaration(session: Session, event: Event) -> store.Filed:
    name = EventName.parse(event.data["declaration"])
    filed = store.find_declaration(session, name) if name else None
    if filed is None:
        raise LookupError(f"{event.name} is of a declaration that is not there")
    return filed


def apply_sent(session: Session, event: Event) -> None:
    filed = _declaration(session, event)
    store.change_declaration(session, filed._replace(sent_with=event.data["pass"]))


def apply_returned(session: Session, event: Event) -> None:
    store.change_declaration(session, _declaration(session, event)._replace(sent_with=None))


APPLY = {
    "declaration.filed": apply_filed,
    "declaration.completed": apply_completed,
    "declaration.overridden": apply_overridden,
    "declaration.withdrawn": apply_withdrawn,
    "declaration.sent": apply_sent,
    "declaration.returned": apply_returned,
}
