"""What a member may take duty-free in a period: a vector of parts, each with limits by date."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.policies.rules.dates import latest_on
from service.policies.rules.names import Names
from service.vocabulary import ComponentNo, Period, TradeDay, Unit


@dataclass(frozen=True, slots=True)
class QuotaComponent:
    """One part of what a member may take duty-free: ``limit`` of ``unit`` in each ``period``.

    ``code`` is its name in the policy: ``value``, or the capped commodity (``sugar``).
    """

    number: ComponentNo
    code: str
    unit: Unit
    period: Period
    limit: int


@dataclass(frozen=True, slots=True)
class DatedLimit:
    """A limit that holds from the trade day ``first`` on."""

    first: TradeDay
    limit: int


@dataclass(frozen=True, slots=True)
class ComponentHistory:
    """A component with every limit it has had. ``fen`` is the hundredth of a yuan, or the smallest
    unit of the pack's own currency. ``headings`` are those of the goods that draw on it."""

    number: ComponentNo
    code: str
    names: Names
    unit: Unit
    period: Period
    limits: tuple[DatedLimit, ...]
    headings: tuple[str, ...] = ()


def component_limits(
    histories: Iterable[ComponentHistory], day: TradeDay
) -> tuple[QuotaComponent, ...]:
    """The components with their limits of ``day``; one that has no limit yet is not there."""
    dated = ((each, latest_on(day, each.limits)) for each in histories)
    return tuple(
        QuotaComponent(each.number, each.code, each.unit, each.period, found.limit)
        for each, found in dated
        if found is not None
    )
