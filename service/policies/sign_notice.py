"""Sign the authority's word on how a site stands: open, restricted to some, or closed."""

from pathlib import Path
from typing import Any

from service.feeds.archive import PageArchive
from service.policies.rules.notices import read_notice
from service.vocabulary import SiteNo

FEED = "status"


def sign_notice(
    archive: PageArchive, site: SiteNo, said: dict[str, Any], *, at_ms: int
) -> list[Path]:
    """Sign ``said`` (a notice without its number) for every site to know; the pages written.

    Of notices that hold at once the newest counts. Raises ``ValueError`` or ``KeyError`` when it
    is no notice.
    """
    with archive.alone():
        before = list(archive.items(FEED, at_ms=at_ms))
        number = max((item["notice"]["number"] for item in before), default=0) + 1
        notice = {**said, "number": number}
        read_notice(notice)
        item = {"type": "site.noticed", "v": 1, "site": site, "notice": notice}
        return archive.publish(FEED, [item], at_ms=at_ms)
