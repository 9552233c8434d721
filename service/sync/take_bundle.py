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
from service.sync.site_end import Heard, SiteEnd, judge_mark, keep_marks

NOT_FOR_A_SITE: Final = "not_for_a_site"
NO_TOKEN: Final = "no_token"
NOTHING_NEW: Final = "nothing_new"

_HELD: Final = frozenset(
    {
        PageRefusal.ALREADY_HELD,
        QuotaRefusal.ALREADY_CREDITED,
        PassRefusal.VOID_TAKEN,
        NOTHING_NEW,
    }
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


def take_pages(parts: Sequence[Part], taker: PageTaker, taken: Taken) -> None:
    """Take in the pages, each as a work of its own. Raises ``Busy`` or ``NotWriting``; the pages
    before are applied then, and held the next time."""
    for part in parts:
        if part.kind is Kind.PAGE:
            taken.count(part.kind, taker.take(part.data))


def take_at_site(act: Act, parts: Sequence[Part], end: SiteEnd, trust: TrustList) -> Taken:
    """Take in what is not a page: transfers and voids as a scanner would have brought them, and
    what the hub has signed for. A journal is nobody's affair but the hub's."""
    taken = Taken()
    for part in parts:
        text = part.data.decode("ascii", errors="replace").strip()
        if part.kind is Kind.TOKEN:
            taken.count(part.kind, take_token(act, text, trust))
        elif part.kind is Kind.MARK:
            taken.count(part.kind, _take_mark(act, part.about, text, end))
        elif part.kind is Kind.JOURNAL:
            taken.count(part.kind, NOT_FOR_A_SITE)
    return taken


def _take_mark(act: Act, record: str, text: str, end: SiteEnd) -> str | None:
    hearing = judge_mark(act.session, end, record, text)
    if hearing.heard is not Heard.BELIEVED:
        return hearing.heard
    keep_marks(act.session, hearing)
    return None if hearing.marks else NOTHING_NEW


def take_token(act: Act, text: str, trust: TrustList) -> str | None:
    """Take in a transfer or a void; ``None`` if it was new here, else the code of a refusal."""
    if text.startswith(TRANSFER_PREFIX):
        credited = receive_transfer(act, text, trust)
        return None if isinstance(credited, Received) else str(credited)
    if text.startswith(VOID_PREFIX):
        returned = take_void(act, text, trust)
        return str(returned) if isinstance(returned, PassRefusal) else None
    return NO_TOKEN
