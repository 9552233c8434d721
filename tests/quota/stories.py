"""What befell three sites, one story for each rule: it ends well only because the rule is there."""

from collections.abc import Callable
from typing import Final

from service.journal.event import Event
from service.vocabulary import SiteNo, TradeDay
from tests.quota.office import BRIDGE, CHEN, DONGXING, PUZHAI, SITES, SUGAR, VALUE
from tests.quota.region import Region

LATER: Final = TradeDay("2026-12-20")


def use_up(region: Region, *sites: SiteNo) -> None:
    """Everywhere Chen takes what the screen shows."""
    for site in sites or SITES:
        shown = region.left(site, CHEN)
        if shown:
            region.spend(site, CHEN, shown)


def next_month(region: Region) -> None:
    region.pass_to_next_month()
    for site in SITES:
        region.open_day(site)


def home_restored_from_a_copy(region: Region) -> None:
    region.back_up(DONGXING)
    use_up(region, DONGXING)
    region.restore(DONGXING)
    region.grant(DONGXING, LATER)
    region.pull(DONGXING)
    use_up(region)


def transfer_shown_at_the_wrong_site(region: Region) -> None:
    sent = region.send(DONGXING, BRIDGE, CHEN, {VALUE: 5})
    for site in (BRIDGE, PUZHAI):
        region.receive(site, sent)
    use_up(region)


def home_moved_in_mid_month(region: Region) -> None:
    region.move_home(CHEN, BRIDGE, from_day=region.day)
    region.pull(BRIDGE)
    use_up(region)


def home_given_up(region: Region) -> None:
    region.grant(DONGXING, LATER)
    region.pull(DONGXING)
    region.release(DONGXING, CHEN)
    region.move_home(CHEN, BRIDGE, from_day=region.day, release=region.releases[-1][1])
    region.grant(BRIDGE, LATER)
    region.pull(BRIDGE)
    next_month(region)
    use_up(region)


def old_home_did_not_hear_of_the_move(region: Region) -> None:
    region.move_home(CHEN, BRIDGE, from_day=region.day)
    for site in (DONGXING, BRIDGE):
        region.grant(site, LATER)
    region.pull(DONGXING, ["grants"])
    region.pull(BRIDGE)
    next_month(region)
    use_up(region)


def old_home_was_cut_off(region: Region) -> None:
    region.move_home(CHEN, BRIDGE, from_day=region.day)
    region.grant(BRIDGE, LATER)
    region.pull(BRIDGE)
    next_month(region)
    use_up(region)


def yesterdays_transfer(region: Region) -> None:
    sent = region.send(DONGXING, BRIDGE, CHEN, {VALUE: 5})
    region.pass_days(1)
    for site in SITES:
        region.open_day(site)
    region.receive(BRIDGE, sent)
    use_up(region)


def copy_asked_to_refund(region: Region) -> None:
    spent = region.spend(DONGXING, CHEN, {VALUE: 10})
    assert isinstance(spent, Event)
    region.back_up(DONGXING)
    region.restore(DONGXING)
    region.refund(DONGXING, spent.name)


def quota_comes_home(region: Region) -> None:
    there = region.send(DONGXING, BRIDGE, CHEN, {VALUE: 5})
    region.receive(BRIDGE, there)
    region.receive(DONGXING, region.send(BRIDGE, DONGXING, CHEN, {VALUE: 5}))
    region.judge_accounts()


def transfer_scanned_twice(region: Region) -> None:
    sent = region.send(DONGXING, BRIDGE, CHEN, {VALUE: 5})
    for _ in range(2):
        region.receive(BRIDGE, sent)
    use_up(region)


def refund_asked_twice(region: Region) -> None:
    spent = region.spend(DONGXING, CHEN, {VALUE: 5, SUGAR: 1})
    assert isinstance(spent, Event)
    region.spend(DONGXING, CHEN, {VALUE: 5})
    for _ in range(2):
        region.refund(DONGXING, spent.name, {VALUE: 5})
    use_up(region)


STORIES: Final[dict[str, Callable[[Region], None]]] = {
    "R2": home_restored_from_a_copy,
    "R5": transfer_shown_at_the_wrong_site,
    "R11-boundary": home_moved_in_mid_month,
    "R11-release": home_given_up,
    "R12": old_home_did_not_hear_of_the_move,
    "R13-period": yesterdays_transfer,
    "R13-epoch": copy_asked_to_refund,
    "cap": quota_comes_home,
    "once": transfer_scanned_twice,
    "refund-once": refund_asked_twice,
    "horizon": old_home_was_cut_off,
}
