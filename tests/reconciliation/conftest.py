"""What the tests of the reconciliation share: a region on paper, before a hub."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.feeds.archive import archive_of
from tests.builders import City
from tests.hub_place import hub_folder
from tests.reconciliation.region import Region

__all__ = ["hub_folder", "region"]


@pytest.fixture
def region(city: City, hub_folder: Path, tmp_path: Path) -> Iterator[Region]:
    """Three sites that a hub knows, and has heard nothing of."""
    shutil.copytree(hub_folder / "hub", tmp_path / "hub")
    shutil.copytree(city.folder / "authority", tmp_path / "authority")
    archive = archive_of(tmp_path / "authority", city.authority)
    with Region.opened(city, archive, tmp_path) as opened:
        yield opened
