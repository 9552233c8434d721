"""A bundle is taken in at a site as if its parts had come one by one over the wire."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from service.feeds.apply_page import PageRefusal
from service.journal.act import Act
from service.passes.issue_rules import PassRefusal
from service.passes.take_void import take_void
from service.passes.void_token import VOID_PREFIX
from service.quota.receive_quota import Received
from service.quota.receive_transfer import receive_transfer
from service.quota.rules import QuotaRefusal
from service.quota.transfer import TRANSFER_PREFIX
from service.sites.trust_list import TrustList
from service.sync.bring_pages import PageTaker
from service.sync.bundle import Kind, Part

NOT_FOR_A_SITE: Final = "not_for_a_site"
NO_TOKEN: Final = "no_token"

_HELD: Final = frozenset(
    {PageRefusal.ALREADY_HELD, QuotaRefusal.ALREADY_CREDITED, PassRefusal.VOID_TAKEN}
)


@dataclass(slots=True)
class Taken:
    """How many parts were new here, how many were held already, and why others were refused:
    kind and code."""

    new: int = 0
    held: int = 0
    refused: list[tuple[Kind, str]] = field(default_factory=list)

    def count(self, kind: Kind, refusal: str | None) -> None:
        """Note what became of one part."""
        if refusal is None:
            self.new += 1
        elif refusal in _HELD:
            self.held += 1
        else:
            self.refused.append((kind, refusal))


def take_pages(parts: Sequence[Part], site: PageTaker) -> Taken:
    """Take in the pages, each as a work of its own. Journals and marks are the hub's affair.

    Raises ``Busy`` or ``NotWriting``; the pages before are applied then, and held the next time.
    """
    taken = Taken()
    for part in parts:
        if part.kind is Kind.PAGE:
            taken.count(part.kind, site.take(part.data))
        elif part.kind is not Kind.TOKEN:
            taken.count(part.kind, NOT_FOR_A_SITE)
    return taken


def take_tokens(act: Act, parts: Sequence[Part], trust: TrustList, taken: Taken) -> None:
    """Take in the transfers and voids, each as a scanner would have brought it."""
    for part in parts:
        if part.kind is Kind.TOKEN:
            text = part.data.decode("ascii", errors="replace").strip()
            taken.count(part.kind, _take_token(act, text, trust))


def _take_token(act: Act, text: str, trust: TrustList) -> str | None:
    if text.startswith(TRANSFER_PREFIX):
        credited = receive_transfer(act, text, trust)
        return None if isinstance(credited, Received) else str(credited)
    if text.startswith(VOID_PREFIX):
        returned = take_void(act, text, trust)
        return str(returned) if isinstance(returned, PassRefusal) else None
    return NO_TOKEN
