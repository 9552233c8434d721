"""What items of the policies feed do to its table."""

from service.feeds.apply_items import FeedItem
from service.kit import canonical_json
from service.policies import store
from service.policies.rules import read_policy
from service.session import Session


def apply_published(session: Session, item: FeedItem) -> None:
    policy = item.data["policy"]
    read_policy(item.data["version"], policy)
    store.put_policy(
        session, item.data["version"], item.data["from_day"], canonical_json.encode(policy)
    )


FEED_APPLY = {"policy.published": apply_published}
