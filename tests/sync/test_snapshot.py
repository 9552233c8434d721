"""A site that holds nothing of a long feed gets it at once, and goes on where the line was cut."""

from collections.abc import Iterator

import pytest

from service.feeds.snapshot import SnapshotHeader, open_header, sign_header, unpack_pages
from service.feeds.store import Position
from service.kit.cose import Flaw
from service.sites.keys import Signer, public_key
from service.sync import pull_feeds
from service.sync.bring_pages import PageRefused
from service.sync.keep_snapshots import Snapshots
from service.sync.messages import PlaceBody
from service.sync.pull_snapshot import Download, Downloads, pull_snapshot
from service.sync.run_sync import run_sync
from service.vocabulary import SiteNo
from tests.hub_place import Fault, Joined
from tests.places import NOW_MS, repeatable
from tests.sync.teller import Teller

PATH = "GET /sync/v1/snapshots/sites"


@pytest.fixture
def long(joined: Joined, monkeypatch: pytest.MonkeyPatch) -> Joined:
    """A feed of six pages, of which the site holds none, and which is long enough."""
    archive = joined.place.archive()
    for number in range(10, 15):
        site = SiteNo(f"S{number}")
        teller = Teller.of(joined.hub.city.authority, f"site {number}", site)
        archive.publish("sites", [teller.item], at_ms=NOW_MS)
    joined.hub.bring(archive)
    monkeypatch.setattr(pull_feeds, "PAYS_FROM_ITEMS", 6)
    return joined


def asked_for(joined: Joined) -> list[str]:
    return [each for each in joined.bad.asked if each.startswith(PATH)]


def test_a_new_site_gets_a_long_feed_in_one_request(long: Joined) -> None:
    run = long.sync()
    assert (run.outcome, run.pages) == ("done", 6)
    assert asked_for(long) == [PATH]
    assert "GET /sync/v1/feeds/sites" not in long.bad.asked
    assert long.site.positions()["sites/all"] == "1.6"


def test_what_is_published_afterwards_comes_page_by_page(long: Joined) -> None:
    long.sync()
    archive = long.place.archive()
    teller = Teller.of(long.hub.city.authority, "site 15", SiteNo("S15"))
    archive.publish("sites", [teller.item], at_ms=NOW_MS)
    long.hub.bring(archive)
    long.bad.asked.clear()
    assert long.sync().pages == 1
    assert asked_for(long) == []


def test_a_download_goes_on_where_it_was_cut(long: Joined) -> None:
    long.bad.faults = up_to_the_snapshot(long) + [Fault.HALF_THE_ANSWER] * 2
    assert long.sync().outcome == "done"
    parts = asked_for(long)
    assert len(parts) == 3
    assert parts[0] == PATH
    firsts = [int(each.partition("bytes=")[2].rstrip("-")) for each in parts[1:]]
    assert 0 < firsts[0] < firsts[1]
    assert long.site.positions()["sites/all"] == "1.6"


def test_what_came_before_a_line_broke_is_kept_for_the_next_run(long: Joined) -> None:
    long.bad.faults = up_to_the_snapshot(long) + [Fault.HALF_THE_ANSWER] + [Fault.NO_LINE] * 2
    downloads = Downloads()
    broken = run_sync(long.line, long.site, downloads=downloads)
    assert broken.outcome == "hub_unreachable"
    long.bad.asked.clear()
    assert run_sync(long.line, long.site, downloads=downloads).is_done
    [rest] = asked_for(long)
    assert "bytes=" in rest


def test_a_feed_that_moved_on_meanwhile_is_fetched_from_its_beginning(long: Joined) -> None:
    long.bad.faults = up_to_the_snapshot(long) + [Fault.HALF_THE_ANSWER] + [Fault.NO_LINE] * 2
    downloads = Downloads()
    run_sync(long.line, long.site, downloads=downloads)
    archive = long.place.archive()
    teller = Teller.of(long.hub.city.authority, "site 15", SiteNo("S15"))
    archive.publish("sites", [teller.item], at_ms=NOW_MS)
    long.hub.bring(archive)
    assert run_sync(long.line, long.site, downloads=downloads).is_done
    assert long.site.positions()["sites/all"] == "1.7"


def test_a_snapshot_older_than_what_is_held_is_refused(long: Joined) -> None:
    long.sync()
    hello, _ = long.line.hello()
    [place] = [each for each in hello.feeds if each.feed == "sites"]
    with pytest.raises(PageRefused, match="snapshot_older"):
        pull_snapshot(long.line, long.site, place, hello.record, Downloads())


def test_bytes_that_were_not_signed_are_not_unpacked(long: Joined) -> None:
    long.line.receiver = None
    hello, _ = long.line.hello()
    long.line.receiver = hello.receiver
    downloads = Downloads()
    place = PlaceBody(feed="sites", audience="all", generation=1, number=6, head="")
    fetched(long, place, hello.record, downloads)
    downloads.of("sites/all").data[-1] ^= 1
    with pytest.raises(PageRefused, match="snapshot_damaged"):
        pull_snapshot(long.line, long.site, place, hello.record, downloads)
    assert "sites/all" not in long.site.positions()


def test_two_processes_of_a_hub_make_the_same_bytes(long: Joined) -> None:
    signer = long.hub.hub.identity.keys.signer
    made = [long.hub.read(lambda s: Snapshots(signer).of(s, "sites", "all")) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0] is not None
    assert len(list(unpack_pages(made[0].packed))) == 6


def test_nobody_asks_for_the_feeds_of_another_site(long: Joined) -> None:
    long.sync()
    answer = long.line.ask("GET", "/sync/v1/hello?nonce=00000000000000000000")
    assert answer.status_code == 200
    with long.line.stream("/sync/v1/snapshots/inbox?audience=S02", {}) as refused:
        assert refused.status_code == 403


# --- Its header ---


def test_a_header_that_another_key_signed_is_none() -> None:
    header = SnapshotHeader("members", "all", Position(1, 25_000, b"\x01" * 32), 10, b"\x02" * 32)
    signer, other = (Signer.make(repeatable(name)) for name in ("hub", "other"))
    text = sign_header(header, signer)
    assert open_header(text, lambda kid: [public_key(signer.public)]) == header
    assert isinstance(open_header(text, lambda kid: [public_key(other.public)]), Flaw)


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8b", b"TF1 as it stands"])
def test_what_is_no_gzip_of_pages_does_not_unpack(damage: bytes) -> None:
    def unpacked() -> Iterator[bytes]:
        return unpack_pages(damage)

    if damage:
        with pytest.raises(ValueError, match="unpack"):
            list(unpacked())
    else:
        assert list(unpacked()) == []


def up_to_the_snapshot(joined: Joined) -> list[Fault]:
    """Two greetings, one batch, a look into the inbox and what is to be relayed go through."""
    return [Fault.NONE] * 5


def fetched(joined: Joined, place: PlaceBody, record: str, downloads: Downloads) -> Download:
    """A download that is whole and not yet taken in."""
    joined.bad.faults = [Fault.HALF_THE_ANSWER, Fault.NO_LINE, Fault.NO_LINE]
    with pytest.raises(Exception, match="unreachable"):
        pull_snapshot(joined.line, joined.site, place, record, downloads)
    download = downloads.of("sites/all")
    with joined.line.stream("/sync/v1/snapshots/sites?audience=all", {}) as answer:
        answer.read()
    download.data[:] = answer.content
    return download
