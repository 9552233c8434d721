"""Who lives in the simulated region, and what the authority says of them."""

from typing import Any, Final

from service.kit.ids import Randomness, with_check_digit
from service.kit.pii import FieldKeys, seal
from service.sites.authority import Authority, issue_card
from service.sites.card import Card
from service.vocabulary import MemberNo, OfficerNo, Role, TerminalNo, TerminalRole, TradeDay

PIN: Final = "480273"
OFFICERS: Final = {
    OfficerNo("1001"): Role.OFFICER,
    OfficerNo("2001"): Role.SUPERVISOR,
    OfficerNo("2002"): Role.SUPERVISOR,
}
SCREENS: Final = {
    TerminalNo("T01"): TerminalRole.KIOSK,
    TerminalNo("T02"): TerminalRole.KIOSK,
    TerminalNo("T03"): TerminalRole.STATION,
    TerminalNo("T04"): TerminalRole.STATION,
}
MEMBERS: Final = tuple(MemberNo(with_check_digit(1_000_001 + serial)) for serial in range(24))
STRANGER: Final = MemberNo(with_check_digit(7_777_777))
"""Somebody whom no feed lists here."""

GROUP: Final = {
    "type": "group.listed",
    "v": 1,
    "group": "G017",
    "kind": "group",
    "parent": None,
    "village": "竹山村",
    "name": "第十七互助组",
    "leader": None,
    "supported_min": 1,
}
POLICY: Final[dict[str, Any]] = {
    "type": "policy.published",
    "v": 1,
    "version": 1,
    "from_day": "2026-01-01",
    "policy": {
        "presence": {
            "check_in": ["card_at_kiosk", "number_at_kiosk"],
            "check_out": ["card_at_kiosk", "number_at_kiosk"],
        },
        "annul_seconds": 600,
    },
}


def list_member(
    member: MemberNo,
    keys: FieldKeys,
    random: Randomness,
    *,
    born: str = "1971-05-02",
    **differently: Any,
) -> dict[str, Any]:
    """The feed item of a grown-up in good standing, but for what is said ``differently``."""
    return {
        "type": "member.listed",
        "v": 1,
        "member": member,
        "group": "G017",
        "site": "S01",
        "index": f"{member:064x}",
        "name": seal(keys, "测试", f"member:{member}:name", random),
        "certificate": seal(keys, f"450681{member}", f"member:{member}:certificate", random),
        "born": seal(keys, born, f"member:{member}:born", random),
        "standing": "active",
        "reason": None,
        "valid_until": "2049-12-31",
        "supported": False,
        "role": "member",
        "village": "竹山村",
        "guardian": None,
        "phone": False,
    } | differently


def card_of(member: MemberNo, authority: Authority) -> str:
    """The text of this member's first card."""
    return issue_card(authority, Card(member, serial=1, issued=TradeDay("2026-11-01")))
