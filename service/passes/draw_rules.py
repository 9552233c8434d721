"""Who is inspected anew: drawn by the day's key, which nobody at a counter can choose or skip."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service.sites.day_keys import ToldKey
from service.vocabulary import Epoch, MemberNo, PassId, TradeDay

ONE_IN: Final = 10_000
"""A rate counts ten-thousandths: 500 is one in twenty."""


@dataclass(frozen=True, slots=True)
class DrawRates:
    """Ten-thousandths of the passes that are drawn, by integrity tier; ``usual`` for the others."""

    usual: int = 500
    by_tier: Mapping[str, int] | None = None

    def of(self, tier: str | None) -> int:
        return (self.by_tier or {}).get(tier or "", self.usual)


@dataclass(frozen=True, slots=True)
class RecordedDraw:
    """What a site recorded when it showed a pass: drawn or not, at which rate."""

    epoch: Epoch
    day: TradeDay
    link: int
    pass_id: PassId
    member: MemberNo
    rate: int
    is_drawn: bool


class DrawFlaw(StrEnum):
    """What is wrong with a recorded draw."""

    KEY_NOT_TOLD = "key_not_told"
    WRONG_LINK = "wrong_link"
    KEY_NOT_OF_CHAIN = "key_not_of_chain"
    SKIPPED = "skipped"
    CHOSEN = "chosen"
    NOT_BOUND = "not_bound"


def is_drawn(day_key: bytes, pass_id: PassId, rate: int) -> bool:
    """HMAC-SHA256 of the pass's name under the day's key, its first 8 bytes mod 10,000.

    The rest of the division favours the lowest numbers by less than one part in 10¹⁵.
    """
    drawn = hmac.digest(day_key, str(pass_id).encode(), hashlib.sha256)
    return int.from_bytes(drawn[:8]) % ONE_IN < rate


def verify_draws(
    draws: Iterable[RecordedDraw], told: Mapping[tuple[Epoch, TradeDay], ToldKey]
) -> list[tuple[RecordedDraw, DrawFlaw]]:
    """Do every draw again, in the order recorded, and say which do not come out as recorded.

    A member who was drawn stays so for that day, under whichever epoch. ``told`` holds the keys of
    the days that have closed; a day that has told none is a flaw, so whoever asks leaves the open
    day out.
    """
    flaws = []
    first_drawn: dict[tuple[TradeDay, MemberNo], PassId] = {}
    for draw in draws:
        mine = (draw.day, draw.member)
        flaw = _flaw_in(draw, told.get((draw.epoch, draw.day)), first_drawn.get(mine))
        if flaw is not None:
            flaws.append((draw, flaw))
        if draw.is_drawn:
            first_drawn.setdefault(mine, draw.pass_id)
    return flaws


def _flaw_in(
    draw: RecordedDraw, day: ToldKey | None, first_drawn: PassId | None
) -> DrawFlaw | None:
    if day is None:
        return DrawFlaw.KEY_NOT_TOLD
    if day.link != draw.link:
        return DrawFlaw.WRONG_LINK
    if not day.holds:
        return DrawFlaw.KEY_NOT_OF_CHAIN
    if first_drawn is not None:
        return None if draw.is_drawn else DrawFlaw.NOT_BOUND
    falls = is_drawn(day.key, draw.pass_id, draw.rate)
    if falls == draw.is_drawn:
        return None
    return DrawFlaw.SKIPPED if falls else DrawFlaw.CHOSEN
