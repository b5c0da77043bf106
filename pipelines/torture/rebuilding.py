"""Everything is lost but the settings and the archive."""

import shutil

from pipelines.site import SiteFolder
from pipelines.torture.county import LATER, Ground
from pipelines.torture.figure import Figure
from pipelines.torture.state import publication

LOST = ("inbox", "warehouse", "published")
TIMES = 2


def from_the_archive(ground: Ground) -> Figure:
    """Inbox, warehouse and publications are taken away from a site of two deliveries; then it is rebuilt, twice."""
    site = ground.fresh("rebuilt")
    ground.refresh(site)
    faults = []
    for number in range(1, TIMES + 1):
        for name in LOST:
            shutil.rmtree(site.path / name, ignore_errors=True)
        faults += _rebuilt(ground, site, number)
    before = publication(site)
    ended = ground.refresh(site, now=LATER, anew=True)  # once more, over a publication that is there
    if ended.how != "published" or publication(site) != before:
        faults.append(f"over a publication that is there: {ended.how} {ended.words}")
    return Figure(
        what=f"rebuilt from the archive alone, {TIMES} times",
        measured="equal content" if not faults else "; ".join(faults),
        wanted="the same content as before",
        faults=tuple(faults),
    )


def _rebuilt(ground: Ground, site: SiteFolder, number: int) -> list[str]:
    ended = ground.refresh(site, anew=True)
    if ended.how != "published":
        return [f"rebuild {number} {ended.how}: {ended.words}"]
    return [] if publication(site) == ground.after else [f"rebuild {number} says something else"]
