"""What a recorded inspection does to its table."""

from typing import Any

from service.inspection import store
from service.journal.event import Event
from service.kit import canonical_json
from service.session import Session


def apply_recorded(session: Session, event: Event) -> None:
    data = event.data
    store.add_inspection(
        session,
        {
            "reference": str(event.name),
            "at_ms": event.moment.at_ms,
            "day": event.day,
            "member": data["member"],
            "entry": data["entry"],
            "of_pass": data["pass"],
            "checks": data["checks"],
            "result": data["result"],
            "findings": canonical_json.encode(data["findings"]),
            "seals": canonical_json.encode(data["seals"]),
            "policy": data["policy"],
            "officer": event.actor,
            "goods": _spelt(data.get("goods")),
            "declaration": data.get("declaration"),
            "plate": data.get("plate"),
            "batch": _spelt(data.get("batch")),
            "confirmed": data.get("confirmed"),
            "hits": _spelt(data.get("hits")),
            "settles": _spelt(data.get("settles")),
        },
    )


def _spelt(said: Any) -> bytes | None:
    """``None`` for what is not there, and of what an older version of the event does not say."""
    return None if said is None else canonical_json.encode(said)


APPLY = {"inspection.recorded": apply_recorded}
