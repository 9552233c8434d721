"""The officer's counter: a scan, a verdict first, one key; the queue; what happened today."""

from playwright.sync_api import Locator, expect

from tests.browser.people import People, Person
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals


def row_of(station: Screen, member: Person) -> Locator:
    """The newest record of a member in the list of the day."""
    number = f"{member.digits[:4]} {member.digits[4:]}"
    return station.page.locator("section.today li").filter(has_text=number).first


def verdict_on(station: Screen, member: Person, key: str) -> None:
    station.scan(member.card)
    station.shows(key)
    expect(station.page.locator("section[aria-labelledby=who]")).to_contain_text(member.group)
    station.page.wait_for_timeout(260)  # a verdict younger than 250 ms hears no Enter


def test_the_counter_shows_a_check_in_at_the_kiosk_within_three_seconds(
    screens: Screens, people: People
) -> None:
    station, kiosk, member = screens.station("1001"), screens.kiosk(), people.somebody()
    kiosk.scan(member.card)
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    expect(row_of(station, member)).to_contain_text(station.t("outcome.entered"), timeout=3_000)


def test_a_scan_and_enter_admit(screens: Screens, people: People, terminals: Terminals) -> None:
    station, member = screens.station("1001"), people.somebody()
    verdict_on(station, member, "verdict.admit")
    station.keys("Enter")
    station.shows("done.entered")
    expect(station.page.locator(".saved")).to_contain_text(station.t("state.saved"))
    record = terminals.records()[0]
    assert (record["outcome"], record["member"]["member"]) == ("entered", member.member)
    station.keys("Enter")
    station.shows("counter.title")


def test_the_next_scan_takes_the_place_of_the_verdict_before_it(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    station, first, second = screens.station("1001"), people.somebody(), people.somebody()
    verdict_on(station, first, "verdict.admit")
    verdict_on(station, second, "verdict.admit")
    station.keys("Enter")
    station.shows("done.entered")
    admitted = {each["member"]["member"] for each in terminals.records() if each["member"]}
    assert second.member in admitted
    assert first.member not in admitted


def test_a_scan_pre_empts_another_screen_which_comes_back_with_its_draft(
    screens: Screens, people: People
) -> None:
    station = screens.station("1001")
    station.keys("Alt+2")
    draft = station.page.get_by_label(station.t("look_up.number"))
    draft.fill("1234")
    draft.focus()
    station.scan(people.somebody().card)
    station.shows("verdict.admit")
    station.keys("Escape")
    station.shows("look_up.title")
    expect(draft).to_have_value("1234")


def test_a_number_admits_only_whom_the_officer_says_to_see(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    station, member = screens.station("1001"), people.somebody()
    station.page.get_by_placeholder(station.t("scan.placeholder")).fill(member.digits)
    station.keys("Enter")
    station.shows("verdict.admit")
    station.says("case.attest")
    station.page.wait_for_timeout(260)
    station.press("case.attest_admit")
    station.shows("done.entered")
    assert terminals.records()[0]["presence"] == "officer_attested"


def test_who_is_inside_already_is_told_with_time_and_place_and_may_be_let_out(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk, station, member = screens.kiosk(), screens.station("1001"), people.somebody()
    kiosk.scan(member.card)
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    at = kiosk.page.locator("dl dd").first.inner_text()
    verdict_on(station, member, "verdict.inside")
    station.says("case.inside_since", time=at, terminal=terminals.number("kiosk"))
    station.keys("Enter")
    station.shows("done.left")


def test_a_record_is_annulled_with_a_reason(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    station, member = screens.station("1001"), people.somebody()
    verdict_on(station, member, "verdict.admit")
    station.keys("Enter")
    station.shows("done.entered")
    station.keys("Enter")
    row = row_of(station, member)
    row.get_by_role("button", name=station.t("annul.short")).click()
    row.get_by_label(station.t("annul.wrong_person")).check()
    row.get_by_role("button", name=station.t("annul.confirm"), exact=True).click()
    expect(row).to_contain_text(station.t("outcome.annulled"))
    assert terminals.records()[0]["outcome"] == "annulled"


def test_the_number_called_is_seen_in_the_hall_until_the_next_is_called(
    screens: Screens, people: People
) -> None:
    kiosk, station, display = screens.kiosk(), screens.station("1001"), screens.display()
    for _ in range(2):
        kiosk.scan(people.somebody().card)
        kiosk.press("who.goods")
        kiosk.press("today.later")
        kiosk.shows("done.entered")
    station.button("lanes.call_in", lane=station.t("lane.goods")).click()
    called = station.page.locator("section[aria-labelledby=called]")
    first = called.locator("strong").first.inner_text()
    hall = display.page.locator("section[aria-labelledby=now] .number")
    expect(hall).to_have_text(first, timeout=4_000)
    station.press("called.next")
    expect(called.locator("strong").first).not_to_have_text(first)
    second = called.locator("strong").first.inner_text()
    expect(hall).to_have_text(second, timeout=4_000)
    expect(display.page.locator("section[aria-labelledby=earlier]")).to_contain_text(first)
    station.press("called.served")
    expect(called).to_have_count(0)


def test_the_display_names_nobody(screens: Screens, people: People) -> None:
    kiosk, display = screens.kiosk(), screens.display()
    kiosk.scan(people.somebody().card)
    kiosk.shows("who.title")
    name = kiosk.page.locator("p.name").inner_text()
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    answer = display.page.request.get(f"{display.site.url}/v1/turns").text()
    assert name not in answer + display.text()


def test_a_look_up_shows_papers_masked_and_the_day_s_records(
    screens: Screens, people: People
) -> None:
    station, member = screens.station("1001"), people.somebody()
    station.keys("Alt+2")
    station.page.get_by_label(station.t("look_up.number")).fill(member.digits)
    station.keys("Enter")
    papers = station.page.locator("section[aria-labelledby=who]")
    expect(papers).to_contain_text(member.group)
    expect(papers).to_contain_text("*")
    expect(papers).to_contain_text(station.t("person.nothing_today"))
    station.keys("Alt+g")
    station.shows("verdict.admit")


def test_a_certificate_without_an_end_says_so_and_names_no_date(
    screens: Screens, people: People
) -> None:
    station, member = screens.station("1001"), people.somebody(for_good=True)
    station.scan(member.card)
    station.shows("verdict.admit")
    station.says("person.no_end")
    assert "9999" not in station.text()


def test_an_auditor_reads_and_admits_nobody(screens: Screens, people: People) -> None:
    station = screens.station("9001")
    expect(station.page.locator("section.today")).to_be_visible()
    station.scan(people.somebody().card)
    expect(station.button("case.admit")).to_have_count(0)
