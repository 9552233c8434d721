"""The last word of a run: how this site is, and what the run did, for those who watch the hub."""

from contextlib import suppress

from service.sync.hub_line import HubLine, LineFault
from service.sync.run_bodies import RunDone, RunReport
from service.sync.run_sync import SyncRun
from service.sync.site_at_line import SiteAtLine

PATH = "/sync/v1/runs"


def report_run(line: HubLine, site: SiteAtLine, run: SyncRun) -> None:
    """Tell a hub that was reached. A hub that is older and knows no such thing, or a line that is
    cut just now, changes nothing: the next run tells again."""
    if not run.reached:
        return
    pushed = run.pushed
    done = RunDone(outcome=run.outcome, events=pushed.events, aside=pushed.aside, pages=run.pages)
    said = RunReport(site=site.how_it_is(), run=done)
    with suppress(LineFault):
        line.ask("POST", PATH, said.model_dump_json().encode())
