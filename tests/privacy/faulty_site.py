"""The site's service with a fault in it: looking a member up fails, and quotes the person.

With ``TWOGATE_TEST_LEAK`` set, the program also does what it must never do: it logs that.
"""

import os
import sys
from typing import Any
from unittest.mock import patch

from service import logs, say_faults
from service.checkin import show
from service.cli import main
from service.kit.pii import FieldKeys, open_sealed
from service.members.store import Member

LEAK = "TWOGATE_TEST_LEAK"


def fail(session: object, member: Member, day: object, keys: FieldKeys, mask: str) -> Any:
    """Open all there is of the member, and raise it."""
    name = open_sealed(keys, member.sealed_name, f"member:{member.member}:name")
    context = f"member:{member.member}:certificate"
    certificate = open_sealed(keys, member.sealed_certificate, context)
    raise RuntimeError(f"cannot show {name} ({certificate})")


def log_all(fault: BaseException, **known: str) -> None:
    """What a careless program would do."""
    print(fault, known, file=sys.stderr)


if __name__ == "__main__":
    log = log_all if os.environ.get(LEAK) else logs.log_fault
    with patch.object(show, "show_case", fail), patch.object(say_faults, "log_fault", log):
        main()
