"""Draw a slip as one bit a dot, since no two printers agree on what a Chinese character is."""

from datetime import datetime, tzinfo
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.devices.bodies import ClosingBody, Currency, PassPaperBody, PassSlipBody, PrintJob
from service.devices.rules import Paper, Raster, qr_module_dots
from service.devices.words import IN_CHINESE, WORDS, Words
from service.kit.qr import QUIET_ZONE_MODULES, qr_png, qr_version

if TYPE_CHECKING:
    from PIL import Image, ImageFont

FONTS: Final = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)
"""Noto Sans CJK has the letters of all three languages; a thin stroke would vanish at one bit."""
_SIMPLIFIED: Final = 2  # the place of "SC" in that collection of fonts

_LONGEST_DOTS: Final = 4_000
_BLACK: Final = 1


class NoFont(Exception):
    """This machine has no font to draw a slip with; the message says which package has it."""


def draw_slip(job: PrintJob, paper: Paper, *, zone: tzinfo) -> Raster:
    """Draw the slip across ``paper``: the number largest, times in ``zone``.

    Raises ``NoFont``. A receipt that is too long for the paper is left out: its code would not be
    read, and the reference is there in digits.
    """
    words, slip = WORDS[job.slip.language], job.slip
    strip = _Strip(paper)
    strip.write(job.site, 32)
    strip.rule()
    if isinstance(slip, PassSlipBody):
        _hand_over(strip, _both(words), slip.issued, zone)
        return strip.raster()
    if slip.turn:
        strip.write(words.turn, 30)
        strip.write(slip.turn, 136)
    if slip.lane:
        strip.write(words.lanes[slip.lane], 46)
    strip.write(f"{datetime.fromtimestamp(job.at // 1000, zone):%Y-%m-%d %H:%M}", 32)
    if slip.reference:
        strip.rule()
        strip.write(f"{words.checked_in} · {words.saved}", 26)
        strip.write(slip.reference, 28)
    if slip.closing:
        _close(strip, words, slip.closing)
    if slip.receipt:
        strip.paste(slip.receipt)
    return strip.raster()


def _both(words: Words) -> tuple[Words, ...]:
    """The member's language, and Chinese for whoever receives them."""
    return (words,) if words == IN_CHINESE else (words, IN_CHINESE)


def _hand_over(
    strip: "_Strip", both: tuple[Words, ...], issued: PassPaperBody, zone: tzinfo
) -> None:
    """A pass: from where to where and until when, its code for a reader and for a person."""
    strip.write(" · ".join(each.passing for each in both), 40)
    for place, name in enumerate(issued.issuer):
        strip.write(f"{both[place].comes_from} {name}", 30)
    for place, name in enumerate(issued.to):
        strip.write(f"{both[place].goes_to} {name}", 34)
    until = datetime.fromtimestamp(issued.expires_s, zone)
    for each in both:
        strip.write(f"{each.valid_until} {until:%m-%d %H:%M}", 34)
    strip.paste(issued.text)
    strip.write(f"{issued.code[:5]} {issued.code[5:]}", 44)
    if issued.manifest:
        _list_goods(strip, both, issued)


def _list_goods(strip: "_Strip", both: tuple[Words, ...], issued: PassPaperBody) -> None:
    """What the destination files from: the lines to key in, and the code that saves keying."""
    strip.rule()
    strip.write(" · ".join(each.goods_list for each in both), 34)
    for line in issued.goods:
        strip.write(line, 24)
    strip.paste(issued.manifest or "")


def _close(strip: "_Strip", words: Words, closing: ClosingBody) -> None:
    """What the day came to, and the head of the chain in eights, as it is compared by eye."""
    strip.rule()
    strip.write(words.closing, 40)
    strip.write(closing.day, 46)
    for total, count in closing.totals.items():
        said = _money(count, words, closing.currency) if total.endswith("_fen") else f"{count:,}"
        strip.write(f"{words.totals[total]}  {said}", 30)
    strip.rule()
    strip.write(f"{words.records}  {closing.records}", 26)
    strip.write(f"{words.unsent}  {closing.unsent}", 26)
    strip.write(words.head, 26)
    for start in range(0, len(closing.head), 32):
        eights = closing.head[start:][:32]
        strip.write(" ".join(eights[at:][:8] for at in range(0, len(eights), 8)), 24)


def _money(amount: int, words: Words, currency: Currency) -> str:
    """An amount as screens write it: yuan with its hundredths if there are any, or whole dong."""
    if currency == "VND":
        return words.dong.format(count=f"{amount:,}")
    yuan, rest = divmod(amount, 100)
    return words.yuan.format(count=f"{yuan:,}" + (f".{rest:02d}" if rest else ""))


class _Strip:
    """A strip of paper, written from the top downwards and across its middle."""

    def __init__(self, paper: Paper) -> None:
        from PIL import Image, ImageDraw

        self.paper = paper
        self.picture = Image.new("1", (paper.width_dots, _LONGEST_DOTS))
        self.pen = ImageDraw.Draw(self.picture)
        self.pen.fontmode = "1"
        self.gap = paper.width_dots // 21
        self.down = self.gap

    def write(self, text: str, size: int) -> None:
        """Write a line, ``size`` in dots on the narrow roll; one that is too wide is smaller."""
        font = _font_that_fits(text, size * self.paper.width_dots // 384, self.paper.width_dots)
        left, top, right, bottom = self.pen.textbbox((0, 0), text, font=font)
        across = (self.paper.width_dots - (right - left)) / 2 - left
        self.pen.text((across, self.down - top), text, font=font, fill=_BLACK)
        self.down += round(bottom - top) + self.gap

    def rule(self) -> None:
        right = self.paper.width_dots - 8
        self.pen.line((8, self.down, right, self.down), fill=_BLACK, width=2)
        self.down += self.gap

    def paste(self, text: str) -> None:
        """Paste a QR code, if this paper can hold one that is large enough to be read."""
        from PIL import Image, ImageChops

        modules = 4 * qr_version(text) + 17 + 2 * QUIET_ZONE_MODULES
        dots = qr_module_dots(modules, self.paper)
        if dots is None:
            return
        drawn = Image.open(BytesIO(qr_png(text, module_px=dots))).convert("L")
        code = ImageChops.invert(drawn).convert("1", dither=Image.Dither.NONE)
        self.picture.paste(code, ((self.paper.width_dots - code.width) // 2, self.down))
        self.down += code.height

    def raster(self) -> Raster:
        """What was drawn, down to where it ends."""
        drawn = self.picture.crop((0, 0, self.paper.width_dots, self.down + self.gap))
        return raster_of(drawn)


def raster_of(drawn: "Image.Image") -> Raster:
    """The rows of a picture of one bit a dot, in which 1 is black."""
    across = (drawn.width + 7) // 8
    packed = drawn.tobytes()
    rows = [packed[start : start + across] for start in range(0, len(packed), across)]
    return Raster(drawn.width, tuple(rows))


def picture_of(raster: Raster) -> "Image.Image":
    """The picture of a raster as eyes and PNG files see it: black on white."""
    from PIL import Image, ImageChops

    size = (raster.width_dots, len(raster.rows))
    return ImageChops.invert(Image.frombytes("1", size, b"".join(raster.rows)).convert("L"))


def _font_that_fits(text: str, size: int, width_dots: int) -> "ImageFont.FreeTypeFont":
    """The slip's font, at most ``size`` dots high and with the text no wider than the paper."""
    font = _font(size)
    while size > 8 and font.getlength(text) > width_dots - 16:
        size -= 2
        font = _font(size)
    return font


def _font(size: int) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont

    for path in FONTS:
        if path.exists():
            return ImageFont.truetype(path, size, index=_SIMPLIFIED)
    raise NoFont("no font to print with: install Debian's package fonts-noto-cjk")
