"""Compare a PIN before the transaction that judges it, since Argon2id is slow on purpose."""

from dataclasses import dataclass
from typing import Final

from service.desk import Caller, Counter
from service.http_problems import Problem
from service.officers import pins, store
from service.session import Session
from service.vocabulary import OfficerNo

TRIES_PER_MINUTE: Final = 20


@dataclass(frozen=True, slots=True)
class PinProof:
    """Whether a PIN matched ``verifier``. It opens nothing by itself: see ``accept_pin``."""

    officer: OfficerNo
    verifier: str | None
    is_right: bool


async def prove_pin(
    counter: Counter, pin: str, *, officer: OfficerNo | None = None
) -> PinProof | Problem:
    """Compare ``pin`` with what is kept for ``officer``, or else for the caller.

    Off the writer and the event loop; an officer who is unknown, or has no PIN, takes as long as
    a wrong PIN. Refuses whom the counter refuses, and ``too_many_tries`` of one terminal.
    """
    caller = await admit_try(counter)
    if isinstance(caller, Problem):
        return caller
    number = officer or caller.officer
    if number is None:
        return Problem("signed_out", 401)
    return await _compare(counter, number, pin)


async def admit_try(counter: Counter) -> Caller | Problem:
    """Who may try a secret here; asked before any slow hash, which is not for everybody."""
    caller = await counter.look(_the_caller)
    if isinstance(caller, Problem):
        return caller
    return counter.limited("pin", per_minute=TRIES_PER_MINUTE) or caller


def _the_caller(_: Session, caller: Caller) -> Caller:
    return caller


async def _compare(counter: Counter, officer: OfficerNo, pin: str) -> PinProof:
    desk = counter.desk
    kept: store.Verifier | None = await desk.database.read(
        lambda session: store.verifier(session, officer)
    )
    verifier = kept.verifier if kept else None
    is_right = await pins.matches(desk.pepper, officer, pin, verifier=verifier)
    return PinProof(officer, verifier, is_right)
