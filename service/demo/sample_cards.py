"""A sheet of sample member cards to hold before the demo's kiosk, or to paste into it."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

from service.connection import connect
from service.groups.draw_card_sheet import draw_card_sheet
from service.groups.issue_cards import CardOffice, issue_cards_of
from service.kit.clock import SystemClock, local_date
from service.members.store import first_members
from service.open_site import database_path
from service.session import Session
from service.settings import Settings
from service.vocabulary import TradeDay

CARDS_OF_EACH = 4
STANDINGS = ("active", "suspended", "expired")


def write_sample_cards(folder: Path, settings: Settings) -> Path:
    """Write ``cards.html``: some active, suspended and expired members' cards, each marked so."""
    session = Session(connect(database_path(settings), read_only=True))
    standings = {
        member: standing
        for standing in STANDINGS
        for member, _ in first_members(session, standing=standing, count=CARDS_OF_EACH)
    }
    moment = SystemClock().now()
    day = TradeDay(local_date(moment, UTC))
    office = CardOffice.of(folder / "authority", day=day, at_ms=moment.at_ms)
    cards = [
        replace(card, note=standings[card.card.member])
        for card in issue_cards_of(office, standings)
    ]
    path = folder / "cards.html"
    path.write_text(draw_card_sheet(cards, title="Twogate demo", with_texts=True), encoding="utf-8")
    return path
