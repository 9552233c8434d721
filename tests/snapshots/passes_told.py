"""The part of the story where passes go out to another site, and one of theirs is honoured here."""

from hashlib import sha256
from typing import Any, Final

from service.kit.cose import cbor_encode, from_text, to_text
from service.passes.rules import Audience, Check, Goods, Inspection, Outcome, Pass
from service.passes.token import PASS_PREFIX, encode_pass
from service.passes.void_token import VOID, VOID_PREFIX, Claim
from service.prune_site import prune_site
from service.sites import feed_items
from service.sites.records import SiteNames, SiteRecord, SiteRole, sign_site_record
from service.vocabulary import PassId, SiteNo
from tests.asking import Browser
from tests.builders import City, Place
from tests.people import CHEN, OFFICER, Person
from tests.places import DAY_MS, DONGXING, NOW_MS, make_site

FAR: Final = SiteNo("S09")
FAR_KEYS: Final = make_site("the far site")


def tell_of_passes(city: City, place: Place, stranger: Person) -> None:
    """Chen, who is inside, gets a pass to the far site; ``stranger`` comes with one of theirs.

    The officer errs now and then, and the far site declares void what Chen was given.
    """
    record = feed_items.record_site(sign_site_record(_record_of_far(), city.authority.feeds))
    place.publish(feed_items.SITES, record)
    station = place.signed_in(OFFICER)
    checked = {"member": CHEN.number, "checks": ["person"], "result": "cleared"}
    ok(station.post("/v1/inspections/drafts", {"member": stranger.number, "checks": ["person"]}))
    ok(station.get("/v1/inspections/drafts"))
    wrong, issued = (_issued(station, checked) for _ in range(2))
    ok(station.post(f"/v1/passes/{wrong['reference']}/annul", {"reason": "other"}))
    ok(station.get(f"/v1/passes/{issued['reference']}/token"))
    ok(station.post("/v1/passes/voids", {"scan": void_of(issued, place, seq=7)}))
    _theirs_come(station, place, stranger)
    ok(station.get("/v1/inspections"))
    days = place.site.settings.answers_days
    moment = place.machine.clock().now()
    place.do(lambda act: prune_site(act.session, (), moment=moment, answers_days=days))


def _issued(station: Browser, checked: dict[str, Any]) -> dict[str, Any]:
    inspection = ok(station.post("/v1/inspections", checked))["reference"]
    return ok(station.post("/v1/passes", {"inspection": inspection, "to_site": FAR}))


def _theirs_come(station: Browser, place: Place, stranger: Person) -> None:
    shown = {"scan": pass_of(place, stranger, seq=41)}
    ok(station.post("/v1/passes/peek", shown))
    done = ok(station.post("/v1/passes/redeem", {**shown, "compared": "matches"}))
    honoured = done["verdict"]["said"]["reference"]
    ok(station.post(f"/v1/passes/{honoured}/redemption/annul", {"reason": "other"}))
    ok(station.post(f"/v1/passes/{honoured}/admit", {}))
    unwanted = pass_of(place, stranger, seq=42)
    ok(station.post("/v1/passes/void", {"scans": [unwanted], "reason": "not_coming"}))


def void_of(issued: dict[str, Any], place: Place, *, seq: int) -> str:
    """The far site's word that it will not honour the pass."""
    name = PassId.parse(issued["reference"])
    message = from_text(PASS_PREFIX, issued["text"])
    assert name is not None and isinstance(message, bytes)
    voided = [name.site, bytes.fromhex(name.epoch), name.seq, sha256(message).digest()]
    claims = {
        Claim.SITE: FAR,
        Claim.AT: place.machine.wall_ms // 1000,
        Claim.SEQ: seq,
        Claim.PASSES: [voided],
    }
    return to_text(VOID_PREFIX, FAR_KEYS.signer.sign(cbor_encode(claims), kind=VOID))


def pass_of(place: Place, person: Person, *, seq: int, goods: Goods | None = None) -> str:
    """The text of a pass that the far site gave to ``person``, for here."""
    now_s = place.machine.wall_ms // 1000
    said = Pass(
        audience=Audience(DONGXING, place.desk.identity.epoch),
        seq=seq,
        issued_s=now_s,
        expires_s=now_s + 3600,
        member=person.number,
        inspection=Inspection(Outcome.CLEARED, Check.IDENTITY),
        policy=1,
        goods=goods,
    )
    return str(encode_pass(said, FAR_KEYS.signer))


def _record_of_far() -> SiteRecord:
    return SiteRecord(
        site=FAR,
        signing=FAR_KEYS.signer.public,
        sealing=FAR_KEYS.sealing_public,
        roles=(SiteRole.ISSUES, SiteRole.REDEEMS),
        names=SiteNames("远口岸", "Far zone", "Khu xa"),
        anchors=(),
        not_before_ms=NOW_MS,
        expires_ms=NOW_MS + 400 * DAY_MS,
    )


def ok(answer: Any) -> dict[str, Any]:
    """What a good answer says."""
    assert answer.is_success, answer.text
    said: dict[str, Any] = answer.json()
    return said
