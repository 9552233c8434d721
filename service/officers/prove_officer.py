"""Let a second officer vouch for an act with a PIN, without signing in."""

from service.database import Busy
from service.desk import Counter
from service.group_commit import NotWriting
from service.http_problems import Problem
from service.officers.accept_pin import accept_pin
from service.officers.prove_pin import prove_pin
from service.officers.rules import SignInRefused
from service.officers.show import refuse
from service.session import Session
from service.vocabulary import OfficerNo


async def prove_officer(counter: Counter, officer: OfficerNo, pin: str) -> Problem | None:
    """``None`` when it is ``officer``'s PIN; a wrong one counts and is recorded as at sign-in.

    Refuses whom the counter refuses, before the PIN is looked at, and as ``accept_pin`` does.
    """
    proof = await prove_pin(counter, pin, officer=officer)
    if isinstance(proof, Problem):
        return proof

    def weigh(session: Session) -> SignInRefused | None:
        caller = counter.desk.caller(session, counter.credentials())
        act = counter.desk.act(session, caller, None)
        accepted = accept_pin(act, proof, site=counter.desk.identity.site)
        return accepted if isinstance(accepted, SignInRefused) else None

    try:
        refused: SignInRefused | None = await counter.desk.database.write(weigh)
    except (Busy, NotWriting) as fault:
        return Problem("busy" if isinstance(fault, Busy) else "site_not_writing", 503)
    return refuse(refused) if refused else None
