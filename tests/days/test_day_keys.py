"""Each day that a site opens has a key of its own, told when the day closes, and not before."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.console.verify_site import verify_site
from service.days.close_day import close_day
from service.days.verify_day_keys import verify_day_keys
from service.journal.act import Act
from service.open_site import NotEnrolled, keys_dir
from service.sites.day_keys import DayKeys, is_day_key
from service.vocabulary import TradeDay
from tests.builders import TODAY, City, Place
from tests.people import SUPERVISOR

TOMORROW = TradeDay("2026-11-25")
OPENED = {"automatic": True, "second_officer": None}
CLOSED = {"day": TODAY, "totals": {}, "head": ""}


def keys_of(place: Place) -> DayKeys:
    keys = place.site.day_keys
    assert keys is not None
    return keys


def close(place: Place, keys: DayKeys | None = None) -> str | None:
    """Close the open day by other means than the counter; the key that was told."""
    place.do(lambda act: close_day(act, {}, keys=keys))
    told: str | None = place.events("day.closed")[-1].data["day_key"]
    return told


def flaws(place: Place) -> list[str]:
    anchor = place.desk.identity.draw_anchor
    return place.read(lambda session: verify_day_keys(session, lambda epoch: anchor).flaws)


def test_the_record_of_a_site_holds_the_end_of_its_chain_and_no_key_of_it(place: Place) -> None:
    [record] = place.desk.identity.trust.sites
    keys = keys_of(place)
    assert record.draw_anchor == place.desk.identity.draw_anchor == keys.anchor
    assert keys.anchor not in (keys.seed, keys.key_of(1))


def test_a_day_that_a_supervisor_closes_tells_its_key(place: Place) -> None:
    counter = place.signed_in(SUPERVISOR, step_up=True)
    assert counter.post("/v1/day/close", {}).status_code == 200
    [closed] = place.events("day.closed")
    told = bytes.fromhex(closed.data["day_key"])
    assert told == keys_of(place).key_of(1)
    assert is_day_key(keys_of(place).anchor, 1, told)


def test_no_event_tells_a_key_before_its_day_is_closed(place: Place) -> None:
    told = [keys_of(place).key_of(link).hex() for link in (1, 2)]
    assert close(place, keys_of(place)) == told[0]
    place.open_day(TOMORROW)
    written = b"".join(event.to_bytes() for event in place.events())
    assert told[1].encode() not in written


def test_each_day_has_the_next_link(place: Place) -> None:
    first = close(place, keys_of(place))
    place.open_day(TOMORROW)
    assert [event.data["link"] for event in place.events("day.opened")] == [1, 2]
    assert (first, close(place, keys_of(place))) == tuple(
        keys_of(place).key_of(link).hex() for link in (1, 2)
    )
    assert flaws(place) == []


def test_verifying_a_site_proves_the_keys_and_rebuilds_their_table(place: Place) -> None:
    close(place, keys_of(place))
    place.open_day(TOMORROW)
    identity = place.desk.identity
    proof = place.read(lambda session: verify_site(session, identity, rebuild=True))
    assert proof.holds, (proof.flaws, proof.tables)
    [(where, told)] = proof.day_keys.told.items()
    assert (where, told.link) == ((identity.epoch, TODAY), 1)
    assert {table.table: table.rows for table in proof.tables}["day_keys"] == 2


WRONG: dict[str, tuple[Callable[[Place], object], str]] = {
    "a key of another chain": (
        lambda place: close(place, DayKeys(bytes(32))),
        "not of the site's chain",
    ),
    "no key": (lambda place: close(place, None), "tells no key"),
    "a day out of turn": (lambda place: reopen(place, 3), "out of turn"),
    "a day twice": (lambda place: reopen(place, 2, 2), "out of turn"),
    "a day that is not counted": (lambda place: reopen(place, None), "out of turn"),
    "a link that is none": (lambda place: reopen(place, "x"), "out of turn"),
    "another key for the day": (
        lambda place: forge(place, "day.taken_over", {"day": TODAY, "link": 2}),
        "has its key another",
    ),
    "a key that is none": (
        lambda place: forge(place, "day.closed", {**CLOSED, "day_key": "xyz"}),
        "illegibly",
    ),
}


def reopen(place: Place, *links: object) -> None:
    for day, link in zip(("2026-11-25", "2026-11-26"), links, strict=False):
        close(place, keys_of(place))
        forge(place, "day.opened", {**OPENED, "day": day, "link": link})


def forge(place: Place, kind: str, data: dict[str, Any]) -> None:
    """Record what the verbs would not, by a program that was altered: no table follows."""

    def record(act: Act) -> None:
        act.journal = replace(act.journal, appliers={kind: lambda session, event: None})
        act.record(kind, data)

    place.do(record)


@pytest.mark.parametrize("what", WRONG)
def test_a_site_that_draws_otherwise_than_it_promised_is_found_out(place: Place, what: str) -> None:
    tamper, words = WRONG[what]
    tamper(place)
    assert any(words in flaw for flaw in flaws(place)), flaws(place)


def test_a_site_that_lost_its_seed_does_not_open(city: City, folder: Path) -> None:
    with Place.opened(city, folder) as place:
        seed = keys_dir(place.site.settings) / "draw-seed"
    seed.unlink()
    with pytest.raises(NotEnrolled, match="re-enrol"), Place.opened(city, folder):
        raise AssertionError("it opened")


def test_a_site_from_before_there_were_draws_tells_no_key(place: Place) -> None:
    assert close(place, None) is None
    told = place.read(lambda session: verify_day_keys(session, lambda epoch: None))
    assert (told.flaws, told.told) == ([], {})
