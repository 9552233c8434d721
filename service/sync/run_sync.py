"""One run of the sync: greet, push the journal, pull the feeds, and note what came of it."""

from dataclasses import dataclass, field
from typing import Final

from service.sync.bring_pages import PageRefused
from service.sync.hub_line import HubLine, LineFault
from service.sync.messages import PROTOCOL, HelloBody
from service.sync.pull_feeds import pull_feeds
from service.sync.pull_snapshot import Downloads
from service.sync.push_journal import Progress, Pushed, push_journal
from service.sync.relay_texts import hear_inbox, relay_tokens
from service.sync.site_at_line import SiteAtLine
from service.sync.site_end import Heard

DONE: Final = "done"
OTHER_PROTOCOL: Final = "hub_other_protocol"


@dataclass(slots=True)
class SyncRun:
    """What one run did: among it, how many texts of other sites were heard and how many told.
    ``outcome`` is ``done``, or the code of why it ended before its end."""

    outcome: str = DONE
    pushed: Pushed = field(default_factory=Pushed)
    pages: int = 0
    heard: int = 0
    told: int = 0
    reached: bool = False

    @property
    def is_done(self) -> bool:
        return self.outcome == DONE


def run_sync(
    line: HubLine,
    site: SiteAtLine,
    *,
    progress: Progress = lambda done, of: None,
    downloads: Downloads | None = None,
) -> SyncRun:
    """Go once through all of it; never raises for what a line or a hub may do. ``downloads`` is
    what earlier runs have fetched a part of."""
    run = SyncRun()
    try:
        _go(line, site, run, progress, downloads or Downloads())
    except LineFault as fault:
        run.outcome = fault.outcome
    except PageRefused:
        run.outcome = "page_refused"
    site.note_try(run.outcome, reached=run.reached)
    return run


def _go(
    line: HubLine, site: SiteAtLine, run: SyncRun, progress: Progress, downloads: Downloads
) -> None:
    line.receiver = None  # a hub is asked who it is before anything is signed for it
    hello = _meet(line, site, run)
    if hello is None:
        return
    if PROTOCOL not in hello.protocols:
        run.outcome = OTHER_PROTOCOL
        return
    run.reached = True
    line.receiver = hello.receiver
    hello = _meet(line, site, run)
    if hello is None and run.outcome != Heard.RESTORED:
        return
    # An old copy of a site writes nothing more, but what it has is evidence, and goes up.
    known = hello or line.hello()[0]
    run.pushed = push_journal(line, site, hello=known, progress=progress, is_old_copy=hello is None)
    if hello is not None:
        run.heard = hear_inbox(line, site)
        run.told = relay_tokens(line, site, hello)
        run.pages = pull_feeds(line, site, hello, downloads)


def _meet(line: HubLine, site: SiteAtLine, run: SyncRun) -> HelloBody | None:
    """The hub's greeting, if the site believes it; else the run's outcome says why not."""
    hello, nonce = line.hello()
    heard = site.hear_hello(hello, nonce)
    if heard is Heard.BELIEVED:
        return hello
    run.outcome = heard
    return None
