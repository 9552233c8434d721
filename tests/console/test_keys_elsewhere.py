"""The keys of personal fields lie outside the database, and can lie outside its folder too."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from service.kit.secret_file import SecretExposed
from service.open_site import keys_dir, open_site
from service.settings import Settings
from tests.builders import City, Place
from tests.people import CHEN

NAMES = ("site-sealing.key", "site-signing.key", "pepper")


def shows_a_name(city: City, folder: Path, **others: Any) -> bool:
    """Whether a member's name, which is sealed, can be shown: the field keys are there."""
    with Place.opened(city, folder, **others) as place:
        place.open_day()
        said = place.kiosk().post("/v1/check-ins/peek", {"scan": place.card(CHEN)}).json()
        return bool(said["member"]["name"] == "陈*福")


def test_the_database_holds_no_key_at_all(city: City, folder: Path) -> None:
    keys = city.authority.field_keys
    held = b"".join(path.read_bytes() for path in (folder / "S01").glob("site.db*"))
    for key in (keys.index_key, keys.seal_key):
        assert key not in held and key.hex().encode() not in held


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_file_that_others_can_read_is_refused_with_the_command_that_helps(
    city: City, folder: Path, resting: Settings, name: str, mode: int
) -> None:
    path = keys_dir(resting) / name
    path.chmod(mode)
    with pytest.raises(SecretExposed) as refused:
        open_site(resting)
    assert str(refused.value).endswith(f": chmod 600 {path}")
    subprocess.run(str(refused.value).rpartition(": ")[2].split(), check=True)
    assert shows_a_name(city, folder)


def test_the_keys_may_lie_in_a_folder_of_their_own(
    city: City, folder: Path, resting: Settings
) -> None:
    shutil.move(keys_dir(resting), folder / "elsewhere")
    with pytest.raises(FileNotFoundError):
        open_site(resting)
    assert shows_a_name(city, folder, keys_dir=folder / "elsewhere")


def test_systemd_may_hand_them_over(
    city: City, folder: Path, resting: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = folder / "credentials"
    credentials.mkdir()
    for name in NAMES:
        shutil.move(keys_dir(resting) / name, credentials / f"twogate.{name}")
        (credentials / f"twogate.{name}").chmod(0o440)
    with pytest.raises(FileNotFoundError):
        open_site(resting)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    assert shows_a_name(city, folder)
    (credentials / "twogate.site-sealing.key").chmod(0o444)
    with pytest.raises(SecretExposed, match="chmod 400"):
        open_site(resting)
