"""Ways to be honoured, credited or spared a draw once too often: each was tried, none works."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest

from service.console.back_up import back_up
from service.console.restore_site import restore_site
from service.inspection.rules import Inspected, Result
from service.inspection.store import Inspection
from service.journal.act import Act
from service.open_site import enrolment_path
from service.passes import store
from service.passes.inspect_again import inspect_again
from service.passes.issue_rules import VoidReason
from service.passes.judge_shown import JudgedPass, Showing
from service.passes.redeem_pass import Redeemed, redeem_pass
from service.passes.rules import CarriedQuota, Comparison, Verdict
from service.passes.token import ReadPass, decode_pass, encode_pass
from service.passes.void_passes import Voided, void_passes
from service.passes.void_token import sign_void
from service.quota.receive_quota import Received
from service.quota.receive_transfer import receive_transfer
from service.quota.send_quota import Sending
from service.quota.send_transfer import send_transfer
from service.session import Session
from service.sites import feed_items
from service.sites.load_trust import load_trust
from service.vocabulary import PassId, TradeDay
from tests.asking import Browser, code_of
from tests.builders import TODAY, City, Place, settings_of
from tests.passes.test_two_sites import VALUE, carrying, drawing, left, station
from tests.people import CHEN, DAWEI, OFFICER, PIN, SUPERVISOR, Person
from tests.places import DONGXING, NOW_MS
from tests.receipts.losing import re_enrol
from tests.two_places import (
    CHECKS,
    HEZHOU,
    TwoPlaces,
    as_officer,
    both,
    destination,
    issue,
    signed_record,
)

__all__ = ["both", "carrying", "drawing"]

AMOUNT = 520_000


def name_of(text: str, issuer: Place) -> PassId:
    read = decode_pass(text)
    assert isinstance(read, ReadPass)
    return read.said.id_at(issuer.desk.identity.site, issuer.desk.identity.epoch)


def revoke(both: TwoPlaces, who: Place, *, last_seq: int) -> None:
    """The authority takes a site's key back."""
    identity = who.desk.identity
    item = feed_items.revoke_key(identity.site, identity.epoch, last_seq=last_seq, at_ms=NOW_MS)
    both.publish("revocations", item)


def inspected(place: Place, text: str) -> object:
    said, here = Inspected(CHECKS, Result.CLEARED), destination(place)
    return as_officer(place, lambda act: inspect_again(act, Showing.now(act, text), here, said))


def send(issuer: Place, to: Place, person: Person) -> str:
    """Quota on its way by a token of its own."""
    journal, signer = to.desk.journal, issuer.desk.identity.keys.signer
    sending = Sending(person.number, journal.site, journal.epoch, {VALUE: AMOUNT})
    sent = issuer.do(lambda act: send_transfer(act, sending, signer))
    assert isinstance(sent, tuple), sent
    return sent[1]


def take_in(place: Place, text: str) -> str:
    """What comes of showing a transfer: the word of its refusal, or of its event."""

    def verb(act: Act) -> str:
        trust = load_trust(act.session, place.desk.identity.trust, at_ms=act.moment.at_ms)
        done = receive_transfer(act, text, trust)
        return done.event.type if isinstance(done, Received) else str(done)

    return as_officer(place, verb)


def renew(place: Place, city: City, backup: Path) -> None:
    """The machine's disk is lost; it comes back from a backup under a new epoch."""

    def go_back() -> None:
        restore_site(settings_of(place.folder), backup)
        re_enrol(city, place.folder)

    place.restart(meanwhile=go_back)


def tell_of_renewal(both: TwoPlaces) -> None:
    """The authority tells everybody of the key that Dongxing has now."""
    written = enrolment_path(both.b.site.settings).read_bytes()
    record = signed_record(written, both.b.desk.identity.keys)
    both.publish("sites", feed_items.record_site(record))


# --- at the same moment ---


def second_station(place: Place) -> Browser:
    other = place.pair("station")
    said = other.post("/v1/session", {"officer": SUPERVISOR.officer, "pin": PIN})
    assert said.status_code == 200, said.text
    return other


def _key(number: int) -> dict[str, str]:
    return {"Idempotency-Key": f"at-once-{number:08}"}


def at_once(*asked: tuple[Browser, str, dict[str, object]]) -> list[httpx.Response]:
    """Several browsers ask in the same moment, each under a key of its own."""

    async def ask_all() -> list[httpx.Response]:
        return await asyncio.gather(
            *(
                browser.client.post(
                    path, json=body, headers={"Idempotency-Key": f"at-once-{no:08}"}
                )
                for no, (browser, path, body) in enumerate(asked)
            )
        )

    return asked[0][0].place.runner.run(ask_all())


def test_two_terminals_that_redeem_one_pass_at_once_admit_once(both: TwoPlaces) -> None:
    body: dict[str, object] = {"scan": both.issue(CHEN), "compared": "matches"}
    one, other = station(both.b), second_station(both.b)
    answers = at_once(*[(each, "/v1/passes/redeem", body) for each in (one, other) * 2])
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
    refused = {code_of(each) for each in answers if each.is_error}
    assert refused == {Verdict.ALREADY_REDEEMED}
    assert len(both.redeemed()) == len(both.b.events("checkin.entered")) == 1
    assert both.prove(both.b).holds


@pytest.mark.parametrize("first", ["redeem", "void"])
def test_redeemed_and_void_in_one_commit_group_a_pass_has_one_end(
    both: TwoPlaces, first: str
) -> None:
    text, here, desk = both.issue(CHEN), destination(both.b), both.b.desk
    done: list[object] = []

    def act_on(session: Session, what: str) -> None:
        act = replace(both.b.site.act(session), actor=OFFICER.officer)
        if what == "redeem":
            showing = Showing.now(act, text, compared=Comparison.MATCHES)
            done.append(redeem_pass(act, showing, here))
        else:
            done.append(void_passes(act, [text], here, reason=VoidReason.OTHER))

    async def together() -> None:
        order = [first, *({"redeem", "void"} - {first})]
        await asyncio.gather(*(desk.database.write(partial(act_on, what=what)) for what in order))

    both.b.runner.run(together())
    won, lost = done
    assert isinstance(won, Redeemed if first == "redeem" else Voided)
    assert isinstance(lost, JudgedPass)
    assert len(both.b.events("pass.redeemed") + both.b.events("pass.voided")) == 1


def test_another_terminal_gets_nothing_by_a_key_that_it_overheard(both: TwoPlaces) -> None:
    body = {"scan": both.issue(CHEN), "compared": "matches"}
    one, other = station(both.b), second_station(both.b)
    told = one.post("/v1/passes/redeem", body, key="overheard-key-0001")
    assert told.status_code == 201
    again = other.post("/v1/passes/redeem", body, key="overheard-key-0001")
    assert (again.status_code, code_of(again)) == (422, "key_reused")
    assert one.post("/v1/passes/redeem", body, key="overheard-key-0001").json() == told.json()
    assert len(both.redeemed()) == 1


# --- quota once too often ---


def test_quota_of_a_day_that_is_over_is_recorded_and_not_credited(carrying: TwoPlaces) -> None:
    carrying.wait(14 * 3600)
    text = carrying.issue(CHEN, quota={VALUE: AMOUNT})
    carrying.turn_the_page("2026-11-25")
    assert carrying.redeem(text) is Verdict.ADMITTED
    [received] = carrying.b.events("transfer.received")
    assert (received.data["credited"], received.data["stranded"]) == ([], [[VALUE, AMOUNT]])
    assert left(carrying.b) == 0


def test_a_renewed_machine_credits_nothing_a_second_time(
    carrying: TwoPlaces, city: City, tmp_path: Path
) -> None:
    backup = back_up(carrying.b.site.settings, tmp_path / "backups").path
    text, alone = carrying.issue(CHEN, quota={VALUE: AMOUNT}), send(carrying.a, carrying.b, DAWEI)
    assert carrying.redeem(text) is Verdict.ADMITTED
    assert take_in(carrying.b, alone) == "transfer.received"
    renew(carrying.b, city, backup)
    assert carrying.redeem(text) is Verdict.REFERRED_RESTORED_SITE
    assert take_in(carrying.b, alone) == "transfer_not_for_us"
    assert carrying.b.events("transfer.received") == []


def test_a_pass_s_quota_is_not_credited_again_as_a_transfer(carrying: TwoPlaces) -> None:
    """The same name in another envelope, signed by the issuer's own key."""
    text = carrying.issue(CHEN, quota={VALUE: AMOUNT})
    assert carrying.redeem(text) is Verdict.ADMITTED
    [received] = carrying.b.events("transfer.received")
    assert received.data["transfer"] == str(name_of(text, carrying.a))
    assert take_in(carrying.b, text) == "transfer_unreadable"
    assert left(carrying.b) == AMOUNT


def test_quota_comes_home_from_a_site_that_the_authority_told_of(carrying: TwoPlaces) -> None:
    """And once, by the station's own scanner."""
    before = left(carrying.a)
    assert take_in(carrying.b, send(carrying.a, carrying.b, CHEN)) == "transfer.received"
    text = send(carrying.b, carrying.a, CHEN)
    said = station(carrying.a).post("/v1/transfers/receive", {"scan": text})
    assert said.status_code == 201, said.text
    assert left(carrying.b) == 0
    again = station(carrying.a).post("/v1/transfers/receive", {"scan": text})
    assert code_of(again) == "transfer_already_credited"
    assert left(carrying.a) <= before


# --- keys that the authority took back ---


def test_of_a_revoked_key_what_stands_is_inspected_and_the_rest_counts_for_nothing(
    both: TwoPlaces,
) -> None:
    stands, undone = both.issue(CHEN), both.issue(DAWEI)
    revoke(both, both.a, last_seq=name_of(stands, both.a).seq)
    assert both.redeem(stands) is Verdict.REFERRED_KEY_REVOKED
    assert both.redeem(undone) is Verdict.REVOKED
    assert isinstance(inspected(both.b, stands), Inspection)
    assert both.redeem(stands) is Verdict.ADMITTED
    assert isinstance(inspected(both.b, undone), JudgedPass), "nothing here could settle it"


def test_a_revoked_key_credits_nobody_whatever_seq_it_names(
    carrying: TwoPlaces, both: TwoPlaces
) -> None:
    """Whoever stole it writes the seq and the amounts that they like."""
    text, alone = carrying.issue(CHEN, quota={VALUE: AMOUNT}), send(carrying.a, carrying.b, DAWEI)
    revoke(both, carrying.a, last_seq=10**6)
    assert take_in(carrying.b, alone) == "transfer_sender_revoked"
    assert isinstance(inspected(carrying.b, text), Inspection)
    assert carrying.redeem(text) is Verdict.ADMITTED, "its bearer was inspected"
    assert carrying.b.events("transfer.received") == []
    assert left(carrying.b) == 0


def test_a_revoked_key_voids_nothing(both: TwoPlaces) -> None:
    """Its holder could honour a pass there and have its quota given back here."""
    inspection = both.inspect(CHEN)
    issued = issue(both.a, inspection, DONGXING)
    assert not isinstance(issued, str)
    void = str(both.void(issued.text))
    revoke(both, both.b, last_seq=10**6)
    assert both.take_void(void) == "void_key_revoked"
    assert issue(both.a, inspection, DONGXING) == "pass_already_issued"


# --- machines that were renewed ---


def test_what_an_epoch_broke_off_with_the_next_one_cannot_void(
    both: TwoPlaces, city: City, tmp_path: Path
) -> None:
    """Even one that signs what it must not: the issuer knows whom the pass was for."""
    backup = back_up(both.b.site.settings, tmp_path / "backups").path
    text = both.issue(CHEN)
    assert both.redeem(text) is Verdict.ADMITTED
    renew(both.b, city, backup)
    tell_of_renewal(both)
    read = decode_pass(text)
    assert isinstance(read, ReadPass)
    said = {"passes": [[str(name_of(text, both.a)), read.digest.hex()]], "reason": "other"}
    event = both.b.do(lambda act: act.record("pass.voided", said))
    assert both.take_void(sign_void(event, both.b.desk.identity.keys.signer)) == "void_contradicts"


def test_an_inspection_that_a_renewed_machine_remembers_serves_no_second_pass(
    both: TwoPlaces, city: City, tmp_path: Path
) -> None:
    inspection = both.inspect(CHEN)
    backup = back_up(both.a.site.settings, tmp_path / "backups").path
    first = issue(both.a, inspection, DONGXING)
    assert not isinstance(first, str)
    renew(both.a, city, backup)
    assert issue(both.a, inspection, DONGXING) == "pass_old_inspection"


# --- other bytes, other words ---


@pytest.fixture
def forked(both: TwoPlaces) -> Iterator[tuple[str, str]]:
    """Two passes of one name: an altered issuer signed a second one, with quota."""
    text = both.issue(CHEN)
    read = decode_pass(text)
    assert isinstance(read, ReadPass)
    quota = CarriedQuota(TradeDay(TODAY), ((VALUE, AMOUNT),))
    other = encode_pass(replace(read.said, quota=quota), both.a.desk.identity.keys.signer)
    assert isinstance(other, str)
    yield text, other


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_passes_with_one_name_one_is_honoured(
    both: TwoPlaces, forked: tuple[str, str], order: tuple[int, int]
) -> None:
    first, second = (forked[number] for number in order)
    assert both.redeem(first) is Verdict.ADMITTED
    assert both.redeem(second) is Verdict.ALREADY_REDEEMED
    assert both.void(second) is Verdict.ALREADY_REDEEMED
    [redeemed] = both.b.events("pass.redeemed")
    read = decode_pass(first)
    assert isinstance(read, ReadPass) and redeemed.data["digest"] == read.digest.hex()


def test_a_void_of_the_other_bytes_gives_the_issuer_nothing_back(
    both: TwoPlaces, forked: tuple[str, str]
) -> None:
    void = both.void(forked[1])
    assert both.take_void(str(void)) == "void_contradicts"


def test_a_code_for_people_is_no_pass(both: TwoPlaces) -> None:
    """It is short enough for two passes to share, so it finds a text and proves nothing."""
    text = both.issue(CHEN)
    issued = both.a.read(lambda session: store.find_issued(session, str(name_of(text, both.a))))
    assert issued is not None
    assert both.redeem(issued.code) is Verdict.UNREADABLE
    assert both.redeem(f"TG1{issued.code}") is Verdict.UNREADABLE


def test_hezhou_is_not_dongxing(both: TwoPlaces) -> None:
    """A pass for the other site, shown to the one whose epoch it names."""
    read = decode_pass(both.issue(CHEN))
    assert isinstance(read, ReadPass)
    audience = replace(read.said.audience, site=HEZHOU)
    altered = encode_pass(replace(read.said, audience=audience), both.a.desk.identity.keys.signer)
    assert isinstance(altered, str)
    assert both.redeem(altered) is Verdict.WRONG_DESTINATION
