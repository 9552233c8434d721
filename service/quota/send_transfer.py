"""Send quota by a token of its own, for a screen, a slip or a stick."""

from service.journal.act import Act
from service.quota.rules import QuotaRefusal
from service.quota.send_quota import Sending, send_quota
from service.quota.transfer import Carried, sign_transfer
from service.sites.keys import Signer


def send_transfer(act: Act, sending: Sending, signer: Signer) -> tuple[Carried, str] | QuotaRefusal:
    """Debit and sign; the text may be shown once the act is durable. Refuses as ``send_quota``."""
    carried = send_quota(act, sending)
    if isinstance(carried, QuotaRefusal):
        return carried
    return carried, sign_transfer(carried, signer)
