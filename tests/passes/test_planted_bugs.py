"""A pass is honoured at most once, and each rule of that is needed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final
from unittest.mock import patch

import pytest

from service.console.back_up import back_up
from service.console.restore_site import restore_site
from service.passes import rules, store
from service.passes.rules import CHECKS, Verdict
from service.passes.tables import PassEnd
from service.session import prepared_upsert
from tests.builders import City, settings_of
from tests.people import CHEN
from tests.receipts.losing import re_enrol
from tests.two_places import TwoPlaces, both, redeem

__all__ = ["both"]

Plant = Callable[[], AbstractContextManager[Any]]


def without(*names: str) -> Plant:
    kept = tuple(each for each in CHECKS if each.__name__ not in names)
    assert len(kept) == len(CHECKS) - len(names)
    return lambda: patch.object(rules, "CHECKS", kept)


def without_the_shared_key() -> AbstractContextManager[Any]:
    """Two ends of one pass, each in a table of its own: the later one finds no other."""
    other = patch.object(store, "_ADD_END", prepared_upsert(PassEnd))
    found = patch.object(store, "find_end", lambda session, of: None)
    return _All(other, found)


class _All:
    def __init__(self, *plants: Any) -> None:
        self.plants = plants

    def __enter__(self) -> None:
        for each in self.plants:
            each.__enter__()

    def __exit__(self, *why: object) -> None:
        for each in self.plants:
            each.__exit__(*why)


def shown_at_both_places(both: TwoPlaces, city: City) -> None:
    text = both.issue(CHEN)
    verdicts = [redeem(both.b, text), redeem(both.a, text)]
    assert verdicts.count(Verdict.ADMITTED) <= 1, "honoured at two places"


def shown_to_the_next_epoch(both: TwoPlaces, city: City) -> None:
    """B honours it, loses its disk, goes back to a backup and enrols anew."""
    text, folder = both.issue(CHEN), both.b.folder
    backup = back_up(both.b.site.settings, folder / "backups").path
    assert both.redeem(text) is Verdict.ADMITTED

    def go_back() -> None:
        restore_site(settings_of(folder), backup)
        re_enrol(city, folder)

    both.b.restart(meanwhile=go_back)
    verdict = both.redeem(text)
    assert verdict is not Verdict.ADMITTED, "honoured by two epochs"
    assert verdict is Verdict.REFERRED_RESTORED_SITE
    assert both.void(text) is Verdict.REFERRED_RESTORED_SITE, "nothing is signed about it"
    assert both.b.events("pass.voided") == []


def redeemed_and_then_void(both: TwoPlaces, city: City) -> None:
    text = both.issue(CHEN)
    assert both.redeem(text) is Verdict.ADMITTED
    assert both.void(text) is Verdict.ALREADY_REDEEMED, "both honoured and declared void"


def shown_twice(both: TwoPlaces, city: City) -> None:
    text = both.issue(CHEN)
    verdicts = [both.redeem(text), both.redeem(text)]
    assert verdicts.count(Verdict.ADMITTED) == 1, "honoured twice"


Story = Callable[[TwoPlaces, City], None]
PLANTED: Final[dict[str, tuple[Story, Plant]]] = {
    "R5 the site that a pass is for": (
        shown_at_both_places,
        without("_check_site", "_check_epoch"),
    ),
    "R5 the epoch that a pass is for": (shown_to_the_next_epoch, without("_check_epoch")),
    "R6 one key for both ends, void": (redeemed_and_then_void, without_the_shared_key),
    "R6 one key for both ends, twice": (shown_twice, without_the_shared_key),
}


@pytest.mark.parametrize("rule", PLANTED)
def test_with_every_rule_in_place_the_story_ends_well(
    rule: str, both: TwoPlaces, city: City
) -> None:
    PLANTED[rule][0](both, city)


@pytest.mark.parametrize("rule", PLANTED)
def test_without_the_rule_it_ends_badly(rule: str, both: TwoPlaces, city: City) -> None:
    story, plant = PLANTED[rule]
    with plant(), pytest.raises(AssertionError):
        story(both, city)


def test_the_database_itself_refuses_a_second_end(both: TwoPlaces) -> None:
    """Even where a verb forgot to look."""
    text = both.issue(CHEN)
    assert both.redeem(text) is Verdict.ADMITTED
    with patch.object(store, "find_end", lambda session, of: None):
        with pytest.raises(Exception, match="UNIQUE constraint failed: pass_ends"):
            both.void(text)
        with pytest.raises(Exception, match="UNIQUE constraint failed: pass_ends"):
            both.redeem(text)
