"""The owner asks which policies this site holds and which days it opened under each."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.console.policy_history import policy_history
from service.console.site_at_hand import site_at_hand
from service.feeds.archive import archive_of
from service.policies.sign_pack import Signing, sign_pack
from service.settings import Settings
from service.sync.bring_pages import bring_pages
from service.vocabulary import TradeDay
from tests.builders import City
from tests.places import NOW_MS
from tests.policies.packs import said_in


@pytest.fixture
def pages(city: City, tmp_path: Path) -> list[Path]:
    """The first pack, signed by a copy of the office."""
    office = tmp_path / "office"
    shutil.copytree(city.folder / "authority", office)
    archive = archive_of(office, city.authority)
    signed = sign_pack(said_in("cn"), Signing(archive, TradeDay("1996-04-01"), NOW_MS))
    assert isinstance(signed, list)
    return signed


def bring(settings: Settings, pages: list[Path]) -> None:
    with site_at_hand(settings) as site:
        bring_pages(pages, site, progress=lambda done, of: None)


def test_a_resting_site_tells_its_policies(
    resting: Settings, pages: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert policy_history(resting).versions == []
    bring(resting, pages)
    [held] = policy_history(resting).versions
    assert (held.version, held.from_day, held.goods, held.days) == (1, "1996-04-01", 39, 0)
    monkeypatch.setenv("TWOGATE_DATA_DIR", str(resting.data_dir))
    said = CliRunner().invoke(app, ["policy", "history"])
    assert said.exit_code == 0, said.output
    assert "1996-04-01" in said.output


def test_a_running_site_is_asked_for_its_policies(running: Settings, pages: list[Path]) -> None:
    bring(running, pages)
    [held] = policy_history(running).versions
    assert (held.version, held.regime) == (1, "CN")
