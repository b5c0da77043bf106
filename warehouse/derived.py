"""Tables derived at each refresh, in portable SQL: what indicators are expressions over.

Made in order; each may use those before it. `$name` values: `police_cut_off`, the last day the
police records are complete to.
"""

from dataclasses import dataclass

from warehouse.tables import CANONICAL, Column, Kind, Table


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A derived table and the query that makes it.

    Canonical tables carry the weight of each person beside the pseudonym, as in `person_key_weight`.
    Weights are handed on so that those of one person's rows never add up to more than 1 in any table:
    the sum over any rows is then at most the number of people in them, and adding is cheap.
    """

    table: Table
    select: str
    # Asked for by people, not by indicators: a view is there, and no refresh pays for its rows.
    is_for_looking_up: bool = False


def _columns(*declared: tuple[str, Kind, str]) -> tuple[Column, ...]:
    return tuple(Column(name=name, kind=kind, meaning=meaning) for name, kind, meaning in declared)


CASE_DIMENSIONS = _columns(
    ("district", "text", "district of the incident"),
    ("relationship", "code", "of the suspect to the victim"),
    ("violence_type", "code", "kind of violence"),
    ("severity", "code", "of the most serious offence reported"),
    ("strangulation", "code", "strangulation recorded"),
)
SUSPECT_DIMENSIONS = _columns(
    ("race", "code", "race of the suspect"),
    ("ethnicity", "code", "ethnicity of the suspect"),
    ("sex", "code", "sex of the suspect"),
    ("age_band", "code", "age of the suspect on the day of the incident"),
)
VICTIM_DIMENSIONS = _columns(
    ("victim_race", "code", "race of the victim"),
    ("victim_sex", "code", "sex of the victim"),
    ("victim_age_band", "code", "age of the victim on the day of the incident"),
)
PEOPLE = _columns(
    ("person_key", "person", "the suspect"),
    ("victim_person_key", "person", "the victim"),
    ("person_weight", "share", "at most one over the number of the suspect's rows here; 1 when not known"),
    ("victim_weight", "share", "at most one over the number of the victim's rows here; 1 when not known"),
)

# A person can stand in one incident in both roles, or twice by mistake of two files: one row each.
INCIDENT_SUSPECTS = Derived(
    table=Table(
        name="incident_suspects",
        one_row_is="a suspect in an incident",
        record_id=("incident_id", "person_key"),
        columns=_columns(
            ("incident_id", "text", "number of the report"),
            ("person_key", "person", "the suspect"),
            ("victim_person_key", "person", "the victim"),
            ("sex", "code", "sex of the suspect"),
            ("race", "code", "race of the suspect"),
            ("ethnicity", "code", "ethnicity of the suspect"),
            ("age_band", "code", "age of the suspect on the day of the incident"),
            ("arrested_on", "day", "day of arrest"),
            ("victim_race", "code", "race of the victim"),
            ("victim_sex", "code", "sex of the victim"),
            ("victim_age_band", "code", "age of the victim on the day of the incident"),
            ("person_weight", "share", "of the suspect"),
            ("victim_weight", "share", "of the victim"),
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
                   min(arrested_on) as arrested_on, coalesce(min(person_key_weight), 1.0) as person_weight,
                   coalesce(min(victim_person_key_weight), 1.0) as victim_weight
            from incident_parties where role in ('suspect', 'both') group by incident_id, person_key
        ), victims as (
            select incident_id, person_key, max(race) as race, max(sex) as sex, max(age_band) as age_band
            from incident_parties where role in ('victim', 'both') group by incident_id, person_key
        )
        select s.*, v.race as victim_race, v.sex as victim_sex, v.age_band as victim_age_band
        from suspects as s
        left join victims as v on v.incident_id = s.incident_id and v.person_key = s.victim_person_key""",
)

# A sentence served on the same incident is a later stay: the clock starts at the first release.
FIRST_STAYS = Derived(
    table=Table(
        name="first_stays",
        one_row_is="a person's first jail stay for an incident",
        record_id=("incident_id", "person_key"),
        columns=_columns(
            ("incident_id", "text", "number of the report"),
            ("person_key", "person", "the person"),
            ("booked_at", "moment", "when booked"),
            ("released_at", "moment", "when released; empty while still held"),
        ),
    ),
    select="""
        select incident_id, person_key, booked_at, released_at from (
            select c.*, row_number() over (partition by incident_id, person_key order by booked_at, booking_id) as place
            from custody as c where incident_id is not null) as ranked
        where place = 1""",
)

INCIDENT_OUTCOMES = Derived(
    table=Table(
        name="incident_outcomes",
        one_row_is="a police report of domestic violence, with what was done",
        record_id=("incident_id",),
        columns=(
            *_columns(
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

REFERRALS = Derived(
    table=Table(
        name="referrals",
        one_row_is="a defendant's referral to the prosecutor",
        record_id=("case_id", "person_key"),
        columns=(
            *_columns(
                ("case_id", "text", "number of the case"),
                ("incident_id", "text", "number of the report"),
                ("referred_on", "day", "day of the referral"),
                ("decided_on", "day", "day of the charging decision"),
                ("decision", "code", "the charging decision"),
            ),
            *CASE_DIMENSIONS,
            *SUSPECT_DIMENSIONS,
            *PEOPLE,
        ),
    ),
    # "Returned for more information" is no decision yet: the referral stays open.
    # Several referrals of one suspect for one incident share the weight of its victim.
    select="""
        select r.case_id, r.incident_id, r.referred_on,
               case when r.decision <> 'returned' then r.decided_on end as decided_on,
               case when r.decision <> 'returned' and r.decided_on is not null then r.decision end as decision,
               i.district, i.relationship, i.violence_type, i.severity, i.strangulation,
               s.race, s.ethnicity, s.sex, s.age_band, r.person_key, s.victim_person_key,
               coalesce(r.person_key_weight, 1.0) as person_weight,
               case when s.victim_person_key is null then 1.0
                    else s.victim_weight / count(*) over (partition by r.incident_id, r.person_key)
               end as victim_weight
        from prosecutions as r
        left join incidents as i on i.incident_id = r.incident_id
        left join incident_suspects as s on s.incident_id = r.incident_id and s.person_key = r.person_key""",
)

# Transfers and overlaps make several periods of one: it is over when all are, and ends as the last one did.
CASE_SUPERVISION = Derived(
    table=Table(
        name="case_supervision",
        one_row_is="a person's probation in one case",
        record_id=("case_id", "person_key"),
        columns=_columns(
            ("case_id", "text", "number of the case"),
            ("person_key", "person", "the person"),
            ("supervised_on", "day", "day of the first contact in any period"),
            ("supervision_ended_on", "day", "day the last period ended; empty while one runs"),
            ("discharge", "code", "how the last period ended; empty while one runs"),
        ),
    ),
    select="""
        select case_id, person_key, min(first_contact_on) as supervised_on,
               case when count(*) = count(ended_on) then max(ended_on) end as supervision_ended_on,
               case when count(*) = count(ended_on) then max(case when place = 1 then discharge end) end as discharge
        from (
            select p.*, row_number() over (
                partition by case_id, person_key
                order by case when ended_on is null then 1 else 0 end, ended_on desc,
                         sentenced_on desc, supervision_id desc) as place
            from supervision as p where case_id is not null) as ranked
        group by case_id, person_key""",
)

# A man sent back to the program has two orders in one case: one completion is enough.
CASE_PROGRAMS = Derived(
    table=Table(
        name="case_programs",
        one_row_is="a person's program in one case",
        record_id=("case_id", "person_key"),
        columns=_columns(
            ("case_id", "text", "number of the case"),
            ("person_key", "person", "the person"),
            ("program_ordered_on", "day", "day of the first order"),
            ("program_intake_on", "day", "day of the first intake"),
            ("program_exited_on", "day", "day of completion, else of the last exit; empty while enrolled"),
            ("program_exit", "code", "completed, else why the person last left"),
            ("program_completed_on", "day", "day the program was completed"),
        ),
    ),
    select="""
        select case_id, person_key, min(ordered_on) as program_ordered_on, min(intake_on) as program_intake_on,
               case when min(completed_on) is not null then min(completed_on)
                    when count(*) = count(exited_on) then max(exited_on) end as program_exited_on,
               case when min(completed_on) is not null then 'completed'
                    when count(*) = count(exited_on) then max(case when place = 1 then exit_reason end)
                    end as program_exit,
               min(completed_on) as program_completed_on
        from (
            select o.*, case when exit_reason = 'completed' then exited_on end as completed_on,
                   row_number() over (
                       partition by case_id, person_key
                       order by case when exited_on is null then 1 else 0 end, exited_on desc,
                                ordered_on desc, order_id desc) as place
            from program_orders as o where case_id is not null) as ranked
        group by case_id, person_key""",
)

JOURNEYS = Derived(
    table=Table(
        name="journeys",
        one_row_is="a suspect in an incident, with the day and outcome of each stage",
        record_id=("incident_id", "person_key"),
        columns=(
            *_columns(
                ("incident_id", "text", "number of the report"),
                ("occurred_on", "day", "day of the incident"),
                ("has_probable_cause", "yes_no", "true when probable cause was found"),
                ("is_gone_on_arrival", "yes_no", "true when the suspect had left"),
                ("arrested_on", "day", "day of arrest"),
                ("released_on", "day", "day of release from jail"),
                ("case_id", "text", "number of the case"),
                ("referred_on", "day", "day of the referral"),
                ("decided_on", "day", "day of the charging decision"),
                ("decision", "code", "the charging decision"),
                ("filed_on", "day", "day charges were filed in court"),
                ("disposed_on", "day", "day the case ended"),
                ("disposition", "code", "how it ended"),
                ("sentenced_on", "day", "day of sentence"),
                ("supervised_on", "day", "day of the first probation contact"),
                ("supervision_ended_on", "day", "day the last probation period ended; empty while one runs"),
                ("discharge", "code", "how the last probation period ended"),
                ("program_ordered_on", "day", "day of the first order to a program"),
                ("program_intake_on", "day", "day of the first intake"),
                (
                    "program_exited_on",
                    "day",
                    "day of completion, else of the last exit; empty while enrolled",
                ),
                ("program_exit", "code", "completed, else why the person last left"),
                ("program_completed_on", "day", "day the program was completed"),
            ),
            *CASE_DIMENSIONS,
            *SUSPECT_DIMENSIONS,
            *VICTIM_DIMENSIONS,
            *PEOPLE,
        ),
    ),
    # Several referrals of one suspect for one incident: a charge counts before a declined or open one.
    select="""
        with best_referral as (
            select * from (
                select r.*, row_number() over (
                    partition by incident_id, person_key
                    order by case when decision = 'charged' then 0 when decision is not null then 1 else 2 end,
                             referred_on, case_id) as place
                from referrals as r) as ranked
            where place = 1
        ), stays as (
            select incident_id, person_key, day_of(released_at) as released_on from first_stays
        )
        select s.incident_id, i.occurred_on, coalesce(i.probable_cause = 'yes', false) as has_probable_cause,
               coalesce(i.suspect_gone_on_arrival = 'yes', false) as is_gone_on_arrival,
               s.arrested_on, c.released_on, r.case_id, r.referred_on, r.decided_on, r.decision,
               d.filed_on, d.disposed_on, d.disposition, d.sentenced_on,
               b.supervised_on, b.supervision_ended_on, b.discharge, g.program_ordered_on, g.program_intake_on,
               g.program_exited_on, g.program_exit, g.program_completed_on,
               i.district, i.relationship, i.violence_type, i.severity, i.strangulation,
               s.race, s.ethnicity, s.sex, s.age_band, s.victim_race, s.victim_sex, s.victim_age_band,
               s.person_key, s.victim_person_key,
               s.person_weight, s.victim_weight
        from incident_suspects as s
        join incidents as i on i.incident_id = s.incident_id
        left join best_referral as r on r.incident_id = s.incident_id and r.person_key = s.person_key
        left join dispositions as d on d.case_id = r.case_id and d.person_key = s.person_key
        left join case_supervision as b on b.case_id = r.case_id and b.person_key = s.person_key
        left join case_programs as g on g.case_id = r.case_id and g.person_key = s.person_key
        left join stays as c on c.incident_id = s.incident_id and c.person_key = s.person_key""",
)

EPISODES = Derived(
    table=Table(
        name="episodes",
        one_row_is="a person's first arrest in the data, and what followed it",
        record_id=("person_key",),
        columns=(
            *_columns(
                ("incident_id", "text", "number of the index report"),
                (
                    "started_on",
                    "day",
                    "the clock starts: release when the arrest led to custody, else the arrest",
                ),
                ("days_followed", "whole", "days from the start to the re-arrest or the cut-off"),
                ("days_possible", "whole", "days from the start to the cut-off"),
                ("is_rearrested", "yes_no", "true when a later incident led to arrest"),
            ),
            *CASE_DIMENSIONS,
            *SUSPECT_DIMENSIONS,
            *PEOPLE,
        ),
    ),
    # A re-arrest needs a later incident: a late warrant on the index incident is not recidivism.
    # Who is still held at the cut-off has never been at risk.
    select="""
        with arrests as (
            select incident_id, person_key, occurred_on, arrested_on from journeys where arrested_on is not null
        ), first_arrest as (
            select j.*, row_number() over (
                partition by person_key order by arrested_on, occurred_on, incident_id) as place
            from journeys as j where arrested_on is not null
        ), starts as (
            select f.*, case when s.person_key is null then f.arrested_on else day_of(s.released_at) end as started_on
            from first_arrest as f
            left join first_stays as s on s.incident_id = f.incident_id and s.person_key = f.person_key
            where f.place = 1
        ), nexts as (
            select s.person_key, min(a.arrested_on) as rearrested_on
            from starts as s join arrests as a on a.person_key = s.person_key
            where a.occurred_on > s.occurred_on and a.arrested_on >= s.started_on
              and a.arrested_on <= $police_cut_off
            group by s.person_key
        )
        select s.incident_id, s.started_on,
               days_between(s.started_on, coalesce(n.rearrested_on, $police_cut_off)) as days_followed,
               days_between(s.started_on, $police_cut_off) as days_possible,
               n.rearrested_on is not null as is_rearrested,
               s.district, s.relationship, s.violence_type, s.severity, s.strangulation,
               s.race, s.ethnicity, s.sex, s.age_band, s.person_key, s.victim_person_key,
               1.0 as person_weight, s.victim_weight
        from starts as s left join nexts as n on n.person_key = s.person_key
        where s.started_on is not null and s.started_on <= $police_cut_off""",
)

# Seen from the suspect: where each was suspect once, the two make two couples.
COUPLES = Derived(
    table=Table(
        name="couples",
        one_row_is="a suspect and a victim, from their first incident in the data",
        record_id=("person_key", "victim_person_key"),
        columns=(
            *_columns(
                ("incident_id", "text", "number of the first report"),
                ("first_occurred_on", "day", "day of the first incident"),
                ("next_occurred_on", "day", "day of the second incident; empty when there is none"),
                ("incidents", "whole", "number of incidents"),
            ),
            *CASE_DIMENSIONS,
            *SUSPECT_DIMENSIONS,
            *PEOPLE,
        ),
    ),
    select="""
        select incident_id, occurred_on as first_occurred_on, next_occurred_on, incidents,
               district, relationship, violence_type, severity, strangulation,
               race, ethnicity, sex, age_band, person_key, victim_person_key, person_weight, victim_weight
        from (
            select j.*,
                   row_number() over (
                       partition by person_key, victim_person_key order by occurred_on, incident_id) as place,
                   min(occurred_on) over (
                       partition by person_key, victim_person_key order by occurred_on, incident_id
                       rows between 1 following and unbounded following) as next_occurred_on,
                   count(*) over (partition by person_key, victim_person_key) as incidents
            from journeys as j where victim_person_key is not null and victim_person_key <> person_key) as ranked
        where place = 1""",
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
        columns=_columns(
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
            *_columns(
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

DERIVED = (
    INCIDENT_SUSPECTS,
    FIRST_STAYS,
    INCIDENT_OUTCOMES,
    REFERRALS,
    CASE_SUPERVISION,
    CASE_PROGRAMS,
    JOURNEYS,
    EPISODES,
    COUPLES,
    ARRESTED_PARTIES,
    PERSONS,
)
