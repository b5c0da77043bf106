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
from pipelines.site import site_folder

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
    from pipelines.runs import carry_out, order

    folder = site_folder(options.site)
    asked = order(options, folder, "refresh" if publish else "check", now, anew=anew)
    with ProgressBar(quiet=options.quiet) as bar:
        is_done, words = carry_out(asked, bar)
    say(words, error=not is_done)
    return 0 if is_done else 1


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
            options.out,
            cases=options.cases,
            seed=options.seed,
            names=options.names,
            progress=lambda words, _: progress(words),
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


def say(text: str, *, error: bool = False) -> None:
    print(text, file=sys.stderr if error else sys.stdout)
