"""An event is its bytes: one spelling, one name, nothing lost."""

import hashlib

import pytest

from service.journal.event import Event, EventName, chain_hash
from service.kit import canonical_json
from service.kit.clock import Moment, Trust
from service.vocabulary import Epoch, OfficerNo, SiteNo, TerminalNo, TradeDay
from tests.places import NOW_MS

EVENT = Event(
    type="checkin.annulled",
    v=1,
    name=EventName(SiteNo("S01"), Epoch("ab12cd34"), 7),
    moment=Moment(NOW_MS, Trust.RTC),
    day=TradeDay("2026-11-24"),
    terminal=TerminalNo("T02"),
    actor=OfficerNo("1001"),
    key="key-of-the-station",
    refs=("S01.ab12cd34.6",),
    feeds={"members/all": "1.8"},
    data={"record": "S01.ab12cd34.5", "reason": "test"},
)


def test_an_event_comes_back_as_it_was_written() -> None:
    assert Event.from_bytes(EVENT.to_bytes()) == EVENT


def test_the_bytes_are_canonical_and_hold_the_whole_event() -> None:
    written = EVENT.to_bytes()
    assert canonical_json.encode(canonical_json.decode(written)) == written
    assert set(canonical_json.decode(written)) == set(
        "actor at clock data day epoch feeds key refs seq site terminal type v".split()
    )


def test_another_spelling_of_an_event_is_none() -> None:
    with pytest.raises(ValueError, match="canonical"):
        Event.from_bytes(EVENT.to_bytes().replace(b",", b", ", 1))


def test_a_name_is_text_and_back() -> None:
    assert str(EVENT.name) == "S01.ab12cd34.7"
    assert EventName.parse("S01.ab12cd34.7") == EVENT.name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "S01",
        "S01.ab12cd34",
        "S01.ab12cd34.",
        "S01.ab12cd34.x",
        "S01.ab12cd34.7.8",
        "S01.ab12cd34.-7",
        "S01.ab12cd34.７",
        "S01.ab12cd34." + "9" * 16,
    ],
)
def test_what_is_no_name_is_none(text: str) -> None:
    assert EventName.parse(text) is None


def test_each_hash_covers_all_before_it() -> None:
    genesis = hashlib.sha256(b"site record").digest()
    first = chain_hash(genesis, b"one")
    assert first == hashlib.sha256(genesis + b"one").digest()
    assert chain_hash(first, b"two") == hashlib.sha256(first + b"two").digest()
