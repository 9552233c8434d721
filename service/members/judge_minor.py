"""Whether a listed member is under age on a day: the date of birth stands sealed in its table."""

from service.kit.pii import FieldKeys, open_sealed
from service.members.rules import is_minor
from service.members.store import Member
from service.vocabulary import TradeDay


def judge_minor(member: Member, day: TradeDay, keys: FieldKeys) -> bool:
    """Every minor on a roster has a guardian, so the others' dates need not be opened."""
    if member.guardian is None:
        return False
    if not member.sealed_born:
        return True  # it was destroyed, and who cannot show to be of age is not
    born = open_sealed(keys, member.sealed_born, f"member:{member.member}:born")
    return is_minor(born, day)
