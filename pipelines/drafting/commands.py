"""The commands draft, preview and save-mapping."""

import argparse
import json
import shlex
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from logbook import activity
from pipelines.drafting.as_json import draft_json
from pipelines.drafting.draft import draft as make_draft
from pipelines.drafting.previewing import Preview, refused_preview
from pipelines.drafting.previewing import preview as make_preview
from pipelines.drafting.saving import mapping_of_text
from pipelines.drafting.saving import save_mapping as save
from pipelines.drafting.writing import draft_toml
from pipelines.locking import locked
from pipelines.mapping import read_mapping
from pipelines.problems import Problem, Refused
from pipelines.site import site_folder
from warehouse import tables

STANDARD_INPUT = "-"


def add_commands(
    named: "argparse._SubParsersAction[argparse.ArgumentParser]", site: argparse.ArgumentParser
) -> None:
    """Declare the three commands on the command line."""
    drafted = named.add_parser(
        "draft", parents=[site], help="write a first mapping from a file, to be corrected"
    )
    drafted.add_argument("file", type=Path)
    drafted.add_argument("--table", choices=[table.name for table in tables.CANONICAL])
    drafted.add_argument("--agency", help="who sends it, as in agency = ...")
    drafted.add_argument("--out", type=Path, help="where to write it, for example extracts/jail.toml")
    drafted.add_argument("--json", action="store_true", help="as data for a form")
    drafted.set_defaults(run=draft)
    shown = named.add_parser("preview", parents=[site], help="the first rows of a file as they would load")
    shown.add_argument("file", type=Path)
    shown.add_argument("--mapping", required=True, help="a mapping file, or - for standard input")
    shown.add_argument("--rows", type=int, default=10, choices=range(1, 101), metavar="N")
    shown.add_argument("--json", action="store_true", help="as data for a form")
    shown.set_defaults(run=preview)
    saved = named.add_parser(
        "save-mapping", parents=[site], help="put the mapping on standard input into extracts/"
    )
    saved.add_argument("--name", required=True)
    saved.add_argument("--by", default="", metavar="WHO", help="who saves it, for the log")
    saved.set_defaults(run=save_mapping)


def draft(options: argparse.Namespace, now: datetime) -> int:
    del now
    try:
        if options.out is not None and options.out.exists():
            what, remedy = "it is there already.", "Name another file with --out, or take this one away."
            raise Refused([Problem(file=options.out.name, where="", what=what, remedy=remedy)])
        made = make_draft(
            _existing(options.file),
            table=options.table,
            agency=options.agency,
            site=site_folder(options.site).path,
        )
    except Refused as refused:
        return _refused(refused, as_json=options.json)
    if options.json:
        _say(json.dumps(draft_json(made)))
        return 0
    text = draft_toml(made)
    if options.out is None:
        _say(text.rstrip())
        return 0
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text, encoding="utf-8")
    questions = sum("# ?" in line for line in text.splitlines()[1:])
    _say(
        f"{options.out} is written: {len(made.columns) + len(made.combined)} columns of {made.table.name} found."
    )
    _say(f"{questions} lines with # ? need you. Then look at the first rows:")
    file, out = (shlex.quote(str(path)) for path in (options.file, options.out))  # names may hold spaces
    # Another site has other districts and another clock.
    site = f" --site {shlex.quote(str(options.site))}" if options.site else ""
    _say(f"  python -m pipelines preview {file} --mapping {out}{site}")
    return 0


def preview(options: argparse.Namespace, now: datetime) -> int:
    del now
    folder = site_folder(options.site)
    table = ""
    try:
        if options.mapping == STANDARD_INPUT:
            mapping = mapping_of_text(sys.stdin.read(), "mapping", folder.path / "extracts")
        else:
            mapping = read_mapping(Path(options.mapping))
        table = mapping.table
        districts = None
        if (folder.path / "site.toml").is_file():
            settings = folder.settings()
            mapping, districts = mapping.at_site(settings.time_zone), settings.districts
        shown = make_preview(
            _existing(options.file), mapping, rows=options.rows, districts=districts, site=folder.path
        )
    except Refused as refused:
        shown = refused_preview(options.file.name, table, refused)
    _say(json.dumps(asdict(shown)) if options.json else _preview_words(shown))
    return 1 if shown.problems else 0


def save_mapping(options: argparse.Namespace, now: datetime) -> int:
    folder = site_folder(options.site)
    try:
        with locked(folder, what="the saving of a mapping", by=options.by, now=now):
            kept = save(sys.stdin.read(), options.name, folder.path / "extracts")
    except Refused as refused:
        return _refused(refused, as_json=False)
    who = options.by or activity.NOBODY
    activity.note(
        folder.path, when=now, who=who, what="mapping_saved", result=f"extracts/{options.name}.toml"
    )
    _say(
        f"extracts/{options.name}.toml is saved."
        + (f" The one before is kept as {kept.name}." if kept else "")
    )
    return 0


def _existing(path: Path) -> Path:
    if path.is_file():
        return path
    what, remedy = "there is no such file.", "Correct its name, or the folder."
    raise Refused([Problem(file=path.name, where="", what=what, remedy=remedy)])


def _preview_words(shown: Preview) -> str:
    lines = [
        f"{shown.file_name}: {shown.loaded:,} rows read, {shown.kept:,} of them ours, {shown.rejected:,} rejected."
    ]
    if shown.rows:
        lines += ["", *_table([shown.columns, *shown.rows])]
    if shown.problems:
        lines += ["", "A refresh would stop at:", *(f"  - {problem}" for problem in shown.problems)]
    if shown.notes:
        lines += ["", "Left empty or set aside:", *(f"  - {note}" for note in shown.notes)]
    return "\n".join(lines)


def _table(rows: list[tuple[str | None, ...]]) -> list[str]:
    cells = [[("" if cell is None else cell)[:24] for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _refused(refused: Refused, *, as_json: bool) -> int:
    if as_json:
        _say(json.dumps({"problems": [str(problem) for problem in refused.problems]}))
    else:
        print("\n".join(f"  - {problem}" for problem in refused.problems), file=sys.stderr)
    return 1


def _say(text: str) -> None:
    print(text)
