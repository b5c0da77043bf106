"""A mapping put into `extracts/`: read strictly first, and the one that was there kept beside it."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.mapping import Mapping, with_code_lists
from pipelines.problems import Problem, Refused
from pipelines.site import IDENTIFIER_PATTERN
from pipelines.toml_files import read_model
from warehouse.versions import UNFINISHED, sync

BEFORE = ".before"
LARGEST_BYTES = 2_000_000


def mapping_of_text(text: str, name: str, folder: Path) -> Mapping:
    """The mapping a text holds, its lists of codes read from `folder`. Raises Refused naming each mistake."""
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return with_code_lists(read_model(path, Mapping), folder)


def save_mapping(text: str, name: str, extracts: Path) -> Path | None:
    """Write `extracts/NAME.toml`. Returns where the one that was there is kept now; None when there was none.

    Raises Refused when the name or the mapping is wrong; then nothing is changed.
    """
    if not IDENTIFIER_PATTERN.fullmatch(name):
        what = "a mapping's name has small letters, digits and _ only, and begins with a letter."
        raise Refused([Problem(file=name[:60], where="", what=what, remedy="Choose another name.")])
    if len(text.encode()) > LARGEST_BYTES:
        what = "it is too long for a mapping."
        raise Refused(
            [
                Problem(
                    file=f"{name}.toml",
                    where="",
                    what=what,
                    remedy="Put long lists of codes into a CSV file.",
                )
            ]
        )
    mapping_of_text(text, name, extracts)
    extracts.mkdir(parents=True, exist_ok=True)
    return _replace(extracts / f"{name}.toml", text)


def _replace(path: Path, text: str) -> Path | None:
    unfinished = path.with_name(path.name + UNFINISHED)
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    kept = None
    if path.exists() and path.read_text(encoding="utf-8") != text:
        kept = path.with_name(path.name + BEFORE)
        # A copy, not the file itself: killed at any moment, a mapping stands under the name.
        shutil.copyfile(path, copied := kept.with_name(kept.name + UNFINISHED))
        sync(copied)
        copied.replace(kept)
    unfinished.replace(path)
    return kept
