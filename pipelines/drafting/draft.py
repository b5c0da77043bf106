"""A draft: everything guessed about a file, each part with what it rests on and whether a person must look."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.drafting import vocabulary
from pipelines.drafting.codes import Code, codes_of
from pipelines.drafting.combining import Combined, combined_columns
from pipelines.drafting.dates import Dates, recognise
from pipelines.drafting.file_names import NameGuess, guess_from_name
from pipelines.drafting.keeping import Kept, kept_rows
from pipelines.drafting.layout import Layout
from pipelines.drafting.leaving_out import LeftOut, why_left_out
from pipelines.drafting.matching import Looked, TableMatch, best_table
from pipelines.drafting.opening import open_file
from pipelines.drafting.profile import Profile, profiles
from pipelines.problems import Refused
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
    rows: int
    unreadable: int
    has_nameless_column: bool
    agency: str
    is_agency_sure: bool
    table: tables.Table
    other_table: str | None
    name: NameGuess
    layout: Layout
    missing: tuple[tuple[str, int, str], ...]
    columns: tuple[ColumnDraft, ...]
    combined: tuple[Combined, ...]
    keep: Kept | None
    ignored: tuple[LeftOut, ...]
    refused: tuple[LeftOut, ...]
    # Every heading that may be mapped, with what stands in it.
    looked: Mapping[str, Looked]

    @property
    def not_found(self) -> tuple[tables.Column, ...]:
        known = {item.column.name for item in self.columns} | {item.column.name for item in self.combined}
        return tuple(column for column in self.table.columns if column.name not in known)


def draft(source: Path, *, table: str | None = None, agency: str | None = None) -> Draft:
    """The draft of a file's mapping. Raises Refused when the file cannot be read or must not be here."""
    with TemporaryDirectory() as scratch, DuckEngine(spill_to=Path(scratch)) as engine:
        opened = open_file(engine, source, Path(scratch))
        named = tuple(heading for heading in opened.clean.headings if heading)
        seen = {
            heading: Looked(profile, recognise(engine, heading, profile.filled))
            for heading, profile in profiles(engine, named).items()
        }
        left_out = {heading: why for heading in seen if (why := why_left_out(heading))}
        usable = {heading: looked for heading, looked in seen.items() if heading not in left_out}
        match, other = best_table(usable, source.name, table)
        sender = agency or vocabulary.AGENCIES.get(match.table.name, "agency")
        _refuse_row_level_advocacy(source.name, sender, match.table)
        combined = combined_columns(match, usable)
        in_parts = {item.column.name for item in combined}
        columns = tuple(
            _column(item.column, item.heading, item.is_sure, usable[item.heading])
            for item in match.matches
            if item.column.name not in in_parts
        )
        taken = {column.heading for column in columns} | {
            heading for item in combined for heading in item.headings
        }
        keep = kept_rows({heading: looked for heading, looked in usable.items() if heading not in taken})
        kept = {keep.heading} if keep else set()
        return Draft(
            file_name=source.name,
            rows=opened.rows,
            unreadable=opened.unreadable,
            has_nameless_column="" in opened.clean.headings,
            agency=sender,
            is_agency_sure=agency is not None,
            table=match.table,
            other_table=_close(match, other),
            name=guess_from_name(source.name),
            layout=opened.layout,
            missing=_missing(usable, taken),
            columns=columns,
            combined=combined,
            keep=keep,
            ignored=tuple(
                left_out.get(heading) or LeftOut(heading, "no column here is for it", is_refused=False)
                for heading in seen
                if heading not in taken | kept and not (heading in left_out and left_out[heading].is_refused)
            ),
            refused=tuple(item for item in left_out.values() if item.is_refused),
            looked=usable,
        )


def _refuse_row_level_advocacy(file_name: str, agency: str, table: tables.Table) -> None:
    is_totals = table.name.endswith("_totals")
    if not is_totals and (sounds_like_advocacy(file_name) or sounds_like_advocacy(agency)):
        raise Refused([advocacy_problem(file_name)])


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
