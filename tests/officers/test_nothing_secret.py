"""What the journal, and so every copy of it, never holds."""

from functools import partial
from pathlib import Path

import pytest

from service.database import Database
from service.journal.apply import apply_event
from service.journal.store import all_events
from service.officers.apply import APPLY
from service.officers.list_officer import CODE_SYMBOLS, OfficerToList, list_officer
from service.officers.rules import hash_code
from service.officers.store import officer
from service.officers.tables import NOT_DERIVED
from service.stored_row import StoredRow
from service.vocabulary import OfficerNo, Role
from tests.officers.port import NAME, PIN, Port
from tests.places import DONGXING, repeatable


def test_no_pin_no_code_no_token_and_no_name_is_in_any_event(port: Port) -> None:
    code = port.list_officer()
    pairing = port.offer()["code"]
    station = port.browser()
    station.post("/v1/terminals/pair", {"code": pairing})
    station.post("/v1/officers/pin", {"officer": "1001", "one_time_code": code, "pin": PIN})
    station.sign_in(PIN, "1001")
    station.sign_in(pin="593820")
    station.sign_in()
    station.post("/v1/session/step-up", {"pin": PIN})
    tokens = [station.client.cookies[each] for each in ("twogate_terminal", "twogate_officer")]
    station.delete("/v1/session")
    written = port.database.read_now(
        lambda session: b"\n".join(each.bytes for each in all_events(session))
    )
    assert len(port.events()) == 8
    for secret in (PIN, "593820", pairing, code, code.replace("-", ""), *tokens, NAME, "王"):
        assert secret.encode() not in written, secret


def test_no_key_in_the_journal_lets_its_reader_test_secrets_on_a_kept_answer(port: Port) -> None:
    station = port.signed_in(step_up=True)
    station.sign_in(pin="593820")
    for kind in ("terminal.paired", "officer."):
        assert {event.key for event in port.events(kind)} == {None}


def test_pins_and_tokens_lie_nowhere_in_the_database(port: Port) -> None:
    station = port.signed_in(step_up=True)
    tokens = [station.client.cookies[each] for each in ("twogate_terminal", "twogate_officer")]
    stored = port.stored()
    for secret in (PIN, *tokens):
        assert secret.encode() not in stored, secret


def test_a_replay_gives_the_same_terminals_and_used_codes(port: Port, tmp_path: Path) -> None:
    port.signed_in(Role.SUPERVISOR, step_up=True).post("/v1/terminals/T01/revoke")
    port.offer()
    rebuilt = Database(tmp_path / "rebuilt.db")
    StoredRow.metadata.create_all(rebuilt.engine())
    for event in port.events():
        rebuilt.write_now(partial(apply_event, event=event, appliers=APPLY))
    for table in ("terminals", "officer_pins_set"):
        assert rows_of(port.database, table) == rows_of(rebuilt, table) != []
    rebuilt.close()


def rows_of(database: Database, table: str) -> list[tuple[object, ...]]:
    columns = [column.name for column in StoredRow.metadata.tables[table].columns]
    rows: list[tuple[object, ...]] = database.read_now(
        lambda session: session.columns_in_order(table, columns, columns[:1])
    )
    return rows


def test_what_is_not_derived_are_tables_that_exist() -> None:
    assert StoredRow.metadata.tables.keys() >= NOT_DERIVED


def test_a_listing_holds_the_codes_hash_and_the_name_sealed(port: Port) -> None:
    who = OfficerToList(OfficerNo("1001"), NAME, [Role.SUPERVISOR, Role.OFFICER], [DONGXING])
    item, code = list_officer(who, keys=port.desk.identity.field_keys, random=repeatable("listing"))
    assert item["code_hash"] == hash_code("1001", code)
    assert item["roles"] == ["officer", "supervisor"] and item["standing"] == "active"
    assert NAME not in str(item) and code not in str(item)
    assert len(code.replace("-", "")) == 12 and set(code) <= {*CODE_SYMBOLS, "-"}


@pytest.mark.parametrize("number", ["101", "1000001", "10a1", "１００１"])
def test_an_officer_code_has_four_to_six_digits(port: Port, number: str) -> None:
    who = OfficerToList(OfficerNo(number), NAME, [Role.OFFICER], [DONGXING])
    with pytest.raises(ValueError, match="four to six digits"):
        list_officer(who, keys=port.desk.identity.field_keys, random=repeatable("listing"))


def test_the_newest_listing_stands(port: Port) -> None:
    port.list_officer("1001", Role.OFFICER)
    port.list_officer("1001", Role.AUDITOR, active=False)
    listed = port.database.read_now(lambda session: officer(session, OfficerNo("1001")))
    assert listed is not None
    assert (listed.roles, listed.standing) == (frozenset({Role.AUDITOR}), "withdrawn")
