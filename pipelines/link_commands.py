"""What the commands about linking do and say: links, rotate-key."""

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from logbook import activity
from pipelines.commands import ProgressBar, say
from pipelines.problems import Refused
from pipelines.site import site_folder
from pipelines.summary import unexpected

if TYPE_CHECKING:
    from pipelines.linking.doubtful import Doubtful

SHOWN = 50


def links(options: argparse.Namespace, now: datetime) -> int:
    """List what is doubtful, or remember a decision."""
    from pipelines.linking.doubtful import decide, doubtful_links

    folder = site_folder(options.site)
    try:
        if options.accept or options.reject:
            decision = "accept" if options.accept else "reject"
            decide(folder, tuple(options.accept or options.reject), decision, by=options.by, now=now)  # type: ignore[arg-type]
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
    from pipelines.refresh import refresh

    folder = site_folder(options.site)
    try:
        with ProgressBar(quiet=options.quiet) as progress:
            outcome = refresh(folder, now=now, progress=progress, rotate=True, by=options.by)
    except Refused as refused:
        say("\n".join(str(problem) for problem in refused.problems), error=True)
        say("Nothing was changed: the old key stays in force.", error=True)
        return 1
    except Exception as error:  # whatever it is, a clerk gets a sentence and the publication stays
        say(unexpected(error), error=True)
        return 1
    say(f"Version {outcome.version} is published under a new key; the old key is deleted.")
    say("Older versions in warehouse/ still hold the old pseudonyms: delete those you do not need.")
    return 0
