"""Every word a reader sees that is not in the published file: titles, labels of codes, sentences."""

from dataclasses import dataclass
from datetime import date

from charts.numbers import TOO_FEW, month

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
    "not_charged": "Not charged",
    "charge_open": "Charge not decided",
    "charged_without_arrest": "Charged without arrest",
    "closed_without_charge": "Closed without charge",
    "convicted": "Convicted",
    "not_convicted": "Not convicted",
    "court_open": "Still in court",
    "charge_open_without_arrest": "Charge not decided, no arrest",
}
DIRECTIONS = {
    "up": "More of it is intended",
    "down": "Less of it is intended",
    "context": "Neither more nor less is better: no verdict",
}
ACCOUNTABLE = {"victim": "To the victim", "agencies": "Between agencies", "offender": "Of the offender"}
PRINCIPLES = {
    "interagency": "Agencies work as one",
    "context_and_severity": "Context and severity are seen",
    "patterned_crime": "Battering is a pattern",
    "swift_and_sure": "Consequences are swift and sure",
    "help_and_accountability": "Help for victims, accountability for offenders",
    "disparity_of_impact": "No group is harmed by the response",
}
SHOWN_INDICATORS = {
    "core": "Core indicators",
    "all": "All indicators",
    "balancing": "Harms to watch",
    "missing": "Without data",
}
NOT_COUNTED = {
    "no_data": "Nothing came from {missing}",
    "field_missing": "Nobody fills {missing}",
    "month_missing": "A month in between did not come from {missing}",
    "no_period": "No full month is covered by all of {missing}",
}
KINDS = {"on": "went on", "stopped": "stopped here", "open": "not decided yet"}
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
    "victim_race": "Victim's race",
    "victim_sex": "Victim's sex",
    "victim_age_band": "Victim's age",
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


@dataclass(frozen=True, kw_only=True)
class DecisionPoint:
    """A decision point: name, what is counted there, verb after a group of people, and out of what."""

    name: str
    counted: str
    verb: str
    out_of: str


DECISION_POINTS = {
    "probable_cause": DecisionPoint(
        name="Probable cause",
        counted="Probable cause found",
        verb="have probable cause found",
        out_of="suspects in reports",
    ),
    "arrest": DecisionPoint(
        name="Arrest",
        counted="Arrested",
        verb="are arrested",
        out_of="suspects where probable cause was found",
    ),
    "referral": DecisionPoint(
        name="Referral",
        counted="Referred to the prosecutor",
        verb="are referred to the prosecutor",
        out_of="arrested suspects",
    ),
    "charging": DecisionPoint(
        name="Charge",
        counted="Charged",
        verb="are charged",
        out_of="arrested suspects whose charging decision is made",
    ),
    "conviction": DecisionPoint(
        name="Conviction",
        counted="Convicted",
        verb="are convicted",
        out_of="arrested and charged suspects whose case has ended",
    ),
    "charging_without_arrest": DecisionPoint(
        name="Charge without arrest",
        counted="Charged",
        verb="are charged without an arrest",
        out_of="suspects referred without arrest whose charging decision is made",
    ),
    "program_order": DecisionPoint(
        name="Order to a program",
        counted="Ordered to a program",
        verb="are ordered to a program",
        out_of="convicted defendants",
    ),
    "program_completion": DecisionPoint(
        name="Program completed",
        counted="Completed the program",
        verb="complete the program",
        out_of="people ordered to a program who have left it",
    ),
    "revocation": DecisionPoint(
        name="Revocation",
        counted="Revoked",
        verb="are revoked",
        out_of="people whose probation has ended",
    ),
    "dual_arrest": DecisionPoint(
        name="Dual arrest",
        counted="Arrested with the other party",
        verb="are arrested together with the other party",
        out_of="people arrested, in whichever role they are recorded",
    ),
}
CUTS = {
    "race": "Suspect's race",
    "sex": "Suspect's sex",
    "age_band": "Suspect's age",
    "victim_race": "Victim's race",
    "victim_sex": "Victim's sex",
    "victim_age_band": "Victim's age",
    "sex_and_race": "Suspect's sex and race",
}
STRATIFIERS = {"severity": "the same severity", "relationship": "the same relationship"}
RATIO_SOURCE = "Relative rate method, OJJDP Disproportionate Minority Contact manual, 4th edition, chapter 1"
DISPARITY_FINDINGS = {
    "reference": "comparison group",
    "higher": "more often, unlikely to be chance",
    "lower": "less often, unlikely to be chance",
    "could_be_chance": "could be chance",
    "too_few": TOO_FEW,
    "no_reference": "no comparison group",
    "not_known": "group not known",
}
GAP_FINDINGS = {
    "higher": "rose, unlikely to be chance",
    "lower": "fell, unlikely to be chance",
    "could_be_chance": "could be chance",
    "too_few": TOO_FEW,
    "no_reference": "no comparison group",
}
BALANCING_FINDINGS = {
    "worse": "Got worse",
    "better": "Got better",
    "could_be_chance": "Could be chance",
    "too_few": "Too few to tell",
}
COMPARISON_FINDINGS = {
    "sooner": "sooner, unlikely to be chance",
    "later": "later, unlikely to be chance",
    "more": "more within 12 months, unlikely to be chance",
    "fewer": "fewer within 12 months, unlikely to be chance",
    "could_be_chance": "the difference could be chance",
    "too_few": TOO_FEW,
}
CLEAR_FINDINGS = ("sooner", "later", "more", "fewer")
SIGNALS = {
    "outside_limits": "outside the usual range",
    "run": "part of a run on one side of the baseline",
    "trend": "part of a steady rise or fall",
    "two_of_three": "near the edge of the usual range twice in three periods",
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A verdict in words: its name, what it means, its icon (never colour alone), and its tone."""

    name: str
    meaning: str
    icon: str
    tone: str  # good, attention, waiting: which colour of the theme

    @property
    def needs_us(self) -> bool:
        return self.tone == "attention"


VERDICTS = {
    "cannot_tell": Verdict(
        name="Cannot tell",
        meaning="The data there are do not allow a verdict.",
        icon="?",
        tone="attention",
    ),
    "not_delivered": Verdict(
        name="Not delivered yet",
        meaning="The change is not carried out as intended often enough, so its outcome is not judged.",
        icon="◌",
        tone="attention",
    ),
    "too_early": Verdict(
        name="Too early",
        meaning="There is not enough to judge by yet.",
        icon="…",
        tone="waiting",
    ),
    "reversed": Verdict(
        name="Moved the wrong way",
        meaning="The numbers moved against what was intended, more than chance explains.",
        icon="↯",
        tone="attention",
    ),
    "mixed": Verdict(
        name="Mixed",
        meaning="As intended overall, but something watched beside it, or one group, moved the wrong way.",
        icon="±",
        tone="attention",
    ),
    "as_intended_met": Verdict(
        name="As intended, target met",
        meaning="The numbers moved as intended, more than chance explains, and reached the target.",
        icon="✓",
        tone="good",
    ),
    "as_intended_short": Verdict(
        name="As intended, short of target",
        meaning="The numbers moved as intended, more than chance explains, but have not reached the target.",
        icon="↗",
        tone="good",
    ),
    "no_clear_change": Verdict(
        name="No clear change",
        meaning="What changed could be chance.",
        icon="=",
        tone="waiting",
    ),
}
METHODS = {
    "segmented": "set against the course before the change, carried on",
    "controlled": "set against the course before the change and what happened in the districts compared with",
}
NO_VERDICT = Verdict(
    name="No verdict",
    meaning="For this indicator neither more nor less is better, so it carries no verdict.",
    icon="·",
    tone="waiting",
)
REASONS = {
    "failed_checks": "Data that are needed did not pass their checks, or end too early.",
    "too_much_missing": "Too many values are missing.",
    "too_few": "There are too few cases before or after the start to tell.",
    "nearly_all": "Before or since the start nearly all cases are counted: the others are too few to judge by.",
    "most": "Before or since the start only few cases are not counted: too few to judge by.",
    "few": "Before or since the start only few cases are counted: too few to judge by.",
    "nearly_none": "Before or since the start nearly no case is counted: too few to judge by.",
    "periods_before": "There are too few full months before the start.",
    "periods_after": "There are too few full months since the start.",
    "outcome_window": "The time in which the outcome can happen is not over yet.",
    "no_delivery_yet": "Too few cases have fallen under the policy yet to say whether it is carried out.",
    "not_fitted": "The course before the change cannot be carried on: nearly all cases are the same.",
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


def principle(code: str) -> str:
    return PRINCIPLES.get(code, plain(code))


def decision_point(code: str) -> DecisionPoint:
    """An unlisted decision point goes by its code."""
    name = plain(code)
    unlisted = DecisionPoint(
        name=name, counted=name, verb=f"reach “{name.lower()}”", out_of="the point before"
    )
    return DECISION_POINTS.get(code, unlisted)


def verdict(code: str | None) -> Verdict:
    return VERDICTS.get(code or "", NO_VERDICT)
