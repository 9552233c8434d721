"""List an operator of the hub: an item of the officers feed for the hub alone."""

from dataclasses import replace
from enum import StrEnum

from service.feed_writer import FeedKey, write_feed
from service.journal.act import Act
from service.kit.ids import Randomness
from service.officers import store
from service.officers.list_officer import OfficerToList, list_officer
from service.vocabulary import HUB, Role

OFFICERS = "officers"


class OperatorRefusal(StrEnum):
    """Why nobody is listed so."""

    NUMBER_TAKEN = "officer_number_taken"
    ROLE_NOT_OF_HUB = "role_not_of_hub"


ROLES = frozenset({Role.OPERATOR, Role.AUDITOR})


def list_operator(
    act: Act, who: OfficerToList, *, key: FeedKey, random: Randomness
) -> str | OperatorRefusal:
    """Say who ``who`` is at the hub; the one-time code to hand over, with which they choose a
    passphrase. Listed anew, they need the new code; withdrawn, they are out at once.

    Refuses a number that an officer of a site has, and roles that the hub does not know. Raises
    ``ValueError`` as ``list_officer`` and ``CannotSign`` as ``write_feed`` do.
    """
    if not set(who.roles) <= ROLES:
        return OperatorRefusal.ROLE_NOT_OF_HUB
    if _is_a_sites(store.officer(act.session, who.officer)):
        return OperatorRefusal.NUMBER_TAKEN
    here = replace(who, sites=(HUB,))
    item, code = list_officer(here, keys=key.identity.field_keys, random=random)
    write_feed(act, OFFICERS, [item], key=key, audience=HUB)
    return code


def _is_a_sites(listed: store.Officer | None) -> bool:
    return listed is not None and listed.sites != {HUB}
