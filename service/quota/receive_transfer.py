"""Take in a transfer's token as a scanner reads it: verify, then credit."""

from service.journal.act import Act
from service.kit.cose import Flaw
from service.quota.receive_quota import Received, receive_quota
from service.quota.rules import QuotaRefusal
from service.quota.transfer import read_transfer
from service.sites.trust_list import TrustList

_WORDS = {
    Flaw.UNREADABLE: QuotaRefusal.UNREADABLE,
    Flaw.UNKNOWN_KEY: QuotaRefusal.UNKNOWN_SENDER,
    Flaw.NOT_GENUINE: QuotaRefusal.NOT_GENUINE,
}


def receive_transfer(act: Act, text: str, trust: TrustList) -> Received | QuotaRefusal:
    """Credit the transfer that ``text`` spells.

    Refuses with ``UNREADABLE``, ``UNKNOWN_SENDER``, ``NOT_GENUINE``, or as ``receive_quota``.
    """
    at_ms = act.moment.at_ms
    carried = read_transfer(
        text,
        lambda site, kid: trust.keys_of_site(site, kid, at_ms),
        sites=[record.site for record in trust.sites],
    )
    return _WORDS[carried] if isinstance(carried, Flaw) else receive_quota(act, carried)
