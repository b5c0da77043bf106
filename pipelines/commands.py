"""What each command of `python -m pipelines` does and says."""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Self

from tqdm import tqdm

from pipelines.problems import Refused
from pipelines.site import SiteFolder, site_folder
from pipelines.summary import refusal, summary

Command = Callable[[argparse.Namespace, datetime], int]


class ProgressBar:
    """A bar on the terminal that says what is being done; nothing when output goes elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self._bar = tqdm(disable=True if quiet else None, bar_format="{desc:<48} {elapsed}", leave=False)

    def __call__(self, words: str) -> None:
        self._bar.set_description_str(words)
        self._bar.update()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()


def refresh(options: argparse.Namespace, now: datetime) -> int:
    return _refresh(options, now, publish=True)


def check(options: argparse.Namespace, now: datetime) -> int:
    return _refresh(options, now, publish=False)


def rebuild(options: argparse.Namespace, now: datetime) -> int:
    return _refresh(options, now, publish=True, anew=True)


def _refresh(options: argparse.Namespace, now: datetime, *, publish: bool, anew: bool = False) -> int:
    from pipelines import refresh as refreshing

    folder = site_folder(options.site)
    try:
        with ProgressBar(quiet=options.quiet) as progress:
            outcome = refreshing.refresh(
                folder, now=now, progress=progress, publish=publish, by=options.by, anew=anew
            )
    except Refused as refused:
        say(refusal(refused, published=_has_publication(folder)), error=True)
        return 1
    except Exception as error:  # whatever it is, a clerk gets a sentence and the publication stays
        say(_unexpected(error), error=True)
        return 1
    say(summary(outcome, folder.settings().name))
    return 0


def _unexpected(error: Exception) -> str:
    """Kind and place of a mistake of ours; never its text, which may hold data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return (
        "Not published: the program met something it does not know. The last publication stays as it was.\n"
        f"Tell whoever looks after the program: {type(error).__name__} at {place}."
    )


def export(options: argparse.Namespace, now: datetime) -> int:
    del now
    from release.export import export_tables
    from release.reading import NothingPublished

    if options.out.exists() and not options.out.is_dir():
        say(f"{options.out} is a file. Name a folder.", error=True)
        return 1
    try:
        written = export_tables(site_folder(options.site).path, options.role, options.out)
    except NothingPublished:
        say("Nothing is published yet for this role. Run: python -m pipelines refresh", error=True)
        return 1
    say(f"{len(written)} tables and manifest.json written to {options.out}")
    return 0


def sample(options: argparse.Namespace, now: datetime) -> int:
    del now
    from pipelines.sample import generate

    if options.out.exists() and (not options.out.is_dir() or any(options.out.iterdir())):
        say(f"{options.out} is not an empty folder. Name a new one, or empty this one.", error=True)
        return 1
    with ProgressBar(quiet=False) as progress:
        generate(
            options.out, cases=options.cases, seed=options.seed, progress=lambda words, _: progress(words)
        )
    say(f"A made-up county of about {options.cases:,} reports lies in {options.out}")
    return 0


def dictionary(options: argparse.Namespace, now: datetime) -> int:
    del options, now
    from pipelines.dictionary import write

    changed = write(Path(__file__).resolve().parent.parent)
    say("\n".join(f"{path} is written anew" for path in changed) or "Nothing changed.")
    return 0


def benchmark(options: argparse.Namespace, now: datetime) -> int:
    from pipelines.benchmark import run

    return run(cases=options.cases, now=now)


def said_if_refused(command: Command) -> Command:
    """The command, with a refusal told in its words and answered with 1."""

    @wraps(command)
    def told(options: argparse.Namespace, now: datetime) -> int:
        try:
            return command(options, now)
        except Refused as refused:
            say("\n".join(str(problem) for problem in refused.problems), error=True)
            return 1

    return told


def _has_publication(folder: SiteFolder) -> bool:
    return (folder.published / "current.json").exists()


def say(text: str, *, error: bool = False) -> None:
    print(text, file=sys.stderr if error else sys.stdout)
