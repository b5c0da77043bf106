"""The command that mistreats the program: python -m pipelines torture."""

import argparse
from datetime import datetime

from pipelines.commands import say

KILLS = 200


def add_to(named: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    torture = named.add_parser(
        "torture", help="kill, starve and mislead the refresh, and measure what it keeps"
    )
    torture.add_argument(
        "--kills", type=int, default=KILLS, metavar="N", help="random kills; default %(default)s"
    )
    torture.add_argument("--only", metavar="NAME", help="one of the runs; a wrong name lists them")
    torture.set_defaults(run=torture_run)


def torture_run(options: argparse.Namespace, now: datetime) -> int:
    """0: every figure is met; 1: one is not; 2: there is no run of that name."""
    del now
    from pipelines.torture.run import RUNS, run

    if options.only and options.only not in RUNS:
        say(f"No such run: {options.only}; there are {', '.join(RUNS)}.", error=True)
        return 2
    return 0 if run(kills=options.kills, only=options.only, say=lambda line: say(line)) else 1
