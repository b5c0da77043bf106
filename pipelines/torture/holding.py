"""Two refreshes at once."""

import time

from pipelines.locking import HOLDER
from pipelines.torture.apart import Asked, run, started
from pipelines.torture.county import LATER, Ground
from pipelines.torture.figure import Figure
from pipelines.torture.state import publication

WHO = "the first steward"
STEP = "progress: Checking the records"
MOST_SECONDS = 120


def two_at_once(ground: Ground) -> Figure:
    """The first stops half-way and holds on; the second comes; then the first is killed and a third comes."""
    site = ground.fresh("mistreated")
    place = ground.undisturbed.steps.index(STEP)
    first = Asked(site=site.path, now=LATER, by=WHO, environment=ground.environment, wait_at=place)
    faults = []
    with started(first):
        deadline = time.monotonic() + MOST_SECONDS
        while not (site.path / HOLDER).exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        second = run(Asked(site=site.path, now=LATER, by="another", environment=ground.environment))
    if second.how != "refused" or WHO not in second.words:
        faults.append(f"the second {second.how}: {second.words}")
    third = ground.refresh(site)
    if third.how != "published" or publication(site) != ground.after:
        faults.append(f"after the first was killed the third {third.how}: {third.words}")
    return Figure(
        what="two refreshes at once",
        measured=f"the second {second.how}, the third {third.how}",
        wanted="the second is told who holds the lock; nothing is held after a kill",
        faults=tuple(faults),
    )
