"""Passes between named places, from a person alone to a whole truck; the same in every run."""

from dataclasses import replace
from hashlib import sha256
from typing import Final

from service.inspection.rules import Batch
from service.passes.rules import (
    Audience,
    BearerHint,
    CarriedQuota,
    Check,
    Goods,
    Inspection,
    Outcome,
    Pass,
    Seals,
)
from service.passes.token import HASH_BYTES
from service.sites.keys import SiteKeys
from service.vocabulary import ComponentNo, MemberNo, SiteNo, TradeDay
from tests.places import NOW_MS, make_site

HEZHOU: Final = SiteNo("S07")
DONGXING: Final = SiteNo("S01")
ISSUER: Final[SiteKeys] = make_site("Hezhou")
DESTINATION: Final[SiteKeys] = make_site("Dongxing")
NOW_S: Final = NOW_MS // 1000
TODAY: Final = TradeDay("2026-11-24")

LINK: Final = "https://pass.border-trade.example/p/#"
"""Before a pass in the code by which a phone takes it over."""

SEEN: Final = Check.IDENTITY | Check.PHOTO | Check.CERTIFICATE
OPENED: Final = SEEN | Check.GOODS_SEEN | Check.WEIGHED | Check.SEALED


def digest(of: str) -> bytes:
    return sha256(of.encode()).digest()[:HASH_BYTES]


PERSON: Final = Pass(
    audience=Audience(DONGXING, DESTINATION.epoch),
    seq=4711,
    issued_s=NOW_S,
    expires_s=NOW_S + 4 * 60 * 60,
    member=MemberNo(10000012),
    inspection=Inspection(Outcome.CLEARED, SEEN),
    policy=3,
)
STRANGER: Final = replace(
    PERSON, seq=2**32 - 1, policy=60_000, hint=BearerHint("阮＊＊" * 2 + "阮＊", b"\x12\x34")
)
WITH_QUOTA: Final = replace(
    PERSON, seq=4712, quota=CarriedQuota(TODAY, ((ComponentNo(1), 520_000),))
)
GOODS: Final = Goods(digest("manifest"), lines=3, total_fen=780_000, declared=False)
THREE_COMPONENTS: Final = CarriedQuota(
    TODAY, ((ComponentNo(1), 780_000), (ComponentNo(4), 50_000), (ComponentNo(12), 1_000))
)
WITH_GOODS: Final = replace(
    STRANGER,
    inspection=Inspection(Outcome.CLEARED_WITH_REMARKS, OPENED),
    goods=GOODS,
    quota=THREE_COMPONENTS,
    plate="桂P·12345D",
    seals=Seals(("HZ20261124-0001", "HZ20261124-0002")),
)
DECLARED: Final = replace(
    PERSON,
    seq=4713,
    inspection=Inspection(Outcome.CLEARED, OPENED),
    goods=replace(GOODS, declared=True),
    seals=Seals(("A1",)),
)
IN_A_BATCH: Final = replace(
    WITH_GOODS,
    seq=4714,
    goods=replace(GOODS, lines=600, total_fen=120_000_000),
    quota=None,
    batch=Batch(195, digest("batch")),
)
MANY_SEALS: Final = replace(IN_A_BATCH, seq=4715, seals=Seals((), 12, digest("seals")))

SAMPLES: Final = {
    "person": PERSON,
    "person whom the destination does not hold": STRANGER,
    "person with quota": WITH_QUOTA,
    "goods declared at the issuer": DECLARED,
    "goods, three components, plate, two seals": WITH_GOODS,
    "goods of a batch, plate, two seals": IN_A_BATCH,
    "goods of a batch, plate, twelve seals": MANY_SEALS,
}
