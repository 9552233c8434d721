"""Word an item of the officers feed, with a fresh one-time code to set a PIN by."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from service.kit.ids import Randomness
from service.kit.pii import FieldKeys, seal
from service.officers.rules import hash_code, name_context
from service.vocabulary import OfficerNo, Role, SiteNo

CODE_SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: none is mistaken for another when a code is copied from paper."""

CODE_LENGTH: Final = 12
"""60 bits: the feed is public enough that whoever holds it may try codes against the hash."""


@dataclass(frozen=True, slots=True)
class OfficerToList:
    """An officer as the authority means to list them: code of four to six digits, full name."""

    officer: OfficerNo
    name: str
    roles: Iterable[Role]
    sites: Iterable[SiteNo]
    active: bool = True


def list_officer(
    who: OfficerToList, *, keys: FieldKeys, random: Randomness
) -> tuple[dict[str, Any], str]:
    """The ``officer.listed`` item, and the one-time code to hand over (``K7QF-3M9T-PD2X``).

    Each listing makes a new code, which ends the PIN that an older one had set. Raises
    ``ValueError`` when the officer code is not four to six digits.
    """
    if not (who.officer.isascii() and who.officer.isdigit() and 4 <= len(who.officer) <= 6):
        raise ValueError(f"an officer code has four to six digits, not {who.officer!r}")
    code = _draw_code(random)
    item = {
        "type": "officer.listed",
        "v": 1,
        "officer": who.officer,
        "name": seal(keys, who.name, name_context(who.officer), random),
        "roles": sorted(who.roles),
        "sites": sorted(who.sites),
        "code_hash": hash_code(who.officer, code),
        "standing": "active" if who.active else "withdrawn",
    }
    return item, code


def _draw_code(random: Randomness) -> str:
    symbols = "".join(CODE_SYMBOLS[byte % 32] for byte in random(CODE_LENGTH))
    return "-".join(symbols[at : at + 4] for at in range(0, CODE_LENGTH, 4))
