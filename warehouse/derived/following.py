"""Derived tables of people followed over time: every arrest, and starts at court, program end or a landmark."""

from warehouse.derived.declaring import DIMENSIONS, Derived, columns
from warehouse.derived.people import INCIDENT_OUTCOMES
from warehouse.tables import Kind, Table

# Who stands in one report only cannot have another after it: most people, and most of the work below.
REPEATED_INCIDENTS = Derived(
    table=Table(
        name="repeated_incidents",
        one_row_is="a suspect in an incident, of suspects with several rows in journeys",
        record_id=("incident_id", "person_key"),
        columns=columns(
            ("incident_id", "text", "number of the report"),
            ("person_key", "person", "the suspect"),
            ("victim_person_key", "person", "the victim"),
            ("occurred_on", "day", "day of the incident, no later than the data are complete to"),
            ("arrested_on", "day", "day of arrest; empty without one, or when it is later than that"),
        ),
    ),
    select="""
        select incident_id, person_key, victim_person_key, occurred_on,
               case when arrested_on <= $police_cut_off then arrested_on end as arrested_on
        from journeys where occurred_on <= $police_cut_off and person_key in (
            select person_key from journeys group by person_key having count(*) > 1)""",
)


FOLLOWED_REPORTS = Derived(
    table=Table(
        name="followed_reports",
        one_row_is="a police report of domestic violence, and the next one that names its suspect",
        record_id=("incident_id",),
        columns=(
            *INCIDENT_OUTCOMES.table.columns,
            *columns(
                (
                    "days_possible",
                    "whole",
                    "days from the incident to the last day the police data are complete to",
                ),
                (
                    "days_to_incident",
                    "whole",
                    "days to the suspect's first later incident; empty without one",
                ),
            ),
        ),
    ),
    select="""
        with nexts as (
            select person_key, occurred_on,
                   min(occurred_on) over (partition by person_key order by occurred_on
                                          rows between 1 following and unbounded following) as next_on
            from (select distinct person_key, occurred_on from repeated_incidents) as days
        )
        select o.*, days_between(o.occurred_on, $police_cut_off) as days_possible,
               days_between(o.occurred_on, n.next_on) as days_to_incident
        from incident_outcomes as o
        left join nexts as n on n.person_key = o.person_key and n.occurred_on = o.occurred_on""",
    is_for_looking_up=True,
)


FOLLOWED = columns(
    ("incident_id", "text", "number of the index report"),
    ("started_on", "day", "the clock starts"),
    ("days_possible", "whole", "days from the start to the last day the police data are complete to"),
    ("days_to_incident", "whole", "days to the first later incident as a suspect; empty without one"),
    ("days_to_rearrest", "whole", "days to the first arrest for a later incident; empty without one"),
    ("days_to_same_victim", "whole", "days to the first later incident with the same victim"),
    ("days_to_new_victim", "whole", "days to the first later incident with another known victim"),
)


DIMENSION_VALUES = """s.district, s.relationship, s.violence_type, s.severity, s.strangulation,
               s.race, s.ethnicity, s.sex, s.age_band, s.language, s.person_key, s.victim_person_key,
               1.0 as person_weight, s.victim_weight"""


def _starts(day: str, condition: str = "true", *, name: str = "started_on") -> str:
    """Each suspect's first row of journeys with a start, once the police data have begun.

    Nobody is at risk before: what was reported then is not known. name: of the column with the day.
    """
    return f"""
        select * from (
            select j.*, {day} as {name}, row_number() over (
                partition by j.person_key order by {day}, j.occurred_on, j.incident_id) as place
            from journeys as j where {day} >= $police_first_day and {condition}) as ranked
        where place = 1"""


def failures(later_than: str, incidents: str = "repeated_incidents") -> str:
    """First of each kind of failure after each row of `starts`. A new arrest needs an incident later than that
    column says: a late warrant on the index incident is not recidivism.

    incidents: `repeated_incidents`, or the same with people joined otherwise.
    """
    return f"""
        select s.person_key,
               min(case when l.occurred_on >= s.started_on then l.occurred_on end) as incident_on,
               min(case when l.arrested_on >= s.started_on then l.arrested_on end) as rearrested_on,
               min(case when l.occurred_on >= s.started_on and l.victim_person_key = s.victim_person_key
                        then l.occurred_on end) as same_victim_on,
               min(case when l.occurred_on >= s.started_on and l.victim_person_key <> s.victim_person_key
                             and l.victim_person_key <> s.person_key then l.occurred_on end) as new_victim_on
        from starts as s join {incidents} as l
            on l.person_key = s.person_key and l.occurred_on > s.{later_than}
        group by s.person_key"""


FOLLOWED_VALUES = """s.incident_id, s.started_on, days_between(s.started_on, $police_cut_off) as days_possible,
               days_between(s.started_on, f.incident_on) as days_to_incident,
               days_between(s.started_on, f.rearrested_on) as days_to_rearrest,
               days_between(s.started_on, f.same_victim_on) as days_to_same_victim,
               days_between(s.started_on, f.new_victim_on) as days_to_new_victim"""


def _episodes(
    name: str, one_row_is: str, starts: str, later_than: str, extra: tuple[tuple[str, Kind, str], ...] = ()
) -> Derived:
    """People followed from one kind of start, each once. extra: further columns of the rows of `starts`."""
    further = "".join(f", s.{column}" for column, _, _ in extra)
    return Derived(
        table=Table(
            name=name,
            one_row_is=one_row_is,
            record_id=("person_key",),
            columns=(*FOLLOWED, *columns(*extra), *DIMENSIONS),
        ),
        select=f"""
        with starts as ({starts}
        ), failures as ({failures(later_than)})
        select {FOLLOWED_VALUES}{further},
               {DIMENSION_VALUES}
        from starts as s left join failures as f on f.person_key = s.person_key
        where s.started_on <= $police_cut_off""",
    )


def arrests_query(journeys: str = "journeys", stays: str = "first_stays") -> str:
    """Each arrest, with the day the clock starts and the first arrest after it for a later incident.

    journeys, stays: the tables of that name, or the same with people joined otherwise.
    """
    return f"""
        with arrests as (
            select j.incident_id, j.person_key, j.occurred_on, j.arrested_on, c.person_key is not null as was_held,
                   case when c.person_key is null then j.arrested_on else day_of(c.released_at) end as started_on,
                   row_number() over (
                       partition by j.person_key order by j.arrested_on, j.occurred_on, j.incident_id) as place
            from {journeys} as j
            left join {stays} as c on c.incident_id = j.incident_id and c.person_key = j.person_key
            where j.arrested_on >= $police_first_day and j.arrested_on <= $police_cut_off
        ), nexts as (
            select s.incident_id, s.person_key, min(l.arrested_on) as rearrested_on
            from arrests as s join arrests as l on l.person_key = s.person_key
            where l.occurred_on > s.occurred_on and l.arrested_on >= s.started_on
            group by s.incident_id, s.person_key
        )
        select s.incident_id, s.person_key, s.occurred_on, s.arrested_on, s.started_on, s.place, s.was_held,
               days_between(s.started_on, $police_cut_off) as days_possible,
               days_between(s.started_on, n.rearrested_on) as days_to_rearrest
        from arrests as s
        left join nexts as n on n.incident_id = s.incident_id and n.person_key = s.person_key"""


def first_arrests(arrests: str = "arrests", journeys: str = "journeys") -> str:
    """The journeys of people's first arrests, with the day the clock starts."""
    return f"""
            select j.*, a.started_on, a.was_held from {arrests} as a
            join {journeys} as j on j.incident_id = a.incident_id and j.person_key = a.person_key
            where a.place = 1 and a.started_on <= $police_cut_off"""


def followed_query(journeys: str, stays: str) -> str:
    """People followed from their first arrest, as in `episodes`, where people are joined otherwise.

    journeys, stays: `journeys` and `first_stays` with people joined otherwise, up to the last day of the data.
    """
    return f"""
        with starts as ({first_arrests(f"({arrests_query(journeys, stays)})", journeys)}
        ), failures as ({failures("occurred_on", journeys)})
        select {FOLLOWED_VALUES}, s.was_held
        from starts as s left join failures as f on f.person_key = s.person_key"""


ARRESTS = Derived(
    table=Table(
        name="arrests",
        one_row_is="a suspect's arrest, and the next one for a later incident",
        record_id=("incident_id", "person_key"),
        columns=columns(
            ("incident_id", "text", "number of the report"),
            ("person_key", "person", "the suspect"),
            ("occurred_on", "day", "day of the incident"),
            ("arrested_on", "day", "day of arrest"),
            (
                "started_on",
                "day",
                "the clock starts: release when the arrest led to custody, else the arrest; empty while held",
            ),
            ("place", "whole", "1 for the suspect's first arrest in the data, counting up"),
            ("was_held", "yes_no", "true when the arrest led to custody"),
            ("days_possible", "whole", "days from the start to the last day the police data are complete to"),
            ("days_to_rearrest", "whole", "days to the first arrest for a later incident; empty without one"),
        ),
    ),
    select=arrests_query(),
)


DISPOSITION_EPISODES = _episodes(
    "disposition_episodes",
    "the first end of a person's case in court, and what followed it",
    f"""
        select j.*, d.program as sentenced_to_program from ({_starts("disposed_on", "j.disposition is not null")}) as j
        left join dispositions as d on d.case_id = j.case_id and d.person_key = j.person_key""",
    "started_on",
    (
        ("disposition", "code", "how the case ended"),
        ("sentenced_to_program", "code", "sentence holds a men's nonviolence program"),
    ),
)


EXIT_EPISODES = _episodes(
    "exit_episodes",
    "a person's first exit from a men's nonviolence program, and what followed it",
    _starts("program_exited_on"),
    "started_on",
)


# Who completes has by then lived without a new report for as long as it takes: groups are told apart on one
# day after the order, and only those still free of a new incident then are followed, from then on.
LANDMARK_DAYS = 365


LANDMARK_EPISODES = _episodes(
    "landmark_episodes",
    "a person ordered to a program, a year after the order and without a new incident until then",
    f"""
        select m.* from (
            select j.*, cast(j.ordered_on + {LANDMARK_DAYS} as date) as started_on,
                   case when days_between(j.ordered_on, j.program_completed_on) <= {LANDMARK_DAYS}
                        then 'completed' else 'not_completed' end as program_result
            from ({_starts("program_ordered_on", name="ordered_on")}) as j
        ) as m
        where m.started_on <= $program_cut_off and not exists (
            select 1 from repeated_incidents as l where l.person_key = m.person_key
            and l.occurred_on > m.ordered_on and l.occurred_on <= m.started_on)""",
    "started_on",
    (("program_result", "code", "completed by that day, or not"),),
)
