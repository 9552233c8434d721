"""Risk hits for tests: entered and lifted over HTTP, as an operator does."""

from typing import Any

from tests.builders import Place
from tests.people import OPERATOR

DAY_MS = 24 * 3600 * 1000


def enter_hit(place: Place, kind: str, value: str = "", **others: Any) -> dict[str, Any]:
    """A hit that holds for a day."""
    until = place.machine.wall_ms + DAY_MS
    body = {"kind": kind, "value": value, "until": until, "reason": "tip", **others}
    said = place.signed_in(OPERATOR).post("/v1/hits", body)
    assert said.status_code == 201, said.text
    entered: dict[str, Any] = said.json()
    return entered
