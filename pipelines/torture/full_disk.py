"""The disk is full, at sizes from nothing to nearly enough.

Where a small disk can be made (Linux, as root or with user namespaces), a process of its own makes one in memory
and runs there; elsewhere the size of files is limited instead, and the figure says so.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipelines.site import SiteFolder
from pipelines.torture.apart import Asked, run
from pipelines.torture.county import LATER, Ground, ground
from pipelines.torture.figure import Figure
from pipelines.torture.state import kept, leftovers, lost, publication, served

SIZES = 20
IN_WORDS = "the disk is full."
DISK_BYTES = 256 * 2**20
Starve = Callable[[SiteFolder, int], Asked]


def at_sizes(made: Ground, sizes: int = SIZES) -> Figure:
    """A refresh at each size; then one with room."""
    found = _on_a_small_disk(sizes)
    how = "a disk in memory"
    if found is None:
        how = "no small disk can be made here, so file sizes were limited"
        found = _with_small_files(made, sizes)
    return Figure(
        what=f"disk full at {sizes} sizes ({how})",
        measured=f"{sizes} refreshes, {len(found)} faults",
        wanted="refused in words, last publication stays, next refresh clean",
        faults=tuple(found),
    )


def _on_a_small_disk(sizes: int) -> list[str] | None:
    """The faults; None when this machine lets nobody make a disk."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        alone = ["unshare", "--map-root-user", "--mount"]
        command = [*alone, sys.executable, "-m", "pipelines.torture.full_disk", folder, str(sizes)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode:
        return None
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def in_namespace(folder: Path, sizes: int) -> list[str]:
    """The faults found on a disk of our own, mounted at the folder; nobody outside this process sees it."""
    disk = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    subprocess.run(disk, check=True, capture_output=True)  # noqa: S603 - our own words
    made = ground(folder)
    added = _bytes_of(folder / "undisturbed") - _bytes_of(made.template)

    def starve(site: SiteFolder, place: int) -> Asked:
        free = shutil.disk_usage(folder).free - added * place // sizes
        with (folder / "ballast").open("wb") as ballast:
            while free > 0:
                free -= ballast.write(bytes(min(free, 2**20)))
        return Asked(site=site.path, now=LATER, environment=made.environment)

    return _faults(made, sizes, starve)


def _with_small_files(made: Ground, sizes: int) -> list[str]:
    undisturbed = SiteFolder(made.work / "undisturbed")
    largest = max(path.stat().st_size for path in undisturbed.path.rglob("*") if path.is_file())

    def starve(site: SiteFolder, place: int) -> Asked:
        return Asked(
            site=site.path, now=LATER, environment=made.environment, file_bytes=largest * place // sizes
        )

    return _faults(made, sizes, starve)


def _faults(made: Ground, sizes: int, starve: Starve) -> list[str]:
    faults = []
    for place in range(sizes):
        site = made.fresh("starved")
        before = kept(site)
        ended = run(starve(site, place))
        (made.work / "ballast").unlink(missing_ok=True)
        found = [] if ended.how == "refused" and IN_WORDS in ended.words else [f"{ended.how}: {ended.words}"]
        found += served(site, (made.before,)) + lost(site, before)
        again = made.refresh(site)
        if again.how != "published" or publication(site) != made.after:
            found.append(f"the next refresh {again.how}: {again.words}")
        found += sorted(leftovers(site) - made.names)
        faults += [f"size {place} of {sizes}: {fault}" for fault in found]
    return faults


def _bytes_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(in_namespace(Path(sys.argv[1]), int(sys.argv[2]))) + "\n")
