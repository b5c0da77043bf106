"""The command line: python -m pipelines --help lists the commands."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from pipelines import (
    commands,
    link_commands,
    planted_commands,
    steward_commands,
    torture_commands,
    version_commands,
)
from pipelines.commands import say
from pipelines.drafting.commands import add_commands as add_drafting
from pipelines.problems import Refused
from pipelines.summary import unexpected

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
PUBLISHED, REFUSED, USAGE = 0, 1, 2
DECISIONS = ("--accept", "--reject", "--undo")


def main(arguments: list[str] | None = None) -> int:
    """Run one command. 0: done or published; 1: refused, the last publication stays; 2: wrong usage."""
    parser = _parser()
    options = parser.parse_args(_joined(sys.argv[1:] if arguments is None else arguments))
    try:
        return int(options.run(options, datetime.now(UTC)))
    except Refused as refused:
        say("\n".join(str(problem) for problem in refused.problems), error=True)
    except Exception as error:  # whatever it is, a clerk gets a sentence
        say(unexpected(error), error=True)
    return REFUSED


def _joined(arguments: list[str]) -> list[str]:
    """Two pseudonyms as one word: one in 64 begins with a hyphen, and would be taken for an option."""
    joined: list[str] = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word in DECISIONS and rest:
            pair = [rest.pop(0)]
            if "=" not in pair[0] and rest:
                pair.append(rest.pop(0))
            word = "=".join([word, *pair])
        joined.append(word)
    return joined


def _pair(text: str) -> tuple[str, str]:
    first, _, second = text.partition("=")
    if not first or not second:
        raise argparse.ArgumentTypeError("must be two pseudonyms, as python -m pipelines links shows them")
    return first, second


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pipelines", description="From agency files to a publication."
    )
    parser.set_defaults(run=None)
    named = parser.add_subparsers(required=True, metavar="command")
    site = argparse.ArgumentParser(add_help=False)
    site.add_argument("--site", type=Path, help="site folder; default: CCR_SITE, else data/sample_county")
    site.add_argument("--quiet", action="store_true", help="no progress bar")
    who = argparse.ArgumentParser(add_help=False)
    who.add_argument("--by", default="", help="who does it, for the record")
    _add_runs(named, site, who)
    steward_commands.add_to(named, site, who)
    _add_versions(named, site, who)
    _add_links(named, site, who)
    export = named.add_parser("export", parents=[site], help="write every released table of a role as CSV")
    export.add_argument("--role", required=True, choices=["working_group", "funder"])
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(run=commands.export)
    add_drafting(named, site)
    _add_sample(named)
    dictionary = named.add_parser("dictionary", help="write the data dictionary from the declarations")
    dictionary.set_defaults(run=commands.dictionary)
    benchmark = named.add_parser("benchmark", help="measure speed and memory, ratios side by side")
    benchmark.add_argument("--cases", type=_positive, default=100_000)
    benchmark.set_defaults(run=commands.benchmark)
    planted_commands.add_to(named)
    torture_commands.add_to(named)
    return parser


def _add_runs(named: Commands, site: argparse.ArgumentParser, who: argparse.ArgumentParser) -> None:
    for name, run, words in (
        ("refresh", commands.refresh, "load the inbox, check, count, publish"),
        ("check", commands.check, "the same without publishing"),
        ("rebuild", commands.rebuild, "load everything anew from the archive, and publish"),
    ):
        started = named.add_parser(name, parents=[site, who], help=words)
        started.add_argument("--run-number", default="", help=argparse.SUPPRESS)
        started.set_defaults(run=run)


def _add_sample(named: Commands) -> None:
    sample = named.add_parser("sample", help="make up a county with known truth")
    sample.add_argument("--cases", type=_positive, required=True)
    sample.add_argument("--seed", type=int, required=True)
    sample.add_argument("--out", type=Path, required=True)
    sample.add_argument(
        "--names", action="store_true", help="with made-up names, to be linked across the agencies"
    )
    sample.set_defaults(run=commands.sample)


def _add_links(named: Commands, site: argparse.ArgumentParser, who: argparse.ArgumentParser) -> None:
    links = named.add_parser(
        "links", parents=[site, who], help="doubtful links between people, to be decided"
    )
    decide = links.add_mutually_exclusive_group()
    decide.add_argument(DECISIONS[0], type=_pair, metavar="A B", help="they are one person")
    decide.add_argument(DECISIONS[1], type=_pair, metavar="A B", help="they are two people")
    decide.add_argument(DECISIONS[2], type=_pair, metavar="A B", help="forget what was decided of them")
    links.add_argument("--json", action="store_true", help="for a program to read")
    links.set_defaults(run=link_commands.links)
    rotate = named.add_parser(
        "rotate-key", parents=[site, who], help="publish everything under a new key of pseudonyms"
    )
    rotate.set_defaults(run=link_commands.rotate_key, run_number="")


def _add_versions(named: Commands, site: argparse.ArgumentParser, who: argparse.ArgumentParser) -> None:
    history = named.add_parser("history", parents=[site], help="list the publications")
    history.add_argument("--json", action="store_true", help="for programs")
    history.set_defaults(run=version_commands.history)
    rollback = named.add_parser("rollback", parents=[site, who], help="put an older publication in force")
    rollback.add_argument("version", type=_positive)
    rollback.set_defaults(run=version_commands.rollback)
    explain = named.add_parser("explain", parents=[site], help="where every line of a file went")
    explain.add_argument("file", help="its name, its path, or the beginning of its hash")
    explain.add_argument("--lines", type=Path, help="write every line and what became of it as CSV")
    explain.set_defaults(run=version_commands.explain_file)
    keep = named.add_parser("keep", parents=[site, who], help="never delete this publication")
    keep.add_argument("version", type=_positive)
    keep.add_argument("--reason", required=True, help='such as "meeting of 20 November"')
    keep.set_defaults(run=version_commands.keep_version)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # DuckDB's binding complains at exit about objects Great Expectations still holds; nothing is lost.
    os._exit(status)
