"""How the story's epoch ends. No snapshot tells of it: after its end nobody can be let in."""

from typing import Final

from service.days.close_epoch import close_epoch
from service.days.store import next_link
from service.journal.event import Event
from service.sites import feed_items
from service.sites.records import TRADING, SiteNames, SiteRecord, sign_site_record
from service.vocabulary import TradeDay
from tests.builders import Place
from tests.people import SUPERVISOR
from tests.places import DAY_MS, DONGXING, NOW_MS, make_site
from tests.snapshots.passes_told import ok

BEFORE_ALL: Final = TradeDay("2026-11-23")
NEXT_KEYS: Final = make_site("Dongxing's next keys")


def end_the_epoch(place: Place) -> None:
    """A day that an earlier epoch had opened gets a key; then the day is closed, and the journal
    ends with the name of the announced key."""
    epoch = place.desk.journal.epoch
    place.do(
        lambda act: act.record(
            "day.taken_over", {"day": BEFORE_ALL, "link": next_link(act.session, epoch)}
        )
    )
    supervisor = place.signed_in(SUPERVISOR, step_up=True)
    ok(supervisor.post("/v1/day/close", {}))
    announced = _announced()
    signed = sign_site_record(announced, place.city.authority.feeds)
    place.publish(feed_items.SITES, feed_items.record_site(signed))
    ended = place.do(lambda act: close_epoch(act, NEXT_KEYS.epoch, announced))
    assert isinstance(ended, Event), ended


def _announced() -> SiteRecord:
    return SiteRecord(
        site=DONGXING,
        signing=NEXT_KEYS.signer.public,
        sealing=NEXT_KEYS.sealing_public,
        roles=TRADING,
        names=SiteNames("东兴", "Dongxing", "Đông Hưng"),
        anchors=(),
        not_before_ms=NOW_MS,
        expires_ms=NOW_MS + 400 * DAY_MS,
    )
