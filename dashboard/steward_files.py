"""Files on their way into the inbox and out of it, under names this server has checked or made."""

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from dashboard.session import Reader
from dashboard.steward_commands import check_role
from logbook.files import inbox_lock, replace_whole, run_folder

SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._ -]{0,118}[A-Za-z0-9_]")
ENDING = re.compile(r"\.[a-z0-9]{1,8}")
# Names that Windows keeps for devices, whatever follows the point.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
SHORT = 12


@dataclass(frozen=True, kw_only=True)
class Put:
    """What became of an upload: under which name it lies in the inbox, or why it does not."""

    name: str
    seal: str
    is_new: bool
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class Removed:
    """A file taken out of the inbox, which can be put back."""

    place: str
    name: str


def safe_name(name: str, content: bytes) -> str:
    """The agency's own name where it is plain; otherwise one made of the content."""
    if SAFE.fullmatch(name) and not DEVICES.fullmatch(name):
        return name
    ending = Path(name).suffix.lower()
    made = f"upload-{hashlib.sha256(content).hexdigest()[:SHORT]}"
    return made + (ending if ENDING.fullmatch(ending) else "")


def put(reader: Reader, name: str, content: bytes) -> Put:
    """Put an upload into the inbox, whole or not at all. A file that lies there is never replaced."""
    check_role(reader)
    safe = safe_name(name, content)
    path = _inbox(reader) / safe
    seal = hashlib.sha256(content).hexdigest()[:SHORT]
    if not content:
        return Put(
            name=safe, seal=seal, is_new=False, refused="the file is empty. Ask the agency to send it again."
        )
    with inbox_lock(Path(reader.site)):
        if path.exists():
            return _beside(path, content, seal)
        replace_whole(path, content)
    return Put(name=safe, seal=seal, is_new=True)


def _beside(path: Path, content: bytes, seal: str) -> Put:
    if path.is_file() and path.read_bytes() == content:
        return Put(name=path.name, seal=seal, is_new=False)
    why = (
        "a file of this name with other content lies in the inbox. Take that one out first, or give "
        "this one another name."
    )
    return Put(name=path.name, seal=seal, is_new=False, refused=why)


def take_out(reader: Reader, name: str) -> bool:
    """Move a file out of the inbox to where it can be put back from. False when it is gone already."""
    check_role(reader)
    path = next((path for path in _inbox(reader).iterdir() if path.name == name and path.is_file()), None)
    if path is None:
        return False
    folder = _removed(reader)
    places = (
        [int(place.name) for place in folder.glob("*") if place.name.isdigit()] if folder.exists() else []
    )
    place = folder / f"{max(places, default=0) + 1:06d}"
    place.mkdir(parents=True)
    shutil.move(path, place / path.name)
    return True


def removed(reader: Reader) -> list[Removed]:
    """What was taken out, the last first."""
    check_role(reader)
    places = sorted(_removed(reader).glob("*/*"), reverse=True)
    return [Removed(place=path.parent.name, name=path.name) for path in places if path.is_file()]


def put_back(reader: Reader, item: Removed) -> str:
    """Back into the inbox. Returns why not, in words; empty when it lies there again."""
    check_role(reader)
    if item not in removed(reader):
        return "it is not there any more."
    path = _inbox(reader) / item.name
    if path.exists():
        return "a file of this name lies in the inbox. Take that one out first."
    source = _removed(reader) / item.place / item.name
    source.rename(path)
    source.parent.rmdir()
    return ""


def _inbox(reader: Reader) -> Path:
    folder = Path(reader.site) / "inbox"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _removed(reader: Reader) -> Path:
    return run_folder(Path(reader.site)) / "removed"
