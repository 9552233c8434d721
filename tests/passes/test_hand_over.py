"""A pass is handed to its bearer by screen, paper or link, and shown at the kiosk of the other."""

from typing import Any, Final, get_args

from service.devices.bodies import Language, PrintJob
from service.devices.draw_slip import draw_slip, picture_of
from service.devices.rules import PAPERS
from service.kit.qr import qr_version
from service.passes.hand_over import slip_of
from service.passes.hand_over_bodies import HandOverBody
from service.passes.rules import Comparison, Verdict
from service.passes.signals import SIGNALS, PublicVerdict, public_verdict
from service.policies.rules.dates import ends_ms
from service.sites import feed_items
from service.sites.store import REVOCATIONS
from service.vocabulary import PassId, TradeDay
from tests.asking import code_of
from tests.devices.slips import SHANGHAI, codes_in
from tests.people import CHEN, DAWEI, OFFICER
from tests.places import NOW_MS
from tests.two_places import HEZHOU, TwoPlaces, both, issue

__all__ = ["both"]
HUB: Final = "https://hub.example"
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def handed(both: TwoPlaces) -> dict[str, Any]:
    """What Dongxing's officer sees of a pass that goes to Hezhou."""
    done = issue(both.b, both.inspect(CHEN, at=both.b), HEZHOU)
    assert not isinstance(done, str)
    answer = both.b.signed_in(OFFICER).get(f"/v1/passes/{done.issued.reference}/hand-over")
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    assert said["text"] == done.text
    return said


def test_a_pass_is_handed_over_with_both_places_by_name(both: TwoPlaces) -> None:
    said = handed(both)
    assert said["to"]["names"]["vi"] == "Khu hỗ thị Hợp Châu"
    assert said["issuer"]["site"] == both.b.desk.identity.site
    assert (said["member_no"], said["picture"][:4]) == (CHEN.number, "<svg")
    assert (said["link"], said["link_picture"]) == (None, None), "there is no centre yet"
    assert CHEN.name not in str(said)


def test_where_there_is_a_centre_a_phone_gets_a_link(both: TwoPlaces) -> None:
    both.b.state.hub_origin = HUB
    said = handed(both)
    assert said["link"] == f"{HUB}/p/#{said['text']}"
    assert qr_version(said["link"]) <= 18
    assert said["link_picture"] != said["picture"]


def test_a_pass_that_was_taken_back_is_handed_to_nobody(both: TwoPlaces) -> None:
    said, station = handed(both), both.b.signed_in(OFFICER)
    path = f"/v1/passes/{said['reference']}"
    assert station.post(f"{path}/annul", {"reason": "wrong_person"}).status_code == 200
    refused = station.get(f"{path}/hand-over")
    assert (refused.status_code, code_of(refused)) == (409, "pass_annulled")
    assert station.get("/v1/passes/S07.00000000.9/hand-over").status_code == 404


def test_a_printed_pass_is_read_by_a_reader(both: TwoPlaces) -> None:
    said = HandOverBody(**handed(both))
    for language in LANGUAGES:
        slip = slip_of(said, language)
        assert len(slip.issued.to) == (1 if language == "zh-CN" else 2), "and in Chinese"
        job = PrintJob(job=1, site="东兴互市区", at=0, slip=slip)
        again = PrintJob.model_validate_json(job.model_dump_json())
        for paper in PAPERS.values():
            picture = picture_of(draw_slip(again, paper, zone=SHANGHAI))
            assert codes_in(picture) == [said.text]


def test_where_no_printer_stands_the_officer_is_told(both: TwoPlaces) -> None:
    path = f"/v1/passes/{handed(both)['reference']}/print"
    answer = both.b.signed_in(OFFICER).post(path, {"language": "vi"})
    assert answer.json() == {"outcome": "no_printer"}


def test_an_officer_is_told_where_passes_may_go_and_which_place_is_closed(
    both: TwoPlaces,
) -> None:
    station = both.b.signed_in(OFFICER)
    [hezhou] = station.get("/v1/passes/destinations").json()["items"]
    assert (hezhou["site"], hezhou["state"]) == (HEZHOU, "open")
    assert hezhou["names"]["zh-CN"] == "合州互市区"
    epoch = both.a.desk.journal.epoch
    both.publish(
        REVOCATIONS, feed_items.revoke_key(HEZHOU, epoch, last_seq=5, at_ms=both.a.machine.wall_ms)
    )
    [hezhou] = station.get("/v1/passes/destinations").json()["items"]
    assert hezhou["state"] == "revoked"


# --- The kiosk ---


def present(both: TwoPlaces, text: str) -> dict[str, Any]:
    answer = both.b.kiosk().post("/v1/passes/present", {"scan": text})
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def test_a_kiosk_says_only_what_bystanders_may_hear() -> None:
    quiet = {each for each in Verdict if public_verdict(each) is PublicVerdict.SEE_OFFICER}
    assert quiet == set(SIGNALS) - {
        Verdict.ADMITTED,
        Verdict.WRONG_DESTINATION,
        Verdict.EXPIRED,
        Verdict.NOT_YET_VALID,
        Verdict.UNREADABLE,
    }


def test_a_pass_at_the_kiosk_brings_its_bearer_in_and_is_honoured_by_an_officer(
    both: TwoPlaces,
) -> None:
    text = both.issue(CHEN)
    shown = present(both, text)
    assert (shown["code"], shown["colour"]) == ("pass_welcome", "green")
    assert shown["issuer"]["names"]["en"] == "Hezhou trade zone"
    assert "*" in shown["name"] and CHEN.name not in str(shown)
    kiosk = both.b.kiosk()
    arrived = kiosk.post("/v1/passes/arrive", {"scan": text})
    assert arrived.status_code == 201, arrived.text
    assert arrived.json()["turn"]["number"] == "P001"
    assert both.redeemed() == [], "nobody has compared the bearer yet"
    again = kiosk.post("/v1/passes/arrive", {"scan": text}).json()
    assert (again["turn"], again["reference"]) == (None, arrived.json()["reference"])
    assert both.redeem(text, Comparison.MATCHES) is Verdict.ADMITTED
    [redeemed] = both.b.events("pass.redeemed")
    assert (redeemed.data["came_in"], redeemed.data["entry"]) == (False, again["reference"])


def test_a_pass_that_was_used_tells_a_kiosk_nothing_but_to_see_the_officer(
    both: TwoPlaces,
) -> None:
    text = both.issue(CHEN)
    assert both.redeem(text) is Verdict.ADMITTED
    shown = present(both, text)
    assert (shown["code"], shown["colour"], shown["shape"]) == ("see_officer", "blue", "person")
    assert {shown[each] for each in ("name", "group", "issuer", "to", "expires_s")} == {None}
    [refused] = both.b.events("scan.refused")
    assert (refused.data["outcome"], refused.data["capture_mode"]) == ("already_redeemed", "kiosk")
    assert refused.data["presence"] is None


def test_a_kiosk_names_the_right_site_and_both_times(both: TwoPlaces) -> None:
    done = issue(both.b, both.inspect(DAWEI, at=both.b), HEZHOU)
    assert not isinstance(done, str)
    shown = present(both, done.text)
    assert (shown["code"], shown["to"]["names"]["zh-CN"]) == ("wrong_destination", "合州互市区")
    text = both.issue(CHEN)
    both.wait(5 * 3600)
    shown = present(both, text)
    assert shown["code"] == "pass_expired"
    assert shown["expires_s"] < shown["now"] // 1000
    assert shown["name"] is None


def test_whoever_is_drawn_reads_the_same_as_whoever_is_referred(both: TwoPlaces) -> None:
    text = both.issue(CHEN)
    name = PassId(*both.a.events("pass.issued")[-1].name)
    until_ms = ends_ms(TradeDay("2026-11-30"), "Asia/Shanghai")
    both.publish(REVOCATIONS, feed_items.revoke_pass(name, expires_ms=until_ms, at_ms=NOW_MS))
    refused = both.b.kiosk().post("/v1/passes/arrive", {"scan": text})
    assert (refused.status_code, code_of(refused)) == (409, "see_officer")
    assert both.b.events("checkin.entered") == []
