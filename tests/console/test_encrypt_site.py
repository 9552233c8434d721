"""A whole database under a key: begun so or converted, and of no use to whoever has no key."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service import cli, connection
from service.console.back_up import BackupFault, back_up, sound_copy
from service.console.encrypt_site import encrypt_site
from service.console.restore_site import restore_site
from service.console.verify_site import verify_site
from service.database import AlreadyOpen, Database
from service.database_key import (
    CREDENTIAL,
    PLAIN_HEADER,
    DatabaseKeyFault,
    database_key,
    make_database_key,
    read_database_key,
)
from service.kit.ids import system_randomness
from service.open_site import database_path, open_site
from service.settings import Settings
from service.tables import ALL
from tests.builders import City, Place, settings_of
from tests.people import CHEN, DAWEI, LENDER


@pytest.fixture
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key on another medium than the data."""
    path = tmp_path_factory.mktemp("usb") / "database.key"
    make_database_key(path, settings_of(path.parent / "elsewhere"), system_randomness)
    return path


@pytest.fixture
def plain(city: City, folder: Path) -> Settings:
    """A site that had some work without a key, and rests."""
    with Place.opened(city, folder) as place:
        place.open_day()
        work(place)
    return settings_of(folder)


@pytest.fixture
def locked(plain: Settings, folder: Path, key_file: Path) -> Settings:
    """The same site after it was encrypted."""
    settings = settings_of(folder, database_key_file=key_file)
    encrypt_site(settings)
    return settings


def work(place: Place) -> None:
    for who in (CHEN, DAWEI, LENDER):
        place.kiosk().post("/v1/check-ins", {"member": who.number})


def files_of(settings: Settings) -> list[Path]:
    path = database_path(settings)
    return [each for each in path.parent.glob(f"{path.name}*") if each.is_file()]


def table_names_in(files: Sequence[Path]) -> set[str]:
    """The names of our tables that binutils' ``strings`` finds in files."""
    run = ["strings", "-a", "-n", "4", *map(str, files)]
    said = subprocess.run(run, check=True, capture_output=True, text=True, errors="replace")
    return {name for name in ALL if name in said.stdout}


def holds(settings: Settings) -> bool:
    site = open_site(settings)
    try:
        proof = site.database.read_now(
            lambda session: verify_site(session, site.identity, rebuild=True)
        )
    finally:
        site.close()
    assert proof.chain.events > 3
    return proof.holds


# --- What is on the disk ---


def test_a_plain_database_shows_its_header_and_every_table(plain: Settings) -> None:
    """Else the next test would prove nothing."""
    assert database_path(plain).read_bytes().startswith(PLAIN_HEADER)
    assert table_names_in(files_of(plain)) == ALL


def test_an_encrypted_one_has_no_header_and_strings_finds_no_table(
    city: City, folder: Path, locked: Settings, key_file: Path
) -> None:
    with Place.opened(city, folder, database_key_file=key_file) as place:
        work(place)
        while_open = [(path.name, path.read_bytes()[:16]) for path in files_of(locked)]
        assert {name for name, _ in while_open} >= {"site.db", "site.db-wal"}
        assert all(not header.startswith(PLAIN_HEADER) for _, header in while_open)
        assert table_names_in(files_of(locked)) == set()
    assert table_names_in([path for path in folder.rglob("*") if path.is_file()]) == set()


def test_it_opens_and_every_proof_holds(locked: Settings) -> None:
    assert holds(locked)


def test_the_plain_bytes_that_lay_there_before_are_overwritten(
    plain: Settings, folder: Path, key_file: Path
) -> None:
    with open(database_path(plain), "rb", buffering=0) as old:
        assert old.read(16) == PLAIN_HEADER
        encrypt_site(settings_of(folder, database_key_file=key_file))
        old.seek(0)
        assert old.read().count(0) == old.tell() > 0


def test_a_new_site_begins_encrypted(city: City, folder: Path, key_file: Path) -> None:
    database_path(settings_of(folder)).unlink()
    (folder / "S01" / "anchor").unlink()
    with Place.opened(city, folder, database_key_file=key_file) as place:
        assert place.browser().get("/readyz").status_code == 200
    assert table_names_in(files_of(settings_of(folder))) == set()


# --- What is refused, and how it is said ---


def test_no_key_and_a_wrong_key_are_refused_in_words(
    folder: Path, locked: Settings, tmp_path: Path
) -> None:
    with pytest.raises(DatabaseKeyFault, match="no key was given.*TWOGATE_DATABASE_KEY_FILE"):
        open_site(settings_of(folder))
    (tmp_path / "usb").mkdir()
    make_database_key(tmp_path / "usb" / "other", locked, system_randomness)
    with pytest.raises(DatabaseKeyFault, match="does not open with this key"):
        open_site(settings_of(folder, database_key_file=tmp_path / "usb" / "other"))
    with pytest.raises(DatabaseKeyFault, match="Bring the medium"):
        open_site(settings_of(folder, database_key_file=tmp_path / "absent"))
    assert holds(locked), "a refused start leaves no lock behind"


def test_a_key_for_a_plain_database_says_what_to_run(
    plain: Settings, folder: Path, key_file: Path
) -> None:
    with pytest.raises(DatabaseKeyFault, match="run `twogate encrypt`"):
        open_site(settings_of(folder, database_key_file=key_file))


def test_a_key_that_others_can_read_is_refused_with_the_command_that_helps(
    folder: Path, locked: Settings, key_file: Path
) -> None:
    key_file.chmod(0o640)
    with pytest.raises(DatabaseKeyFault) as refused:
        open_site(locked)
    subprocess.run(str(refused.value).rpartition(": ")[2].split(), check=True)
    assert holds(locked)


def test_a_key_in_the_data_folder_is_refused(plain: Settings, folder: Path, key_file: Path) -> None:
    inside = plain.data_dir / "sub" / "database.key"
    inside.parent.mkdir()
    shutil.copy(key_file, inside)
    with pytest.raises(DatabaseKeyFault, match="Keep the key on another medium"):
        open_site(settings_of(folder, database_key_file=inside))
    with pytest.raises(DatabaseKeyFault, match="Keep the key on another medium"):
        make_database_key(plain.data_dir / "new.key", plain, system_randomness)


@pytest.mark.parametrize("content", [b"", b"ab" * 31, b"pass word", b"AB" * 32, bytes(64)])
def test_what_is_no_key_is_refused(plain: Settings, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(DatabaseKeyFault, match="no database key of 64"):
        database_key(settings_of(tmp_path / "x", database_key_file=path))


def test_without_sqlcipher_nothing_is_written_in_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "DRIVER", sqlite3)
    with pytest.raises(DatabaseKeyFault, match="install the package sqlcipher3"):
        Database(tmp_path / "site.db", key="ab" * 32)
    assert not (tmp_path / "site.db").exists() or (tmp_path / "site.db").stat().st_size == 0


# --- The systemd credential ---


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that systemd makes for one service."""
    folder = tmp_path / "credentials"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    yield folder


def test_a_systemd_credential_is_the_key(
    folder: Path, locked: Settings, key_file: Path, credentials: Path
) -> None:
    with pytest.raises(DatabaseKeyFault, match=f"or the credential {CREDENTIAL}"):
        open_site(settings_of(folder))
    shutil.copy(key_file, credentials / CREDENTIAL)
    (credentials / CREDENTIAL).chmod(0o440)
    assert holds(settings_of(folder))


def test_a_credential_open_to_others_is_refused(
    folder: Path, locked: Settings, key_file: Path, credentials: Path
) -> None:
    shutil.copy(key_file, credentials / CREDENTIAL)
    (credentials / CREDENTIAL).chmod(0o444)
    with pytest.raises(DatabaseKeyFault, match="chmod 400"):
        open_site(settings_of(folder))


# --- Backup, restore, another key ---


def test_a_backup_of_it_is_encrypted_and_proved(
    locked: Settings, folder: Path, tmp_path: Path
) -> None:
    made = back_up(locked, tmp_path / "hourly", second=tmp_path / "stick")
    assert made.proof.holds
    assert table_names_in([made.path, tmp_path / "stick" / made.path.name]) == set()
    with (
        pytest.raises(BackupFault, match="no key was given"),
        sound_copy(settings_of(folder), made.path),
    ):
        pass


def test_it_is_restored_with_its_key_and_refused_without(
    locked: Settings, folder: Path, tmp_path: Path
) -> None:
    made = back_up(locked, tmp_path / "hourly")
    with pytest.raises(BackupFault):
        restore_site(settings_of(folder), made.path)
    restore_site(locked, made.path)
    assert holds(locked)


def test_a_plain_backup_of_before_is_restored_and_then_encrypted(
    plain: Settings, folder: Path, key_file: Path, tmp_path: Path
) -> None:
    made = back_up(plain, tmp_path / "hourly")
    settings = settings_of(folder, database_key_file=key_file)
    encrypt_site(settings)
    restore_site(settings, made.path)
    with pytest.raises(DatabaseKeyFault, match="run `twogate encrypt`"):
        open_site(settings)
    encrypt_site(settings)
    assert holds(settings)


def test_a_running_site_is_not_converted(city: City, folder: Path, key_file: Path) -> None:
    with Place.opened(city, folder), pytest.raises(AlreadyOpen):
        encrypt_site(settings_of(folder, database_key_file=key_file))


def test_another_key_takes_the_place_of_the_first(
    locked: Settings, folder: Path, key_file: Path
) -> None:
    newer = key_file.with_name("newer.key")
    make_database_key(newer, locked, system_randomness)
    settings = settings_of(folder, database_key_file=newer)
    encrypt_site(settings, old_key=read_database_key(key_file))
    assert holds(settings)
    with pytest.raises(DatabaseKeyFault):
        open_site(locked)


# --- At the command line ---


def test_the_commands_make_a_key_and_convert(
    plain: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"TWOGATE_DATA_DIR": str(plain.data_dir)}
    path = tmp_path / "usb.key"
    made = CliRunner().invoke(cli.app, ["database-key", str(path)], env=said)
    assert made.exit_code == 0 and path.stat().st_mode & 0o777 == 0o600
    assert path.read_text("ascii").strip() not in made.stdout
    said["TWOGATE_DATABASE_KEY_FILE"] = str(path)
    done = CliRunner().invoke(cli.app, ["encrypt"], env=said)
    assert done.exit_code == 0 and done.stdout.startswith("Encrypted. ")
    proved = CliRunner().invoke(cli.app, ["verify", "--rebuild"], env=said)
    assert proved.exit_code == 0


def test_a_refusal_at_start_is_one_sentence_and_status_1(
    locked: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TWOGATE_DATA_DIR", str(locked.data_dir))
    monkeypatch.delenv("TWOGATE_DATABASE_KEY_FILE", raising=False)
    monkeypatch.setattr("sys.argv", ["twogate", "site"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert said.err.startswith("twogate: ") and said.err.count("\n") == 1
    assert "is encrypted, and no key was given" in said.err
