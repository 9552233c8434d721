"""Tell whoever asks whether they are signed in here, and until when that holds."""

from service.desk import Caller, Counter
from service.http_problems import Problem
from service.officers import show, store
from service.officers.sessions import SessionBook
from service.session import Session


def show_caller(counter: Counter, session: Session, caller: Caller) -> show.SessionBody | Problem:
    """The session of the caller; ``signed_out`` (401) for an officer who is listed no more."""
    officer = store.officer(session, caller.officer) if caller.officer else None
    if officer is None:
        return Problem("signed_out", 401)
    return show_signed_in(counter, officer, stepped_up=caller.stepped_up)


def show_signed_in(
    counter: Counter, officer: store.Officer, *, stepped_up: bool
) -> show.SessionBody:
    """The session of an officer who is signed in."""
    return show.show_session(
        officer,
        keys=counter.desk.identity.field_keys,
        stepped_up=stepped_up,
        locks_after_seconds=sessions_at(counter).locks_after_seconds,
    )


def sessions_at(counter: Counter) -> SessionBook:
    """Who is signed in here, as the door put it together."""
    sessions: SessionBook = counter.request.app.state.sessions
    return sessions
