"""What the commands about versions, and what is in them, do and say: history, rollback, keep, explain."""

import argparse
import json
from datetime import datetime

from logbook import activity
from pipelines.commands import said_if_refused, say
from pipelines.explaining import explain, write_lines
from pipelines.locking import locked
from pipelines.publishing import Version, keep, only_in_force, roll_back
from pipelines.publishing import history as every_version
from pipelines.site import site_folder


@said_if_refused
def history(options: argparse.Namespace, now: datetime) -> int:
    del now
    found = every_version(site_folder(options.site))
    if options.json:
        say(json.dumps([_as_json(one) for one in found]))
    elif not found:
        say("Nothing is published yet. Run: python -m pipelines refresh")
    else:
        say("\n".join(_line(one) for one in found))
    return 0


@said_if_refused
def rollback(options: argparse.Namespace, now: datetime) -> int:
    folder = site_folder(options.site)
    with locked(folder, what="a roll-back", by=options.by, now=now):
        left_out = only_in_force(folder, options.version)
        record = roll_back(folder, options.version)
        activity.note(
            folder.path,
            when=now,
            who=options.by or activity.NOBODY,
            what="rolled_back",
            result=f"version {record.version} is in force",
            version=record.version,
        )
    say(f"In force: version {record.version}, published {record.published_at}.")
    if left_out:
        say(f"Not in it, and loaded again only if they lie in the inbox: {', '.join(left_out)}.")
    say(
        "The next refresh goes on from it, with what lies in the inbox. Take a wrong file out of the inbox first."
    )
    return 0


@said_if_refused
def keep_version(options: argparse.Namespace, now: datetime) -> int:
    folder = site_folder(options.site)
    with locked(folder, what="a change", by=options.by, now=now):
        keep(folder, options.version, options.reason)
        activity.note(
            folder.path,
            when=now,
            who=options.by or activity.NOBODY,
            what="version_kept",
            result=f"version {options.version}: {options.reason.strip()}",
            version=options.version,
        )
    say(f"Version {options.version} is kept for good.")
    return 0


@said_if_refused
def explain_file(options: argparse.Namespace, now: datetime) -> int:
    del now
    explained = explain(site_folder(options.site), options.file)
    for one in explained:
        rows, delivery = sum(number for _, number in one.counts), one.delivery
        say(
            f"{delivery.file_name}, received {delivery.received_on}, by {delivery.mapping_name}.toml, "
            f"in version {one.version}: {rows:,} lines"
        )
        for what, number in one.counts:
            say(f"  {number:>9,}  {what}")
    if options.lines:
        write_lines(explained, options.lines)
        say(f"Every line is told in {options.lines}")
    return 0


def _line(one: Version) -> str:
    notes = [
        "in force" if one.is_in_force else "",
        "" if one.is_whole else "not whole: cannot be rolled back to",
    ]
    notes.append(f"kept: {one.kept_for}" if one.kept_for else "")
    by = f" by {one.record.published_by}" if one.record.published_by else ""
    told = "; ".join(note for note in notes if note)
    return f"  version {one.record.version}, published {one.record.published_at}{by}" + (
        f" ({told})" if told else ""
    )


def _as_json(one: Version) -> dict[str, object]:
    return {
        "version": one.record.version,
        "published_at": one.record.published_at,
        "published_by": one.record.published_by,
        "is_in_force": one.is_in_force,
        "is_whole": one.is_whole,
        "kept_for": one.kept_for,
    }
