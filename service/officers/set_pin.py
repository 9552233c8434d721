"""Let an officer choose a PIN at this site with the authority's one-time code."""

import hmac
from dataclasses import dataclass

from service.journal.act import Act
from service.officers import store
from service.officers.rules import (
    NewPinRefusal,
    RefusedFor,
    SecretTry,
    SignInRefused,
    hash_code,
    judge_new_passphrase,
    judge_new_pin,
)
from service.officers.sessions import SessionBook
from service.officers.weigh_secret import weigh_secret
from service.vocabulary import HUB, OfficerNo, SiteNo


@dataclass(frozen=True, slots=True)
class NewPin:
    """A PIN to set, and the ``verifier`` already made of it."""

    officer: OfficerNo
    one_time_code: str
    pin: str
    verifier: str


def set_pin(
    act: Act, new: NewPin, *, sessions: SessionBook
) -> store.Officer | SignInRefused | NewPinRefusal:
    """Keep the verifier and use the code up; the officer is signed out everywhere.

    Refuses a simple PIN (``TOO_SIMPLE``) or, at the hub, a simple passphrase
    (``PASSPHRASE_TOO_SIMPLE``); a wrong code as a wrong PIN is refused, back-off included; and a
    right code that has been used here (``ALREADY_SET``).
    """
    refusal = _judge_new(new, sessions.site)
    if refusal is not None:
        return refusal
    officer = store.officer(act.session, new.officer)
    shown = hash_code(new.officer, new.one_time_code)
    expected = officer.code_hash if officer else hash_code(new.officer, "")
    tried = SecretTry(
        officer_is_here=officer is not None and officer.works_at(sessions.site),
        pin_is_set=True,
        is_right=hmac.compare_digest(shown, expected),
        wrong_means=RefusedFor.WRONG_ONE_TIME_CODE,
    )
    refused = weigh_secret(act, new.officer, tried)
    if refused is not None:
        return refused
    assert officer is not None, "a code opens for a listed officer only"
    return _use_up(act, officer, new, sessions)


def _judge_new(new: NewPin, site: SiteNo) -> NewPinRefusal | None:
    judge = judge_new_passphrase if site == HUB else judge_new_pin
    return judge(new.pin, new.officer)


def _use_up(
    act: Act, officer: store.Officer, new: NewPin, sessions: SessionBook
) -> store.Officer | NewPinRefusal:
    if store.pin_was_set(act.session, officer.officer, officer.code_hash):
        return NewPinRefusal.ALREADY_SET
    act.record("officer.pin_set", {"officer": officer.officer, "code_hash": officer.code_hash})
    made = store.Verifier(new.verifier, officer.code_hash)
    store.put_verifier(act.session, officer.officer, made)
    sessions.end_all_of(act, officer.officer)
    return officer
