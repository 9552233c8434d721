"""Tell who makes a request from what it shows: this machine's owner, a screen, an officer."""

import hmac

from service.desk import Caller, Credentials
from service.officers import store
from service.officers.rules import hash_token
from service.officers.sessions import Sessions
from service.session import Session
from service.vocabulary import TerminalNo


def identify_caller(
    session: Session,
    credentials: Credentials,
    at_ms: int,
    *,
    sessions: Sessions,
    console_token: str,
) -> Caller:
    """The caller as the tables are in this transaction; nobody when nothing holds.

    A revoked terminal, a withdrawn officer or one of another site is out at once. A kiosk costs
    one select, an officer two. Bound by the door as ``Desk.identify``.
    """
    if credentials.devices_of is not None:
        return _devices_beside(session, credentials.devices_of)
    if credentials.console_token is not None:
        return Caller(console=_is_same(credentials.console_token, console_token))
    if credentials.terminal_token is None:
        return Caller()
    paired = store.paired_terminal(session, hash_token(credentials.terminal_token))
    if paired is None:
        return Caller()
    if credentials.officer_token is None:
        return Caller(*paired)
    signed_in = sessions.find(paired[0], hash_token(credentials.officer_token), at_ms=at_ms)
    officer = store.officer(session, signed_in.officer) if signed_in else None
    if signed_in is None or officer is None or not officer.works_at(sessions.site):
        return Caller(*paired)
    return Caller(*paired, officer.officer, officer.roles, signed_in.is_stepped_up(at_ms))


def _devices_beside(session: Session, number: TerminalNo) -> Caller:
    """The scanner and printer of a screen: somebody for as long as the screen is."""
    screen = store.terminal(session, number)
    if screen is None or screen.paired_at_ms is None or screen.revoked_at_ms is not None:
        return Caller()
    return Caller(terminal=number, devices=True)


def _is_same(shown: str, kept: str) -> bool:
    return hmac.compare_digest(shown.encode(), kept.encode())
