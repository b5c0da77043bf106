"""Room for a refresh to work in, and what is left of one that was broken off."""

import shutil
import tempfile
from pathlib import Path

from logbook.files import run_folder
from pipelines.reading_rooms import clear_left_rooms
from pipelines.site import SiteFolder
from warehouse import versions

SCRATCH = "scratch"


def new_scratch(folder: SiteFolder) -> Path:
    """A folder of this refresh alone: a killed one's reader of a workbook may live on and write into its own."""
    return Path(tempfile.mkdtemp(prefix=f"{SCRATCH}-", dir=folder.warehouse))


def clear_broken_off(folder: SiteFolder) -> None:
    """Delete unfinished files and scratch folders, which hold people's rows. Only called by who holds the lock."""
    versions.clear_unfinished([folder.warehouse, folder.published, folder.archive])
    clear_left_rooms(run_folder(folder.path))
    for left in folder.warehouse.glob(f"{SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)
