"""The goods of the trade: from where they may come on a day, and whether they are exempt."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from service.policies.rules.dates import ALWAYS, Span
from service.policies.rules.names import Names
from service.vocabulary import TradeDay, Unit


class TradeWay(StrEnum):
    """Which way goods of a catalogue row go over the border, seen from the pack's own side."""

    IMPORT = "import"
    EXPORT = "export"


class GoodsFlag(StrEnum):
    """What else must be done about goods, beside their value."""

    QUARANTINE = "quarantine"
    COLD_CHAIN = "cold_chain"
    WHOLE_PACKAGE = "whole_package"


class Treatment(StrEnum):
    """What the exemption does for goods; ``excluded`` are no mutual-trade goods at all."""

    EXEMPT = "exempt"
    DUTIABLE = "dutiable"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class AllowedOrigin:
    """A country (ISO 3166, two letters) goods may come from, on the days of ``span``.

    ``relaxed`` when only a time-limited relaxation allows it.
    """

    origin: str
    span: Span
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One kind of goods. Prices are the plausible band in fen, for a kilogram of what is counted
    in grams, and for one piece of what is counted in pieces. ``draws_on`` is the code of the
    capped component; ``picture`` the name of its drawing."""

    code: str
    heading: str
    names: Names
    unit: Unit
    way: TradeWay
    origins: tuple[AllowedOrigin, ...]
    low_fen: int
    high_fen: int
    draws_on: str | None
    flags: frozenset[GoodsFlag]
    picture: str
    span: Span = ALWAYS


@dataclass(frozen=True, slots=True)
class ListedGoods:
    """Goods that are not exempt, by the first digits of their heading or by catalogue code."""

    treatment: Treatment
    names: Names
    headings: tuple[str, ...]
    goods: tuple[str, ...]
    span: Span

    def covers(self, row: CatalogueRow, day: TradeDay) -> bool:
        if not self.span.holds(day):
            return False
        return row.code in self.goods or any(row.heading.startswith(h) for h in self.headings)


class OriginRefusal(StrEnum):
    """Why goods may not come from a country on a day."""

    NOT_ALLOWED = "origin_not_allowed"
    NOT_ALLOWED_YET = "origin_not_allowed_yet"
    NO_LONGER_ALLOWED = "origin_no_longer_allowed"
    NOT_TRADED = "goods_not_traded"


@dataclass(frozen=True, slots=True)
class OriginAllowed:
    """Goods may come from there: ``until`` that day, itself included, or without an end."""

    until: TradeDay | None
    relaxed: bool


@dataclass(frozen=True, slots=True)
class OriginRefused:
    """They may not. ``day`` is the first on which they may (not yet), or the last on which they
    might (no longer)."""

    reason: OriginRefusal
    day: TradeDay | None = None


def judge_origin(row: CatalogueRow, origin: str, day: TradeDay) -> OriginAllowed | OriginRefused:
    """Whether ``row`` may come from ``origin`` on ``day``, until when, or since when not.

    A relaxation holds through its last day: by the trade day it ends with it, by the clock at
    local midnight, to the second.
    """
    if not row.span.holds(day):
        return OriginRefused(OriginRefusal.NOT_TRADED, row.span.first or row.span.last)
    spans = [each for each in row.origins if each.origin == origin]
    holding = [each for each in spans if each.span.holds(day)]
    if holding:
        return _longest(holding)
    coming = [each.span.first for each in spans if each.span.first and each.span.begins_after(day)]
    if coming:
        return OriginRefused(OriginRefusal.NOT_ALLOWED_YET, min(coming))
    gone = [each.span.last for each in spans if each.span.last]
    if gone:
        return OriginRefused(OriginRefusal.NO_LONGER_ALLOWED, max(gone))
    return OriginRefused(OriginRefusal.NOT_ALLOWED)


def origins_on(row: CatalogueRow, day: TradeDay) -> dict[str, OriginAllowed]:
    """Every country the goods may come from on ``day``, by its two letters."""
    judged = {each.origin: judge_origin(row, each.origin, day) for each in row.origins}
    return {origin: said for origin, said in judged.items() if isinstance(said, OriginAllowed)}


def judge_treatment(row: CatalogueRow, listed: Iterable[ListedGoods], day: TradeDay) -> Treatment:
    """How goods are treated on ``day``; the gravest of what the lists say."""
    said = {each.treatment for each in listed if each.covers(row, day)}
    gravest = (Treatment.EXCLUDED, Treatment.DUTIABLE)
    return next((each for each in gravest if each in said), Treatment.EXEMPT)


def is_exempt(row: CatalogueRow, listed: Iterable[ListedGoods], day: TradeDay) -> bool:
    """Whether the exemption covers goods on ``day``, as far as a member's quota goes."""
    return judge_treatment(row, listed, day) is Treatment.EXEMPT


def _longest(holding: list[AllowedOrigin]) -> OriginAllowed:
    """The rule that lasts longest; an ordinary one before a relaxation of the same length."""
    best = max(holding, key=lambda each: (each.span.last or "9999-12-31", not each.relaxed))
    return OriginAllowed(best.span.last, best.relaxed)
