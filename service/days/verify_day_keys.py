"""Prove the day keys from the raw journal: each day in its turn, each key of the signed chain."""

from collections.abc import Callable
from dataclasses import dataclass, field

from service.journal.event import Event
from service.journal.store import all_events
from service.session import Session
from service.sites.day_keys import ToldKey
from service.vocabulary import Epoch, TradeDay

AnchorOf = Callable[[Epoch], bytes | None]

_OF_A_DAY = b'"type":"day.'


@dataclass(slots=True)
class DayKeysProof:
    """What was found: the key of every day that has told one, and every flaw in words."""

    told: dict[tuple[Epoch, TradeDay], ToldKey] = field(default_factory=dict)
    flaws: list[str] = field(default_factory=list)
    links: dict[tuple[Epoch, TradeDay], int] = field(default_factory=dict)
    _last: dict[Epoch, int] = field(default_factory=dict)

    def open(self, event: Event) -> None:
        """Days from before there were draws were not counted; after the first, each one is."""
        epoch, link = event.name.epoch, event.data.get("link")
        if link is None and epoch not in self._last:
            return
        if link != self._last.get(epoch, 0) + 1:
            self.flaws.append(f"{event.name}: opens day {link} of its epoch out of turn")
            return
        self._last[epoch] = link
        self.links[epoch, event.data["day"]] = link

    def take_over(self, event: Event) -> None:
        """An epoch gives a link once to a day that another opened: a second would be a choice."""
        if (event.name.epoch, event.data["day"]) in self.links:
            self.flaws.append(f"{event.name}: gives a day that has its key another one")
            return
        self.open(event)

    def close(self, event: Event, anchor: bytes | None) -> None:
        """A day must tell its key where the site's record says that it has one."""
        where = (event.name.epoch, event.data["day"])
        link, key = self.links.get(where), event.data.get("day_key")
        if key is None:
            if link is not None and anchor is not None:
                self.flaws.append(f"{event.name}: tells no key of the day's draws")
            return
        told = ToldKey(link or 0, bytes.fromhex(key), anchor)
        if not told.holds:
            self.flaws.append(f"{event.name}: tells a key that is not of the site's chain")
        self.told[where] = told


def verify_day_keys(session: Session, anchor_of: AnchorOf) -> DayKeysProof:
    """Walk every day that was opened and closed; ``anchor_of`` gives the end of an epoch's chain
    as the authority signed it, ``None`` where it signed none."""
    proof = DayKeysProof()
    for stored in all_events(session):
        if _OF_A_DAY not in stored.bytes:
            continue
        try:
            _look_at(proof, Event.from_bytes(stored.bytes), anchor_of)
        except (ValueError, LookupError, TypeError):
            proof.flaws.append(f"{stored.epoch}.{stored.seq}: opens or closes a day illegibly")
    return proof


def _look_at(proof: DayKeysProof, event: Event, anchor_of: AnchorOf) -> None:
    if event.type == "day.opened":
        proof.open(event)
    elif event.type == "day.taken_over":
        proof.take_over(event)
    elif event.type == "day.closed":
        proof.close(event, anchor_of(event.name.epoch))
