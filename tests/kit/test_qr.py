"""A drawn code is read back by an independent reader, and stands in a page without a style."""

import io

import pytest
import zxingcpp
from PIL import Image

from service.kit.qr import QUIET_ZONE_MODULES, qr_png, qr_svg, qr_version

CARD = "TC1" + "QREKEAJHARCAUCYMBWQUGQQBEA" * 6


@pytest.mark.parametrize("text", [CARD, "10000018", "https://hub.example/p/#TG1ABC", "两地通"])
def test_what_is_drawn_is_read(text: str) -> None:
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(text))))
    assert found.text == text
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    assert found.ec_level == "M"


def test_three_pixels_a_module_are_enough() -> None:
    picture = Image.open(io.BytesIO(qr_png(CARD, module_px=3)))
    assert picture.width == 3 * (4 * qr_version(CARD) + 17 + 2 * QUIET_ZONE_MODULES)
    [found] = zxingcpp.read_barcodes(picture)
    assert found.text == CARD


def test_the_drawing_leaves_its_size_to_the_page_and_needs_no_style() -> None:
    side = 4 * qr_version(CARD) + 17 + 2 * QUIET_ZONE_MODULES
    drawing = qr_svg(CARD)
    assert drawing.startswith(f'<svg viewBox="0 0 {side} {side}"')
    assert "style" not in drawing and "width=" not in drawing


def test_a_text_that_fits_no_code_is_refused() -> None:
    assert qr_version("A" * 483) == 13
    for draw in (qr_svg, qr_png, qr_version):
        with pytest.raises(ValueError, match="."):
            draw("A" * 5000)
