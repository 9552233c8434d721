"""Sign and anchor the journal's end with each commit group: commit, then anchor, then answers."""

from contextlib import suppress
from dataclasses import dataclass

from service.journal.append_event import Journal
from service.journal.sign_checkpoint import sign_checkpoint
from service.journal.store import head_of
from service.kit.clock import Clock
from service.session import Session
from service.sites.anchor import Anchor, AnchorLost, Anchors


@dataclass(slots=True)
class JournalEnd:
    """The two steps around a COMMIT. An end that could not be anchored stays pending, and nothing
    is answered on top of it until it is. ``anchored`` is the newest that was: nothing above it
    leaves this machine."""

    journal: Journal
    anchors: Anchors
    clock: Clock
    anchored: Anchor | None = None
    _signed: Anchor | None = None
    _pending: Anchor | None = None

    def resume(self, session: Session) -> None:
        """At the start: anchor the end that is there. A power cut after a commit leaves it without
        its anchor, and whoever asks again would be answered on top of what a copy need not have.
        An empty journal is anchored too: else a cut after its first commit would leave none."""
        head = head_of(session, self.journal.epoch, self.journal.genesis)
        self._pending = Anchor(self.journal.epoch, head.seq, head.hash)
        with suppress(AnchorLost):
            self.anchor()

    def sign(self, session: Session) -> None:
        """Before the commit: sign the head, if it moved. What a commit that then failed had signed
        is forgotten here: it never was the end, and an anchor of it would lock the site out."""
        head = sign_checkpoint(session, self.journal, at_ms=self.clock.now().at_ms)
        self._signed = Anchor(self.journal.epoch, head.seq, head.hash) if head else None

    def anchor(self) -> None:
        """After the commit: write the end where a restored copy would not have it.

        Raises ``AnchorLost`` when no anchor could be written; then nobody may be answered.
        """
        self._pending = self._signed or self._pending
        if self._pending is not None:
            self.anchors.write(self._pending)
            self.anchored, self._pending = self._pending, None
