"""What becomes of a receipt that is scanned back in, in one closed list."""

from dataclasses import dataclass
from enum import StrEnum

from service.kit.cose import Flaw
from service.vocabulary import Epoch, SiteNo


class Recovery(StrEnum):
    """What came of one receipt. The words are the API's words."""

    RECOVERED = "receipt_recovered"
    HERE_ALREADY = "receipt_here_already"
    UNREADABLE = "receipt_unreadable"
    UNKNOWN_KEY = "receipt_unknown_key"
    NOT_GENUINE = "receipt_not_genuine"
    OTHER_SITE = "receipt_other_site"
    CONTRADICTS = "receipt_contradicts"
    PROVES_RESTORED = "receipt_proves_restored"


BY_FLAW = {
    Flaw.UNREADABLE: Recovery.UNREADABLE,
    Flaw.UNKNOWN_KEY: Recovery.UNKNOWN_KEY,
    Flaw.NOT_GENUINE: Recovery.NOT_GENUINE,
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose event it is: which site's, of which epoch."""

    site: SiteNo
    epoch: Epoch


@dataclass(frozen=True, slots=True)
class Claimed:
    """A genuine receipt's claim, and the hash of that event here, if it is here at all."""

    origin: Origin
    hash: bytes
    hash_here: bytes | None


def judge_recovery(claimed: Claimed, here: Origin) -> Recovery:
    """Whether a genuine receipt brings its event back.

    One of the present epoch that the own journal does not bear out shows that this machine is an
    old copy of itself; one of an earlier epoch with another hash shows a fork, and is evidence.
    """
    if claimed.origin.site != here.site:
        return Recovery.OTHER_SITE
    if claimed.hash_here == claimed.hash:
        return Recovery.HERE_ALREADY
    if claimed.origin.epoch == here.epoch:
        return Recovery.PROVES_RESTORED
    return Recovery.RECOVERED if claimed.hash_here is None else Recovery.CONTRADICTS
