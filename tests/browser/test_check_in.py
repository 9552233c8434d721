"""A member comes and goes by the kiosk; what its green screen says is on disk."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import People, Person, card_of_a_stranger, with_a_scratch
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals
from tests.browser.words import LANGUAGES, Language, Words

TELLING = ("suspended", "expired", "outcome.suspended", "outcome.expired")


def check_in(kiosk: Screen, member: Person) -> None:
    """All that a member who comes with a card has to do."""
    kiosk.scan(member.card)
    kiosk.shows("who.title")
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")


def test_a_card_and_one_touch_let_a_member_in_and_it_is_on_record(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk, member = screens.kiosk(), people.somebody()
    kiosk.shows("attract.title")
    check_in(kiosk, member)
    expect(kiosk.page.locator("main")).to_contain_text(kiosk.t("state.saved"))
    record = terminals.records()[0]
    assert record["outcome"] == "entered"
    assert record["member"]["member"] == member.member
    assert record["terminal"] == terminals.number("kiosk")
    assert record["presence"] == "card_at_kiosk"
    shown = kiosk.text()
    assert record["reference"] in shown
    assert record["turn"] in shown


def test_nobody_is_recorded_before_saying_this_is_me(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk, before = screens.kiosk(), terminals.records()
    kiosk.scan(people.somebody().card)
    kiosk.shows("who.title")
    kiosk.press("who.not_me")
    kiosk.shows("scan.title")
    kiosk.says("not_me.notice")
    assert terminals.records() == before


def test_eight_digits_do_as_well_as_a_card(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk, member = screens.kiosk(), people.somebody()
    kiosk.press("attract.start")
    kiosk.shows("scan.title")
    kiosk.press("scan.another")
    kiosk.press("another.number")
    kiosk.shows("number.title")
    kiosk.touch_digits(member.digits)
    kiosk.press("pad.done")
    kiosk.shows("who.title")
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    record = terminals.records()[0]
    assert record["member"]["member"] == member.member
    assert record["presence"] == "number_at_kiosk"


def test_a_slip_of_the_finger_is_told_before_anybody_is_looked_up(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk, digits = screens.kiosk(), people.nobody()
    before = terminals.records()
    kiosk.press("attract.start")
    kiosk.press("scan.another")
    kiosk.press("another.number")
    kiosk.touch_digits(digits[:-1] + str((int(digits[-1]) + 1) % 10))
    kiosk.says("number.wrong")
    expect(kiosk.button("pad.done")).to_be_disabled()
    kiosk.press("pad.erase")
    kiosk.touch_digits(digits[-1])
    expect(kiosk.button("pad.done")).to_be_enabled()
    assert terminals.records() == before


def test_whoever_brings_goods_waits_in_the_lane_of_goods(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk = screens.kiosk()
    kiosk.scan(people.somebody().card)
    kiosk.press("who.goods")
    kiosk.press("today.later")
    kiosk.shows("done.entered")
    kiosk.says("lane.goods")
    assert terminals.records()[0]["turn"].startswith("G")


def test_a_member_who_entered_leaves_by_the_same_card(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk, member = screens.kiosk(), people.somebody()
    check_in(kiosk, member)
    kiosk.press("done.finish")
    kiosk.press("attract.leave")
    kiosk.shows("scan.title_out")
    kiosk.scan(member.card)
    kiosk.press("who.leaving")
    kiosk.shows("done.left")
    kiosk.says("done.left_sentence")
    assert terminals.records()[0]["outcome"] == "left"


def test_who_leaves_without_an_entry_goes_and_is_flagged(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk = screens.kiosk()
    kiosk.press("attract.leave")
    kiosk.scan(people.somebody().card)
    kiosk.press("who.leaving")
    kiosk.shows("done.left")
    kiosk.says("done.no_entry")
    assert terminals.records()[0]["outcome"] == "left_without_entry"


def test_a_second_check_in_tells_when_and_where_the_first_was(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk, member = screens.kiosk(language="en"), people.somebody()
    check_in(kiosk, member)
    at = kiosk.page.locator("dl dd").first.inner_text()
    kiosk.press("done.finish")
    kiosk.scan(member.card)
    kiosk.shows("who.inside_title")
    kiosk.says("who.inside", time=at, terminal=terminals.number("kiosk"))
    kiosk.press("who.stay")
    kiosk.shows("attract.title")
    assert terminals.records()[0]["outcome"] == "entered"
    kiosk.scan(member.card)
    kiosk.press("who.leave")
    kiosk.shows("done.left")


@pytest.mark.parametrize("standing", ["suspended", "expired"])
def test_a_public_screen_never_says_why_somebody_must_see_the_officer(
    screens: Screens, people: People, standing: str
) -> None:
    kiosk, member = screens.kiosk(language="en"), people.somebody(standing)
    with kiosk.page.expect_response("**/v1/check-ins/peek") as answer:
        kiosk.scan(member.card)
    kiosk.shows("refused.officer")
    kiosk.says("problems.see_officer")
    said = answer.value.text() + kiosk.page.content().partition("<body")[2]
    told = [word for word in _telling_words(member) if word.lower() in said.lower()]
    assert not told


def _telling_words(member: Person) -> list[str]:
    words = [standing for standing in ("suspended", "expired") if standing]
    if member.reason:
        words.append(member.reason)
        words += [_word(f"reason.{member.reason}", language) for language in LANGUAGES]
    for standing in ("suspended", "expired"):
        words += [_word(f"standing.{standing}", language) for language in LANGUAGES]
    return words


def _word(key: str, language: Language) -> str:
    return Words("officer", language)(key)


def test_the_officer_reads_the_reason_that_the_kiosk_kept_to_itself(
    screens: Screens, people: People
) -> None:
    member = people.somebody("suspended")
    kiosk = screens.kiosk()
    kiosk.scan(member.card)
    kiosk.shows("refused.officer")
    officer = screens.station("1001")
    officer.scan(member.card)
    officer.shows("verdict.refuse")
    officer.says("problems.suspended")
    officer.says(f"reason.{member.reason}")


def test_a_scratched_card_is_not_taken_for_genuine(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk = screens.kiosk()
    kiosk.scan(with_a_scratch(people.somebody().card))
    kiosk.shows("refused.officer")
    kiosk.says("problems.card_not_genuine")
    assert terminals.records()[0]["outcome"] == "card_not_genuine"


def test_a_card_of_an_unknown_authority_goes_to_the_officer(
    screens: Screens, people: People, tmp_path: Path
) -> None:
    kiosk = screens.kiosk()
    kiosk.scan(card_of_a_stranger(people.somebody().member, tmp_path / "stranger"))
    kiosk.shows("refused.officer")
    kiosk.says("problems.card_unknown_key")


def test_an_unknown_number_may_be_corrected_and_the_third_miss_brings_a_help_ticket(
    screens: Screens, people: People
) -> None:
    kiosk = screens.kiosk()
    kiosk.press("attract.start")
    kiosk.press("scan.another")
    kiosk.press("another.number")
    for _ in range(2):
        kiosk.touch_digits(people.nobody())
        kiosk.press("pad.done")
        kiosk.says("problems.unknown_member")
        for _ in range(8):
            kiosk.press("pad.erase")
    kiosk.touch_digits(people.nobody())
    kiosk.press("pad.done")
    kiosk.shows("ticket.title")
    expect(kiosk.page.locator("main")).to_contain_text("H0")
    kiosk.press("done.finish")
    kiosk.shows("attract.title")


def test_what_is_no_card_at_all_is_read_once_more(screens: Screens, people: People) -> None:
    kiosk = screens.kiosk()
    kiosk.scan("https://example.org/".upper())
    kiosk.shows("scan.title")
    kiosk.says("problems.unreadable")
    kiosk.scan(people.somebody().card)
    kiosk.shows("who.title")


def test_a_member_without_card_and_number_is_called_by_an_officer(screens: Screens) -> None:
    kiosk = screens.kiosk()
    kiosk.press("attract.start")
    kiosk.press("scan.another")
    kiosk.press("another.officer")
    kiosk.shows("ticket.title")
    number = kiosk.page.get_by_text("H0").first.inner_text()
    display = screens.display()
    officer = screens.station("1001")
    officer.button("lanes.call_in", lane=officer.t("lane.help")).click()
    officer.says("called.title")
    called = officer.page.locator("section[aria-labelledby=called] strong").first.inner_text()
    expect(display.page.locator("section[aria-labelledby=now] .number")).to_have_text(called)
    assert called[0] == number[0] == "H"
    officer.press("called.served")
    expect(officer.page.locator("section[aria-labelledby=called]")).to_have_count(0)
