"""The canonical tables: what every agency's extract is translated to, declared once.

Mappings, staging, checks, the data dictionary and the tests that resolve indicator expressions
all read these declarations; no other place lists a table's columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from warehouse import codes
from warehouse.codes import Codes

Kind = Literal["text", "person", "day", "moment", "whole", "code", "yes_no", "share"]

SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "person": "VARCHAR",
    "day": "DATE",
    "moment": "TIMESTAMP",
    "whole": "BIGINT",
    "code": "VARCHAR",
    "yes_no": "BOOLEAN",
    "share": "DOUBLE",
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. A `person` column arrives as an agency's person number and is stored as a pseudonym.

    codes: each code with its explanation.
    refers_to: the canonical table whose record the value names, where one is meant.
    """

    name: str
    kind: Kind
    meaning: str
    codes: Mapping[str, str] = field(default_factory=dict, hash=False)
    required: bool = False
    refers_to: str | None = None

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.kind]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A canonical or derived table. `record_id` names the columns that identify one record of one agency.

    day: the column that places a row in time; None where rows are not of a day.
    amended_by: what a newer file must name to replace older rows, where that is less than the record id.
    placed_within: the people of one record of these columns have an order, 1 for the first, in `person_place`:
    whoever must choose one of them chooses by it.
    is_totals: rows are totals, nobody's own. Confidential totals come from people who may share nothing
    else, so their files are searched for rows of single persons.
    """

    name: str
    one_row_is: str
    columns: tuple[Column, ...]
    record_id: tuple[str, ...]
    day: str | None = None
    amended_by: tuple[str, ...] = ()
    placed_within: tuple[str, ...] = ()
    is_totals: bool = False
    is_confidential: bool = False

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"No such column [{name}] in table [{self.name}]")

    @property
    def replaced_with(self) -> tuple[str, ...]:
        return self.amended_by or self.record_id

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _text(name: str, meaning: str, *, required: bool = False, refers_to: str | None = None) -> Column:
    return Column(name=name, kind="text", meaning=meaning, required=required, refers_to=refers_to)


def _person(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name=name, kind="person", meaning=meaning, required=required)


def _day(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name=name, kind="day", meaning=meaning, required=required)


def _moment(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name=name, kind="moment", meaning=meaning, required=required)


def _whole(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name=name, kind="whole", meaning=meaning, required=required)


def _code(name: str, meaning: str, values: Codes, *, required: bool = False) -> Column:
    return Column(name=name, kind="code", meaning=meaning, codes=values, required=required)


def _yes_no(name: str, meaning: str) -> Column:
    return _code(name, meaning, codes.YES_NO)


PLACE = "person_place"  # the column that `placed_within` asks for

PROVENANCE = (
    _text("source", "the agency that sent the record", required=True),
    _text("extract_id", "the file it came in, by the first 12 letters of its hash", required=True),
    _whole("line_number", "the row of that file as a spreadsheet counts it, headings being row 1"),
    _day("received_on", "the day the file was received", required=True),
    _whole("record_version", "1 for the first delivery of the record, counting up"),
)

CALLS = Table(
    name="calls",
    one_row_is="a 911 call",
    record_id=("call_id",),
    day="received_at",
    columns=(
        _text("call_id", "number of the call", required=True),
        _moment("received_at", "when the call was received", required=True),
        _moment("first_arrived_at", "when the first unit arrived"),
        _code("initial_type", "what the call was first taken for", codes.CALL_TYPES),
        _code("final_type", "what the call turned out to be", codes.CALL_TYPES, required=True),
        _text("incident_id", "number of the police report written, if one was", refers_to="incidents"),
        _text("district", "district of the call"),
        _text("priority", "priority given by the dispatch centre"),
    ),
)

INCIDENTS = Table(
    name="incidents",
    one_row_is="a police report of domestic violence",
    record_id=("incident_id",),
    day="occurred_on",
    columns=(
        _text("incident_id", "number of the report", required=True),
        _day("occurred_on", "day of the incident", required=True),
        _moment("reported_at", "when it was reported"),
        _text("district", "district of the incident"),
        _code("relationship", "of the suspect to the victim", codes.RELATIONSHIPS),
        _code("violence_type", "battering, resistive or non-battering violence", codes.VIOLENCE_TYPES),
        _code("severity", "of the most serious offence reported", codes.SEVERITIES),
        _yes_no("strangulation", "strangulation recorded"),
        _yes_no("weapon", "weapon used or shown"),
        _yes_no("injury", "injury recorded"),
        _yes_no("children_present", "children were present"),
        _whole("risk_items_required", "risk questions the policy asks"),
        _whole("risk_items_answered", "risk questions answered"),
        _code("risk_level", "level the risk questions gave", codes.RISK_LEVELS),
        _yes_no("suspect_identified", "a suspect is named in the report"),
        _yes_no("suspect_gone_on_arrival", "the suspect had left when police arrived"),
        _yes_no("probable_cause", "probable cause to arrest was found"),
        _yes_no("predominant_aggressor_determined", "the predominant aggressor was determined"),
        _yes_no("arrest_made", "an arrest was made, where the agency records it by report only"),
        _code("assigned_response", "response that was assigned to the case, where one was", codes.RESPONSES),
        _code("delivered_response", "response recorded as given", codes.RESPONSES),
        _code("clearance", "how the report was closed", codes.CLEARANCES),
        _yes_no("death", "somebody was killed"),
    ),
)

INCIDENT_PARTIES = Table(
    name="incident_parties",
    one_row_is="a person in an incident",
    record_id=("incident_id", "person_key", "role"),
    # A person can have two roles in one incident; a newer file that names the person there tells all of them.
    amended_by=("incident_id", "person_key"),
    placed_within=("incident_id",),
    day="arrested_on",
    columns=(
        _text("incident_id", "number of the report", required=True, refers_to="incidents"),
        _person("person_key", "the person", required=True),
        _code("role", "suspect, victim, or both", codes.ROLES, required=True),
        _code("sex", "sex recorded", codes.SEXES),
        _code("race", "race recorded", codes.RACES),
        _code("ethnicity", "ethnicity recorded", codes.ETHNICITIES),
        _code("age_band", "age on the day of the incident", codes.AGE_BANDS),
        _code("language", "language spoken", codes.LANGUAGES),
        _day("arrested_on", "day of arrest for this incident"),
        _person("victim_person_key", "the other party, for a suspect"),
    ),
)

CUSTODY = Table(
    name="custody",
    one_row_is="a jail stay",
    record_id=("booking_id",),
    day="booked_at",
    columns=(
        _text("booking_id", "number of the booking", required=True),
        _person("person_key", "the person", required=True),
        _text("incident_id", "number of the police report that led to it", refers_to="incidents"),
        _moment("booked_at", "when booked", required=True),
        _moment("released_at", "when released; empty while still held"),
        _code("release_type", "how released", codes.RELEASE_TYPES),
        _yes_no("no_contact_condition", "released with a no-contact order"),
        _moment("victim_notified_at", "when the victim was told of the release"),
    ),
)

PROSECUTIONS = Table(
    name="prosecutions",
    one_row_is="a defendant's referral to the prosecutor",
    record_id=("case_id", "person_key"),
    day="referred_on",
    columns=(
        _text("case_id", "number of the case", required=True),
        _person("person_key", "the defendant", required=True),
        _text("incident_id", "number of the police report", refers_to="incidents"),
        _day("referred_on", "day the case reached the prosecutor", required=True),
        _day("decided_on", "day of the charging decision; empty while open"),
        _code("decision", "the charging decision", codes.DECISIONS),
        _text("decline_reason", "reason for declining, in the agency's words"),
        _code("decline_kind", "kind of reason for declining", codes.DECLINE_KINDS),
        _code("referred_severity", "severity as referred", codes.SEVERITIES),
        _code("filed_severity", "severity as filed", codes.SEVERITIES),
        _yes_no("strangulation_charged", "strangulation is among the charges"),
        _day("risk_sheet_received_on", "day the risk sheet reached the file"),
        _day("victim_contacted_on", "day the prosecutor's office first reached the victim"),
        _yes_no("warrant_against_victim", "a warrant or contempt was sought against the victim"),
    ),
)

DISPOSITIONS = Table(
    name="dispositions",
    one_row_is="a defendant's case in court",
    record_id=("case_id", "person_key"),
    day="filed_on",
    columns=(
        _text("case_id", "number of the case", required=True, refers_to="prosecutions"),
        _person("person_key", "the defendant", required=True),
        _day("filed_on", "day charges were filed"),
        _day("disposed_on", "day the case ended; empty while open"),
        _code("disposition", "how the case ended for the defendant", codes.DISPOSITIONS),
        _text("reason", "reason of a dismissal, in the agency's words"),
        _code("dismissal_kind", "kind of reason for a dismissal", codes.DISMISSAL_KINDS),
        _code("convicted_severity", "severity of the conviction", codes.SEVERITIES),
        _yes_no("domestic_flag", "conviction kept as domestic"),
        _day("sentenced_on", "day of sentence"),
        _yes_no("supervision", "sentence holds supervision"),
        _yes_no("no_contact", "sentence holds a no-contact order"),
        _yes_no("program", "sentence holds a men's nonviolence program"),
        _yes_no("firearms", "sentence holds surrender of firearms"),
    ),
)

SUPERVISION = Table(
    name="supervision",
    one_row_is="a probation period",
    record_id=("supervision_id",),
    day="sentenced_on",
    columns=(
        _text("supervision_id", "number of the period", required=True),
        _person("person_key", "the person", required=True),
        _text("case_id", "number of the case it was ordered in", refers_to="dispositions"),
        _day("sentenced_on", "day it was ordered", required=True),
        _day("first_contact_on", "day of the first contact; empty when there was none yet"),
        _day("ended_on", "day it ended; empty while it runs"),
        _code("discharge", "how it ended", codes.DISCHARGES),
        _code("level", "how closely the person is supervised", codes.SUPERVISION_LEVELS),
    ),
)

VIOLATIONS = Table(
    name="violations",
    one_row_is="a violation of supervision or pretrial release",
    record_id=("violation_id",),
    day="known_on",
    columns=(
        _text("violation_id", "number of the violation", required=True),
        _text(
            "supervision_id", "number of the probation period; empty before trial", refers_to="supervision"
        ),
        _person("person_key", "the person", required=True),
        _day("violated_on", "day it happened"),
        _day("known_on", "day it became known", required=True),
        _day("responded_on", "day of the response; empty while there is none"),
        _code("response", "what was done", codes.VIOLATION_RESPONSES),
        _code("kind", "what was violated", codes.VIOLATION_KINDS),
    ),
)

PROGRAM_ORDERS = Table(
    name="program_orders",
    one_row_is="an order to a men's nonviolence program",
    record_id=("order_id",),
    day="ordered_on",
    columns=(
        _text("order_id", "number of the order", required=True),
        _person("person_key", "the person", required=True),
        _text("case_id", "number of the case it was ordered in", refers_to="dispositions"),
        _day("ordered_on", "day of the order", required=True),
        _day("intake_on", "day of intake; empty when there was none yet"),
        _day("exited_on", "day the person left or completed; empty while enrolled"),
        _code("exit_reason", "why the person left", codes.PROGRAM_EXITS),
        _whole("sessions_due", "sessions that were due so far"),
        _whole("sessions_attended", "of these, sessions attended"),
        _day("noncompliance_reported_on", "day the program first reported absence to the court"),
        _day("court_acted_on", "day the court acted on it"),
    ),
)

PROTECTION_ORDERS = Table(
    name="protection_orders",
    one_row_is="a civil petition for protection",
    record_id=("petition_id",),
    day="petitioned_on",
    columns=(
        _text("petition_id", "number of the petition", required=True),
        _person("person_key", "the respondent; petitioners are confidential and not here", required=True),
        _day("petitioned_on", "day of the petition", required=True),
        _day("temporary_on", "day of the temporary order; empty when none was given"),
        _day("final_on", "day of the final order; empty when none was given"),
        _day("served_on", "day the order reached the respondent; empty when not served"),
        _day("expires_on", "last day of the order; lies ahead for orders in force"),
        _day("firearms_due_on", "day by which firearms must be handed over; lies ahead or is past"),
        _day("firearms_surrendered_on", "day they were handed over"),
    ),
)

ORDER_BREACHES = Table(
    name="order_breaches",
    one_row_is="a recorded breach of a protection order",
    record_id=("petition_id", "breached_on"),
    day="breached_on",
    columns=(
        _text("petition_id", "number of the petition", required=True, refers_to="protection_orders"),
        _day("breached_on", "day of the breach", required=True),
    ),
)

ADVOCACY_TOTALS = Table(
    name="advocacy_totals",
    one_row_is="a total of an advocacy program for a month and a measure",
    record_id=("month", "measure"),
    day="month",
    is_totals=True,
    is_confidential=True,
    columns=(
        _day("month", "first day of the month", required=True),
        _code("measure", "what is counted", codes.ADVOCACY_MEASURES, required=True),
        _whole("count", "the total", required=True),
        _text("figure_source", "where the figure comes from, such as a monthly report"),
    ),
)

FEEDBACK_TOTALS = Table(
    name="feedback_totals",
    one_row_is="a total of victims' answers for a quarter, a question and an answer",
    record_id=("quarter", "question", "answer"),
    day="quarter",
    is_totals=True,
    is_confidential=True,
    columns=(
        _day("quarter", "first day of the quarter", required=True),
        _code("question", "what was asked", codes.FEEDBACK_QUESTIONS, required=True),
        _code("answer", "what was answered", codes.FEEDBACK_ANSWERS, required=True),
        _whole("count", "how many answered so", required=True),
        _whole("invited", "how many were asked in the quarter"),
        _text("figure_source", "where the figure comes from, such as a telephone survey"),
    ),
)

POPULATION = Table(
    name="population",
    one_row_is="the residents of a year and a group",
    record_id=("year", "breakdown", "group_value"),
    is_totals=True,
    columns=(
        _whole("year", "calendar year the figure is for", required=True),
        _code("breakdown", "by what residents are told apart", codes.POPULATION_BREAKDOWNS, required=True),
        _text("group_value", "the group, by its code here; 'all' for all residents", required=True),
        _whole("people", "residents", required=True),
        _text("figure_source", "who published the figure and which", required=True),
    ),
)

CANONICAL = (
    CALLS,
    INCIDENTS,
    INCIDENT_PARTIES,
    CUSTODY,
    PROSECUTIONS,
    DISPOSITIONS,
    SUPERVISION,
    VIOLATIONS,
    PROGRAM_ORDERS,
    PROTECTION_ORDERS,
    ORDER_BREACHES,
    ADVOCACY_TOTALS,
    FEEDBACK_TOTALS,
    POPULATION,
)


def canonical(name: str) -> Table:
    for table in CANONICAL:
        if table.name == name:
            return table
    raise KeyError(f"No such table [{name}]")
