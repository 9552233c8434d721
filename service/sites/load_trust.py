"""Whom this site believes now: the root it pinned, and all that has come by feed on its word."""

from collections.abc import Callable
from functools import lru_cache, reduce
from typing import Final

from service.kit.cose import Flaw
from service.session import Session
from service.sites import store
from service.sites.card import Card
from service.sites.identity import SiteIdentity
from service.sites.trust_list import TrustList, accept_key, accept_site

_MINUTE_MS: Final = 60 * 1000

Accept = Callable[[TrustList, bytes], TrustList | Flaw]


def load_trust(session: Session, pinned: TrustList, *, at_ms: int) -> TrustList:
    """The trust list of the enrolment with every record that came by feed and holds at that time.

    A record that its signer had no right to sign is passed over. Records are read again only when
    one has come, and once a minute, since a key for records may have lapsed.
    """
    keys, sites = store.key_records(session), store.site_records(session)
    return _put_together(pinned, keys, sites, at_ms - at_ms % _MINUTE_MS)


def load_keys(session: Session, pinned: TrustList) -> TrustList:
    """The same for the authority's own keys alone, which does not depend on the time."""
    return _put_together(pinned, store.key_records(session), (), 0)


def card_reader(session: Session, identity: SiteIdentity) -> Callable[[str], Card | Flaw]:
    """Reads cards under the authority's keys as they are now: renewed ones, and none taken back."""
    trust = load_keys(session, identity.trust)
    return lambda text: identity.verify_card(text, trust)


@lru_cache(maxsize=4)
def _put_together(
    pinned: TrustList, keys: tuple[bytes, ...], sites: tuple[bytes, ...], at_ms: int
) -> TrustList:
    trust = reduce(_taking(accept_key), keys, pinned)
    return reduce(_taking(lambda known, said: accept_site(known, said, at_ms=at_ms)), sites, trust)


def _taking(accept: Accept) -> Callable[[TrustList, bytes], TrustList]:
    def take(trust: TrustList, message: bytes) -> TrustList:
        accepted = accept(trust, message)
        return trust if isinstance(accepted, Flaw) else accepted

    return take
