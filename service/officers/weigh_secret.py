"""Let one try with a secret count: judged, its back-off moved, what it means recorded."""

from service.journal.act import Act
from service.officers import store
from service.officers.rules import (
    BACK_OFF_FORGOTTEN_SECONDS,
    RefusedFor,
    SecretTry,
    SignInRefused,
    judge_secret,
)
from service.vocabulary import OfficerNo


def weigh_secret(act: Act, officer: OfficerNo, tried: SecretTry) -> SignInRefused | None:
    """``None`` when the secret opens; else why not, with back-off and event already kept.

    A try during a pause moves nothing and is not recorded: only tries that were judged are.
    """
    # With a key read in the journal, the answer kept under it would tell right guesses from wrong.
    act.key = None
    at_ms = act.moment.at_ms
    act.session.lock(f"tries of {officer}")  # many at once must not count as one
    store.forget_back_offs(act.session, before_ms=at_ms - BACK_OFF_FORGOTTEN_SECONDS * 1000)
    back_off = store.back_off(act.session, officer)
    verdict = judge_secret(tried, back_off=back_off, at_ms=at_ms)
    if verdict.back_off != back_off:
        store.put_back_off(act.session, officer, verdict.back_off)
    if verdict.record:
        _record(act, officer, verdict.record)
    return verdict.refused


def _record(act: Act, officer: OfficerNo, reason: RefusedFor) -> None:
    # What is nobody's number may be a PIN in the wrong field: it is not written down.
    listed = store.officer(act.session, officer) is not None
    act.record("officer.refused", {"officer": officer if listed else None, "reason": reason})
