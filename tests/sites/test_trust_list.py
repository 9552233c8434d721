"""A site believes its root, what the root certified, and nobody else; and only in time."""

import json
import time
from pathlib import Path
from statistics import median

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.kit.cose import Flaw, cbor_encode, to_text
from service.sites.authority import Authority, issue_card
from service.sites.card import CARD, CARD_PREFIX, Card, sign_card
from service.sites.keys import Signer, key_id
from service.sites.records import (
    KeyRecord,
    KeyRole,
    SiteRecord,
    SiteRole,
    sign_key_record,
    sign_site_record,
)
from service.sites.trust_list import TrustList, accept_key, accept_site, verify_card
from service.vocabulary import MemberNo, TradeDay
from tests.places import (
    DAY_MS,
    DONGXING,
    DONGXING_NAMES,
    NOW_MS,
    make_authority,
    make_site,
    repeatable,
)

GOLDEN = Path(__file__).parent.parent / "golden"
ROOT = Signer.make(repeatable("root"))
MEI = Card(MemberNo(10000018), 1, TradeDay("2026-11-24"))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"))


def certified(
    signer: Signer,
    role: KeyRole = KeyRole.CARDS,
    *,
    trust: TrustList | None = None,
    begins_ms: int = NOW_MS,
    days: int = 1,
) -> TrustList:
    """A trust list in which the root has certified this key for a role."""
    record = KeyRecord(signer.public, (role,), begins_ms, begins_ms + days * DAY_MS)
    trusting = accept_key(trust or TrustList(ROOT.public), sign_key_record(record, ROOT))
    assert isinstance(trusting, TrustList)
    return trusting


def test_a_card_of_the_authority_is_its_members(authority: Authority) -> None:
    card = verify_card(issue_card(authority, MEI), authority.trust, at_ms=NOW_MS)
    assert card == MEI


def test_no_single_changed_character_of_a_card_is_honoured(authority: Authority) -> None:
    text = issue_card(authority, MEI)
    for place in range(len(text)):
        other = "B" if text[place] != "B" else "C"
        changed = text[:place] + other + text[place + 1 :]
        assert isinstance(verify_card(changed, authority.trust, at_ms=NOW_MS), Flaw), place


def test_a_card_of_another_authority_is_signed_by_an_unknown_key(
    authority: Authority, tmp_path: Path
) -> None:
    stranger = make_authority(tmp_path / "stranger", "stranger")
    verdict = verify_card(issue_card(stranger, MEI), authority.trust, at_ms=NOW_MS)
    assert verdict is Flaw.UNKNOWN_KEY


def test_a_forger_who_borrows_the_key_id_is_found_out(authority: Authority) -> None:
    forger = Signer.make(repeatable("forger"))
    [kid] = [key.kid for key in authority.trust.keys if KeyRole.CARDS in key.roles]
    forged = bytearray(forger.sign(b"\xa0", kind=CARD))
    at = forged.index(key_id(forger.public))
    forged[at : at + 4] = kid
    text = to_text(CARD_PREFIX, bytes(forged))
    assert verify_card(text, authority.trust, at_ms=NOW_MS) is Flaw.NOT_GENUINE


def test_a_key_for_feeds_signs_no_card(authority: Authority) -> None:
    text = sign_card(MEI, authority.feeds)
    assert verify_card(text, authority.trust, at_ms=NOW_MS) is Flaw.UNKNOWN_KEY


def test_a_key_counts_only_within_its_record() -> None:
    signer = Signer.make(repeatable("cards"))
    trust, text = certified(signer), sign_card(MEI, signer)
    assert verify_card(text, trust, at_ms=NOW_MS + DAY_MS) == MEI
    assert verify_card(text, trust, at_ms=NOW_MS + DAY_MS + 1) is Flaw.UNKNOWN_KEY
    assert verify_card(text, trust, at_ms=NOW_MS - DAY_MS) is Flaw.UNKNOWN_KEY


def test_both_of_two_keys_with_one_id_are_tried() -> None:
    golden = json.loads((GOLDEN / "colliding_keys.json").read_text(encoding="utf-8"))
    one, two = (
        Signer(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)))
        for seed in golden["seeds"]
    )
    both = certified(two, trust=certified(one))
    assert [verify_card(sign_card(MEI, each), both, at_ms=NOW_MS) for each in (one, two)] == [
        MEI,
        MEI,
    ]
    only_one = certified(one)
    assert verify_card(sign_card(MEI, two), only_one, at_ms=NOW_MS) is Flaw.NOT_GENUINE


def test_a_key_that_only_certified_itself_is_not_accepted() -> None:
    signer = Signer.make(repeatable("self"))
    record = KeyRecord(signer.public, (KeyRole.CARDS,), NOW_MS, NOW_MS + DAY_MS)
    assert accept_key(TrustList(ROOT.public), sign_key_record(record, signer)) is Flaw.UNKNOWN_KEY


def test_the_newest_record_of_a_key_stands_whichever_comes_last() -> None:
    signer = Signer.make(repeatable("cards"))
    text = sign_card(MEI, signer)
    later = NOW_MS + DAY_MS
    renewed = certified(signer, trust=certified(signer), begins_ms=later, days=9)
    replayed = certified(signer, trust=renewed)
    assert renewed == replayed
    assert verify_card(text, replayed, at_ms=later + 9 * DAY_MS) == MEI


def test_the_root_takes_a_key_back_with_a_record_that_ends_at_once() -> None:
    signer = Signer.make(repeatable("cards"))
    taken_back = certified(
        signer, trust=certified(signer, days=99), begins_ms=NOW_MS + DAY_MS, days=0
    )
    at_ms = NOW_MS + DAY_MS + 1
    assert verify_card(sign_card(MEI, signer), taken_back, at_ms=at_ms) is Flaw.UNKNOWN_KEY


def test_a_site_is_believed_on_the_word_of_a_key_for_records_and_in_time() -> None:
    signer, site = Signer.make(repeatable("records")), make_site()
    trust = certified(signer, KeyRole.RECORDS)
    message = sign_site_record(_dongxing(), signer)
    trusting = accept_site(trust, message, at_ms=NOW_MS)
    assert isinstance(trusting, TrustList)
    kid = key_id(site.signer.public)
    [key] = trusting.keys_of_site(DONGXING, kid, NOW_MS)
    assert key.public_bytes_raw() == site.signer.public
    assert not list(trusting.keys_of_site(DONGXING, kid, NOW_MS + 401 * DAY_MS))
    assert not list(trust.keys_of_site(DONGXING, kid, NOW_MS))
    assert accept_site(trust, message, at_ms=NOW_MS + 2 * DAY_MS) is Flaw.UNKNOWN_KEY


def test_a_key_for_cards_vouches_for_no_site() -> None:
    signer = Signer.make(repeatable("cards"))
    message = sign_site_record(_dongxing(), signer)
    assert accept_site(certified(signer), message, at_ms=NOW_MS) is Flaw.UNKNOWN_KEY


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {-1: 10000018},
        {-1: "10000018", -2: 1, -3: 1},
        {-1: 10000018, -2: 1, -3: 10**9},
        {-1: 10000018, -2: 1, -3: -1},
    ],
)
def test_a_signed_text_that_is_no_card_is_unreadable(claims: dict[int, object]) -> None:
    signer = Signer.make(repeatable("cards"))
    text = to_text(CARD_PREFIX, signer.sign(cbor_encode(claims), kind=CARD))
    assert verify_card(text, certified(signer), at_ms=NOW_MS) is Flaw.UNREADABLE


def test_a_card_costs_little_more_than_the_check_of_its_signature(authority: Authority) -> None:
    text = issue_card(authority, MEI)
    [public] = authority.trust.keys_for(KeyRole.CARDS, key_id(authority.cards.public), NOW_MS)
    signature = authority.cards.key.sign(bytes(40))
    bare = median(_cpu_ns(lambda: public.verify(signature, bytes(40))) for _ in range(200))
    whole = median(
        _cpu_ns(lambda: verify_card(text, authority.trust, at_ms=NOW_MS)) for _ in range(200)
    )
    assert whole < max(250_000, 2.5 * bare)


def _cpu_ns(act: object) -> int:
    assert callable(act)
    began = time.thread_time_ns()
    act()
    return time.thread_time_ns() - began


def _dongxing() -> SiteRecord:
    site = make_site()
    return SiteRecord(
        site=DONGXING,
        signing=site.signer.public,
        sealing=site.sealing_public,
        roles=(SiteRole.CHECKS_IN,),
        names=DONGXING_NAMES,
        anchors=(),
        not_before_ms=NOW_MS,
        expires_ms=NOW_MS + 400 * DAY_MS,
    )
