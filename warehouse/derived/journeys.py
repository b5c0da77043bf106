"""Derived tables of the way through the agencies: referrals, supervision and programs of a case, journeys."""

from warehouse.derived.declaring import (
    CASE_DIMENSIONS,
    PEOPLE,
    SUSPECT_DIMENSIONS,
    VICTIM_DIMENSIONS,
    Derived,
    columns,
)
from warehouse.tables import Table

REFERRALS = Derived(
    table=Table(
        name="referrals",
        one_row_is="a defendant's referral to the prosecutor",
        record_id=("case_id", "person_key"),
        columns=(
            *columns(
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
                    else s.victim_weight / r.of_the_pair end as victim_weight
        from (select *, count(*) over (partition by incident_id, person_key) as of_the_pair from prosecutions) as r
        left join incidents as i on i.incident_id = r.incident_id
        left join incident_suspects as s on s.incident_id = r.incident_id and s.person_key = r.person_key""",
)


# Transfers and overlaps make several periods of one: it is over when all are, and ends as the last one did.
CASE_SUPERVISION = Derived(
    table=Table(
        name="case_supervision",
        one_row_is="a person's probation in one case",
        record_id=("case_id", "person_key"),
        columns=columns(
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
        columns=columns(
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
            *columns(
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


# What of a suspect's case is handed on to every table made of it.
OF_JOURNEYS = JOURNEYS.table.columns[JOURNEYS.table.column_names.index(CASE_DIMENSIONS[0].name) :]


OF_REFERRALS = REFERRALS.table.columns[REFERRALS.table.column_names.index(CASE_DIMENSIONS[0].name) :]


OF_CASES = tuple(column for column in OF_REFERRALS if column.name not in ("person_key", "person_weight"))
