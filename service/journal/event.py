"""One event as the journal holds it: named by (site, epoch, seq), chained by its hash."""

import hashlib
from dataclasses import dataclass
from typing import Any, NamedTuple

from service.kit import canonical_json
from service.kit.clock import Moment, Trust
from service.vocabulary import Epoch, OfficerNo, SiteNo, TerminalNo, TradeDay

LONGEST_SEQ = 15
"""Digits of the longest seq that every JSON reader keeps exact."""


class EventName(NamedTuple):
    """The name of an event everywhere and for ever; as text ``S01.ab12cd34.123``."""

    site: SiteNo
    epoch: Epoch
    seq: int

    def __str__(self) -> str:
        return f"{self.site}.{self.epoch}.{self.seq}"

    @classmethod
    def parse(cls, text: str) -> "EventName | None":
        """Read the text form; ``None`` when it is not one."""
        parts = text.split(".")
        if len(parts) != 3 or not (parts[2].isascii() and parts[2].isdigit()):
            return None
        if len(parts[2]) > LONGEST_SEQ:
            return None
        return cls(SiteNo(parts[0]), Epoch(parts[1]), int(parts[2]))


@dataclass(frozen=True, slots=True)
class Event:
    """All that was decided in one act of one slice. ``at`` is wall time in ms since 1970, UTC."""

    type: str
    v: int
    name: EventName
    moment: Moment
    day: TradeDay | None
    terminal: TerminalNo | None
    actor: OfficerNo | None
    key: str | None
    refs: tuple[str, ...]
    feeds: dict[str, str]
    data: dict[str, Any]

    def to_bytes(self) -> bytes:
        """The bytes that are stored, hashed and sent, exactly so and never serialised again."""
        return canonical_json.encode(
            {
                "actor": self.actor,
                "at": self.moment.at_ms,
                "clock": self.moment.trust,
                "data": self.data,
                "day": self.day,
                "epoch": self.name.epoch,
                "feeds": self.feeds,
                "key": self.key,
                "refs": list(self.refs),
                "seq": self.name.seq,
                "site": self.name.site,
                "terminal": self.terminal,
                "type": self.type,
                "v": self.v,
            }
        )

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Event":
        """Read an event back; raises ``ValueError`` when the bytes are not canonical."""
        fields = canonical_json.decode(stored)
        return cls(
            type=fields["type"],
            v=fields["v"],
            name=EventName(fields["site"], fields["epoch"], fields["seq"]),
            moment=Moment(fields["at"], Trust(fields["clock"])),
            day=fields["day"],
            terminal=fields["terminal"],
            actor=fields["actor"],
            key=fields["key"],
            refs=tuple(fields["refs"]),
            feeds=fields["feeds"],
            data=fields["data"],
        )


def chain_hash(previous: bytes, stored: bytes) -> bytes:
    """h(n) = SHA-256(h(n-1) ‖ bytes(n))."""
    return hashlib.sha256(previous + stored).digest()
