"""Which card each member was given: a file beside the authority's keys, one line a card."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.kit import canonical_json
from service.sites.card import Card
from service.vocabulary import MemberNo, TradeDay

REGISTER_NAME: Final = "cards.register"


class RegisterFault(Exception):
    """A line of the register is no card; nothing is issued on top of it."""


@dataclass(frozen=True, slots=True)
class CardRegister:
    """The file; whoever decides by it holds the archive's lock."""

    path: Path

    def newest(self) -> dict[MemberNo, Card]:
        """The last card that each member was given. Raises ``RegisterFault``."""
        try:
            lines = self.path.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            return {}
        cards = (self._read(number, line) for number, line in enumerate(lines, 1))
        return {card.member: card for card in cards}

    def add(self, cards: Iterable[Card]) -> None:
        """Write cards down, durably, before anybody prints them."""
        said = b"".join(_line(card) for card in cards)
        if not said:
            return
        descriptor = os.open(
            self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
        with open(descriptor, "ab") as file:
            file.write(said)
            file.flush()
            os.fsync(file.fileno())

    def _read(self, number: int, line: str) -> Card:
        try:
            said = json.loads(line)
            return Card(MemberNo(said["member"]), int(said["serial"]), TradeDay(said["issued"]))
        except (ValueError, KeyError, TypeError) as fault:
            raise RegisterFault(f"{self.path}, line {number}: no card") from fault


def _line(card: Card) -> bytes:
    said = {"member": card.member, "serial": card.serial, "issued": card.issued}
    return canonical_json.encode(said) + b"\n"
