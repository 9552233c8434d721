"""Reads the list of trade points: their numbers, and their names in three languages."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from service.vocabulary import SiteNo

SITES_FILE: Final = Path(__file__).with_name("data") / "sites.csv"


class SiteKind(StrEnum):
    """What stands there: a trade point, a gate people cross by, or a village's service point."""

    TRADE_POINT = "trade_point"
    GATE = "gate"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class SiteName:
    """A trade point by number and names; the file's `source` column says how sure each is."""

    no: SiteNo
    zh: str
    en: str
    vi: str
    province: str
    kind: SiteKind


def read_sites(path: Path = SITES_FILE) -> dict[SiteNo, SiteName]:
    """Read the list, by site number. Raises KeyError or ValueError for a file that is none."""
    with path.open(encoding="utf-8", newline="") as lines:
        names = map(_site_name, csv.DictReader(lines))
        return {name.no: name for name in names}


def _site_name(row: dict[str, str]) -> SiteName:
    return SiteName(
        no=SiteNo(row["site"]),
        zh=row["zh"],
        en=row["en"],
        vi=row["vi"],
        province=row["province"],
        kind=SiteKind(row["kind"]),
    )
