"""What a site has for another goes into sealed files, and comes out of them as over the wire."""

from typing import Any

import httpx
import pytest

from service.journal.event import chain_hash
from service.journal.store import head_of
from service.quota.send_quota import Sending
from service.quota.send_transfer import send_transfer
from service.sites import feed_items
from service.sites.keys import SiteKeys
from service.sites.load_trust import load_trust
from service.sites.records import SiteNames, SiteRecord, sign_site_record
from service.sites.store import REVOCATIONS
from service.sync import bundle_routes, fill_bundle
from service.sync.bundle import Bundle, Kind, Part, open_bundle, seal_bundle
from service.sync.journal_batch import JournalBatch, is_genuine, read_batch
from service.sync.messages import HUB
from service.sync.tokens_for import tokens_for
from service.vocabulary import Epoch
from tests.asking import code_of
from tests.builders import Place
from tests.passes.test_attacks import AMOUNT
from tests.passes.test_two_sites import VALUE, carrying
from tests.people import CHEN, PEOPLE
from tests.places import DAY_MS, DONGXING, NOW_MS, make_site
from tests.two_places import HEZHOU, TwoPlaces, both

__all__ = ["both", "carrying"]


def files(place: Place, to: str) -> list[bytes]:
    """All that this site seals for another."""
    found, after = [], ""
    while (answer := ask(place, to, after)).status_code == 200:
        found.append(answer.content)
        after = answer.headers[bundle_routes.NEXT_HEADER]
    assert answer.status_code == 204, answer.text
    return found


def ask(place: Place, to: str, after: str = "") -> httpx.Response:
    return place.console().get(f"/v1/bundles/{to}" + (f"?after={after}" if after else ""))


def take(place: Place, data: bytes) -> dict[str, Any]:
    answer = place.console().send("/v1/bundles", data, kind=bundle_routes.MEDIA_TYPE)
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


def with_hub(place: Place) -> SiteKeys:
    """The hub's record comes to the site; the keys of that hub."""
    keys = make_site("hub")
    record = SiteRecord(
        HUB,
        keys.signer.public,
        keys.sealing_public,
        (),
        SiteNames("中心", "Hub", "Trung tâm"),
        (),
        NOW_MS,
        NOW_MS + DAY_MS,
    )
    signed = sign_site_record(record, place.city.authority.feeds)
    place.publish("sites", feed_items.record_site(signed))
    return keys


def opened_at_hub(place: Place, keys: SiteKeys, file: bytes) -> Bundle:
    trust = place.read(lambda s: load_trust(s, place.desk.identity.trust, at_ms=NOW_MS))
    opened = open_bundle(file, own=HUB, keys=keys, trust=trust)
    assert isinstance(opened, Bundle), opened
    return opened


@pytest.mark.parametrize("most", [500, 3])
def test_the_whole_journal_reaches_the_hub_as_it_was_written(
    place: Place, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(fill_bundle, "MOST_EVENTS", most)
    monkeypatch.setattr(fill_bundle, "FULL_BYTES", 1000)
    hub = with_hub(place)
    for person in PEOPLE[:4]:
        place.kiosk().post("/v1/check-ins", {"scan": place.card(person)})
    parts = [part for file in files(place, HUB) for part in opened_at_hub(place, hub, file).parts]
    identity = place.desk.identity
    head = place.read(lambda s: head_of(s, identity.epoch, identity.genesis))
    assert {part.kind for part in parts} == {Kind.JOURNAL}
    assert chained(parts, identity.epoch, identity.genesis, identity.keys) == head


def chained(parts: list[Part], epoch: Epoch, genesis: bytes, keys: SiteKeys) -> tuple[int, bytes]:
    """Where the batches lead, each proved as the hub would."""
    seq, linked = 0, genesis
    for part in parts:
        batch = read_batch(part.data, DONGXING, epoch)
        assert isinstance(batch, JournalBatch), batch
        assert is_genuine(batch.end, DONGXING, keys.signer.public)
        assert batch.first == seq + 1 and (batch.record is not None) == (seq == 0)
        for event in batch.events:
            linked = chain_hash(linked, event)
        seq = batch.end.seq
        assert linked == batch.end.head
    return seq, linked


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
        answer = place.console().send("/v1/bundles", data, kind=bundle_routes.MEDIA_TYPE)
        assert (answer.status_code, code_of(answer)) == (409, code)
