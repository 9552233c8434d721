"""A site is brought the pages it does not hold, each feed in order, until one is refused."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from service.sync.bring_pages import PageRefused, bring_pages


@dataclass
class FakeSite:
    """Takes what it is given, unless it is told to refuse."""

    held: dict[str, str] = field(default_factory=dict)
    refuses: bytes = b"refused"
    taken: list[bytes] = field(default_factory=list)

    def positions(self) -> dict[str, str]:
        return self.held

    def take(self, page: bytes) -> str | None:
        if page == self.refuses:
            return "page_does_not_link"
        self.taken.append(page)
        return None


def archived(folder: Path, *names: str) -> list[Path]:
    """Page files that say nothing but where they belong."""
    paths = [folder / f"{name}.page" for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.stem)
    return sorted(paths)


PAGES = (
    "members-all/0001-000000001",
    "members-all/0001-000002001",
    "members-all/0001-000004001",
    "members-S01/0001-000000001",
    "groups-all/0001-000000001",
)


def test_a_new_site_gets_every_page_and_each_feed_in_order(tmp_path: Path) -> None:
    site, told = FakeSite(), []
    files = archived(tmp_path, *PAGES)
    count = bring_pages(files, site, progress=lambda done, of: told.append((done, of)))
    assert count == len(site.taken) == 5
    assert site.taken[-3:] == [b"0001-000000001", b"0001-000002001", b"0001-000004001"]
    assert told == [(done, 5) for done in range(1, 6)]


def test_a_site_gets_only_what_it_does_not_hold(tmp_path: Path) -> None:
    site = FakeSite({"members/all": "1.4000", "groups/all": "1.128"})
    bring_pages(archived(tmp_path, *PAGES), site, progress=lambda done, of: None)
    assert site.taken == [b"0001-000000001", b"0001-000004001"]


def test_a_new_generation_is_newer_than_any_number_of_the_old(tmp_path: Path) -> None:
    site = FakeSite({"members/all": "1.9000"})
    files = archived(tmp_path, "members-all/0001-000008001", "members-all/0002-000000001")
    bring_pages(files, site, progress=lambda done, of: None)
    assert site.taken == [b"0002-000000001"]


def test_a_page_that_is_refused_ends_it_and_those_before_stand(tmp_path: Path) -> None:
    site = FakeSite(refuses=b"0001-000002001")
    files = archived(tmp_path, *PAGES[:3])
    with pytest.raises(PageRefused, match="page_does_not_link"):
        bring_pages(files, site, progress=lambda done, of: None)
    assert site.taken == [b"0001-000000001"]
