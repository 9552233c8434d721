"""Whatever a camera sees, the decoder answers with a pass or a word from its list."""

from hypothesis import given
from hypothesis import strategies as st

from service.inspection.rules import Batch
from service.kit.cose import to_text
from service.passes.rules import (
    Audience,
    BearerHint,
    CarriedQuota,
    Check,
    DecodeFault,
    Goods,
    Inspection,
    Outcome,
    Pass,
    Seals,
)
from service.passes.token import PASS_PREFIX, ReadPass, decode_pass, encode_pass
from service.vocabulary import ComponentNo, Epoch, MemberNo, SiteNo, TradeDay
from tests.passes.mutations import throw_at_decoder
from tests.passes.samples import ISSUER

DAMAGED = 6_000

amounts = st.integers(0, 2**53 - 1)
hashes = st.binary(min_size=16, max_size=16)
audiences = st.builds(
    Audience,
    st.from_regex(r"S[0-9]{2}", fullmatch=True).map(SiteNo),
    st.from_regex(r"[0-9a-f]{8}", fullmatch=True).map(Epoch),
)
goods = st.builds(Goods, hashes, st.integers(1, 600), amounts, st.just(False))
quotas = st.builds(
    CarriedQuota,
    st.dates().filter(lambda day: day.year >= 1970).map(lambda day: TradeDay(day.isoformat())),
    st.dictionaries(
        st.integers(1, 40).map(ComponentNo), st.integers(1, 10**9), min_size=1, max_size=4
    ).map(lambda said: tuple(sorted(said.items()))),
)
seal_numbers = st.from_regex(r"[0-9A-Z-]{1,16}", fullmatch=True)
seals = st.one_of(
    st.lists(seal_numbers, min_size=1, max_size=2, unique=True).map(
        lambda numbers: Seals(tuple(numbers))
    ),
    st.builds(Seals, st.just(()), st.integers(3, 99), hashes),
)
hints = st.builds(
    BearerHint,
    st.text("阮陈＊LanMinháộ", min_size=1, max_size=8),
    st.binary(min_size=2, max_size=2),
)


@st.composite
def passes(draw: st.DrawFn) -> Pass:
    """Any pass that is one."""
    issued = draw(st.integers(0, 2**33))
    load = draw(st.none() | goods)
    batch = draw(st.none() | st.builds(Batch, st.integers(1, 600), hashes)) if load else None
    return Pass(
        audience=draw(audiences),
        seq=draw(st.integers(1, 2**53 - 1)),
        issued_s=issued,
        expires_s=issued + draw(st.integers(0, 10**6)),
        member=draw(st.sampled_from([MemberNo(10000012), MemberNo(10000029)])),
        inspection=Inspection(
            draw(st.sampled_from(Outcome)), Check(draw(st.integers(0, sum(Check))))
        ),
        policy=draw(st.integers(0, 2**32)),
        hint=draw(st.none() | hints),
        goods=load,
        quota=None if batch else draw(st.none() | quotas),
        plate=draw(st.sampled_from([None, "桂P·12345D", "29A-123.45"])),
        batch=batch,
        seals=draw(st.none() | seals) if load else None,
    )


@given(passes())
def test_every_pass_is_read_back_or_is_too_long(said: Pass) -> None:
    text = encode_pass(said, ISSUER.signer)
    if text is DecodeFault.TOO_LONG:
        return
    read = decode_pass(text)
    assert isinstance(read, ReadPass)
    assert read.said == said
    assert encode_pass(read.said, ISSUER.signer) == text


@given(st.text(max_size=60), st.binary(max_size=120))
def test_no_text_and_no_bytes_upset_the_decoder(text: str, message: bytes) -> None:
    for tried in (text, PASS_PREFIX + text, to_text(PASS_PREFIX, message)):
        assert isinstance(decode_pass(tried), DecodeFault)


def test_no_damage_upsets_the_decoder_and_no_second_form_is_read() -> None:
    verdicts = throw_at_decoder(DAMAGED, seed=1)
    assert sum(verdicts.values()) == DAMAGED
    assert set(DecodeFault) == verdicts.keys() - {"read"}
    assert verdicts["read"] > DAMAGED // 100
