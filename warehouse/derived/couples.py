"""The derived table of couples: the first incident of two people, and the next one."""

from warehouse.derived.declaring import CASE_DIMENSIONS, PEOPLE, SUSPECT_DIMENSIONS, Derived, columns
from warehouse.tables import Table

OF_COUPLES = """district, relationship, violence_type, severity, strangulation,
               race, ethnicity, sex, age_band, language, person_key, victim_person_key, person_weight, victim_weight"""


def couples_query(journeys: str = "journeys", carried: str = OF_COUPLES) -> str:
    """Each couple's first report and the next one. carried: further columns of the first.

    journeys: the table of that name, or the same with people joined otherwise.
    """
    return f"""
        select incident_id, occurred_on as first_occurred_on, next_occurred_on, incidents,
               days_between(occurred_on, $police_cut_off) as days_possible,
               case when next_occurred_on <= $police_cut_off then days_between(occurred_on, next_occurred_on)
                    end as days_to_incident,
               {carried}
        from (
            select j.*,
                   row_number() over (
                       partition by person_key, victim_person_key order by occurred_on, incident_id) as place,
                   min(occurred_on) over (
                       partition by person_key, victim_person_key order by occurred_on, incident_id
                       rows between 1 following and unbounded following) as next_occurred_on,
                   count(*) over (partition by person_key, victim_person_key) as incidents
            from {journeys} as j where victim_person_key is not null and victim_person_key <> person_key) as ranked
        where place = 1"""


# Seen from the suspect: where each was suspect once, the two make two couples.
COUPLES = Derived(
    table=Table(
        name="couples",
        one_row_is="a suspect and a victim, from their first incident in the data",
        record_id=("person_key", "victim_person_key"),
        columns=(
            *columns(
                ("incident_id", "text", "number of the first report"),
                ("first_occurred_on", "day", "day of the first incident"),
                ("next_occurred_on", "day", "day of the second incident; empty when there is none"),
                ("incidents", "whole", "number of incidents"),
                (
                    "days_possible",
                    "whole",
                    "days from the first incident to the last day the police data are complete to",
                ),
                (
                    "days_to_incident",
                    "whole",
                    "days to the second incident; empty when there is none by that day",
                ),
            ),
            *CASE_DIMENSIONS,
            *SUSPECT_DIMENSIONS,
            *PEOPLE,
        ),
    ),
    select=couples_query(),
)
