"""A site is enrolled by two files and six words, and by nothing that was altered between."""

import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kit.cose import Flaw, cbor_decode, cbor_encode, from_text, to_text
from service.sites.authority import Authority
from service.sites.enrolment_file import (
    ENROLMENT_PREFIX,
    FIELD_KEYS,
    REQUEST_PREFIX,
    Enrolment,
    EnrolmentParts,
    EnrolmentRefusal,
    make_request,
    open_enrolment,
    open_request,
    write_enrolment,
)
from service.sites.keys import SiteKeys
from service.sites.six_words import WORDS, six_words
from tests.places import (
    DAY_MS,
    DONGXING,
    DONGXING_NAMES,
    HARDWARE,
    enrol,
    make_authority,
    make_site,
    request_of,
)

with warnings.catch_warnings():  # it warns of an algorithm that neither it nor we use here
    warnings.simplefilter("ignore")
    import pyhpke


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def site() -> SiteKeys:
    return make_site()


def parts_of(enrolment: bytes) -> EnrolmentParts:
    message = from_text(ENROLMENT_PREFIX, enrolment.decode())
    assert not isinstance(message, Flaw)
    root, keys, record, sealed = cbor_decode(message)
    return EnrolmentParts(root, tuple(keys), record, sealed)


def test_a_site_is_given_its_record_whom_to_trust_and_the_field_keys(
    authority: Authority, site: SiteKeys
) -> None:
    enrolment = open_enrolment(enrol(authority, site), site)
    assert isinstance(enrolment, Enrolment)
    record = enrolment.record
    assert (record.site, record.names, record.anchors) == (DONGXING, DONGXING_NAMES, HARDWARE)
    assert record.epoch == site.epoch
    assert record.expires_ms - record.not_before_ms == 400 * DAY_MS
    assert enrolment.field_keys == authority.field_keys
    assert enrolment.trust == replace(authority.trust, sites=(record,))


def test_both_screens_show_the_same_six_words(authority: Authority, site: SiteKeys) -> None:
    enrolment = open_enrolment(enrol(authority, site), site)
    assert isinstance(enrolment, Enrolment)
    words = six_words(request_of(site).signing, authority.trust.root)
    assert enrolment.words == words
    assert len(words) == 6


def test_another_root_or_another_site_shows_other_words(
    authority: Authority, site: SiteKeys
) -> None:
    words = six_words(site.signer.public, authority.trust.root)
    assert six_words(make_site("Hezhou").signer.public, authority.trust.root) != words
    assert six_words(site.signer.public, make_site("Hezhou").signer.public) != words


def test_there_are_2048_words_and_no_two_sound_alike_by_being_cut_apart() -> None:
    assert len(set(WORDS)) == 2048
    assert {len(word) for word in WORDS} == {4, 5}


def test_a_request_of_another_key_than_it_names_is_not_read(site: SiteKeys) -> None:
    request = make_request(site, site=DONGXING, anchors=())
    assert request_of(site).signing == site.signer.public
    message = from_text(REQUEST_PREFIX, request.decode())
    assert not isinstance(message, Flaw)
    for bit in range(0, len(message) * 8, 5):
        changed = bytearray(message)
        changed[bit // 8] ^= 1 << bit % 8
        verdict = open_request(to_text(REQUEST_PREFIX, bytes(changed)).encode())
        assert isinstance(verdict, Flaw), bit


def test_no_single_changed_bit_of_an_enrolment_is_honoured(
    authority: Authority, site: SiteKeys
) -> None:
    message = from_text(ENROLMENT_PREFIX, enrol(authority, site).decode())
    assert not isinstance(message, Flaw)
    for bit in range(0, len(message) * 8, 7):
        changed = bytearray(message)
        changed[bit // 8] ^= 1 << bit % 8
        verdict = open_enrolment(to_text(ENROLMENT_PREFIX, bytes(changed)).encode(), site)
        assert isinstance(verdict, EnrolmentRefusal), bit


def test_an_enrolment_opens_for_the_site_that_asked_and_for_no_other(
    authority: Authority, site: SiteKeys
) -> None:
    other = make_site("Hezhou")
    assert open_enrolment(enrol(authority, site), other) is EnrolmentRefusal.NOT_OURS


def test_the_whole_answer_of_another_authority_shows_in_the_words_alone(
    authority: Authority, site: SiteKeys, tmp_path: Path
) -> None:
    impostor = make_authority(tmp_path, "impostor")
    enrolment = open_enrolment(enrol(impostor, site), site)
    assert isinstance(enrolment, Enrolment)
    assert enrolment.words != six_words(site.signer.public, authority.trust.root)


def test_parts_of_two_authorities_or_of_two_sites_do_not_make_an_enrolment(
    authority: Authority, site: SiteKeys, tmp_path: Path
) -> None:
    good = parts_of(enrol(authority, site))
    foreign = parts_of(enrol(make_authority(tmp_path, "impostor"), site))
    neighbours = parts_of(enrol(authority, make_site("Hezhou")))
    for mixed in (
        replace(good, root=foreign.root),
        replace(good, key_records=foreign.key_records),
        replace(good, signed_record=foreign.signed_record),
        replace(good, sealed_field_keys=foreign.sealed_field_keys),
        replace(good, sealed_field_keys=neighbours.sealed_field_keys),
        replace(good, key_records=()),
    ):
        assert open_enrolment(write_enrolment(mixed), site) is EnrolmentRefusal.NOT_GENUINE


@pytest.mark.parametrize("content", [b"", b"noise", b"\xff", b"TE1", b"TE1QA"])
def test_what_is_no_enrolment_is_unreadable(content: bytes, site: SiteKeys) -> None:
    assert open_enrolment(content, site) is EnrolmentRefusal.UNREADABLE
    assert open_request(content) is Flaw.UNREADABLE


@given(st.lists(st.binary(max_size=40) | st.lists(st.booleans(), max_size=2), max_size=5))
def test_no_content_upsets_the_reader(content: list[object]) -> None:
    data = to_text(ENROLMENT_PREFIX, cbor_encode(content)).encode()
    assert isinstance(open_enrolment(data, make_site()), EnrolmentRefusal)


def test_the_field_keys_are_sealed_as_rfc_9180_says(authority: Authority, site: SiteKeys) -> None:
    parts = parts_of(enrol(authority, site))
    sealed = cbor_decode(parts.sealed_field_keys)[2]
    suite = pyhpke.CipherSuite.new(
        pyhpke.KEMId.DHKEM_X25519_HKDF_SHA256, pyhpke.KDFId.HKDF_SHA256, pyhpke.AEADId.AES256_GCM
    )
    key = pyhpke.KEMKey.from_pyca_cryptography_key(site.sealing)
    recipient = suite.create_recipient_context(sealed[:32], key, info=parts.signed_record)
    keys = authority.field_keys
    assert recipient.open(sealed[32:]) == keys.index_key + keys.seal_key
    assert FIELD_KEYS == "field-keys"
