"""A browser, a running site and its people for the tests of the pages."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from service.console.found_hub import found_hub
from service.demo.run_demo import serving
from service.settings import Settings
from tests.browser.people import People
from tests.browser.screens import PICTURES, Screens, Terminals
from tests.browser.site import Site, copy_of, make_city, running
from tests.browser.two_sites import beside
from tests.free_port import free_port

CHROMIUM: Final = Path("/usr/bin/chromium")
ARGUMENTS: Final = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
FAILED: Final = pytest.StashKey[bool]()


@pytest.fixture(scope="package")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented city, made by whichever worker of the run comes first."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "browser-city"
    with (shared / "browser-city.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            make_city(unfinished)
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="package")
def site(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site that the tests of one worker share: no test stops it or closes its day."""
    with running(copy_of(city, tmp_path_factory.mktemp("site") / "demo")) as shared:
        yield shared


@pytest.fixture(scope="package")
def beyond(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminals]:
    """The screens of a second site, which honours the passes of the first."""
    with beside(site, tmp_path_factory.mktemp("second") / "demo") as second:
        yield Terminals(second)


@pytest.fixture(scope="package")
def hub(site: Site, beyond: Terminals, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The centre of both sites, which members' phones take their pages from."""
    centre = Site(tmp_path_factory.mktemp("hub"))
    centre.settings = Settings(
        data_dir=centre.folder / "S00", port=free_port(), clock_trust="synced"
    )
    found_hub(centre.settings, site.folder / "authority")
    with serving(centre.settings, "hub", "run"):
        yield centre


@pytest.fixture
def own_site(city: Path, tmp_path: Path) -> Iterator[Site]:
    """A site of one test's own, to be killed, closed or robbed of its screens."""
    with running(copy_of(city, tmp_path / "own")) as own:
        yield own


@pytest.fixture(scope="package")
def people(site: Site) -> People:
    """The members at the shared site whom no test has met."""
    return People(site.folder)


@pytest.fixture(scope="package")
def terminals(site: Site) -> Terminals:
    """The paired screens of the shared site."""
    return Terminals(site)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; ended with this folder, since its event loop is in others' way."""
    if not CHROMIUM.exists():
        pytest.fail("the pages are tested with Debian's package chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=ARGUMENTS,
            # Pages that the browser keeps warm for its back button are what we look for.
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield launched
        launched.close()


@pytest.fixture
def screens(
    request: pytest.FixtureRequest, browser: Browser, terminals: Terminals
) -> Iterator[Screens]:
    """Opens pages; at the end none may have complained, and of a failure a picture is kept."""
    if "own_site" in request.fixturenames:
        request.getfixturevalue("own_site")  # so that it outlives the pages
    opened = Screens(browser, terminals)
    yield opened
    if request.node.stash.get(FAILED, False):
        opened.take_pictures(PICTURES / request.node.name)
    complaints = opened.close()
    assert not complaints, "\n".join(complaints)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Keep in mind whether the test itself failed, for the picture."""
    report = yield
    if call.when == "call" and call.excinfo is not None:
        item.stash[FAILED] = True
    return report
