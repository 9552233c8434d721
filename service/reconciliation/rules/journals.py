"""What a journal must be: one chain, whole, and applied."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.reconciliation.rules.finding import EventId, Finding, Kind
from service.vocabulary import Epoch, SiteNo


@dataclass(frozen=True, slots=True)
class ForkSeen:
    """A second end that the same key has signed: from where it parts up to where it ends."""

    number: int
    base: int
    end: int


@dataclass(frozen=True, slots=True)
class JournalFile:
    """The journal of one epoch as the hub holds it: what is missing, what contradicts it, and
    what is put aside, each with its reason."""

    site: SiteNo
    epoch: Epoch
    gaps: tuple[tuple[int, int], ...] = ()
    forks: tuple[ForkSeen, ...] = ()
    aside: tuple[tuple[int, str], ...] = ()


def check_journal(file: JournalFile) -> Iterator[Finding]:
    """Each gap, each fork, each event that no table shows."""
    for first, last in file.gaps:
        yield _found(Kind.GAP, file, f"{first}-{last}", at=first, figures={"last": last})
    for fork in file.forks:
        figures = {"branch": fork.number, "parts_after": fork.base, "end": fork.end}
        yield _found(Kind.FORK, file, f"branch {fork.number}", at=fork.base + 1, figures=figures)
    for seq, reason in file.aside:
        yield _found(Kind.PUT_ASIDE, file, str(seq), at=seq, figures={"reason": reason})


def _found(
    kind: Kind, file: JournalFile, what: str, *, at: int, figures: dict[str, int] | dict[str, str]
) -> Finding:
    return Finding(
        kind,
        subject=f"{file.site}.{file.epoch} {what}",
        dossier=f"journal {file.site}.{file.epoch}",
        site=file.site,
        events=(EventId(file.site, file.epoch, at),),
        figures={**figures},
    )
