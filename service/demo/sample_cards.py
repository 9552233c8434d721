"""A sheet of sample member cards to hold before the demo's kiosk, or to paste into it."""

import html
from datetime import UTC
from pathlib import Path

from service.database import connect
from service.kit.clock import SystemClock, local_date
from service.kit.qr import qr_svg
from service.members.store import first_members
from service.open_site import database_path
from service.session import Session
from service.settings import Settings
from service.sites.authority import issue_card, load_authority
from service.sites.card import Card
from service.vocabulary import GroupNo, MemberNo, TradeDay

CARDS_OF_EACH = 4
_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Twogate demo cards</title>
<style>body{{font:16px system-ui;margin:2rem;display:grid;gap:1.5rem;
grid-template-columns:repeat(auto-fill,minmax(16rem,1fr))}}
figure{{margin:0;border:1px solid #999;border-radius:12px;padding:1rem}}
svg{{width:100%;height:auto}}code{{word-break:break-all;font-size:11px}}</style>{cards}</html>"""
_CARD = """<figure>{qr}<figcaption><b>{member}</b> · {group} · {standing}<br>
<code>{text}</code></figcaption></figure>"""


def write_sample_cards(folder: Path, settings: Settings) -> Path:
    """Write ``cards.html``: some active, suspended and expired members' cards, signed now."""
    session = Session(connect(database_path(settings), read_only=True))
    cards = [
        _card(folder, row, standing)
        for standing in ("active", "suspended", "expired")
        for row in first_members(session, standing=standing, count=CARDS_OF_EACH)
    ]
    path = folder / "cards.html"
    path.write_text(_PAGE.format(cards="".join(cards)), encoding="utf-8")
    return path


def _card(folder: Path, row: tuple[MemberNo, GroupNo], standing: str) -> str:
    issued = TradeDay(local_date(SystemClock().now(), UTC))
    text = issue_card(load_authority(folder / "authority"), Card(row[0], serial=1, issued=issued))
    return _CARD.format(
        qr=qr_svg(text),
        member=row[0],
        group=html.escape(row[1]),
        standing=standing,
        text=html.escape(text),
    )
