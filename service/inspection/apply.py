"""What a recorded inspection does to its table."""

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
        },
    )


APPLY = {"inspection.recorded": apply_recorded}
