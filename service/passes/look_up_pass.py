"""Find a pass by the ten characters below its picture, where its text is here already."""

from enum import StrEnum

from service.journal.act import Act
from service.passes import store
from service.passes.human_code import read_code
from service.session import Session


class CodeRefusal(StrEnum):
    """Why a typed code finds no pass."""

    MISREAD = "pass_code_misread"
    UNKNOWN = "pass_code_unknown"


def look_up_pass(act: Act, typed: str) -> str | CodeRefusal:
    """The text of the pass that has this code. Every look-up is recorded, found or not.

    Refuses with ``MISREAD`` for what no pass has as a code, or ``UNKNOWN``: then the bearer is
    inspected by hand.
    """
    code = read_code(typed)
    if code is None:
        return CodeRefusal.MISREAD
    text = _find(act.session, code)
    act.record("pass.looked_up", {"code": code, "found": text is not None})
    return CodeRefusal.UNKNOWN if text is None else text


def _find(session: Session, code: str) -> str | None:
    """Among the passes for this site that are held here, and those that went out from here."""
    held = store.find_held(session, code)
    if held is not None:
        return held
    issued = store.issued_by_code(session, code)
    return store.find_text(session, issued.reference) if issued else None
