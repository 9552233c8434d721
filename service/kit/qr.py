"""A token as a picture that a phone or a wedge scanner reads.

Level M, and a quiet zone of four modules (ISO/IEC 18004). Text of [0-9A-Z] alone becomes the
alphanumeric mode, which scanners with Caps Lock or a foreign layout cannot spoil.
"""

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import segno

QUIET_ZONE_MODULES: Final = 4

_KEPT: Final = 128


@lru_cache(maxsize=_KEPT)
def qr_svg(text: str) -> str:
    """Draw a QR code as SVG without a size of its own: the page decides how large it stands.

    Raises ``ValueError`` when the text fits no QR code.
    """
    return _symbol(text).svg_inline(border=QUIET_ZONE_MODULES, omitsize=True, light="#fff")


@lru_cache(maxsize=_KEPT)
def qr_png(text: str, *, module_px: int = 8) -> bytes:
    """Draw a QR code as PNG, `module_px` pixels to a module (at least 3 for a camera).

    Raises ``ValueError`` when the text fits no QR code.
    """
    picture = BytesIO()
    _symbol(text).save(picture, kind="png", border=QUIET_ZONE_MODULES, scale=module_px)
    return picture.getvalue()


def qr_version(text: str) -> int:
    """The size class of the QR code, 1 to 40: 4 × version + 17 modules a side."""
    version = _symbol(text).version
    assert isinstance(version, int)  # only a Micro QR code has a version such as "M2"
    return version


@lru_cache(maxsize=_KEPT)
def _symbol(text: str) -> "segno.QRCode":
    import segno  # slow to import, and most processes never draw

    return segno.make(text, error="m", boost_error=False, micro=False)
