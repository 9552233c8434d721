"""The hub takes the signing keys over: from then on it alone says anything on a feed."""

import shutil
from pathlib import Path

import pytest

from service.console.hub_at_hand import HubAtHand
from service.console.take_feeds import take_feeds
from service.feeds.archive import HandedOver, archive_of
from service.feeds.page import FOR_ALL
from service.feeds.store import position_of
from service.officers.operator_bodies import ListedBody, OperatorToListBody
from service.open_hub import authority_dir, open_hub
from service.sites import feed_items
from service.sites.authority import load_authority
from service.sites.store import REVOCATIONS
from service.vocabulary import HUB, Role
from tests.builders import City
from tests.hub_place import hub_settings
from tests.places import NOW_MS

SAID = [feed_items.confirm_lists(at_ms=NOW_MS)]


def test_the_hub_goes_on_where_the_archive_ended_and_the_archive_is_shut(
    city: City, folder: Path, hub_folder: Path
) -> None:
    shutil.copytree(hub_folder / "hub", folder / "hub")
    authority = shutil.copytree(city.folder / "authority", folder / "authority-of-the-city")
    settings = hub_settings(folder)
    archive = archive_of(authority, load_authority(authority))
    archive.publish(REVOCATIONS, SAID, at_ms=NOW_MS)
    last = archive.last_number(REVOCATIONS, at_ms=NOW_MS)

    assert take_feeds(settings, authority) >= 1
    with pytest.raises(HandedOver):
        archive.publish(REVOCATIONS, SAID, at_ms=NOW_MS)
    assert not (authority_dir(settings) / "root").exists(), "the root goes nowhere"

    who = OperatorToListBody(officer="700001", name="林晓", roles=[Role.OPERATOR])
    assert isinstance(HubAtHand(settings).list_operator(who), ListedBody)
    hub = open_hub(settings)
    try:
        held = hub.database.read_now(lambda session: position_of(session, REVOCATIONS, FOR_ALL))
        listed = hub.database.read_now(lambda session: position_of(session, "officers", HUB))
    finally:
        hub.close()
    assert (held.number, listed.number) == (last, 1)
