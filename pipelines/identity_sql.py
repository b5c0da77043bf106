"""What a mapping's identity sections say of people, as SQL over a file's text: clean, comparable, temporary.

Each person column with an identity gets columns of its own in the staging table of the file, which is
temporary. They are read once, by linking.
"""

from pipelines.identity import Identity
from pipelines.mapping import Mapping
from pipelines.moments import moment
from pipelines.spreadsheet_marks import pattern
from pipelines.sql_text import cleaned
from warehouse import tables
from warehouse.engine import literal

# Dates that stand for "not known" in older systems lie before this year.
FIRST_BIRTH_YEAR = 1905
SUFFIXES = "(JR|SR|II|III|IV|V)"
PARTS = ("given", "family", "birth_year", "birth_month", "birth_day", "sex")
SPREADSHEET_ERROR = literal(pattern(is_number_of_a_record=False))
TEXTS = ("given", "family", "born", "sex")


def part_name(person: str, part: str) -> str:
    """Name in staging of one part of one person column's identity."""
    return f"{person}__{part}"


def number_name(person: str, kind: str) -> str:
    return f"{person}__number_{kind}"


def texts(mapping: Mapping) -> list[str]:
    """The fields as the agency wrote them, without the values that stand for nothing."""
    found = []
    for person, identity in mapping.identity.items():
        fields = dict(zip(TEXTS, _texts(identity, mapping), strict=True))
        found += [f"{text} as {_text_name(person, name)}" for name, text in fields.items()]
        found += [
            f"{cleaned(heading, mapping.format.missing)} as {number_name(person, kind)}"
            for kind, heading in identity.numbers.items()
        ]
    return found


def values(mapping: Mapping) -> list[str]:
    """The parts, made comparable."""
    found = []
    for person, identity in mapping.identity.items():
        formats = identity.birth_date.formats if identity.birth_date else ()
        parts = dict(zip(PARTS, _parts(person, formats or mapping.format.day_formats), strict=True))
        found += [f"{value} as {part_name(person, name)}" for name, value in parts.items()]
        found += [number_name(person, kind) for kind in identity.numbers]
    return found


def number(person: str, raw: str, mapping: Mapping) -> str:
    """The agency's number; where it has none, a number made of the record and the name it gives.

    The same record sent again, in another file too, gets the same number. Of a person without number
    and name nothing can be made.
    """
    identity = mapping.identity.get(person)
    if identity is None or not identity.has_name:
        return raw
    family, given = _text_name(person, "family"), _text_name(person, "given")
    record = [f"{name}_code" for name in _record_columns(mapping)]
    made = ", ".join(
        [literal("~"), literal(mapping.table), *record, family, given, _text_name(person, "born")]
    )
    has_name = f"{family} is not null and {given} is not null"
    return f"coalesce({raw}, case when {has_name} then concat_ws('|', {made}) end)"


def _record_columns(mapping: Mapping) -> list[str]:
    table = tables.canonical(mapping.table)
    return [name for name in table.record_id if table.column(name).kind != "person"]


def _text_name(person: str, part: str) -> str:
    return f"{person}__{part}_text"


def _texts(identity: Identity, mapping: Mapping) -> tuple[str, str, str, str]:
    def text(heading: str | None) -> str:
        if not heading:
            return "cast(null as varchar)"
        told = cleaned(heading, mapping.format.missing)
        # What a spreadsheet writes for an error is nobody's name.
        return f"case when not regexp_full_match({told}, {SPREADSHEET_ERROR}) then {told} end"

    given, family = text(identity.given), text(identity.family)
    if identity.full_name:
        whole = text(identity.full_name)
        family = f"nullif(trim(split_part({whole}, ',', 1)), '')"
        given = f"nullif(trim(split_part({whole}, ',', 2)), '')"
    return (
        given,
        family,
        text(identity.birth_date.heading if identity.birth_date else None),
        text(identity.sex),
    )


def _parts(person: str, formats: tuple[str, ...]) -> tuple[str, ...]:
    given, family, born, sex = (_text_name(person, part) for part in TEXTS)
    # Where XX stands for a part that is not known, two fillings differ in just that part.
    first, second = (moment(f"replace(upper({born}), 'XX', '{day}')", formats) for day in ("01", "02"))
    known = f"year({first}) = year({second}) and year({first}) >= {FIRST_BIRTH_YEAR}"
    letter = f"upper(left({sex}, 1))"
    return (
        _letters(f"split_part({_plain(given)}, ' ', 1)"),
        _letters(f"regexp_replace({_plain(family)}, ' {SUFFIXES}$', '')"),
        f"case when {known} then year({first}) end",
        f"case when {known} and month({first}) = month({second}) then month({first}) end",
        f"case when {known} and day({first}) = day({second}) then day({first}) end",
        f"case when {letter} in ('F', 'M') then {letter} end",
    )


def _plain(text: str) -> str:
    """Capital letters without accents, everything else a space but for hyphens and apostrophes, which go."""
    return f"trim(regexp_replace(regexp_replace(upper(strip_accents({text})), '[-''.]', '', 'g'), '[^A-Z]+', ' ', 'g'))"


def _letters(text: str) -> str:
    return f"nullif(replace({text}, ' ', ''), '')"
