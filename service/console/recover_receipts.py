"""Scan receipts back in at the console: into a stopped site, or through its running service."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from service.console.site_at_hand import console_client, fresh_key
from service.database import AlreadyOpen
from service.open_site import OpenSite, open_site
from service.receipts.bodies import LONGEST_RECEIPT, MOST_RECEIPTS
from service.receipts.recover_receipts import Pile, recover_receipts
from service.receipts.rules import Recovery
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Line:
    """One receipt of a file, by its line, and what came of it."""

    file: Path
    number: int
    text: str


def read_lines(files: Iterable[Path]) -> list[Line]:
    """Every line that is not blank; one that is too long for any receipt is cut, and unreadable."""
    lines = []
    for file in files:
        for number, text in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
            if text.strip():
                lines.append(Line(file, number, text.strip()[:LONGEST_RECEIPT]))
    return lines


def recover_lines(
    lines: list[Line], enrolment: str | None, settings: Settings
) -> Iterator[tuple[Line, Recovery]]:
    """What came of each line, in order; nothing comes after one that shows this site restored.

    Raises ``NotEnrolled``, ``NotWriting`` and ``httpx.HTTPError``.
    """
    for some in _piles(lines):
        pile = Pile([line.text for line in some], enrolment)
        outcomes = _recover(pile, settings)
        yield from zip(some, outcomes, strict=False)
        if Recovery.PROVES_RESTORED in outcomes:
            return


def _piles(lines: list[Line]) -> Iterator[list[Line]]:
    for start in range(0, len(lines), MOST_RECEIPTS):
        yield lines[start:][:MOST_RECEIPTS]


def _recover(pile: Pile, settings: Settings) -> list[Recovery]:
    try:
        site = open_site(settings)
    except AlreadyOpen:
        return _ask(pile, settings)
    try:
        return _recover_here(pile, site)
    finally:
        site.close()


def _recover_here(pile: Pile, site: OpenSite) -> list[Recovery]:
    outcomes = site.database.write_now(
        lambda session: recover_receipts(site.act(session), pile, site.identity)
    )
    if Recovery.PROVES_RESTORED in outcomes:
        site.proof.stop(pile.receipts[len(outcomes) - 1])
    return outcomes


def _ask(pile: Pile, settings: Settings) -> list[Recovery]:
    body = {"receipts": pile.receipts, "enrolment": pile.enrolment}
    with console_client(settings) as client:
        answer = client.post("/v1/receipts/recover", json=body, headers=fresh_key())
    answer.raise_for_status()
    return [Recovery(word) for word in answer.json()["outcomes"]]
