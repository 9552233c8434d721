"""Members who bring goods to Hezhou, and what an officer there says of them."""

from typing import Any, Final

from service.quota.grant_horizon import grant_horizon
from service.quota.plan_grants import Grant, GrantRefusal, longest_horizon
from service.vocabulary import SiteNo, TradeDay
from tests.builders import TODAY, Place
from tests.people import CHEN, Person
from tests.places import DONGXING, NOW_MS
from tests.two_places import TwoPlaces, desk, staff_hezhou

Said = dict[str, Any]

MANGO: Final[Said] = {"goods": "mango", "origin": "VN", "amount": 12_000, "value_fen": 7_200}
CASHEW: Final[Said] = {
    "goods": "cashew_in_shell",
    "origin": "VN",
    "amount": 50_000,
    "value_fen": 50_000,
}
CLEARED: Final[Said] = {"checks": ["person", "goods"], "result": "cleared", "confirmed": True}


def prepare_goods(both: TwoPlaces) -> None:
    """Dongxing, everybody's home, has a horizon; Hezhou has screens and an officer."""
    archive, epoch = both.b.archive(), both.b.desk.journal.epoch
    granted = Grant(DONGXING, epoch, longest_horizon(TODAY), holds_from=TradeDay("2026-11-01"))
    written = grant_horizon(archive, granted, today=TODAY, at_ms=NOW_MS)
    assert not isinstance(written, GrantRefusal)
    both.b.bring(archive)
    staff_hezhou(both)


def come_with_goods(place: Place, person: Person = CHEN) -> None:
    said = desk(place).post("/v1/check-ins", {"member": person.number, "lane": "goods"})
    assert said.status_code == 201, said.text


def inspect_goods(place: Place, *lines: Said, person: Person = CHEN, **others: Any) -> Said:
    """A cleared inspection of these goods, or what ``others`` make of it."""
    goods = {"lines": list(lines), "declaration": others.pop("declaration", None)}
    body = {"member": person.number, **CLEARED, "goods": goods, **others}
    said = desk(place).post("/v1/inspections", body)
    assert said.status_code == 201, said.text
    made: Said = said.json()
    return made


def issue_goods(
    place: Place, inspection: Said, to: SiteNo = DONGXING, quota: list[Said] | None = None
) -> Said:
    body = {"inspection": inspection["reference"], "to_site": to, "quota": quota or []}
    said = desk(place).post("/v1/passes", body)
    assert said.status_code == 201, said.text
    issued: Said = said.json()
    return issued


def redeem_goods(place: Place, issued: Said, **others: Any) -> Said:
    body = {"scan": issued["text"], "compared": "matches", "lane": "goods", **others}
    said = desk(place).post("/v1/passes/redeem", body)
    assert said.status_code == 201, said.text
    done: Said = said.json()
    return done


def declare_goods(place: Place, issued: Said, **others: Any) -> Any:
    lines = range(len(issued["goods"]["lines"]))
    body = {
        "scan": issued["text"],
        "manifest": issued["manifest"],
        "confirmed": list(lines),
        **others,
    }
    return desk(place).post("/v1/passes/declare", body)


def value_left(place: Place, person: Person = CHEN) -> int:
    said = desk(place).get(f"/v1/members/{person.number}/quota").json()
    return int(said["parts"][0]["left"])
