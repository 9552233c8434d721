"""Read a pack as it was signed; a site believes the authority and looks only for its shape."""

from typing import Any

from service.policies.rules.catalogue import (
    AllowedOrigin,
    CatalogueRow,
    GoodsFlag,
    ListedGoods,
    TradeWay,
    Treatment,
)
from service.policies.rules.dates import Span
from service.policies.rules.hours import ROUND_THE_CLOCK, WEEKDAYS, WeekHours, read_hours
from service.policies.rules.names import NAMELESS, read_names
from service.policies.rules.policy import Pack, Policy, policy_of
from service.policies.rules.quota import ComponentHistory, DatedLimit
from service.policies.rules.read_terms import read_terms
from service.vocabulary import ComponentNo, Period, Presence, TradeDay, Unit

Said = dict[str, Any]

EVER = TradeDay("0001-01-01")
"""From which day on a pack is read that nobody has dated."""


def read_policy(version: int, said: Said, day: TradeDay = EVER) -> Policy:
    """What a published policy says of ``day``; raises as ``read_pack`` does."""
    return policy_of(read_pack(version, day, said), day)


def read_pack(version: int, from_day: TradeDay, said: Said) -> Pack:
    """Read a published pack; raises ``ValueError``, ``KeyError`` or ``TypeError`` if it is none.

    Only ``presence`` and ``annul_seconds`` must be there: the first policies said no more.
    """
    relaxations = said.get("relaxations", [])
    return Pack(
        version=version,
        from_day=from_day,
        presence={
            act: frozenset(Presence(each) for each in enough)
            for act, enough in said["presence"].items()
        },
        annul_seconds=int(said["annul_seconds"]),
        regime=said.get("regime", ""),
        zone=said.get("time_zone", ""),
        currency=said.get("currency", "CNY"),
        names=read_names(said["names"]) if "names" in said else NAMELESS,
        components=tuple(map(_component, said.get("components", []))),
        catalogue=tuple(_row(each, relaxations) for each in said.get("catalogue", [])),
        listed=tuple(map(_listed, said.get("listed_goods", []))),
        hours=_week(said["opening_hours"]) if "opening_hours" in said else ROUND_THE_CLOCK,
        terms=read_terms(said),
    )


def read_span(said: Said) -> Span:
    """``from`` and ``to``, both included, either of them or neither."""
    return Span(said.get("from"), said.get("to"))


def _component(said: Said) -> ComponentHistory:
    return ComponentHistory(
        number=ComponentNo(said["number"]),
        code=said["code"],
        names=read_names(said["names"]),
        unit=Unit(said["unit"]),
        period=Period(said["period"]),
        limits=tuple(DatedLimit(each["from"], each["limit"]) for each in said["limits"]),
        headings=tuple(said.get("headings", ())),
    )


def _row(said: Said, relaxations: list[Said]) -> CatalogueRow:
    ordinary = [AllowedOrigin(each["origin"], read_span(each)) for each in said["origins"]]
    relaxed = [
        AllowedOrigin(origin, read_span(each), relaxed=True)
        for each in relaxations
        if said["code"] in each["goods"]
        for origin in each["origins"]
    ]
    return CatalogueRow(
        code=said["code"],
        heading=said["heading"],
        names=read_names(said["names"]),
        unit=Unit(said["unit"]),
        way=TradeWay(said["way"]),
        origins=(*ordinary, *relaxed),
        low_fen=said["low_fen"],
        high_fen=said["high_fen"],
        draws_on=said.get("draws_on"),
        flags=frozenset(GoodsFlag(each) for each in said.get("flags", ())),
        picture=said["picture"],
        span=read_span(said),
    )


def _listed(said: Said) -> ListedGoods:
    return ListedGoods(
        treatment=Treatment(said["treatment"]),
        names=read_names(said["names"]),
        headings=tuple(said.get("headings", ())),
        goods=tuple(said.get("goods", ())),
        span=read_span(said),
    )


def _week(said: Said) -> WeekHours:
    return WeekHours(tuple(read_hours(said.get(weekday, ())) for weekday in WEEKDAYS))
