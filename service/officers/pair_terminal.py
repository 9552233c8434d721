"""Pair a screen by its one-time code."""

import hmac

from service.journal.act import Act
from service.officers import store
from service.officers.rules import TerminalRefusal, hash_code


def pair_terminal(act: Act, code: str, *, token_hash: str) -> store.Terminal | TerminalRefusal:
    """Bind the offered screen to the token that hashes to ``token_hash``; the code is used up.

    Refuses ``WRONG_CODE`` for a code that is wrong, used, or older than 15 minutes.
    """
    for offered in store.all_terminals(act.session):
        if offered.is_on_offer(act.moment.at_ms) and _is_code_of(offered, code):
            act.terminal = offered.terminal
            act.key = None  # whoever reads it in the journal could ask for the cookie again
            act.record("terminal.paired", {"terminal": offered.terminal, "token_hash": token_hash})
            return offered
    return TerminalRefusal.WRONG_CODE


def _is_code_of(offered: store.Terminal, code: str) -> bool:
    return hmac.compare_digest(hash_code(offered.terminal, code), offered.code_hash)
