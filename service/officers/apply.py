"""What the officers feed and the events of officers and terminals do to their tables."""

from service.feeds.apply_items import FeedItem
from service.journal.event import Event
from service.officers import store
from service.session import Session
from service.vocabulary import OfficerNo, SiteNo, TerminalNo, TerminalRole


def apply_listed(session: Session, item: FeedItem) -> None:
    said = item.data
    store.put_officer(
        session,
        store.Officer(
            officer=OfficerNo(said["officer"]),
            sealed_name=said["name"],
            roles=store.known_roles(said["roles"]),
            sites=frozenset(SiteNo(site) for site in said["sites"]),
            code_hash=said["code_hash"],
            standing=said["standing"],
        ),
    )


def apply_offered(session: Session, event: Event) -> None:
    store.put_offer(
        session,
        store.Terminal(
            terminal=TerminalNo(event.data["terminal"]),
            role=TerminalRole(event.data["role"]),
            label=event.data["terminal"],
            code_hash=event.data["code_hash"],
            expires_at_ms=event.data["expires_at"],
            paired_at_ms=None,
            revoked_at_ms=None,
        ),
    )


def apply_paired(session: Session, event: Event) -> None:
    store.pair(
        session,
        event.data["terminal"],
        token_hash=event.data["token_hash"],
        at_ms=event.moment.at_ms,
    )


def apply_revoked(session: Session, event: Event) -> None:
    store.revoke(
        session, event.data["terminal"], reason=event.data["reason"], at_ms=event.moment.at_ms
    )


def apply_pin_set(session: Session, event: Event) -> None:
    store.add_pin_set(
        session, event.data["officer"], event.data["code_hash"], at_ms=event.moment.at_ms
    )


APPLY = {
    "terminal.offered": apply_offered,
    "terminal.paired": apply_paired,
    "terminal.revoked": apply_revoked,
    "officer.pin_set": apply_pin_set,
}

FEED_APPLY = {"officer.listed": apply_listed}
