"""Give a restored site back the end of its journal, so that it goes on in the same epoch."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from service import kept_answers
from service.console.back_up import sound_copy
from service.journal.append_event import Journal
from service.journal.event import Event
from service.journal.judge_restored import Restored
from service.journal.store import checkpoint_from, events_after, head_of
from service.journal.take_tail import HeldTail, TailRefusal, take_tail
from service.open_site import OpenSite, open_site
from service.session import Session
from service.settings import Settings
from service.sites.anchor import Anchor, read_anchors
from service.sites.keys import is_signed_by


class NotThisWay(Exception):
    """This site did not lose the end of its journal; its text is the sign it does show, if any."""


class _Refused(Exception):
    """Undoes the transaction that a refusal was found in."""

    def __init__(self, refusal: TailRefusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def recover_tail(settings: Settings, file: Path) -> int | TailRefusal:
    """Take the missing events from ``file``, a backup or a database that was put aside; how many.

    With them come the answers kept under their keys, so that whoever asks again is told what was
    said before. Raises ``AlreadyOpen`` while the site runs, ``NotThisWay`` unless it is restored
    behind its anchor, ``BackupFault`` when the file is damaged.
    """
    site = open_site(settings)
    try:
        if site.restored != Restored.BEHIND_ANCHOR:
            raise NotThisWay(site.restored or "")
        with sound_copy(settings, file) as held:
            return _recover(site, held)
    finally:
        site.close()


def _recover(site: OpenSite, held: Session) -> int | TailRefusal:
    journal = site.journal
    anchored = max(read_anchors(site.end.anchors.paths), key=lambda each: each.seq)
    take = partial(_take, journal=journal, held=held, anchored=anchored, verifies=_verifier(site))
    refusal, site.database.refusal = site.database.refusal, None
    try:
        return site.database.write_now(take)
    except _Refused as refused:
        site.database.refusal = refusal
        return refused.refusal


def _verifier(site: OpenSite) -> Callable[[bytes, bytes], bool]:
    return partial(is_signed_by, site.identity.keys.signer.public)


def _take(
    session: Session,
    *,
    journal: Journal,
    held: Session,
    anchored: Anchor,
    verifies: Callable[[bytes, bytes], bool],
) -> int:
    own = head_of(session, journal.epoch, journal.genesis)
    tail = HeldTail(
        events=events_after(held, journal.epoch, own.seq),
        signed=checkpoint_from(held, journal.epoch, anchored.seq),
    )
    taken = take_tail(session, journal, tail, anchored=anchored, verifies=verifies)
    if isinstance(taken, TailRefusal):
        raise _Refused(taken)
    for stored in events_after(session, journal.epoch, own.seq):
        _keep_answer(session, held, Event.from_bytes(stored.bytes).key)
    return taken


def _keep_answer(session: Session, held: Session, key: str | None) -> None:
    """Of an act with several events the answer is taken once."""
    answer = kept_answers.find(held, key) if key else None
    if answer and kept_answers.find(session, answer.key) is None:
        kept_answers.keep(session, answer)
