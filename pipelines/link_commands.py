"""What the commands about linking do and say: links, rotate-key."""

import argparse
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from logbook import activity
from pipelines.commands import ProgressBar, say
from pipelines.problems import Refused
from pipelines.site import site_folder

if TYPE_CHECKING:
    from pipelines.linking.decisions import Decided
    from pipelines.linking.doubtful import Doubtful

SHOWN = 50


def links(options: argparse.Namespace, now: datetime) -> int:
    """List what is doubtful, or remember a decision."""
    from pipelines.linking.doubtful import decide, doubtful_links

    folder = site_folder(options.site)
    try:
        if options.accept or options.reject:
            decision: Decided = "accept" if options.accept else "reject"
            decide(folder, options.accept or options.reject, decision, by=options.by, now=now)
            what: activity.What = "link_accepted" if options.accept else "link_rejected"
            activity.note(folder.path, when=now, who=options.by, what=what, result="a doubtful link")
            say("Remembered. The next refresh applies it: python -m pipelines refresh")
            return 0
        say(_listed(doubtful_links(folder)))
    except Refused as refused:
        say("\n".join(str(problem) for problem in refused.problems), error=True)
        return 1
    return 0


def _listed(found: "list[Doubtful]") -> str:
    if not found:
        return "No link is in doubt."
    lines = [f"{len(found):,} links are in doubt, the likeliest first. Are these one person?", ""]
    for item in found[:SHOWN]:
        chance = "" if item.probability is None else f", {100 * item.probability:.0f} in 100"
        lines.append(f"  {item.key_a} ({item.owner_a})  {item.key_b} ({item.owner_b}){chance}")
        lines.append(f"      {item.fields}")
    if len(found) > SHOWN:
        lines.append(f"  ... and {len(found) - SHOWN:,} more.")
    lines += ["", "One person:  python -m pipelines links --by WHO --accept A B"]
    return "\n".join([*lines, "Two people:  python -m pipelines links --by WHO --reject A B"])


def rotate_key(options: argparse.Namespace, now: datetime) -> int:
    """Everything under a new key."""
    from pipelines.runs import carry_out, order

    folder = site_folder(options.site)
    asked = replace(order(options, folder, "refresh", now), rotate=True)
    with ProgressBar(quiet=options.quiet) as bar:
        is_done, words = carry_out(asked, bar)
    say(words, error=not is_done)
    if not is_done:
        return 1
    activity.note(folder.path, when=now, who=asked.who, what="key_rotated", result="the old key is deleted")
    say("")
    say("Everything is published under a new key; the old key is deleted.")
    say("Older versions in warehouse/ still hold the old pseudonyms; they go as newer ones come.")
    return 0
