"""The malformed extracts, each sent to a site that has a publication in force."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from pipelines.problems import Refused
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from pipelines.summary import summary
from pipelines.torture.county import NOW
from pipelines.torture.figure import Figure
from pipelines.torture.malformed.cases import CASES, Case
from pipelines.torture.small_site import drop, small_site


def every_case(work: Path, cases: Sequence[Case] = CASES) -> Figure:
    """Each ends as declared, with its sentence, and a refused one changes nothing."""
    site = small_site(work / "sound")
    refresh(site, now=NOW)
    faults = [f"{case.id} {case.title}: {fault}" for case in cases for fault in _faults(site, case, work)]
    kinds = {case.id[:2] for case in cases}
    wrong = {fault[:2] for fault in faults}
    return Figure(
        what=f"malformed extracts ({len(cases)} files)",
        measured=f"{len(kinds - wrong)} of {len(kinds)} kinds end as declared",
        wanted="all refused or set aside, with a reason",
        faults=tuple(faults),
    )


def _faults(sound: SiteFolder, case: Case, work: Path) -> list[str]:
    target = work / "malformed"
    shutil.rmtree(target, ignore_errors=True)
    site = SiteFolder(shutil.copytree(sound.path, target))
    (site.path / "extracts" / "case.toml").write_text(case.mapping, encoding="utf-8")
    drop(site, case.file_name, case.content() if callable(case.content) else case.content)
    before = _pointer(site)
    try:
        outcome = refresh(site, now=NOW)
    except Refused as refused:
        ends: object = "refused"
        said = str(refused)
        changed = _pointer(site) != before
    else:
        account = next(one for one in outcome.accounts if one.file_name == case.file_name)
        ends = (account.loaded, account.rejected, account.quarantined)
        said = summary(outcome, "Small County")
        changed = False
    found = [] if ends == case.ends else [f"ended {ends}"]
    found += [] if case.sentence in said else ["another sentence"]
    return found + (["changed the publication"] if changed else [])


def _pointer(site: SiteFolder) -> bytes:
    return (site.published / "current.json").read_bytes()
