"""What items of the policies and status feeds do to their tables, and what opening a day does."""

from service.feeds.apply_items import FeedItem
from service.journal.event import Event
from service.kit import canonical_json
from service.policies import notices_store, store
from service.policies.rules import read_pack
from service.policies.rules.notices import read_notice
from service.session import Session


def apply_part(session: Session, item: FeedItem) -> None:
    rows = canonical_json.encode(item.data["catalogue"])
    store.put_part(session, item.data["version"], item.data["part"], rows)


def apply_published(session: Session, item: FeedItem) -> None:
    """A version that was published stands: whoever wants another publishes another number."""
    version, from_day = item.data["version"], item.data["from_day"]
    if store.has_version(session, version):
        return
    policy = item.data["policy"]
    parts = store.parts_of(session, version)
    if len(parts) != item.data.get("parts", 0):
        raise ValueError(f"policy {version} came with {len(parts)} parts of its catalogue")
    if parts:
        policy = {**policy, "catalogue": [row for part in parts for row in part]}
    read_pack(version, from_day, policy)
    store.put_policy(session, version, from_day, canonical_json.encode(policy))


def apply_noticed(session: Session, item: FeedItem) -> None:
    notice = read_notice(item.data["notice"])
    body = canonical_json.encode(item.data["notice"])
    notices_store.put_notice(session, item.data["site"], notice, body)


def apply_adopted(session: Session, event: Event) -> None:
    if event.day is None:
        raise LookupError(f"{event.name} stands under no trade day")
    store.put_day(session, event.day, event.data["version"])


FEED_APPLY = {
    "policy.part": apply_part,
    "policy.published": apply_published,
    "site.noticed": apply_noticed,
}
APPLY = {"policy.adopted": apply_adopted}
