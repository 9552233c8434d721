"""Officers, sessions, terminals and refusals as the screens get them."""

from pydantic import BaseModel

from service.http_problems import Problem
from service.kit.pii import FieldKeys, SealFault, mask_name, open_sealed
from service.officers.rules import (
    NewPinRefusal,
    SignInRefusal,
    SignInRefused,
    TerminalRefusal,
    name_context,
)
from service.officers.store import Officer, Terminal
from service.vocabulary import Role, TerminalRole


class TerminalBody(BaseModel):
    """A paired screen: its number, what it is for, what people call it."""

    terminal: str
    role: TerminalRole
    label: str


class OfferBody(BaseModel):
    """A screen that may pair by typing ``code`` before ``expires_at`` (ms)."""

    terminal: str
    code: str
    expires_at: int


class TerminalRowBody(TerminalBody):
    """A screen with when it was paired and revoked (ms)."""

    paired_at: int | None
    revoked_at: int | None


class TerminalsBody(BaseModel):
    """Every screen that is paired, was paired, or waits for its code."""

    terminals: list[TerminalRowBody]


class SessionBody(BaseModel):
    """Who is signed in here; ``name`` is masked, since members see the screen too."""

    officer: str
    name: str
    roles: list[Role]
    locks_after_seconds: int
    stepped_up: bool


class SignedOutBody(BaseModel):
    """Who was signed out; nobody, if the session had locked before."""

    officer: str | None


class PinSetBody(BaseModel):
    """Whose PIN was set."""

    officer: str


class OfficerBody(BaseModel):
    """A listed officer; ``pin_set`` tells whether the present one-time code was used here."""

    officer: str
    name: str
    roles: list[Role]
    sites: list[str]
    standing: str
    pin_set: bool


class OfficersBody(BaseModel):
    """All officers the authority lists."""

    officers: list[OfficerBody]


def show_terminal(terminal: Terminal) -> TerminalBody:
    return TerminalBody(terminal=terminal.terminal, role=terminal.role, label=terminal.label)


def show_terminals(terminals: list[Terminal], *, at_ms: int) -> TerminalsBody:
    """All but the offers that lapsed unused: their numbers will be given again."""
    here = [each for each in terminals if not each.has_lapsed(at_ms)]
    return TerminalsBody(terminals=[show_terminal_row(each) for each in here])


def show_terminal_row(terminal: Terminal) -> TerminalRowBody:
    return TerminalRowBody(
        terminal=terminal.terminal,
        role=terminal.role,
        label=terminal.label,
        paired_at=terminal.paired_at_ms,
        revoked_at=terminal.revoked_at_ms,
    )


def show_session(
    officer: Officer, *, keys: FieldKeys, stepped_up: bool, locks_after_seconds: int
) -> SessionBody:
    return SessionBody(
        officer=officer.officer,
        name=_name(officer, keys),
        roles=sorted(officer.roles),
        locks_after_seconds=locks_after_seconds,
        stepped_up=stepped_up,
    )


def show_officers(listed: list[tuple[Officer, bool]], *, keys: FieldKeys) -> OfficersBody:
    bodies = [
        OfficerBody(
            officer=officer.officer,
            name=_name(officer, keys),
            roles=sorted(officer.roles),
            sites=sorted(officer.sites),
            standing=officer.standing,
            pin_set=pin_set,
        )
        for officer, pin_set in listed
    ]
    return OfficersBody(officers=bodies)


def _name(officer: Officer, keys: FieldKeys) -> str:
    """An officer's name, masked; a name that does not open keeps nobody out."""
    try:
        context = name_context(officer.officer)
        return mask_name(open_sealed(keys, officer.sealed_name, context))
    except SealFault:
        return mask_name("")


def refuse(refusal: SignInRefused | NewPinRefusal | TerminalRefusal) -> Problem:
    """A refusal as a problem; ``retry_after_seconds`` tells of a pause that runs."""
    if isinstance(refusal, SignInRefused):
        wait = refusal.wait_seconds
        known = {"retry_after_seconds": wait} if wait else {}
        return Problem(refusal.code, _STATUS[refusal.code], known=known)
    return Problem(refusal, _STATUS[refusal])


_STATUS: dict[str, int] = {
    SignInRefusal.WRONG: 401,
    SignInRefusal.WAIT: 429,
    SignInRefusal.PIN_NOT_SET: 409,
    NewPinRefusal.TOO_SIMPLE: 409,
    NewPinRefusal.PASSPHRASE_TOO_SIMPLE: 409,
    NewPinRefusal.ALREADY_SET: 409,
    TerminalRefusal.WRONG_CODE: 401,
    TerminalRefusal.NUMBERS_USED_UP: 409,
    TerminalRefusal.UNKNOWN: 404,
    TerminalRefusal.ALREADY_REVOKED: 409,
}
