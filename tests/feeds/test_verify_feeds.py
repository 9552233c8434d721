"""What the authority said is proved from what is stored, and each kind of damage is named."""

from typing import Any

import pytest
from sqlalchemy import bindparam, delete, update

from service.feeds.tables import FeedItemRow, FeedPageRow, FeedPosition
from service.feeds.verify_feeds import FeedsProof, verify_feeds
from service.kit import canonical_json
from service.session import columns_of, prepared
from tests.builders import Place
from tests.people import CHEN, LENDER

_ITEM, _PAGE = columns_of(FeedItemRow), columns_of(FeedPageRow)
_PLACE = columns_of(FeedPosition)
A_MEMBER = (_ITEM.feed == "members") & (_ITEM.number == bindparam("which"))
MEMBERS = _PAGE.feed == "members"


def prove(place: Place) -> FeedsProof:
    return place.read(lambda session: verify_feeds(session, place.desk.identity.trust))


def damage(place: Place, statement: Any, **values: Any) -> list[str]:
    place.do(lambda act: act.session.run(prepared(statement), **values))
    return prove(place).flaws


def test_sound_feeds_hold(place: Place) -> None:
    proof = prove(place)
    assert proof.holds
    assert proof.pages == 8  # of groups twice (then with leaders), of members, of five officers


def test_a_site_that_holds_no_feed_holds(place: Place) -> None:
    for table in (FeedItemRow, FeedPageRow):
        damage(place, delete(table))
    assert damage(place, delete(FeedPosition)) == []


def test_an_item_that_was_altered_is_found(place: Place) -> None:
    """Somebody with the disk in hand lets a suspended member in, table and feed alike."""
    items = place.archive().items("members", at_ms=place.machine.wall_ms)
    listed = next(item for item in items if item["member"] == LENDER.number)
    forged = canonical_json.encode({**listed, "standing": "active"})
    statement = update(FeedItemRow).where(A_MEMBER).values(bytes=bindparam("its"))
    assert damage(place, statement, which=5, its=forged) == [
        "feed members/all 1.1: is not as the authority signed it (not_genuine)",
        "feed members/all: stands at 1.8, not where its pages end",
    ]


def test_an_item_that_was_forgotten_still_holds(place: Place) -> None:
    forget = prepared(update(FeedItemRow).where(A_MEMBER).values(bytes=bindparam("nothing")))
    place.do(lambda act: act.session.run(forget, which=5, nothing=None))
    assert prove(place).holds


def test_an_item_that_is_missing_is_found(place: Place) -> None:
    flaws = damage(place, delete(FeedItemRow).where(A_MEMBER), which=5)
    assert flaws[0].startswith("feed members/all 1.1: is not as the authority signed it")


def test_a_header_of_nobody_is_found(place: Place) -> None:
    flaws = damage(place, update(FeedPageRow).where(MEMBERS).values(header=b"TF1AAAA"))
    assert flaws[0] == "feed members/all 1.1: is not as the authority signed it (unreadable)"


def test_a_missing_page_is_found(place: Place) -> None:
    place.publish("members", {"type": "card.revoked", "v": 1, "member": CHEN.number, "serial": 1})
    flaws = damage(place, delete(FeedPageRow).where(MEMBERS, _PAGE.first == 1))
    assert flaws == ["feed members/all 1.9: does not follow 1.0"]


@pytest.mark.parametrize("changed", [{"number": 7}, {"head": bytes(32)}, {"generation": 2}])
def test_a_position_that_was_moved_is_found(place: Place, changed: dict[str, Any]) -> None:
    """Else a site would take a page twice, or never again."""
    flaws = damage(place, update(FeedPosition).where(_PLACE.feed == "members").values(**changed))
    assert len(flaws) == 1
    assert flaws[0].endswith("not where its pages end")


def test_a_page_stays_proved_after_its_key_has_expired(place: Place) -> None:
    place.machine.wait(3 * 365 * 24 * 3600)
    assert prove(place).holds
