"""The closed catalogue: which cuts of which measures are counted, and which of them each role may have.

At most two breakdowns for the working group (district counts as one), one for funders. What is
not declared here does not exist for any reader.
"""

import polars as pl

from metrics.counting import ALL, Cut, Grain
from metrics.decision_points import INTERSECTIONS, SUSPECT_GROUPS, VICTIM_GROUPS
from release.plan import FUNDER

GRAINS: tuple[Grain, ...] = ("month", "quarter", "year", "whole")
YEARS: tuple[Grain, ...] = ("year", "whole")
BREAKDOWNS = (*SUSPECT_GROUPS, "strangulation", "standing", "program_result", "sentenced_to_program")
# Attributes by which every rate is split, county-wide, where its table has them.
RATE_BREAKDOWNS = (
    "race",
    "ethnicity",
    "sex",
    "age_band",
    "language",
    "relationship",
    "violence_type",
    "severity",
    "strangulation",
    "victim_race",
    "victim_ethnicity",
    "victim_sex",
    "victim_age_band",
    "victim_language",
)

SERIES_CUTS = tuple(Cut(grain, by_district) for grain in GRAINS for by_district in (False, True))
YEAR_CUTS = tuple(Cut(grain, by_district) for grain in YEARS for by_district in (False, True))
WAIT_CUTS = YEAR_CUTS
SPAN_CUTS = (Cut("whole"), Cut("whole", by_district=True))
EFFECT_CUTS = (Cut("whole"),)
# Groups for whom a change may have moved the other way, before and since it.
GROUP_SPAN_CUTS = (Cut("whole", breakdown="race"), Cut("whole", breakdown="sex"))
DISTRICT_GROUP_SPAN_CUTS = tuple(
    Cut("whole", by_district=True, breakdown=cut.breakdown) for cut in GROUP_SPAN_CUTS
)
SNAPSHOT_CUTS = (
    *SPAN_CUTS,
    *(Cut("whole", breakdown=breakdown, is_bounded=True) for breakdown in RATE_BREAKDOWNS),
)
# The victim's attributes, and language, of the whole period only: by year they would cost a tenth more of counting.
OF_THE_WHOLE = ("language", *(name for name in RATE_BREAKDOWNS if name.startswith("victim_")))
RATE_CUTS = (
    *SERIES_CUTS,
    *(
        Cut(grain, breakdown=breakdown, is_bounded=True)
        for breakdown in RATE_BREAKDOWNS
        for grain in YEARS
        if grain == "whole" or breakdown not in OF_THE_WHOLE
    ),
)
WHOLE_CUTS = (
    Cut("whole"),
    Cut("whole", by_district=True),
    *(Cut("whole", breakdown=breakdown) for breakdown in BREAKDOWNS),
)
DISPARITY_CUTS = (
    *YEAR_CUTS,
    *(
        Cut(grain, by_district, breakdown)
        for grain in YEARS
        for by_district in (False, True)
        for breakdown in SUSPECT_GROUPS
    ),
)
# What branches off the way, the victim's attributes (along the way) and groups of two attributes are counted over
# the whole period of all districts only, branches by race and sex. Victims' apart: with suspects' there would be
# nearly as many cells as cases.
BRANCH_CUTS = (Cut("whole"), *(Cut("whole", breakdown=breakdown) for breakdown in ("race", "sex")))
VICTIM_CUTS = tuple(Cut("whole", breakdown=breakdown) for breakdown in VICTIM_GROUPS)
INTERSECTION_CUTS = tuple(Cut("whole", breakdown=breakdown) for breakdown in INTERSECTIONS)


def allowed(role: str) -> pl.Expr:
    """True for the cells that the role's file may hold."""
    if role != FUNDER:
        return pl.lit(value=True)
    by_district, by_group = pl.col("district") != ALL, pl.col("breakdown") != "none"
    by_two = pl.col("breakdown").is_in(list(INTERSECTIONS))
    return pl.col("grain").is_in(YEARS) & ~(by_district & by_group) & ~by_two
