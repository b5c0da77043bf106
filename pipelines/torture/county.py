"""The site the fault runs are made on: a made-up county, one month published and the next one in the inbox."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.sample import generate
from pipelines.site import SiteFolder
from pipelines.torture.apart import Asked, Ended, run
from pipelines.torture.state import Publication, leftovers, publication

NOW = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
CASES, SEED = 300, 1
# Enough of the county for every way a file is read: text, a workbook, totals.
AGENCIES = ("cad_", "rms_", "referrals", "advocacy_totals")
NEWER = "*_to_2026-09-30.*"


@dataclass(frozen=True)
class Ground:
    """A site to be copied and mistreated.

    template: version 1 is published and files for version 2 lie in the inbox. first: the same before version 1.
    before, after: what the roles read then. names: the files there are after an undisturbed second refresh.
    """

    work: Path
    template: Path
    first: Path
    before: Publication
    after: Publication
    names: Counter[str]
    undisturbed: Ended

    @property
    def environment(self) -> dict[str, str]:
        return keys_of(self.work)

    def fresh(self, name: str, *, first: bool = False) -> SiteFolder:
        """A copy to mistreat, in place of the last one of that name."""
        target = self.work / name
        shutil.rmtree(target, ignore_errors=True)
        return SiteFolder(shutil.copytree(self.first if first else self.template, target))

    def refresh(
        self, site: SiteFolder, *, now: datetime = LATER, anew: bool = False, **environment: str
    ) -> Ended:
        """A refresh in a process of its own, undisturbed."""
        asked = Asked(site=site.path, now=now, anew=anew, environment={**self.environment, **environment})
        return run(asked)


def keys_of(work: Path) -> dict[str, str]:
    return {"CCR_KEYS": str(work / "keys")}


def county_site(folder: Path) -> None:
    """A few hundred reports with calls, people, referrals and advocacy totals."""
    generate(folder, cases=CASES, seed=SEED)
    for place in ("inbox", "extracts"):
        for path in (folder / place).iterdir():
            if not path.name.startswith(AGENCIES):
                path.unlink()


def ground(work: Path, make: Callable[[Path], object] = county_site, newer: str = NEWER) -> Ground:
    """Make the site, publish it without the newer files, and find out how its second refresh ends.

    make: writes the site's folder. newer: pattern of the files that come later.
    """
    first, template, undisturbed = (work / name for name in ("first", "template", "undisturbed"))
    make(first)
    held = work / "held"
    held.mkdir()
    for path in sorted((first / "inbox").glob(newer)):
        path.rename(held / path.name)
    shutil.copytree(first, template)
    before = _published(template, work, NOW)
    shutil.copytree(held, template / "inbox", dirs_exist_ok=True)
    shutil.copytree(template, undisturbed)
    after = _published(undisturbed, work, LATER)
    if before[1].content == after[1].content:
        raise AssertionError("The newer files change nothing, so nothing could be measured")
    ended = after[0]
    return Ground(
        work, template, first, before[1], after[1], leftovers(SiteFolder(undisturbed)), undisturbed=ended
    )


def _published(site: Path, work: Path, now: datetime) -> tuple[Ended, Publication]:
    ended = run(Asked(site=site, now=now, environment=keys_of(work)))
    if ended.how != "published":
        raise AssertionError(f"Not published [{ended.how}: {ended.words}]")
    return ended, publication(SiteFolder(site))
