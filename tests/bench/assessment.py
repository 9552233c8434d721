"""What it costs to assess a declaration of twenty lines: the rules alone, and as a site does it."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

import httpx

from service.console.site_at_hand import fresh_key
from service.declarations.assess_declaration import Assessed, assess_declaration
from service.declarations.judge_member import Here
from service.declarations.rules.lines import MOST_LINES, SaidLine
from service.open_site import OpenSite, open_site
from service.policies.rules.catalogue import TradeWay
from service.session import Session
from service.vocabulary import MemberNo
from tests.bench.city import cards_of, copy_of_site, prepared_city, scratch_folder
from tests.bench.site_process import SiteProcess, running_site
from tests.declarations.goods import ROWS, assess, line
from tests.figures import Figure, at_most, told

ROUNDS: Final = 300
ASKED: Final = 60
"""Over HTTP: a terminal may ask 120 times a minute."""

BAR_MS: Final = 2
GOODS: Final = sorted(code for code, row in ROWS.items() if row.way is TradeWay.IMPORT)
LINES: Final = tuple(
    SaidLine(code, ROWS[code].origins[0].origin, 1_000, 3_000) for code in GOODS[:MOST_LINES]
)


def assessment_figures() -> Iterable[Figure]:
    """Twenty lines of different goods under the Chinese pack; medians of many times."""
    declared = [line(each.goods, each.amount, each.value_fen, each.origin) for each in LINES]
    alone = _median_ms(lambda: assess(*declared), ROUNDS)
    yield at_most(BAR_MS, "assessment of 20 lines, the rules alone", alone, "ms")
    with scratch_folder() as scratch, _member_inside(scratch) as (site, member, asked_ms):
        whole = _median_ms(lambda: _assess_at(site, member), ROUNDS)
        yield at_most(BAR_MS, "assessment of 20 lines, as the site does it", whole, "ms")
        yield told("  the same over HTTP", asked_ms, "ms")


@contextmanager
def _member_inside(scratch: Path) -> Iterator[tuple[OpenSite, MemberNo, float]]:
    """A site of the whole city in which one member is inside with goods, and what a kiosk waited
    for its answer."""
    city = prepared_city()
    data = copy_of_site(city, scratch)
    with running_site(data) as running:
        member = _come_in(running, cards_of(city)[0])
        asked_ms = _ask(running, member)
        settings = running.settings
    site = open_site(settings)
    try:
        yield site, member, asked_ms
    finally:
        site.close()


def _come_in(running: SiteProcess, card: str) -> MemberNo:
    said = _post(running, "/v1/check-ins", {"scan": card, "lane": "goods"})
    return MemberNo(said["member"]["member"])


def _ask(running: SiteProcess, member: MemberNo) -> float:
    lines = [
        {"goods": each.goods, "origin": each.origin, "amount": each.amount, "value_fen": 3_000}
        for each in LINES
    ]
    body = {"member": member, "lines": lines}
    cookie = {"Cookie": running.pair_kiosk()}
    with httpx.Client(base_url=running.url, trust_env=False, headers=cookie) as kiosk:

        def ask() -> None:
            kiosk.post("/v1/declarations/assess", json=body, headers=fresh_key()).raise_for_status()

        return _median_ms(ask, ASKED)


def _post(running: SiteProcess, path: str, body: dict[str, Any]) -> Any:
    headers = {"Cookie": running.pair_kiosk(), **fresh_key()}
    answer = httpx.post(running.url + path, json=body, headers=headers, trust_env=False)
    return answer.raise_for_status().json()


def _assess_at(site: OpenSite, member: MemberNo) -> None:
    def query(session: Session) -> object:
        here = Here.of(site.act(session))
        keys = site.identity.field_keys
        return assess_declaration(session, member, LINES, here=here, keys=keys)

    found = site.database.read_now(query)
    assert isinstance(found, Assessed), f"nothing was assessed: {found}"
    assert len(found.assessment.lines) == MOST_LINES


def _median_ms(work: Callable[[], object], rounds: int) -> float:
    """The first time does what is kept for the next ones, and is not counted."""
    work()
    waits = []
    for _ in range(rounds):
        before = time.perf_counter()
        work()
        waits.append(time.perf_counter() - before)
    return median(waits) * 1000
