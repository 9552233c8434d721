"""A machine becomes a terminal by a one-time code, and is none any more once it is revoked."""

from playwright.sync_api import expect

from service.console.site_at_hand import console_client, fresh_key
from tests.browser.people import People
from tests.browser.screens import Screens, Terminals
from tests.browser.site import PINS, Site


def test_a_pairing_link_pairs_the_page_and_leaves_no_code_in_the_address(
    screens: Screens, site: Site
) -> None:
    code = site.offer("kiosk")["code"]
    kiosk = screens.open("kiosk", site=site, fragment=f"#pair={code}")
    kiosk.shows("attract.title")
    assert kiosk.page.url == f"{site.url}/kiosk/"
    kiosk.page.reload()
    kiosk.shows("attract.title")


def test_a_link_pairs_station_and_display_alike(screens: Screens, site: Site) -> None:
    code = site.offer("station")["code"]
    screens.open("officer", site=site, fragment=f"#pair={code}").shows("lock.title")
    code = site.offer("display")["code"]
    display = screens.open("display", site=site, fragment=f"#pair={code}")
    expect(display.page.get_by_role("heading", level=1)).to_have_text("东兴互市区")


def test_an_unpaired_machine_takes_only_the_right_code(screens: Screens, site: Site) -> None:
    code = site.offer("kiosk")["code"]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    kiosk = screens.open("kiosk", site=site)
    kiosk.shows("pair.title")
    kiosk.touch_digits(wrong)
    kiosk.press("pad.done")
    kiosk.says("problems.wrong_code")
    kiosk.touch_digits(code)
    kiosk.press("pad.done")
    kiosk.shows("attract.title")


def test_a_kiosk_is_no_place_for_officers_to_sign_in(
    screens: Screens, terminals: Terminals
) -> None:
    page = screens.open("officer", site=terminals.site, cookies=terminals.cookies("kiosk"))
    page.shows("lock.no_station")


def test_a_supervisor_offers_a_kiosk_and_takes_it_away_again(
    screens: Screens, site: Site, people: People
) -> None:
    station = screens.station("2001")
    station.press("nav.terminals")
    station.shows("terminals.title")
    station.page.get_by_label(station.t("offer.name")).fill("东门一号")
    station.press("offer.button")
    digits = station.page.locator(".digits").inner_text().replace(" ", "")
    kiosk = screens.open("kiosk", site=site)
    kiosk.shows("pair.title")
    kiosk.touch_digits(digits)
    kiosk.press("pad.done")
    kiosk.shows("attract.title")
    row = station.page.get_by_role("row").filter(has_text="东门一号")
    expect(row).to_contain_text(station.t("terminals.paired"))
    row.get_by_role("button").click()
    question = station.page.get_by_role("row").filter(has=station.page.locator("fieldset"))
    question.get_by_role("button", name=station.t("revoke.confirm"), exact=True).click()
    station.says("step_up.title")
    station.give_pin(PINS["2001"])
    expect(row).to_contain_text(station.t("terminals.revoked"))
    kiosk.scan(people.somebody().card)
    kiosk.shows("pair.title")


def test_a_revoked_kiosk_shows_it_though_nobody_uses_it(screens: Screens, own_site: Site) -> None:
    terminals = Terminals(own_site)
    kiosk = screens.kiosk(at=terminals, fake_time=True)
    kiosk.shows("attract.title")
    with console_client(own_site.settings) as owner:
        path = f"/v1/terminals/{terminals.number('kiosk')}/revoke"
        owner.post(path, json={"reason": "lost"}, headers=fresh_key()).raise_for_status()
    kiosk.comes_to_show("pair.title", within=20)
