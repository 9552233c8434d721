"""What everybody may ask the hub of the sites: no cookie, no key, and nothing of a person."""

from typing import Any

import httpx

from service.policies.sign_notice import sign_notice
from tests.hub_place import ADDRESS, Joined
from tests.places import DONGXING, NOW_MS
from tests.sync.teller import Teller

CLOSED = {"zh": "因台风关闭", "vi": "Đóng cửa vì bão", "en": "Closed because of a typhoon"}


def asked(joined: Joined) -> dict[str, Any]:
    with httpx.Client(transport=joined.hub.transport, base_url=ADDRESS) as phone:
        said = phone.get("/v1/phone/sites")
    assert said.status_code == 200, said.text
    told: dict[str, Any] = said.json()
    return told


def test_each_site_is_told_by_name_key_money_and_hours_and_the_hub_is_none(joined: Joined) -> None:
    told = asked(joined)
    assert told["at"] == NOW_MS
    [site] = [each for each in told["sites"] if each["site"] == DONGXING]
    assert site["epochs"] == [joined.place.desk.identity.epoch]
    assert site["names"].keys() == {"zh", "vi", "en"}
    assert (site["currency"], site["opening"]["state"]) == ("CNY", "open")
    assert "S00" not in [each["site"] for each in told["sites"]]


def test_a_site_that_took_another_key_is_known_by_both(joined: Joined) -> None:
    first = Teller.of(joined.hub.city.authority, "Hezhou, its first key")
    second = Teller.of(joined.hub.city.authority, "Hezhou, its second key")
    archive = joined.place.archive()
    archive.publish("sites", [first.item, second.item], at_ms=NOW_MS)
    joined.hub.bring(archive)
    [site] = [each for each in asked(joined)["sites"] if each["site"] == first.site]
    assert set(site["epochs"]) == {first.keys.epoch, second.keys.epoch}


def test_a_notice_closes_a_site_on_every_phone_at_once(joined: Joined) -> None:
    archive = joined.place.archive()
    said = {"state": "closed", "from_ms": NOW_MS, "message": CLOSED}
    sign_notice(archive, DONGXING, said, at_ms=NOW_MS)
    joined.hub.bring(archive)
    [site] = [each for each in asked(joined)["sites"] if each["site"] == DONGXING]
    assert site["opening"]["state"] == "closed"
    assert site["opening"]["message"] == CLOSED
