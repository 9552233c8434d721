"""When a PIN, a one-time code, a session or a pairing counts, and when it does not."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from service.vocabulary import OfficerNo, TerminalNo

LOCKS_AFTER_SECONDS: Final = 90
HUB_LOCKS_AFTER_SECONDS: Final = 10 * 60
"""Nobody walks past an operator's desk, as members do past a station."""

HUB_SESSION_SECONDS: Final = 12 * 3600
"""However much it is used: once a day everybody signs in anew."""

STEP_UP_SECONDS: Final = 300
PAIRING_SECONDS: Final = 15 * 60

FREE_WRONG_TRIES: Final = 4
FIRST_PAUSE_SECONDS: Final = 30
LONGEST_PAUSE_SECONDS: Final = 15 * 60
BACK_OFF_FORGOTTEN_SECONDS: Final = 24 * 3600

SHORTEST_PIN: Final = 6
LONGEST_PIN: Final = 12
SHORTEST_PASSPHRASE: Final = 12
LEAST_DIFFERENT: Final = 6
LAST_TERMINAL: Final = 999


class SignInRefusal(StrEnum):
    """Why a PIN or a one-time code does not open. Who is unknown and what is wrong sound alike."""

    WRONG = "wrong_code_or_pin"
    WAIT = "sign_in_wait"
    PIN_NOT_SET = "pin_not_set"


class NewPinRefusal(StrEnum):
    """Why a right one-time code does not set this PIN."""

    TOO_SIMPLE = "pin_too_simple"
    PASSPHRASE_TOO_SIMPLE = "passphrase_too_simple"
    ALREADY_SET = "pin_already_set"


class TerminalRefusal(StrEnum):
    """Why a screen is not offered, paired or revoked. Wrong, used and expired codes sound alike."""

    WRONG_CODE = "wrong_code"
    NUMBERS_USED_UP = "terminal_numbers_used_up"
    UNKNOWN = "not_found"
    ALREADY_REVOKED = "terminal_already_revoked"


class RevocationReason(StrEnum):
    """Why a screen loses its pairing: a closed list, since events carry no free text."""

    LOST = "lost"
    STOLEN = "stolen"
    REPLACED = "replaced"
    OTHER = "other"


class RefusedFor(StrEnum):
    """What an ``officer.refused`` event says; the person at the screen hears less."""

    NOT_AN_OFFICER_HERE = "not_an_officer_here"
    WRONG_PIN = "wrong_pin"
    WRONG_ONE_TIME_CODE = "wrong_one_time_code"
    PIN_NOT_SET = "pin_not_set"


@dataclass(frozen=True, slots=True)
class BackOff:
    """Wrong tries in a row for one officer number, and the time (ms) before which none is judged.

    While no pause runs, ``not_before_ms`` is when the last wrong try was made.
    """

    wrong: int = 0
    not_before_ms: int = 0

    def after_wrong(self, at_ms: int) -> "BackOff":
        """One more wrong try: from the fifth on each brings a pause twice as long, to 15 min."""
        return BackOff(self.wrong + 1, at_ms + pause_ms(self.wrong + 1))


@dataclass(frozen=True, slots=True)
class SecretTry:
    """One try with a PIN or a one-time code.

    ``officer_is_here``: listed, active and of this site; ``pin_is_set``: there is something to
    compare a PIN with (always so for a one-time code).
    """

    officer_is_here: bool
    pin_is_set: bool
    is_right: bool
    wrong_means: RefusedFor = RefusedFor.WRONG_PIN


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """A refusal with the pause (s) that now runs for this officer number, 0 if none does."""

    code: SignInRefusal
    wait_seconds: int = 0


@dataclass(frozen=True, slots=True)
class SecretVerdict:
    """``refused`` is ``None`` when the secret opens; ``record`` is what the journal must keep."""

    refused: SignInRefused | None
    back_off: BackOff
    record: RefusedFor | None = None


def judge_secret(tried: SecretTry, *, back_off: BackOff, at_ms: int) -> SecretVerdict:
    """Whether the secret opens. During a pause nothing is judged, not even a right secret."""
    back_off = _without_leap(back_off, at_ms)
    wait_ms = back_off.not_before_ms - at_ms
    if wait_ms > 0:
        return SecretVerdict(SignInRefused(SignInRefusal.WAIT, _seconds(wait_ms)), back_off)
    if not tried.officer_is_here:
        return _wrong(back_off, at_ms, RefusedFor.NOT_AN_OFFICER_HERE)
    if not tried.pin_is_set:
        refused = SignInRefused(SignInRefusal.PIN_NOT_SET)
        return SecretVerdict(refused, back_off, RefusedFor.PIN_NOT_SET)
    if not tried.is_right:
        return _wrong(back_off, at_ms, tried.wrong_means)
    return SecretVerdict(None, BackOff())


def _wrong(back_off: BackOff, at_ms: int, record: RefusedFor) -> SecretVerdict:
    after = back_off.after_wrong(at_ms)
    refused = SignInRefused(SignInRefusal.WRONG, _seconds(pause_ms(after.wrong)))
    return SecretVerdict(refused, after, record)


def _without_leap(back_off: BackOff, at_ms: int) -> BackOff:
    """A clock set back must not stretch a pause: it then starts anew, by the new clock."""
    longest = at_ms + pause_ms(back_off.wrong)
    if back_off.not_before_ms > longest:
        return BackOff(back_off.wrong, longest)
    return back_off


def pause_ms(wrong: int) -> int:
    """How long nothing is judged after ``wrong`` tries in a row: 30 s after the fifth, doubling."""
    if wrong <= FREE_WRONG_TRIES:
        return 0
    doublings = min(wrong - FREE_WRONG_TRIES - 1, 10)
    return min(FIRST_PAUSE_SECONDS << doublings, LONGEST_PAUSE_SECONDS) * 1000


def _seconds(ms: int) -> int:
    return -(-ms // 1000)


def judge_new_pin(pin: str, officer: OfficerNo) -> NewPinRefusal | None:
    """A PIN has 6 to 12 digits, not all the same, no run up or down, without the officer's code."""
    has_form = SHORTEST_PIN <= len(pin) <= LONGEST_PIN and pin.isascii() and pin.isdigit()
    if not has_form or officer in pin:
        return NewPinRefusal.TOO_SIMPLE
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return NewPinRefusal.TOO_SIMPLE if steps in ({0}, {1}, {9}) else None


def judge_new_passphrase(passphrase: str, officer: OfficerNo) -> NewPinRefusal | None:
    """An operator's passphrase, which others may try over a network: at least 12 characters, 6 of
    them different, without the operator's code."""
    has_form = len(passphrase) >= SHORTEST_PASSPHRASE and officer not in passphrase
    if has_form and len(set(passphrase)) >= LEAST_DIFFERENT:
        return None
    return NewPinRefusal.PASSPHRASE_TOO_SIMPLE


def hash_code(owner: str, code: str) -> str:
    """The hash of a one-time code, salted by the officer or terminal number it is made for."""
    return hashlib.sha256(f"{owner}\0{read_code(code)}".encode()).hexdigest()


def read_code(typed: str) -> str:
    """A one-time code as it is hashed: blanks and hyphens dropped, capitals, O and I as 0 and 1."""
    compact = "".join(typed.split()).replace("-", "").upper()
    return compact.translate(_LOOKALIKES)


_LOOKALIKES: Final = str.maketrans("OIL", "011")


def hash_token(token: str) -> str:
    """What is kept of a cookie's token: SHA-256, since 256 secret bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def name_context(officer: OfficerNo) -> str:
    """Where a sealed officer's name belongs, so that it opens nowhere else."""
    return f"officer:{officer}:name"


def is_locked(last_used_ms: int, at_ms: int, *, after_seconds: int = LOCKS_AFTER_SECONDS) -> bool:
    """A session locks after 90 s without use (at the hub 10 minutes), and when the clock leapt,
    whichever way."""
    return abs(at_ms - last_used_ms) >= after_seconds * 1000


def is_stepped_up(stepped_up_ms: int | None, at_ms: int) -> bool:
    """A PIN given again stands for 300 s."""
    return stepped_up_ms is not None and abs(at_ms - stepped_up_ms) < STEP_UP_SECONDS * 1000


def pairing_expires_ms(at_ms: int) -> int:
    """A pairing code lives 15 minutes."""
    return at_ms + PAIRING_SECONDS * 1000


def next_terminal_no(taken: Iterable[TerminalNo]) -> TerminalNo | TerminalRefusal:
    """The number after the highest; a number that once was paired is never given again."""
    highest = max((int(number[1:]) for number in taken), default=0)
    if highest >= LAST_TERMINAL:
        return TerminalRefusal.NUMBERS_USED_UP
    return TerminalNo(f"T{highest + 1:02d}")
