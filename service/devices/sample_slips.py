"""Sample slips with which a port tries its printer and its roll of paper."""

from collections.abc import Iterator
from typing import Final, get_args
from zoneinfo import ZoneInfo

from service.devices.bodies import Language, PrintJob, SlipBody
from service.devices.draw_slip import draw_slip
from service.devices.rules import Paper, Raster

SITE: Final[dict[Language, str]] = {
    "zh-CN": "东兴互市区",
    "vi": "Khu chợ biên giới Đông Hưng",
    "en": "Dongxing mutual-trade zone",
}
RECEIPT: Final = "TR1" + "SAMPLE234567" * 20
"""As long as a signed receipt, and none: whoever scans it is told so."""


def sample_slips(paper: Paper, *, at_ms: int) -> Iterator[Raster]:
    """A check-in receipt with everything on it, in each language. Raises ``NoFont``."""
    for number, language in enumerate(get_args(Language), 1):
        slip = SlipBody(
            language=language,
            turn=f"P{number:03d}",
            lane="person",
            reference=f"S01.5a3b9c1d.{number}",
            receipt=RECEIPT,
        )
        job = PrintJob(job=number, site=SITE[language], at=at_ms, slip=slip)
        yield draw_slip(job, paper, zone=ZoneInfo("Asia/Shanghai"))
