"""The authority signs day by day without its root, and only with keys the root certified."""

import shutil
from pathlib import Path

import pytest

from service.kit.cose import Flaw
from service.kit.secret_file import SecretExposed
from service.sites.authority import (
    AuthorityFault,
    certify_keys,
    init_authority,
    issue_card,
    load_authority,
)
from service.sites.card import Card
from service.sites.keys import KeyFileFault
from service.sites.records import KeyRole
from service.sites.trust_list import TrustList, accept_key, verify_card
from service.vocabulary import MemberNo, TradeDay
from tests.places import DAY_MS, NOW_MS, make_authority, repeatable

MEI = Card(MemberNo(10000018), 1, TradeDay("2026-11-24"))


def test_an_authority_is_read_back_as_it_was_made(tmp_path: Path) -> None:
    made = make_authority(tmp_path / "authority")
    read = load_authority(tmp_path / "authority")
    assert read.trust == made.trust
    assert read.field_keys == made.field_keys
    assert issue_card(read, MEI) == issue_card(made, MEI)


def test_it_signs_while_its_root_is_away(tmp_path: Path) -> None:
    made = make_authority(tmp_path)
    shutil.move(tmp_path / "root", tmp_path.parent / f"{tmp_path.name}-safe")
    away = load_authority(tmp_path)
    assert verify_card(issue_card(away, MEI), made.trust, at_ms=NOW_MS) == MEI
    with pytest.raises(FileNotFoundError):
        certify_keys(tmp_path, now_ms=NOW_MS)


def test_each_key_has_its_roles_and_its_time(tmp_path: Path) -> None:
    trust = make_authority(tmp_path).trust
    assert {key.roles: key.expires_ms - NOW_MS for key in trust.keys} == {
        (KeyRole.FEEDS, KeyRole.RECORDS): 800 * DAY_MS,
        (KeyRole.CARDS,): 3650 * DAY_MS,
    }


def test_renewed_keys_are_the_same_keys_for_longer(tmp_path: Path) -> None:
    old = make_authority(tmp_path)
    later = NOW_MS + 700 * DAY_MS
    certify_keys(tmp_path, now_ms=later)
    new = load_authority(tmp_path)
    trust: TrustList | Flaw = old.trust
    for message in new.key_records:
        assert isinstance(trust, TrustList)
        trust = accept_key(trust, message)
    assert trust == new.trust
    assert {key.expires_ms for key in new.trust.keys} == {
        later + 800 * DAY_MS,
        later + 3650 * DAY_MS,
    }


def test_an_authority_is_never_made_over_another(tmp_path: Path) -> None:
    made = make_authority(tmp_path)
    with pytest.raises(FileExistsError):
        make_authority(tmp_path, "another")
    assert load_authority(tmp_path).trust == made.trust


def test_private_files_are_the_owners_alone(tmp_path: Path) -> None:
    make_authority(tmp_path)
    private = [*tmp_path.glob("**/*.key")]
    assert {file.name for file in private} == {"root.key", "feeds.key", "cards.key", "fields.key"}
    assert {file.stat().st_mode & 0o777 for file in private} == {0o600}
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    (tmp_path / "cards.key").chmod(0o640)
    with pytest.raises(SecretExposed):
        load_authority(tmp_path)


def test_a_locked_authority_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    random = repeatable("locked")
    init_authority(tmp_path, random=random, now_ms=NOW_MS, passphrase=b"correct horse")
    assert load_authority(tmp_path, passphrase=b"correct horse").trust.keys
    for wrong in (None, b"wrong horse"):
        with pytest.raises(KeyFileFault):
            load_authority(tmp_path, passphrase=wrong)


def test_parts_of_two_authorities_do_not_make_one(tmp_path: Path) -> None:
    make_authority(tmp_path / "a", "a")
    make_authority(tmp_path / "b", "b")
    for name, complaint in (("cards.key", "belong"), ("cards.record", "not of this root")):
        mixed = tmp_path / f"mixed-{name}"
        shutil.copytree(tmp_path / "a", mixed)
        shutil.copy(tmp_path / "b" / name, mixed / name)
        with pytest.raises(AuthorityFault, match=complaint):
            load_authority(mixed)


def test_damaged_public_files_are_named(tmp_path: Path) -> None:
    make_authority(tmp_path)
    (tmp_path / "cards.record").write_bytes(b"\xff")
    with pytest.raises(AuthorityFault, match=r"cards\.record"):
        load_authority(tmp_path)
    (tmp_path / "root.pub").write_text("not a key", encoding="ascii")
    with pytest.raises(AuthorityFault, match=r"root\.pub"):
        load_authority(tmp_path)
