"""What the authority says in the story: a policy, a part of its catalogue, a notice on the site."""

from typing import Any, Final

from tests.builders import TODAY
from tests.places import DAY_MS, NOW_MS


def _component(number: int, code: str, unit: str, period: str, limit: int) -> dict[str, Any]:
    return {
        "number": number,
        "code": code,
        "names": {"zh": code, "vi": code, "en": code},
        "unit": unit,
        "period": period,
        "limits": [{"from": "2000-01-01", "limit": limit}],
    }


POLICY: Final[dict[str, Any]] = {
    "type": "policy.published",
    "v": 1,
    "version": 1,
    "from_day": TODAY,
    "parts": 1,
    "policy": {
        "presence": {
            "check_in": ["card_at_kiosk", "number_at_kiosk"],
            "check_out": ["card_at_kiosk", "number_at_kiosk"],
            "declare": ["card_at_kiosk", "number_at_kiosk"],
        },
        "annul_seconds": 600,
        "regime": "CN",
        "checks": [
            {"bit": 0, "code": "person", "names": {"zh": "人", "vi": "người", "en": "person"}}
        ],
        "overrides": True,
        "components": [
            _component(1, "value", "fen", "day", 800_000),
            _component(3, "trips", "time", "month", 20),
        ],
    },
}


CATALOGUE: Final[dict[str, Any]] = {
    "type": "policy.part",
    "v": 1,
    "version": 1,
    "part": 1,
    "catalogue": [
        {
            "code": "mango",
            "heading": "080450",
            "names": {"zh": "芒果", "vi": "xoài", "en": "mango"},
            "unit": "gram",
            "way": "import",
            "origins": [{"origin": "VN"}],
            "low_fen": 400,
            "high_fen": 900,
            "flags": ["quarantine"],
            "picture": "mango",
        }
    ],
}
NOTICE: Final[dict[str, Any]] = {
    "type": "site.noticed",
    "v": 1,
    "site": "S01",
    "notice": {
        "number": 1,
        "state": "restricted",
        "from_ms": NOW_MS,
        "until_ms": NOW_MS + 30 * DAY_MS,
        "message": {"zh": "场内限千人", "vi": "Tối đa nghìn người", "en": "A thousand at most"},
        "capacity": 1_000,
    },
}
