"""Zip files, which workbooks are too: what they declare is checked before anything is unpacked."""

import shutil
import zipfile
from fnmatch import fnmatchcase
from pathlib import Path

from pipelines.opening import limits
from pipelines.opening.cannot_open import CannotOpen, damaged

ENCRYPTED = 0x1
MEGABYTE = 10**6
ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz")


def open_archive(source: Path, name: str) -> zipfile.ZipFile:
    """The archive, with its declared sizes checked. name: what it should be, for the refusal."""
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise damaged(name) from None
    _refuse_a_bomb(archive.infolist())
    if any(entry.flag_bits & ENCRYPTED for entry in archive.infolist()):
        what = f"the {name} is protected by a password."
        raise CannotOpen(what, "Ask for it without a password, sent over a safe way.")
    return archive


def unpack_member(source: Path, pattern: str | None, target: Path) -> None:
    """Write the archive's one file, or the one whose name fits the pattern, to `target`."""
    with open_archive(source, "zip archive") as archive:
        entry = _only_member(archive.infolist(), pattern)
        try:
            with archive.open(entry) as packed, target.open("wb") as out:
                shutil.copyfileobj(packed, out, MEGABYTE)
        except (zipfile.BadZipFile, EOFError, NotImplementedError):
            raise damaged("zip archive") from None


def _refuse_a_bomb(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > limits.MOST_ENTRIES:
        what = f"it holds {len(entries):,} files inside, more than {limits.MOST_ENTRIES:,}, so it was not opened."
        raise CannotOpen(what, "Ask for the data as one CSV file.")
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    is_too_dense = unpacked > limits.SMALL_BYTES and unpacked > packed * limits.MOST_RATIO
    if is_too_dense or unpacked > limits.MOST_DECLARED_BYTES:
        what = (
            f"it would unpack from {packed / MEGABYTE:,.1f} MB to {unpacked / MEGABYTE:,.0f} MB, "
            "more than such a file ever needs, so it was not opened."
        )
        raise CannotOpen(what, "Ask the agency what it sent; data of this size come as CSV.")


def _only_member(entries: list[zipfile.ZipInfo], pattern: str | None) -> zipfile.ZipInfo:
    # What macOS adds to each archive is no data.
    files = [entry for entry in entries if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")]
    fitting = [entry for entry in files if pattern is None or fnmatchcase(_base(entry), pattern)]
    if len(fitting) != 1:
        wanted = f" that fit {pattern}" if pattern else ""
        what = f"the zip archive holds {len(fitting) or 'no'} files{wanted}; one is expected."
        raise CannotOpen(what, 'Ask for one file, or name it in the mapping, as member = "reports*.csv".')
    if fitting[0].filename.lower().endswith(ARCHIVES):
        raise CannotOpen("the zip archive holds another archive.", "Ask for the data file itself.")
    return fitting[0]


def _base(entry: zipfile.ZipInfo) -> str:
    return entry.filename.rsplit("/", 1)[-1]
