"""Read the QR code in a picture of a camera, beside the event loop and one at a time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Final

from service.devices.bodies import FrameBody
from service.devices.rules import NotAScan, read_scan_text

LARGEST_PIXELS: Final = 4_000_000
"""Full HD twice over. What is larger is no frame, and would cost the memory of a small machine."""

KINDS: Final = ("JPEG", "PNG")


class NoDecoder(Exception):
    """This installation lacks the extra `kiosk`, which has what reads pictures."""


class NotAPicture(Exception):
    """These bytes are no JPEG or PNG of a camera's size."""


class FrameReader:
    """One thread that reads frames. A frame that comes while it reads is dropped: the next one
    shows the same, and a queue of old pictures helps nobody."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="frames")
        self._is_reading = False

    async def read(self, frame: bytes) -> FrameBody:
        """What the frame shows. Raises ``NoDecoder`` and ``NotAPicture``."""
        if self._is_reading:
            return FrameBody(scan=None, busy=True)
        self._is_reading = True
        try:
            loop = asyncio.get_running_loop()
            return FrameBody(scan=await loop.run_in_executor(self._thread, read_frame, frame))
        finally:
            self._is_reading = False


def read_frame(frame: bytes) -> str | None:
    """The text of the first QR code that is a scan; ``None`` where there is none."""
    try:
        import zxingcpp  # these two stand in memory once a camera is used, and not before
        from PIL import Image
    except ImportError:
        raise NoDecoder from None
    try:
        with Image.open(BytesIO(frame), formats=KINDS) as picture:
            if picture.width * picture.height > LARGEST_PIXELS:
                raise NotAPicture
            grey = picture.convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        # PIL says a damaged picture in all of these ways.
        raise NotAPicture from None
    wanted = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    for found in zxingcpp.read_barcodes(grey, formats=wanted):
        scan = read_scan_text(found.text)
        if not isinstance(scan, NotAScan):
            return scan
    return None
