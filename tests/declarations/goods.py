"""Goods, policies and quota for tests of declarations."""

from dataclasses import replace
from typing import Any, Final

from service.declarations.rules.assess import Assessment, Room, Today, assess_lines
from service.declarations.rules.lines import Line
from service.policies.rules import Policy, policy_of
from service.policies.rules.dates import Span
from service.policies.rules.terms import DutyRate
from service.quota.rules import Root
from service.vocabulary import ComponentNo, TradeDay, Unit
from tests.policies.packs import pack

TODAY: Final = TradeDay("2026-11-24")
VALUE: Final = ComponentNo(1)
SUGAR: Final = ComponentNo(2)
GRAIN: Final = ComponentNo(3)
TRIPS: Final = ComponentNo(4)
CN: Final = pack()
ROWS: Final = {each.code: each for each in CN.catalogue}


def policy(*duty: DutyRate) -> Policy:
    """The Chinese pack on a day of 2026, perhaps with a table of duty."""
    return policy_of(replace(CN, terms=replace(CN.terms, duty=duty)), TODAY)


def rate(heading: str, per_myriad: int) -> DutyRate:
    return DutyRate((heading,), per_myriad, Span())


def line(goods: str, amount: int, value_fen: int, origin: str = "VN") -> Line:
    return Line(ROWS[goods], origin, amount, value_fen)


def rooms(
    value: int = 800_000, sugar: int = 1_000, grain: int = 50_000, root: Root = Root.HELD
) -> list[Room]:
    """What a member of the Chinese side has left."""
    return [
        Room(VALUE, "value", Unit.FEN, value, root),
        Room(SUGAR, "sugar", Unit.GRAM, sugar, root),
        Room(GRAIN, "grain", Unit.GRAM, grain, root),
    ]


def assess(*lines: Line, left: list[Room] | None = None, **today: Any) -> Assessment:
    under = Today(today.get("policy") or policy(), today.get("day", TODAY), today.get("notice"))
    return assess_lines(lines, under, rooms() if left is None else left)
