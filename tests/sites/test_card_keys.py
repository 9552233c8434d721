"""A member's card is read under the authority's keys as they are now, not as they were once."""

from pathlib import Path

import pytest

from service.sites import feed_items
from service.sites.card import Card, sign_card
from service.sites.keys import Signer, load_signer
from service.sites.records import KeyRecord, KeyRole, sign_key_record
from tests.asking import code_of
from tests.builders import TODAY, City, Place
from tests.people import CHEN, DAWEI
from tests.places import DAY_MS, NOW_MS, repeatable


@pytest.fixture
def root(city: City) -> Signer:
    return load_signer(Path(city.folder) / "authority" / "root" / "root.key")


def certify(place: Place, root: Signer, signer: Signer, *, begins_ms: int, ends_ms: int) -> None:
    """The root's word about a key for cards comes by feed."""
    record = KeyRecord(signer.public, (KeyRole.CARDS,), begins_ms, ends_ms)
    place.publish(feed_items.SITES, feed_items.certify_key(sign_key_record(record, root)))


def test_a_card_under_a_new_key_is_genuine_once_the_root_s_word_has_come(
    place: Place, root: Signer
) -> None:
    renewed = Signer.make(repeatable("renewed"))
    scan = {"scan": sign_card(Card(CHEN.number, 1, TODAY), renewed)}
    assert code_of(place.kiosk().post("/v1/check-ins", scan)) == "card_unknown_key"
    certify(place, root, renewed, begins_ms=NOW_MS, ends_ms=NOW_MS + 99 * DAY_MS)
    assert place.kiosk().post("/v1/check-ins", scan).status_code == 201


def test_a_card_under_a_key_that_was_taken_back_is_not_believed_even_if_it_was_just_seen(
    place: Place, root: Signer
) -> None:
    scan = {"scan": place.card(DAWEI)}
    assert place.kiosk().post("/v1/check-ins/peek", scan).json()["outcome"] == "welcome"
    cards = place.city.authority.cards
    certify(place, root, cards, begins_ms=NOW_MS + 1000, ends_ms=NOW_MS + 1000)
    place.machine.wait(60)
    assert code_of(place.kiosk().post("/v1/check-ins", scan)) == "card_unknown_key"
