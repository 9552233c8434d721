"""The service dies and comes back: the pages say so calmly, and nothing recorded is lost."""

import signal
from pathlib import Path
from typing import Final

from playwright.sync_api import Route, expect

from service.settings import asset_dir
from tests.browser.people import People
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals
from tests.browser.site import Site
from tests.browser.words import LANGUAGES, Words

RESTS_WITHIN: Final = 30
COMES_BACK_WITHIN: Final = 15


def test_pages_of_a_dead_service_rest_and_come_back_by_themselves(
    screens: Screens, own_site: Site
) -> None:
    people, terminals = People(own_site.folder), Terminals(own_site)
    station = screens.station("1001", at=terminals, fake_time=True)
    display = screens.display(at=terminals, fake_time=True)
    kiosk = screens.kiosk(at=terminals, fake_time=True)
    kiosk.scan(people.somebody().card)
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    recorded = terminals.records()
    for screen in screens.opened:
        screen.watch.site_may_die = True
    own_site.stop(signal.SIGKILL)
    kiosk.comes_to_show("out.title", within=RESTS_WITHIN)
    station.comes_to_say("desk.out_of_service", within=RESTS_WITHIN)
    display.comes_to_say("resting", within=RESTS_WITHIN)
    static = page_of_the_launcher(screens, terminals)
    own_site.start()
    kiosk.comes_to_show("attract.title", within=COMES_BACK_WITHIN)
    static.comes_to_show("attract.title", within=COMES_BACK_WITHIN)
    station.comes_to_show("lock.locked", within=COMES_BACK_WITHIN)
    assert terminals.records() == recorded


def test_a_screen_that_is_loaded_while_the_service_is_dead_rests_and_comes_back(
    screens: Screens, own_site: Site
) -> None:
    terminals = Terminals(own_site)
    kiosk, station = screens.kiosk(at=terminals), screens.locked_station(at=terminals)
    kiosk.shows("attract.title")
    station.shows("lock.title")
    for screen in (kiosk, station):
        screen.watch.site_may_die = True
        screen.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    own_site.stop(signal.SIGKILL)
    for screen in (kiosk, station):
        screen.page.reload()
        for language in LANGUAGES:
            said = Words("kiosk", language)("out.title")
            expect(screen.page.locator("body")).to_contain_text(said)
    own_site.start()
    kiosk.shows("attract.title", within=COMES_BACK_WITHIN)
    station.shows("lock.title", within=COMES_BACK_WITHIN)


def page_of_the_launcher(screens: Screens, terminals: Terminals) -> Screen:
    """What a machine shows whose browser started before its site: a page from disk."""
    page = Path(asset_dir("kiosk_ui") / "out-of-service.html").resolve().as_uri()
    address = f"{page}#{terminals.site.settings.port}"
    kiosk = screens.kiosk(at=terminals, address=address, fake_time=True)
    kiosk.watch.site_may_die = True
    for language in LANGUAGES:
        expect(kiosk.page.locator("body")).to_contain_text(Words("kiosk", language)("out.title"))
    return kiosk


def test_what_the_site_did_not_answer_is_never_shown_as_done(
    screens: Screens, people: People
) -> None:
    kiosk = screens.kiosk()
    kiosk.watch.site_may_die = True
    kiosk.page.route("**/v1/check-ins", lambda route: route.abort("connectionrefused"))
    kiosk.scan(people.somebody().card)
    kiosk.press("who.only_me")
    kiosk.shows("refused.officer")
    kiosk.says("problems.unreachable")


def test_an_answer_lost_on_its_way_is_asked_for_again_and_recorded_once(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk, member = screens.kiosk(), people.somebody()
    kiosk.watch.site_may_die = True
    keys: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        answer = route.fetch()
        if len(keys) == 1:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    kiosk.page.route("**/v1/check-ins", lose_the_first_answer)
    kiosk.scan(member.card)
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    assert len(keys) == 2
    assert keys[0] == keys[1]
    known = [each for each in terminals.records() if each["member"]]
    own = [each for each in known if each["member"]["member"] == member.member]
    assert len(own) == 1
    assert own[0]["reference"] in kiosk.text()
