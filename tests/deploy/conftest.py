"""One machine, installed once for all tests that only look at it."""

from pathlib import Path

import pytest

from tests.deploy.image import Image, build_wheel, fill


@pytest.fixture(scope="session")
def update(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is carried to a site."""
    folder = tmp_path_factory.mktemp("carried")
    fill(folder / "update", build_wheel(folder))
    return folder / "update"


@pytest.fixture(scope="session")
def image(update: Path, tmp_path_factory: pytest.TempPathFactory) -> Image:
    """A kiosk in a LAN, after its first installation."""
    image = Image(tmp_path_factory.mktemp("machine"))
    done = image.install(update, "--kiosk", "--lan", "192.168.7.0/24")
    assert done.returncode == 0, done.stderr
    image.lend_packages()
    return image
