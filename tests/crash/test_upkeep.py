"""A power cut during upkeep leaves the old or the new, and never half."""

from typing import Final

import pytest

from tests.crash.images import RULES, judge_images, judge_upkeep
from tests.crash.planted_bugs import PLANTED
from tests.crash.record import Recording

IMAGES: Final = 28
SEARCHED: Final = 400


@pytest.mark.parametrize("name", RULES)
def test_a_power_cut_leaves_the_old_or_the_new(recordings: dict[str, Recording], name: str) -> None:
    judged = judge_upkeep(recordings[name], RULES[name], range(IMAGES), of=IMAGES)
    assert judged.images == IMAGES
    assert judged.broken == {}


@pytest.mark.parametrize("bug", [name for name, bug in PLANTED.items() if bug.during in RULES])
def test_some_image_shows_the_bug(recordings: dict[str, Recording], bug: str) -> None:
    rule = RULES[PLANTED[bug].during]
    judged = judge_upkeep(recordings[bug], rule, range(SEARCHED), of=SEARCHED, only_first=True)
    assert judged.broken, f"{PLANTED[bug].told}, and {judged.images} images do not show it"


def test_a_backup_leaves_the_site_unharmed(recordings: dict[str, Recording]) -> None:
    judged = judge_images(recordings["backup"], range(IMAGES), of=IMAGES)
    assert judged.broken == {}
