"""Derived tables that indicators of prosecutor, court, probation, program and civil orders count."""

from warehouse.derived.declaring import PERSON, Derived, columns, named
from warehouse.derived.journeys import OF_CASES, OF_REFERRALS
from warehouse.tables import Table


def _rank(severity: str) -> str:
    """A severity as a number; null when it is not known."""
    ranks = {"felony": 3, "gross_misdemeanor": 2, "misdemeanor": 1, "other": 0}
    choices = " ".join(f"when '{code}' then {rank}" for code, rank in ranks.items())
    return f"case {severity} {choices} end"


REFERRED_CASES = Derived(
    table=Table(
        name="referred_cases",
        one_row_is="a defendant's referral, with what the prosecutor's file and the court's filing say",
        record_id=("case_id", "person_key"),
        columns=(
            *columns(
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
               p.victim_contacted_on, p.warrant_against_victim, d.filed_on, {named(OF_REFERRALS, "r")}
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
            *columns(
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
               {named(tuple(c for c in OF_CASES if c.name != "victim_weight"), "r")},
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
            *columns(
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
               {named(tuple(c for c in OF_CASES if c.name != "victim_weight"), "r")},
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
            *columns(
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
               {named(tuple(c for c in OF_CASES if c.name != "victim_weight"), "r")},
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
            *columns(
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
               {named(tuple(c for c in OF_CASES if c.name != "victim_weight"), "r")},
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
            *columns(
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
