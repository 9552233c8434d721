"""Who this site is and whom it believes, as every counter needs it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from service.kit.cose import Flaw
from service.kit.pii import FieldKeys
from service.sites.card import Card
from service.sites.keys import SiteKeys
from service.sites.records import SiteNames
from service.sites.trust_list import TrustList, verify_card
from service.vocabulary import Epoch, SiteNo

CARDS_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class SiteIdentity:
    """An enrolled site. ``genesis`` is h(0) of its journal: SHA-256 of its signed site record;
    ``draw_anchor`` the end of the chain of its day keys, if its record has one."""

    site: SiteNo
    names: SiteNames
    keys: SiteKeys
    genesis: bytes
    trust: TrustList
    field_keys: FieldKeys
    verify_card: Callable[[str, TrustList], Card | Flaw]
    draw_anchor: bytes | None = None

    @property
    def epoch(self) -> Epoch:
        return self.keys.epoch


def card_verifier(now_ms: Callable[[], int]) -> Callable[[str, TrustList], Card | Flaw]:
    """Verify cards, remembering those that were genuine under the same trust list: a member peeks,
    then confirms.

    Only genuine cards are remembered, for as long as the process lives; a revoked serial is
    judged elsewhere, each time.
    """

    @lru_cache(maxsize=CARDS_REMEMBERED)
    def genuine(text: str, trust: TrustList) -> Card:
        card = verify_card(text, trust, at_ms=now_ms())
        if isinstance(card, Flaw):
            raise _NotGenuine(card)
        return card

    def verify(text: str, trust: TrustList) -> Card | Flaw:
        try:
            return genuine(text, trust)
        except _NotGenuine as refused:
            return refused.flaw

    return verify


class _NotGenuine(Exception):
    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw
