"""Bring this machine's site and the hub together, once or for as long as the machine runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Final

import httpx
import structlog

from service.console.running_site import RunningSite
from service.console.site_at_hand import console_client, site_at_hand
from service.kit.clock import stopwatch_seconds
from service.kit.ids import Randomness, system_randomness
from service.open_site import identity_at_rest
from service.settings import Settings
from service.sites.identity import SiteIdentity
from service.sync.ask_peers import RELAYED
from service.sync.hub_line import TIMEOUT_SECONDS, HubLine, LineFault
from service.sync.messages import RelayText, sign_request
from service.sync.pull_snapshot import Downloads
from service.sync.push_journal import Progress
from service.sync.relay_texts import relay
from service.sync.report_run import report_run
from service.sync.run_sync import SyncRun, run_sync
from service.sync.site_at_line import SiteAtLine

LONGEST_WAIT_SECONDS: Final = 15 * 60
FIRST_WAIT_SECONDS: Final = 5.0
LOOKS_EVERY_SECONDS: Final = 1.0
LINKS: Final = Path("/sys/class/net")
SITE_AWAY: Final = "site_unreachable"


class NoHub(Exception):
    """This machine was not told where the hub is; the message says what to do."""


def sync_once(settings: Settings, *, progress: Progress = lambda done, of: None) -> SyncRun:
    """One run, whether the site's service runs or rests. Raises ``NoHub``, ``NotEnrolled``."""
    with site_at_hand(settings) as site, _line(settings, site) as line:
        return _run(line, site, progress=progress)


@dataclass(slots=True)
class Waiting:
    """How long until the next attempt: ``every`` seconds after one that reached the hub, and after
    failures twice as long each time, up to 15 minutes; sooner when a link comes up."""

    every: float
    random: Randomness
    failures: int = 0

    def seconds_after(self, run: SyncRun) -> float:
        """Between half and all of it by chance, so that sites do not come all at once."""
        self.failures = 0 if run.is_done else self.failures + 1
        if run.is_done:
            return self.every
        longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(self.failures, 10))
        return longest * (0.5 + self.random(1)[0] / 510)


def keep_in_sync(
    settings: Settings, *, every: float, until: Callable[[], bool] = lambda: False
) -> None:
    """Run for ever, beside the site's service, which is never kept from its database. Each
    outcome that differs from the one before is logged. Raises ``NoHub``."""
    waiting, last, downloads = Waiting(every, system_randomness), "", Downloads()
    while not until():
        run = _try(settings, downloads)
        if run.outcome != last or run.pushed.events:
            log = structlog.get_logger().info if run.is_done else structlog.get_logger().warning
            log("sync", outcome=run.outcome, sent=run.pushed.events, pages=run.pages)
        last = run.outcome
        _wait(waiting.seconds_after(run), until)


def _try(settings: Settings, downloads: Downloads) -> SyncRun:
    try:
        with console_client(settings) as client:
            site = RunningSite(client, identity_at_rest(settings))
            with _line(settings, site) as line:
                return _run(line, site, downloads=downloads)
    except (OSError, httpx.HTTPError):  # the service is starting, or is being replaced
        return SyncRun(outcome=SITE_AWAY)


def _run(
    line: HubLine,
    site: SiteAtLine,
    *,
    progress: Progress = lambda done, of: None,
    downloads: Downloads | None = None,
) -> SyncRun:
    """One run, and at its end a word to the hub of how this site is."""
    run = run_sync(line, site, progress=progress, downloads=downloads)
    report_run(line, site, run)
    return run


def _wait(seconds: float, until: Callable[[], bool]) -> None:
    """Wait, but not beyond a link that comes up."""
    over, links = stopwatch_seconds() + seconds, _links_up()
    while stopwatch_seconds() < over and not until():
        sleep(min(LOOKS_EVERY_SECONDS, max(0.0, over - stopwatch_seconds())))
        now = _links_up()
        if now - links:
            return
        links = now


def _links_up() -> frozenset[str]:
    """The network devices of this machine that have a line."""
    if not LINKS.is_dir():
        return frozenset()
    return frozenset(each.name for each in LINKS.iterdir() if _is_up(each / "operstate"))


def _is_up(state: Path) -> bool:
    try:
        return state.read_text(encoding="ascii").strip() == "up"
    except OSError:
        return False


@contextmanager
def hub_line(settings: Settings, identity: SiteIdentity) -> Iterator[HubLine]:
    """A line to the hub for a site that is known by its keys alone. Raises ``NoHub``."""
    signer = identity.keys.signer
    if settings.hub_url is None:
        raise NoHub("set TWOGATE_HUB_URL to the hub's address, such as https://hub.example")
    with httpx.Client(base_url=settings.hub_url, timeout=TIMEOUT_SECONDS) as client:
        yield HubLine(
            client, identity.site, lambda said: sign_request(said, signer), system_randomness
        )


def relay_by_hub(settings: Settings, site: str, text: str, seconds: float) -> str:
    """Let the hub hand a text on to a site, within some seconds; what came of it."""
    identity = identity_at_rest(settings)
    with httpx.Client(base_url=settings.hub_url or "", timeout=seconds / 3) as client:
        signer = identity.keys.signer
        line = HubLine(
            client, identity.site, lambda said: sign_request(said, signer), system_randomness
        )
        try:
            line.receiver = line.hello()[0].receiver
            relay(line, [RelayText(to=site, text=text)])
        except LineFault as fault:
            return fault.outcome
    return RELAYED


@contextmanager
def _line(settings: Settings, site: SiteAtLine) -> Iterator[HubLine]:
    if settings.hub_url is None:
        raise NoHub("set TWOGATE_HUB_URL to the hub's address, such as https://hub.example")
    with httpx.Client(
        base_url=settings.hub_url, timeout=TIMEOUT_SECONDS, follow_redirects=False
    ) as client:
        yield HubLine(client, site.site, site.sign, system_randomness)
