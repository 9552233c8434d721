"""Take a pile of receipts back in: at the officer's station, or from a file at the console."""

from dataclasses import dataclass

from service.journal.act import Act
from service.journal.store import keep_epoch
from service.receipts.past_keys import open_own_record, past_keys
from service.receipts.recover_event import recover_event
from service.receipts.rules import Recovery
from service.sites.enrolment_file import signed_record_in
from service.sites.identity import SiteIdentity


@dataclass(frozen=True, slots=True)
class Pile:
    """Texts of receipts, and perhaps the enrolment of the epoch that signed them."""

    receipts: list[str]
    enrolment: str | None = None


def recover_receipts(act: Act, pile: Pile, identity: SiteIdentity) -> list[Recovery]:
    """What came of each receipt, in order; it stops at one that proves this machine restored."""
    if pile.enrolment is not None:
        _remember_epoch(act, pile.enrolment, identity)
    key_for = past_keys(act.session, identity)
    outcomes = []
    for text in pile.receipts:
        outcomes.append(recover_event(act, text, key_for))
        if outcomes[-1] is Recovery.PROVES_RESTORED:
            break
    return outcomes


def _remember_epoch(act: Act, enrolment: str, identity: SiteIdentity) -> None:
    """Keep the record of a lost epoch, if the authority signed it for this site: it is the source
    of the key by which its receipts are judged."""
    written = signed_record_in(enrolment.encode())
    record = written and open_own_record(written, identity.trust, identity.site)
    if written and record:
        keep_epoch(act.session, record.epoch, written)
