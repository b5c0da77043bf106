"""What the commands about linking do and say: links, rotate-key."""

import argparse
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from logbook import activity
from logbook.reports import written
from pipelines.commands import ProgressBar, said_if_refused, say
from pipelines.site import SiteFolder, site_folder

if TYPE_CHECKING:
    from pipelines.linking.decisions import Decided
    from pipelines.linking.doubtful import Doubtful

SHOWN = 50


@said_if_refused
def links(options: argparse.Namespace, now: datetime) -> int:
    """List what is doubtful, or remember or undo a decision."""
    from pipelines.linking.doubtful import doubtful_links
    from pipelines.linking.report import links_report

    folder = site_folder(options.site)
    if options.accept or options.reject or options.undo:
        say(_decided(options, folder, now))
    elif options.json:
        say(written(links_report(folder)))
    else:
        say(_listed(doubtful_links(folder)))
    return 0


def _decided(options: argparse.Namespace, folder: SiteFolder, now: datetime) -> str:
    """What became of a decision, which is in the log then. Raises Refused."""
    from pipelines.linking.doubtful import decide, undo

    what: activity.What = "link_undone"
    if options.undo:
        undo(folder, options.undo, by=options.by, now=now)
    else:
        decision: Decided = "accept" if options.accept else "reject"
        decide(folder, options.accept or options.reject, decision, by=options.by, now=now)
        what = "link_accepted" if options.accept else "link_rejected"
    activity.note(folder.path, when=now, who=options.by, what=what, result="a doubtful link")
    if options.undo:
        return "Undone. The next refresh puts the link in doubt again: python -m pipelines refresh"
    return "Remembered. The next refresh applies it: python -m pipelines refresh"


def _listed(found: "list[Doubtful]") -> str:
    if not found:
        return "No link is in doubt."
    many = "link is" if len(found) == 1 else "links are"
    lines = [f"{len(found):,} {many} in doubt, the likeliest first. Are these one person?", ""]
    for item in found[:SHOWN]:
        chance = "" if item.probability is None else f", {100 * item.probability:.0f} in 100"
        lines.append(f"  {item.key_a} ({item.owner_a})  {item.key_b} ({item.owner_b}){chance}")
        lines.append(f"      {item.fields}")
    if len(found) > SHOWN:
        lines.append(f"  ... and {len(found) - SHOWN:,} more.")
    lines += ["", "One person:  python -m pipelines links --by WHO --accept A B"]
    lines.append("Two people:  python -m pipelines links --by WHO --reject A B")
    return "\n".join([*lines, "Decided wrongly:  python -m pipelines links --by WHO --undo A B"])


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
