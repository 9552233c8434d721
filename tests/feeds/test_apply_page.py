"""A page is taken in whole or not at all: in order, linked, for this site, from the authority."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service import open_site
from service.appliers import FEED_APPLIERS
from service.connection import DRIVER
from service.console.verify_site import rebuild_tables
from service.feeds import apply_items
from service.feeds.apply_items import FeedItem
from service.feeds.apply_page import PageApplied
from service.feeds.archive import archive_of
from service.feeds.page import Place as PagePlace
from service.feeds.page import forget_items, sign_page
from service.feeds.receive_page import receive_page
from service.feeds.store import Position, position_of
from service.feeds.tables import FeedItemRow, FeedPageRow
from service.kit import canonical_json
from service.kit.clock import Trust
from service.members.store import (
    count_members,
    find_member,
    is_card_revoked,
    withdraw_member,
)
from service.open_site import signed_time_ms
from service.session import Session, prepared
from tests.asking import code_of
from tests.builders import Place
from tests.people import CHEN, DAWEI
from tests.places import DAY_MS, NOW_MS, make_authority

COUNT_ITEMS = prepared(select(func.count()).select_from(FeedItemRow))
COUNT_PAGES = prepared(select(func.count()).select_from(FeedPageRow))


def revoked(serial: int) -> dict[str, object]:
    return {"type": "card.revoked", "v": 1, "member": CHEN.number, "serial": serial}


def signed(place: Place, *items: object, **where: object) -> bytes:
    """A page of the members feed as it would come next, or somewhere else."""
    held = place.read(lambda session: position_of(session, "members", "all"))
    usual: dict[str, object] = {
        "feed": "members",
        "audience": "all",
        "generation": held.generation,
        "first": held.number + 1,
        "previous": held.head,
    }
    said = PagePlace(**{**usual, **where})  # type: ignore[arg-type]  # names are a place's
    written = [canonical_json.encode(item) for item in items]
    return sign_page(said, written, signer=place.city.authority.feeds, at_ms=NOW_MS)


def receive(place: Place, page: bytes) -> object:
    """What the site says of a page."""
    identity = place.desk.identity
    return place.do(
        lambda act: receive_page(
            act.session, page, identity=identity, appliers=FEED_APPLIERS, at_ms=NOW_MS
        )
    )


def position(place: Place) -> Position:
    return place.read(lambda session: position_of(session, "members", "all"))


def count_rows(place: Place) -> tuple[int, int]:
    return place.read(lambda session: (session.value(COUNT_PAGES), session.value(COUNT_ITEMS)))


def has_revoked(place: Place, serial: int) -> bool:
    return place.read(lambda session: is_card_revoked(session, CHEN.number, serial))


def test_the_next_page_is_stored_and_applied_in_order(place: Place) -> None:
    pages, items = count_rows(place)
    done = receive(place, signed(place, revoked(1), revoked(2)))
    assert done == PageApplied("members", "all", 10, NOW_MS)
    assert position(place).number == 10
    assert count_rows(place) == (pages + 1, items + 2)
    assert has_revoked(place, 1) and has_revoked(place, 2)


@pytest.mark.parametrize(
    ("where", "word"),
    [
        ({"first": 1, "previous": b""}, "page_already_held"),
        ({"first": 8}, "page_already_held"),
        ({"first": 10}, "page_not_next"),
        ({"generation": 2}, "page_not_next"),
        ({"previous": bytes(32)}, "page_does_not_link"),
        ({"audience": "S02", "first": 1, "previous": b""}, "page_not_for_this_site"),
    ],
)
def test_a_page_out_of_place_changes_nothing(
    place: Place, where: dict[str, object], word: str
) -> None:
    before = position(place), count_rows(place)
    assert receive(place, signed(place, revoked(1), **where)) == word
    assert (position(place), count_rows(place)) == before
    assert not has_revoked(place, 1)


def test_the_same_page_twice_changes_nothing(place: Place) -> None:
    page = signed(place, revoked(1))
    receive(place, page)
    before = position(place), count_rows(place)
    assert receive(place, page) == "page_already_held"
    assert (position(place), count_rows(place)) == before


def test_a_feed_for_one_site_has_numbers_of_its_own(place: Place) -> None:
    page = signed(place, revoked(1), audience="S01", first=1, previous=b"")
    assert isinstance(receive(place, page), PageApplied)
    assert position(place).number == 8
    assert place.read(lambda s: position_of(s, "members", "S01")).number == 1


def test_a_page_of_another_authority_is_not_believed(place: Place, tmp_path: Path) -> None:
    stranger = make_authority(tmp_path / "stranger", "stranger")
    archive = archive_of(tmp_path / "stranger", stranger)
    [path] = archive.publish("members", [revoked(1)], at_ms=NOW_MS)
    assert receive(place, path.read_bytes()) == "unknown_key"


def test_an_altered_page_is_not_believed(place: Place) -> None:
    page = signed(place, revoked(1)).replace(b'"serial":1', b'"serial":2')
    assert receive(place, page) == "not_genuine"
    assert not has_revoked(place, 2)


# --- What this software cannot apply ---

PRAISED = {"type": "member.praised", "v": 1, "member": CHEN.number}
NEWER = {"type": "card.revoked", "v": 2, "member": CHEN.number, "serial": 9}
SENSELESS = {"type": "member.withdrawn", "v": 1}
OF_ANOTHER = {"type": "card.revoked", "v": 1, "member": {"no": 1}, "serial": 3}


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (PRAISED, "unknown_type"),
        (NEWER, "unknown_version"),
        (SENSELESS, "does_not_apply"),
        (OF_ANOTHER, "does_not_apply"),
        ({"v": 1}, "does_not_apply"),
    ],
)
def test_an_item_that_cannot_be_applied_is_held_and_told_and_stops_nobody(
    place: Place, item: dict[str, object], reason: str
) -> None:
    pages, items = count_rows(place)
    receive(place, signed(place, revoked(1), item, revoked(2)))
    assert count_rows(place) == (pages + 1, items + 3)
    assert has_revoked(place, 1) and has_revoked(place, 2)
    told = place.kiosk().get("/v1/status").json()["sync"]
    aside = {"feed": "members", "audience": "all", "number": 10, "type": item.get("type", "")}
    assert (told["attention"], told["aside"]) == (1, [{**aside, "reason": reason}])
    assert all(proof.equal for proof in place.read(rebuild_tables))


def test_what_was_put_aside_is_applied_after_an_upgrade_in_its_place(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newer item of the same card stands, though the older one was applied after it."""
    praised = dict(FEED_APPLIERS)
    seen: list[int] = []

    def apply_praised(session: Session, item: FeedItem) -> None:
        seen.append(item.number)
        withdraw_member(session, item.data["member"])

    half = {"type": "card.revoked", "v": 1, "member": CHEN.number}
    place.publish("members", PRAISED, half)
    place.relist(replace(CHEN, valid_until="2031-12-31"))
    praised["member.praised"] = apply_praised
    monkeypatch.setattr(open_site, "FEED_APPLIERS", praised)
    place.restart()
    assert seen == [], "the same software does not try again at each start"
    monkeypatch.setattr(apply_items, "__version__", "9.9.9")
    place.restart()
    assert set(seen) == {9}
    assert place.read(lambda s: find_member(s, CHEN.number)) is not None
    told = place.kiosk().get("/v1/status").json()["sync"]
    assert [each["type"] for each in told["aside"]] == ["card.revoked"]


def test_a_fault_of_the_storage_puts_nothing_aside(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(session: Session, item: FeedItem) -> None:
        raise DRIVER.OperationalError("database or disk is full")

    page = signed(place, revoked(1), PRAISED)
    before = position(place), count_rows(place)
    with pytest.raises(DRIVER.OperationalError):
        place.do(
            lambda act: receive_page(
                act.session,
                page,
                identity=place.desk.identity,
                appliers={"card.revoked": full},
                at_ms=NOW_MS,
            )
        )
    assert (position(place), count_rows(place)) == before


# --- What is no longer there ---


def test_an_item_that_was_forgotten_still_links_and_is_not_applied(place: Place) -> None:
    page = forget_items(signed(place, revoked(1), revoked(2)), {0})
    assert isinstance(receive(place, page), PageApplied)
    assert not has_revoked(place, 1) and has_revoked(place, 2)
    assert isinstance(receive(place, signed(place, revoked(3))), PageApplied)


def test_a_withdrawn_member_is_gone(place: Place) -> None:
    receive(place, signed(place, {"type": "member.withdrawn", "v": 1, "member": DAWEI.number}))
    assert place.read(lambda s: find_member(s, DAWEI.number)) is None
    assert place.read(count_members) == 7


def test_the_newest_word_about_a_member_stands(place: Place) -> None:
    listed = {"type": "member.withdrawn", "v": 1, "member": DAWEI.number}
    item = FeedItem("members", 9, listed)
    place.do(lambda act: FEED_APPLIERS["member.withdrawn"](act.session, item))
    place.relist(DAWEI)
    assert place.read(lambda s: find_member(s, DAWEI.number)) is None, "the office said no news"


# --- Over HTTP ---

PAGES = "/v1/feeds/pages"


def test_the_console_brings_a_page(place: Place) -> None:
    said = place.console().send(PAGES, signed(place, revoked(1)))
    assert (said.status_code, said.json()) == (
        201,
        {"feed": "members", "audience": "all", "number": 9},
    )
    positions = place.console().get("/v1/feeds/positions").json()["positions"]
    assert positions["members/all"] == "1.9"


@pytest.mark.parametrize("content", [b"", b"no page", b"\xff\xfe", b"TF1AAAA\n{}\n"])
def test_what_is_no_page_is_refused(place: Place, content: bytes) -> None:
    said = place.console().send(PAGES, content)
    assert (said.status_code, code_of(said)) == (409, "unreadable")


# --- The time a page bears out ---


def test_a_page_that_was_taken_in_raises_the_floor_of_the_clock(place: Place) -> None:
    place.machine.trust = Trust.RTC
    place.machine.wait(DAY_MS / 1000)
    place.console().send(PAGES, signed_at(place, place.machine.wall_ms + DAY_MS))
    assert place.desk.clock.now().at_ms == place.machine.wall_ms + DAY_MS


def test_a_restarted_site_remembers_the_newest_signed_time(place: Place) -> None:
    later = NOW_MS + 3 * DAY_MS
    place.console().send(PAGES, signed_at(place, later))
    assert signed_time_ms(place.desk.database, place.desk.identity.trust) == later
    place.machine.wall_ms = 0
    place.restart()
    now = place.desk.clock.now()
    assert (now.at_ms, now.trust) == (later, "none")


def test_a_page_that_was_refused_raises_nothing(place: Place) -> None:
    page = signed_at(place, NOW_MS + 3 * DAY_MS).replace(b'"serial":1', b'"serial":2')
    place.console().send(PAGES, page)
    assert place.desk.clock.now().at_ms == NOW_MS


def signed_at(place: Place, at_ms: int) -> bytes:
    held = position(place)
    where = PagePlace("members", "all", held.generation, held.number + 1, held.head)
    item = canonical_json.encode(revoked(1))
    return sign_page(where, [item], signer=place.city.authority.feeds, at_ms=at_ms)
