"""Do every draw of this site again from its raw journal, with the keys that its days told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.days.store import open_trade_day
from service.days.verify_day_keys import DayKeysProof
from service.journal.event import Event
from service.journal.store import all_events
from service.passes.draw_rules import RecordedDraw, verify_draws
from service.session import Session
from service.vocabulary import Epoch, PassId, TradeDay

_OF_A_PASS = (b'"type":"draw.recorded"', b'"type":"pass.redeemed"')


@dataclass(slots=True)
class DrawsProof:
    """How many draws of closed days were done again, and every flaw in words. ``untold`` are draws
    of a day that an epoch opened and, broken off by the loss of its disk, never closed."""

    draws: int = 0
    untold: int = 0
    flaws: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    epoch: str | None = None
    draws: list[RecordedDraw] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    undrawn: list[str] = field(default_factory=list)


def verify_site_draws(session: Session, day_keys: DayKeysProof) -> DrawsProof:
    """Every draw as recorded, and no pass honoured without one on a day that has a key.

    The open day has told no key yet, so its draws are left for tomorrow.
    """
    found = _find(session, day_keys.links)
    today = open_trade_day(session)
    closed = [each for each in found.draws if each.day != today]
    untold = sum(_broke_off(each, day_keys, found.epoch) for each in closed)
    flaws = [  # one whose key was lost can still bind its member's other passes
        f"{draw.pass_id}: drawn on {draw.day} otherwise than by the day's key: {flaw}"
        for draw, flaw in verify_draws(closed, day_keys.told)
        if not _broke_off(draw, day_keys, found.epoch)
    ]
    return DrawsProof(len(closed) - untold, untold, [*flaws, *found.undrawn])


def _broke_off(draw: RecordedDraw, day_keys: DayKeysProof, present: str | None) -> bool:
    where = (draw.epoch, draw.day)
    return draw.epoch != present and where in day_keys.links and where not in day_keys.told


def _find(session: Session, links: Mapping[tuple[Epoch, TradeDay], int]) -> _Found:
    found = _Found()
    for stored in all_events(session):
        found.epoch = stored.epoch
        if not any(each in stored.bytes for each in _OF_A_PASS):
            continue
        event = Event.from_bytes(stored.bytes)
        if event.type == "draw.recorded":
            _take_draw(found, event)
        elif _has_key(event, links) and event.data["pass"] not in found.shown:
            found.undrawn.append(f"{event.name}: honours a pass that was never drawn for")
    return found


def _has_key(event: Event, links: Mapping[tuple[Epoch, TradeDay], int]) -> bool:
    return event.day is not None and (event.name.epoch, event.day) in links


def _take_draw(found: _Found, event: Event) -> None:
    data, of = event.data, PassId.parse(event.data["pass"])
    if of is None or event.day is None:
        found.undrawn.append(f"{event.name}: draws for no pass or on no day")
        return
    found.shown.add(data["pass"])
    found.draws.append(
        RecordedDraw(
            epoch=event.name.epoch,
            day=event.day,
            link=data["link"],
            pass_id=of,
            member=data["member"],
            rate=data["rate"],
            is_drawn=data["drawn"],
        )
    )
