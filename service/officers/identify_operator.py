"""Tell who makes a request at the hub: this machine's owner, an operator, or anybody."""

import hmac

from service.desk import Caller, Credentials
from service.officers import store
from service.officers.rules import hash_token
from service.officers.stored_sessions import StoredSessions
from service.session import Session


def identify_operator(
    session: Session,
    credentials: Credentials,
    at_ms: int,
    *,
    sessions: StoredSessions,
    console_token: str,
) -> Caller:
    """The caller as the tables are in this transaction. An operator who was withdrawn is out at
    once. Bound by the hub's door as ``Desk.identify``."""
    if credentials.console_token is not None:
        shown, kept = credentials.console_token.encode(), console_token.encode()
        return Caller(console=hmac.compare_digest(shown, kept), at_hub=True)
    if credentials.officer_token is None:
        return Caller(at_hub=True)
    token_hash = hash_token(credentials.officer_token)
    signed_in = sessions.find(session, token_hash, at_ms=at_ms)
    operator = store.officer(session, signed_in.officer) if signed_in else None
    if signed_in is None or operator is None or not operator.works_at(sessions.site):
        return Caller(at_hub=True)
    return Caller(
        officer=operator.officer,
        roles=operator.roles,
        stepped_up=signed_in.is_stepped_up(at_ms),
        at_hub=True,
        token_hash=token_hash,
    )
