"""The authority's archive numbers pages without a gap, for one publisher at a time."""

import threading
from pathlib import Path

import pytest

from service.feeds.archive import ITEMS_A_PAGE, ArchiveFault, PageArchive, archive_of
from service.feeds.page import Page, open_page
from service.vocabulary import SiteNo
from tests.places import NOW_MS, make_authority

Item = dict[str, object]


@pytest.fixture
def archive(tmp_path: Path) -> PageArchive:
    return archive_of(tmp_path, make_authority(tmp_path / "authority"))


def items(count: int, first: int = 1) -> list[Item]:
    return [{"type": "some.thing", "n": number} for number in range(first, first + count)]


def publish(archive: PageArchive, said: list[Item], audience: str = "all") -> list[Path]:
    return archive.publish("things", said, at_ms=NOW_MS, audience=audience)


def opened(archive: PageArchive, path: Path) -> Page:
    page = open_page(path.read_bytes(), archive.authority.trust, at_ms=NOW_MS)
    assert isinstance(page, Page)
    return page


def test_pages_follow_each_other_without_a_gap(archive: PageArchive) -> None:
    publish(archive, items(3))
    publish(archive, items(2, first=4))
    first, second = (opened(archive, path) for path in archive.files("things"))
    assert (first.first, first.last, first.previous) == (1, 3, b"")
    assert (second.first, second.last, second.previous) == (4, 5, first.head)
    assert list(archive.items("things", at_ms=NOW_MS)) == items(5)


def test_a_long_list_becomes_several_pages(archive: PageArchive) -> None:
    paths = publish(archive, items(ITEMS_A_PAGE + 1))
    assert [opened(archive, path).first for path in paths] == [1, ITEMS_A_PAGE + 1]


def test_nothing_said_makes_no_page(archive: PageArchive) -> None:
    assert publish(archive, []) == []
    assert archive.files("things") == []


def test_each_audience_has_its_own_numbers(archive: PageArchive) -> None:
    publish(archive, items(3))
    [own] = publish(archive, items(1), audience="S02")
    assert opened(archive, own).first == 1


def test_a_site_gets_what_is_for_all_and_what_is_its_own(archive: PageArchive) -> None:
    for audience in ("all", "S01", "S02"):
        publish(archive, items(1), audience)
    found = [path.parent.name for path in archive.files_for(SiteNo("S01"))]
    assert found == ["things-S01", "things-all"]


def test_files_of_a_feed_are_in_the_order_of_its_numbers(archive: PageArchive) -> None:
    for first in range(1, 12):
        publish(archive, items(1, first))
    assert [opened(archive, path).first for path in archive.files("things")] == [*range(1, 12)]


def test_nothing_is_published_after_a_damaged_page(archive: PageArchive) -> None:
    [path] = publish(archive, items(1))
    path.write_bytes(path.read_bytes().replace(b'"n":1', b'"n":2'))
    with pytest.raises(ArchiveFault, match="not_genuine"):
        publish(archive, items(1))
    with pytest.raises(ArchiveFault):
        list(archive.items("things", at_ms=NOW_MS))


def test_no_half_written_page_is_left(archive: PageArchive) -> None:
    [path] = publish(archive, items(1))
    assert {each.name for each in path.parent.iterdir()} == {path.name}


def test_what_one_publisher_reads_nobody_changes_before_it_has_published(
    archive: PageArchive,
) -> None:
    """Two rosters at once would give one number to two people."""
    order: list[str] = []
    entered = threading.Event()

    def slow() -> None:
        with archive.alone():
            entered.set()
            seen = len(list(archive.items("things", at_ms=NOW_MS)))
            waiting.wait(0.1)
            publish(archive, items(1, first=seen + 1))
            order.append("first")

    waiting = threading.Event()
    one = threading.Thread(target=slow)
    one.start()
    assert entered.wait(5)
    with archive.alone():
        assert order == ["first"]
        seen = len(list(archive.items("things", at_ms=NOW_MS)))
        publish(archive, items(1, first=seen + 1))
    one.join()
    assert list(archive.items("things", at_ms=NOW_MS)) == items(2)
