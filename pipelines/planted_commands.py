"""The command that finds out whether planted truths are found: python -m pipelines planted."""

import argparse
from datetime import datetime
from pathlib import Path

from pipelines.commands import say

SEEDS, CASES = 200, 6000


def add_to(named: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    planted = named.add_parser(
        "planted", help="draw many made-up counties, and see how often what was planted is found"
    )
    planted.add_argument(
        "--seeds", type=int, default=SEEDS, metavar="N", help="counties; default %(default)s"
    )
    planted.add_argument(
        "--cases", type=int, default=CASES, metavar="N", help="reports in each; default %(default)s"
    )
    planted.add_argument("--out", type=Path, metavar="FILE", help="write the table there as well")
    planted.set_defaults(run=planted_run)


def planted_run(options: argparse.Namespace, now: datetime) -> int:
    """0: every rate is as wanted; 1: one is not; 2: nothing can be drawn so."""
    del now
    from tqdm import tqdm

    from pipelines.planted.report import lines, table_of
    from pipelines.planted.trials import trials
    from pipelines.sample.generate import FEWEST_CASES

    if options.seeds < 1 or options.cases < FEWEST_CASES:
        say(f"At least one county of {FEWEST_CASES} reports is needed.", error=True)
        return 2
    with tqdm(total=options.seeds, desc="Counties") as bar:
        found = trials(range(1, options.seeds + 1), cases=options.cases, tell=lambda _: bar.update())
    measured = lines(found)
    table = table_of(measured, f"{options.seeds} counties of about {options.cases:,} reports")
    say(table)
    if options.out:
        options.out.write_text(table + "\n", encoding="utf-8")
    return 0 if all(line.is_met is not False for line in measured) else 1
