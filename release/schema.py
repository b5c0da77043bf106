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
TOLD_WORDS = "percent, nearly_all, most, few, nearly_none, too_few or no_data"
SHOWN = _text("shown", "shown, too_few, or no_data where a month of the period did not come")

ABOUT = PublishedTable(
    "about",
    "a fact about this publication: site_name, role, version, published_on, band_width, covers_from, covers_to, "
    "provisional_from, reference_race and so on by attribute, caveat_1 ...",
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
        _text(
            "variation",
            "of days between rare events: common_cause, more_often, less_often or too_few; else empty",
        ),
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
        _text("districts", "where it was made, separated by commas; empty for everywhere"),
        _text("comparison_districts", "where it was not made, to compare with; empty without"),
        _day("starts_on", "when it started"),
        _whole("ramp_months", "months from the start to full effect, in neither before nor after"),
        _text("indicator", "id of the indicator it is judged by"),
        _text("policy", "id of the policy it is delivered by, or empty"),
        _whole("intended_percent", "what was intended"),
        _day("intended_by", "by when"),
        _whole("before_percent", "in 100 before the start"),
        _text("before_told", f"{TOLD_WORDS}: before the start"),
        _whole("after_percent", "in 100 since the start"),
        _text("after_told", f"{TOLD_WORDS}: since the start"),
        _whole("change_points", "difference in percentage points"),
        *_interval("change", "95 % interval of the difference, in points"),
        _whole("fidelity_percent", "delivered as intended since the start, in 100"),
        _text(
            "fidelity_told", f"{TOLD_WORDS}: delivered as intended since the start; empty without a policy"
        ),
        _whole("fidelity_target_percent", "declared target of fidelity"),
        _text("method", "segmented: against the course before; controlled: beside other districts; or empty"),
        Column("is_seasonal", "yes_no", "the time of the year is taken into account"),
        _day("review_on", "first day of the month in which the size is taken"),
        _whole("actual_percent", "in 100 in that month, by the course of all months since the start"),
        _whole("counterfactual_percent", "what the course before the start pointed to for that month"),
        _whole("size_points", "actual minus counterfactual, in points"),
        *_interval("size", "95 % interval of that difference, in points"),
        _whole("pretrend_points", "points a year by which it and its comparison drew apart before the start"),
        *_interval("pretrend", "95 % interval of that, in points"),
        *(
            _whole(
                f"detectable_{months}_points", f"smallest change that shows after {months} months; null: none"
            )
            for months in (3, 6, 12)
        ),
        _whole("could_have_shown_points", "smallest change that would have shown at the review"),
        _text("shows", "month: the intended change shows by shows_in; never; or not_known"),
        _day("shows_in", "first day of the month by the end of which the intended change shows"),
        _whole("months_before", "full months with data before the start"),
        _whole("months_after", "full months with data since the change is in full effect"),
        _whole("outcome_days", "a month counts when its youngest case is so many days old"),
        _text("comparison", "empty without comparison, else used or too_few"),
        _whole("groups_compared", "groups of suspects with enough cases on both sides"),
        _text(
            "groups_against", "those of them that moved the wrong way, as in race=black, separated by commas"
        ),
        _text("chart", "share, or between: too rare for shares, so cases between events are followed"),
        _text("variation", "of a chart between: common_cause, special_cause or too_few; else empty"),
        _text("verdict", "id of the verdict"),
        _text("reason", "id of what the verdict rests on: which balancing indicator moved, how many months"),
        _text("missing", "whose data its indicator lacks, or which fields; empty where they came"),
        _day(
            "missing_since", "since when nothing has come; null where nothing ever did, or nothing is missing"
        ),
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
        _whole(
            "counterfactual_percent", "what the course before the start pointed to; null before the start"
        ),
        *_interval("counterfactual_percent", "95 % interval of that"),
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
        _text("finding", "worse, better, could_be_chance, too_few or no_data"),
    ),
)


def _ratio(name: str, meaning: str, interval: str = "95 % interval, includes rounding") -> tuple[Column, ...]:
    return (
        Column(name, "tenth", meaning),
        Column(f"{name}_low", "tenth", interval),
        Column(f"{name}_high", "tenth", interval),
    )


DISPARITY = PublishedTable(
    "disparity",
    "a group at one decision point, compared with the reference group",
    (
        _text("decision_point", "its id"),
        _whole("step", "order of the decision points"),
        Column("is_step", "yes_no", "a step of the one way from report to conviction"),
        DISTRICT,
        PERIOD,
        BREAKDOWN,
        GROUP,
        Column("is_reference", "yes_no", "the group the others are compared with"),
        *_band("counted", "reached this point"),
        *_band("out_of", "reached the point before"),
        _whole("percent", "counted in 100"),
        *_interval("percent", "95 % interval, includes rounding"),
        *_ratio("ratio", "risk ratio to the reference group"),
        *_ratio("other_ratio", "the same of those not counted"),
        _whole("percent_gap", "difference to the reference group in percentage points"),
        *_interval("percent_gap", "95 % interval"),
        Column(
            "unknown_ratio_low", "tenth", "smallest ratio if all whose group is not known belonged to either"
        ),
        Column(
            "unknown_ratio_high", "tenth", "largest ratio if all whose group is not known belonged to either"
        ),
        _text("finding", "reference, higher, lower, could_be_chance, too_few, no_reference or not_known"),
    ),
)
LADDER = PublishedTable(
    "ladder",
    "a group at one step of the way: its ratio there, and all ratios up to there multiplied",
    (
        DISTRICT,
        PERIOD,
        BREAKDOWN,
        GROUP,
        _whole("step", "order of the steps"),
        _text("decision_point", "its id"),
        *_ratio("ratio", "risk ratio at this step, given the one before"),
        _whole("step_percent", "the same in 100; null unless every step may be shown"),
        _whole("cumulative_percent", "product of the ratios up to this step, in 100 of the reference group"),
        *_interval("cumulative_percent", "95 % interval, includes rounding"),
        SHOWN,
    ),
)
CASE_MIX = PublishedTable(
    "case_mix",
    "a group compared with the reference group among like cases, over the whole period",
    (
        _text("decision_point", "its id"),
        _whole("step", "order of the decision points"),
        BREAKDOWN,
        GROUP,
        _text("stratifier", "what makes cases alike"),
        Column("ratio", "tenth", "risk ratio of all cases together"),
        *_ratio("adjusted_ratio", "common risk ratio of like cases (Mantel-Haenszel)", "95 % interval"),
        *_ratio("standardised_ratio", "ratio of directly standardised shares", "95 % interval"),
        _whole(
            "covered_percent",
            "cases in 100 that have like cases in the other group; empty where all but a few have",
        ),
        Column("is_turned", "yes_no", "all together and like cases point in different directions (Simpson)"),
        _text("finding", "of like cases: higher, lower, could_be_chance, too_few or no_reference"),
    ),
)
GAP_CHANGES = PublishedTable(
    "gap_changes",
    "a group's ratio at one decision point before and since a change",
    (
        _text("intervention", "its id"),
        _text("decision_point", "its id"),
        _whole("step", "order of the decision points"),
        BREAKDOWN,
        GROUP,
        Column("ratio_before", "tenth", "risk ratio in the 12 months before"),
        Column("ratio_after", "tenth", "risk ratio since"),
        *_ratio("ratio_change", "ratio since over ratio before", "95 % interval"),
        _text("finding", "higher, lower, could_be_chance, too_few or no_reference"),
    ),
)
UNKNOWN_GROUPS = PublishedTable(
    "unknown_groups",
    "people in one agency's reports, and how many of them have no known group",
    (
        _text("agency", "the agency"),
        BREAKDOWN,
        *_band("counted", "people whose group is not known"),
        *_band("out_of", "people in its reports"),
        _whole("percent", "not known in 100"),
        *_interval("percent", "95 % interval, includes rounding"),
        SHOWN,
    ),
)
POPULATION_RATES = PublishedTable(
    "population_rates",
    "suspects in reports of one group, per resident, compared with the reference group",
    (
        PERIOD,
        BREAKDOWN,
        GROUP,
        Column("is_reference", "yes_no", "the group the others are compared with"),
        *_band("out_of", "suspects in reports"),
        Column("per_thousand_residents", "tenth", "of these per 1,000 residents and year"),
        *_ratio("ratio", "relative rate index: rate over that of the reference group"),
        _text("finding", "reference, higher, lower, could_be_chance, too_few or no_reference"),
    ),
)
CURVE = _text("curve", "id of the curve, as in readings")
READINGS = PublishedTable(
    "readings",
    "what one curve follows: a start, a failure, a clock",
    (
        CURVE,
        _text("label", "its name"),
        _text("question", "the question it answers"),
        _text("counted", "the event"),
        _text("out_of", "who is followed, from when"),
        _text("unit", "what one case is"),
        _text("start", "id of the start; empty for a wait"),
        _text("failure", "id of the failure; empty for a wait"),
        _text("clock", "calendar, or free where days in jail are not counted"),
        _text("unit_of_time", "days or minutes"),
        _text("caveats", "what to be careful about, one sentence after the other"),
    ),
)
CURVES = PublishedTable(
    "curves",
    "cumulative share with the event by one day after the start",
    (
        CURVE,
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
        CURVE,
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
        CURVE,
        DISTRICT,
        BREAKDOWN,
        GROUP,
        _text("reference", "group it is compared with"),
        _text("method", "hazard_ratio; risk_difference where the ratio is not the same early and late"),
        Column("hazard_ratio", "tenth", "how many times as fast"),
        Column("hazard_ratio_low", "tenth", "95 % interval"),
        Column("hazard_ratio_high", "tenth", "95 % interval"),
        _whole("difference_points", "difference of the shares by 12 months, in percentage points"),
        *_interval("difference", "95 % interval, in points"),
        _text("finding", "sooner, later, more, fewer, could_be_chance or too_few"),
    ),
)
GROUP_TESTS = PublishedTable(
    "group_tests",
    "whether the groups of a breakdown differ at all over the whole follow-up (log-rank test)",
    (
        CURVE,
        BREAKDOWN,
        _whole("groups", "groups compared: those large enough, whose people are known"),
        _whole("chance_percent", "in 100: the chance of such a difference if there were none, rounded up"),
        _text("finding", "differ, could_be_chance or too_few"),
    ),
)
PRE_EMPTED = PublishedTable(
    "pre_empted",
    "share with the event where long custody can come first (Aalen-Johansen), within a number of months",
    (
        CURVE,
        DISTRICT,
        _whole("months", "since the start"),
        _whole("percent", "in 100 with the event before long custody"),
        *_interval("percent", "95 % interval"),
        _whole("held_percent", "in 100 in long custody before the event"),
        SHOWN,
    ),
)
EVERY_ARREST = PublishedTable(
    "every_arrest",
    "share of all arrests followed by another, every arrest a start of its own",
    (
        CURVE,
        _whole("months", "length of the window"),
        *_band("people", "people"),
        *_band("arrests", "arrests followed for the whole window"),
        _whole("percent", "in 100 of these arrests"),
        *_interval("percent", "95 % interval, persons as clusters"),
        SHOWN,
    ),
)
LINK_RANGES = PublishedTable(
    "link_ranges",
    "a share within a window if the links in doubt were all wrong, and if they were all right",
    (
        CURVE,
        _whole("months", "length of the window"),
        _whole("percent", "in 100, if every link in doubt is wrong: as counted everywhere else"),
        _whole("percent_if_right", "in 100, if every link in doubt is right"),
        SHOWN,
        _text("shown_if_right", "the same, if every link in doubt is right"),
    ),
)
WAITS = PublishedTable(
    "waits",
    "how long cases wait for their next step, those still waiting counted",
    (
        _text("indicator", "its id"),
        _text("unit_of_time", "days or minutes"),
        DISTRICT,
        BREAKDOWN,
        GROUP,
        _text("grain", "year or whole"),
        PERIOD,
        *_band("cases", "cases that began to wait"),
        _whole("pending_percent", "in 100 still waiting"),
        _whole("median", "half have waited no longer, in the unit of time"),
        *_interval("median", "95 % interval; no upper end: not reached within the follow-up"),
        _whole("p90", "nine in ten have waited no longer"),
        *_interval("p90", "95 % interval; no upper end: not reached within the follow-up"),
        _whole("standard", "longest wait of the standard"),
        _whole("within_percent", "in 100 within the standard, from the curve"),
        *_interval("within_percent", "95 % interval"),
        SHOWN,
    ),
)

POLICY_EFFECTS = PublishedTable(
    "policy_effects",
    "what the intention of a policy changed among all its cases, and the response itself among those it reached",
    (
        _text("policy", "id of the policy"),
        _text("intervention", "id of the change that began it; empty where chance assigned responses"),
        _text(
            "compared", "since: with the 12 months before the change; assigned: with cases assigned otherwise"
        ),
        _text("response", "the response assigned; empty for a change"),
        _whole("months", "within which a new report of the suspect is counted"),
        _whole("others_percent", "in 100 with a new report, of the cases compared with"),
        _whole("own_percent", "in 100 with a new report, since the change or of those assigned it"),
        _whole("others_delivered_percent", "in 100 that got the response, of the cases compared with"),
        _whole("own_delivered_percent", "in 100 that got it, since the change or of those assigned it"),
        _whole("intention_points", "effect of the intention among all cases (intention to treat), in points"),
        *_interval("intention", "95 % interval of that, in points"),
        _whole("reached_points", "effect among the cases that the intention reached (Wald), in points"),
        *_interval("reached", "95 % interval of that, in points"),
        _text("reached", "shown, too_few, or not_followed: the response was not clearly given more often"),
        SHOWN,
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
    POLICY_EFFECTS,
    SERIES,
    BALANCING,
    DISPARITY,
    LADDER,
    CASE_MIX,
    GAP_CHANGES,
    UNKNOWN_GROUPS,
    POPULATION_RATES,
    READINGS,
    CURVES,
    WINDOWS,
    COMPARISONS,
    GROUP_TESTS,
    PRE_EMPTED,
    EVERY_ARREST,
    LINK_RANGES,
    WAITS,
)
