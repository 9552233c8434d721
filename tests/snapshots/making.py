"""Makes the snapshot of today's schema, and opens one of any schema as the site that it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.journal.store import Head, head_of
from service.settings import asset_dir
from tests.builders import City, Place
from tests.fake_machine import Machine
from tests.people import OFFICER
from tests.places import HARDWARE
from tests.simulation.disk import simulated_disks
from tests.snapshots.archive import ENDING, FOLDER, Facts, pack, unpack
from tests.snapshots.story import OTHERS, on_machine, story_told


def versions() -> list[str]:
    """Every migration, oldest first: ``0001``."""
    return sorted(path.name[:4] for path in (asset_dir("migrations") / "versions").glob("0*.py"))


def snapshot_of(version: str) -> Path:
    """Where the snapshot of a schema lies, or is to lie."""
    return FOLDER / f"{version}{ENDING}"


def make_snapshot(snapshot: Path) -> None:
    """Let the story happen on today's schema and pack what it left behind."""
    with simulated_disks() as folder:
        with story_told(Path(folder)) as place:
            facts = _facts(place)
        pack(place.site.settings.data_dir, facts, snapshot)


def _facts(place: Place) -> Facts:
    told = what_is_told(place)
    head = head_now(place)
    return Facts(
        at_ms=place.machine.wall_ms,
        hardware=[each.hex() for each in HARDWARE],
        kiosk=place.city.cookies["kiosk"],
        station=place.city.cookies["station"],
        card=place.card(OTHERS[5]),
        events=head.seq,
        head=head.hash.hex(),
        told=told,
    )


def what_is_told(place: Place) -> dict[str, Any]:
    """What an officer sees of the open day: totals, and each record with its masked name."""
    said = place.signed_in(OFFICER).get("/v1/check-ins").json()
    records = [
        [item["reference"], item["outcome"], item["turn"], item["member"]["name"]]
        for item in said["items"]
    ]
    return {"day": said["day"], "totals": said["totals"], "records": records}


def head_now(place: Place) -> Head:
    journal = place.desk.journal
    return place.read(lambda session: head_of(session, journal.epoch, journal.genesis))


@contextmanager
def site_in(snapshot: Path, folder: Path) -> Iterator[tuple[Place, Facts]]:
    """The site of a snapshot, laid out in ``folder`` and going on a minute after it was packed."""
    facts = unpack(snapshot, folder / "S01")
    city = City(folder, {"kiosk": facts.kiosk, "station": facts.station})
    machine = Machine(wall_ms=facts.at_ms)
    machine.wait(60)
    with (
        on_machine(map(bytes.fromhex, facts.hardware)),
        Place.opened(city, folder, machine=machine) as place,
    ):
        yield place, facts
