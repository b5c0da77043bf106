"""What each command of `python -m pipelines` does and says."""

import argparse
import sys
from datetime import datetime
from types import TracebackType
from typing import Self

from tqdm import tqdm

from pipelines.site import site_folder


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


def _refresh(options: argparse.Namespace, now: datetime, *, publish: bool) -> int:
    from pipelines.runs import carry_out, order

    asked = order(options, site_folder(options.site), "refresh" if publish else "check", now)
    with ProgressBar(quiet=options.quiet) as bar:
        is_done, words = carry_out(asked, bar)
    _say(words, error=not is_done)
    return 0 if is_done else 1


def history(options: argparse.Namespace, now: datetime) -> int:
    del now
    from warehouse.versions import BrokenPointer, read_pointer

    folder = site_folder(options.site)
    try:
        pointer = read_pointer(folder.published)
    except BrokenPointer:
        _say("published/current.json cannot be read. Take it away and refresh.", error=True)
        return 1
    if pointer is None:
        _say("Nothing is published yet. Run: python -m pipelines refresh")
        return 0
    _say(f"In force: version {pointer.version}, published {pointer.published_at}")
    for path in sorted(folder.published.glob("*.duckdb")):
        _say(f"  {path.name}")
    return 0


def export(options: argparse.Namespace, now: datetime) -> int:
    del now
    from release.export import export_tables
    from release.reading import NothingPublished

    if options.out.exists() and not options.out.is_dir():
        _say(f"{options.out} is a file. Name a folder.", error=True)
        return 1
    try:
        written = export_tables(site_folder(options.site).path, options.role, options.out)
    except NothingPublished:
        _say("Nothing is published yet for this role. Run: python -m pipelines refresh", error=True)
        return 1
    _say(f"{len(written)} tables and manifest.json written to {options.out}")
    return 0


def sample(options: argparse.Namespace, now: datetime) -> int:
    del now
    from pipelines.sample import generate

    if options.out.exists() and (not options.out.is_dir() or any(options.out.iterdir())):
        _say(f"{options.out} is not an empty folder. Name a new one, or empty this one.", error=True)
        return 1
    with ProgressBar(quiet=False) as progress:
        generate(
            options.out, cases=options.cases, seed=options.seed, progress=lambda words, _: progress(words)
        )
    _say(f"A made-up county of about {options.cases:,} reports lies in {options.out}")
    return 0


def benchmark(options: argparse.Namespace, now: datetime) -> int:
    from pipelines.benchmark import run

    return run(cases=options.cases, now=now)


def _say(text: str, *, error: bool = False) -> None:
    print(text, file=sys.stderr if error else sys.stdout)
