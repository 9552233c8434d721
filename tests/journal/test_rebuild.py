"""Every derived table can be thrown away: journal and feeds make the same rows again."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, update

from service.checkin.store import Inside, put_inside
from service.checkin.tables import CheckInRecord, MemberInside, Turn
from service.console.verify_site import rebuild_tables
from service.days.tables import TradeDayRow
from service.groups.tables import GroupRow
from service.journal.rebuild import TableProof
from service.members.tables import MemberRow
from service.officers.tables import TerminalRow
from service.policies.adopt_policy import adopt_policy
from service.session import Session, prepared
from service.tables import DERIVED
from tests.builders import TODAY, Place
from tests.people import CHEN, DAWEI, LENDER, NENG_PO, OFFICER, SUPERVISOR
from tests.snapshots.sayings import CATALOGUE, NOTICE, POLICY


@pytest.fixture
def busy_place(place: Place) -> Place:
    """A site after a morning's work; tests/databases replay a story that fills every table."""
    place.publish("policies", CATALOGUE, POLICY)
    place.publish("status", NOTICE)
    place.do(adopt_policy)
    kiosk, check_in = place.kiosk(), "/v1/check-ins"
    entered = [kiosk.post(check_in, {"member": each.number}) for each in (CHEN, NENG_PO, DAWEI)]
    kiosk.post(check_in, {"member": LENDER.number})
    kiosk.post(check_in, {"member": CHEN.number, "direction": "out"})
    kiosk.post("/v1/turns", {"lane": "help"})
    station = place.signed_in(OFFICER)
    reference = entered[2].json()["reference"]
    station.post(f"{check_in}/{reference}/annul", {"reason": "test"})
    number = station.post("/v1/turns/call", {"lane": "person"}).json()["number"]
    station.post(f"/v1/turns/{number}/finish", {"result": "served"})
    place.signed_in(SUPERVISOR, step_up=True).post("/v1/day/close")
    return place


def proofs(place: Place) -> dict[str, TableProof]:
    return {proof.table: proof for proof in place.read(rebuild_tables)}


def test_every_derived_table_is_made_again_and_is_the_same(busy_place: Place) -> None:
    found = proofs(busy_place)
    assert found.keys() == DERIVED
    assert [name for name, proof in found.items() if not proof.equal] == []


def alter(model: Any, **values: Any) -> Callable[[Session], object]:
    return lambda session: session.run(prepared(update(model).values(**values)))


FORGED: dict[str, Callable[[Session], object]] = {
    "checkin_records": alter(CheckInRecord, annulled=False),
    "members": alter(MemberRow, standing="active"),
    "groups": alter(GroupRow, leader=1),
    "terminals": alter(TerminalRow, role="station"),
    "trade_days": alter(TradeDayRow, opened_by="2002"),
    "turns": alter(Turn, state="waiting"),
    "members_inside": lambda session: session.run(prepared(delete(MemberInside))),
}


@pytest.mark.parametrize("table", FORGED)
def test_an_altered_table_is_found_and_no_other_is_blamed(busy_place: Place, table: str) -> None:
    busy_place.do(lambda act: FORGED[table](act.session))
    assert [name for name, proof in proofs(busy_place).items() if not proof.equal] == [table]


def test_one_row_too_many_is_found(busy_place: Place) -> None:
    inside = Inside(1, None, "S01.00000000.1")
    busy_place.do(lambda act: put_inside(act.session, LENDER.number, TODAY, inside))
    assert not proofs(busy_place)["members_inside"].equal
