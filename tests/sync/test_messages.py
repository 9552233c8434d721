"""What is signed on the wire is believed from its sender alone, and for what it says alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.journal.store import Head
from service.kit.cose import Flaw
from service.sites.keys import Signer, epoch_of, public_key
from service.sync.challenge import AHEAD_MS, GOOD_FOR_MS, is_fresh, make_challenge
from service.sync.messages import (
    Mark,
    Receiver,
    SyncRequest,
    digest_of,
    open_mark,
    open_request,
    open_time,
    sender_of,
    sign_mark,
    sign_request,
    sign_time,
)
from service.vocabulary import HUB
from tests.places import DONGXING, NOW_MS, repeatable

SITE = Signer.make(repeatable("site"))
THE_HUB = Signer.make(repeatable("hub"))
SOMEBODY = Signer.make(repeatable("somebody"))
SECRET = b"a secret of the hub"
REQUEST = SyncRequest(
    sender=DONGXING,
    receiver=Receiver(HUB, epoch_of(THE_HUB.public)),
    method="POST",
    target="/sync/v1/journals/S01/ab12cd34?from=1",
    body_digest=digest_of(b"what is sent"),
    challenge=make_challenge(SECRET, at_ms=NOW_MS, random=repeatable("challenge")),
)
MARK = Mark(
    DONGXING,
    epoch_of(SITE.public),
    stored=Head(120, bytes(32)),
    durable=Head(100, bytes(31) + b"\1"),
    applied=110,
    aside=3,
    at_ms=NOW_MS,
)


def knowing(*signers: Signer) -> Callable[[bytes], list[Ed25519PublicKey]]:
    return lambda kid: [public_key(each.public) for each in signers]


def test_a_request_is_read_as_it_was_signed() -> None:
    text = sign_request(REQUEST, SITE)
    assert open_request(text, knowing(SITE)) == REQUEST
    assert sender_of(text) == DONGXING


def test_a_request_of_somebody_else_is_not_genuine() -> None:
    assert open_request(sign_request(REQUEST, SOMEBODY), knowing(SITE)) is Flaw.NOT_GENUINE
    assert open_request(sign_request(REQUEST, SITE), knowing()) is Flaw.UNKNOWN_KEY


def test_of_two_keys_with_one_id_each_is_tried() -> None:
    assert open_request(sign_request(REQUEST, SITE), knowing(SOMEBODY, SITE)) == REQUEST


def test_a_mark_is_no_request_though_its_key_is_the_same() -> None:
    assert open_request(sign_mark(MARK, SITE), knowing(SITE)) is Flaw.UNREADABLE
    as_request = "TA1" + sign_mark(MARK, SITE)[3:]
    assert open_request(as_request, knowing(SITE)) is Flaw.NOT_GENUINE
    assert sender_of("TA1 NOTHING") is None


def test_a_mark_is_read_as_the_hub_signed_it() -> None:
    assert open_mark(sign_mark(MARK, THE_HUB), knowing(THE_HUB)) == MARK
    assert open_mark(sign_mark(MARK, SOMEBODY), knowing(THE_HUB)) is Flaw.NOT_GENUINE


@pytest.mark.parametrize(
    ("changed", "confirmed"),
    [
        ({}, 97),
        ({"aside": 0}, 100),
        ({"applied": 90}, 87),
        ({"aside": 200}, 0),
    ],
)
def test_confirmed_is_what_is_durable_and_applied(changed: dict[str, Any], confirmed: int) -> None:
    assert replace(MARK, **changed).confirmed == confirmed


def test_the_time_is_for_whoever_drew_the_nonce() -> None:
    text = sign_time(NOW_MS, "a nonce", THE_HUB)
    assert open_time(text, "a nonce", knowing(THE_HUB)) == NOW_MS
    assert open_time(text, "another", knowing(THE_HUB)) is Flaw.NOT_GENUINE
    assert open_time(text, "a nonce", knowing(SOMEBODY)) is Flaw.NOT_GENUINE


@pytest.mark.parametrize(
    ("later_ms", "fresh"),
    [(0, True), (GOOD_FOR_MS, True), (GOOD_FOR_MS + 1, False), (-AHEAD_MS - 1, False)],
)
def test_a_challenge_is_good_for_ten_minutes(later_ms: int, fresh: bool) -> None:
    assert is_fresh(SECRET, REQUEST.challenge, at_ms=NOW_MS + later_ms) is fresh


@pytest.mark.parametrize("shown", ["", "no hexadecimal", "ab12", REQUEST.challenge[:-2] + "00"])
def test_a_challenge_that_the_hub_did_not_make_is_not_fresh(shown: str) -> None:
    assert not is_fresh(SECRET, shown, at_ms=NOW_MS)
    assert not is_fresh(b"another secret", REQUEST.challenge, at_ms=NOW_MS)
