"""How a disk is lost in a test: back to a backup, and on under a new epoch."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from service.console.back_up import back_up
from service.console.enrol_site import accept_enrolment, request_new_epoch
from service.console.restore_site import restore_site
from service.sites.authority import SiteTerms, sign_site
from service.sites.enrolment_file import SiteRequest, open_request
from tests.builders import City, Place, settings_of
from tests.people import Person
from tests.places import DONGXING_NAMES, NOW_MS


def keep_a_backup(folder: Path) -> Path:
    return back_up(settings_of(folder), folder / "backups").path


@contextmanager
def back_from(city: City, folder: Path, backup: Path) -> Iterator[Place]:
    """The site restored from ``backup`` and enrolled anew."""
    restore_site(settings_of(folder), backup)
    re_enrol(city, folder)
    with Place.opened(city, folder) as place:
        place.keys = other_keys()
        yield place


def other_keys() -> Iterator[str]:
    """Keys that nobody used before the loss."""
    return (f"after-loss-{number:016d}" for number in count(1))


def re_enrol(city: City, folder: Path) -> None:
    settings = settings_of(folder)
    request_new_epoch(settings, folder / "again.request")
    asked = open_request((folder / "again.request").read_bytes())
    assert isinstance(asked, SiteRequest)
    said = sign_site(city.authority, asked, SiteTerms(DONGXING_NAMES), now_ms=NOW_MS + 1000)
    accept_enrolment(settings, said)


def check_in(place: Place, who: Person, direction: str = "in") -> str:
    """Let somebody through; the reference."""
    place.machine.wait(60)
    body = {"member": who.number, "direction": direction}
    said = place.kiosk().post("/v1/check-ins", body)
    assert said.status_code == 201, said.text
    return str(said.json()["reference"])


def receipt(place: Place, reference: str) -> str:
    """The paper that the member takes home."""
    return str(place.kiosk().get(f"/v1/receipts/{reference}").json()["receipt"])
