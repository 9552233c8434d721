"""The site that is answering just now, as a taker of pages for a thread beside its event loop."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from service.desk import Desk
from service.feeds.apply_items import FeedAppliers
from service.feeds.apply_page import PageApplied
from service.feeds.receive_page import receive_page
from service.feeds.store import positions

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SiteOnLoop:
    """A site whose database is spoken to on ``loop``; its own calls come from another thread.

    Each page is a work of its own for the writer, so that check-ins go on between them.
    """

    desk: Desk
    appliers: FeedAppliers
    raise_floor: Callable[[int], None]
    loop: asyncio.AbstractEventLoop

    def positions(self) -> dict[str, str]:
        return self._wait_for(self.desk.database.read(positions))

    def take(self, page: bytes) -> str | None:
        """Raises ``Busy`` or ``NotWriting``; the pages before are applied then."""
        receive = partial(
            receive_page,
            data=page,
            identity=self.desk.identity,
            appliers=self.appliers,
            at_ms=self.desk.clock.now().at_ms,
        )
        done = self._wait_for(self.desk.database.write(receive))
        if not isinstance(done, PageApplied):
            return str(done)
        self.raise_floor(done.signed_at_ms)
        return None

    def _wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()
