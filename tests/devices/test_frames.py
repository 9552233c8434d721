"""A camera's frame is read beside the event loop: a code's text comes back, and nothing stays."""

import asyncio
import builtins
import io
from typing import Any, Final

import pytest
from PIL import Image, ImageFilter

from service.devices.read_frame import FrameReader, NoDecoder, NotAPicture, read_frame
from service.http_guard import FRAME_LIMIT
from service.kit.qr import qr_png
from tests.asking import code_of
from tests.builders import Place

PASS: Final = "TG1" + "QREKEAJHARCAUCYMBWQUGQQBEA" * 8
SEEN: Final = (640, 480)


def frame_of(text: str, *, kind: str = "JPEG", size: tuple[int, int] = SEEN) -> bytes:
    """A code as a camera sees it: grey, askew, a little out of focus, on something dark."""
    code = Image.open(io.BytesIO(qr_png(text, module_px=5))).convert("L")
    seen = Image.new("L", size, 60)
    seen.paste(code, ((size[0] - code.width) // 2, (size[1] - code.height) // 2))
    seen = seen.rotate(5, fillcolor=60).filter(ImageFilter.GaussianBlur(0.8))
    written = io.BytesIO()
    seen.save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_pass_before_the_camera_is_read(kind: str) -> None:
    assert read_frame(frame_of(PASS, kind=kind)) == PASS


def test_of_the_link_for_a_phone_the_pass_is_read() -> None:
    assert read_frame(frame_of(f"https://hub.example/p/#{PASS}")) == PASS


def test_a_frame_without_a_code_and_one_with_another_code_say_nothing() -> None:
    empty = io.BytesIO()
    Image.new("L", SEEN, 128).save(empty, "JPEG")
    assert read_frame(empty.getvalue()) is None
    assert read_frame(frame_of("王小明的名片")) is None


def large() -> bytes:
    written = io.BytesIO()
    Image.new("1", (40_000, 40_000)).save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize(
    "frame", [b"", b"no picture", b"GIF89a\x01\x00\x01\x00", frame_of(PASS)[:2000], large()]
)
def test_what_is_no_frame_is_refused_before_it_costs_memory(frame: bytes) -> None:
    with pytest.raises(NotAPicture):
        read_frame(frame)


def test_a_frame_that_comes_while_another_is_read_is_dropped() -> None:
    async def scene() -> list[bool]:
        reader = FrameReader()
        return [each.busy for each in await asyncio.gather(*[reader.read(frame_of(PASS))] * 1)] + [
            each.busy
            for each in await asyncio.gather(
                reader.read(frame_of(PASS)), reader.read(frame_of(PASS))
            )
        ]

    assert asyncio.run(scene()) == [False, False, True]


def test_without_the_extra_packages_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *others: Any) -> Any:
        if name == "zxingcpp":
            raise ImportError(name)
        return real(name, *others)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NoDecoder):
        read_frame(b"")


def test_a_kiosk_hands_in_a_frame_and_gets_the_scan(place: Place) -> None:
    kiosk = place.kiosk()
    said = kiosk.send("/v1/frames", frame_of(PASS), kind="image/jpeg")
    assert (said.status_code, said.json()) == (200, {"scan": PASS, "busy": False})
    refused = kiosk.send("/v1/frames", b"no picture", kind="image/jpeg")
    assert (refused.status_code, code_of(refused)) == (422, "unreadable")
    too_large = kiosk.send("/v1/frames", b"x" * (FRAME_LIMIT + 1), kind="image/jpeg")
    assert too_large.status_code == 413


def test_a_kiosk_hands_in_five_frames_a_second_and_no_more(place: Place) -> None:
    kiosk = place.kiosk()
    said = [kiosk.send("/v1/frames", b"x").status_code for _ in range(301)]
    assert said == [422] * 300 + [429]
