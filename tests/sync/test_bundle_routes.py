"""What a site has for another goes into sealed files, and comes out of them as over the wire."""

from typing import Any

import httpx
import pytest

from service.console.running_site import fresh_key
from service.quota.send_quota import Sending
from service.quota.send_transfer import send_transfer
from service.sites import feed_items
from service.sites.store import REVOCATIONS
from service.sync import bundle_bodies, fill_bundle
from service.sync.bundle import Bundle, Kind, Part, seal_bundle
from service.sync.tokens_for import tokens_for
from service.vocabulary import HUB
from tests.asking import code_of
from tests.builders import Place
from tests.hub_place import Joined, hub_folder, joined
from tests.passes.test_attacks import AMOUNT
from tests.passes.test_two_sites import VALUE, carrying
from tests.people import CHEN
from tests.places import DONGXING, NOW_MS
from tests.sync.test_run_sync import held_bytes, marks, own_bytes, take_tickets
from tests.two_places import HEZHOU, TwoPlaces, both

__all__ = ["both", "carrying", "hub_folder", "joined"]


def files(place: Place, to: str) -> list[bytes]:
    """All that this site seals for another."""
    found, after = [], ""
    while (answer := ask(place, to, after)).status_code == 200:
        found.append(answer.content)
        after = answer.headers[bundle_bodies.NEXT_HEADER]
    assert answer.status_code == 204, answer.text
    return found


def ask(place: Place, to: str, after: str = "") -> httpx.Response:
    return place.console().get(f"/v1/bundles/{to}" + (f"?after={after}" if after else ""))


def take(place: Place, data: bytes) -> dict[str, Any]:
    answer = place.console().send("/v1/bundles", data, kind=bundle_bodies.MEDIA_TYPE)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def positions(place: Place) -> dict[str, str]:
    held: dict[str, str] = place.console().get("/v1/feeds/positions").json()["positions"]
    return held


def test_the_authority_s_pages_reach_a_peer_by_stick(both: TwoPlaces) -> None:
    both.b.publish(REVOCATIONS, feed_items.confirm_lists(at_ms=NOW_MS))  # carried to one alone
    assert positions(both.a)[f"{REVOCATIONS}/all"] != positions(both.b)[f"{REVOCATIONS}/all"]
    [file] = files(both.b, HEZHOU)
    said = take(both.a, file)
    assert (said["sender"], said["new"], said["refused"]) == (DONGXING, 1, 0)
    assert positions(both.a)[f"{REVOCATIONS}/all"] == positions(both.b)[f"{REVOCATIONS}/all"]
    assert take(both.a, file)["new"] == 0, "a second time nothing is new"


def test_a_file_is_full_at_some_time_and_the_next_goes_on(
    both: TwoPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fill_bundle, "FULL_BYTES", 1)
    both.b.publish(REVOCATIONS, feed_items.confirm_lists(at_ms=NOW_MS))
    told = [take(both.a, file) for file in files(both.b, HEZHOU)]
    assert len(told) > 3 and all(each["new"] + each["held"] == 1 for each in told)
    assert sum(each["new"] for each in told) == 1


def test_a_void_travels_to_the_issuer(both: TwoPlaces) -> None:
    text = both.issue(CHEN)
    void = both.void(text)
    [file] = files(both.b, HEZHOU)
    assert take(both.a, file)["refused"] == 0
    [event] = both.a.events("pass.return_taken")
    assert list(both.b.read(lambda s: tokens_for(s, both.b.desk.identity, HEZHOU))) == [
        str(void).encode()
    ]
    assert take(both.a, file)["new"] == 0
    assert both.a.events("pass.return_taken") == [event]


def test_quota_travels_once(carrying: TwoPlaces) -> None:
    home, away = carrying.a, carrying.b
    to, amounts = away.desk.journal, {VALUE: AMOUNT}
    sending = Sending(CHEN.number, to.site, to.epoch, amounts)
    signer = home.desk.identity.keys.signer
    sent = home.do(lambda act: send_transfer(act, sending, signer))
    assert isinstance(sent, tuple)
    assert list(home.read(lambda s: tokens_for(s, home.desk.identity, to.site))) == [
        sent[1].encode()
    ]
    [file] = files(home, to.site)
    assert take(away, file)["refused"] == 0
    assert take(away, file)["new"] == 0
    assert len(away.events("transfer.received")) == 1


@pytest.fixture
def known(joined: Joined) -> Joined:
    """A hub whose record the authority has told, so that a site can seal something to it."""
    record = feed_items.record_site(joined.hub.state.centre.signed_record)
    joined.place.publish("sites", record)
    return joined


def at_hub(joined: Joined, file: bytes) -> dict[str, Any]:
    headers = {"Content-Type": bundle_bodies.MEDIA_TYPE, **fresh_key()}
    with joined.hub.console() as console:
        answer = console.post("/v1/bundles", content=file, headers=headers)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def from_hub(joined: Joined) -> list[bytes]:
    found, after = [], ""
    with joined.hub.console() as console:
        while (answer := console.get(f"/v1/bundles/{DONGXING}?after={after}")).status_code == 200:
            found.append(answer.content)
            after = answer.headers[bundle_bodies.NEXT_HEADER]
    return found


@pytest.mark.parametrize("most", [500, 3])
def test_a_journal_comes_to_the_hub_by_stick_as_over_the_wire(
    known: Joined, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(fill_bundle, "MOST_EVENTS", most)
    monkeypatch.setattr(fill_bundle, "FULL_BYTES", 1000)
    take_tickets(known.place, 20)
    carried = files(known.place, HUB)
    told = [at_hub(known, file) for file in carried]
    assert all(each["refused"] == 0 for each in told) and sum(each["new"] for each in told) > 0
    assert held_bytes(known) == own_bytes(known.place)
    assert all(at_hub(known, file)["new"] == 0 for file in carried), "a second time nothing is new"


def test_marks_travel_back_and_what_the_hub_has_is_not_carried_again(known: Joined) -> None:
    take_tickets(known.place, 20)
    for file in files(known.place, HUB):
        at_hub(known, file)
    assert marks(known) == []
    told = [take(known.place, file) for file in from_hub(known)]
    assert all(each["refused"] == 0 for each in told), told
    head = len(own_bytes(known.place))
    assert [each.stored_seq for each in marks(known)] == [head]
    assert files(known.place, HUB) == []
    take_tickets(known.place, 1)
    [file] = files(known.place, HUB)
    assert at_hub(known, file)["new"] == 1
    assert held_bytes(known) == own_bytes(known.place)


def test_a_file_that_was_lost_is_missed_and_comes_with_the_next_stick(
    known: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fill_bundle, "MOST_EVENTS", 3)
    monkeypatch.setattr(fill_bundle, "FULL_BYTES", 1)
    take_tickets(known.place, 9)
    first, *_, last = files(known.place, HUB)
    at_hub(known, first)
    assert at_hub(known, last)["refusals"] == [{"kind": "journal", "reason": "batch_unlinked"}]
    for file in files(known.place, HUB):
        at_hub(known, file)
    assert held_bytes(known) == own_bytes(known.place)


def test_a_site_takes_in_no_journal_and_says_so(both: TwoPlaces) -> None:
    receiver = both.b.read(
        lambda s: fill_bundle.receiver_of(s, both.b.desk.identity, HEZHOU, at_ms=NOW_MS)
    )
    assert receiver is not None
    identity = both.b.desk.identity
    file = seal_bundle(
        Bundle(DONGXING, NOW_MS, (Part(Kind.JOURNAL, b"x", "S01"), Part(Kind.TOKEN, b"hello"))),
        signer=identity.keys.signer,
        receiver=receiver,
        epoch=identity.epoch,
    )
    said = take(both.a, file)
    assert said["refusals"] == [
        {"kind": "journal", "reason": "not_for_a_site"},
        {"kind": "token", "reason": "no_token"},
    ]


def test_a_site_tells_for_whom_it_can_seal(both: TwoPlaces) -> None:
    said = both.b.console().get("/v1/bundles").json()
    assert said["own"] == DONGXING
    assert [(each["no"], each["en"]) for each in said["places"]] == [(HEZHOU, "Hezhou trade zone")]


def test_nothing_is_sealed_for_a_place_nobody_knows(place: Place) -> None:
    answer = ask(place, "S55")
    assert (answer.status_code, code_of(answer)) == (404, "bundle_receiver_unknown")


def test_what_is_not_for_us_or_no_bundle_is_refused_whole(both: TwoPlaces) -> None:
    [file] = files(both.b, HEZHOU)
    for place, data, code in (
        (both.b, file, "bundle_not_ours"),
        (both.a, file[:-1], "bundle_damaged"),
        (both.a, b"photo", "bundle_unreadable"),
    ):
        answer = place.console().send("/v1/bundles", data, kind=bundle_bodies.MEDIA_TYPE)
        assert (answer.status_code, code_of(answer)) == (409, code)
