"""The transfers and voids of this epoch that one other place has to hear of, signed once more."""

from collections.abc import Iterator
from typing import Final

from service.journal import store as journal
from service.journal.event import Event
from service.passes.void_token import sign_void
from service.quota import store as quota
from service.quota.rules import read_vector
from service.quota.transfer import Carried, sign_transfer
from service.session import Session
from service.sites.identity import SiteIdentity
from service.vocabulary import Epoch, MemberNo, SiteNo, TradeDay

LOOKED_BACK: Final = 100_000
"""Events: a month of a busy site. What is older has long been carried, or come to the hub."""

_SENT: Final = b'"transfer.sent"'
_VOIDED: Final = b'"pass.voided"'


def tokens_for(session: Session, identity: SiteIdentity, to: SiteNo) -> Iterator[bytes]:
    """Each text that `to` can take in, as it was first shown: the same bytes. Taking one in twice
    changes nothing."""
    head = journal.head_of(session, identity.epoch, identity.genesis)
    after = max(0, head.seq - LOOKED_BACK)
    for whom, text in tokens_between(session, identity, after=after, upto=head.seq):
        if whom == to:
            yield text.encode("ascii")


def tokens_between(
    session: Session, identity: SiteIdentity, *, after: int, upto: int
) -> Iterator[tuple[SiteNo, str]]:
    """The same for all other places, of the events above ``after`` and up to ``upto``."""
    for each in journal.events_after(session, identity.epoch, after):
        if each.seq > upto:
            return
        if _SENT in each.bytes or _VOIDED in each.bytes:
            event = Event.from_bytes(each.bytes)
            for to in _hearers(event):
                text = _text(session, event, identity, to)
                if text is not None:
                    yield to, text


def _hearers(event: Event) -> list[SiteNo]:
    if event.type == "transfer.sent":
        return [SiteNo(event.data["to_site"])]
    if event.type == "pass.voided":
        return sorted({SiteNo(name.partition(".")[0]) for name, _ in event.data["passes"]})
    return []


def _text(session: Session, event: Event, identity: SiteIdentity, to: SiteNo) -> str | None:
    if event.type == "pass.voided" and any(name.startswith(to) for name, _ in event.data["passes"]):
        return sign_void(event, identity.keys.signer)
    if event.type == "transfer.sent" and _is_on_its_way(session, event, to):
        return sign_transfer(_carried(event), identity.keys.signer)
    return None


def _is_on_its_way(session: Session, event: Event, to: SiteNo) -> bool:
    """Not inside a pass, which carries it itself, and not given back."""
    if event.data["to_site"] != to or event.data["carrier"] is not None:
        return False
    found = quota.find_debit(session, event.name)
    return found is not None and not found[1].settled


def _carried(event: Event) -> Carried:
    said = event.data
    assert event.day is not None, "quota is sent under an open day only"
    return Carried(
        name=event.name,
        to_site=SiteNo(said["to_site"]),
        to_epoch=Epoch(said["to_epoch"]),
        member=MemberNo(said["member"]),
        regime=said["regime"],
        day=TradeDay(event.day),
        amounts={slot.component: amount for slot, amount in read_vector(said["amounts"])},
    )
