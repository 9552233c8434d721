"""A port for each test, with PINs hashed at the least cost Argon2id has."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.officers import pins
from tests.officers.port import Port


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Port]:
    monkeypatch.setattr(pins, "COST", pins.Cost(memory_kib=8, passes=1))
    with asyncio.Runner() as runner:
        opened = Port(tmp_path / "site.db", runner)
        yield opened
        opened.database.close()
