"""What a scanner can be made to say by a hostile code changes nothing at any counter of a site."""

import pytest

from tests.builders import Place
from tests.people import CHEN, OFFICER

HOSTILE = {
    "control characters": "\x00\x01\x1b[2J\x7f\x85",
    "ten kilobytes": "TC1" + "A" * 10_000,
    "ten kilobytes of a pass": "TG1" + "7" * 10_000,
    "the name of a key": "Enter",
    "a key for the officer's screen": "Alt+F4\tEscape\r\n",
    "a card with a key pressed in it": "TC1\nAAAA\rF5",
    "a command": "'; DROP TABLE members; --",
    "a page": "<script>fetch('/v1/session')</script>",
    "an address": "javascript:alert(1)",
    "letters from right to left": "\u202e1CT\u202c 100000127",
    "half of a letter": "\ud800",
    "a number beyond all": "9" * 500,
}
PATHS = {
    "/v1/check-ins": {},
    "/v1/check-ins/peek": {},
    "/v1/passes/peek": {},
    "/v1/passes/redeem": {"compared": "matches"},
    "/v1/passes/voids": {},
}
"""Where a scan goes in, and with what beside it."""


@pytest.mark.parametrize("scan", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_code_is_refused_and_changes_nothing(place: Place, scan: str) -> None:
    entered = place.kiosk().post("/v1/check-ins", {"scan": place.card(CHEN)})
    assert entered.status_code == 201
    screens = {"kiosk": place.kiosk(), "station": place.signed_in(OFFICER)}
    before = acts(place)
    for path, more in PATHS.items():
        for screen in screens.values():
            said = screen.post(path, {"scan": scan, **more})
            assert 200 <= said.status_code < 500, (path, said.text)
            assert said.status_code != 201, (path, said.text)
    assert acts(place) == before
    assert place.kiosk().get("/v1/status").json()["day"]["state"] == "open"


def acts(place: Place) -> list[str]:
    """All that was done; that a scan was refused is written down, and does nothing."""
    return [event.type for event in place.events() if event.type not in ("scan.refused",)]
