"""A key rotated while offline: Hezhou's next key goes on, and Dongxing honours it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from service.console.change_key import Changed, KeyNotChanged, announce_key, change_key
from service.console.enrol_site import accept_enrolment
from service.console.verify_site import SiteProof
from service.days.close_day import close_day
from service.kit.cose import Flaw
from service.passes.rules import Verdict
from service.sites import feed_items
from service.sites.authority import SiteTerms, sign_site
from service.sites.enrolment_file import open_request, signed_record_in
from service.sites.records import Continues
from service.vocabulary import Epoch
from tests.people import CHEN, DAWEI, LAN
from tests.two_places import (
    HEZHOU_NAMES,
    TwoPlaces,
    as_officer,
    both,
    destination,
    redeem,
)

__all__ = ["both"]

DAY_S = 24 * 3600
HOUR = 3600


def sign(both: TwoPlaces, request: Path, terms: SiteTerms) -> bytes:
    asked = open_request(request.read_bytes())
    assert not isinstance(asked, Flaw)
    return sign_site(both.b.city.authority, asked, terms, now_ms=both.a.machine.wall_ms)


def announce(both: TwoPlaces, out: Path) -> None:
    """Hezhou's next key is told to everybody, five weeks ahead."""
    announce_key(both.a.site.settings, out)
    said = sign(both, out, SiteTerms(HEZHOU_NAMES, begins_in_days=35))
    record = signed_record_in(said)
    assert record is not None
    both.publish("sites", feed_items.record_site(record))


def close_hezhou(both: TwoPlaces) -> None:
    keys = destination(both.a).day_keys
    as_officer(both.a, lambda act: close_day(act, totals={}, keys=keys))


def at_rest(both: TwoPlaces, out: Path) -> Callable[[], Changed]:
    settings, clock = both.a.site.settings, both.a.machine.clock()
    return lambda: change_key(settings, out, clock=clock)


def change(both: TwoPlaces, out: Path, *, times: int = 1) -> list[Changed]:
    """Hezhou stops, ends its epoch, and starts again as the authority's answer has it."""
    changed: list[Changed] = []

    def meanwhile() -> None:
        changed.extend(at_rest(both, out)() for _ in range(times))
        _, epoch, seq, head = changed[-1].continues.split(".")
        continues = Continues(Epoch(epoch), int(seq), bytes.fromhex(head))
        said = sign(both, out, SiteTerms(HEZHOU_NAMES, continues=continues))
        accept_enrolment(both.a.site.settings, said)

    both.a.restart(meanwhile=meanwhile)
    return changed


def proof_of(both: TwoPlaces) -> SiteProof:
    return both.prove(both.a)


def test_a_key_rotated_while_offline(both: TwoPlaces, tmp_path: Path) -> None:
    out = tmp_path / "site.request"
    announce(both, out)
    both.wait(34 * DAY_S)
    both.confirm_lists()  # the last that Dongxing hears
    both.wait(DAY_S - HOUR)
    both.turn_the_page("2026-12-29")
    used, waiting = both.back.issue(CHEN), both.back.issue(DAWEI)
    old = both.a.desk.journal.epoch
    assert redeem(both.a, used) is Verdict.ADMITTED
    issued_before = both.issue(LAN)
    both.wait(HOUR)
    close_hezhou(both)
    change(both, out)
    both.a.open_day("2026-12-30")
    new = both.a.desk.journal.epoch
    assert new != old and set(both.a.desk.journal.tenure.epochs) == {old, new}

    assert both.redeem(both.issue(DAWEI)) is Verdict.ADMITTED, "the key was announced"
    assert both.redeem(issued_before) is Verdict.ADMITTED, "the old key signed it before its end"
    assert redeem(both.a, used) is Verdict.ALREADY_REDEEMED, "redemptions pass over"
    assert redeem(both.a, waiting) is Verdict.ADMITTED, "what was for the old epoch is honoured"
    assert redeem(both.a, both.back.issue(CHEN)) is Verdict.ADMITTED
    proof = proof_of(both)
    assert (proof.chain.flaws, proof.holds) == ([], True)


def test_a_key_is_changed_only_as_announced(both: TwoPlaces, tmp_path: Path) -> None:
    out = tmp_path / "site.request"

    def refused(word: str) -> None:
        def meanwhile() -> None:
            with pytest.raises(KeyNotChanged, match=word):
                at_rest(both, out)()

        both.a.restart(meanwhile=meanwhile)

    refused("key_not_announced")
    announce(both, out)
    refused("day_already_open")
    close_hezhou(both)
    refused("key_not_yet")
    both.a.open_day("2026-11-25")  # and nothing has ended
    assert both.redeem(both.issue(CHEN)) is Verdict.ADMITTED


def test_after_the_end_nothing_is_written_until_the_new_record_is_there(
    both: TwoPlaces, tmp_path: Path
) -> None:
    """The power fails between the last event and the change of keys; the same call goes on."""
    out = tmp_path / "site.request"
    announce(both, out)
    both.wait(35 * DAY_S)
    close_hezhou(both)
    both.a.do(lambda act: act.record("epoch.closed", {"successor": "00000000"}))
    both.a.restart()
    assert both.a.site.restored == "epoch_closed"
    end = both.a.events()[-1]
    first, again = change(both, out, times=2)
    assert first == again, "cut off, the same call goes on"
    assert first.continues.startswith(f"{end.name}.")
    assert both.a.site.restored is None
