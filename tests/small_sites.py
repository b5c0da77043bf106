"""Small site folders for tests: settings, mappings and files drawn as tables.

Published for one role, unless a test is about several: each role is a file more to make, write and read back.
"""

from pathlib import Path

from pipelines.site import SiteFolder
from pipelines.torture import small_site as made
from pipelines.torture.small_site import INCIDENTS, PARTIES, PEOPLE, REPORTS, drop

BOTH_ROLES = made.SITE
SITE = BOTH_ROLES + 'roles = ["working_group"]\n'

__all__ = ["BOTH_ROLES", "INCIDENTS", "PARTIES", "PEOPLE", "REPORTS", "SITE", "drop", "small_site"]


def small_site(
    folder: Path,
    *,
    site: str = SITE,
    mappings: dict[str, str] | None = None,
    files: dict[str, str | bytes] | None = None,
) -> SiteFolder:
    """Make a site. Without arguments: three police reports and four people in them."""
    return made.small_site(folder, site=site, mappings=mappings, files=files)
