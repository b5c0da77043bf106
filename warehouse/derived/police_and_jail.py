"""Derived tables that indicators of police and jail count: reports, arrested suspects, releases."""

from warehouse.derived.declaring import SUSPECT_DIMENSIONS, VICTIM_DIMENSIONS, Derived, columns, named
from warehouse.derived.episodes import LOOK_BACK_DAYS
from warehouse.derived.journeys import OF_JOURNEYS
from warehouse.derived.people import INCIDENT_OUTCOMES, OF_STAYS
from warehouse.tables import Table

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


# What police wrote down, and what became of it. An arrest is dated where people are recorded.
REPORTS = Derived(
    table=Table(
        name="reports",
        one_row_is="a police report of domestic violence, with what it documents and what became of it",
        record_id=("incident_id",),
        columns=(
            *OF_OUTCOMES,
            *OF_SUSPECTS,
            *columns(
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
        select {named(OF_OUTCOMES, "o")}, {named(OF_SUSPECTS, "s")},
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
            *columns(
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
               {named(OF_JOURNEYS, "j")}
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
            *columns(
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
                   j.occurred_on, s.person_key as held_key, {named(OF_JOURNEYS, "j")}
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
               {named(tuple(c for c in OF_JOURNEYS if not c.name.endswith(("_weight", "person_key"))), "r")},
               r.held_key as person_key, r.victim_person_key, coalesce(r.person_weight, 1.0) as person_weight,
               coalesce(r.victim_weight, 1.0) as victim_weight
        from released as r
        left join violated as v on v.booking_id = r.booking_id
        left join rearrested as a on a.booking_id = r.booking_id""",
)
