"""Personal data is found by a keyed index, read back with a key only, and shown as a mask."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kit.ids import seeded_randomness
from service.kit.pii import (
    FieldKeys,
    KeyFileFault,
    KnownCertificates,
    SealFault,
    certificate_index,
    mask_certificate,
    mask_name,
    open_sealed,
    seal,
)

KEYS = FieldKeys(bytes(range(32)), bytes(range(32, 64)))
OTHER = FieldKeys(bytes(range(64, 96)), bytes(range(96, 128)))
RANDOM = seeded_randomness("pii")
NUMBER = "999001198005310016"
CONTEXT = "member:10000012:name"


def test_the_index_finds_the_same_number_and_no_other() -> None:
    assert certificate_index(KEYS, NUMBER) == certificate_index(KEYS, NUMBER)
    assert certificate_index(KEYS, NUMBER) != certificate_index(KEYS, "999001198005310024")
    assert len(bytes.fromhex(certificate_index(KEYS, NUMBER))) == 32


def test_without_the_key_the_index_tells_nothing() -> None:
    assert certificate_index(KEYS, NUMBER) != certificate_index(OTHER, NUMBER)


@pytest.mark.parametrize("text", ["99900119800531001x", " 999001", "９９９", "", "999-001"])
def test_only_the_normal_form_is_indexed(text: str) -> None:
    with pytest.raises(ValueError, match="normal form"):
        certificate_index(KEYS, text)


def test_numbers_known_by_index_only_can_be_asked_for() -> None:
    known = KnownCertificates(KEYS, {certificate_index(KEYS, NUMBER)})
    assert NUMBER in known
    assert "999001198005310024" not in known
    assert NUMBER not in KnownCertificates(OTHER, {certificate_index(KEYS, NUMBER)})


@given(st.text(), st.text(st.characters(codec="utf-8")))
def test_what_was_sealed_opens_in_its_context(text: str, context: str) -> None:
    sealed = seal(KEYS, text, context, RANDOM)
    assert sealed.isascii()
    assert open_sealed(KEYS, sealed, context) == text


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    assert seal(KEYS, "王小明", CONTEXT, RANDOM) != seal(KEYS, "王小明", CONTEXT, RANDOM)


def test_a_sealed_field_does_not_open_elsewhere_or_with_another_key() -> None:
    sealed = seal(KEYS, "王小明", CONTEXT, RANDOM)
    with pytest.raises(SealFault):
        open_sealed(KEYS, sealed, "member:10000029:name")
    with pytest.raises(SealFault):
        open_sealed(OTHER, sealed, CONTEXT)


@given(st.data())
def test_an_altered_field_does_not_open(data: st.DataObject) -> None:
    sealed = seal(KEYS, "王小明", CONTEXT, RANDOM)
    place = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda c: c != sealed[place]))
    with pytest.raises(SealFault):
        open_sealed(KEYS, sealed[:place] + other + sealed[place + 1 :], CONTEXT)


@pytest.mark.parametrize("sealed", ["", "AAAA", "no base64 at all", "王", "A" * 20])
def test_what_was_never_sealed_does_not_open(sealed: str) -> None:
    with pytest.raises(SealFault):
        open_sealed(KEYS, sealed, CONTEXT)


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("王小明", "王*明"),
        ("王明", "王*"),
        ("欧阳小明", "欧*明"),
        ("王", "*"),
        ("", "*"),
        ("测试-甲-0001", "测*01"),
        ("Nguyễn Văn An", "Nguyễn V* A*"),
        ("Lê Thị Hồng", "Lê T* H*"),
        ("王 小 明", "王*明"),
        ("阿卜杜拉·买买提", "阿*提"),
    ],
)
def test_a_mask_is_known_to_its_bearer(name: str, mask: str) -> None:
    assert mask_name(name) == mask


@given(st.text())
def test_a_mask_hides_something_and_fits_a_pass(name: str) -> None:
    mask = mask_name(name)
    assert "*" in mask
    assert len(mask.encode()) <= 24
    assert mask.isprintable()


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2))
def test_a_chinese_mask_shows_two_characters_at_most(name: str) -> None:
    assert len(mask_name(name).replace("*", "")) <= 2


@pytest.mark.parametrize(
    ("number", "mask"),
    [
        ("450681198001010010", "450*************10"),
        ("022080001234", "022*******34"),
        ("1234567", "*******"),
        ("", ""),
        ("9" * 1000, "999" + "*" * 19 + "99"),
    ],
)
def test_a_masked_certificate_shows_five_characters(number: str, mask: str) -> None:
    assert mask_certificate(number) == mask


def test_keys_are_kept_in_a_file_of_their_owner(tmp_path: Path) -> None:
    path = tmp_path / "fields.key"
    keys = FieldKeys.make(RANDOM)
    keys.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert FieldKeys.load(path) == keys


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602, 0o644])
def test_keys_that_others_can_read_are_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "fields.key"
    KEYS.save(path)
    path.chmod(mode)
    with pytest.raises(KeyFileFault, match="0600"):
        FieldKeys.load(path)


def test_keys_are_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "fields.key"
    KEYS.save(path)
    with pytest.raises(KeyFileFault):
        OTHER.save(path)
    assert FieldKeys.load(path) == KEYS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"index_key": "00", "seal_key": "11"}',
        b'{"index_key": 1, "seal_key": 2}',
    ],
)
def test_a_file_without_keys_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fields.key"
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(KeyFileFault, match="not a file of field keys"):
        FieldKeys.load(path)


def test_a_missing_file_a_folder_and_a_pipe_are_named(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    for path in (tmp_path / "absent", tmp_path, pipe):
        with pytest.raises(KeyFileFault):
            FieldKeys.load(path)


def test_two_different_keys_of_full_length_are_asked_for() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        FieldKeys(b"short", bytes(32))
    with pytest.raises(ValueError, match="differ"):
        FieldKeys(bytes(32), bytes(32))


def test_keys_do_not_show_in_a_log() -> None:
    assert KEYS.index_key.hex() not in repr(KEYS)
    assert repr(KEYS.index_key) not in repr(KEYS)
