"""Take in a destination's void at the issuer: only it lets the inspection serve another pass."""

from service.declarations.send_declaration import return_declaration
from service.inspection.store import find_inspection
from service.journal.act import Act
from service.journal.event import Event
from service.kit.cose import Flaw
from service.passes import store
from service.passes.find_carried import find_carried
from service.passes.issue_rules import PassRefusal
from service.passes.void_token import Void, VoidedPass, read_void
from service.quota.refund_quota import refund_quota
from service.sites.rules import epochs_carried_on
from service.sites.store import last_standing
from service.sites.trust_list import TrustList
from service.vocabulary import Epoch

_WORDS = {
    Flaw.UNREADABLE: PassRefusal.VOID_UNREADABLE,
    Flaw.UNKNOWN_KEY: PassRefusal.VOID_UNKNOWN_KEY,
    Flaw.NOT_GENUINE: PassRefusal.VOID_NOT_GENUINE,
}


def take_void(act: Act, text: str, trust: TrustList) -> Event | PassRefusal:
    """Record which of this site's passes a destination declared void; those of other issuers in
    the same text are theirs. Refuses with ``VOID_UNREADABLE``, ``VOID_UNKNOWN_KEY``,
    ``VOID_NOT_GENUINE``, ``VOID_KEY_REVOKED``, ``VOID_NOT_OURS``, ``VOID_CONTRADICTS`` or
    ``VOID_TAKEN``.

    Quota that went along comes back, where this epoch debited it and its period is open (rule R13).
    Goods that were declared here are here again.
    """
    void = read_void(text, trust, at_ms=act.moment.at_ms)
    if isinstance(void, Flaw):
        return _WORDS[void]
    if last_standing(act.session, void.name.site, void.name.epoch) is not None:
        return PassRefusal.VOID_KEY_REVOKED  # whoever has the key may have honoured them as well
    epochs = _may_void(trust, void)
    ours = [each for each in void.passes if each.name.site == act.journal.site]
    found = [_find(act, void, each, epochs) for each in ours]
    refusal = next((each for each in found if isinstance(each, PassRefusal)), None)
    if refusal or not found:
        return refusal or PassRefusal.VOID_NOT_OURS
    issued = [each for each in found if isinstance(each, store.Issued)]
    fresh = [each.reference for each in issued if each.returned_by is None]
    if not fresh:
        return PassRefusal.VOID_TAKEN
    event = act.record("pass.return_taken", {"void": str(void.name), "passes": fresh})
    for reference in fresh:
        _take_quota_back(act, reference)
        _take_goods_back(act, reference)
    return event


def _may_void(trust: TrustList, void: Void) -> frozenset[Epoch]:
    """The epochs that the void speaks for. A destination whose epoch broke off does not know what
    that one honoured, so its word counts only for what was directed to it since (rule R5)."""
    continued = {
        record.epoch: record.continues.epoch if record.continues else None
        for record in trust.sites
        if record.site == void.name.site
    }
    return epochs_carried_on(void.name.epoch, continued)


def _find(
    act: Act, void: Void, voided: VoidedPass, epochs: frozenset[Epoch]
) -> store.Issued | PassRefusal:
    """Only the place that a pass was meant for can void it, and only this very pass."""
    issued = store.find_issued(act.session, str(voided.name))
    if issued is None:
        return PassRefusal.VOID_NOT_OURS
    said = (issued.to_site, issued.digest)
    agrees = said == (void.name.site, voided.digest) and issued.to_epoch in epochs
    return issued if agrees else PassRefusal.VOID_CONTRADICTS


def _take_quota_back(act: Act, reference: str) -> None:
    debit = find_carried(act.session, reference)
    if debit is not None:
        refund_quota(act, debit.name, kind="sent")


def _take_goods_back(act: Act, reference: str) -> None:
    issued = store.find_issued(act.session, reference)
    inspection = find_inspection(act.session, issued.inspection) if issued else None
    if inspection is not None and inspection.declaration:
        return_declaration(act, inspection.declaration, with_pass=reference)
