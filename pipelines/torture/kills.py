"""The refresh is killed: before every step it takes on the disk, and at moments drawn by lot."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.site import SiteFolder
from pipelines.torture.apart import Asked, Ended, run
from pipelines.torture.county import LATER, NOW, Ground
from pipelines.torture.figure import Figure
from pipelines.torture.state import Publication, kept, leftovers, lost, served
from warehouse import versions

SEED = 20
TRIES_PER_KILL = 3


@dataclass(frozen=True)
class Kill:
    """One kill: before a step, or so many seconds from the start."""

    step: int | None = None
    seconds: float | None = None

    def __str__(self) -> str:
        return f"step {self.step}" if self.seconds is None else f"{self.seconds:.3f} s"


def every_step(ground: Ground) -> Figure:
    """Killed before each step, each time on a fresh copy; then refreshed."""
    kills = [Kill(step=number) for number in range(len(ground.undisturbed.steps))]
    return _figure(f"killed before each of its {len(kills)} steps", *_all(ground, kills))


def first_refresh(ground: Ground) -> Figure:
    """The very first refresh of a site, which also makes the key, killed before each step that came to nothing yet."""
    site = ground.fresh("mistreated", first=True)
    new_keys = {"CCR_KEYS": str(ground.work / "keys_first")}
    steps = run(Asked(site=site.path, now=NOW, environment=new_keys)).steps
    making = [number for number, step in enumerate(steps) if _is_of_key_or_publishing(steps, number, step)]
    faults = []
    for number in making:
        keys = {"CCR_KEYS": str(ground.work / f"keys_{number}")}
        site = ground.fresh("mistreated", first=True)
        run(Asked(site=site.path, now=NOW, environment=keys, kill_at=number))
        after = [f"after a kill at step {number}: {fault}" for fault in served(site, (None, ground.before))]
        again = run(Asked(site=site.path, now=NOW, environment=keys))
        faults += after + _not_clean(site, again, ground.before, None)
    return _figure("the first refresh, killed while it makes the key or publishes", len(making), faults)


def at_random(ground: Ground, kills: int) -> Figure:
    """Killed at moments drawn evenly over its length, which is the shortest seen so far: a machine gets less busy."""
    lot = random.Random(SEED)  # noqa: S311 - moments, not secrets
    length, landed, faults = ground.undisturbed.seconds, 0, []
    for _ in range(kills * TRIES_PER_KILL):
        kill = Kill(seconds=lot.uniform(0, length))
        ended, found = _one(ground, kill)
        landed += ended.how == "killed"
        length = length if ended.how == "killed" else min(length, ended.seconds)
        faults += found
        if landed == kills:
            break
    else:
        faults.append(f"only {landed} kills came before the end")
    return _figure(f"killed at {kills} random moments", landed, faults)


def of_some(ground: Ground, kills: Sequence[Kill], *, finish_every: int) -> Figure:
    """A short form: these kills, each on a fresh copy; only every so many are followed by a refresh that ends."""
    return _figure(f"killed {len(kills)} times", *_all(ground, kills, finish_every=finish_every))


def _all(ground: Ground, kills: Sequence[Kill], *, finish_every: int = 1) -> tuple[int, list[str]]:
    """How many kills landed before the refresh ended by itself, and what was wrong after any."""
    landed, faults = 0, []
    for place, kill in enumerate(kills, 1):
        ended, found = _one(ground, kill, is_finished=place % finish_every == 0)
        landed += ended.how == "killed"
        faults += found
        if kill.step is not None and ended.how != "killed":
            faults.append(f"{kill} was not reached")
    return landed, faults


def _one(ground: Ground, kill: Kill, *, is_finished: bool = True) -> tuple[Ended, list[str]]:
    """How the refresh ended, and what was wrong after it was killed, and after the refresh that finishes its work."""
    site = ground.fresh("mistreated")
    before = kept(site)
    ended = _killed(ground, site, kill)
    if ended.how != "killed":
        return ended, []
    found = served(site, (ground.before, ground.after)) + lost(site, before)
    if is_finished:
        found += _not_clean(site, ground.refresh(site), ground.after, ground.names) + lost(site, before)
    return ended, [f"after a kill at {kill}: {fault}" for fault in found]


def _killed(ground: Ground, site: SiteFolder, kill: Kill) -> Ended:
    asked = Asked(site=site.path, now=LATER, environment=ground.environment, kill_at=kill.step)
    return run(asked, kill_after=kill.seconds)


def _not_clean(site: SiteFolder, ended: Ended, wanted: Publication, names: Counter[str] | None) -> list[str]:
    """What is wrong with a refresh that was to end well, and with what lies there then."""
    if ended.how not in ("published", "unchanged"):
        return [f"the next refresh {ended.how}: {ended.words}"]
    pointer = versions.read_pointer(site.published)
    # The hash of what was written, and whole files: reading every row again costs more than the kill.
    if not pointer or tuple(sorted(pointer.content.items())) != wanted.content:
        return ["the next refresh published something else"]
    if not versions.is_whole(site.published, pointer):
        return ["the next refresh published half a file"]
    left = sorted(leftovers(site) - names) if names is not None else []
    return [f"left behind: {', '.join(left)}"] if left else []


def _is_of_key_or_publishing(steps: Sequence[str], number: int, step: str) -> bool:
    return ".key" in step or "progress: Publishing" in steps[: number + 1]


def _figure(what: str, landed: int, faults: list[str]) -> Figure:
    measured = f"{landed} kills, {len(faults)} faults"
    wanted = "0 faults: last publication served, nothing lost, next refresh clean and the same"
    return Figure(what=what, measured=measured, wanted=wanted, faults=tuple(faults))
