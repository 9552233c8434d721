"""What a policy says, and what holds before any policy has arrived."""

from dataclasses import dataclass
from typing import Any

from service.vocabulary import ComponentNo, Period, Presence, Unit


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
class Policy:
    """The rules a site works under on one day; ``version`` 0 is what holds before any arrived.

    ``presence`` names, for each act, the proofs of presence that suffice for it; ``overrides``
    whether a supervisor may let a member take more than the quota. Quota never leaves ``regime``.
    """

    version: int
    presence: dict[str, frozenset[Presence]]
    annul_seconds: int
    components: tuple[QuotaComponent, ...] = ()
    regime: str = "CN"
    overrides: bool = False

    def accepts(self, act: str, presence: Presence) -> bool:
        """Whether ``presence`` suffices for ``act``; an act the policy does not name needs an
        officer, who is always enough."""
        enough = self.presence.get(act, frozenset())
        return presence is Presence.OFFICER_ATTESTED or presence in enough


BEFORE_ANY = Policy(
    version=0,
    presence={
        "check_in": frozenset({Presence.CARD_AT_KIOSK, Presence.NUMBER_AT_KIOSK}),
        "check_out": frozenset({Presence.CARD_AT_KIOSK, Presence.NUMBER_AT_KIOSK}),
    },
    annul_seconds=600,
)


def read_policy(version: int, said: dict[str, Any]) -> Policy:
    """Read a published policy; raises ``ValueError`` or ``KeyError`` when it is not one."""
    return Policy(
        version=version,
        presence={
            act: frozenset(Presence(each) for each in enough)
            for act, enough in said["presence"].items()
        },
        annul_seconds=int(said["annul_seconds"]),
        components=tuple(_read_component(each) for each in said.get("components", ())),
        regime=said.get("regime", "CN"),
        overrides=bool(said.get("overrides", False)),
    )


def _read_component(said: dict[str, Any]) -> QuotaComponent:
    return QuotaComponent(
        number=ComponentNo(int(said["number"])),
        code=said["code"],
        unit=Unit(said["unit"]),
        period=Period(said["period"]),
        limit=int(said["limit"]),
    )
