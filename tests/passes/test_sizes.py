"""How large real passes are: issued by a site from what its officers inspected, and measured."""

from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.passes.measure_passes import PassSize, measure_passes
from service.passes.token import LONGEST_TEXT
from tests.asking import code_of
from tests.passes.goods_told import CASHEW, MANGO, come_with_goods, inspect_goods, issue_goods
from tests.passes.goods_told import prepare_goods as prepare_hezhou
from tests.people import CHEN, DAWEI, LAN, OFFICER, Person
from tests.two_places import HEZHOU, TwoPlaces, both, desk, issue

__all__ = ["both"]

HUB = "https://pass.border-trade.example"
LONG_SEALS = [{"number": f"DX20261124-{number:05}", "kind": "bolt"} for number in (1, 2)]
ON_THE_TRUCK: dict[str, Any] = {"plate": "桂P·12345D", "seals": LONG_SEALS}
THREE_COMPONENTS = [{"component": each, "amount": each * 100} for each in (1, 2, 3)]
BATCH = {"members": 195, "hash": "ab" * 16}


def send_person(both: TwoPlaces, person: Person) -> None:
    done = issue(both.b, both.inspect(person, at=both.b), HEZHOU)
    assert not isinstance(done, str), done


def send_goods(both: TwoPlaces, person: Person, *, quota: Any = None, **others: Any) -> None:
    come_with_goods(both.b, person)
    inspected = inspect_goods(both.b, MANGO, CASHEW, person=person, **ON_THE_TRUCK, **others)
    issue_goods(both.b, inspected, HEZHOU, quota)


@pytest.fixture
def sizes(both: TwoPlaces) -> dict[str, PassSize]:
    """Dongxing sends a person, a truck with everything that fits one pass, and one of a batch."""
    prepare_hezhou(both)
    send_person(both, CHEN)
    send_goods(both, DAWEI, quota=THREE_COMPONENTS)
    send_goods(both, LAN, batch=BATCH)
    measured = both.b.read(lambda session: measure_passes(session, hub=HUB))
    assert [count for _, count in measured] == [1, 1, 1]
    return {size.carries: size for size, _ in measured}


def test_real_passes_fit_their_codes(sizes: dict[str, PassSize]) -> None:
    person, *goods = sizes.values()
    assert list(sizes) == [
        "person, mask",
        "goods, mask, 3 components, plate, 2 seals",
        "goods, mask, plate, 2 seals, batch",
    ]
    assert person.version <= 9
    for size in sizes.values():
        assert size.version <= 13 and size.characters <= LONGEST_TEXT
        assert size.link_version is not None and size.link_version <= 18
        assert size.characters == 3 + -(-size.message_bytes * 8 // 5)
    assert all(size.manifest_version is not None for size in goods)


def test_the_owner_prints_the_sizes_and_nobody_s_name(
    both: TwoPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWOGATE_DATA_DIR", str(both.b.site.settings.data_dir))
    said = CliRunner().invoke(app, ["pass", "sizes"])
    assert said.exit_code == 0 and "No pass went out" in said.output
    send_person(both, CHEN)
    said = CliRunner().invoke(app, ["pass", "sizes"])
    assert said.exit_code == 0, said.output
    assert "person" in said.output and "8-M" in said.output
    assert str(CHEN.number) not in said.output


def test_a_pass_that_is_too_large_says_by_how_much_and_what_to_shorten(both: TwoPlaces) -> None:
    prepare_hezhou(both)
    come_with_goods(both.b)
    inspected = inspect_goods(both.b, MANGO, **ON_THE_TRUCK)
    quota = [{"component": each, "amount": 10**12} for each in range(1, 13)]
    body = {"inspection": inspected["reference"], "to_site": HEZHOU, "quota": quota}
    refused = both.b.signed_in(OFFICER).post("/v1/passes", body)
    assert (refused.status_code, code_of(refused)) == (409, "pass_too_large")
    said = refused.json()
    takes = {each["part"]: each["characters"] for each in said["parts"]}
    assert list(takes) == ["quota", "seals", "plate"], "the longest first"
    assert said["most"] == LONGEST_TEXT and 0 < said["over"] < takes["quota"]
    assert both.b.events("pass.issued") == []
    fewer = {**body, "quota": quota[: 12 - said["over"] // (takes["quota"] // 12) - 1]}
    again = desk(both.b).post("/v1/passes", fewer)
    assert code_of(again) != "pass_too_large", (
        "shortened by as much it fits; the quota is not there"
    )
