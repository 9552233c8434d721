"""The packs that come with the project, and small changes of them for tests."""

import copy
from functools import cache
from pathlib import Path
from typing import Any, Final

from service.policies.read_pack_file import read_pack_file
from service.policies.rules import Pack, read_pack
from service.policies.rules.catalogue import CatalogueRow
from service.settings import asset_dir
from service.vocabulary import TradeDay

NAMES: Final = ("cn", "vn")
Said = dict[str, Any]


def pack_file(name: str) -> Path:
    return asset_dir("packs") / f"{name}.yaml"


def said_in(name: str) -> Said:
    """What a shipped pack says; each caller gets a copy of its own to change."""
    return copy.deepcopy(_read(name))


@cache
def _read(name: str) -> Said:
    said, faults = read_pack_file(pack_file(name))
    assert not faults
    return said


def pack(name: str = "cn", version: int = 1, from_day: str = "1996-04-01") -> Pack:
    return read_pack(version, TradeDay(from_day), said_in(name))


def row(code: str, of: Pack | None = None) -> CatalogueRow:
    return next(each for each in (of or pack()).catalogue if each.code == code)
