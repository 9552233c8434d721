"""Let the goods of a declaration go away with a pass: what was spent here is not given back."""

from service.declarations import store
from service.declarations.rules.states import State, judge_sending
from service.journal.act import Act
from service.journal.event import Event, EventName


def send_declaration(act: Act, reference: str, *, with_pass: str) -> Event | None:
    """Record that the goods of a declaration went with a pass; ``None`` when they cannot: it was
    withdrawn or never spent, or they went with another."""
    if not is_sendable(act, reference):
        return None
    return act.record("declaration.sent", {"declaration": reference, "pass": with_pass})


def return_declaration(act: Act, reference: str, *, with_pass: str) -> Event | None:
    """Record that the goods came back, since their pass will never be honoured."""
    filed = _find(act, reference)
    if filed is None or filed.sent_with != with_pass:
        return None
    return act.record("declaration.returned", {"declaration": reference, "pass": with_pass})


def is_sendable(act: Act, reference: str) -> bool:
    filed = _find(act, reference)
    is_gone = filed is not None and filed.sent_with is not None
    return judge_sending(State(filed.state) if filed else None, is_gone=is_gone)


def _find(act: Act, reference: str) -> store.Filed | None:
    name = EventName.parse(reference)
    return store.find_declaration(act.session, name) if name else None
