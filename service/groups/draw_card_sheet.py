"""Draw member cards for printing: A4, ten a page, with marks to cut along. One file, no script.

A card is of the size of a bank card (ISO/IEC 7810 ID-1). Its QR code stands 40 mm wide with the
quiet zone, so a module has 3 pixels on a screen and more on paper; 25 mm is the least that the
readers at a counter are asked to read.
"""

import html
from collections.abc import Iterator, Sequence
from typing import Final

from service.groups.issue_cards import PrintedCard
from service.kit.qr import qr_svg

ACROSS, DOWN = 2, 5
A_PAGE: Final = ACROSS * DOWN
CARD_MM: Final = (85.6, 54.0)
SHEET_MM: Final = (210.0, 297.0)
MARGIN_MM: Final = (
    (SHEET_MM[0] - ACROSS * CARD_MM[0]) / 2,
    (SHEET_MM[1] - DOWN * CARD_MM[1]) / 2,
)
_MARK_MM: Final = 5.0
_MARK_GAP_MM: Final = 2.0

_STYLE: Final = f"""
@page {{ size: A4 portrait; margin: 0 }}
* {{ box-sizing: border-box; margin: 0 }}
body {{ background: #ddd; color: #000;
  font-family: "Noto Sans CJK SC", "Noto Sans SC", "Noto Sans", "Microsoft YaHei", sans-serif;
  print-color-adjust: exact; -webkit-print-color-adjust: exact }}
.sheet {{ position: relative; width: 210mm; height: 297mm; margin: 8mm auto; background: #fff;
  overflow: hidden; break-after: page; break-inside: avoid }}
.sheet:last-of-type {{ break-after: auto }}
.marks {{ position: absolute; inset: 0; width: 210mm; height: 297mm }}
.head {{ position: absolute; top: 5mm; left: 22mm; right: 22mm; display: grid;
  grid-template-columns: 1fr 1fr; gap: 6mm; font-size: 8.5pt; white-space: nowrap }}
.head span {{ overflow: hidden; text-overflow: ellipsis }}
.cards {{ position: absolute; left: {MARGIN_MM[0]:.1f}mm; top: {MARGIN_MM[1]:.1f}mm;
  display: grid; grid-template-columns: repeat({ACROSS}, 85.6mm); grid-auto-rows: 54mm }}
.card {{ display: grid; grid-template-columns: minmax(0, 1fr) 40mm; align-items: center;
  gap: 1.5mm; padding: 3mm 2.5mm 3mm 4.5mm; overflow: hidden; background: #fff }}
.card svg {{ display: block; width: 40mm; height: 40mm }}
.said {{ display: flex; flex-direction: column; height: 100%; min-width: 0 }}
.said h2 {{ font-size: 11pt; line-height: 1.15; border-bottom: .6mm solid #0b6b57;
  padding-bottom: .8mm }}
.said h2 small {{ display: block; font-size: 6.5pt; font-weight: 500 }}
.name {{ margin-top: auto; font-size: 13pt; font-weight: 700; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap }}
.number {{ font-size: 17pt; font-weight: 800; letter-spacing: .02em;
  font-variant-numeric: tabular-nums; white-space: nowrap }}
.group {{ font-size: 9pt; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }}
.site {{ margin-top: auto; font-size: 6.5pt; line-height: 1.25 }}
.serial {{ font-size: 7.5pt; font-variant-numeric: tabular-nums; white-space: nowrap }}
.texts {{ max-width: 180mm; margin: 8mm auto; font: 12px/1.5 monospace; overflow-wrap: anywhere }}
.texts li {{ margin-bottom: 1em }}
@media print {{ body {{ background: none }} .sheet {{ margin: 0 }} .texts {{ display: none }} }}
"""
_PAGE: Final = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title><style>{style}</style></head>
<body>{sheets}{texts}</body></html>
"""
_SHEET: Final = """<section class="sheet" aria-label="{label}">
<p class="head"><span>{label}</span><span>沿线裁切 · Cắt theo dấu · Cut along the marks</span></p>
{marks}<div class="cards">{cards}</div></section>
"""
_CARD: Final = """<article class="card"><div class="said">
<h2>边民卡<small>Thẻ cư dân biên giới</small><small>Member card</small></h2>
<p class="name">{name}</p><p class="number">{number}</p>
<p class="group">{group}</p>
<p class="site">{zh}<br>{vi}<br>{en}</p>
<p class="serial">{site} · No. {serial} · {issued}{note}</p>
</div>{code}</article>
"""


def draw_card_sheet(cards: Sequence[PrintedCard], *, title: str, with_texts: bool = False) -> str:
    """The page as HTML; ``with_texts`` adds, on the screen only, what a reader would type."""
    pages = [cards[start:][:A_PAGE] for start in range(0, len(cards), A_PAGE)]
    sheets = (
        _SHEET.format(
            label=html.escape(f"{title} · {number}/{len(pages)}"),
            marks=_marks(),
            cards="".join(map(_card, page)),
        )
        for number, page in enumerate(pages, 1)
    )
    texts = "".join(f"<li>{each.card.member}<br>{each.text}</li>" for each in cards)
    return _PAGE.format(
        title=html.escape(title),
        style=_STYLE,
        sheets="".join(sheets),
        texts=f'<ol class="texts">{texts}</ol>' if with_texts else "",
    )


def _card(printed: PrintedCard) -> str:
    number = str(printed.card.member)
    names = printed.site_names
    said = {
        "name": printed.name,
        "number": f"{number[:4]} {number[4:]}",
        "group": f"{printed.group} {printed.group_name}",
        "zh": names.zh,
        "vi": names.vi,
        "en": names.en,
        "site": printed.site,
        "issued": printed.card.issued,
        "note": f" · {printed.note}" if printed.note else "",
    }
    escaped = {name: html.escape(text) for name, text in said.items()}
    return _CARD.format(**escaped, serial=printed.card.serial, code=qr_svg(printed.text))


def _marks() -> str:
    """Lines in the margin, on every edge between cards and outside them, that touch no card."""
    lines = "".join(
        f'<path d="M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}"/>' for x1, y1, x2, y2 in _mark_lines()
    )
    return (
        f'<svg class="marks" viewBox="0 0 {SHEET_MM[0]:g} {SHEET_MM[1]:g}" aria-hidden="true" '
        f'stroke="#000" stroke-width=".2">{lines}</svg>'
    )


def _mark_lines() -> Iterator[tuple[float, float, float, float]]:
    left, top = MARGIN_MM
    right, bottom = SHEET_MM[0] - left, SHEET_MM[1] - top
    near, far = _MARK_GAP_MM, _MARK_GAP_MM + _MARK_MM
    for column in range(ACROSS + 1):
        x = left + column * CARD_MM[0]
        yield x, top - far, x, top - near
        yield x, bottom + near, x, bottom + far
    for row in range(DOWN + 1):
        y = top + row * CARD_MM[1]
        yield left - far, y, left - near, y
        yield right + near, y, right + far, y
