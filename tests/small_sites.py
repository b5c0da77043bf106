"""Small site folders for tests: settings, mappings and files drawn as tables.

Published for one role, unless a test is about several: each role is a file more to make, write and read back.
"""

import hashlib
import os
import shutil
from pathlib import Path

from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from pipelines.torture import small_site as made
from pipelines.torture.small_site import INCIDENTS, PARTIES, PEOPLE, REPORTS, drop
from tests.sites import NOW

BOTH_ROLES = made.SITE
SITE = BOTH_ROLES + 'roles = ["working_group"]\n'

__all__ = [
    "BOTH_ROLES",
    "INCIDENTS",
    "PARTIES",
    "PEOPLE",
    "REPORTS",
    "SITE",
    "drop",
    "published_site",
    "small_site",
]


def small_site(
    folder: Path,
    *,
    site: str = SITE,
    mappings: dict[str, str] | None = None,
    files: dict[str, str | bytes] | None = None,
) -> SiteFolder:
    """Make a site. Without arguments: three police reports and four people in them."""
    return made.small_site(folder, site=site, mappings=mappings, files=files)


def published_site(
    folder: Path,
    *,
    site: str = SITE,
    mappings: dict[str, str] | None = None,
    files: dict[str, str | bytes] | None = None,
) -> SiteFolder:
    """A site as `small_site` makes it, after its first refresh.

    Refreshed once in a test run for the same settings, mappings and files, under the same keys; then copied, so that
    every test may change its own.
    """
    made_of = hashlib.sha256(repr((site, mappings, files)).encode()).hexdigest()
    once = Path(os.environ["CCR_KEYS"]).parent / "published_once" / made_of[:16]
    if not once.exists():
        begun = small_site(once.with_suffix(".begun"), site=site, mappings=mappings, files=files)
        refresh(begun, now=NOW)
        begun.path.rename(once)
    return SiteFolder(Path(shutil.copytree(once, folder)))
