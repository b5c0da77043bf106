"""Drafting, previewing and saving a mapping: `python -m pipelines ...` in a process of its own.

The dashboard reads no agency's file itself. A file is named by what lies in the inbox, a mapping goes in
by standard input; every function first asks the caller's check, which raises for other roles.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 120  # seconds; a file of a million rows takes some
Check = Callable[[], None]


class NoAnswer(Exception):
    """The program refused, or could not answer; `words` are for the steward, one line each."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(" ".join(words))
        self.words = words


def inbox_files(site: Path, check: Check) -> list[str]:
    """Names of the files in the inbox, leaving out hidden ones and Office's lock files."""
    check()
    inbox = site / "inbox"
    found = inbox.iterdir() if inbox.is_dir() else []
    return sorted(path.name for path in found if path.is_file() and not path.name.startswith((".", "~$")))


def drafted(site: Path, file_name: str, table: str | None, check: Check) -> dict[str, Any]:
    """The draft of a file's mapping. Raises NoAnswer with the reasons."""
    chosen = [f"--table={table}"] if table else []
    answer = _answer(site, ["draft", *chosen, "--json", _in_inbox(site, file_name, check)], "")
    if "problems" in answer:
        raise NoAnswer([str(problem) for problem in answer["problems"]])
    return answer


def previewed(site: Path, file_name: str, toml: str, check: Check) -> dict[str, Any]:
    """The first rows as they would load, and what stands in the way. Raises NoAnswer when there is no answer."""
    file = _in_inbox(site, file_name, check)
    return _answer(site, ["preview", "--json", "--mapping=-", file], toml)


def saved(site: Path, name: str, toml: str, check: Check, who: str = "") -> str:
    """Save the mapping; returns what the program says. Raises NoAnswer with why not."""
    check()
    done = _run(site, ["save-mapping", f"--name={name}", f"--by={who}"], toml)
    if done.returncode:
        lines = done.stderr.decode("utf-8", errors="replace").splitlines()
        raise NoAnswer([line.strip(" -") for line in lines] or ["It was not saved."])
    return done.stdout.decode("utf-8", errors="replace").strip()


def _in_inbox(site: Path, file_name: str, check: Check) -> str:
    if file_name not in inbox_files(site, check):
        raise NoAnswer([f"{file_name} is not in the inbox any more."])
    return str((site / "inbox" / file_name).resolve())


def _answer(site: Path, arguments: list[str], text: str) -> dict[str, Any]:
    done = _run(site, arguments, text)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise NoAnswer(["The program did not answer. Reload the page."]) from None
    if not isinstance(answer, dict):
        raise NoAnswer(["The program did not answer. Reload the page."])
    return answer


def _run(site: Path, arguments: list[str], text: str) -> subprocess.CompletedProcess[bytes]:
    first, *rest = arguments
    try:
        return subprocess.run(  # noqa: S603 - our own program; names from the inbox, no shell
            [sys.executable, "-m", "pipelines", first, f"--site={site.resolve()}", *rest],
            cwd=PROJECT,
            env={**os.environ, "PYTHONUTF8": "1"},
            input=text.encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoAnswer(["The program did not answer in time. Draft this file on the command line."]) from None
