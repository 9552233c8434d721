"""The part of the story where goods go along with passes, and risk hits are about some of them."""

from typing import Any, Final

from service.inspection.manifest import ManifestLine, manifest_hash, write_manifest
from service.passes.rules import Goods
from service.vocabulary import Unit
from tests.asking import Browser
from tests.builders import Place
from tests.hits_told import enter_hit
from tests.people import CHEN, OFFICER, OPERATOR, Person
from tests.snapshots.passes_told import FAR, ok, pass_of, void_of

MANGO: Final = ManifestLine("mango", "VN", Unit.GRAM, 12_000, 7_200)
SAID: Final = {"goods": "mango", "origin": "VN", "amount": 12_000, "value_fen": 7_200}


def tell_of_goods(place: Place, stranger: Person) -> None:
    """Chen's goods go out with a pass and come back void; ``stranger`` brings some with a pass."""
    _hits_are_entered(place)
    station = place.signed_in(OFFICER)
    issued = _hers_go(station)
    ok(station.get(f"/v1/inspections/case?member={CHEN.number}"))
    ok(station.get("/v1/passes"))
    ok(station.post("/v1/passes/look-up", {"code": issued["code"]}))
    ok(station.post("/v1/passes/voids", {"scan": void_of(issued, place, seq=8)}))
    _theirs_come(station, place, stranger)


def _hits_are_entered(place: Place) -> None:
    """One holds on, about goods that nobody brings; the other was a mistake."""
    enter_hit(place, "goods", "sugar")
    wrong = enter_hit(place, "member", str(CHEN.number))
    operator = place.signed_in(OPERATOR)
    ok(operator.post(f"/v1/hits/{wrong['reference']}/lift", {"reason": "mistake"}))
    ok(operator.get("/v1/hits"))


def _hers_go(station: Browser) -> dict[str, Any]:
    """She goes out to fetch mangoes, declares them, and takes them away with a pass."""
    ok(station.post("/v1/check-ins", {"member": CHEN.number, "direction": "out"}))
    ok(station.post("/v1/check-ins", {"member": CHEN.number, "lane": "goods"}))
    inspecting = {
        "member": CHEN.number,
        "checks": ["person"],
        "result": "cleared",
        "confirmed": True,
        "goods": {"declaration": _declared(station), "lines": [SAID]},
    }
    inspection = ok(station.post("/v1/inspections", inspecting))["reference"]
    return ok(station.post("/v1/passes", {"inspection": inspection, "to_site": FAR}))


def _declared(station: Browser) -> str:
    said = {"lines": [SAID], "confirmed": [0], "presence": "officer_attested"}
    filed = ok(station.post("/v1/declarations", {"member": CHEN.number, **said}))
    return str(filed["reference"])


def _theirs_come(station: Browser, place: Place, stranger: Person) -> None:
    goods = Goods(manifest_hash([MANGO]), 1, MANGO.value_fen, declared=False)
    scan = pass_of(place, stranger, seq=43, goods=goods)
    shown = {"scan": scan, "manifest": write_manifest([MANGO])}
    ok(station.post("/v1/passes/goods", shown))
    ok(station.post("/v1/passes/redeem", {**shown, "compared": "matches", "lane": "goods"}))
    ok(station.post("/v1/passes/declare", {**shown, "confirmed": [0]}))
