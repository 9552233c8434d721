"""A bundle is opened by its receiver alone, is whole or nothing, and says who sealed it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from service.sites.keys import SiteKeys
from service.sites.records import SiteNames, SiteRecord
from service.sites.trust_list import TrustList
from service.sync.bundle import (
    LARGEST_BUNDLE_BYTES,
    Bundle,
    BundleFlaw,
    Kind,
    Part,
    open_bundle,
    seal_bundle,
)
from service.vocabulary import SiteNo
from tests.places import DAY_MS, DONGXING, NOW_MS, make_site

HEZHOU = SiteNo("S07")
SENDER, RECEIVER, STRANGER = make_site(), make_site("Hezhou"), make_site("a stranger")
PARTS = (
    Part(Kind.JOURNAL, b"\x1f\x8b a batch\n", "S01.ab12cd34"),
    Part(Kind.PAGE, b"TF1...\n{}\n"),
    Part(Kind.TOKEN, b"TM1ABC"),
    Part(Kind.MARK, b""),
)


def record(site: SiteNo, keys: SiteKeys) -> SiteRecord:
    names, ends = SiteNames("", "", ""), NOW_MS + DAY_MS
    return SiteRecord(site, keys.signer.public, keys.sealing_public, (), names, (), NOW_MS, ends)


TRUST = TrustList(bytes(32), sites=(record(DONGXING, SENDER), record(HEZHOU, RECEIVER)))


def sealed(*parts: Part, by: SiteKeys = SENDER, to: SiteKeys = RECEIVER) -> bytes:
    bundle = Bundle(DONGXING, NOW_MS, parts or PARTS)
    return seal_bundle(bundle, signer=by.signer, receiver=record(HEZHOU, to), epoch=by.epoch)


def opened(data: bytes, keys: SiteKeys = RECEIVER, trust: TrustList = TRUST) -> Bundle | BundleFlaw:
    return open_bundle(data, own=HEZHOU, keys=keys, trust=trust)


DATA = sealed()


def test_the_receiver_reads_what_the_sender_put_in() -> None:
    assert opened(DATA) == Bundle(DONGXING, NOW_MS, PARTS)


@given(
    st.lists(st.builds(Part, st.sampled_from(Kind), st.binary(max_size=99), st.text()), max_size=4)
)
def test_any_parts_come_out_as_they_went_in(parts: list[Part]) -> None:
    read = opened(
        seal_bundle(
            Bundle(DONGXING, NOW_MS, tuple(parts)),
            signer=SENDER.signer,
            receiver=record(HEZHOU, RECEIVER),
            epoch=SENDER.epoch,
        )
    )
    assert isinstance(read, Bundle) and read.parts == tuple(parts)


def test_nobody_finds_anything_of_it_in_the_file() -> None:
    assert all(part.data not in DATA for part in PARTS if part.data)


def test_whoever_has_another_key_cannot_open_it() -> None:
    assert opened(DATA, keys=STRANGER) is BundleFlaw.NOT_OURS
    readdressed = DATA.replace(RECEIVER.epoch.encode(), STRANGER.epoch.encode(), 1)
    assert opened(readdressed, keys=STRANGER) is BundleFlaw.DAMAGED


@given(st.integers(0, len(DATA) - 1))
def test_a_file_that_was_cut_off_anywhere_is_nothing(at: int) -> None:
    assert isinstance(opened(DATA[:at]), BundleFlaw)


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_a_file_with_one_other_byte_is_nothing(at: int, flip: int) -> None:
    assert isinstance(opened(DATA[:at] + bytes([DATA[at] ^ flip]) + DATA[at + 1 :]), BundleFlaw)


@given(st.binary(max_size=400))
def test_no_bytes_frighten_the_reader(data: bytes) -> None:
    first = DATA.partition(b"\n")[0]
    assert isinstance(opened(data), BundleFlaw)
    assert isinstance(opened(first + b"\n" + data), BundleFlaw)


def test_a_sealer_who_is_not_the_site_it_claims_is_refused() -> None:
    assert opened(sealed(by=STRANGER)) is BundleFlaw.NOT_GENUINE
    alone = replace(TRUST, sites=TRUST.sites[1:])
    assert opened(DATA, trust=alone) is BundleFlaw.UNKNOWN_SENDER


def test_an_old_key_still_signs_history() -> None:
    ended = replace(TRUST.sites[0], expires_ms=NOW_MS - DAY_MS)
    assert isinstance(opened(DATA, trust=replace(TRUST, sites=(ended,))), Bundle)


def test_more_than_an_upload_may_be_is_not_even_opened() -> None:
    assert opened(DATA + bytes(LARGEST_BUNDLE_BYTES)) is BundleFlaw.UNREADABLE
