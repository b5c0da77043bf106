"""The published file: every table and column that can reach a reader, declared once.

A file is written for one role, holds nothing else, and is opened read-only. Counts appear as bands
only (`_low` to `_high`, both included). A percent is whole, or null with `shown` saying why.
`district` is "all" or a district's name; `period` is "whole" or a year like "2025".
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "whole", "day", "yes_no", "tenth"]
SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "whole": "BIGINT",
    "day": "DATE",
    "yes_no": "BOOLEAN",
    "tenth": "DOUBLE",  # one decimal: ratios and hazard ratios
}


@dataclass(frozen=True)
class Column:
    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True)
class PublishedTable:
    name: str
    one_row_is: str
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _text(name: str, meaning: str) -> Column:
    return Column(name, "text", meaning)


def _whole(name: str, meaning: str) -> Column:
    return Column(name, "whole", meaning)


def _day(name: str, meaning: str) -> Column:
    return Column(name, "day", meaning)


def _band(name: str, meaning: str) -> tuple[Column, Column]:
    return (_whole(f"{name}_low", f"{meaning}, from"), _whole(f"{name}_high", f"{meaning}, to"))


def _interval(name: str, meaning: str) -> tuple[Column, Column]:
    return (_whole(f"{name}_low", f"{meaning}, lower end"), _whole(f"{name}_high", f"{meaning}, upper end"))


DISTRICT = _text("district", "all, or one district")
PERIOD = _text("period", "whole, or a calendar year")
BREAKDOWN = _text("breakdown", "none, or the attribute the cases are split by")
GROUP = _text("group_value", "all, or the group's code")
SHOWN = _text("shown", "shown, too_few, or no_data where a month of the period did not come")

ABOUT = PublishedTable(
    "about",
    "a fact about this publication: site_name, role, version, published_on, band_width, covers_from, covers_to, "
    "provisional_from, reference_race, reference_sex, reference_age_band, reference_strangulation, caveat_1 ...",
    (_text("fact", "which fact"), _text("words", "the fact")),
)
AGENCIES = PublishedTable(
    "agencies",
    "an agency's data in this publication",
    (
        _text("agency", "the agency"),
        _day("covers_from", "first day its records speak of"),
        _day("covers_to", "data cut-off: last day its records are complete to"),
        _day("received_on", "day of its last delivery"),
        *_band("rows", "records in use"),
        *_band("quarantined", "records set aside until corrected, counted nowhere"),
        _text(
            "missing_months",
            "months in between from which next to nothing came, as 2026-09, separated by commas",
        ),
    ),
)
MATCH_RATES = PublishedTable(
    "match_rates",
    "an agency's records of one table, and how many of them find their person with the police",
    (
        _text("table_name", "custody, prosecutions or dispositions"),
        _text("agency", "the agency"),
        *_band("records", "records"),
        _whole("percent", "in 100 whose person is found, if every doubtful link is wrong"),
        _whole("percent_if_right", "the same if every doubtful link is right"),
        _text("shown", "shown, nearly_all (all but the first band) or too_few"),
        _text("shown_if_right", "the same, if every doubtful link is right"),
    ),
)
INDICATORS = PublishedTable(
    "indicators",
    "an indicator: what it asks, how it is counted, and whether it can be counted here",
    (
        *(
            _text(name, meaning)
            for name, meaning in (
                ("indicator", "its id"),
                ("part_of", "the indicator of the catalogue it is a part of, or its own id"),
                ("kind", "rate, number, time or table: where its figures stand"),
                ("label", "its name"),
                ("question", "the question it answers"),
                ("counted", "what is counted"),
                ("out_of", "out of what; empty for a number"),
                ("unit", "what one case is"),
                ("direction", "up, down or context: the intended direction"),
                ("principle", "Blueprint principle"),
                ("accountability", "to the victim, between agencies, or of the offender"),
                ("caveats", "what to be careful about, one sentence after the other"),
                ("source", "where the definition comes from"),
                ("reviewed_on", "day the definition was last reviewed"),
                ("agencies", "who sends what it needs, separated by commas"),
                (
                    "state",
                    "counted, no_data, field_missing, month_missing or no_period: why it is not counted",
                ),
                ("missing", "who or what is missing, or has sent nothing since; empty when nothing is"),
            )
        ),
        _day("missing_since", "first day from which an agency it needs has sent nothing"),
        _day("covers_from", "first day it is counted from"),
        _day("covers_to", "last day it is counted to"),
        Column("is_core", "yes_no", "one of the few that a site begins with"),
        Column("is_balancing", "yes_no", "a harm to watch beside every change"),
    ),
)
RATES = PublishedTable(
    "rates",
    "an indicator in one district, group and period",
    (
        _text("indicator", "its id"),
        DISTRICT,
        BREAKDOWN,
        GROUP,
        _text("grain", "month, quarter, year or whole"),
        _day("period_from", "first day"),
        _day("period_to", "last day"),
        Column("is_provisional", "yes_no", "late records may still change it"),
        *_band("counted", "cases counted"),
        *_band("out_of", "out of cases"),
        _whole("percent", "counted in 100, from band centres"),
        *_interval("percent", "95 % interval, includes rounding"),
        SHOWN,
    ),
)
NUMBERS = PublishedTable(
    "numbers",
    "a number of cases, or a total, in one district and period",
    (
        _text("indicator", "its id"),
        DISTRICT,
        _text("grain", "month, quarter, year or whole"),
        _day("period_from", "first day"),
        _day("period_to", "last day"),
        Column("is_provisional", "yes_no", "late records may still change it"),
        *_band("count", "cases"),
        Column("per_thousand", "tenth", "for each 1,000 residents, in whole years of the whole site"),
        SHOWN,
    ),
)
COMPLETENESS = PublishedTable(
    "completeness",
    "a key field of an agency's records, and how many records have a known value",
    (
        _text("agency", "the agency"),
        _text("table_name", "the table"),
        _text("field", "the column"),
        *_band("counted", "records with a known value"),
        *_band("out_of", "records that should have one"),
        _whole("percent", "known in 100, from band centres"),
        _text("shown", "shown, nearly_all or nearly_none (all or none but the first band), or too_few"),
    ),
)
FLOW = PublishedTable(
    "flow",
    "a place where cases stand, in one district and period",
    (
        DISTRICT,
        PERIOD,
        _whole("step", "0 for the start, counting up"),
        _text("place", "id of the place"),
        _text("parent", "place the cases came from; empty for the start"),
        _text("kind", "on: went on, stopped: stopped here, open: not decided yet"),
        *_band("count", "suspects in incidents"),
        _whole("percent", "in 100 of the start"),
        _whole("percent_of_parent", "in 100 of the parent"),
        SHOWN,
    ),
)
MATRIX = PublishedTable(
    "matrix",
    "intended against delivered response under one policy",
    (
        _text("policy", "id of the policy"),
        _text("policy_words", "the policy"),
        DISTRICT,
        PERIOD,
        _text("intended", "response the policy intends; 'all' for the fidelity row"),
        _text("delivered", "response recorded as given; 'as_intended' for the fidelity row"),
        *_band("count", "incidents"),
        _whole("percent", "in 100 of the row"),
        *_interval("percent", "95 % interval of fidelity, includes rounding"),
        SHOWN,
    ),
)
INTERVENTIONS = PublishedTable(
    "interventions",
    "a change, what it was meant to do, and what followed it",
    (
        _text("intervention", "its id"),
        _text("title", "its name"),
        _text("problem", "the problem it answers"),
        _text("change", "what changed"),
        _text("agencies", "who changed it, separated by commas"),
        _day("starts_on", "when it started"),
        _text("indicator", "id of the indicator it is judged by"),
        _text("policy", "id of the policy it is delivered by, or empty"),
        _whole("intended_percent", "what was intended"),
        _day("intended_by", "by when"),
        _whole("before_percent", "in 100 before the start"),
        _whole("after_percent", "in 100 since the start"),
        _whole("change_points", "difference in percentage points"),
        *_interval("change", "95 % interval of the difference, in points"),
        _whole("fidelity_percent", "delivered as intended since the start, in 100"),
        _whole("fidelity_target_percent", "declared target of fidelity"),
        _text("verdict", "id of the verdict"),
        _text("reason", "id of what the verdict rests on: which balancing indicator moved, how many months"),
        SHOWN,
    ),
)
SERIES = PublishedTable(
    "series",
    "one period of an intervention's indicator",
    (
        _text("intervention", "its id"),
        DISTRICT,
        _text("grain", "month, quarter or year"),
        _day("period_from", "first day"),
        _day("period_to", "last day"),
        Column("is_after", "yes_no", "begins on or after the start of the change"),
        Column("is_provisional", "yes_no", "late records may still change it"),
        *_band("out_of", "cases"),
        _whole("percent", "actual"),
        _whole("centre_percent", "baseline centre line"),
        _whole("lower_percent", "lower control limit"),
        _whole("upper_percent", "upper control limit"),
        _whole("intended_percent", "intended line; null before the start"),
        _text("signal", "empty, outside_limits, run, trend or two_of_three"),
        Column("is_trial_baseline", "yes_no", "fewer than 12 baseline periods"),
        SHOWN,
    ),
)
BALANCING = PublishedTable(
    "balancing",
    "a harm watched beside an intervention",
    (
        _text("intervention", "its id"),
        _text("indicator", "id of the balancing indicator"),
        _whole("before_percent", "in 100 before the start"),
        _whole("after_percent", "in 100 since the start"),
        _whole("change_points", "difference in percentage points"),
        *_interval("change", "95 % interval of the difference, in points"),
        _text("finding", "worse, better, could_be_chance or too_few"),
    ),
)
DISPARITY = PublishedTable(
    "disparity",
    "a group at one decision point, compared with the reference group",
    (
        _text("decision_point", "its id"),
        _whole("step", "order of the decision points"),
        DISTRICT,
        PERIOD,
        BREAKDOWN,
        GROUP,
        Column("is_reference", "yes_no", "the group the others are compared with"),
        *_band("counted", "reached this point"),
        *_band("out_of", "reached the point before"),
        _whole("percent", "counted in 100"),
        *_interval("percent", "95 % interval, includes rounding"),
        Column("ratio", "tenth", "risk ratio to the reference group"),
        Column("ratio_low", "tenth", "95 % interval, includes rounding"),
        Column("ratio_high", "tenth", "95 % interval, includes rounding"),
        _text("finding", "reference, higher, lower, could_be_chance, too_few or not_known"),
    ),
)
CURVES = PublishedTable(
    "curves",
    "cumulative share with the event by one day after the start",
    (
        _text("curve", "rearrest, or days_to_charge"),
        DISTRICT,
        BREAKDOWN,
        GROUP,
        _whole("day", "days since the start"),
        _whole("percent", "in 100 by that day"),
        *_interval("percent", "95 % interval"),
        *_band("at_risk", "still followed on that day"),
    ),
)
WINDOWS = PublishedTable(
    "windows",
    "share with the event within a fixed window, among those followed for all of it",
    (
        _text("curve", "rearrest"),
        DISTRICT,
        BREAKDOWN,
        GROUP,
        _whole("months", "length of the window"),
        *_band("followed", "followed for the whole window"),
        *_band("left_out", "left out: their window is not over yet"),
        *_band("events", "with the event within the window"),
        _whole("percent", "in 100 of those followed"),
        *_interval("percent", "95 % interval, includes rounding"),
        SHOWN,
    ),
)
COMPARISONS = PublishedTable(
    "comparisons",
    "two groups' curves compared over the whole follow-up",
    (
        _text("curve", "rearrest"),
        DISTRICT,
        BREAKDOWN,
        GROUP,
        _text("reference", "group it is compared with"),
        Column("hazard_ratio", "tenth", "how many times as fast"),
        Column("hazard_ratio_low", "tenth", "95 % interval"),
        Column("hazard_ratio_high", "tenth", "95 % interval"),
        _text("finding", "sooner, later, could_be_chance or too_few"),
    ),
)

PUBLISHED = (
    ABOUT,
    AGENCIES,
    MATCH_RATES,
    INDICATORS,
    RATES,
    NUMBERS,
    COMPLETENESS,
    FLOW,
    MATRIX,
    INTERVENTIONS,
    SERIES,
    BALANCING,
    DISPARITY,
    CURVES,
    WINDOWS,
    COMPARISONS,
)
