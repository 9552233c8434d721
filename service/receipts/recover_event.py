"""Take a lost event of an earlier epoch back in by its receipt, once."""

from service.journal import store as journal_store
from service.journal.act import Act
from service.journal.receipt import KeyFor, Receipt, verify_receipt
from service.kit.cose import Flaw
from service.receipts import rules, store
from service.receipts.rules import Claimed, Origin, Recovery
from service.session import Session


def recover_event(act: Act, text: str, key_for: KeyFor) -> Recovery:
    """Record what the receipt in ``text`` tells as ``event.recovered`` of the present epoch.

    Whatever else it comes to is returned and changes nothing; ``PROVES_RESTORED`` means that
    this site must stop writing.
    """
    receipt = verify_receipt(text, key_for)
    if isinstance(receipt, Flaw):
        return rules.BY_FLAW[receipt]
    journal = act.journal
    origin = Origin(receipt.name.site, receipt.name.epoch)
    claimed = Claimed(origin, receipt.head, _hash_here(act.session, receipt))
    judged = rules.judge_recovery(claimed, Origin(journal.site, journal.epoch))
    if judged is Recovery.RECOVERED:
        _record(act, receipt)
    return judged


def _hash_here(session: Session, receipt: Receipt) -> bytes | None:
    name = receipt.name
    stored = journal_store.hash_at(session, name.epoch, name.seq)
    return stored or store.recovered_hash(session, name)


def _record(act: Act, receipt: Receipt) -> None:
    act.record(
        "event.recovered",
        {
            "event": str(receipt.name),
            "hash": receipt.head.hex(),
            "kind": receipt.kind,
            "at": receipt.at_ms,
            "member": receipt.member,
            "day": receipt.day,
            "amounts": {str(number): each for number, each in receipt.amounts.items()},
            "pass": str(receipt.pass_id) if receipt.pass_id else None,
            "missing": ["detail"],
        },
    )
