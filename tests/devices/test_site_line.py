"""The token of `twogate devices`: what systemd hands over goes before the file, which it hides."""

from pathlib import Path

import pytest

from service.devices.site_line import NoToken, open_line
from service.kit.secret_file import write_secret
from service.settings import Settings


def shown(settings: Settings) -> str:
    return open_line(settings).client.headers["Authorization"]


def test_a_token_that_systemd_hands_over_goes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(NoToken, match="devices-pair"):
        open_line(settings)
    write_secret(settings.devices_token_path, b"of the file\n")
    assert shown(settings) == "Devices of the file"
    (tmp_path / "handed").mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "handed"))
    write_secret(tmp_path / "handed/twogate.devices.token", b"of systemd\n")
    assert shown(settings) == "Devices of systemd"
