"""Make a one-time code by which one screen may pair."""

from service.journal.act import Act
from service.officers import store
from service.officers.rules import (
    TerminalRefusal,
    hash_code,
    next_terminal_no,
    pairing_expires_ms,
)
from service.vocabulary import TerminalNo, TerminalRole


def offer_terminal(
    act: Act, role: TerminalRole, *, label: str, code: str
) -> store.Terminal | TerminalRefusal:
    """Give the screen a number; ``code`` pairs it within 15 minutes, and only its hash is kept.

    The number of an offer that lapsed unused is given again. Refuses ``NUMBERS_USED_UP``.
    """
    number = _free_number(store.all_terminals(act.session), act.moment.at_ms)
    if isinstance(number, TerminalRefusal):
        return number
    expires_ms = pairing_expires_ms(act.moment.at_ms)
    code_hash = hash_code(number, code)
    act.record(
        "terminal.offered",
        {
            "terminal": number,
            "role": role,
            "code_hash": code_hash,
            "expires_at": expires_ms,
        },
    )
    store.put_label(act.session, number, label)
    return store.Terminal(number, role, label, code_hash, expires_ms, None, None)


def _free_number(known: list[store.Terminal], at_ms: int) -> TerminalNo | TerminalRefusal:
    lapsed = (each.terminal for each in known if each.has_lapsed(at_ms))
    return next(lapsed, None) or next_terminal_no(each.terminal for each in known)
