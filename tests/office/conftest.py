"""A hub with two operators and an auditor, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import City
from tests.hub_office import ROLES, HubOffice
from tests.hub_place import hub_folder, joined

__all__ = ["hub_folder", "joined", "office", "office_folder"]


@pytest.fixture(scope="session")
def office_folder(city: City, hub_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(hub_folder / "hub", folder / "hub")
    with HubOffice.opened(city, folder) as office:
        for number in ROLES:
            office.introduce(number)
    return folder


@pytest.fixture
def office(city: City, folder: Path, office_folder: Path) -> Iterator[HubOffice]:
    shutil.copytree(office_folder / "hub", folder / "hub")
    with HubOffice.opened(city, folder) as office:
        yield office
