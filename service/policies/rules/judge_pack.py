"""Judge what a pack says before anybody signs it: every fault with its field, reason and remedy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Any
from zoneinfo import available_timezones

from service.policies.rules.dates import Span
from service.policies.rules.hours import WEEKDAYS, read_hours
from service.vocabulary import TradeDay

Said = dict[str, Any]


class PackFlaw(StrEnum):
    """What is wrong with a pack that has the right shape."""

    NOT_A_DATE = "not_a_date"
    BACKWARD = "backward_dates"
    OVERLAP = "overlapping_dates"
    TWICE = "said_twice"
    UNKNOWN_COMPONENT = "unknown_component"
    UNKNOWN_GOODS = "unknown_goods"
    UNIT_MISMATCH = "unit_mismatch"
    NOT_UNDER_CAP = "not_under_cap"
    BAND_BACKWARD = "band_backward"
    NO_GOODS = "no_goods_named"
    HOURS = "hours_backward"
    UNKNOWN_ZONE = "unknown_time_zone"
    VALUE_FIRST = "value_first"
    BANDS = "bands_backward"


@dataclass(frozen=True, slots=True)
class PackFault:
    """A flaw, where it is (``catalogue/sugar/draws_on``), and what was found there."""

    where: str
    flaw: PackFlaw
    found: str


def judge_pack(said: Said) -> list[PackFault]:
    """Every fault of a pack that already has the shape its schema asks for."""
    faults = list(_dates(said, ""))
    if faults:
        return faults  # what follows compares days
    for judge in (_components, _catalogue, _capped, _relaxed, _listed, _figures, _hours):
        faults += judge(said)
    return faults


def _dates(said: Any, where: str) -> Iterator[PackFault]:
    """Every date in the pack is one, and no span ends before it begins."""
    if isinstance(said, list):
        for number, each in enumerate(said):
            yield from _dates(each, f"{where}/{_name(each, number)}")
    elif isinstance(said, dict):
        ends = {key: said[key] for key in ("from", "to") if key in said}
        wrong = [key for key in ends if not _is_date(ends[key])]
        for key in wrong:
            yield PackFault(f"{where}/{key}".lstrip("/"), PackFlaw.NOT_A_DATE, ends[key])
        if not wrong and ends.get("from", "") > ends.get("to", "9999-12-31"):
            found = f"{ends['from']} to {ends['to']}"
            yield PackFault(where.lstrip("/"), PackFlaw.BACKWARD, found)
        for key, each in said.items():
            yield from _dates(each, f"{where}/{key}")


def _components(said: Said) -> Iterator[PackFault]:
    parts = said["components"]
    yield from _twice("components", "number", parts)
    yield from _twice("components", "code", parts)
    first = parts[0]
    if (first["number"], first["code"], first["unit"]) != (1, "value", "fen"):
        yield PackFault("components/0", PackFlaw.VALUE_FIRST, f"{first['number']} {first['code']}")
    for part in parts:
        for earlier, later in pairwise(part["limits"]):
            if later["from"] <= earlier["from"]:
                where = f"components/{part['code']}/limits"
                found = f"{later['from']} after {earlier['from']}"
                yield PackFault(where, PackFlaw.OVERLAP, found)


def _catalogue(said: Said) -> Iterator[PackFault]:
    yield from _twice("catalogue", "code", said["catalogue"])
    for row in said["catalogue"]:
        where = f"catalogue/{row['code']}"
        if row["low_fen"] > row["high_fen"]:
            found = f"{row['low_fen']} to {row['high_fen']}"
            yield PackFault(where, PackFlaw.BAND_BACKWARD, found)
        for one, other in combinations(_origins_of(said, row), 2):
            if one[0] == other[0] and one[1].meets(other[1]):
                yield PackFault(f"{where}/origins", PackFlaw.OVERLAP, one[0])


def _capped(said: Said) -> Iterator[PackFault]:
    """A row draws on a component that exists, has its unit, and covers its heading; and each row
    that a cap covers draws on it."""
    parts = {part["code"]: part for part in said["components"]}
    for row in said["catalogue"]:
        where, drawn = f"catalogue/{row['code']}/draws_on", row.get("draws_on")
        if drawn is not None and drawn not in parts:
            yield PackFault(where, PackFlaw.UNKNOWN_COMPONENT, drawn)
            continue
        covering = {code for code, part in parts.items() if _covers(part, row)}
        if covering != ({drawn} if drawn else set()):
            yield PackFault(where, PackFlaw.NOT_UNDER_CAP, ", ".join(sorted(covering)) or "none")
        elif drawn and parts[drawn]["unit"] != row["unit"]:
            found = f"{row['unit']} against {parts[drawn]['unit']}"
            yield PackFault(where, PackFlaw.UNIT_MISMATCH, found)


def _relaxed(said: Said) -> Iterator[PackFault]:
    for number, each in enumerate(said["relaxations"]):
        yield from _unknown_goods(said, f"relaxations/{number}", each)


def _listed(said: Said) -> Iterator[PackFault]:
    for name in ("listed_goods", "whole_packages"):
        for number, each in enumerate(said.get(name, ())):
            where = f"{name}/{_name(each, number)}"
            yield from _unknown_goods(said, where, each)
            if not each.get("headings") and not each.get("goods"):
                yield PackFault(where, PackFlaw.NO_GOODS, "neither headings nor goods")


def _figures(said: Said) -> Iterator[PackFault]:
    yield from _twice("checks", "bit", said["checks"])
    yield from _twice("checks", "code", said["checks"])
    yield from _twice("draws", "tier", said["draws"])
    ages = said["staleness"]
    if ages["ordinary_seconds"] > ages["amber_seconds"]:
        yield PackFault("staleness", PackFlaw.BANDS, str(ages["amber_seconds"]))
    if said["time_zone"] not in available_timezones():
        yield PackFault("time_zone", PackFlaw.UNKNOWN_ZONE, said["time_zone"])


def _hours(said: Said) -> Iterator[PackFault]:
    for weekday in WEEKDAYS:
        where, hours = f"opening_hours/{weekday}", said["opening_hours"][weekday]
        try:
            read = read_hours(hours)
        except ValueError:
            yield PackFault(where, PackFlaw.HOURS, str(hours))
            continue
        if any(later.begin < earlier.end for earlier, later in pairwise(read)):
            yield PackFault(where, PackFlaw.OVERLAP, str(hours))


def _origins_of(said: Said, row: Said) -> list[tuple[str, Span]]:
    ordinary = [(each["origin"], _span(each)) for each in row["origins"]]
    relaxed = [
        (origin, _span(each))
        for each in said["relaxations"]
        if row["code"] in each["goods"]
        for origin in each["origins"]
    ]
    return ordinary + relaxed


def _span(said: Said) -> Span:
    return Span(said.get("from"), said.get("to"))


def _covers(part: Said, row: Said) -> bool:
    heading: str = row["heading"]
    return heading.startswith(tuple(part.get("headings", ())))


def _unknown_goods(said: Said, where: str, each: Said) -> Iterator[PackFault]:
    known = {row["code"] for row in said["catalogue"]}
    for code in each.get("goods", ()):
        if code not in known:
            yield PackFault(f"{where}/goods", PackFlaw.UNKNOWN_GOODS, code)


def _twice(where: str, key: str, items: Iterable[Said]) -> Iterator[PackFault]:
    seen: set[Any] = set()
    for each in items:
        if each[key] in seen:
            yield PackFault(f"{where}/{key}", PackFlaw.TWICE, str(each[key]))
        seen.add(each[key])


def _name(each: Any, number: int) -> str:
    """An item by its own name where it has one: nobody counts to row 27."""
    named = each.get("code") or each.get("tier") if isinstance(each, dict) else None
    return str(named or number)


def _is_date(text: str) -> bool:
    try:
        return text == date.fromisoformat(text).isoformat()  # it also reads 20261124
    except (TypeError, ValueError):
        return False


def first_day_of(said: Said) -> TradeDay:
    """The earliest day for which a pack has a limit."""
    return TradeDay(min(each["from"] for part in said["components"] for each in part["limits"]))
