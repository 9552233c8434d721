"""The policies this machine's site holds, asked of the running service or read from its rest."""

from typing import Any

from service.console.site_at_hand import console_client
from service.database import AlreadyOpen
from service.open_site import open_site
from service.policies.show_policy import PolicyVersionsBody, show_versions
from service.settings import Settings


def policy_history(settings: Settings) -> PolicyVersionsBody:
    """Every version the site holds. Raises ``NotEnrolled`` and ``httpx.HTTPError``."""
    try:
        site = open_site(settings)
    except AlreadyOpen:
        with console_client(settings) as client:
            said: Any = client.get("/v1/policies").raise_for_status().json()
        return PolicyVersionsBody(**said)
    held = site.database.read_now(show_versions)
    site.close()
    return held
