"""Headings that look like names and birth dates: proposed for linking only, never as columns, and not looked into.

What stands under them is in no draft and no form: a few first names would otherwise look like codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.drafting.leaving_out import WHO, LeftOut
from pipelines.drafting.matching import Looked
from pipelines.drafting.words import words_of
from warehouse import tables

PERSON = "person_key"
# Words that say whose name it is, and do not change what it is.
ROLES = frozenset(
    [
        "suspect",
        "defendant",
        "person",
        "inmate",
        "respondent",
        "participant",
        "client",
        "probationer",
        "arrestee",
    ]
)
# The name of somebody else, or another name: it says who a person is, and links nobody.
OTHERS = frozenset({"victim", "other", "alias", "aka", "maiden", "mother", "father", "spouse", "contact"})
OTHERS |= {"middle", "mi", "suffix"}
SPELLINGS = {
    "given": ("first", "first name", "fname", "firstname", "given", "given name", "forename"),
    "family": ("last", "last name", "lname", "lastname", "surname", "family", "family name"),
    "full_name": ("name", "full name", "fullname"),
    "birth_date": ("dob", "birth day", "day of birth", "birthdate", "birthday", "born"),
}
NAMES = ("given", "family", "full_name")
LEAST_COMMAS = 0.5  # of full names; without a comma nobody knows which part is the family name


@dataclass(frozen=True)
class Identifying:
    """Which heading is which part of a name; the formats of the birth date; headings that only say who others are."""

    parts: Mapping[str, str]
    birth_formats: tuple[str, ...]
    others: tuple[LeftOut, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        return (*self.parts.values(), *(item.heading for item in self.others))

    def rule(self) -> dict[str, object]:
        """As `[identity.person_key]` holds it."""
        found: dict[str, object] = dict(self.parts)
        if born := self.parts.get("birth_date"):
            found["birth_date"] = {"from": born, "formats": list(self.birth_formats)}
        return found

    def left_out(self) -> "Identifying":
        """The same where no person can be linked: nothing of it is used."""
        told = [LeftOut(heading, WHO, is_refused=False) for heading in self.parts.values()]
        return Identifying({}, (), (*self.others, *told))


def identifying(looked: Mapping[str, Looked]) -> Identifying:
    """What the headings say of who people are. Without a whole name there is nothing to link by."""
    found: dict[str, str] = {}
    others: list[LeftOut] = []
    for heading in looked:
        part, is_own = _part(heading)
        if part and is_own and part not in found:
            found[part] = heading
        elif part:
            others.append(LeftOut(heading, WHO, is_refused=False))
    full = found.get("full_name")
    has_pair = "given" in found and "family" in found
    if full and (has_pair or not _has_commas(looked[full])):
        others.append(LeftOut(found.pop("full_name"), WHO, is_refused=False))
    if not has_pair:
        # FIRST or LAST alone may be anything.
        found = {part: heading for part, heading in found.items() if part not in ("given", "family")}
    if not any(part in found for part in NAMES):
        others += [LeftOut(heading, WHO, is_refused=False) for heading in found.values()]
        return Identifying({}, (), tuple(others))
    born = found.get("birth_date")
    dates = looked[born].dates if born else None
    if born and dates is None:
        others.append(LeftOut(found.pop("birth_date"), WHO, is_refused=False))
    return Identifying(found, tuple(dates.formats) if dates else (), tuple(others))


def with_sex(found: Identifying, free: Mapping[str, Looked]) -> Identifying:
    """With the sex too, where no column of the table takes it."""
    heading = next((name for name in free if words_of(name) == ("sex",)), None)
    if heading is None or not found.parts:
        return found
    return Identifying({**found.parts, "sex": heading}, found.birth_formats, found.others)


def can_link(table: tables.Table) -> bool:
    return PERSON in table.column_names


def _part(heading: str) -> tuple[str, bool]:
    """Which part of a name the heading is, "" for none, and whether of the person the row is about."""
    words = words_of(heading)
    plain = " ".join(word for word in words if word not in ROLES | OTHERS)
    is_own = not OTHERS & set(words)
    if not plain:
        return ("full_name", False) if {"middle", "alias", "aka"} & set(words) else ("", False)
    return next((part for part, spelt in SPELLINGS.items() if plain in spelt), ""), is_own


def _has_commas(seen: Looked) -> bool:
    rows = sum(count for _, count in seen.profile.top)
    return sum(count for text, count in seen.profile.top if "," in text) >= LEAST_COMMAS * max(rows, 1)
