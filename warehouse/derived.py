"""Tables derived at each refresh, in portable SQL: what indicators are expressions over.

Made in order; each may use those before it. `$name` values: `police_first_day` and `police_cut_off`, the
days from and to which the police records are complete; `custody_cut_off` and `program_cut_off`, the last day
to which the jail's or the program's are complete as well.
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
    # Asked for by people, or only where a change has a policy: a view is there, and no refresh pays for its rows.
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
    ("language", "code", "language of the suspect"),
)
VICTIM_DIMENSIONS = _columns(
    ("victim_race", "code", "race of the victim"),
    ("victim_ethnicity", "code", "ethnicity of the victim"),
    ("victim_sex", "code", "sex of the victim"),
    ("victim_age_band", "code", "age of the victim on the day of the incident"),
    ("victim_language", "code", "language of the victim"),
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
        columns=(
            *_columns(
                ("incident_id", "text", "number of the report"),
                ("person_key", "person", "the suspect"),
                ("victim_person_key", "person", "the victim"),
            ),
            *SUSPECT_DIMENSIONS,
            *_columns(("arrested_on", "day", "day of arrest")),
            *VICTIM_DIMENSIONS,
            *_columns(
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
        columns=_columns(
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
            *VICTIM_DIMENSIONS,
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
               s.race, s.ethnicity, s.sex, s.age_band, s.language, s.victim_race, s.victim_ethnicity, s.victim_sex,
               s.victim_age_band, s.victim_language,
               r.person_key, s.victim_person_key,
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
               s.race, s.ethnicity, s.sex, s.age_band, s.language, s.victim_race, s.victim_ethnicity, s.victim_sex,
               s.victim_age_band, s.victim_language,
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

# Who stands in one report only cannot have another after it: most people, and most of the work below.
REPEATED_INCIDENTS = Derived(
    table=Table(
        name="repeated_incidents",
        one_row_is="a suspect in an incident, of suspects with several rows in journeys",
        record_id=("incident_id", "person_key"),
        columns=_columns(
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
            *_columns(
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

FOLLOWED = _columns(
    ("incident_id", "text", "number of the index report"),
    ("started_on", "day", "the clock starts"),
    ("days_possible", "whole", "days from the start to the last day the police data are complete to"),
    ("days_to_incident", "whole", "days to the first later incident as a suspect; empty without one"),
    ("days_to_rearrest", "whole", "days to the first arrest for a later incident; empty without one"),
    ("days_to_same_victim", "whole", "days to the first later incident with the same victim"),
    ("days_to_new_victim", "whole", "days to the first later incident with another known victim"),
)
DIMENSIONS = (*CASE_DIMENSIONS, *SUSPECT_DIMENSIONS, *PEOPLE)
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


def _failures(later_than: str, incidents: str = "repeated_incidents") -> str:
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
            columns=(*FOLLOWED, *_columns(*extra), *DIMENSIONS),
        ),
        select=f"""
        with starts as ({starts}
        ), failures as ({_failures(later_than)})
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


def _first_arrests(arrests: str = "arrests", journeys: str = "journeys") -> str:
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
        with starts as ({_first_arrests(f"({arrests_query(journeys, stays)})", journeys)}
        ), failures as ({_failures("occurred_on", journeys)})
        select {FOLLOWED_VALUES}, s.was_held
        from starts as s left join failures as f on f.person_key = s.person_key"""


ARRESTS = Derived(
    table=Table(
        name="arrests",
        one_row_is="a suspect's arrest, and the next one for a later incident",
        record_id=("incident_id", "person_key"),
        columns=_columns(
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

LONG_CUSTODY_DAYS = 90
LOOK_BACK_DAYS = 365
EPISODES = Derived(
    table=Table(
        name="episodes",
        one_row_is="a person's first arrest in the data, and what followed it",
        record_id=("person_key",),
        columns=(
            *FOLLOWED,
            *_columns(
                ("days_to_breach", "whole", "days to the first recorded breach of a protection order"),
                (
                    "days_to_custody",
                    "whole",
                    "days to a new stay in jail that lasts 90 days or longer, or is not over on the last day "
                    "the jail's data are complete to, before any new arrest; empty without one",
                ),
                (
                    "days_free",
                    "whole",
                    "days out of jail from the start to the new arrest, or to the last day police and jail "
                    "are both complete to",
                ),
                ("is_rearrested_free", "yes_no", "true when the new arrest came by that day"),
                ("was_held", "yes_no", "true when the arrest led to custody: the clock starts at release"),
                (
                    "rearrest_victim",
                    "code",
                    "victim of the first new arrest's incident: same or new; empty when not known or none",
                ),
                (
                    "standing",
                    "code",
                    "dual_arrest, former_victim (of the same partner in the 365 days before), suspect_only; not_known "
                    "in the first 365 days of the data, where an earlier report cannot be known",
                ),
            ),
            *DIMENSIONS,
        ),
    ),
    select=f"""
        with starts as ({_first_arrests()}
        ), failures as ({_failures("occurred_on")}
        ), breaches as (
            select s.person_key, min(b.breached_on) as breached_on
            from starts as s join protection_orders as o on o.person_key = s.person_key
            join order_breaches as b on b.petition_id = o.petition_id and b.breached_on >= s.started_on
            group by s.person_key
        ), stays as (
            select s.person_key, day_of(c.booked_at) as booked_on, day_of(c.released_at) as released_on,
                   c.booking_id, s.started_on, f.rearrested_on,
                   least(coalesce(f.rearrested_on, $custody_cut_off), $custody_cut_off) as ends_on
            from starts as s join custody as c on c.person_key = s.person_key
            left join failures as f on f.person_key = s.person_key
            where day_of(c.booked_at) <= $custody_cut_off
              and (c.released_at is null or day_of(c.released_at) > s.started_on)
        ), held as (
            select person_key, booked_on, released_on, started_on, rearrested_on,
                   least(coalesce(released_on, ends_on), ends_on) as to_on,
                   greatest(booked_on, started_on, coalesce(max(least(coalesce(released_on, ends_on), ends_on)) over (
                       partition by person_key order by booked_on, booking_id
                       rows between unbounded preceding and 1 preceding), started_on)) as from_on
            from stays
        ), jailed as (
            select person_key,
                   cast(sum(case when to_on > from_on then days_between(from_on, to_on) else 0 end) as bigint) as days,
                   min(case when booked_on >= started_on and (rearrested_on is null or booked_on < rearrested_on)
                                 and (released_on is null or released_on > $custody_cut_off
                                      or days_between(booked_on, released_on) >= {LONG_CUSTODY_DAYS})
                            then booked_on end) as custody_on
            from held group by person_key
        ), victims_before as (
            select distinct s.person_key from starts as s
            join incident_suspects as v on v.victim_person_key = s.person_key and v.person_key = s.victim_person_key
            join incidents as i on i.incident_id = v.incident_id and i.occurred_on < s.occurred_on
                and days_between(i.occurred_on, s.occurred_on) <= {LOOK_BACK_DAYS}
        ), again as (
            select s.person_key, max(case when l.victim_person_key = s.victim_person_key then 1 else 0 end) as is_same
            from starts as s join failures as f on f.person_key = s.person_key
            join repeated_incidents as l on l.person_key = s.person_key and l.arrested_on = f.rearrested_on
                and l.occurred_on > s.occurred_on
            where s.victim_person_key is not null and l.victim_person_key is not null
            group by s.person_key
        )
        select {FOLLOWED_VALUES},
               days_between(s.started_on, b.breached_on) as days_to_breach,
               days_between(s.started_on, h.custody_on) as days_to_custody,
               days_between(s.started_on, least(coalesce(f.rearrested_on, $custody_cut_off), $custody_cut_off))
                   - coalesce(h.days, 0) as days_free,
               coalesce(f.rearrested_on <= $custody_cut_off, false) as is_rearrested_free,
               s.was_held,
               case when g.is_same = 1 then 'same' when g.is_same = 0 then 'new' end as rearrest_victim,
               case when o.is_dual_arrest then 'dual_arrest' when v.person_key is not null then 'former_victim'
                    when days_between($police_first_day, s.occurred_on) >= {LOOK_BACK_DAYS} then 'suspect_only'
                    else 'not_known' end as standing,
               {DIMENSION_VALUES}
        from starts as s
        left join failures as f on f.person_key = s.person_key
        left join breaches as b on b.person_key = s.person_key
        left join jailed as h on h.person_key = s.person_key
        left join victims_before as v on v.person_key = s.person_key
        left join again as g on g.person_key = s.person_key
        left join incident_outcomes as o on o.incident_id = s.incident_id""",
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
            *_columns(
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

# What of a suspect's case is handed on to every table made of it.
OF_JOURNEYS = JOURNEYS.table.columns[JOURNEYS.table.column_names.index(CASE_DIMENSIONS[0].name) :]
OF_REFERRALS = REFERRALS.table.columns[REFERRALS.table.column_names.index(CASE_DIMENSIONS[0].name) :]
OF_CASES = tuple(column for column in OF_REFERRALS if column.name not in ("person_key", "person_weight"))
PERSON = tuple(column for column in PEOPLE if column.name in ("person_key", "person_weight"))
OF_OUTCOMES = tuple(
    column
    for column in INCIDENT_OUTCOMES.table.columns
    if column.name not in ("assigned_response", "delivered_response")
)
OF_SUSPECTS = tuple(
    column
    for column in (*SUSPECT_DIMENSIONS, *VICTIM_DIMENSIONS)
    if column.name not in INCIDENT_OUTCOMES.table.column_names
)


def _named(columns: tuple[Column, ...], table: str) -> str:
    return ", ".join(f"{table}.{column.name}" for column in columns)


def _rank(severity: str) -> str:
    """A severity as a number; null when it is not known."""
    ranks = {"felony": 3, "gross_misdemeanor": 2, "misdemeanor": 1, "other": 0}
    choices = " ".join(f"when '{code}' then {rank}" for code, rank in ranks.items())
    return f"case {severity} {choices} end"


# What police wrote down, and what became of it. An arrest is dated where people are recorded.
REPORTS = Derived(
    table=Table(
        name="reports",
        one_row_is="a police report of domestic violence, with what it documents and what became of it",
        record_id=("incident_id",),
        columns=(
            *OF_OUTCOMES,
            *OF_SUSPECTS,
            *_columns(
                ("is_intimate", "yes_no", "true between partners, former partners and parents of one child"),
                ("is_screened", "yes_no", "true when the risk questions gave a level"),
                ("risk_level", "code", "the level"),
                ("has_all_items", "yes_no", "true when every risk question that the policy asks is answered"),
                ("clearance", "code", "how the report was closed"),
                ("first_arrested_on", "day", "day a suspect was first arrested"),
                ("first_charged_on", "day", "day a suspect was first charged"),
                ("is_referred", "yes_no", "true when the prosecutor has a referral"),
                ("is_risk_passed_on", "yes_no", "true when the risk sheet is in the prosecutor's file"),
                ("is_strangulation_charged", "yes_no", "strangulation charged or not; null when not told"),
            ),
        ),
    ),
    select=f"""
        with files as (
            select incident_id, min(case when decision = 'charged' then decided_on end) as first_charged_on,
                   count(risk_sheet_received_on) > 0 as is_risk_passed_on,
                   case when count(*) filter (where decision = 'charged' and strangulation_charged = 'yes') > 0
                             then true
                        when count(*) filter (where strangulation_charged = 'no' or decision = 'declined') > 0
                             then false
                        end as is_strangulation_charged
            from prosecutions where incident_id is not null group by incident_id
        ), arrested as (
            select incident_id, min(arrested_on) as first_arrested_on
            from incident_suspects where arrested_on is not null group by incident_id
        )
        select {_named(OF_OUTCOMES, "o")}, {_named(OF_SUSPECTS, "s")},
               coalesce(o.relationship in ('spouse', 'common_law', 'ex_spouse', 'partner', 'ex_partner', 'co_parent'),
                        false) as is_intimate,
               coalesce(i.risk_level in ('low', 'medium', 'high'), false) as is_screened, i.risk_level,
               coalesce(i.risk_items_required > 0 and i.risk_items_answered >= i.risk_items_required,
                        false) as has_all_items,
               i.clearance, a.first_arrested_on, f.first_charged_on, f.incident_id is not null as is_referred,
               coalesce(f.is_risk_passed_on, false) as is_risk_passed_on, f.is_strangulation_charged
        from incident_outcomes as o
        join incidents as i on i.incident_id = o.incident_id
        left join incident_suspects as s on s.incident_id = o.incident_id and s.person_key = o.person_key
        left join arrested as a on a.incident_id = o.incident_id
        left join files as f on f.incident_id = o.incident_id""",
)

# Everybody is looked back on for as long: a look-back to the beginning of the data would grow with every year of
# them, and find more without anything having changed. In the first year it would be shorter, so that is marked.
ARRESTED_SUSPECTS = Derived(
    table=Table(
        name="arrested_suspects",
        one_row_is="a suspect's arrest for an incident",
        record_id=("incident_id", "person_key"),
        columns=(
            *_columns(
                ("incident_id", "text", "number of the report"),
                ("occurred_on", "day", "day of the incident"),
                ("arrested_on", "day", "day of arrest"),
                ("referred_on", "day", "day of the referral"),
                (
                    "was_victim_before",
                    "yes_no",
                    "true when an incident of the 365 days before has the two the other way round",
                ),
                (
                    "is_year_before_known",
                    "yes_no",
                    "true when the police data begin at least 365 days before the incident",
                ),
            ),
            *OF_JOURNEYS,
        ),
    ),
    select=f"""
        with victims as (
            select j.incident_id, j.person_key from journeys as j
            join journeys as v on v.person_key = j.victim_person_key and v.victim_person_key = j.person_key
            where j.arrested_on is not null and v.occurred_on < j.occurred_on
              and days_between(v.occurred_on, j.occurred_on) <= {LOOK_BACK_DAYS}
            group by j.incident_id, j.person_key
        )
        select j.incident_id, j.occurred_on, j.arrested_on, j.referred_on,
               v.person_key is not null as was_victim_before,
               days_between($police_first_day, j.occurred_on) >= {LOOK_BACK_DAYS} as is_year_before_known,
               {_named(OF_JOURNEYS, "j")}
        from journeys as j
        left join victims as v on v.incident_id = j.incident_id and v.person_key = j.person_key
        where j.arrested_on is not null""",
)

# Time before trial ends with the disposition, or with the decision not to charge.
RELEASES = Derived(
    table=Table(
        name="releases",
        one_row_is="a person's first release from jail after an arrest for an incident",
        record_id=("booking_id",),
        columns=(
            *_columns(
                ("booking_id", "text", "number of the booking"),
                ("released_at", "moment", "when released"),
                ("release_type", "code", "how released"),
                ("no_contact_condition", "code", "released with a no-contact order"),
                ("victim_notified_at", "moment", "when the victim was told"),
                ("pretrial_ended_on", "day", "day the case ended; empty while it is open"),
                ("violated_on", "day", "day of the first violation of the release"),
                ("rearrested_on", "day", "day of the first arrest for a later incident"),
            ),
            *OF_JOURNEYS,
        ),
    ),
    select=f"""
        with stays as (
            select c.*, row_number() over ({OF_STAYS}) as place from custody as c where incident_id is not null
        ), released as (
            select s.booking_id, s.released_at, s.release_type, s.no_contact_condition, s.victim_notified_at,
                   case when j.disposition is not null then j.disposed_on
                        when j.decision <> 'charged' then j.decided_on end as pretrial_ended_on,
                   j.occurred_on, s.person_key as held_key, {_named(OF_JOURNEYS, "j")}
            from stays as s
            left join journeys as j on j.incident_id = s.incident_id and j.person_key = s.person_key
            where s.place = 1 and s.released_at is not null and coalesce(s.release_type <> 'transferred', true)
        ), violated as (
            select r.booking_id, min(coalesce(v.violated_on, v.known_on)) as violated_on
            from released as r join violations as v on v.person_key = r.held_key
            where v.supervision_id is null and coalesce(v.violated_on, v.known_on) >= day_of(r.released_at)
            group by r.booking_id
        ), rearrested as (
            select r.booking_id, min(a.arrested_on) as rearrested_on
            from released as r join arrests as a on a.person_key = r.held_key
            where a.occurred_on > r.occurred_on and a.arrested_on >= day_of(r.released_at)
            group by r.booking_id
        )
        select r.booking_id, r.released_at, r.release_type, r.no_contact_condition, r.victim_notified_at,
               r.pretrial_ended_on, v.violated_on, a.rearrested_on,
               {_named(tuple(c for c in OF_JOURNEYS if not c.name.endswith(("_weight", "person_key"))), "r")},
               r.held_key as person_key, r.victim_person_key, coalesce(r.person_weight, 1.0) as person_weight,
               coalesce(r.victim_weight, 1.0) as victim_weight
        from released as r
        left join violated as v on v.booking_id = r.booking_id
        left join rearrested as a on a.booking_id = r.booking_id""",
)

REFERRED_CASES = Derived(
    table=Table(
        name="referred_cases",
        one_row_is="a defendant's referral, with what the prosecutor's file and the court's filing say",
        record_id=("case_id", "person_key"),
        columns=(
            *_columns(
                ("case_id", "text", "number of the case"),
                ("referred_on", "day", "day of the referral"),
                ("decided_on", "day", "day of the charging decision"),
                ("decision", "code", "the charging decision"),
                ("decline_kind", "code", "kind of reason for declining"),
                ("is_reduced", "yes_no", "true when filed lower than referred; null when one is not known"),
                ("victim_contacted_on", "day", "day the prosecutor's office first reached the victim"),
                ("warrant_against_victim", "code", "a warrant or contempt was sought against the victim"),
                ("filed_on", "day", "day charges were filed in court"),
            ),
            *OF_REFERRALS,
        ),
    ),
    select=f"""
        select r.case_id, r.referred_on, r.decided_on, r.decision, p.decline_kind,
               {_rank("p.filed_severity")} < {_rank("p.referred_severity")} as is_reduced,
               p.victim_contacted_on, p.warrant_against_victim, d.filed_on, {_named(OF_REFERRALS, "r")}
        from referrals as r
        join prosecutions as p on p.case_id = r.case_id and p.person_key = r.person_key
        left join dispositions as d on d.case_id = r.case_id and d.person_key = r.person_key""",
)

COURT_CASES = Derived(
    table=Table(
        name="court_cases",
        one_row_is="a defendant's case in court, with its charge and what followed the sentence",
        record_id=("case_id", "person_key"),
        columns=(
            *_columns(
                ("case_id", "text", "number of the case"),
                ("filed_on", "day", "day charges were filed"),
                ("disposed_on", "day", "day the case ended; empty while open"),
                ("disposition", "code", "how it ended; empty while open"),
                ("dismissal_kind", "code", "kind of reason for a dismissal"),
                ("domestic_flag", "code", "conviction kept as domestic"),
                (
                    "is_severity_kept",
                    "yes_no",
                    "true when convicted at the filed severity or above; null when not known",
                ),
                ("sentenced_on", "day", "day of sentence"),
                ("supervision", "code", "sentence holds supervision"),
                ("no_contact", "code", "sentence holds a no-contact order"),
                ("program", "code", "sentence holds a men's nonviolence program"),
                ("firearms", "code", "sentence holds surrender of firearms"),
                ("supervised_on", "day", "day of the first probation contact"),
                ("program_intake_on", "day", "day of the first intake"),
            ),
            *OF_CASES,
            *PERSON,
        ),
    ),
    select=f"""
        select d.case_id, d.filed_on, case when d.disposition is not null then d.disposed_on end as disposed_on,
               case when d.disposed_on is not null then d.disposition end as disposition, d.dismissal_kind,
               d.domestic_flag, {_rank("d.convicted_severity")} >= {_rank("p.filed_severity")} as is_severity_kept,
               d.sentenced_on, d.supervision, d.no_contact, d.program, d.firearms, b.supervised_on,
               g.program_intake_on,
               {_named(tuple(c for c in OF_CASES if c.name != "victim_weight"), "r")},
               coalesce(r.victim_weight, 1.0) as victim_weight,
               d.person_key, coalesce(d.person_key_weight, 1.0) as person_weight
        from dispositions as d
        left join referrals as r on r.case_id = d.case_id and r.person_key = d.person_key
        left join prosecutions as p on p.case_id = d.case_id and p.person_key = d.person_key
        left join case_supervision as b on b.case_id = d.case_id and b.person_key = d.person_key
        left join case_programs as g on g.case_id = d.case_id and g.person_key = d.person_key""",
)

# Periods of one case are one supervision, as in `case_supervision`; a period without a case is its own.
SUPERVISION_CASES = Derived(
    table=Table(
        name="supervision_cases",
        one_row_is="a person's probation in one case, from the day it was ordered",
        record_id=("supervision_case", "person_key"),
        columns=(
            *_columns(
                ("supervision_case", "text", "number of the case, or of the period without one"),
                ("ordered_on", "day", "day it was ordered"),
                ("first_contact_on", "day", "day of the first contact"),
                ("ended_on", "day", "day the last period ended; empty while one runs"),
                ("discharge", "code", "how the last period ended; empty while one runs"),
                ("revoked_technical_on", "day", "day first revoked for a breach of conditions"),
                ("revoked_new_offence_on", "day", "day first revoked for a new offence"),
            ),
            *OF_CASES,
            *PERSON,
        ),
    ),
    select=f"""
        with periods as (
            select p.*, coalesce(case_id, supervision_id) as supervision_case, row_number() over (
                partition by coalesce(case_id, supervision_id), person_key
                order by case when ended_on is null then 1 else 0 end, ended_on desc,
                         sentenced_on desc, supervision_id desc) as place
            from supervision as p
        ), cases as (
            select supervision_case, person_key, min(case_id) as case_id, min(sentenced_on) as ordered_on,
                   min(first_contact_on) as first_contact_on,
                   case when count(*) = count(ended_on) then max(ended_on) end as ended_on,
                   case when count(*) = count(ended_on) then max(case when place = 1 then discharge end)
                        end as discharge,
                   min(case when discharge = 'revoked_technical' then ended_on end) as revoked_technical_on,
                   min(case when discharge = 'revoked_new_offence' then ended_on end) as revoked_new_offence_on,
                   coalesce(min(person_key_weight), 1.0) as person_weight
            from periods group by supervision_case, person_key
        )
        select c.supervision_case, c.ordered_on, c.first_contact_on, c.ended_on, c.discharge,
               c.revoked_technical_on, c.revoked_new_offence_on,
               {_named(tuple(c for c in OF_CASES if c.name != "victim_weight"), "r")},
               coalesce(r.victim_weight, 1.0) as victim_weight, c.person_key, c.person_weight
        from cases as c
        left join referrals as r on r.case_id = c.case_id and r.person_key = c.person_key""",
)

# Violations of one case share the weight of its victim.
VIOLATION_RESPONSES = Derived(
    table=Table(
        name="violation_responses",
        one_row_is="a known violation of supervision or pretrial release",
        record_id=("violation_id",),
        columns=(
            *_columns(
                ("violation_id", "text", "number of the violation"),
                ("known_on", "day", "day it became known"),
                ("responded_on", "day", "day something was done; empty while nothing is"),
            ),
            *OF_CASES,
            *PERSON,
        ),
    ),
    select=f"""
        select v.violation_id, v.known_on,
               case when coalesce(v.response <> 'none', true) then v.responded_on end as responded_on,
               {_named(tuple(c for c in OF_CASES if c.name != "victim_weight"), "r")},
               case when r.victim_person_key is null then 1.0
                    else r.victim_weight / count(*) over (partition by r.case_id, r.person_key)
               end as victim_weight,
               v.person_key, coalesce(v.person_key_weight, 1.0) as person_weight
        from violations as v
        left join supervision as s on s.supervision_id = v.supervision_id
        left join referrals as r on r.case_id = s.case_id and r.person_key = v.person_key""",
)

# A man sent back to the program has two orders in one case: one completion is enough.
PROGRAM_CASES = Derived(
    table=Table(
        name="program_cases",
        one_row_is="a person's program in one case, from the day it was first ordered",
        record_id=("program_case", "person_key"),
        columns=(
            *_columns(
                ("program_case", "text", "number of the case, or of the order without one"),
                ("ordered_on", "day", "day of the first order"),
                ("intake_on", "day", "day of the first intake"),
                ("completed_on", "day", "day the program was completed"),
                ("sessions_due", "whole", "sessions that were due so far"),
                ("sessions_attended", "whole", "of these, sessions attended"),
                ("noncompliance_reported_on", "day", "day absence was first reported to the court"),
                ("court_acted_on", "day", "day the court first acted on it"),
            ),
            *OF_CASES,
            *PERSON,
        ),
    ),
    select=f"""
        with cases as (
            select coalesce(case_id, order_id) as program_case, person_key, min(case_id) as case_id,
                   min(ordered_on) as ordered_on, min(intake_on) as intake_on,
                   min(case when exit_reason = 'completed' then exited_on end) as completed_on,
                   cast(sum(sessions_due) as bigint) as sessions_due,
                   cast(sum(sessions_attended) as bigint) as sessions_attended,
                   min(noncompliance_reported_on) as noncompliance_reported_on,
                   min(court_acted_on) as court_acted_on,
                   coalesce(min(person_key_weight), 1.0) as person_weight
            from program_orders group by coalesce(case_id, order_id), person_key
        )
        select c.program_case, c.ordered_on, c.intake_on, c.completed_on, c.sessions_due, c.sessions_attended,
               c.noncompliance_reported_on, c.court_acted_on,
               {_named(tuple(c for c in OF_CASES if c.name != "victim_weight"), "r")},
               coalesce(r.victim_weight, 1.0) as victim_weight, c.person_key, c.person_weight
        from cases as c
        left join referrals as r on r.case_id = c.case_id and r.person_key = c.person_key""",
)

# An order that was never served is in force from the day it was given; petitioners are confidential.
CIVIL_ORDERS = Derived(
    table=Table(
        name="civil_orders",
        one_row_is="a civil petition for protection, with the order that followed",
        record_id=("petition_id",),
        columns=(
            *_columns(
                ("petition_id", "text", "number of the petition"),
                ("petitioned_on", "day", "day of the petition"),
                ("temporary_on", "day", "day of the temporary order"),
                ("final_on", "day", "day of the final order"),
                ("issued_on", "day", "day of the first order"),
                ("served_on", "day", "day it reached the respondent"),
                ("expires_on", "day", "last day of the order"),
                ("firearms_due_on", "day", "day by which firearms must be handed over"),
                ("firearms_surrendered_on", "day", "day they were handed over"),
                ("is_breached", "yes_no", "true when breached at least once while in force"),
            ),
            *PERSON,
        ),
    ),
    select="""
        with orders as (
            select p.*, coalesce(temporary_on, final_on) as issued_on from protection_orders as p
        ), breached as (
            select o.petition_id from orders as o join order_breaches as b on b.petition_id = o.petition_id
            where b.breached_on >= coalesce(o.served_on, o.issued_on)
              and b.breached_on <= coalesce(o.expires_on, b.breached_on)
            group by o.petition_id
        )
        select o.petition_id, o.petitioned_on, o.temporary_on, o.final_on, o.issued_on, o.served_on,
               o.expires_on, o.firearms_due_on, o.firearms_surrendered_on,
               b.petition_id is not null as is_breached,
               o.person_key, coalesce(o.person_key_weight, 1.0) as person_weight
        from orders as o left join breached as b on b.petition_id = o.petition_id""",
)

KILLINGS = Derived(
    table=Table(
        name="killings",
        one_row_is="an incident between partners in which somebody was killed",
        record_id=("incident_id",),
        columns=_columns(
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

DERIVED = (
    INCIDENT_SUSPECTS,
    FIRST_STAYS,
    INCIDENT_OUTCOMES,
    REFERRALS,
    CASE_SUPERVISION,
    CASE_PROGRAMS,
    JOURNEYS,
    REPEATED_INCIDENTS,
    FOLLOWED_REPORTS,
    ARRESTS,
    EPISODES,
    DISPOSITION_EPISODES,
    EXIT_EPISODES,
    LANDMARK_EPISODES,
    COUPLES,
    ARRESTED_PARTIES,
    REPORTS,
    ARRESTED_SUSPECTS,
    RELEASES,
    REFERRED_CASES,
    COURT_CASES,
    SUPERVISION_CASES,
    VIOLATION_RESPONSES,
    PROGRAM_CASES,
    CIVIL_ORDERS,
    KILLINGS,
    PERSONS,
)
