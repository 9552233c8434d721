"""What items of the members feed, and reports of lost cards, do to the members' tables."""

from service.feeds.apply_items import FeedItem
from service.journal.event import Event
from service.members import store
from service.members.forget_member import forget_member
from service.session import Session


def apply_listed(session: Session, item: FeedItem) -> None:
    said = item.data
    store.put_member(
        session,
        {
            "member": said["member"],
            "group_no": said["group"],
            "site": said["site"],
            "certificate_index": said["index"],
            "name": said["name"],
            "certificate": said["certificate"],
            "born": said["born"],
            "standing": said["standing"],
            "reason": said["reason"],
            "valid_until": said["valid_until"],
            "supported": said["supported"],
            "role": said["role"],
            "village": said["village"],
            "guardian": said["guardian"],
            "phone": said["phone"],
        },
    )


def apply_withdrawn(session: Session, item: FeedItem) -> None:
    store.withdraw_member(session, item.data["member"])


def apply_card_revoked(session: Session, item: FeedItem) -> None:
    store.revoke_card(session, item.data["member"], item.data["serial"])


def apply_forgotten(session: Session, item: FeedItem) -> None:
    forget_member(session, item.data["member"])


def apply_reported_lost(session: Session, event: Event) -> None:
    store.put_lost_card(
        session,
        {
            "member": event.data["member"],
            "serial": event.data["serial"],
            "at_ms": event.moment.at_ms,
            "reference": str(event.name),
        },
    )


APPLY = {"card.reported_lost": apply_reported_lost}

FEED_APPLY = {
    "member.listed": apply_listed,
    "member.withdrawn": apply_withdrawn,
    "card.revoked": apply_card_revoked,
    "member.forgotten": apply_forgotten,
}
