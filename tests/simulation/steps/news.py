"""What the authority says to several sites; each hears of it when somebody brings the page."""

from datetime import date, timedelta
from typing import Final

from service.quota.plan_grants import (
    Grant,
    GrantRefusal,
    HomeMove,
    longest_horizon,
    plan_horizon,
    plan_move,
)
from service.sites import feed_items
from service.vocabulary import PassId, TradeDay
from tests.places import NOW_MS
from tests.simulation.clients import Operation
from tests.simulation.hardware import DAY_MS
from tests.simulation.plan import LIMITS, VALUE, policy_item
from tests.simulation.steps.machine import calendar
from tests.simulation.steps.passes import TRAVELLERS
from tests.simulation.world import World

FEEDS: Final = ("sites", "grants", "revocations", "members", "policies", "status")


_MOST_DAYS: Final = 10


def bring_news(world: World) -> Operation | None:
    """The page that comes next of some feed is brought."""
    return _next_page(world, world.dice.choice(FEEDS))


def bring_all_news(world: World) -> None:
    """Somebody comes with a stick that holds everything."""
    for feed in FEEDS:
        while (asking := _next_page(world, feed)) is not None:
            answer = world.ask_one(asking)
            if answer is None or answer.status != 201:
                return


def grant(world: World) -> None:
    """The epoch that this place has now may hold root for as long as the authority allows."""
    office, today = world.authority, true_day(world)
    said = plan_horizon(
        Grant(world.site.no, world.site.epoch, longest_horizon(today)),
        today=today,
        members=len(office.feeds["members"].items),
        policies=len(office.feeds["policies"].items),
    )
    assert not isinstance(said, GrantRefusal)
    office.feeds["grants"].say([said], at_ms=world.true_ms)
    world.trace("  %s is granted a horizon to %s", world.site.no, said["until_day"])


def move_home(world: World) -> None:
    """A member is to be at home here."""
    office = world.authority
    said = plan_move(
        HomeMove(world.dice.choice(TRAVELLERS), world.site.no, true_day(world)),
        members=enumerate(office.feeds["members"].items, 1),
        grants=office.feeds["grants"].items,
    )
    if not isinstance(said, GrantRefusal):
        office.feeds["members"].say([said], at_ms=world.true_ms)
        world.trace("  %s is to be at home at %s", said["member"], world.site.no)


def publish_policy(world: World) -> None:
    """Another limit, from today or some day soon."""
    feed = world.authority.feeds["policies"]
    begins = date.fromisoformat(true_day(world)) + timedelta(days=world.dice.choice((0, 1, 2)))
    limits = {**LIMITS, VALUE: world.dice.choice((5, 10, 14))}
    item = policy_item(len(feed.items) + 1, limits, from_day=begins.isoformat())
    feed.say([item], at_ms=world.true_ms)
    world.trace("  from %s on the limit is %d", begins, limits[VALUE])


def confirm_lists(world: World) -> None:
    """Nothing else was revoked up to now."""
    said = feed_items.confirm_lists(at_ms=world.true_ms)
    world.authority.feeds["revocations"].say([said], at_ms=world.true_ms)


def give_notice(world: World) -> None:
    """This place is closed for some hours, or passes to it are valid for longer."""
    feed, closes = world.authority.feeds["status"], world.dice.happens(500)
    notice = {
        "number": len(feed.items) + 1,
        "state": "closed" if closes else "open",
        "from_ms": world.true_ms,
        "until_ms": world.true_ms + world.dice.choice((1, 3)) * 3_600_000,
        "message": {"zh": "通知", "vi": "Thông báo", "en": "Notice"},
        "pass_seconds": 0 if closes else 7_200,
    }
    item = {"type": "site.noticed", "v": 1, "site": world.site.no, "notice": notice}
    feed.say([item], at_ms=world.true_ms)
    world.trace("  notice: %s is %s", world.site.no, notice["state"])


def revoke_pass(world: World) -> None:
    """A pass is taken back, which perhaps was honoured before anybody hears of it."""
    if not world.land.passes:
        return
    revoked = PassId.parse(world.dice.choice(world.land.passes[-8:]).reference)
    assert revoked is not None
    ends_ms = world.true_ms + DAY_MS
    said = feed_items.revoke_pass(revoked, expires_ms=ends_ms, at_ms=world.true_ms)
    world.authority.feeds["revocations"].say([said], at_ms=world.true_ms)
    world.trace("  %s is revoked", revoked)


def revoke_ended_key(world: World) -> None:
    """The key of an epoch that broke off is taken back, with what is thought to stand of it."""
    if not world.land.ended:
        return
    site, epoch = world.dice.choice(world.land.ended)
    last_seq = world.dice.choice((0, 20, 60, 1_000))
    said = feed_items.revoke_key(site, epoch, last_seq=last_seq, at_ms=world.true_ms)
    world.authority.feeds["revocations"].say([said], at_ms=world.true_ms)
    world.trace("  of %s %s nothing stands after %d", site, epoch, last_seq)


def true_day(world: World) -> TradeDay:
    """The date that an authority with a good clock has."""
    days = (world.true_ms + 8 * 3_600_000) // DAY_MS
    return TradeDay(date.fromordinal(date(1970, 1, 1).toordinal() + days).isoformat())


def sleep(world: World) -> None:
    """Everywhere a night goes by, or all days to the end of the month; never so many that answers
    are no longer kept."""
    days = world.dice.choice((1, 1, 1, 2))
    if world.dice.happens(250):
        today = date.fromisoformat(true_day(world))
        days = ((today.replace(day=1) + timedelta(days=32)).replace(day=1) - today).days
    if world.true_ms + days * DAY_MS > NOW_MS + _MOST_DAYS * DAY_MS:
        return
    world.pass_time(days * DAY_MS)
    world.trace("  %d days go by", days)
    for place in world.land.places:
        if world.dice.happens(800):
            calendar(place)
            place.observer.look(place.site)


def _next_page(world: World, feed: str) -> Operation | None:
    missing = world.authority.feeds[feed].pages_after(world.site.position(feed))
    return world.wish(world.console, "/v1/feeds/pages", missing[0]) if missing else None
