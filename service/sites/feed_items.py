"""What the authority says about sites and keys, as items of the feeds `sites` and `revocations`."""

from typing import Any, Final

from service.kit.cose import to_text
from service.sites.records import KEY_RECORD_PREFIX, SITE_RECORD_PREFIX
from service.vocabulary import Epoch, PassId, SiteNo

SITES: Final = "sites"

Item = dict[str, Any]


def certify_key(signed_record: bytes) -> Item:
    """One of the authority's keys, on the root's word."""
    return _item("key.certified", record=to_text(KEY_RECORD_PREFIX, signed_record))


def record_site(signed_record: bytes) -> Item:
    """A site's keys, as signed when it was enrolled."""
    return _item("site.recorded", record=to_text(SITE_RECORD_PREFIX, signed_record))


def revoke_key(site: SiteNo, epoch: Epoch, *, last_seq: int, at_ms: int) -> Item:
    """A site's key is not to be believed beyond ``last_seq``, the last that stands; 0 for none."""
    return _item("key.revoked", site=site, epoch=epoch, last_seq=last_seq, at_ms=at_ms)


def revoke_pass(revoked: PassId, *, expires_ms: int, at_ms: int) -> Item:
    """A pass is not to be honoured; the entry may go some days after ``expires_ms``."""
    return _item("pass.revoked", **revoked._asdict(), expires_ms=expires_ms, at_ms=at_ms)


def confirm_lists(*, at_ms: int) -> Item:
    """Nothing else has been revoked until then, so a site that hears it has fresh lists."""
    return _item("revocations.current", at_ms=at_ms)


def _item(kind: str, **said: object) -> Item:
    return {"type": kind, "v": 1, **said}
