"""The words that all pages share: their titles, groups of people, places and times, sentences said everywhere.

Those of one subject stand beside: disparity_words, indicator_words, repeat_words, verdict_words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from charts.numbers import month

PRODUCT = "Coordinated community response"
ALL = "all"
WHOLE = "whole"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page: address, question, name and icon in the navigation, purpose, shared filters it heeds, who may see it."""

    path: str
    question: str
    name: str
    icon: str
    purpose: str
    filters: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("working_group", "funder")


PAGES = {
    page.path: page
    for page in (
        Page(
            path="home",
            question="What needs us this month?",
            name="This month",
            icon=":material/today:",
            purpose="Changes and their verdicts, unusual months, and how fresh each agency's data are.",
        ),
        Page(
            path="case_flow",
            question="Where do cases go, and where do they stop?",
            name="Case flow",
            icon=":material/account_tree:",
            purpose="From the report to the court: what share goes on at each step.",
            filters=("district", "period"),
        ),
        Page(
            path="timeliness",
            question="Are consequences swift and sure?",
            name="Timeliness",
            icon=":material/schedule:",
            purpose="How long each step takes, how often within its standard, those still waiting counted.",
            filters=("district", "period"),
        ),
        Page(
            path="interventions",
            question="Did the change do what we intended?",
            name="Intended and actual",
            icon=":material/timeline:",
            purpose="What was intended, what happened after the change, and how sure we are.",
            filters=("district", "period"),
        ),
        Page(
            path="disparity",
            question="Is the response the same for everyone?",
            name="Disparity",
            icon=":material/balance:",
            purpose="Each group compared with a reference group, at each decision point, and where gaps enter.",
            filters=("district", "period"),
        ),
        Page(
            path="recidivism",
            question="How long until harm is reported again?",
            name="Repeat harm",
            icon=":material/trending_up:",
            purpose="The share with new harm reported, by time since an arrest, a court case or the program.",
            filters=("district",),
        ),
        Page(
            path="indicators",
            question="What do we track, and how?",
            name="Indicators",
            icon=":material/checklist:",
            purpose="Every indicator: its question, how it is counted, from whose data, and its figure.",
            filters=("district", "period"),
        ),
        Page(
            path="data_steward",
            question="Is the data right, and can it be published?",
            name="Data steward",
            icon=":material/inventory_2:",
            purpose="The agencies' files: what came in, what is wrong with it, what is published.",
            roles=("data_steward",),
        ),
    )
}
FIRST_PAGES = ("home", "data_steward")
ROLES = {"working_group": "working group", "funder": "funder", "data_steward": "data steward"}
PLACES = {
    "reported": "Reported",
    "arrested": "Arrested",
    "not_arrested": "Not arrested",
    "charged": "Charged",
    "not_charged": "Arrested, not charged",
    "charge_open": "Charge not decided",
    "charged_without_arrest": "Charged without arrest",
    "closed_without_charge": "No arrest, no charge",
    "convicted": "Convicted",
    "not_convicted": "Not convicted",
    "court_open": "Still in court",
    "charge_open_without_arrest": "Charge not decided, no arrest",
}
KINDS = {"on": "went on", "stopped": "stopped here", "open": "not decided yet"}
IN_PART = "some went on without arrest"  # a place that stops some and not others
RESPONSES = {
    "all": "All policies together",
    "as_intended": "As intended",
    "arrest": "Arrest",
    "advise": "Advise",
    "separate": "Separate",
    "other": "Other",
    "none": "No response",
    "unknown": "Not known",
    "not_known": "Not known",
}
BREAKDOWNS = {
    "none": "Everyone",
    "race": "Race",
    "ethnicity": "Ethnicity",
    "sex": "Sex",
    "age_band": "Age",
    "language": "Language",
    "strangulation": "Strangulation recorded",
    "standing": "Part in the violence",
    "program_result": "Program completed",
    "sentenced_to_program": "Sentenced to the program",
    "severity": "Severity",
    "district": "District",
    "relationship": "Relationship",
    "violence_type": "Kind of violence",
    "victim_race": "Victim's race",
    "victim_ethnicity": "Victim's ethnicity",
    "victim_sex": "Victim's sex",
    "victim_age_band": "Victim's age",
    "victim_language": "Victim's language",
    "sex_and_race": "Sex and race",
}
GROUPS: dict[str, dict[str, str]] = {
    "none": {"all": "Everyone"},
    "race": {
        "asian": "Asian",
        "black": "Black",
        "native": "Native",
        "pacific_islander": "Pacific Islander",
        "white": "White",
        "multiple": "Two or more races",
        "other": "Other",
    },
    "ethnicity": {"hispanic": "Hispanic", "not_hispanic": "Not Hispanic"},
    "sex": {"female": "Women", "male": "Men", "nonbinary": "Nonbinary"},
    "age_band": {
        "under_18": "Under 18",
        "18_24": "18 to 24",
        "25_34": "25 to 34",
        "35_44": "35 to 44",
        "45_54": "45 to 54",
        "55_and_over": "55 and over",
    },
    "strangulation": {"yes": "Strangulation", "no": "No strangulation"},
    "standing": {
        "suspect_only": "Suspect only",
        "dual_arrest": "Dual arrest",
        "former_victim": "Victim before",
        "not_known": "Past not known",
    },
    "relationship": {
        "spouse": "Married",
        "common_law": "Living as married",
        "ex_spouse": "Divorced",
        "partner": "Boyfriend or girlfriend",
        "ex_partner": "Former boyfriend or girlfriend",
        "co_parent": "Child in common",
        "family": "Other family",
        "other": "None of these",
    },
    "severity": {
        "felony": "Felony",
        "gross_misdemeanor": "Gross misdemeanor",
        "misdemeanor": "Misdemeanor",
        "other": "Less than a misdemeanor",
    },
    "language": {"english": "English", "spanish": "Spanish", "other": "Another language"},
    "violence_type": {
        "battering": "Battering",
        "resistive": "Resistive violence",
        "non_battering": "Non-battering",
        "undetermined": "Not determined",
    },
    "program_result": {"completed": "Completed", "not_completed": "Not completed"},
    "sentenced_to_program": {"yes": "Sentenced to it", "no": "Not sentenced to it"},
}
PEOPLE = {
    "sex": "people recorded as {}",
    "age_band": "people aged {}",
    "victim_race": "suspects whose victim is recorded as {}",
    "victim_sex": "suspects whose victim is recorded as {}",
    "victim_age_band": "suspects whose victim is aged {}",
}
PEOPLE_OF_RACE = {"multiple": "{} of two or more races", "other": "{} of another race"}
PEOPLE_OF_GROUP = {
    ("strangulation", "yes"): "people whose case records strangulation",
    ("strangulation", "no"): "people whose case records no strangulation",
    ("standing", "suspect_only"): "people recorded as suspects only",
    ("standing", "dual_arrest"): "people arrested together with the other party",
    ("standing", "former_victim"): "people who were the victim of the same partner before",
    ("program_result", "completed"): "people who had completed the program",
    ("program_result", "not_completed"): "people who had not completed it",
    ("sentenced_to_program", "yes"): "people sentenced to the program",
    ("sentenced_to_program", "no"): "people convicted without it",
}
NOT_KNOWN_GROUPS = {
    "not_known": "Not known",
    "unknown": "Not known",
    "refused": "Refused to say",
    "not_collected": "Not collected",
    "not_recorded": "Not recorded",
}
CUTS = {
    "race": "Suspect's race",
    "ethnicity": "Suspect's ethnicity",
    "sex": "Suspect's sex",
    "age_band": "Suspect's age",
    "language": "Suspect's language",
    "victim_race": "Victim's race",
    "victim_ethnicity": "Victim's ethnicity",
    "victim_sex": "Victim's sex",
    "victim_age_band": "Victim's age",
    "victim_language": "Victim's language",
    "sex_and_race": "Suspect's sex and race",
}
NOTHING_YET = {
    "nothing_yet": (
        "Nothing is published yet",
        "Ask the data steward to run the refresh. When it has published, reload this page.",
        "python -m pipelines refresh",
    ),
    "not_for_role": (
        "Nothing is published for this role",
        "This publication holds no file for your role. Ask the data steward to add the role to the site's "
        "settings and to publish again.",
        "",
    ),
    "damaged": (
        "The publication cannot be read",
        "The published file is missing, or it is not the one that was checked before it went live, so none "
        "of it is shown. Ask the data steward to refresh: what is damaged is made again.",
        "python -m pipelines refresh",
    ),
}
UNKNOWN_ROLE = (
    "No data for this role",
    "The role this dashboard was started with is not one it knows, so it shows no data. Ask the person who "
    "starts the dashboard to set CCR_ROLE to working_group, funder or data_steward.",
    "",
)
NOT_YOUR_PAGE = ("This page is for another role", "It shows you no data. Choose a page above.", "")
AFTER_NOT_BECAUSE = (
    "This shows what changed after the start, not because of it: other things changed at the same time."
)
COMPARED = (
    "What happened in the districts compared with is taken out. What else happened only where the change was made "
    "is not."
)
REPORTED_IS_NOT_ALL = (
    "Recorded re-arrest is not all harm: much violence is never reported, and a rise may mean that more "
    "people trust the response."
)
WORKERS_ARE_NOT_JUDGED = (
    "The numbers speak of how the system works, never of how one officer, prosecutor or advocate works."
)
BANDS = "Counts are released as bands of {width}, and shares are rounded, so that no one can be singled out."
MEETING_HELP = (
    "Larger type for a shared screen. With the keyboard: right and left arrow for the next and the previous "
    "page, F for full screen."
)
EXIT_HELP = "Quick exit replaces this page with a weather page. It does not clear your history or downloads."


def group(breakdown: str, code: str) -> str:
    """A group as readers call it; an unlisted code is shown as it is, never dropped."""
    if code == ALL:
        return "Everyone"
    if breakdown == "sex_and_race" and code not in NOT_KNOWN_GROUPS:
        sex, _, race = code.partition("_")
        return f"{group('sex', sex)}, {group('race', race)}"
    known = GROUPS.get(breakdown.removeprefix("victim_"), {}).get(code) or NOT_KNOWN_GROUPS.get(code)
    return known or plain(code)


def people(breakdown: str, code: str) -> str:
    """A group as the people in a sentence: "people recorded as White", "women", "people aged 18 to 24"."""
    if code in NOT_KNOWN_GROUPS:
        return f"people whose {BREAKDOWNS.get(breakdown, breakdown).lower()} is not known"
    if breakdown == "sex_and_race":
        sex, _, race = code.partition("_")
        people_of_sex = {"nonbinary": "nonbinary people"}.get(sex, group("sex", sex).lower())
        return f"people recorded as {PEOPLE_OF_RACE.get(race, group('race', race) + ' {}').format(people_of_sex)}"
    general = PEOPLE.get(breakdown, "people recorded as {}").format(group(breakdown, code))
    return PEOPLE_OF_GROUP.get((breakdown, code), general)


def cut(breakdown: str) -> str:
    """By whose attribute groups are made: the suspect's and the victim's are two different cuts."""
    return CUTS.get(breakdown) or BREAKDOWNS.get(breakdown, plain(breakdown))


def rank(breakdown: str, code: str) -> tuple[int, str]:
    """Where a group stands in a list: declared order, then unlisted codes, then what is not known."""
    known = list(GROUPS.get(breakdown.removeprefix("victim_"), {}))
    if code in NOT_KNOWN_GROUPS:
        return len(known) + 1, code
    return (known.index(code) if code in known else len(known)), code


def groups(breakdown: str, codes: list[str]) -> dict[str, str]:
    return {code: group(breakdown, code) for code in codes}


def plain(code: str) -> str:
    """An id without its underscores: "gone_resolved" becomes "Gone resolved"."""
    spaced = code.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def label(indicator: str, labels: Mapping[str, Mapping[str, Any]]) -> str:
    """The name of an indicator of the catalogue; of any other, its id in words."""
    return str(labels[indicator]["label"]) if indicator in labels else plain(indicator)


def joined(parts: Sequence[str]) -> str:
    """Names after each other, the last two with "and"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def set_aside(agency: str, records: str) -> str:
    return f"{records.capitalize()} records of {plain(agency).lower()} wait for correction and are in no number here."


def missing_months(agency: str, months: str) -> str:
    """months: as 2026-08, 2026-09."""
    named = ", ".join(month(date.fromisoformat(f"{one}-01")) for one in months.split(", "))
    return (
        f"Next to nothing came from {plain(agency).lower()} for {named}. What needs these months is held back; "
        "it is not shown as nothing having happened."
    )


def district(code: str) -> str:
    return "All districts" if code == ALL else code


def place(code: str) -> str:
    return "in all districts" if code == ALL else f"in {code}"


def period(code: str) -> str:
    return "Whole period" if code == WHOLE else code
