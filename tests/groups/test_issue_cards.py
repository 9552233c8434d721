"""Every member has one card that counts; a lost one is revoked before the next is issued."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.groups.card_register import CardRegister, RegisterFault
from service.groups.issue_cards import (
    CardOffice,
    CardRefusal,
    PrintedCard,
    issue_cards,
    replace_card,
)
from service.sites.card import Card
from service.sites.trust_list import verify_card
from service.vocabulary import GroupNo, MemberNo, TradeDay
from tests.asking import code_of
from tests.builders import TODAY, Place
from tests.people import CHEN, CHILD, DAWEI, EXPIRED, HEZHOU, LENDER, NENG_PO, NOBODY
from tests.places import NOW_MS

GROUP = GroupNo(HEZHOU)
TOMORROW = TradeDay("2026-11-25")


@pytest.fixture
def office(place: Place) -> CardOffice:
    """The authority's office, on the test's own copy of its folder."""
    place.archive()
    return CardOffice.of(place.folder / "authority", day=TODAY, at_ms=NOW_MS)


def of_group(office: CardOffice) -> list[PrintedCard]:
    issued = issue_cards(office, GROUP)
    assert not isinstance(issued, CardRefusal)
    return issued


def replaced(office: CardOffice, member: MemberNo) -> PrintedCard:
    issued = replace_card(office, member)
    assert not isinstance(issued, CardRefusal)
    return issued


def test_a_group_gets_a_card_for_each_adult_who_may_trade(office: CardOffice) -> None:
    issued = of_group(office)
    assert [each.card.member for each in issued] == [CHEN.number, NENG_PO.number]
    assert CHILD.number not in {each.card.member for each in issued}
    assert EXPIRED.number not in {each.card.member for each in issued}
    for each in issued:
        trust = office.archive.authority.trust
        assert verify_card(each.text, trust, at_ms=NOW_MS) == each.card
        assert each.card == Card(each.card.member, 1, TODAY)


def test_a_card_tells_no_more_than_a_mask_of_the_name(office: CardOffice) -> None:
    [chen, _] = of_group(office)
    assert (chen.name, chen.group, chen.site) == ("陈*福", HEZHOU, "S01")
    assert chen.site_names.zh.startswith("东兴")


def test_the_same_card_is_printed_again_another_day(office: CardOffice) -> None:
    before = of_group(office)
    later = CardOffice(office.directory, office.archive, TOMORROW, NOW_MS)
    assert of_group(later) == before
    assert len(office.register.path.read_text().splitlines()) == len(before)
    assert office.register.path.stat().st_mode & 0o777 == 0o600


def test_a_lost_card_is_revoked_and_the_next_one_works(place: Place, office: CardOffice) -> None:
    [lost, other] = of_group(office)
    new = replaced(office, CHEN.number)
    assert new.card == Card(CHEN.number, 2, TODAY)
    place.bring(place.archive())
    kiosk = place.kiosk()
    refused = kiosk.post("/v1/check-ins", {"scan": lost.text})
    assert code_of(refused) == "card_revoked"
    assert kiosk.post("/v1/check-ins", {"scan": new.text}).status_code == 201
    assert kiosk.post("/v1/check-ins", {"scan": other.text}).status_code == 201
    assert [each.card.serial for each in of_group(office)] == [2, 1]


def test_each_loss_takes_the_next_serial(office: CardOffice) -> None:
    of_group(office)
    assert [replaced(office, CHEN.number).card.serial for _ in range(3)] == [2, 3, 4]


def test_a_register_that_was_lost_gives_no_revoked_serial_again(office: CardOffice) -> None:
    of_group(office)
    replaced(office, CHEN.number)
    office.register.path.unlink()
    assert [each.card.serial for each in of_group(office)] == [2, 1]


def test_a_card_whose_revocation_was_published_before_the_power_failed_is_issued_anew(
    office: CardOffice,
) -> None:
    of_group(office)
    revoked = {"type": "card.revoked", "v": 1, "member": CHEN.number, "serial": 1}
    office.archive.publish("members", [revoked], at_ms=NOW_MS)
    assert [each.card.serial for each in of_group(office)] == [2, 1]


def test_who_is_unknown_or_may_not_trade_gets_no_card(office: CardOffice) -> None:
    assert issue_cards(office, GroupNo("G777")) is CardRefusal.UNKNOWN_GROUP
    assert replace_card(office, MemberNo(NOBODY)) is CardRefusal.UNKNOWN_MEMBER
    assert replace_card(office, LENDER.number) is CardRefusal.NOT_ACTIVE
    assert replace_card(office, CHILD.number) is CardRefusal.NOT_ACTIVE
    assert not office.register.path.exists()


def test_nothing_is_issued_on_top_of_a_damaged_register(tmp_path: Path) -> None:
    register = CardRegister(tmp_path / "cards.register")
    register.add([Card(CHEN.number, 1, TODAY)])
    register.path.write_text(register.path.read_text() + "{half a li")
    with pytest.raises(RegisterFault, match="line 2"):
        register.newest()


def test_the_commands_write_pages_to_print(place: Place, tmp_path: Path) -> None:
    place.archive()
    directory, out = place.folder / "authority", tmp_path / "sheet.html"
    asked = ["authority", "cards", str(directory), "--group", HEZHOU, "--out", str(out)]
    said = CliRunner().invoke(app, asked)
    assert said.exit_code == 0, said.output
    assert "2 cards of G001" in said.output
    assert out.read_text(encoding="utf-8").count("<svg") == 3
    assert out.stat().st_mode & 0o777 == 0o600
    asked = ["authority", "replace-card", str(directory), str(DAWEI.number), "--out", str(out)]
    said = CliRunner().invoke(app, asked)
    assert said.exit_code == 0 and f"card 2 of {DAWEI.number}" in said.output
    missing = ["authority", "cards", str(directory), "--group", "G777", "--out", str(out)]
    assert CliRunner().invoke(app, missing).exit_code == 2
