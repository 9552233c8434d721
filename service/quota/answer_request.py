"""Send quota because another site asked for it: at most what it is short of there."""

from service.journal.act import Act
from service.journal.append_event import Journal
from service.kit.cose import Flaw
from service.policies.store import policy_in_force
from service.quota.load_ledger import load_ledger
from service.quota.request import QuotaRequest, read_quota_request
from service.quota.rules import Amounts, Ledger, QuotaRefusal, Root
from service.quota.send_quota import Sending
from service.quota.send_transfer import send_transfer
from service.quota.transfer import Carried
from service.session import Session
from service.sites.keys import Signer
from service.sites.store import last_standing
from service.sites.trust_list import TrustList
from service.vocabulary import TradeDay

_WORDS = {
    Flaw.UNREADABLE: QuotaRefusal.UNREADABLE,
    Flaw.UNKNOWN_KEY: QuotaRefusal.UNKNOWN_SENDER,
    Flaw.NOT_GENUINE: QuotaRefusal.NOT_GENUINE,
}


def answer_request(
    act: Act, text: str, trust: TrustList, signer: Signer
) -> tuple[Carried, str] | QuotaRefusal:
    """Debit what ``text`` asks for, as far as it is left here, for the site that asks.

    Refuses as ``judge_request``, or as ``send_quota``.
    """
    request = read_request(text, trust, at_ms=act.moment.at_ms)
    if isinstance(request, QuotaRefusal):
        return request
    amounts = judge_request(act.session, act.journal, act.day, request)
    if isinstance(amounts, QuotaRefusal):
        return amounts
    to = request.check_in
    return send_transfer(act, Sending(request.member, to.site, to.epoch, amounts), signer)


def read_request(text: str, trust: TrustList, *, at_ms: int) -> QuotaRequest | QuotaRefusal:
    """The request, if a site that is known here and now signed it."""
    request = read_quota_request(
        text,
        lambda site, kid: trust.keys_of_site(site, kid, at_ms),
        sites=[record.site for record in trust.sites],
    )
    return _WORDS[request] if isinstance(request, Flaw) else request


def judge_request(
    session: Session, journal: Journal, day: TradeDay | None, request: QuotaRequest
) -> Amounts | QuotaRefusal:
    """How much goes to who asks. The member must be checked in there on the day that is open here:
    that site has signed so, and its journal will show it.

    Refuses with ``NOT_FOR_US``, ``TO_ITSELF``, ``SENDER_REVOKED``, ``DAY_NOT_OPEN``,
    ``PERIOD_OVER``, ``OTHER_REGIME``, ``HORIZON_PASSED`` or ``NOT_ENOUGH`` where nothing is left.
    """
    if (request.to_site, request.to_epoch) != (journal.site, journal.epoch):
        return QuotaRefusal.NOT_FOR_US
    asked_by = request.check_in
    if asked_by.site == journal.site:
        return QuotaRefusal.TO_ITSELF
    if last_standing(session, asked_by.site, asked_by.epoch) is not None:
        return QuotaRefusal.SENDER_REVOKED
    if day is None:
        return QuotaRefusal.DAY_NOT_OPEN
    if request.day != day:
        return QuotaRefusal.PERIOD_OVER
    if policy_in_force(session, day).regime != request.regime:
        return QuotaRefusal.OTHER_REGIME
    ledger = load_ledger(session, journal, day, request.member)
    return _at_hand(ledger, request.amounts)


def _at_hand(ledger: Ledger, asked: Amounts) -> Amounts | QuotaRefusal:
    slots = {slot: asked[slot.component] for slot in ledger.accounts if slot.component in asked}
    found = {slot.component: min(want, ledger.usable(slot)) for slot, want in slots.items()}
    amounts = {component: amount for component, amount in found.items() if amount > 0}
    if amounts:
        return amounts
    passed = any(ledger.roots[slot] is Root.HORIZON_PASSED for slot in slots)
    return QuotaRefusal.HORIZON_PASSED if passed else QuotaRefusal.NOT_ENOUGH
