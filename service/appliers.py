"""What each event and each item of a feed does to the tables: all slices in one list."""

import service.checkin.apply
import service.days.apply
import service.declarations.apply
import service.groups.apply
import service.hits.apply
import service.inspection.apply
import service.members.apply
import service.officers.apply
import service.paper.apply
import service.passes.apply
import service.policies.apply
import service.quota.apply
import service.receipts.apply
import service.sites.apply
from service.feeds.apply_items import FeedAppliers, merge_feed_appliers
from service.journal.apply import Appliers, merge_appliers

JOURNAL_APPLIERS: Appliers = merge_appliers(
    service.days.apply.APPLY,
    service.officers.apply.APPLY,
    service.members.apply.APPLY,
    service.policies.apply.APPLY,
    service.quota.apply.APPLY,
    service.hits.apply.APPLY,
    service.checkin.apply.APPLY,
    service.declarations.apply.APPLY,
    service.paper.apply.APPLY,
    service.inspection.apply.APPLY,
    service.passes.apply.APPLY,
    service.receipts.apply.APPLY,
)
FEED_APPLIERS: FeedAppliers = merge_feed_appliers(
    service.officers.apply.FEED_APPLY,
    service.members.apply.FEED_APPLY,
    service.groups.apply.FEED_APPLY,
    service.policies.apply.FEED_APPLY,
    service.sites.apply.FEED_APPLY,
    service.quota.apply.FEED_APPLY,
    service.passes.apply.FEED_APPLY,
)
