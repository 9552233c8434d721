"""A pack with a fault is not signed, and each fault is told with field, reason and remedy."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from service.policies.read_pack_file import REMEDIES, PackUnreadable, read_pack_file
from service.policies.rules.judge_pack import PackFlaw, judge_pack
from tests.policies.packs import Said, pack_file, said_in

Spoil = Callable[[Said], object]


def in_row(which: str, **others: object) -> Spoil:
    return lambda said: next(r for r in said["catalogue"] if r["code"] == which).update(others)


def in_first(section: str, **others: object) -> Spoil:
    return lambda said: said[section][0].update(others)


SPOILT: dict[str, tuple[Spoil, str, PackFlaw]] = {
    "a day that is none": (
        in_first("relaxations", to="2026-02-30"),
        "relaxations/0/to",
        PackFlaw.NOT_A_DATE,
    ),
    "an end before its beginning": (
        in_first("relaxations", to="2026-09-30"),
        "relaxations/0",
        PackFlaw.BACKWARD,
    ),
    "limits in the wrong order": (
        lambda said: said["components"][0]["limits"].reverse(),
        "components/value/limits",
        PackFlaw.OVERLAP,
    ),
    "two relaxations of one country at once": (
        lambda said: said["relaxations"].append(said["relaxations"][0]),
        "catalogue/cashew_in_shell/origins",
        PackFlaw.OVERLAP,
    ),
    "a relaxation of what is allowed anyway": (
        in_first("relaxations", origins=["VN"]),
        "catalogue/cashew_in_shell/origins",
        PackFlaw.OVERLAP,
    ),
    "a component said twice": (
        lambda said: said["components"][2].update(number=2),
        "components/number",
        PackFlaw.TWICE,
    ),
    "goods said twice": (
        in_row("mango", code="durian"),
        "catalogue/code",
        PackFlaw.TWICE,
    ),
    "a cap that is none": (
        in_row("sugar", draws_on="suger"),
        "catalogue/sugar/draws_on",
        PackFlaw.UNKNOWN_COMPONENT,
    ),
    "a cap that is passed over": (
        lambda said: next(r for r in said["catalogue"] if r["code"] == "rice").pop("draws_on"),
        "catalogue/rice/draws_on",
        PackFlaw.NOT_UNDER_CAP,
    ),
    "a cap counted in another unit": (
        in_row("rice", unit="piece"),
        "catalogue/rice/draws_on",
        PackFlaw.UNIT_MISMATCH,
    ),
    "goods nobody knows": (
        in_first("relaxations", goods=["cashews"]),
        "relaxations/0/goods",
        PackFlaw.UNKNOWN_GOODS,
    ),
    "a list of no goods": (
        lambda said: said["listed_goods"][0].pop("headings"),
        "listed_goods/0",
        PackFlaw.NO_GOODS,
    ),
    "a price band upside down": (
        in_row("durian", low_fen=4001),
        "catalogue/durian",
        PackFlaw.BAND_BACKWARD,
    ),
    "hours that end before they begin": (
        lambda said: said["opening_hours"].update(mon=[["18:00", "08:00"]]),
        "opening_hours/mon",
        PackFlaw.HOURS,
    ),
    "hours that overlap": (
        lambda said: said["opening_hours"].update(mon=[["08:00", "12:00"], ["11:00", "18:00"]]),
        "opening_hours/mon",
        PackFlaw.OVERLAP,
    ),
    "a zone nobody knows": (
        lambda said: said.update(time_zone="Asia/Dongxing"),
        "time_zone",
        PackFlaw.UNKNOWN_ZONE,
    ),
    "a first component that is not the value": (
        in_first("components", code="worth"),
        "components/0",
        PackFlaw.VALUE_FIRST,
    ),
    "an amber age before the ordinary one": (
        lambda said: said["staleness"].update(amber_seconds=1),
        "staleness",
        PackFlaw.BANDS,
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_fault_is_named_with_its_field(name: str) -> None:
    spoil, where, flaw = SPOILT[name]
    said = said_in("cn")
    spoil(said)
    assert {(fault.where, fault.flaw) for fault in judge_pack(said)} == {(where, flaw)}


def test_every_flaw_is_met_here_and_has_a_remedy() -> None:
    assert {flaw for _, _, flaw in SPOILT.values()} == set(PackFlaw) == set(REMEDIES)


SHAPELESS: dict[str, tuple[Spoil, str]] = {
    "a negative limit": (lambda said: said["components"][0]["limits"][0].update(limit=-1), "-1"),
    "an absurd limit": (
        lambda said: said["components"][0]["limits"][0].update(limit=2**60),
        "greater than the maximum",
    ),
    "an unknown unit": (in_row("durian", unit="kg"), "'kg' is not one of"),
    "a heading that is a number": (in_row("durian", heading=81060), "not of type 'string'"),
    "a name in two languages": (
        in_row("durian", names={"zh": "榴莲", "en": "durian"}),
        "'vi' is a required property",
    ),
    "a figure without a source": (
        lambda said: said["passes"].pop("source"),
        "'source' is a required property",
    ),
    "a word nobody reads": (lambda said: said.update(quota=1), "'quota' was unexpected"),
    "a proof of presence that is none": (
        lambda said: said["presence"].update(check_in=["face_scan"]),
        "'face_scan' is not one of",
    ),
}


@pytest.mark.parametrize("name", SHAPELESS)
def test_what_the_schema_does_not_know_is_refused(name: str, tmp_path: Path) -> None:
    spoil, sentence = SHAPELESS[name]
    said = said_in("cn")
    spoil(said)
    file = tmp_path / "pack.json"  # JSON is YAML
    file.write_text(json.dumps(said), encoding="utf-8")
    _, faults = read_pack_file(file)
    assert len(faults) == 1
    assert sentence in faults[0]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("heading: 071410", "071410"),
        ("origin: NO", "NO"),
        ("from: 2026-11-24", "2026-11-24"),
        ("until: 18:00", "18:00"),
        ("limit: 1000", 1000),
        ("open: true", True),
    ],
)
def test_yaml_has_no_surprises(line: str, found: object, tmp_path: Path) -> None:
    file = tmp_path / "pack.yaml"
    file.write_text(line, encoding="utf-8")
    said, faults = read_pack_file(file)
    assert list(said.values()) == [found]
    assert faults


@pytest.mark.parametrize("text", ["regime: CN\nregime: VN\n", "[", "\x00"])
def test_what_is_no_yaml_or_says_a_thing_twice_is_no_pack(text: str, tmp_path: Path) -> None:
    file = tmp_path / "pack.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PackUnreadable):
        read_pack_file(file)


def test_the_shipped_file_itself_is_read_as_it_stands() -> None:
    assert read_pack_file(pack_file("cn"))[0] == said_in("cn")
