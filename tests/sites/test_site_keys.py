"""A site's keys are made of the randomness they are given, and stay its own."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.kit.cose import Opened, open1
from service.kit.secret_file import SecretExposed, write_secret
from service.sites.keys import (
    KeyFileFault,
    Signer,
    key_id,
    load_signer,
    load_site_keys,
    public_key,
    save_private_key,
    save_site_keys,
)
from tests.places import make_site, repeatable

GOLDEN = Path(__file__).parent.parent / "golden"


def test_the_epoch_is_the_first_four_bytes_of_the_signing_keys_hash() -> None:
    keys = make_site()
    assert keys.epoch == hashlib.sha256(keys.signer.public).hexdigest()[:8]
    assert keys.epoch == key_id(keys.signer.public).hex()


def test_the_same_randomness_makes_the_same_site_and_other_randomness_another() -> None:
    assert make_site("Hezhou").signer.public == make_site("Hezhou").signer.public
    assert make_site("Hezhou").epoch != make_site("Móng Cái").epoch


def test_keys_are_read_back_as_they_were_saved(tmp_path: Path) -> None:
    keys = make_site()
    save_site_keys(keys, tmp_path)
    read = load_site_keys(tmp_path)
    assert read.epoch == keys.epoch
    assert read.sealing_public == keys.sealing_public
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


def test_a_site_is_never_saved_over_another(tmp_path: Path) -> None:
    save_site_keys(make_site("Hezhou"), tmp_path)
    with pytest.raises(FileExistsError):
        save_site_keys(make_site("Dongxing"), tmp_path)
    assert load_site_keys(tmp_path).epoch == make_site("Hezhou").epoch


@pytest.mark.parametrize("name", ["site-signing.key", "site-sealing.key"])
def test_exposed_keys_are_not_used(tmp_path: Path, name: str) -> None:
    save_site_keys(make_site(), tmp_path)
    (tmp_path / name).chmod(0o644)
    with pytest.raises(SecretExposed):
        load_site_keys(tmp_path)


def test_a_file_of_something_else_is_no_key(tmp_path: Path) -> None:
    save_site_keys(make_site(), tmp_path)
    signing, sealing = tmp_path / "site-signing.key", tmp_path / "site-sealing.key"
    with pytest.raises(KeyFileFault, match="no Ed25519 key"):
        load_signer(sealing)
    sealing.write_bytes(signing.read_bytes())
    with pytest.raises(KeyFileFault, match="no X25519 key"):
        load_site_keys(tmp_path)
    write_secret(tmp_path / "noise", b"noise")
    with pytest.raises(KeyFileFault):
        load_signer(tmp_path / "noise")


def test_a_locked_key_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    signer = Signer.make(repeatable("locked"))
    save_private_key(signer.key, tmp_path / "key", b"correct horse")
    assert load_signer(tmp_path / "key", b"correct horse").public == signer.public
    for wrong in (b"wrong horse", None):
        with pytest.raises(KeyFileFault):
            load_signer(tmp_path / "key", wrong)


def test_two_keys_with_one_id_are_told_apart() -> None:
    golden = json.loads((GOLDEN / "colliding_keys.json").read_text(encoding="utf-8"))
    one, two = (
        Signer(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)))
        for seed in golden["seeds"]
    )
    assert one.public != two.public
    assert key_id(one.public) == key_id(two.public) == bytes.fromhex(golden["kid"])
    message = two.sign(b"", kind="test")
    both = [public_key(one.public), public_key(two.public)]
    assert isinstance(open1(message, kind="test", key_for=lambda _: both), Opened)


def test_a_site_without_its_keys_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_site_keys(tmp_path)
