"""Slips to draw and print, and eyes to read what came out."""

from typing import Any, Final
from zoneinfo import ZoneInfo

import zxingcpp
from PIL import Image

from service.devices.bodies import PrintJob, SlipBody
from service.devices.rules import Raster

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
AT_MS: Final = 1_795_479_660_000
RECEIPT: Final = "TR1" + "MFRGGZDF" * 30


def a_slip(**other: Any) -> SlipBody:
    said: dict[str, Any] = {
        "language": "zh-CN",
        "turn": "P012",
        "lane": "person",
        "reference": "S01.5a3b9c1d.1024",
        "at": AT_MS,
    }
    return SlipBody(**{**said, **other})


def a_job(number: int = 1, **other: Any) -> PrintJob:
    return PrintJob(job=number, site="东兴互市区", at=AT_MS, slip=a_slip(**other))


def codes_in(picture: Image.Image) -> list[str]:
    """What a reader makes of a picture, the sheet of paper around it white."""
    sheet = Image.new("L", (picture.width + 80, picture.height + 80), 255)
    sheet.paste(picture, (40, 40))
    return [found.text for found in zxingcpp.read_barcodes(sheet)]


def black_share(raster: Raster) -> float:
    """How much of the slip is black: a head that prints too much of it gets hot and stops."""
    black = sum(byte.bit_count() for row in raster.rows for byte in row)
    return black / (raster.width_dots * len(raster.rows))
