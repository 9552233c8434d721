"""A site that runs on a listener of its own, and one that rests, for the owner's commands."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from service.console import import_list
from service.settings import Settings
from service.site_app import create_app
from tests.builders import settings_of
from tests.fake_machine import Machine
from tests.free_port import free_port


@pytest.fixture
def resting(folder: Path) -> Settings:
    """The settings of Dongxing's site, which is stopped."""
    return settings_of(folder)


@pytest.fixture
def running(folder: Path) -> Iterator[Settings]:
    """The settings of Dongxing's site, which serves on a port in this process."""
    settings = settings_of(folder, port=free_port())
    config = uvicorn.Config(create_app(settings), port=settings.port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield settings
    server.should_exit = True
    thread.join()


@pytest.fixture
def office_clock(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The clock of the machine on which lists are signed."""
    machine = Machine()
    monkeypatch.setattr(import_list, "SystemClock", machine.clock)
    return machine
