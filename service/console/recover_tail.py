"""Give a restored site back the end of its journal, so that it goes on in the same epoch."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from service import kept_answers
from service.console.back_up import sound_copy
from service.journal.event import Event
from service.journal.judge_restored import Restored
from service.journal.store import Head, checkpoint_from, events_after, head_of
from service.journal.take_tail import HeldTail, TailRefusal, take_tail
from service.open_site import OpenSite, open_site
from service.session import Session
from service.settings import Settings
from service.sites.anchor import Anchor, read_anchors
from service.sites.keys import is_signed_by
from service.sync.fetch_tail import fetch_tail
from service.sync.hub_line import HubLine


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
    with _behind_anchor(settings) as site, sound_copy(settings, file) as held:
        epoch, anchored = site.journal.epoch, _anchored(site)
        tail = HeldTail(
            events=events_after(held, epoch, _own_head(site).seq),
            signed=checkpoint_from(held, epoch, anchored.seq),
        )
        return _recover(site, tail, partial(_keep_answer, held=held))


def recover_tail_from_hub(settings: Settings, line: HubLine) -> int | TailRefusal:
    """The same from the hub, which holds events and no answers. Raises as ``recover_tail``,
    and ``LineFault``."""
    with _behind_anchor(settings) as site:
        line.receiver = line.hello()[0].receiver
        upto = _anchored(site).seq
        tail = fetch_tail(line, site.journal.epoch, own=_own_head(site), upto=upto)
        return _recover(site, tail, lambda session, key: None)


@contextmanager
def _behind_anchor(settings: Settings) -> Iterator[OpenSite]:
    site = open_site(settings)
    try:
        if site.restored != Restored.BEHIND_ANCHOR:
            raise NotThisWay(site.restored or "")
        yield site
    finally:
        site.close()


def _anchored(site: OpenSite) -> Anchor:
    return max(read_anchors(site.end.anchors.paths), key=lambda each: each.seq)


def _own_head(site: OpenSite) -> Head:
    journal = site.journal
    return site.database.read_now(lambda session: head_of(session, journal.epoch, journal.genesis))


KeepAnswer = Callable[[Session, str | None], None]


def _recover(site: OpenSite, tail: HeldTail, keep_answer: KeepAnswer) -> int | TailRefusal:
    take = partial(_take, site=site, tail=tail, keep_answer=keep_answer)
    refusal, site.database.refusal = site.database.refusal, None
    try:
        return site.database.write_now(take)
    except _Refused as refused:
        site.database.refusal = refusal
        return refused.refusal


def _verifier(site: OpenSite) -> Callable[[bytes, bytes], bool]:
    return partial(is_signed_by, site.identity.keys.signer.public)


def _take(session: Session, *, site: OpenSite, tail: HeldTail, keep_answer: KeepAnswer) -> int:
    journal = site.journal
    own = head_of(session, journal.epoch, journal.genesis)
    verifies = _verifier(site)
    taken = take_tail(session, journal, tail, anchored=_anchored(site), verifies=verifies)
    if isinstance(taken, TailRefusal):
        raise _Refused(taken)
    for stored in events_after(session, journal.epoch, own.seq):
        keep_answer(session, Event.from_bytes(stored.bytes).key)
    return taken


def _keep_answer(session: Session, key: str | None, *, held: Session) -> None:
    """Of an act with several events the answer is taken once."""
    answer = kept_answers.find(held, key) if key else None
    if answer and kept_answers.find(session, answer.key) is None:
        kept_answers.keep(session, answer)
