"""Whatever a power cut leaves of the disk, a site opens on it and has lost nothing it confirmed."""

from typing import Final

import pytest

from tests.crash.images import judge_images
from tests.crash.planted_bugs import PLANTED
from tests.crash.record import Recording

IMAGES: Final = {"story": 180, "first-start": 60, "one-device": 60}
CHUNK: Final = 30
SEARCHED: Final = 40
CHUNKS: Final = [
    (name, first) for name, images in IMAGES.items() for first in range(0, images, CHUNK)
]


@pytest.mark.parametrize(("name", "first"), CHUNKS)
def test_no_power_cut_loses_what_was_confirmed(
    recordings: dict[str, Recording], name: str, first: int
) -> None:
    judged = judge_images(recordings[name], range(first, first + CHUNK), of=IMAGES[name])
    assert judged.images == CHUNK
    assert judged.broken == {}


@pytest.mark.parametrize("bug", [name for name, bug in PLANTED.items() if bug.during == "rush"])
def test_some_image_shows_the_bug(recordings: dict[str, Recording], bug: str) -> None:
    judged = judge_images(recordings[bug], range(SEARCHED), of=SEARCHED, only_first=True)
    assert judged.broken, f"{PLANTED[bug].told}, and {judged.images} images do not show it"
