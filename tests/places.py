"""Named places with keys of their own, the same in every run."""

import hashlib
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

from service.kit.ids import Randomness
from service.sites.authority import Authority, SiteTerms, init_authority, sign_site
from service.sites.enrolment_file import SiteRequest, make_request, open_request
from service.sites.keys import SiteKeys
from service.sites.records import SiteNames
from service.vocabulary import SiteNo

NOW_MS: Final = int(datetime(2026, 11, 24, 1, 0, tzinfo=UTC).timestamp() * 1000)
DAY_MS: Final = 24 * 60 * 60 * 1000

DONGXING: Final = SiteNo("S01")
DONGXING_NAMES: Final = SiteNames("东兴互市区", "Dongxing trade zone", "Khu hỗ thị Đông Hưng")
HARDWARE: Final = (hashlib.sha256(b"board").digest(), hashlib.sha256(b"card").digest())


def repeatable(seed: str) -> Randomness:
    """A source that gives other bytes at each call, and the same ones for the same seed."""
    calls = count()
    return lambda size: hashlib.shake_256(f"{seed}:{next(calls)}".encode()).digest(size)


def make_authority(directory: Path, seed: str = "authority") -> Authority:
    """An authority whose keys begin now."""
    return init_authority(directory, random=repeatable(seed), now_ms=NOW_MS)


def make_site(seed: str = "Dongxing") -> SiteKeys:
    """A machine's fresh keys."""
    return SiteKeys.make(repeatable(seed))


def request_of(keys: SiteKeys) -> SiteRequest:
    """What Dongxing asks for with these keys, as the authority reads it."""
    request = open_request(make_request(keys, site=DONGXING, anchors=HARDWARE))
    assert isinstance(request, SiteRequest)
    return request


def enrol(authority: Authority, keys: SiteKeys) -> bytes:
    """The authority's answer to that request."""
    return sign_site(authority, request_of(keys), SiteTerms(DONGXING_NAMES), now_ms=NOW_MS)
