"""Who may: only members in good standing enter, only paired screens and signed-in officers act."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from service.journal.event import Event
from service.journal.store import StoredEvent
from service.kit.clock import Trust, local_date
from service.session import Session
from service.vocabulary import MemberNo, OfficerNo, TerminalNo
from tests.simulation.authority import AuthorityDesk
from tests.simulation.clients import Operation
from tests.simulation.invariants.rule import Rule
from tests.simulation.violation import Violation

_ZONE = ZoneInfo("Asia/Shanghai")
_STEP_UP_MS = 300_000


class Members(Rule):
    """A member enters by what the authority had said up to the feed position the event names; with
    a pass also one whom the list here does not have, since lists are of a site's own members."""

    def __init__(self, authority: AuthorityDesk) -> None:
        self._authority = authority
        self._taken = 0
        self._listed: dict[MemberNo, dict[str, Any]] = {}
        self._revoked: set[tuple[MemberNo, int]] = set()
        self._unlisted: Event | None = None

    def see(self, event: Event, stored: StoredEvent) -> None:
        number = int(event.feeds.get("members/all", "1.0").partition(".")[2])
        if number < self._taken:
            raise Violation("members", f"{event.name} was decided under {number}, an older list")
        for item in self._authority.members.items[self._taken : number]:
            self._take(item)
        self._taken = number
        if self._unlisted is None or str(self._unlisted.name) not in event.refs:
            self._hold()
        elif event.type in ("pass.redeemed", "pass.admitted"):
            self._unlisted = None
        if event.type == "checkin.entered" and not self._may_enter(event):
            self._unlisted = event
            if event.data["member"] in self._listed:
                self._hold()

    def look(self, session: Session, touched: Sequence[Operation]) -> None:
        self._hold()

    def _hold(self) -> None:
        if self._unlisted is not None:
            of = self._unlisted
            raise Violation("members", f"{of.name}: {of.data['member']} may not enter")

    def _take(self, item: dict[str, Any]) -> None:
        match item["type"]:
            case "member.listed":
                self._listed[item["member"]] = item
            case "member.withdrawn":
                self._listed.pop(item["member"], None)
            case "card.revoked":
                self._revoked.add((item["member"], item["serial"]))

    def _may_enter(self, event: Event) -> bool:
        listed = self._listed.get(event.data["member"])
        if listed is None or event.day is None:
            return False
        return (
            listed["standing"] == "active"
            and listed["valid_until"] >= event.day
            and listed["guardian"] is None
            and (event.data["member"], event.data["card_serial"]) not in self._revoked
        )


class Staff(Rule):
    """Whoever acts was let in before, by the record: a screen by pairing, an officer by a PIN."""

    def __init__(self) -> None:
        self._paired: set[TerminalNo] = set()
        self._signed_in: dict[TerminalNo, OfficerNo] = {}
        self._stepped_up: dict[TerminalNo, int] = {}

    def restarted(self) -> None:
        self._signed_in.clear()
        self._stepped_up.clear()

    def see(self, event: Event, stored: StoredEvent) -> None:
        match event.type:
            case "terminal.paired":
                self._paired.add(event.data["terminal"])
            case "terminal.revoked":
                self._paired.discard(event.data["terminal"])
            case "officer.signed_in" if event.terminal and event.actor:
                self._signed_in[event.terminal] = event.actor
                self._stepped_up.pop(event.terminal, None)
            case "officer.stepped_up" if event.terminal:
                self._stepped_up[event.terminal] = event.moment.at_ms
            case "day.opened":
                self._vouched(event)
        self._admitted(event)

    def _admitted(self, event: Event) -> None:
        if event.terminal is None:
            return
        if event.terminal not in self._paired:
            raise Violation("staff", f"{event.name} {event.type} at {event.terminal}, not paired")
        if event.actor is not None and self._signed_in.get(event.terminal) != event.actor:
            raise Violation("staff", f"{event.name} {event.type} by {event.actor}, not signed in")
        if event.type == "officer.signed_out":
            del self._signed_in[event.terminal]

    def _vouched(self, event: Event) -> None:
        """A date that its clock does not vouch for has officers who do."""
        day, by_clock = event.data["day"], local_date(event.moment, _ZONE)
        if event.moment.trust is not Trust.NONE and day == by_clock:
            return
        ahead = (date.fromisoformat(day) - date.fromisoformat(by_clock)).days
        proved_ms = self._stepped_up.get(event.terminal) if event.terminal else None
        fresh = proved_ms is not None and abs(event.moment.at_ms - proved_ms) < _STEP_UP_MS
        second = event.data["second_officer"]
        if not fresh or (ahead > 1 and second in (None, event.actor)):
            raise Violation("staff", f"{event.name} opens {day} on {by_clock}, nobody vouches")
