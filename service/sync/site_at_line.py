"""A site as the sync sees it, in this process or behind its own HTTP: who carries knows no more."""

from collections.abc import Sequence
from typing import Protocol

from service.sync.bring_pages import PageTaker
from service.sync.messages import HeadBody, HelloBody, SyncRequest
from service.sync.run_bodies import HowSiteIs
from service.sync.site_bodies import TakenTextBody
from service.sync.site_end import Heard, OwnJournal
from service.sync.text_bodies import TokensBody
from service.vocabulary import Epoch, SiteNo


class SiteAtLine(PageTaker, Protocol):
    """The site's end of the wire. None of these waits for a network."""

    @property
    def site(self) -> SiteNo: ...

    def sign(self, request: SyncRequest) -> str:
        """The request as text, signed by the site's key."""
        ...

    def journals(self) -> list[OwnJournal]:
        """Every own epoch, and up to where the hub has signed for it."""
        ...

    def batch(self, epoch: Epoch, *, after: int, most: int) -> bytes | None:
        """The next batch above a seq, as sent."""
        ...

    def common(self, epoch: Epoch, known: Sequence[HeadBody]) -> int:
        """The last seq that the hub's chain and ours have in common."""
        ...

    def hear_hello(self, hello: HelloBody, nonce: str) -> Heard: ...

    def hear_mark(self, record: str, mark: str) -> Heard: ...

    def take_text(self, text: str) -> TakenTextBody | str:
        """Take in a signed text, or answer it; or the code of a refusal."""
        ...

    def tokens(self, after: int) -> TokensBody:
        """What other places have to hear of, of the own events above ``after``."""
        ...

    def note_try(self, outcome: str, *, reached: bool) -> None:
        """Note what came of an attempt, for the screens."""
        ...

    def how_it_is(self) -> HowSiteIs:
        """What the site may tell of itself to whoever watches the hub."""
        ...
