"""A draft: everything guessed about a file, each part with what it rests on and whether a person must look."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.drafting import vocabulary
from pipelines.drafting.codes import Code, codes_of
from pipelines.drafting.combining import Combined, combined_columns
from pipelines.drafting.dates import Dates, recognise
from pipelines.drafting.file_names import NameGuess, guess_from_name
from pipelines.drafting.identifying import Identifying, can_link, identifying, with_sex
from pipelines.drafting.keeping import Kept, kept_rows
from pipelines.drafting.leaving_out import LeftOut, why_left_out
from pipelines.drafting.matching import Looked, TableMatch, best_table
from pipelines.drafting.opening import OpenedFile, open_file
from pipelines.drafting.profile import Profile, profiles
from pipelines.drafting.wide import Wide, wide_figures
from pipelines.problems import Refused
from pipelines.reading_rooms import reading_place, reading_room
from pipelines.refused_columns import advocacy_problem, sounds_like_advocacy
from warehouse import tables
from warehouse.engine import DuckEngine

LEAST_ROWS_OF_A_CODE = 2  # on average; a column whose texts hardly repeat holds no codes


@dataclass(frozen=True)
class ColumnDraft:
    """One column of ours and the heading it is taken from. `codes` of a coded column, `dates` of a day or moment."""

    column: tables.Column
    heading: str
    is_sure: bool
    is_age: bool = False
    dates: Dates | None = None
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True)
class Draft:
    file_name: str
    opened: OpenedFile
    agency: str
    is_agency_sure: bool
    table: tables.Table
    other_table: str | None
    name: NameGuess
    missing: tuple[tuple[str, int, str], ...]
    columns: tuple[ColumnDraft, ...]
    combined: tuple[Combined, ...]
    wide: Wide | None
    keep: Kept | None
    identity: Identifying
    ignored: tuple[LeftOut, ...]
    refused: tuple[LeftOut, ...]
    # Every heading that may be mapped, with what stands in it.
    looked: Mapping[str, Looked]

    @property
    def not_found(self) -> tuple[tables.Column, ...]:
        known = {item.column.name for item in self.columns} | {item.column.name for item in self.combined}
        known |= {self.wide.column.name, self.wide.figure.name} if self.wide else set()
        return tuple(column for column in self.table.columns if column.name not in known)


def draft(source: Path, *, table: str | None = None, agency: str | None = None, site: Path = Path()) -> Draft:
    """The draft of a file's mapping. Raises Refused when the file cannot be read or must not be here.

    site: the site's folder, in which room is made while this is at work; none need be there.
    """
    with reading_room(reading_place(site)) as room, DuckEngine(spill_to=room) as engine:
        opened = open_file(engine, source, room)
        named = tuple(heading for heading in opened.clean.headings if heading)
        seen = {
            heading: Looked(profile, recognise(engine, heading, profile.filled))
            for heading, profile in profiles(engine, named).items()
        }
    made = _drafted(source.name, opened, seen, table, agency)
    _refuse_row_level_advocacy(made)
    return made


def _drafted(
    file_name: str, opened: OpenedFile, seen: Mapping[str, Looked], table: str | None, agency: str | None
) -> Draft:
    left_out = {heading: why for heading in seen if (why := why_left_out(heading))}
    who = identifying(
        {name: it for name, it in seen.items() if name not in left_out or not left_out[name].is_refused}
    )
    left_out |= {item.heading: item for item in who.others}
    usable = {name: it for name, it in seen.items() if name not in left_out and name not in who.headings}
    match, other = best_table(usable, file_name, table)
    sender = agency or vocabulary.AGENCIES.get(match.table.name, "agency")
    combined, wide = combined_columns(match, usable), wide_figures(match, usable)
    columns = _columns(match, combined, usable)
    taken = {column.heading for column in columns}
    taken |= {heading for item in combined for heading in item.headings}
    taken |= {heading for heading, _ in wide.headings} if wide else set()
    keep = kept_rows({heading: looked for heading, looked in usable.items() if heading not in taken})
    taken |= {keep.heading} if keep else set()
    if can_link(match.table):
        who = with_sex(who, {heading: looked for heading, looked in usable.items() if heading not in taken})
    else:
        who = who.left_out()
        left_out |= {item.heading: item for item in who.others}
    taken |= set(who.parts.values())
    return Draft(
        file_name=file_name,
        opened=opened,
        agency=sender,
        is_agency_sure=agency is not None,
        table=match.table,
        other_table=_close(match, other),
        name=guess_from_name(file_name),
        missing=_missing(usable, taken),
        columns=columns,
        combined=combined,
        wide=wide,
        keep=keep,
        identity=who,
        ignored=_ignored([heading for heading in seen if heading not in taken], left_out),
        refused=tuple(item for item in left_out.values() if item.is_refused),
        looked=usable,
    )


def _columns(
    match: TableMatch, combined: tuple[Combined, ...], usable: Mapping[str, Looked]
) -> tuple[ColumnDraft, ...]:
    in_parts = {item.column.name for item in combined}
    return tuple(
        _column(item.column, item.heading, item.is_sure, usable[item.heading])
        for item in match.matches
        if item.column.name not in in_parts
    )


def _ignored(headings: list[str], left_out: Mapping[str, LeftOut]) -> tuple[LeftOut, ...]:
    nothing = "no column here is for it"
    found = [left_out.get(heading) or LeftOut(heading, nothing, is_refused=False) for heading in headings]
    return tuple(item for item in found if not item.is_refused)


def _refuse_row_level_advocacy(made: Draft) -> None:
    """A file from advocates is drafted only where it is plainly one of totals."""
    is_totals = made.table.is_totals and not any(column.required for column in made.not_found)
    if not is_totals and (sounds_like_advocacy(made.file_name) or sounds_like_advocacy(made.agency)):
        raise Refused([advocacy_problem(made.file_name)])


def _column(column: tables.Column, heading: str, is_sure: bool, looked: Looked) -> ColumnDraft:
    is_age = column.name == "age_band" and looked.profile.age_share > 0.8
    has_codes = column.kind == "code" and not is_age
    return ColumnDraft(
        column=column,
        heading=heading,
        is_sure=is_sure and not (looked.dates and looked.dates.doubt),
        is_age=is_age,
        dates=looked.dates if column.kind in ("day", "moment") else None,
        codes=codes_of(column, looked.profile) if has_codes or _is_district(column, looked.profile) else (),
    )


def _is_district(column: tables.Column, profile: Profile) -> bool:
    """Districts are published, so each text must become one that site.toml lists."""
    return column.name == "district" and profile.has_few_values


def _missing(usable: Mapping[str, Looked], taken: set[str]) -> tuple[tuple[str, int, str], ...]:
    """Texts that may stand for an empty field in the columns taken: text, rows, one heading that has it."""
    found: dict[str, tuple[int, str]] = {}
    for heading in usable:
        for text, rows in usable[heading].profile.missing if heading in taken else ():
            count, first = found.get(text, (0, heading))
            found[text] = (count + rows, first)
    return tuple((text, rows, heading) for text, (rows, heading) in found.items())


def _close(match: TableMatch, other: TableMatch | None) -> str | None:
    """The next best table where it is nearly as good."""
    return other.table.name if other and other.score > match.score * 0.8 else None
