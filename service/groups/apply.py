"""What items of the groups feed do to its table."""

from service.feeds.apply_items import FeedItem
from service.groups import store
from service.session import Session


def apply_listed(session: Session, item: FeedItem) -> None:
    said = item.data
    store.put_group(
        session,
        {
            "group_no": said["group"],
            "kind": said["kind"],
            "parent": said["parent"],
            "village": said["village"],
            "name": said["name"],
            "leader": said["leader"],
        },
    )


FEED_APPLY = {"group.listed": apply_listed}
