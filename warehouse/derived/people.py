"""Derived tables of people: suspects of an incident, parties arrested, first stays in jail, killings, persons."""

from warehouse.derived.declaring import (
    CASE_DIMENSIONS,
    PEOPLE,
    SUSPECT_DIMENSIONS,
    VICTIM_DIMENSIONS,
    Derived,
    columns,
)
from warehouse.tables import CANONICAL, Table

# A person can stand in one incident in both roles, or twice by mistake of two files: one row each.
INCIDENT_SUSPECTS = Derived(
    table=Table(
        name="incident_suspects",
        one_row_is="a suspect in an incident",
        record_id=("incident_id", "person_key"),
        columns=(
            *columns(
                ("incident_id", "text", "number of the report"),
                ("person_key", "person", "the suspect"),
                ("victim_person_key", "person", "the victim"),
            ),
            *SUSPECT_DIMENSIONS,
            *columns(("arrested_on", "day", "day of arrest")),
            *VICTIM_DIMENSIONS,
            *columns(
                ("person_weight", "share", "of the suspect"),
                ("victim_weight", "share", "of the victim"),
            ),
        ),
    ),
    # The other party's attributes are in that party's own row.
    select="""
        with suspects as (
            select incident_id, person_key,
                   min_by(victim_person_key, person_place) filter (where victim_person_key is not null)
                       as victim_person_key,
                   max(sex) as sex,
                   max(race) as race, max(ethnicity) as ethnicity, max(age_band) as age_band,
                   max(language) as language,
                   min(arrested_on) as arrested_on, coalesce(min(person_key_weight), 1.0) as person_weight,
                   coalesce(min(victim_person_key_weight), 1.0) as victim_weight
            from incident_parties where role in ('suspect', 'both') group by incident_id, person_key
        ), victims as (
            select incident_id, person_key, max(race) as race, max(ethnicity) as ethnicity, max(sex) as sex,
                   max(age_band) as age_band, max(language) as language
            from incident_parties where role in ('victim', 'both') group by incident_id, person_key
        )
        select s.*, v.race as victim_race, v.ethnicity as victim_ethnicity, v.sex as victim_sex,
               v.age_band as victim_age_band, v.language as victim_language
        from suspects as s
        left join victims as v on v.incident_id = s.incident_id and v.person_key = s.victim_person_key""",
)


# Handed over to another jail is not free: the stay goes on, and ends as the first one that is not handed over does.
OF_STAYS = """partition by incident_id, person_key
                order by case when release_type = 'transferred' then 1 else 0 end, booked_at, booking_id"""


# A sentence served on the same incident is a later stay: the clock starts at the first release.
FIRST_STAYS = Derived(
    table=Table(
        name="first_stays",
        one_row_is="a person's first jail stay for an incident",
        record_id=("incident_id", "person_key"),
        columns=columns(
            ("incident_id", "text", "number of the report"),
            ("person_key", "person", "the person"),
            ("booked_at", "moment", "when booked"),
            (
                "released_at",
                "moment",
                "when released; empty while still held, and when last known as handed over to another jail",
            ),
        ),
    ),
    select=f"""
        select incident_id, person_key, first_booked_at as booked_at,
               case when coalesce(release_type <> 'transferred', true) then released_at end as released_at
        from (
            select c.*, row_number() over ({OF_STAYS}) as place,
                   min(booked_at) over (partition by incident_id, person_key) as first_booked_at
            from custody as c where incident_id is not null) as ranked
        where place = 1""",
)


INCIDENT_OUTCOMES = Derived(
    table=Table(
        name="incident_outcomes",
        one_row_is="a police report of domestic violence, with what was done",
        record_id=("incident_id",),
        columns=(
            *columns(
                ("incident_id", "text", "number of the report"),
                ("occurred_on", "day", "day of the incident"),
                ("has_suspect", "yes_no", "true when a suspect is identified"),
                ("has_probable_cause", "yes_no", "true when probable cause was found"),
                ("is_gone_on_arrival", "yes_no", "true when the suspect had left"),
                (
                    "is_arrested",
                    "yes_no",
                    "true when a suspect was arrested; a victim's arrest alone does not count",
                ),
                ("is_dual_arrest", "yes_no", "true when both parties were arrested"),
                ("assigned_response", "code", "response assigned to the case"),
                ("delivered_response", "code", "response given"),
            ),
            *CASE_DIMENSIONS,
            *PEOPLE,
        ),
    ),
    # Both parties arrested: two people were, and one of them is recorded as victim or as both.
    # Of several suspects the first by the agency's own number stands for the report, and not by pseudonym:
    # another key would choose another, and where few people stand behind a cell its band would change.
    select="""
        with parties as (
            select incident_id, count(*) filter (where role in ('suspect', 'both')) as suspects,
                   count(*) filter (where arrested_on is not null and role in ('suspect', 'both')) as suspects_arrested,
                   min(case when arrested_on is not null then person_key end) as first_arrested,
                   max(case when arrested_on is not null then person_key end) as last_arrested,
                   count(*) filter (where arrested_on is not null and role in ('victim', 'both')) as victims_arrested,
                   min_by(person_key, person_place) filter (where role in ('suspect', 'both')) as person_key,
                   min_by(person_key, person_place) filter (where role = 'victim') as victim_person_key,
                   min(case when role in ('suspect', 'both') then person_key_weight end) as person_weight,
                   min(case when role = 'victim' then person_key_weight end) as victim_weight
            from incident_parties group by incident_id
        )
        select i.incident_id, i.occurred_on,
               coalesce(i.suspect_identified = 'yes', false) or coalesce(p.suspects, 0) > 0 as has_suspect,
               coalesce(i.probable_cause = 'yes', false) as has_probable_cause,
               coalesce(i.suspect_gone_on_arrival = 'yes', false) as is_gone_on_arrival,
               coalesce(i.arrest_made = 'yes', false) or coalesce(p.suspects_arrested, 0) > 0 as is_arrested,
               coalesce(p.first_arrested <> p.last_arrested and p.victims_arrested > 0, false) as is_dual_arrest,
               i.assigned_response,
               coalesce(i.delivered_response,
                        case when coalesce(i.arrest_made = 'yes', false) or coalesce(p.suspects_arrested, 0) > 0
                             then 'arrest' else 'none' end) as delivered_response,
               i.district, i.relationship, i.violence_type, i.severity, i.strangulation,
               p.person_key, p.victim_person_key, coalesce(p.person_weight, 1.0) as person_weight,
               coalesce(p.victim_weight, 1.0) as victim_weight
        from incidents as i left join parties as p on p.incident_id = i.incident_id""",
)


NAMING_PEOPLE = tuple(table for table in CANONICAL if any(c.kind == "person" for c in table.columns))


def _namings(table: Table) -> str:
    """A row for each time a table names a person, with its day; of parties the incident's, as few are arrested."""
    day, joined = f"day_of(r.{table.day})", ""
    if table.name == "incident_parties":
        day, joined = "day_of(i.occurred_on)", "left join incidents as i on i.incident_id = r.incident_id"
    return " union all ".join(
        f"select r.{column.name} as person_key, '{table.name}' as named_in, r.source, {day} as named_on "
        f"from {table.name} as r {joined} where r.{column.name} is not null"
        for column in table.columns
        if column.kind == "person"
    )


# Who a person is stands nowhere: names and birth dates are used while people are linked and are not kept.
PERSONS = Derived(
    table=Table(
        name="persons",
        one_row_is="a person, and which tables know the person since when",
        record_id=("person_key",),
        columns=columns(
            ("person_key", "person", "the person"),
            ("first_known_on", "day", "first day of any record that names the person"),
            ("last_known_on", "day", "last day of any record that names the person"),
            ("agencies", "whole", "number of agencies whose records name the person"),
            *((f"in_{t.name}", "whole", f"times `{t.name}` names the person") for t in NAMING_PEOPLE),
        ),
    ),
    select=f"""
        select person_key, min(named_on) as first_known_on, max(named_on) as last_known_on,
               count(distinct source) as agencies,
               {", ".join(f"count(*) filter (where named_in = '{t.name}') as in_{t.name}" for t in NAMING_PEOPLE)}
        from ({" union all ".join(map(_namings, NAMING_PEOPLE))}) as namings
        group by person_key""",
    is_for_looking_up=True,
)


# Seen from each person arrested, in whichever role. Groups of two attributes: not known when either is not.
ARRESTED_PARTIES = Derived(
    table=Table(
        name="arrested_parties",
        one_row_is="a person arrested in an incident, whether recorded as suspect, as victim or as both",
        record_id=("incident_id", "person_key"),
        columns=(
            *columns(
                ("incident_id", "text", "number of the report"),
                ("occurred_on", "day", "day of the incident"),
                ("is_dual_arrest", "yes_no", "true when both parties were arrested"),
                ("race", "code", "race of the person arrested"),
                ("sex", "code", "sex of the person arrested"),
                ("age_band", "code", "age of the person arrested"),
                ("sex_and_race", "code", "sex and race together; unknown where either is not known"),
            ),
            *CASE_DIMENSIONS,
            *PEOPLE,
        ),
    ),
    select="""
        with arrested as (
            select incident_id, person_key,
                   min_by(victim_person_key, person_place) filter (where victim_person_key is not null)
                       as victim_person_key,
                   max(sex) as sex,
                   max(race) as race, max(age_band) as age_band,
                   coalesce(min(person_key_weight), 1.0) as person_weight,
                   coalesce(min(victim_person_key_weight), 1.0) as victim_weight
            from incident_parties where arrested_on is not null group by incident_id, person_key
        )
        select a.incident_id, o.occurred_on, o.is_dual_arrest, a.race, a.sex, a.age_band,
               case when coalesce(a.sex, 'unknown') in ('unknown', 'refused', 'not_collected')
                      or coalesce(a.race, 'unknown') in ('unknown', 'refused', 'not_collected') then 'unknown'
                    else a.sex || '_' || a.race end as sex_and_race,
               o.district, o.relationship, o.violence_type, o.severity, o.strangulation,
               a.person_key, a.victim_person_key, a.person_weight, a.victim_weight
        from arrested as a join incident_outcomes as o on o.incident_id = a.incident_id""",
)


KILLINGS = Derived(
    table=Table(
        name="killings",
        one_row_is="an incident between partners in which somebody was killed",
        record_id=("incident_id",),
        columns=columns(
            ("incident_id", "text", "number of the report"),
            ("occurred_on", "day", "day of the incident"),
            ("next_on", "day", "day of the next one; empty when there is none"),
        ),
    ),
    select="""
        select incident_id, occurred_on, min(occurred_on) over (
                   order by occurred_on, incident_id rows between 1 following and unbounded following) as next_on
        from reports where incident_id in (select incident_id from incidents where death = 'yes') and is_intimate""",
)
