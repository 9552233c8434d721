"""What a site need not keep goes once a day; every proof holds as before."""

import re
from dataclasses import replace

from sqlalchemy import func, select

from service.console.verify_site import rebuild_tables, verify_site
from service.kept_answers import KeptAnswer
from service.kit.clock import Trust
from service.session import prepared
from service.site_app import prune_now
from tests.builders import Place
from tests.members.test_forget_member import sealed_of, site_files
from tests.people import CHEN, DAWEI, LENDER
from tests.places import DAY_MS

HEXADECIMAL = re.compile(rb"[0-9a-f]{64}")
COUNT_ANSWERS = prepared(select(func.count()).select_from(KeptAnswer))


def answers(place: Place) -> int:
    return int(place.read(lambda session: session.value(COUNT_ANSWERS)))


def test_what_was_said_before_leaves_its_hash_and_the_newest_word_stays(place: Place) -> None:
    older = sealed_of(place.archive(), CHEN)
    place.relist(replace(CHEN, name="陈阿福"))
    newer = sealed_of(place.archive(), CHEN).texts - older.texts
    withdrawn = sealed_of(place.archive(), DAWEI)
    place.publish("members", {"type": "member.withdrawn", "v": 1, "member": DAWEI.number})
    pruned = place.runner.run(prune_now(place.site))
    assert pruned.items == 2
    index = {text for text in older.texts if HEXADECIMAL.fullmatch(text)}
    assert older.found_in(*site_files(place)) == index, "the newer item has the same index"
    assert len(newer) == 3 and withdrawn.found_in(*site_files(place)) == set()
    proof = place.read(lambda s: verify_site(s, place.site.identity, rebuild=True))
    assert proof.holds, (proof.flaws, proof.tables)
    assert place.runner.run(prune_now(place.site)).items == 0


def test_what_is_put_aside_supersedes_nobody(place: Place) -> None:
    items = place.archive().items("members", at_ms=place.machine.wall_ms)
    listed = next(item for item in items if item["member"] == CHEN.number)
    place.publish("members", {**listed, "v": 2}, {**listed, "member": {}})
    assert place.runner.run(prune_now(place.site)).items == 0
    assert all(proof.equal for proof in place.read(rebuild_tables))


def test_answers_go_when_they_are_old_by_a_clock_somebody_stands_for(place: Place) -> None:
    place.kiosk().post("/v1/check-ins", {"member": LENDER.number})
    kept = answers(place)
    place.machine.wait(36 * DAY_MS / 1000)
    place.machine.trust = Trust.NONE
    assert place.runner.run(prune_now(place.site)).answers == 0
    place.machine.trust = Trust.RTC
    assert place.runner.run(prune_now(place.site)).answers == kept
    assert answers(place) == 0


def test_a_site_may_be_told_to_keep_answers_longer(place: Place) -> None:
    place.restart(answers_days=60)
    place.machine.wait(36 * DAY_MS / 1000)
    assert place.runner.run(prune_now(place.site)).answers == 0
