"""What every screen owes to everybody, in three languages, in both sizes of text: see `judge`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe

from tests.browser.screen import SIZES, Screen, Size
from tests.browser.words import LANGUAGES

MM_PX: Final = 5.55
"""A millimetre of the usual kiosk screen, 15.6 inches with 1920 × 1080 (4-experience §3)."""

LEAST_TARGET_MM: Final = 20
LEAST_GAP_MM: Final = 3
HIGHEST_CONTROL: Final = 0.4
"""As a share of the height: above it many people do not reach (4-experience §3)."""

LEAST_TARGET_ON_PHONE_PX: Final = 48
LEAST_TARGET_OF_STAFF_PX: Final = 24
"""What WCAG 2.2 asks for (2.5.8): officers have a mouse or a steady finger."""

_LOOK: Final = (Path(__file__).parent / "layout.js").read_text("utf-8")
_AXE: Final = Axe()
_TWO_FRAMES: Final = """() => new Promise((drawn) =>
  requestAnimationFrame(() => requestAnimationFrame(drawn)))"""


@dataclass(frozen=True, slots=True)
class Fingers:
    """How large and how far apart the things to press must be (px)."""

    least_target: float
    least_gap: float


FINGERS: Final[dict[Size, Fingers]] = {
    "kiosk": Fingers(LEAST_TARGET_MM * MM_PX, LEAST_GAP_MM * MM_PX),
    "phone": Fingers(LEAST_TARGET_ON_PHONE_PX, 0),
    "small_phone": Fingers(LEAST_TARGET_ON_PHONE_PX, 0),
}
STAFF_FINGERS: Final = Fingers(LEAST_TARGET_OF_STAFF_PX, 0)


def judge(screen: Screen, *sizes: Size, within_reach: bool = False) -> None:
    """The screen that is open now must please in each language and each size of its text.

    At each of ``sizes`` nothing is cut off or sticks out, nothing scrolls sideways, fingers have
    room; at the first of them axe finds nothing to object to. With ``within_reach`` all that is to
    be touched stands in the lower part of an upright kiosk, while the text has its usual size.
    """
    found = screen.t.language
    faults: list[str] = []
    for size in reversed(sizes):
        resize(screen, size)
        for language in LANGUAGES:
            screen.speak(language)
            faults += faults_of(screen, size, asks_axe=size == sizes[0], within_reach=within_reach)
    screen.speak(found)
    assert not faults, "\n".join(faults)


def faults_of(
    screen: Screen, size: Size, *, asks_axe: bool, within_reach: bool = False
) -> list[str]:
    """What is wrong with the screen in the language that it is in, in both sizes of its text."""
    of_members = screen.surface in ("kiosk", "phone")
    fingers = FINGERS[size] if of_members else STAFF_FINGERS
    faults: list[str] = []
    for large in (False, True):
        needs = {
            "leastTarget": fingers.least_target,
            "leastGap": fingers.least_gap,
            "highestControl": HIGHEST_CONTROL * (within_reach and size == "kiosk" and not large),
        }
        screen.write_large(large)
        screen.touch()
        found: list[str] = screen.page.evaluate(_LOOK, needs)
        found += violations(screen) if asks_axe else []
        place = f"{size}, {screen.t.language}{', large' if large else ''}"
        faults += [f"{place}: {fault}" for fault in found]
    screen.write_large(False)
    return faults


def resize(screen: Screen, size: Size) -> None:
    """Another screen; two frames later the page has laid itself out for it."""
    width, height = SIZES[size]
    screen.page.set_viewport_size({"width": width, "height": height})
    screen.page.evaluate(_TWO_FRAMES)


def violations(screen: Screen) -> list[str]:
    """What axe-core objects to, each with the places concerned."""
    found: dict[str, Any] = _AXE.run(screen.page).response
    return [
        f"axe: {each['id']}: {each['help']}: {[node['target'] for node in each['nodes']][:3]}"
        for each in found["violations"]
    ]
