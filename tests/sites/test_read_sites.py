"""The list of trade points names each in three languages and says how sure the name is."""

import csv

from service.sites.read_sites import SITES_FILE, SiteKind, read_sites
from service.vocabulary import SiteNo


def test_dongxing_is_the_reference_site() -> None:
    dongxing = read_sites()[SiteNo("S01")]
    assert (dongxing.zh, dongxing.en) == ("东兴互市区", "Dongxing mutual-trade zone")
    assert (dongxing.province, dongxing.kind) == ("Guangxi", SiteKind.TRADE_POINT)


def test_every_site_has_a_number_of_its_own_and_three_names() -> None:
    sites = read_sites()
    assert len(sites) == 24
    for no, site in sites.items():
        assert site.no == no
        assert no[0] == "S"
        assert len(no) == 3
        assert all((site.zh, site.en, site.vi, site.province))


def test_every_name_says_where_it_comes_from() -> None:
    with SITES_FILE.open(encoding="utf-8", newline="") as lines:
        assert all(row["source"] for row in csv.DictReader(lines))
