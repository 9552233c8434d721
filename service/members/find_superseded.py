"""Find what the feed said of members before and has said anew since: nobody needs it any more."""

from service.feeds import store as feeds
from service.feeds.store import ItemPlace
from service.kit import canonical_json
from service.members.forget_member import PERSONAL
from service.session import Session

MOST_ASIDE = 100_000


def find_superseded(session: Session) -> list[ItemPlace]:
    """The stored items with sealed fields of a member of whom a later item of the same feed and
    audience says everything again, or says that the member was withdrawn.

    What is quarantined has said nothing yet: it supersedes nobody and stays.
    """
    aside = {
        ItemPlace(each.feed, each.audience, each.generation, each.number)
        for each in feeds.quarantined(session, count=MOST_ASIDE)
    }
    newest: dict[tuple[str, int], ItemPlace] = {}
    superseded: list[ItemPlace] = []
    for item in feeds.items_of(session, "members"):
        if item.place in aside:
            continue
        said = canonical_json.decode(item.bytes)
        if said["type"] not in PERSONAL | {"member.withdrawn"}:
            continue
        before = newest.pop((item.place.audience, said["member"]), None)
        if before is not None:
            superseded.append(before)
        if said["type"] in PERSONAL:
            newest[item.place.audience, said["member"]] = item.place
    return superseded
