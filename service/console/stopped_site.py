"""This machine's site, opened by this very process: its end of the wire, and a taker of pages."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from service import __version__
from service.appliers import FEED_APPLIERS
from service.feeds.apply_page import PageApplied
from service.feeds.receive_page import receive_page
from service.feeds.store import count_quarantined, positions
from service.group_commit import NotWriting
from service.journal.store import head_of
from service.open_site import OpenSite
from service.session import Session
from service.sync import site_end
from service.sync.find_tokens import find_tokens
from service.sync.messages import HeadBody, HelloBody, SyncRequest, sign_request
from service.sync.run_bodies import HowSiteIs
from service.sync.site_bodies import AT_REST, TakenTextBody
from service.sync.site_end import Heard, Hearing, OwnJournal, SiteEnd
from service.sync.text_bodies import TokensBody
from service.vocabulary import Epoch, SiteNo


def site_end_of(site: OpenSite) -> SiteEnd:
    """The site's end of the wire, of a site that was opened."""
    return SiteEnd(
        site.identity,
        site.clock,
        anchored=lambda: site.end.anchored,
        proof=site.proof,
        raise_floor=site.clock.raise_floor,
    )


@dataclass(frozen=True, slots=True)
class StoppedSite:
    """A site whose service does not run."""

    opened: OpenSite

    @property
    def site(self) -> SiteNo:
        return self.opened.identity.site

    @property
    def end(self) -> SiteEnd:
        return site_end_of(self.opened)

    def positions(self) -> dict[str, str]:
        return self.opened.database.read_now(positions)

    def take(self, page: bytes) -> str | None:
        done = self.opened.database.write_now(
            lambda session: receive_page(
                session,
                page,
                identity=self.opened.identity,
                appliers=FEED_APPLIERS,
                at_ms=self.opened.clock.now().at_ms,
            )
        )
        if not isinstance(done, PageApplied):
            return str(done)
        self.opened.clock.raise_floor(done.signed_at_ms)
        return None

    def sign(self, request: SyncRequest) -> str:
        return sign_request(request, self.opened.identity.keys.signer)

    def journals(self) -> list[OwnJournal]:
        return self.opened.database.read_now(partial(site_end.own_journals, end=self.end))

    def batch(self, epoch: Epoch, *, after: int, most: int) -> bytes | None:
        cut = partial(site_end.cut_batch, end=self.end, epoch=epoch, after=after, most=most)
        return self.opened.database.read_now(cut)

    def common(self, epoch: Epoch, known: Sequence[HeadBody]) -> int:
        heads = [each.head for each in known]
        return self.opened.database.read_now(
            lambda session: site_end.common_head(session, epoch, heads)
        )

    def hear_hello(self, hello: HelloBody, nonce: str) -> Heard:
        judge = partial(site_end.judge_hello, end=self.end, hello=hello, nonce=nonce)
        return self._keep(self.opened.database.read_now(judge))

    def hear_mark(self, record: str, mark: str) -> Heard:
        judge = partial(site_end.judge_mark, end=self.end, record=record, text=mark)
        return self._keep(self.opened.database.read_now(judge))

    def take_text(self, text: str) -> TakenTextBody | str:
        """Only a site whose counters are open takes texts in: until then they stay where they
        are."""
        return AT_REST

    def tokens(self, after: int) -> TokensBody:
        return self.opened.database.read_now(
            lambda session: find_tokens(session, self.end, after=after)
        )

    def note_try(self, outcome: str, *, reached: bool) -> None:
        at_ms = self.opened.clock.now().at_ms
        note = partial(site_end.note_try, outcome=outcome, reached=reached, at_ms=at_ms)
        with suppress(NotWriting):
            self.opened.database.write_now(note)

    def how_it_is(self) -> HowSiteIs:
        """Without what only a running service keeps an eye on: day, room, warnings."""
        return self.opened.database.read_now(self._look)

    def _look(self, session: Session) -> HowSiteIs:
        journal, moment = self.opened.journal, self.opened.clock.now()
        return HowSiteIs(
            software=__version__,
            saved=head_of(session, journal.epoch, journal.genesis).seq,
            attention=count_quarantined(session),
            now=moment.at_ms,
            clock=moment.trust,
            refusal=self.opened.database.not_writing,
            feeds=positions(session),
        )

    def _keep(self, hearing: Hearing) -> Heard:
        """A site that writes nothing hears all the same, and keeps nothing."""
        with suppress(NotWriting):
            self.opened.database.write_now(partial(site_end.keep_marks, hearing=hearing))
        self.end.act_on(hearing)
        return hearing.heard
