"""Which sites a simulated region has, whose home each is, and by which policy they trade."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from service.sites.records import SiteNames
from service.vocabulary import ComponentNo, MemberNo, SiteNo
from tests.places import DONGXING, DONGXING_NAMES
from tests.simulation.people import MEMBERS, POLICY

HEZHOU: Final = SiteNo("S07")
PUZHAI: Final = SiteNo("S06")
VALUE: Final = ComponentNo(1)
SUGAR: Final = ComponentNo(2)
TRIPS: Final = ComponentNo(3)
LIMITS: Final = {VALUE: 10, SUGAR: 4, TRIPS: 6}
"""So little that members run into it all the time."""

_UNITS: Final = {VALUE: ("value", "fen", "day"), SUGAR: ("sugar", "gram", "day")} | {
    TRIPS: ("trips", "time", "month")
}
_CHECKS: Final = {"person": 0, "goods": 3}


@dataclass(frozen=True)
class Plan:
    """``homes`` names the site that each member is listed at; ``centre`` the hub, if there is
    one."""

    sites: Mapping[SiteNo, SiteNames]
    homes: Mapping[MemberNo, SiteNo]
    policy: dict[str, Any]
    centre: SiteNames | None = None

    @property
    def is_alone(self) -> bool:
        return len(self.sites) == 1


def policy_item(
    version: int, limits: Mapping[ComponentNo, int], *, from_day: str = "2026-01-01"
) -> dict[str, Any]:
    """A policy with quota, inspections and draws."""
    policy = POLICY["policy"] | {
        "regime": "CN",
        "overrides": True,
        "draws": [{"tier": "ordinary", "per_myriad": 1_500}],
        "checks": [
            {"bit": bit, "code": code, "names": _named(code)} for code, bit in _CHECKS.items()
        ],
        "components": [_component(number, limit) for number, limit in limits.items()],
    }
    return POLICY | {"version": version, "from_day": from_day, "policy": policy}


def _component(number: ComponentNo, limit: int) -> dict[str, Any]:
    code, unit, period = _UNITS[number]
    said = {"number": number, "code": code, "unit": unit, "period": period}
    return said | {"names": _named(code), "limits": [{"from": "2000-01-01", "limit": limit}]}


def _named(code: str) -> dict[str, str]:
    return {"zh": code, "vi": code, "en": code}


ALONE: Final = Plan({DONGXING: DONGXING_NAMES}, dict.fromkeys(MEMBERS, DONGXING), POLICY)
NEIGHBOURS: Final = Plan(
    {
        DONGXING: DONGXING_NAMES,
        HEZHOU: SiteNames("合州互市区", "Hezhou trade zone", "Khu hỗ thị Hợp Châu"),
        PUZHAI: SiteNames("浦寨互市区", "Puzhai trade zone", "Khu hỗ thị Phố Trại"),
    },
    {member: (DONGXING, HEZHOU)[place % 2] for place, member in enumerate(MEMBERS)},
    policy_item(1, LIMITS),
)
CENTRE: Final = replace(NEIGHBOURS, centre=SiteNames("中心", "Centre", "Trung tâm"))
"""The same three sites, and a hub."""
