"""Make the receipt of an event: from the journal, so that it is the same whenever it is asked."""

from service.journal import store as journal_store
from service.journal.event import Event, EventName
from service.journal.receipt import receipt_of, sign_receipt
from service.session import Session
from service.sites.identity import SiteIdentity
from service.vocabulary import TerminalNo

GIVEN_FOR = frozenset(
    {
        "checkin.entered",
        "checkin.left",
        "declaration.filed",
        "declaration.completed",
        "pass.issued",
        "pass.redeemed",
        "day.closed",
    }
)
"""What a person takes paper home for."""


def show_receipt(
    session: Session, reference: str, identity: SiteIdentity, *, only_of: TerminalNo | None
) -> str | None:
    """The text of the receipt of an event of the present epoch.

    ``None`` when there is no such event, when nobody is given a receipt for its kind, or when it
    was not recorded at the terminal ``only_of`` (a kiosk shows only what it recorded itself).
    """
    name = EventName.parse(reference)
    if name is None or (name.site, name.epoch) != (identity.site, identity.epoch):
        return None
    stored = journal_store.find_event(session, name.epoch, name.seq)
    if stored is None:
        return None
    event = Event.from_bytes(stored.bytes)
    if event.type not in GIVEN_FOR or only_of not in (None, event.terminal):
        return None
    return sign_receipt(receipt_of(event, stored.hash), identity.keys.signer)
