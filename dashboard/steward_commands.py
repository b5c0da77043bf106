"""The steward's commands: `python -m pipelines ...` in a process of its own, answers taken strictly.

The dashboard holds neither rows nor checks. What is asked and its arguments come from the dictionaries
below; a value is passed as one argument, never through a shell. Every function asks for the role first.
"""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Literal

from dashboard import session
from dashboard.session import STEWARD, Reader
from logbook.progress import read_progress
from logbook.reports import Command, Differences, Links, Quarantine, Result, Status, Strict, parsed
from release.reading import UnknownRole

PROJECT = Path(__file__).resolve().parent.parent
Question = Literal["status", "checks", "differences", "quarantine", "links"]
Act = Literal["accept", "reject", "undo"]
ANSWERS: dict[Question, type[Strict]] = {
    "status": Status,
    "checks": Result,
    "differences": Differences,
    "quarantine": Quarantine,
    "links": Links,
}
ACTS: dict[Act, str] = {"accept": "--accept", "reject": "--reject", "undo": "--undo"}
COMMANDS: dict[Command, str] = {"check": "check", "refresh": "refresh"}
PATIENCE = 120  # seconds for an answer; hashing gigabytes of files takes a while
STARTS_WITHIN = 30  # seconds
DETACHED: dict[str, Any] = (
    {
        "creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        | getattr(subprocess, "DETACHED_PROCESS", 0)
    }
    if os.name == "nt"
    else {"start_new_session": True}
)
# Kept so that their ends are taken note of; a run needs nobody who waits for it.
_started: list[subprocess.Popen[bytes]] = []


class NoAnswer(Exception):
    """The program refused, or could not answer; `words` are for the steward."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def check_role(reader: Reader) -> None:
    """Raises UnknownRole unless the reader, and this server at this moment, act as the data steward."""
    if reader.role != STEWARD or session.role() != STEWARD:
        raise UnknownRole(f"Not for the role [{reader.role}]")


def ask(reader: Reader, question: str) -> Strict | None:
    """The report that answers; None when there is none yet. Raises NoAnswer, UnknownRole."""
    check_role(reader)
    known: Question | None = next((known for known in ANSWERS if known == question), None)
    if known is None:
        raise KeyError(f"No such question [{question}]")
    answer = _run(reader, [known, "--json"])
    if answer.strip() == b"null":
        return None
    try:
        return parsed(ANSWERS[known], answer)
    except ValueError:
        raise NoAnswer("The answer of the refresh program could not be read.") from None


def lines_of(reader: Reader, agency: str, who: str) -> bytes:
    """The agency's lines that are counted nowhere, as a file for the agency; the program logs who took it."""
    check_role(reader)
    return _run(reader, ["quarantine", f"--agency={agency}", "--out=-", f"--by={who}"])


def unreadable(reader: Reader) -> bytes:
    """Every value of the publication in force that could not be read, as a file."""
    check_role(reader)
    return _run(reader, ["unreadable"])


def roll_back(reader: Reader, version: int, who: str) -> str:
    """Put an earlier version in force. Returns what the program says; raises NoAnswer with why not."""
    check_role(reader)
    return _run(reader, ["rollback", str(int(version)), f"--by={who}"]).decode("utf-8", errors="replace")


def decide_link(reader: Reader, act: Act, pair: tuple[str, str], who: str) -> None:
    """Remember or undo what the steward decides of two pseudonyms. Raises NoAnswer with why not."""
    check_role(reader)
    _run(reader, ["links", f"{ACTS[act]}={pair[0]}={pair[1]}", f"--by={who}"])


def start(reader: Reader, command: Command, who: str) -> None:
    """Start a run in a process of its own, which neither the browser nor this server ends by going away.

    Returns when it is under way. Raises NoAnswer when it did not start, with who holds the site.
    """
    check_role(reader)
    _started[:] = [process for process in _started if process.poll() is None]
    number = secrets.token_hex(6)
    arguments = [COMMANDS[command], f"--by={who}", f"--run-number={number}", "--quiet"]
    process = subprocess.Popen(  # noqa: S603 - arguments from the dictionaries above, no shell
        _command(reader, arguments),
        cwd=PROJECT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **DETACHED,
    )
    _started.append(process)
    if not _is_under_way(reader, number, process):
        raise NoAnswer(_why_not(reader))


def stamp(reader: Reader) -> str:
    """Changes whenever an answer may: sizes and times of what the answers are made from."""
    site = Path(reader.site)
    watched = [
        site / "site.toml",
        site / "activity.jsonl",
        site / "published" / "current.json",
        site / "run" / "result.json",
        site / "linking" / "decisions.csv",
        *sorted((site / "extracts").glob("*")),
        *sorted((site / "inbox").glob("*")),
        *sorted((site / "published").glob("*.duckdb")),
    ]
    seen = [(path.name, stat.st_size, stat.st_mtime_ns) for path in watched if (stat := _stat(path))]
    return f"{session.moment().date()} {seen}"


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _run(reader: Reader, arguments: list[str]) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - arguments from the dictionaries above, no shell
            _command(reader, arguments),
            cwd=PROJECT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoAnswer("The refresh program did not answer in time. Reload the page.") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == 1:
        raise NoAnswer(done.stderr.decode("utf-8", errors="replace").strip())
    raise NoAnswer(f"The refresh program did not understand the command {arguments[0]}.")


def _command(reader: Reader, arguments: list[str]) -> list[str]:
    first, *rest = arguments
    site = f"--site={Path(reader.site).resolve()}"
    return [sys.executable, "-m", "pipelines", first, site, *rest]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1"}


def _is_under_way(reader: Reader, number: str, process: subprocess.Popen[bytes]) -> bool:
    """True as soon as the run has said its number; false when it ended without, or never speaks."""
    for _ in range(STARTS_WITHIN * 20):
        progress = read_progress(Path(reader.site))
        if progress is not None and progress.run == number:
            return True
        if process.poll() is not None:
            progress = read_progress(Path(reader.site))
            return progress is not None and progress.run == number
        time.sleep(0.05)
    return False


def _why_not(reader: Reader) -> str:
    holder = read_progress(Path(reader.site))
    if holder is not None and holder.state == "running":
        begun = holder.started_at[11:16]
        return f"A {holder.command} started by {holder.who} at {begun} UTC is under way. Wait until it has ended."
    return "The refresh program did not start. Run it by hand to see why: python -m pipelines check"
