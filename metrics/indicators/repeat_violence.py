"""Whether the violence stops: re-arrest, repeat incidents, killings."""

from metrics.declarations import DaysBetween, Indicator
from metrics.indicators.sources import REVIEWED
from metrics.repeat_harm import NEW_PARTNER, REARREST, REPEAT_COUPLE

HOMICIDE = DaysBetween(
    id="homicide",
    label="Killings between partners",
    question="How many days pass between one killing and the next?",
    counted="Days from one killing between partners to the next; the last one waits until the data end",
    out_of="Incidents between partners in which somebody was killed",
    unit="killing",
    direction="down",
    principle="patterned_crime",
    accountability="victim",
    caveats=(
        "Too rare for a rate: a year without one can be chance.",
        "Killings that police do not record as domestic are not in the data.",
    ),
    source="NIBRS; Provost and Murray 2011 on rare events (days between)",
    reviewed_on=REVIEWED,
    rows="killings",
    start_day="occurred_on",
    days="""days_between(occurred_on, case when next_on <= $cut_off then next_on else
                       $cut_off end)""",
    event="next_on is not null and next_on <= $cut_off",
    possible="days_between(occurred_on, $cut_off)",
    needs=("incidents",),
    fields=("incidents.death",),
    grid=tuple(range(0, 1500, 30)),
)

INDICATORS: tuple[Indicator, ...] = (REARREST, REPEAT_COUPLE, NEW_PARTNER, HOMICIDE)
